//! One file of records, opened as often as it is needed.

use crate::engine::frame;
use crate::engine::read::json::{self, JsonPlan};
use crate::engine::read::{Input, InputError, ReadOptions, Table, delimited, html, spreadsheetml, workbook};

/// Where in a file the records are.
#[derive(Debug, Clone)]
pub enum How {
    Delimited,
    Workbook { sheet: Option<String> },
    SpreadsheetMl { sheet: Option<String> },
    Html,
    Json(JsonPlan),
    Parquet,
}

/// A file of records.
#[derive(Debug, Clone)]
pub struct Part {
    pub input: Input,
    pub how: How,
    pub options: ReadOptions,
    /// Whether an earlier file has the same bytes, so that this one is not read again.
    pub copy: bool,
    /// For each column of the file, the name of the field it holds.
    pub names: Vec<String>,
}

impl Part {
    /// Opens the table from its start.
    ///
    /// # Errors
    /// When the file cannot be read as what it was taken for.
    pub fn table(&self) -> Result<Table, InputError> {
        let (input, options) = (&self.input, &self.options);
        let table = match &self.how {
            How::Delimited => delimited::open(input, options),
            How::Workbook { sheet } => workbook::open(input, options, sheet.as_deref()),
            How::SpreadsheetMl { sheet } => spreadsheetml::open(input, options, sheet.as_deref()),
            How::Html => html::open(input, options),
            How::Json(plan) => json::open(input, options, plan),
            How::Parquet => frame::open_parquet(input, options),
        };
        table.map_err(|error| error.in_file(&input.name))
    }
}
