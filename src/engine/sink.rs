//! Rows out: CSV, JSON lines, Parquet.

use std::io::{self, BufWriter, Write};

use super::frame::{ColumnType, ParquetSink};
use super::read::Row;

/// Where rows go.
pub enum Sink<W: Write> {
    Csv {
        writer: Box<csv::Writer<W>>,
        /// Whether a value that a spreadsheet would run is written with a quote in front.
        guarded: bool,
    },
    JsonLines {
        names: Vec<String>,
        out: BufWriter<W>,
    },
    Parquet(Box<ParquetSink<W>>),
}

impl<W: Write> Sink<W> {
    /// A CSV file with a header.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn csv(out: W, names: &[String], guarded: bool) -> io::Result<Self> {
        let mut writer = Box::new(csv::Writer::from_writer(out));
        writer.write_record(names).map_err(io::Error::other)?;
        Ok(Self::Csv { writer, guarded })
    }

    /// A file with one JSON object a line; empty cells are left out.
    #[must_use]
    pub fn json_lines(out: W, names: &[String]) -> Self {
        Self::JsonLines { names: names.to_vec(), out: BufWriter::new(out) }
    }

    /// A Parquet file with typed columns.
    ///
    /// # Errors
    /// When the file cannot be begun.
    pub fn parquet(out: W, columns: &[(String, ColumnType)]) -> io::Result<Self> {
        Ok(Self::Parquet(Box::new(ParquetSink::new(out, columns)?)))
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        match self {
            Self::Csv { writer, guarded } => {
                for cell in row.cells() {
                    if *guarded && runs_in_a_spreadsheet(cell) {
                        writer.write_field(format!("'{cell}")).map_err(io::Error::other)?;
                    } else {
                        writer.write_field(cell).map_err(io::Error::other)?;
                    }
                }
                writer.write_record(None::<&[u8]>).map_err(io::Error::other)
            }
            Self::JsonLines { names, out } => {
                let mut object = serde_json::Map::new();
                for (name, cell) in names.iter().zip(row.cells()) {
                    if !cell.is_empty() {
                        object.insert(name.clone(), cell.into());
                    }
                }
                serde_json::to_writer(&mut *out, &object)?;
                out.write_all(b"\n")
            }
            Self::Parquet(sink) => sink.row(row),
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
            Self::Parquet(sink) => sink.finish(),
        }
    }
}

/// Whether a spreadsheet would take the cell for a formula. A plain number is none, whatever its sign.
fn runs_in_a_spreadsheet(cell: &str) -> bool {
    let number = || cell.trim_start_matches(['+', '-']).parse::<f64>().is_ok() && cell.bytes().any(|byte| byte.is_ascii_digit());
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number()
}
