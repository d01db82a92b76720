//! Fields of one object that seem to hold the same thing twice.
//!
//! Two signs: names or labels that differ in spelling only, and values that agree on nearly every
//! record where both are filled. A field the vendor made is grouped only with a customer's own: nobody
//! can merge two standard fields.

use std::collections::BTreeMap;

use super::scorecard::SameConcept;
use super::words::Words;
use crate::model::{FieldKind, Guard, ObjectSnapshot, ProfiledField, Rate};

/// Values must agree on this share of the records where both fields are filled.
const EQUAL_SHARE: f64 = 0.95;
/// Fewer common records than this agree by accident.
const MIN_BOTH: u64 = 20;
/// With this many values or fewer, as in yes and no, agreement says little.
const FEW_VALUES: u64 = 3;

/// Names of contact details, of which people keep a second one on purpose.
const KEPT_TWICE: &[&str] =
    &["email", "mail", "phone", "mobile", "fax", "address", "street", "line", "website", "url"];

/// Groups the fields of an object. A field stands in one group at most.
pub(super) fn groups(object: &ObjectSnapshot) -> Vec<SameConcept> {
    let names: Vec<Name<'_>> = object.fields.iter().map(Name::of).collect();
    let mut groups = Groups::new(names.len());
    for left in 0..names.len() {
        for right in left + 1..names.len() {
            if let Some(why) = names[left].alike(&names[right], &names) {
                groups.join(left, right, why.to_owned(), &names);
            }
        }
    }
    for agreement in &object.agreements {
        let at = |name: &str| names.iter().position(|own| own.field.field.name == name);
        if let (Some(left), Some(right)) = (at(&agreement.left), at(&agreement.right))
            && agrees(agreement.equal, names[left].field, names[right].field)
            && names[left].may_join(&names[right])
        {
            let why = format!("the values agree on {} of the records that have both", agreement.equal);
            groups.join(left, right, why, &names);
        }
    }
    groups.into_result(&names)
}

fn agrees(equal: Rate, left: &ProfiledField, right: &ProfiledField) -> bool {
    let many_values = |field: &ProfiledField| {
        field.measured.profile().is_some_and(|profile| profile.distinct.count > FEW_VALUES)
    };
    equal.of >= MIN_BOTH
        && equal.share().is_some_and(|share| share >= EQUAL_SHARE)
        && many_values(left)
        && many_values(right)
}

/// A field with its name and label as words.
struct Name<'a> {
    field: &'a ProfiledField,
    name: Words,
    label: Option<Words>,
}

impl<'a> Name<'a> {
    fn of(field: &'a ProfiledField) -> Self {
        let label = field.field.label.as_deref().map(Words::of);
        Self { field, name: Words::of(&field.field.name), label }
    }

    /// Why two fields look alike by name; `None` when they do not, or may not be grouped.
    fn alike(&self, other: &Self, all: &[Self]) -> Option<&'static str> {
        let twins = |left: &Words, right: &Words| {
            left.same(right) && unnumbered(left, right) && !series(left, all) || left.nearly(right)
        };
        let sign = if twins(&self.name, &other.name) {
            "the names differ in spelling only"
        } else {
            match (&self.label, &other.label) {
                (Some(left), Some(right)) if left.same(right) && left == right => "the labels are the same",
                (Some(left), Some(right)) if twins(left, right) => "the labels differ in spelling only",
                _ => return None,
            }
        };
        // Asked last: nearly every pair of a wide object is settled by the names.
        self.may_join(other).then_some(sign)
    }

    fn may_join(&self, other: &Self) -> bool {
        let set_apart = |field: &ProfiledField| {
            field.field.guards.iter().any(|guard| matches!(guard, Guard::Identifier | Guard::System))
        };
        let standard = |field: &ProfiledField| {
            field.field.custom == Some(false) || field.field.guards.contains(&Guard::VendorDefined)
        };
        let labels_opposed = match (&self.label, &other.label) {
            (Some(left), Some(right)) => left.opposed(right),
            _ => false,
        };
        let apart = set_apart(self.field)
            || set_apart(other.field)
            || (standard(self.field) && standard(other.field))
            || !kinds_fit(self.field.field.kind, other.field.field.kind)
            || self.name.opposed(&other.name)
            || labels_opposed;
        !apart && (!self.name.same(&other.name) || unnumbered(&self.name, &other.name))
    }
}

/// `Address 1` and `Address 2`: two of a series, not two copies.
fn numbered(left: &Words, right: &Words) -> bool {
    left.number.is_some() && right.number.is_some() && left.number != right.number
}

/// `Email` and `Email 2`.
fn kept_twice(left: &Words, right: &Words) -> bool {
    left.number != right.number && left.words.iter().any(|word| KEPT_TWICE.contains(&word.as_str()))
}

fn unnumbered(left: &Words, right: &Words) -> bool {
    !numbered(left, right) && !kept_twice(left, right)
}

/// Whether three or more fields carry the same words and different numbers.
fn series(words: &Words, all: &[Name<'_>]) -> bool {
    let mut numbers: Vec<_> = all
        .iter()
        .flat_map(|name| std::iter::once(&name.name).chain(&name.label))
        .filter(|other| words.same(other))
        .map(|other| other.number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len() >= 3
}

/// A checkbox never repeats a text; a date never repeats a number.
fn kinds_fit(left: FieldKind, right: FieldKind) -> bool {
    let family = |kind: FieldKind| match kind {
        FieldKind::Unknown => None,
        FieldKind::Boolean => Some(0),
        FieldKind::Date | FieldKind::DateTime => Some(1),
        FieldKind::Number | FieldKind::Currency | FieldKind::Percent => Some(2),
        FieldKind::Id
        | FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Picklist
        | FieldKind::MultiPicklist
        | FieldKind::Reference
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::Compound
        | FieldKind::Encrypted => Some(3),
    };
    match (family(left), family(right)) {
        (Some(left), Some(right)) => left == right,
        // A text column may hold anything, and an unknown kind is no contradiction.
        _ => true,
    }
}

/// Which fields stand together, and why.
struct Groups {
    /// The number of each field's group: that of its first member.
    of: Vec<usize>,
    why: BTreeMap<usize, Vec<String>>,
}

impl Groups {
    fn new(fields: usize) -> Self {
        Self { of: (0..fields).collect(), why: BTreeMap::new() }
    }

    /// Puts two groups together, unless a pair across them is told apart.
    fn join(&mut self, left: usize, right: usize, why: String, names: &[Name<'_>]) {
        let (keep, drop) = (self.of[left].min(self.of[right]), self.of[left].max(self.of[right]));
        let members =
            |group: usize| self.of.iter().enumerate().filter(move |(_, of)| **of == group).map(|(at, _)| at);
        let torn = keep != drop
            && members(keep).any(|a| members(drop).any(|b| names[a].name.opposed(&names[b].name)));
        if torn {
            return;
        }
        for of in self.of.iter_mut().filter(|of| **of == drop) {
            *of = keep;
        }
        let moved = if keep == drop { Vec::new() } else { self.why.remove(&drop).unwrap_or_default() };
        let reasons = self.why.entry(keep).or_default();
        for reason in moved.into_iter().chain([why]) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }

    fn into_result(self, names: &[Name<'_>]) -> Vec<SameConcept> {
        let Self { of, why } = self;
        why.into_iter()
            .map(|(group, reasons)| SameConcept {
                fields: of
                    .iter()
                    .zip(names)
                    .filter(|(of, _)| **of == group)
                    .map(|(_, name)| name.field.field.name.clone())
                    .collect(),
                why: reasons.join("; "),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{object, text};
    use crate::model::Agreement;

    fn found(names: &[&str], agreements: &[(&str, &str, u64)]) -> Vec<Vec<String>> {
        let fields = names.iter().map(|name| text(name, 100, 50)).collect();
        let mut object = object("Account", 100, fields);
        object.agreements = agreements
            .iter()
            .map(|&(left, right, hits)| Agreement {
                left: left.into(),
                right: right.into(),
                equal: Rate::new(hits, 40),
            })
            .collect();
        groups(&object).into_iter().map(|group| group.fields).collect()
    }

    #[test]
    fn copies_under_a_similar_name_are_found() {
        for pair in [
            ["Install_Region__c", "Install_Region_2__c"],
            ["Language__c", "Languages__c"],
            ["industry_segment", "IndustrySegment__c"],
            ["Territory__c", "Territory_New__c"],
            ["Customer_Priority__c", "Customer_Prioriy__c"],
        ] {
            assert_eq!(found(&pair, &[]), [pair], "{pair:?}");
        }
    }

    #[test]
    fn false_friends_stay_apart() {
        for names in [
            &["BillingCity", "ShippingCity"][..],
            &["Phone", "Fax"],
            &["Email", "Email2"],
            &["Address_1__c", "Address_2__c"],
            &["Date_1__c", "Date_2__c"],
            &["MailingStreet", "OtherStreet"],
            &["Score__c", "Score_2__c", "Score_3__c"],
            &["Last_Call_Date__c", "Last_Call_Type__c"],
            &["Annual_Revenue__c", "Annual_Revenue_Range__c"],
            &["Contact_Number__c", "Contract_Number__c"],
            &["OldValue", "NewValue"],
            &["quantitypacked", "quantitypicked"],
            &["amountpaid", "amountunpaid"],
            &["costestimate", "costestimaterate"],
        ] {
            assert_eq!(found(names, &[]), Vec::<Vec<String>>::new(), "{names:?}");
        }
    }

    #[test]
    fn agreeing_values_group_fields_whose_names_differ() {
        let names = ["Region__c", "Sales_Region__c", "Area__c"];
        assert_eq!(
            found(&names, &[("Region__c", "Sales_Region__c", 39), ("Region__c", "Area__c", 20)]),
            [["Region__c", "Sales_Region__c"]]
        );
    }

    #[test]
    fn billing_and_shipping_stay_apart_though_the_values_agree() {
        let pair = ["Billing_Town__c", "Shipping_Town__c"];
        assert!(found(&pair, &[(pair[0], pair[1], 40)]).is_empty());
    }

    #[test]
    fn the_same_label_twice_is_found_and_standard_fields_are_left_alone() {
        let labelled = |name: &str, custom: bool| {
            let mut field = text(name, 100, 50);
            field.field.label = Some("Renewal Score".into());
            field.field.custom = Some(custom);
            field
        };
        let group = |fields| groups(&object("companies", 100, fields)).len();
        assert_eq!(group(vec![labelled("rs_2021", true), labelled("score_of_renewal_q", true)]), 1);
        assert_eq!(group(vec![labelled("rs_2021", false), labelled("score_of_renewal_q", false)]), 0);
    }

    #[test]
    fn one_field_stands_in_one_group() {
        let names = ["Region__c", "region", "Sales_Region__c"];
        assert_eq!(found(&names, &[("region", "Sales_Region__c", 40)]), [names]);
    }
}
