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
    /// Where the text of each long cell begins and ends.
    pub(super) long: Vec<(usize, usize)>,
    /// Line (delimited text), row (sheets) or position (JSON) of each record.
    pub(super) numbers: Vec<u64>,
    /// What was set aside while the cells were found.
    pub(super) aside: Vec<SetAside>,
    pub(super) counted: Counted,
    /// Text whose cells are still to be found.
    pub(super) unsplit: Option<Unsplit>,
}

/// A cell that is not blank. There are a great many of them: it takes sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Hash of its text. Whoever counts values need not look at the text of those that are known.
    pub hash: u64,
    /// From the highest bit: 25 bits for the position of its record, 27 for where its text begins, 12 for how long that
    /// is. A length of [`LONG`] says that the place is one in the batch's list of long cells.
    packed: u64,
}

/// Bits for the length of a cell's text, and for where it begins.
const BITS: (u32, u32) = (12, 27);
/// The length from which a cell is a long one.
pub(super) const LONG: usize = (1 << BITS.0) - 1;
/// Where no cell begins unless it is listed with the long ones.
pub(super) const FAR: usize = 1 << BITS.1;
/// Records that a batch can hold.
pub(super) const MOST_RECORDS: usize = 1 << (64 - BITS.0 - BITS.1);

impl Cell {
    /// A cell of the record at this position, which is below [`MOST_RECORDS`]; `start` below [`FAR`] and `length` at
    /// most [`LONG`].
    #[inline(always)]
    pub(super) fn new(hash: u64, record: usize, start: usize, length: usize) -> Self {
        Self { hash, packed: (record as u64) << (BITS.0 + BITS.1) | (start as u64) << BITS.0 | length as u64 }
    }

    /// Position of its record in the batch.
    #[must_use]
    #[inline(always)]
    pub fn record(&self) -> usize {
        (self.packed >> (BITS.0 + BITS.1)) as usize
    }

    #[inline(always)]
    fn start(&self) -> usize {
        (self.packed >> BITS.0) as usize % FAR
    }

    #[inline(always)]
    fn length(&self) -> usize {
        self.packed as usize & LONG
    }

    /// The same cell, with its record so many places further up.
    pub(super) fn moved_up(self, places: usize) -> Self {
        Self { packed: self.packed - ((places as u64) << (BITS.0 + BITS.1)), ..self }
    }
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
        self.long.clear();
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
        let (start, end) = self.bounds(cell);
        &self.text[start..end]
    }

    /// The same, as bytes.
    #[must_use]
    #[inline]
    pub fn bytes(&self, cell: Cell) -> &[u8] {
        let (start, end) = self.bounds(cell);
        &self.text.as_bytes()[start..end]
    }

    /// The first sixteen bytes of a cell as a number that orders as they do; what is missing counts as zero.
    #[inline]
    pub fn beginning(&self, cell: Cell) -> u128 {
        let (start, end) = self.bounds(cell);
        /// By length, which bytes count.
        static KEPT: [u128; 17] = {
            let mut kept = [u128::MAX; 17];
            let mut length = 0;
            while length < 16 {
                kept[length] = !(u128::MAX >> (8 * length));
                length += 1;
            }
            kept
        };
        match self.text.as_bytes().get(start..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => u128::from_be_bytes(*bytes) & KEPT[(end - start).min(16)],
            None => sketch::beginning(&self.text.as_bytes()[start..end]),
        }
    }

    #[inline]
    fn bounds(&self, cell: Cell) -> (usize, usize) {
        let (start, length) = (cell.start(), cell.length());
        if length == LONG { self.long[start] } else { (start, start + length) }
    }

    /// The text of one record's cell, empty where it holds nothing.
    #[must_use]
    pub fn get(&self, record: usize, column: usize) -> &str {
        let cells = self.column(column);
        let place = cells.binary_search_by_key(&record, Cell::record);
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
        let record = self.numbers.len();
        if self.columns.len() < row.len() {
            self.columns.resize_with(row.len(), Vec::new);
        }
        for (cell, column) in row.cells().map(str::trim).zip(&mut self.columns) {
            if !cell.is_empty() {
                let start = self.text.len();
                self.text.push_str(cell);
                column.push(place(&mut self.long, sketch::hash(cell), record, start, cell.len()));
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

/// A cell wherever it stands and however long it is.
pub(super) fn place(
    long: &mut Vec<(usize, usize)>,
    hash: u64,
    record: usize,
    start: usize,
    length: usize,
) -> Cell {
    if length < LONG && start < FAR {
        return Cell::new(hash, record, start, length);
    }
    long.push((start, start + length));
    Cell::new(hash, record, long.len() - 1, LONG)
}
