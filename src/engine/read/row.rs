//! One record as text, in a buffer that is used again for the next.

use super::scan::{Dialect, Span, unescape};

/// The cells of one record.
///
/// All text lies in one buffer, so that a record costs no allocation once the buffer has grown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    text: String,
    ends: Vec<usize>,
    /// Line (delimited text), row (sheets) or position (JSON) in the file, from 1.
    pub number: u64,
}

impl Row {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the cells and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Appends a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Appends a piece of the cell that [`Row::end_cell`] will end.
    pub fn push_part(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// Ends the cell made of the parts since the last one.
    pub fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Takes the cells of a record as they were written.
    pub(super) fn fill(&mut self, text: &str, spans: &[Span], dialect: &Dialect) {
        self.clear();
        for span in spans {
            let cell = &text[span.start..span.end];
            if span.escaped {
                unescape(cell, dialect, |part| self.push_part(part));
                self.end_cell();
            } else {
                self.push(cell);
            }
        }
    }

    /// Whether it is nothing but a line end, perhaps with blanks before it.
    pub(super) fn is_blank(&self, spans: &[Span]) -> bool {
        matches!(spans, [only] if !only.quoted) && self.get(0).chars().all(char::is_whitespace)
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell at a position, or nothing at all beyond the last one.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..end]
    }

    /// The cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let cell = &self.text[start..end];
            start = end;
            cell
        })
    }

    /// Drops the cells from a position on.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }
}

/// A line, row or cell that is not part of the table, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Line or row in the file, from 1.
    pub number: u64,
    /// The column's name, where one cell is meant and not the whole row.
    pub column: Option<String>,
    /// Lowercase, no full stop: `extra cells`, `report footer`.
    pub reason: String,
    /// The text as it stood; cells of a row joined by commas.
    pub text: String,
}
