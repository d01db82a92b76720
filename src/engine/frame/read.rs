//! Parquet files as rows of text, one row group in memory at a time.

use std::io::{Cursor, Read};
use std::sync::Arc;

use polars::prelude::{
    AnyValue, ArrowDataType, Column, ParallelStrategy, ParquetReader, PolarsError, SerReader, TimeUnit,
};

use super::guarded;
use crate::engine::read::{
    Input, InputError, Problem, ReadOptions, Row, Rows, SetAside, Table, header, read_error,
};

/// Text cells must be text; a few bytes that are not are set aside, not replaced.
const NOT_TEXT: &str = "bytes that are no text";

/// Opens a Parquet file as a table.
///
/// # Errors
/// When it is cut short, no Parquet, or a column is nested or of a type that has no text.
pub fn open_parquet(input: &Input, _options: &ReadOptions) -> Result<Table, InputError> {
    open(input).map_err(|error| error.in_file(&input.name))
}

fn open(input: &Input) -> Result<Table, InputError> {
    let mut bytes = Vec::new();
    input.open()?.read_to_end(&mut bytes).map_err(|error| read_error(&error, &input.name))?;
    check_marks(&bytes)?;
    let bytes: Arc<[u8]> = bytes.into();
    let (groups, columns) = describe(&bytes).ok_or_else(damaged)?;
    if let Some((name, kind)) = columns.iter().find(|(_, kind)| !has_text(kind)) {
        let message = format!("values that are {} are not read", unread(kind));
        return Err(InputError::new(Problem::Unusable, message)
            .at_column(name)
            .hint("write the column as text, whole number, double or date, or leave it out"));
    }
    let names: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
    let header = header::names(names.iter().map(String::as_str), names.len());
    let rows = ParquetRows {
        bytes,
        groups: groups.into_iter(),
        offset: 0,
        wanted: (0..header.len()).collect(),
        columns: Vec::new(),
        position: 0,
        height: 0,
        header: header.clone(),
        number: 0,
        aside: Vec::new(),
        file: input.name.clone(),
    };
    Ok(Table {
        header,
        format: "parquet",
        encoding: None,
        delimiter: None,
        sheet: None,
        rows: Box::new(rows),
    })
}

fn check_marks(bytes: &[u8]) -> Result<(), InputError> {
    if bytes.starts_with(b"PARE") || bytes.ends_with(b"PARE") {
        return Err(
            InputError::new(Problem::Unusable, "the file is encrypted").hint("write it without encryption")
        );
    }
    if !bytes.starts_with(b"PAR1") {
        return Err(InputError::new(Problem::Unusable, "this is not a Parquet file"));
    }
    // Mark, footer, length of the footer, mark.
    let ends = bytes.len() >= 12 && bytes.ends_with(b"PAR1");
    let length = bytes.len().checked_sub(8).and_then(|at| bytes[at..].first_chunk::<4>());
    let footer = length.map_or(u64::MAX, |length| u64::from(u32::from_le_bytes(*length)));
    if !ends || footer > bytes.len() as u64 - 12 {
        return Err(damaged());
    }
    Ok(())
}

fn damaged() -> InputError {
    InputError::new(Problem::Damaged, "the file is cut short or damaged").hint("download or export it again")
}

type Description = (Vec<usize>, Vec<(String, ArrowDataType)>);

/// Rows of every row group, and names and types of the columns.
fn describe(bytes: &Arc<[u8]>) -> Option<Description> {
    guarded(|| {
        let mut reader = ParquetReader::new(Cursor::new(Arc::clone(bytes)));
        let mut groups = Vec::new();
        for group in &reader.get_metadata()?.row_groups {
            let sound = |size: i64, end: u64| size >= 0 && end <= bytes.len() as u64;
            if !group.parquet_columns().iter().all(|part| sound(part.num_values(), part.byte_range().end)) {
                return Err(PolarsError::ComputeError("a column lies outside the file".into()));
            }
            groups.push(group.num_rows());
        }
        let schema = reader.schema()?;
        let columns = schema.iter().map(|(name, field)| (name.to_string(), field.dtype().clone())).collect();
        Ok((groups, columns))
    })
}

fn has_text(kind: &ArrowDataType) -> bool {
    use ArrowDataType as A;
    match kind {
        A::Dictionary(_, value, _) => has_text(value),
        other => matches!(
            other,
            A::Null
                | A::Boolean
                | A::Int8
                | A::Int16
                | A::UInt8
                | A::UInt16
                | A::Decimal(..)
                | A::Int32
                | A::Int64
                | A::UInt32
                | A::UInt64
                | A::Float32
                | A::Float64
                | A::Date32
                | A::Date64
                | A::Timestamp(..)
                | A::Time32(_)
                | A::Time64(_)
                | A::Utf8
                | A::LargeUtf8
                | A::Utf8View
                | A::Binary
                | A::LargeBinary
                | A::BinaryView
        ),
    }
}

fn unread(kind: &ArrowDataType) -> &'static str {
    use ArrowDataType as A;
    match kind {
        A::Decimal(..) | A::Decimal32(..) | A::Decimal64(..) | A::Decimal256(..) => "decimals",
        A::List(_) | A::LargeList(_) | A::FixedSizeList(..) | A::Struct(_) | A::Map(..) => "nested",
        A::Int8 | A::Int16 | A::UInt8 | A::UInt16 => "integers of 8 or 16 bits",
        _ => "of this type",
    }
}

struct ParquetRows {
    bytes: Arc<[u8]>,
    groups: std::vec::IntoIter<usize>,
    /// Rows in the groups before the current one.
    offset: usize,
    /// The columns that are read, ascending.
    wanted: Vec<usize>,
    columns: Vec<Column>,
    position: usize,
    height: usize,
    header: Vec<String>,
    number: u64,
    aside: Vec<SetAside>,
    file: String,
}

impl ParquetRows {
    /// Loads row groups until one has rows; says whether there was one.
    fn load(&mut self) -> Result<bool, InputError> {
        while self.position == self.height {
            let Some(height) = self.groups.next() else { return Ok(false) };
            let (bytes, slice) = (Arc::clone(&self.bytes), (self.offset, height));
            let wanted = self.wanted.clone();
            let frame = guarded(|| {
                ParquetReader::new(Cursor::new(bytes))
                    .with_slice(Some(slice))
                    .with_projection(Some(wanted))
                    .read_parallel(ParallelStrategy::Columns)
                    .finish()
            })
            .filter(|frame| frame.height() == height && frame.width() == self.wanted.len())
            .ok_or_else(|| damaged().in_file(&self.file))?;
            self.columns = frame.columns().to_vec();
            self.offset += height;
            self.height = height;
            self.position = 0;
        }
        Ok(true)
    }
}

impl Rows for ParquetRows {
    fn only(&mut self, columns: &[usize]) {
        self.wanted.retain(|column| columns.contains(column));
        if self.wanted.is_empty() {
            // A table without columns would have no rows.
            self.wanted.extend((!self.header.is_empty()).then_some(0));
        }
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, InputError> {
        if !self.load()? {
            return Ok(false);
        }
        self.number += 1;
        row.clear();
        row.number = self.number;
        let mut columns = self.wanted.iter().zip(&self.columns).peekable();
        for (index, name) in self.header.iter().enumerate() {
            let Some((_, column)) = columns.next_if(|(wanted, _)| **wanted == index) else {
                row.push("");
                continue;
            };
            let Some(text) = column.get(self.position).ok().and_then(|value| text_of(&value)) else {
                self.aside.push(SetAside {
                    number: self.number,
                    column: Some(name.clone()),
                    reason: NOT_TEXT.to_owned(),
                    text: String::new(),
                });
                row.push("");
                continue;
            };
            row.push(&text);
        }
        self.position += 1;
        Ok(true)
    }

    fn take_aside(&mut self) -> Vec<SetAside> {
        std::mem::take(&mut self.aside)
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The value as text, empty for a null; `None` for bytes that are no text.
fn text_of(value: &AnyValue<'_>) -> Option<String> {
    match value {
        AnyValue::Null => Some(String::new()),
        AnyValue::Boolean(value) => Some(value.to_string()),
        AnyValue::Int8(value) => Some(value.to_string()),
        AnyValue::Int16(value) => Some(value.to_string()),
        AnyValue::UInt8(value) => Some(value.to_string()),
        AnyValue::UInt16(value) => Some(value.to_string()),
        AnyValue::Int32(value) => Some(value.to_string()),
        AnyValue::Int64(value) => Some(value.to_string()),
        AnyValue::UInt32(value) => Some(value.to_string()),
        AnyValue::UInt64(value) => Some(value.to_string()),
        AnyValue::Float32(value) => Some(value.to_string()),
        AnyValue::Float64(value) => Some(value.to_string()),
        AnyValue::Decimal(units, _, scale) => decimal(*units, *scale),
        AnyValue::Date(days) => date(*days),
        AnyValue::Datetime(value, unit, zone) => moment(*value, *unit, zone.is_some()),
        AnyValue::DatetimeOwned(value, unit, zone) => moment(*value, *unit, zone.is_some()),
        AnyValue::Time(nanoseconds) => time(*nanoseconds),
        AnyValue::Binary(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        AnyValue::BinaryOwned(bytes) => String::from_utf8(bytes.clone()).ok(),
        other => other.get_str().map(str::to_owned),
    }
}

/// A warehouse's amounts, digit for digit.
fn decimal(units: i128, scale: usize) -> Option<String> {
    let scale = u32::try_from(scale).ok()?;
    rust_decimal::Decimal::try_from_i128_with_scale(units, scale).ok().map(|value| value.to_string())
}

fn date(days: i32) -> Option<String> {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(|date| date.to_string())
}

/// `2026-11-20T09:31:44.5Z`; without a zone, no `Z`.
fn moment(value: i64, unit: TimeUnit, zoned: bool) -> Option<String> {
    let moment = match unit {
        TimeUnit::Nanoseconds => jiff::Timestamp::from_nanosecond(i128::from(value)),
        TimeUnit::Microseconds => jiff::Timestamp::from_microsecond(value),
        TimeUnit::Milliseconds => jiff::Timestamp::from_millisecond(value),
    };
    let text = moment.ok()?.to_string();
    Some(if zoned { text } else { text.trim_end_matches('Z').to_owned() })
}

fn time(nanoseconds: i64) -> Option<String> {
    jiff::civil::Time::MIN
        .checked_add(jiff::SignedDuration::from_nanos(nanoseconds))
        .ok()
        .map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::{Column as Written, Values, write_parquet};
    use super::*;
    use crate::engine::read::testing::{drain, file, fixture};

    #[test]
    fn decimals_and_small_integers_of_a_warehouse_keep_every_digit() {
        let input = fixture("salesforce/warehouse-types.parquet");
        let (rows, _) = drain(&mut open_parquet(&input, &ReadOptions::default()).unwrap());
        assert_eq!(rows, ["a|12.50|1|1|1234567890123456789.12", "b||2|65535|", "c|-3.00||0|"]);
    }

    #[test]
    fn every_type_reads_as_text() {
        let columns = vec![
            Written::new("Id", Values::Text(vec![Some("0065".into()), None])),
            Written::new("Amount", Values::Number(vec![Some(100_000.0), Some(0.1)])),
            Written::new("Count", Values::Integer(vec![Some(15_930_412_345), None])),
            Written::new("Won", Values::Boolean(vec![Some(true), Some(false)])),
            Written::new("Close", Values::Date(vec![Some(20_777), None])),
            Written::new("Seen", Values::DateTime(vec![Some(1_795_167_104_500_000), None])),
        ];
        let mut bytes = Vec::new();
        write_parquet(&mut bytes, columns).unwrap();
        let (_file, input) = file(&bytes);
        let mut table = open_parquet(&input, &ReadOptions::default()).unwrap();
        let (rows, _) = drain(&mut table);
        assert_eq!(table.header, ["Id", "Amount", "Count", "Won", "Close", "Seen"]);
        assert_eq!(rows, ["0065|100000|15930412345|true|2026-11-20|2026-11-20T09:31:44.5Z", "|0.1||false||"]);
    }

    #[test]
    fn columns_that_nobody_looks_at_are_not_read() {
        let columns = vec![
            Written::new("Id", Values::Text(vec![Some("a".into()), Some("b".into())])),
            Written::new("Amount", Values::Number(vec![Some(1.0), None])),
            Written::new("Close", Values::Date(vec![Some(20_777), None])),
        ];
        let mut bytes = Vec::new();
        write_parquet(&mut bytes, columns).unwrap();
        let (_file, input) = file(&bytes);
        let mut table = open_parquet(&input, &ReadOptions::default()).unwrap();
        table.rows.only(&[2, 0]);
        assert_eq!(drain(&mut table).0, ["a||2026-11-20", "b||"]);
        let mut table = open_parquet(&input, &ReadOptions::default()).unwrap();
        table.rows.only(&[]);
        assert_eq!(drain(&mut table).0, ["a||", "b||"]);
    }

    #[test]
    fn what_is_cut_or_only_claims_to_be_parquet_is_refused() {
        let mut bytes = Vec::new();
        write_parquet(&mut bytes, vec![Written::new("a", Values::Number(vec![Some(1.0)]))]).unwrap();
        let problem = |bytes: &[u8]| {
            let (_file, input) = file(bytes);
            open_parquet(&input, &ReadOptions::default()).err().unwrap().problem
        };
        assert_eq!(problem(&bytes[..bytes.len() - 3]), Problem::Damaged);
        assert_eq!(problem(b"PAR1"), Problem::Damaged);
        assert_eq!(problem(b"PAR1PAR1"), Problem::Damaged);
        assert_eq!(problem(b"PAR1\xFF\xFF\xFF\x7FPAR1"), Problem::Damaged);
        assert_eq!(problem(b"Id,Name"), Problem::Unusable);
        let mut broken = bytes.clone();
        let end = broken.len() - 8;
        broken[end - 40..end].fill(0xFF);
        assert_eq!(problem(&broken), Problem::Damaged);
    }
}
