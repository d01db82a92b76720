//! The Setup Audit Trail: who made and who changed the definition of a field, in the last six months.
//!
//! An action is an English sentence, `Created custom field: Loss Reason (Picklist) on Opportunity`, of which several
//! wordings exist. What names no field and no object is passed over.

use super::super::crm;
use super::super::dates::{self, Order};
use super::super::schema::Declared;
use super::CRM;
use crate::engine::read::{InputError, Row, Table};
use crate::model::{Definition, FieldRef, Touch};

/// A sentence of the trail that is about a field.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::import) struct Entry {
    /// As the sentence writes them: labels, or API names.
    field: String,
    object: String,
    made: bool,
    touch: Touch,
}

/// Reads the trail as exported from Setup, or as queried (`SetupAuditTrail`); gives how many rows it has.
///
/// # Errors
/// When the file cannot be read on.
pub(in crate::import) fn audit_trail(table: &mut Table, into: &mut Declared) -> Result<u64, InputError> {
    let column = |names: &[&str]| {
        names.iter().find_map(|name| table.header.iter().position(|title| title.eq_ignore_ascii_case(name)))
    };
    let (at, by) = (column(&["Date", "CreatedDate"]), column(&["User", "CreatedBy.Name", "CreatedById"]));
    let sentence = column(&["Display", "Action"]);
    let (mut row, mut rows, mut kept) = (Row::new(), 0, Vec::new());
    let mut order = Order::MonthFirst;
    while table.rows.next(&mut row)? {
        rows += 1;
        let cell = |column: Option<usize>| column.map_or("", |column| row.get(column).trim());
        if cell(at)
            .split(['/', '.'])
            .next()
            .and_then(|first| first.parse::<u8>().ok())
            .is_some_and(|n| n > 12)
        {
            order = Order::DayFirst;
        }
        if let Some((made, field, object)) = about(cell(sentence)) {
            kept.push((made, field.to_owned(), object.to_owned(), cell(at).to_owned(), cell(by).to_owned()));
        }
    }
    for (made, field, object, at, by) in kept {
        // Behind the comma stands the time of day, in a zone by its letters.
        let text =
            if at.contains('T') { at.as_str() } else { at.split([',', ' ']).next().unwrap_or_default() };
        let Some(moment) = dates::parse(text, order) else { continue };
        into.trail.push(Entry { field, object, made, touch: Touch { day: moment.at.date(), by } });
    }
    Ok(rows)
}

/// Whether a field was made, its label, and its object's: of a sentence about a custom field.
fn about(sentence: &str) -> Option<(bool, &str, &str)> {
    let start = sentence.find("custom field").or_else(|| sentence.find("Custom Field"))?;
    let made = sentence.starts_with("Created");
    let rest = sentence[start + "custom field".len()..].trim_start_matches([':', ' ']);
    let rest = rest.trim_start_matches('"');
    let end = [" (", "\"", " on ", " from ", " to "].iter().filter_map(|mark| rest.find(mark)).min()?;
    let on =
        rest.find(" on ").map(|at| &rest[at + 4..]).or_else(|| sentence[..start].split(" on ").nth(1))?;
    let object = on.split([',', '.', '(']).next()?.split(" from ").next()?.trim().trim_matches('"');
    let field = rest[..end].trim();
    (!field.is_empty() && !object.is_empty()).then_some((made, field, object))
}

/// The definitions that the trail and the schema tell of, newest change first.
pub(in crate::import) fn definitions(into: &Declared) -> Vec<Definition> {
    let mut found: Vec<Definition> = Vec::new();
    for entry in &into.trail {
        let Some(field) = meant(into, entry) else { continue };
        let place = found.iter().position(|known| known.field == field).unwrap_or_else(|| {
            found.push(Definition { crm: CRM.name, field, made: None, changed: None, changes: 0 });
            found.len() - 1
        });
        let known = &mut found[place];
        if entry.made {
            known.made = Some(entry.touch.clone());
        } else {
            known.changes += 1;
            if known.changed.as_ref().is_none_or(|last| last.day < entry.touch.day) {
                known.changed = Some(entry.touch.clone());
            }
        }
    }
    let newest = |one: &Definition| one.changed.as_ref().or(one.made.as_ref()).map(|touch| touch.day);
    found.sort_by(|a, b| newest(b).cmp(&newest(a)).then_with(|| a.field.cmp(&b.field)));
    found
}

/// The field behind the words of a sentence, by label or API name.
fn meant(into: &Declared, entry: &Entry) -> Option<FieldRef> {
    let object = into
        .objects
        .values()
        .find(|object| {
            let label = object.label.as_deref().unwrap_or_default();
            object.name.eq_ignore_ascii_case(&entry.object) || label.eq_ignore_ascii_case(&entry.object)
        })
        .or_else(|| into.objects.get(&crm::lookup_object(&CRM, &entry.object)?.api.to_lowercase()))?;
    let field = object.fields.iter().find(|field| {
        let label = field.label.as_deref().unwrap_or_default();
        field.name.eq_ignore_ascii_case(&entry.field) || label.eq_ignore_ascii_case(&entry.field)
    })?;
    Some(FieldRef { object: object.name.clone(), field: field.name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_a_field_and_its_object() {
        for (sentence, expected) in [
            (
                "Created custom field: Loss Reason (Picklist) on Opportunity",
                Some((true, "Loss Reason", "Opportunity")),
            ),
            (
                "Changed custom field Loss Reason on Opportunity from Text to Picklist",
                Some((false, "Loss Reason", "Opportunity")),
            ),
            (
                "Changed field-level security for custom field: ARR on Account",
                Some((false, "ARR", "Account")),
            ),
            ("Changed label of custom field \"ARR\" on Account", Some((false, "ARR", "Account"))),
            ("Logged in as ana@example.com", None),
            ("Created custom field", None),
        ] {
            assert_eq!(about(sentence), expected, "{sentence}");
        }
    }
}
