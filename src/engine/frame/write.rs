//! Parquet files from typed columns, a row group at a time.

use std::io::{self, Write};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    DataFrame, DataType, Int64Chunked, IntoColumn, IntoSeries, NamedFrom, ParquetWriter, PolarsError,
    PolarsResult, Series, TimeUnit, TimeZone,
};

/// A named column of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub values: Values,
}

/// The values of a column; `None` is a null.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    Text(Vec<Option<String>>),
    Number(Vec<Option<f64>>),
    Integer(Vec<Option<i64>>),
    Boolean(Vec<Option<bool>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Microseconds since 1970-01-01T00:00:00Z.
    DateTime(Vec<Option<i64>>),
}

impl Column {
    #[must_use]
    pub fn new(name: impl Into<String>, values: Values) -> Self {
        Self { name: name.into(), values }
    }

    fn into_polars(self) -> PolarsResult<polars::prelude::Column> {
        let name = self.name.as_str().into();
        let series = match self.values {
            Values::Text(values) => Series::new(name, values),
            Values::Number(values) => Series::new(name, values),
            Values::Integer(values) => Series::new(name, values),
            Values::Boolean(values) => Series::new(name, values),
            Values::Date(values) => Series::new(name, values).cast(&DataType::Date)?,
            // A cast would lose the zone without the library's time zone data, which nothing else needs.
            Values::DateTime(values) => Int64Chunked::new(name, values)
                .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
                .into_series(),
        };
        Ok(series.into_column())
    }
}

/// A Parquet file being written; the first batch settles its columns.
pub struct ParquetSink<W: Write + Send> {
    state: State<W>,
}

enum State<W: Write + Send> {
    Waiting(W),
    Writing(Box<BatchedWriter<W>>),
    /// A write failed, and what is in the file is not to be trusted.
    Broken,
}

impl<W: Write + Send> ParquetSink<W> {
    /// Starts a file.
    pub fn new(writer: W) -> Self {
        Self { state: State::Waiting(writer) }
    }

    /// Writes a row group.
    ///
    /// # Errors
    /// When the columns differ in length or from those of the first batch, or the writer fails.
    pub fn write_batch(&mut self, columns: Vec<Column>) -> io::Result<()> {
        let columns: PolarsResult<Vec<_>> = columns.into_iter().map(Column::into_polars).collect();
        let frame = columns.and_then(DataFrame::new_infer_height).map_err(|error| failed(&error))?;
        let mut writer = match std::mem::replace(&mut self.state, State::Broken) {
            State::Waiting(writer) => {
                Box::new(ParquetWriter::new(writer).batched(frame.schema()).map_err(|error| failed(&error))?)
            }
            State::Writing(writer) => writer,
            State::Broken => return Err(broken()),
        };
        writer.write_batch(&frame).map_err(|error| failed(&error))?;
        self.state = State::Writing(writer);
        Ok(())
    }

    /// Writes the footer, without which the file cannot be read; returns the size in bytes.
    ///
    /// # Errors
    /// When no batch was written, or the writer fails.
    pub fn finish(self) -> io::Result<u64> {
        match self.state {
            State::Writing(writer) => writer.finish().map_err(|error| failed(&error)),
            State::Waiting(_) => {
                Err(io::Error::new(io::ErrorKind::InvalidInput, "there are no columns to write"))
            }
            State::Broken => Err(broken()),
        }
    }
}

/// Writes one table as one row group.
///
/// # Errors
/// See [`ParquetSink::write_batch`].
pub fn write_parquet<W: Write + Send>(writer: W, columns: Vec<Column>) -> io::Result<u64> {
    let mut sink = ParquetSink::new(writer);
    sink.write_batch(columns)?;
    sink.finish()
}

fn broken() -> io::Error {
    io::Error::other("an earlier batch could not be written")
}

fn failed(error: &PolarsError) -> io::Error {
    match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        _ => io::Error::new(io::ErrorKind::InvalidInput, "the columns do not fit together"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::frame::open_parquet;
    use crate::engine::read::ReadOptions;
    use crate::engine::read::testing::{drain, file};

    fn batch(values: &[&str]) -> Vec<Column> {
        vec![Column::new("a", Values::Text(values.iter().map(|&value| Some(value.to_owned())).collect()))]
    }

    #[test]
    fn batches_are_row_groups_of_one_table() {
        let mut bytes = Vec::new();
        let mut sink = ParquetSink::new(&mut bytes);
        sink.write_batch(batch(&[])).unwrap();
        sink.write_batch(batch(&["1", "2"])).unwrap();
        sink.write_batch(batch(&["3"])).unwrap();
        assert!(sink.finish().unwrap() > 0);
        let (_file, input) = file(&bytes);
        let mut table = open_parquet(&input, &ReadOptions::default()).unwrap();
        assert_eq!(drain(&mut table).0, ["1", "2", "3"]);
    }

    #[test]
    fn a_table_of_no_rows_keeps_its_columns() {
        let mut bytes = Vec::new();
        write_parquet(&mut bytes, batch(&[])).unwrap();
        let (_file, input) = file(&bytes);
        assert_eq!(open_parquet(&input, &ReadOptions::default()).unwrap().header, ["a"]);
    }

    #[test]
    fn columns_of_unequal_length_are_an_error() {
        let mut columns = batch(&["1", "2"]);
        columns.push(Column::new("b", Values::Number(vec![None])));
        assert!(write_parquet(Vec::new(), columns).is_err());
    }
}
