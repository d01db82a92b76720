//! The cells of consecutive records, column by column, without the empty ones and the blanks around the others.
//!
//! This is what the statistics look at: most cells of a CRM export are empty, and here they take neither
//! memory nor time.

use super::split::Unsplit;
use super::{Row, SetAside};
use crate::engine::sketch;

/// Records put into a batch one by one: so much text, or so many of them.
const FULL: (usize, usize) = (1 << 19, 2048);

/// Consecutive records of one table.
#[derive(Debug, Default)]
pub struct Batch {
    pub(super) text: String,
    /// By column of the file, each in the order of the records.
    pub(super) columns: Vec<Vec<Cell>>,
    /// Line (delimited text), row (sheets) or position (JSON) of each record.
    pub(super) numbers: Vec<u64>,
    /// What was set aside while the cells were found.
    pub(super) aside: Vec<SetAside>,
    pub(super) counted: Counted,
    /// Text whose cells are still to be found.
    pub(super) unsplit: Option<Unsplit>,
}

/// A cell that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Hash of its text. Whoever counts values need not look at the text of those that are known.
    pub hash: u64,
    /// Position of its record in the batch.
    pub record: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What is counted about the rows of a table besides their cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    pub(super) blank: u64,
    pub(super) rows: u64,
    pub(super) short: u64,
    pub(super) long: u64,
    pub(super) ends_empty: u64,
    /// Line and width of the first ragged row.
    pub(super) first: Option<(u64, usize)>,
}

impl Counted {
    /// Adds what was counted elsewhere in the same table.
    pub fn add(&mut self, other: &Self) {
        self.blank += other.blank;
        self.rows += other.rows;
        self.short += other.short;
        self.long += other.long;
        self.ends_empty += other.ends_empty;
        self.first = self.first.into_iter().chain(other.first).min();
    }
}

impl Batch {
    /// Forgets the records and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.forget_cells();
    }

    /// The same, but for the text.
    pub(super) fn forget_cells(&mut self) {
        self.columns.iter_mut().for_each(Vec::clear);
        self.numbers.clear();
        self.aside.clear();
        self.counted = Counted::default();
        self.unsplit = None;
    }

    /// Number of records.
    #[must_use]
    pub fn records(&self) -> usize {
        self.numbers.len()
    }

    /// Where each record stands in the file, from 1.
    #[must_use]
    pub fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// The cells of a column that are not empty.
    #[must_use]
    pub fn column(&self, column: usize) -> &[Cell] {
        self.columns.get(column).map_or(&[], Vec::as_slice)
    }

    /// The text of one of its cells, without the blanks around it.
    #[must_use]
    #[inline]
    pub fn text(&self, cell: Cell) -> &str {
        &self.text[cell.start as usize..cell.end as usize]
    }

    /// The text of one record's cell, empty where it holds nothing.
    #[must_use]
    pub fn get(&self, record: usize, column: usize) -> &str {
        let cells = self.column(column);
        let place = cells.binary_search_by_key(&record, |cell| cell.record as usize);
        place.map_or("", |place| self.text(cells[place]))
    }

    /// What was set aside, and counted, while the cells were found.
    pub fn take_aside(&mut self) -> (Vec<SetAside>, Counted) {
        (std::mem::take(&mut self.aside), std::mem::take(&mut self.counted))
    }

    /// Whether so many records are enough for one batch.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= FULL.0 || self.numbers.len() >= FULL.1
    }

    /// Appends a record.
    pub(super) fn push(&mut self, row: &Row) {
        let record = offset(self.numbers.len());
        if self.columns.len() < row.len() {
            self.columns.resize_with(row.len(), Vec::new);
        }
        for (cell, column) in row.cells().map(str::trim).zip(&mut self.columns) {
            if !cell.is_empty() {
                let start = offset(self.text.len());
                self.text.push_str(cell);
                let (hash, end) = (sketch::hash(cell), offset(self.text.len()));
                column.push(Cell { hash, record, start, end });
            }
        }
        self.numbers.push(row.number);
    }
}

/// A batch with its columns in the order of an object's.
#[derive(Debug, Clone, Copy)]
pub struct View<'b> {
    pub batch: &'b Batch,
    /// For each column of the object, that of the file; `None` where they are the same.
    pub places: Option<&'b [Option<usize>]>,
}

impl<'b> View<'b> {
    /// The cells of a column that are not empty.
    #[must_use]
    pub fn column(&self, column: usize) -> &'b [Cell] {
        self.place(column).map_or(&[], |place| self.batch.column(place))
    }

    /// The cell of one record, empty where it holds nothing.
    #[must_use]
    pub fn get(&self, record: usize, column: usize) -> &'b str {
        self.place(column).map_or("", |place| self.batch.get(record, place))
    }

    fn place(&self, column: usize) -> Option<usize> {
        self.places.map_or(Some(column), |places| places.get(column).copied().flatten())
    }
}

/// A place in a batch; batches are far smaller than 4 GB.
pub(super) fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
