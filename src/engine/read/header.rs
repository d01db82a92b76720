//! Column names, and which of the first records holds them.

use std::collections::{HashMap, HashSet};

use super::Row;

/// Makes names for so many columns: trimmed, made unique (`Name#2`), never empty (`column_7`).
#[must_use]
pub fn names<'a>(cells: impl Iterator<Item = &'a str>, width: usize) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    // The last number given out for a name, so that 5,000 equal names take 5,000 steps.
    let mut last: HashMap<String, usize> = HashMap::new();
    let cells = cells.map(Some).chain(std::iter::repeat(None));
    let mut names = Vec::new();
    for (index, cell) in cells.take(width).enumerate() {
        let cleaned = clean(cell.unwrap_or_default());
        let base = if cleaned.is_empty() { format!("column_{}", index + 1) } else { cleaned.to_owned() };
        let mut name = base.clone();
        while !taken.insert(name.clone()) {
            let number = last.entry(base.clone()).or_insert(1);
            *number += 1;
            name = format!("{base}#{number}");
        }
        names.push(name);
    }
    names
}

/// A name without what a program put around it.
pub(super) fn clean(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0')
}

/// The position of the header among the first records of a table that is usually so wide.
///
/// The first record that is not a title, a comment or a line of the report's settings. A header may be a
/// little narrower than its records: R leaves out the name of the first column.
pub(super) fn position(first: &[Row], width: usize) -> Option<usize> {
    if width < 2 {
        let comments = first.iter().take_while(|row| row.get(0).starts_with('#') && row.len() == 1).count();
        return if comments < first.len() { Some(comments) } else { first.first().map(|_| 0) };
    }
    let enough = (width * 3).div_ceil(5).max(2);
    let filled = |row: &Row| row.cells().filter(|cell| !cell.trim().is_empty()).count();
    first.iter().enumerate().position(|(index, row)| {
        let title = width > 2 && filled(row) < 2 && first.get(index + 1).is_some_and(|next| filled(next) > 1);
        let comment = row.get(0).starts_with('#') && row.len() != width;
        row.len() >= enough && !title && !comment
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_unique_and_never_empty() {
        let cells = ["\u{feff}Id ", "Name", "Name", "", "Name#2", "Name"];
        let expected = ["Id", "Name", "Name#2", "column_4", "Name#2#2", "Name#3", "column_7"];
        assert_eq!(names(cells.into_iter(), 7), expected);
    }
}
