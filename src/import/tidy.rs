//! Records as they should have been exported: ids, dates, booleans, numbers and empties in one spelling each.

use jiff::tz::TimeZone;

use super::columns::Column;
use super::dates;
use super::dialect::{is_boolean, number, truth, vacant_in};
use super::part::{Keep, ObjectFiles, Outcome};
use crate::engine::read::{InputError, Row, SetAside};
use crate::model::{FieldKind, Holds};

/// Whether cells are put in order, or kept exactly as they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    Tidy,
    /// `--raw`
    AsRead,
}

/// Reads the records of an object as tidy rows, cells in the order of `files.columns`.
///
/// A cell that does not fit its declared type comes out empty and is set aside with its text.
///
/// # Errors
/// When a file cannot be read on, or `visit` fails.
pub fn each(
    files: &ObjectFiles,
    cells: Cells,
    zone: &TimeZone,
    mut visit: impl FnMut(&Row) -> Result<(), InputError>,
) -> Result<Vec<Outcome>, InputError> {
    let mut tidied = Row::new();
    files.each(Keep::Text, |row, aside| {
        if cells == Cells::AsRead {
            return visit(row);
        }
        tidied.clear();
        tidied.number = row.number;
        for (cell, column) in row.cells().zip(&files.columns) {
            match tidy(cell, column, files.crm, zone) {
                Some(value) => tidied.push(&value),
                None => {
                    tidied.push("");
                    aside.push(SetAside {
                        number: row.number,
                        column: Some(column.header.clone()),
                        reason: format!("is no {}", column.field.kind.noun()),
                        text: cell.to_owned(),
                    });
                }
            }
        }
        visit(&tidied)
    })
}

/// One cell in the one spelling of its type, or `None` when it does not fit.
fn tidy<'a>(cell: &'a str, column: &Column, crm: &str, zone: &TimeZone) -> Option<std::borrow::Cow<'a, str>> {
    use std::borrow::Cow;
    let value = cell.trim();
    if value.is_empty() || vacant_in(crm).contains(&value) {
        return Some(Cow::Borrowed(""));
    }
    // A type that was only guessed is no reason to change a cell.
    if !column.certain {
        return Some(Cow::Borrowed(cell));
    }
    let kind = column.field.kind;
    match kind.holds() {
        Holds::Text if crm == "salesforce" && matches!(kind, FieldKind::Id | FieldKind::Reference) => {
            Some(long_id(value))
        }
        Holds::Text => Some(Cow::Borrowed(cell)),
        Holds::Boolean => {
            is_boolean(value).then(|| Cow::Borrowed(if truth(value) { "true" } else { "false" }))
        }
        Holds::Number => number(value, column.mark).map(|number| Cow::Owned(number.value.to_string())),
        Holds::Date => {
            let moment = dates::parse(value, column.order)?;
            Some(Cow::Owned(moment.date(zone).to_string()))
        }
        Holds::DateTime => Some(Cow::Owned(dates::parse(value, column.order)?.iso(zone))),
    }
}

/// A Salesforce id in its eighteen characters: the last three say which of the fifteen are capitals.
///
/// Source: Salesforce's own description of 18-character ids, one check character for every five.
pub(super) fn long_id(id: &str) -> std::borrow::Cow<'_, str> {
    use std::borrow::Cow;
    const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let plausible = id.len() == 15 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !plausible {
        return Cow::Borrowed(id);
    }
    let checks = id.as_bytes().chunks(5).map(|chunk| {
        let bits = chunk.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
        char::from(CHECK[bits.fold(0, |sum, (place, _)| sum | 1 << place)])
    });
    Cow::Owned(id.chars().chain(checks).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_id_grows_its_check_characters() {
        assert_eq!(long_id("001A0000006Vm9r"), "001A0000006Vm9rIAC");
        assert_eq!(long_id("17"), "17");
    }
}
