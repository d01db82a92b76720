//! Rows out: CSV, JSON lines, Parquet.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use serde::Serializer as _;

use super::frame::{Column, ParquetSink, Values};
use super::read::Row;

/// Rows of a Parquet row group.
const BATCH: usize = 50_000;

/// What a Parquet column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    Text,
    Number,
    Boolean,
    Date,
    DateTime,
}

/// Where rows go.
pub enum Sink<W: Write + Send> {
    Csv {
        writer: Box<csv::Writer<W>>,
        /// Whether a value that a spreadsheet would run is written with a quote in front.
        guarded: bool,
    },
    JsonLines {
        columns: Vec<(String, ColumnType)>,
        out: BufWriter<W>,
    },
    Parquet {
        sink: Box<ParquetSink<W>>,
        batch: Vec<Column>,
    },
}

impl<W: Write + Send> Sink<W> {
    /// A CSV file with a header.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn csv(out: W, names: &[String], guarded: bool) -> io::Result<Self> {
        let mut writer = Box::new(csv::Writer::from_writer(out));
        for name in names {
            let name = if guarded { self::guarded(name) } else { Cow::Borrowed(name.as_str()) };
            writer.write_field(name.as_bytes()).map_err(io::Error::other)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io::Error::other)?;
        Ok(Self::Csv { writer, guarded })
    }

    /// A file with one JSON object a line; empty cells are left out.
    #[must_use]
    pub fn json_lines(out: W, columns: &[(String, ColumnType)]) -> Self {
        Self::JsonLines { columns: columns.to_vec(), out: BufWriter::new(out) }
    }

    /// A Parquet file with typed columns. Cells are expected in their one spelling: ISO dates, `true`, plain numbers.
    #[must_use]
    pub fn parquet(out: W, columns: &[(String, ColumnType)]) -> Self {
        let batch = columns.iter().map(|(name, holds)| Column::new(name, none_of(*holds))).collect();
        Self::Parquet { sink: Box::new(ParquetSink::new(out)), batch }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        match self {
            Self::Csv { writer, guarded } => {
                for cell in row.cells() {
                    let cell = if *guarded { self::guarded(cell) } else { Cow::Borrowed(cell) };
                    writer.write_field(cell.as_bytes()).map_err(io::Error::other)?;
                }
                writer.write_record(None::<&[u8]>).map_err(io::Error::other)
            }
            Self::JsonLines { columns, out } => {
                let filled = columns.iter().zip(row.cells()).filter(|(_, cell)| !cell.is_empty());
                let mut json = serde_json::Serializer::new(&mut *out);
                json.collect_map(filled.map(|((name, holds), cell)| (name, JsonCell::of(cell, *holds))))?;
                out.write_all(b"\n")
            }
            Self::Parquet { sink, batch } => {
                for (cell, column) in row.cells().zip(batch.iter_mut()) {
                    push(&mut column.values, cell);
                }
                if batch.first().is_some_and(|column| length(&column.values) >= BATCH) {
                    sink.write_batch(taken(batch))?;
                }
                Ok(())
            }
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Csv { mut writer, .. } => writer.flush(),
            Self::JsonLines { mut out, .. } => out.flush(),
            Self::Parquet { mut sink, mut batch } => {
                sink.write_batch(taken(&mut batch))?;
                sink.finish().map(|_| ())
            }
        }
    }
}

/// A cell as a spreadsheet shows it: one that would run has a quote in front.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if runs_in_a_spreadsheet(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Whether a spreadsheet would take the cell for a formula. A plain number is none, whatever its sign.
fn runs_in_a_spreadsheet(cell: &str) -> bool {
    let number = || {
        cell.trim_start_matches(['+', '-']).parse::<f64>().is_ok()
            && cell.bytes().any(|byte| byte.is_ascii_digit())
    };
    // The full-width forms are the same to a spreadsheet in Japanese.
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && !number()
}

/// A number or boolean as it stands, digit for digit; everything else is text.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum JsonCell<'a> {
    AsIs(&'a serde_json::value::RawValue),
    Text(&'a str),
}

impl<'a> JsonCell<'a> {
    fn of(cell: &'a str, holds: ColumnType) -> Self {
        let typed = match holds {
            ColumnType::Number | ColumnType::Boolean => serde_json::from_str(cell).ok(),
            ColumnType::Text | ColumnType::Date | ColumnType::DateTime => None,
        };
        typed.map_or(Self::Text(cell), Self::AsIs)
    }
}

fn none_of(holds: ColumnType) -> Values {
    match holds {
        ColumnType::Text => Values::Text(Vec::new()),
        ColumnType::Number => Values::Number(Vec::new()),
        ColumnType::Boolean => Values::Boolean(Vec::new()),
        ColumnType::Date => Values::Date(Vec::new()),
        ColumnType::DateTime => Values::DateTime(Vec::new()),
    }
}

fn push(values: &mut Values, cell: &str) {
    match values {
        Values::Text(values) => values.push((!cell.is_empty()).then(|| cell.to_owned())),
        Values::Number(values) => values.push(cell.parse().ok()),
        Values::Integer(values) => values.push(cell.parse().ok()),
        Values::Boolean(values) => values.push(cell.parse().ok()),
        Values::Date(values) => values.push(days(cell)),
        Values::DateTime(values) => values.push(microseconds(cell)),
    }
}

fn length(values: &Values) -> usize {
    match values {
        Values::Text(values) => values.len(),
        Values::Number(values) => values.len(),
        Values::Integer(values) | Values::DateTime(values) => values.len(),
        Values::Boolean(values) => values.len(),
        Values::Date(values) => values.len(),
    }
}

/// The batch as it stands; what is left in its place is empty.
fn taken(batch: &mut [Column]) -> Vec<Column> {
    batch
        .iter_mut()
        .map(|column| {
            let empty = match column.values {
                Values::Text(_) => Values::Text(Vec::new()),
                Values::Number(_) => Values::Number(Vec::new()),
                Values::Integer(_) => Values::Integer(Vec::new()),
                Values::Boolean(_) => Values::Boolean(Vec::new()),
                Values::Date(_) => Values::Date(Vec::new()),
                Values::DateTime(_) => Values::DateTime(Vec::new()),
            };
            Column::new(&column.name, std::mem::replace(&mut column.values, empty))
        })
        .collect()
}

fn days(cell: &str) -> Option<i32> {
    let date: jiff::civil::Date = cell.parse().ok()?;
    let hours = date.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).ok()
}

/// A date without a time is the start of its day in UTC.
fn microseconds(cell: &str) -> Option<i64> {
    let instant = cell.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond);
    instant.or_else(|| days(cell).map(|days| i64::from(days) * 86_400_000_000))
}
