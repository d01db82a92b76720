//! Files of any shape as rows of text cells.
//!
//! ```text
//! paths → Inputs (folders walked, archives opened, links refused)
//! Input → Shape (by its first bytes) → Table { header, rows }
//! ```
//!
//! Nothing here knows what a CRM is. What is set aside is handed over with its reason; nothing is dropped.

mod archive;
mod awaited;
mod batch;
pub mod delimited;
mod dialect;
mod encoding;
mod error;
mod guess;
pub mod header;
pub mod html;
mod inflate;
pub mod json;
pub mod packed;
#[cfg(test)]
mod promises;
mod ragged;
mod records;
mod row;
mod rules;
mod scan;
mod shape;
mod sheet_groups;
mod sheet_rows;
mod source;
mod split;
pub mod spreadsheetml;
mod tally;
mod transcode;
mod walk;
mod wording;
pub mod workbook;

pub use archive::{Limits, members};
pub use batch::{Batch, Cell, Counted, View};
pub use error::{InputError, Problem};
pub use row::{Row, SetAside};
pub use shape::{Shape, shape};
pub use source::{Input, Meter, ReadSeek};
pub use split::Irregular;
pub(super) use transcode::read_error;
#[cfg(test)]
pub(super) use transcode::testing;
pub use walk::{Found, Gathered, gather};

/// How a file is to be read, as far as the user or the caller settles it.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// An encoding label (`windows-1252`); `None` means find out.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// The delimiter; `None` means find out.
    pub delimiter: Option<u8>,
    /// Keep going where more than one row in a hundred is ragged, or a file is cut short.
    pub lenient: bool,
    /// Says why a trailing row is no record (`grand total`, `report footer`), or `None` when it is one.
    /// Asked only for the last rows of a file; gets the cells and the number of columns.
    pub footer: fn(&[&str], usize) -> Option<&'static str>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { encoding: None, delimiter: None, lenient: false, footer: |_, _| None }
    }
}

/// In what pieces a table is read. The pieces never change what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Bytes of text that are looked through at a time.
    pub chunk: usize,
    /// Records before the first chunk, read one by one; `usize::MAX` reads all of them so.
    pub head: usize,
}

impl Default for Pace {
    /// Text and counts fit a core's cache; the head is what a hopeless file is known by.
    fn default() -> Self {
        Self { chunk: 1 << 19, head: ragged::EARLY as usize }
    }
}

/// Whether a table that was read in batches was read as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Sound,
    /// It has to be read again, record by record.
    ByRecord,
}

/// The rows of one table, in file order.
///
/// They are taken one by one, with `next`, or in batches, with `batch` and `conclude`; never both.
pub trait Rows: Send {
    /// Fills `row` with the next record and returns `true`, or returns `false` at the end.
    ///
    /// Every record has exactly as many cells as the header: short ones are padded with empty cells, the
    /// extra cells of long ones are set aside.
    ///
    /// # Errors
    /// When the file cannot be read on: damage, a cell over 16 MB, too many ragged rows.
    fn next(&mut self, row: &mut Row) -> Result<bool, InputError>;

    /// Says before the first batch which columns will be looked at; the cells of others may be left out.
    fn only(&mut self, _columns: &[usize]) {}

    /// Fills `batch` with the next records and returns `true`, or returns `false` at the end.
    ///
    /// The cells of a batch may still have to be found ([`Batch::split`]), which can be done on another thread.
    ///
    /// # Errors
    /// As for `next`.
    fn batch(&mut self, batch: &mut Batch, _pace: &Pace) -> Result<bool, InputError> {
        batch.clear();
        let mut row = Row::new();
        while !batch.is_full() && self.next(&mut row)? {
            batch.push(&row);
        }
        Ok(batch.records() > 0)
    }

    /// Judges the table after its last batch; `elsewhere` is what was counted while batches were split.
    ///
    /// # Errors
    /// When too many rows are ragged.
    fn conclude(&mut self, _elsewhere: &Counted) -> Result<Reading, InputError> {
        Ok(Reading::Sound)
    }

    /// What was set aside since the last call.
    fn take_aside(&mut self) -> Vec<SetAside>;

    /// Facts about the reading worth a line, complete once `next` has returned `false`.
    fn notes(&self) -> Vec<String>;
}

/// An opened table: what was found out about it, and its rows.
pub struct Table {
    /// Column names: trimmed, made unique (`Name#2`), never empty (`column_7`).
    pub header: Vec<String>,
    /// `csv`, `xlsx`, `html`, `json`, …
    pub format: &'static str,
    /// Name of the encoding, where there is one to find.
    pub encoding: Option<String>,
    /// The delimiter, for delimited text.
    pub delimiter: Option<u8>,
    /// The worksheet, for workbooks with several.
    pub sheet: Option<String>,
    pub rows: Box<dyn Rows>,
}
