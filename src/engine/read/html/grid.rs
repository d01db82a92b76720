//! One HTML table while it is open: the row, the cell, and the cells that reach down from above.

use super::super::sheet_rows::{COLUMN_CAP, RawRow};

/// A cell that spans rows, and so pushes later cells of those rows to the right.
struct Reaching {
    first: usize,
    columns: usize,
    rows_left: usize,
}

/// The state of an open table.
pub(super) struct Grid {
    /// Position of the table on the page.
    pub(super) index: usize,
    row: Option<RawRow>,
    number: u64,
    column: usize,
    cell: Option<Cell>,
    reaching: Vec<Reaching>,
}

#[derive(Default)]
struct Cell {
    text: String,
    columns: usize,
    rows: usize,
    /// A space or line break is due before the next word.
    due: Option<char>,
}

impl Grid {
    pub(super) fn new(index: usize) -> Self {
        Self { index, row: None, number: 0, column: 0, cell: None, reaching: Vec::new() }
    }

    /// Opens a row, and hands out the one before it when nobody closed that.
    pub(super) fn start_row(&mut self) -> Option<RawRow> {
        let before = self.end_row();
        self.number += 1;
        self.column = 0;
        self.row = Some(RawRow { number: self.number, ..RawRow::default() });
        before
    }

    pub(super) fn end_row(&mut self) -> Option<RawRow> {
        self.end_cell();
        let row = self.row.take()?;
        for reaching in &mut self.reaching {
            reaching.rows_left -= 1;
        }
        self.reaching.retain(|reaching| reaching.rows_left > 0);
        Some(row)
    }

    pub(super) fn start_cell(&mut self, columns: usize, rows: usize) {
        self.end_cell();
        if self.row.is_none() {
            // A cell without a row opens one, as browsers have it; there is none before to hand out.
            let _ = self.start_row();
        }
        self.cell = Some(Cell { columns, rows, ..Cell::default() });
    }

    pub(super) fn end_cell(&mut self) {
        let (Some(cell), Some(row)) = (self.cell.take(), self.row.as_mut()) else { return };
        while let Some(above) = self
            .reaching
            .iter()
            .find(|above| (above.first..above.first + above.columns).contains(&self.column))
        {
            self.column = above.first + above.columns;
        }
        if self.column + cell.columns > COLUMN_CAP {
            return;
        }
        row.push(self.column, cell.text, false);
        if cell.rows > 1 && self.reaching.len() < 1000 {
            // Counted down once at the end of this row.
            self.reaching.push(Reaching { first: self.column, columns: cell.columns, rows_left: cell.rows });
        }
        self.column += cell.columns;
    }

    /// Adds text to the open cell, white space collapsed.
    pub(super) fn text(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        for character in text.chars() {
            // `char::is_whitespace` includes the no-break space.
            if character.is_whitespace() {
                cell.due = cell.due.or(Some(' '));
                continue;
            }
            if let Some(due) = cell.due.take().filter(|_| !cell.text.is_empty()) {
                cell.text.push(due);
            }
            cell.text.push(character);
        }
    }

    /// Notes a line break, which shows once more text follows.
    pub(super) fn break_line(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.due = Some('\n');
        }
    }
}
