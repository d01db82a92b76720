//! Rows that are shorter or longer than the table, and when there are too many of them.
//!
//! ```text
//! too many: ragged ÷ rows > 1 %, and at least 3 of fewer than 1,000 rows, else 10
//! ```
//!
//! One or two ragged rows in a small file are a slip of a person and are named; three in a hundred are a
//! delimiter that stands unquoted in values, and then every figure of the file would be wrong in silence.
//!
//! Not ragged: rows that end in surplus empty cells, rows as wide as most are where the header is wider, and
//! the rows of a writer that leaves off empty cells at the end. Such a writer is known by never writing one:
//! then at least a fifth of the rows are short, and none ends in an empty cell.

use super::wording::counted;
use super::{InputError, Problem, Row, SetAside};

/// Rows from which a file can be called hopeless before its end.
const EARLY: u64 = 1_000;

/// Brings rows to the width of the table, and counts what that took.
pub(super) struct Raggedness {
    width: usize,
    /// The width most rows have.
    usual: usize,
    lenient: bool,
    file: String,
    rows: u64,
    short: u64,
    long: u64,
    ends_empty: u64,
    /// Line and width of the first ragged row.
    first: Option<(u64, usize)>,
}

impl Raggedness {
    pub(super) fn new(width: usize, usual: usize, lenient: bool, file: &str) -> Self {
        let file = file.to_owned();
        Self { width, usual, lenient, file, rows: 0, short: 0, long: 0, ends_empty: 0, first: None }
    }

    /// Pads a short row, and gives the extra cells of a long one.
    pub(super) fn level(&mut self, row: &mut Row) -> Result<Option<SetAside>, InputError> {
        self.rows += 1;
        let found = row.len();
        if row.get(found.saturating_sub(1)).is_empty() {
            self.ends_empty += 1;
        }
        let mut extra = None;
        if found > self.width {
            let cells: Vec<&str> = row.cells().skip(self.width).collect();
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                let (number, text) = (row.number, cells.join(","));
                extra = Some(SetAside { number, column: None, reason: "extra cells".to_owned(), text });
                self.long += 1;
                self.first.get_or_insert((row.number, found));
            }
            row.truncate(self.width);
        } else if found < self.width {
            if found != self.usual {
                self.short += 1;
                self.first.get_or_insert((row.number, found));
            }
            while row.len() < self.width {
                row.push("");
            }
        }
        // A tenth of the first thousand rows: no end of the file can make up for that.
        if self.rows == EARLY && self.ragged() > EARLY / 10 {
            self.refuse()?;
        }
        Ok(extra)
    }

    /// Whether it was too much, at the end.
    pub(super) fn finish(&self) -> Result<(), InputError> {
        let least = if self.rows < EARLY { 3 } else { 10 };
        if self.ragged() >= least && self.ragged() * 100 > self.rows { self.refuse() } else { Ok(()) }
    }

    pub(super) fn note(&self) -> Option<String> {
        let (line, _) = self.first?;
        let (short, long) = (counted(self.short, "row"), counted(self.long, "row"));
        Some(format!("{short} too short and {long} too long of {}, the first in line {line}", self.rows))
    }

    fn ragged(&self) -> u64 {
        let leaves_off = self.ends_empty == 0 && self.short * 5 >= self.rows;
        self.long + if leaves_off { 0 } else { self.short }
    }

    fn refuse(&self) -> Result<(), InputError> {
        let Some((line, found)) = self.first.filter(|_| !self.lenient) else { return Ok(()) };
        let message = format!(
            "found {found} cells, expected {}; {} of {} rows are ragged",
            self.width,
            self.ragged(),
            self.rows
        );
        Err(InputError::new(Problem::Inconsistent, message)
            .in_file(&self.file)
            .at_row(line)
            .hint("export it again with every value in quotes; `--lenient` pads short rows and sets extra cells aside"))
    }
}
