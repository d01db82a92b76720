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

use super::batch::Counted;
use super::wording::counted;
use super::{InputError, Problem};

/// Rows from which a file can be called hopeless before its end.
pub(super) const EARLY: u64 = 1_000;

/// How ragged a table may be.
pub(super) struct Raggedness {
    pub(super) width: usize,
    pub(super) lenient: bool,
    pub(super) file: String,
}

impl Raggedness {
    /// Whether it was too much already: a tenth of the first thousand rows, for which no end of the file can make up.
    pub(super) fn early(&self, counted: &Counted) -> Result<(), InputError> {
        if counted.rows == EARLY && ragged(counted) > EARLY / 10 { self.refuse(counted) } else { Ok(()) }
    }

    /// Whether it was too much, at the end.
    pub(super) fn finish(&self, counted: &Counted) -> Result<(), InputError> {
        let least = if counted.rows < EARLY { 3 } else { 10 };
        let ragged = ragged(counted);
        if ragged >= least && ragged * 100 > counted.rows { self.refuse(counted) } else { Ok(()) }
    }

    fn refuse(&self, counted: &Counted) -> Result<(), InputError> {
        let Some((line, found)) = counted.first.filter(|_| !self.lenient) else { return Ok(()) };
        let message = format!(
            "found {found} cells, expected {}; {} of {} rows are ragged",
            self.width,
            ragged(counted),
            counted.rows
        );
        Err(InputError::new(Problem::Inconsistent, message)
            .in_file(&self.file)
            .at_row(line)
            .hint("export it again with every value in quotes; `--lenient` pads short rows and sets extra cells aside"))
    }
}

/// What there is to say about the rows of a table.
pub(super) fn notes(counted: &Counted) -> impl Iterator<Item = String> {
    let blank = (counted.blank > 0).then(|| self::counted(counted.blank, "blank line"));
    let ragged = counted.first.map(|(line, _)| {
        let (short, long) = (self::counted(counted.short, "row"), self::counted(counted.long, "row"));
        format!("{short} too short and {long} too long of {}, the first in line {line}", counted.rows)
    });
    blank.into_iter().chain(ragged)
}

fn ragged(counted: &Counted) -> u64 {
    let leaves_off = counted.ends_empty == 0 && counted.short * 5 >= counted.rows;
    counted.long + if leaves_off { 0 } else { counted.short }
}
