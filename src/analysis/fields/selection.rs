//! A part of a scorecard, and the order it is read in.

use std::cmp::Ordering;

use super::scorecard::{FieldScore, Scorecard, Verdict};
use crate::model::Rate;

/// The order in which the fields stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As in the export, then those only the schema names.
    #[default]
    Export,
    /// Archive, review, keep, protected; within each the emptiest first.
    Verdict,
    /// The emptiest first.
    Fill,
    Name,
}

impl Order {
    /// Compares two fields; what was not measured stands behind what was.
    #[must_use]
    pub fn compare(self, left: &FieldScore, right: &FieldScore) -> Ordering {
        let fill = || share(left).total_cmp(&share(right));
        match self {
            Self::Export => Ordering::Equal,
            Self::Verdict => left.verdict.cmp(&right.verdict).then_with(fill),
            Self::Fill => fill(),
            Self::Name => left.field.to_lowercase().cmp(&right.field.to_lowercase()),
        }
    }
}

fn share(field: &FieldScore) -> f64 {
    field.effective.and_then(Rate::share).unwrap_or(f64::INFINITY)
}

/// An object was asked for that no file has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no object is called `{name}`: there are {}", listed(known))]
pub struct UnknownObject {
    pub name: String,
    pub known: Vec<String>,
}

fn listed(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

impl Scorecard {
    /// Keeps a part: these objects, fields with these verdicts, objects of at least so many records.
    ///
    /// An empty list keeps all. The counts by verdict stay those of the whole object, so that a page of
    /// candidates still says out of how many.
    ///
    /// # Errors
    /// When no object has a name that was asked for.
    pub fn keep(
        &mut self,
        objects: &[String],
        verdicts: &[Verdict],
        min_records: u64,
    ) -> Result<(), UnknownObject> {
        let is = |name: &String, object: &str| name.eq_ignore_ascii_case(object);
        for name in objects {
            if !self.objects.iter().any(|own| is(name, &own.object)) {
                let known = self.objects.iter().map(|own| own.object.clone()).collect();
                return Err(UnknownObject { name: name.clone(), known });
            }
        }
        self.objects.retain(|own| {
            (objects.is_empty() || objects.iter().any(|name| is(name, &own.object)))
                && own.records.unwrap_or(0) >= min_records
        });
        if verdicts.is_empty() {
            return Ok(());
        }
        for own in &mut self.objects {
            own.fields.retain(|field| verdicts.contains(&field.verdict));
            let fields = &own.fields;
            own.same_concept.retain(|group| {
                group.fields.iter().any(|name| fields.iter().any(|field| field.field == *name))
            });
        }
        Ok(())
    }

    /// Archive first, then review, keep, protected; the emptiest first.
    pub fn by_verdict(&mut self) {
        self.sort(Order::Verdict);
    }

    /// The emptiest first.
    pub fn by_fill(&mut self) {
        self.sort(Order::Fill);
    }

    pub fn by_name(&mut self) {
        self.sort(Order::Name);
    }

    /// Sorts the fields within each object. Equal ones stay in the order they had.
    fn sort(&mut self, order: Order) {
        self.order = order;
        for object in &mut self.objects {
            object.fields.sort_by(|left, right| order.compare(left, right));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{absent, object, snapshot, text};
    use crate::analysis::fields::{ScoreOptions, score};
    use crate::model::Policy;

    fn card() -> Scorecard {
        let fields = vec![
            text("Region__c", 100, 90),
            absent("Gone__c"),
            text("Fax__c", 100, 3),
            text("Code__c", 100, 1),
        ];
        let objects = vec![object("Account", 100, fields), object("Contact", 5, vec![text("VIP__c", 5, 1)])];
        score(&snapshot(objects), &Policy::default(), &ScoreOptions::default())
    }

    fn names(card: &Scorecard) -> Vec<&str> {
        card.objects.iter().flat_map(|object| &object.fields).map(|field| field.field.as_str()).collect()
    }

    #[test]
    fn a_part_still_says_out_of_how_many() {
        let mut card = card();
        card.keep(&["account".to_owned()], &[Verdict::Archive], 20).unwrap();
        assert_eq!(names(&card), ["Fax__c", "Code__c"]);
        assert_eq!(card.objects[0].verdicts.total(), 4);
    }

    #[test]
    fn an_unknown_object_is_an_error_that_names_the_known() {
        let error = card().keep(&["Acount".to_owned()], &[], 0).unwrap_err();
        assert_eq!(error.to_string(), "no object is called `Acount`: there are `Account`, `Contact`");
    }

    #[test]
    fn each_order_is_that_of_the_words() {
        let mut card = card();
        card.keep(&["Account".to_owned()], &[], 0).unwrap();
        card.by_verdict();
        assert_eq!(names(&card), ["Code__c", "Fax__c", "Gone__c", "Region__c"]);
        card.by_fill();
        assert_eq!(names(&card), ["Code__c", "Fax__c", "Region__c", "Gone__c"]);
        card.by_name();
        assert_eq!(names(&card), ["Code__c", "Fax__c", "Gone__c", "Region__c"]);
    }
}
