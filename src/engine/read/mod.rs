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
pub mod delimited;
mod dialect;
mod encoding;
mod error;
mod guess;
pub mod header;
pub mod html;
mod inflate;
pub mod json;
#[cfg(test)]
mod promises;
mod ragged;
mod records;
mod row;
mod scan;
mod shape;
mod sheet_groups;
mod sheet_rows;
mod source;
pub mod spreadsheetml;
mod transcode;
mod walk;
mod wording;
pub mod workbook;

pub use archive::Limits;
pub use error::{InputError, Problem};
pub use row::{Row, SetAside};
pub use shape::{Shape, shape};
pub use source::{Input, Meter, ReadSeek};
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

/// The rows of one table, in file order.
pub trait Rows: Send {
    /// Fills `row` with the next record and returns `true`, or returns `false` at the end.
    ///
    /// Every record has exactly as many cells as the header: short ones are padded with empty cells, the
    /// extra cells of long ones are set aside.
    ///
    /// # Errors
    /// When the file cannot be read on: damage, a cell over 16 MB, too many ragged rows.
    fn next(&mut self, row: &mut Row) -> Result<bool, InputError>;

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
