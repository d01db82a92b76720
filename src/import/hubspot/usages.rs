//! The `Usages` column of a settings export: who uses a property, by HubSpot's own count.

use std::collections::{BTreeMap, BTreeSet};

use super::super::declare::{self, User};
use super::super::schema::Declared;
use super::CRM;
use crate::model::{Access, FieldRef};

/// Where the evidence comes from, in words.
pub(super) const LOOKED: &str = "HubSpot usages";

/// What a consumer is called that HubSpot counts and does not name.
const KIND: &str = "HubSpot usage";

/// Consumers listed one by one, per kind. A count beyond this is still counted, but not listed.
const LISTED: u64 = 200;

/// Reads `Report (3); Sales view (8)`. A kind without a count is one; unknown kinds are kept.
pub(super) fn parse(text: &str) -> Vec<(String, u64)> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty() && *part != "0")
        .map(|part| {
            let counted = part.strip_suffix(')').and_then(|inside| inside.rsplit_once('('));
            match counted.and_then(|(kind, count)| Some((kind, count.trim().replace(',', "").parse().ok()?)))
            {
                Some((kind, count)) => (kind.trim().to_owned(), count),
                None => (part.to_owned(), 1),
            }
        })
        .collect()
}

/// Notes the consumers of a property. HubSpot counts them and does not name them.
pub(super) fn note(into: &mut Declared, object: &str, property: &str, usages: &[(String, u64)]) {
    let field = FieldRef { object: object.to_owned(), field: property.to_owned() };
    for (kind, count) in usages {
        for number in 1..=(*count).min(LISTED) {
            let name = if *count == 1 { kind.clone() } else { format!("{kind} {number} of {count}") };
            let user = User { access: access(kind), ..User::reading(KIND, name) };
            declare::consumer(into, &CRM, &field, &user);
        }
    }
}

/// Kinds of consumer that other files name, and what the count calls them.
const NAMED: &[(&str, &str)] = &[
    ("workflow", "Automation platform flow"),
    ("list", "Inbounddb lists"),
    ("form", "Form"),
    ("calculated property", "Calculated property"),
];

/// Leaves out of the counted consumers as many as other files name, so that none stands there twice.
///
/// To be called once, after the last file.
pub fn name_usages(into: &mut Declared) {
    let mut named: BTreeMap<(FieldRef, &str), BTreeSet<String>> = BTreeMap::new();
    for consumer in &into.consumers {
        if let Some((_, counted)) =
            NAMED.iter().find(|(kind, _)| consumer.crm == CRM.name && consumer.kind == *kind)
        {
            named.entry((consumer.field.clone(), counted)).or_default().insert(consumer.name.clone());
        }
    }
    into.consumers.retain(|consumer| {
        if consumer.crm != CRM.name || consumer.kind != KIND {
            return true;
        }
        let counted = NAMED.iter().find(|(_, counted)| consumer.name.starts_with(counted));
        let names = counted.and_then(|(_, counted)| named.get_mut(&(consumer.field.clone(), *counted)));
        names.and_then(BTreeSet::pop_first).is_none()
    });
}

/// A form writes; a card only shows. A saved view filters by what it shows.
fn access(kind: &str) -> Access {
    let kind = kind.to_ascii_lowercase();
    if kind == "form" {
        Access::Write
    } else if kind.contains("card") {
        Access::Listed
    } else {
        Access::Read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_counts_are_read_and_unknown_kinds_kept() {
        let usages = parse("Automation platform flow (2); Report (1,200); Moon phase; 0");
        let expected = [("Automation platform flow", 2), ("Report", 1200), ("Moon phase", 1)];
        assert_eq!(usages, expected.map(|(kind, count)| (kind.to_owned(), count)));
    }

    #[test]
    fn a_consumer_that_another_file_names_is_not_counted_again() {
        let mut into = Declared::default();
        let usages = [("Automation platform flow".to_owned(), 3), ("Report".to_owned(), 1)];
        note(&mut into, "deals", "amount", &usages);
        let amount = FieldRef { object: "deals".into(), field: "amount".into() };
        for access in [Access::Read, Access::Write] {
            let user = User::reading("workflow", "Lost deals").with(access);
            declare::consumer(&mut into, &CRM, &amount, &user);
        }
        name_usages(&mut into);
        let names: Vec<&str> = into.consumers.iter().map(|consumer| consumer.name.as_str()).collect();
        let flows = ["Automation platform flow 2 of 3", "Automation platform flow 3 of 3"];
        assert_eq!(names, [flows[0], flows[1], "Report", "Lost deals", "Lost deals"]);
    }

    #[test]
    fn a_form_writes_a_card_lists_and_the_rest_reads() {
        assert_eq!(
            ["Form", "Sales view", "Data highlights card", "Report"].map(access),
            [Access::Write, Access::Read, Access::Listed, Access::Read]
        );
    }
}
