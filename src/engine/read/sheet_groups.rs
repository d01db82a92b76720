//! Formatted reports with groups: the value of a group stands in its first row only, and a subtotal ends it.
//!
//! Read as they stand, such columns would seem nearly empty. Where there are subtotals, a blank group cell
//! takes the value above it.

use std::collections::VecDeque;

use super::sheet_rows::{RawCell, RawRow};

/// The group columns of a sheet, and the group that the next row is in.
#[derive(Debug, Default)]
pub(super) struct Groups {
    left: usize,
    /// The latest value of each group column, from the left.
    values: Vec<Option<String>>,
}

/// Whether a row only adds up a group, as formatted reports do between their records.
pub(super) fn is_subtotal(row: &RawRow) -> bool {
    row.cells.first().is_some_and(|cell| cell.text.trim().eq_ignore_ascii_case("subtotal"))
}

impl Groups {
    /// Finds the group columns: from the table's edge to the column in which the innermost subtotal stands.
    pub(super) fn find(rows: &VecDeque<RawRow>, left: usize) -> Self {
        let innermost = rows
            .iter()
            .filter(|row| is_subtotal(row))
            .filter_map(|row| row.cells.first())
            .map(|cell| cell.column)
            .max();
        let count = innermost.map_or(0, |column| (column + 1).saturating_sub(left));
        Self { left, values: vec![None; count] }
    }

    /// Whether there are any.
    pub(super) fn any(&self) -> bool {
        !self.values.is_empty()
    }

    /// Gives a record the values of the groups it is in. A new outer group begins its inner ones anew.
    pub(super) fn fill(&mut self, row: &mut RawRow) {
        for index in 0..self.values.len() {
            let column = self.left + index;
            match row.cells.iter().find(|cell| cell.column == column) {
                Some(cell) => {
                    self.values[index] = Some(cell.text.clone());
                    self.values[index + 1..].iter_mut().for_each(|inner| *inner = None);
                }
                None => {
                    if let Some(text) = self.values[index].clone() {
                        row.cells.push(RawCell { column, text, error: false });
                    }
                }
            }
        }
        row.cells.sort_by_key(|cell| cell.column);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> RawRow {
        let mut row = RawRow::default();
        texts.iter().enumerate().for_each(|(column, text)| row.push(column, (*text).to_owned(), false));
        row
    }

    #[test]
    fn a_blank_group_cell_takes_the_value_above_until_the_outer_group_changes() {
        let rows: VecDeque<RawRow> = [
            row(&["East", "Open", "a"]),
            row(&["", "", "b"]),
            row(&["", "Subtotal", "2"]),
            row(&["West", "", "c"]),
            row(&["Subtotal", "", "1"]),
        ]
        .into();
        let mut groups = Groups::find(&rows, 0);
        let filled: Vec<String> = rows
            .into_iter()
            .filter(|row| !is_subtotal(row))
            .map(|mut row| {
                groups.fill(&mut row);
                row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|")
            })
            .collect();
        assert_eq!(filled, ["East|Open|a", "East|Open|b", "West|c"]);
    }

    #[test]
    fn a_table_without_subtotals_has_no_groups() {
        assert!(!Groups::find(&[row(&["East", "a"]), row(&["", "b"])].into(), 0).any());
    }
}
