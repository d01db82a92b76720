//! The `Usages` column of a settings export: who uses a property, by HubSpot's own count.

use super::super::declare::{self, User};
use super::super::schema::Declared;
use super::CRM;
use crate::model::{Access, FieldRef};

/// Where the evidence comes from, in words.
pub(super) const LOOKED: &str = "HubSpot usages";

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
            let user = User { access: access(kind), ..User::reading("HubSpot usage", name) };
            declare::consumer(into, &CRM, &field, &user);
        }
    }
}

/// A form writes; a card or somebody's saved view only shows.
fn access(kind: &str) -> Access {
    let kind = kind.to_ascii_lowercase();
    if kind == "form" {
        Access::Write
    } else if kind.contains("card") || kind == "sales view" {
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
    fn a_form_writes_a_view_lists_and_the_rest_reads() {
        assert_eq!(
            ["Form", "Sales view", "Data highlights card", "Report"].map(access),
            [Access::Write, Access::Listed, Access::Listed, Access::Read]
        );
    }
}
