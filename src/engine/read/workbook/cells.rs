//! Cells of a worksheet as the text that a CSV of the same sheet would hold.

use std::fmt::Write;

use calamine::{Cell, DataRef, ExcelDateTime, XlsxCellReader, XlsxError};

use super::super::sheet_rows::{COLUMN_CAP, ROW_CAP, RawRow};
use super::Workbook;

/// Days beyond 9999-12-31, in either calendar of Excel, are no dates.
const LAST_DAY: f64 = 2_958_466.0;

type CellReader<'workbook> = XlsxCellReader<'workbook, std::io::BufReader<Box<dyn super::ReadSeek>>>;

/// Groups the cells of a worksheet by row.
pub(super) struct SheetCells<'workbook> {
    reader: CellReader<'workbook>,
    /// For each style, whether it shows a share as a percentage.
    percent: Vec<bool>,
    ahead: Option<(u64, usize, String, bool)>,
    read: usize,
    ended: bool,
}

impl<'workbook> SheetCells<'workbook> {
    pub(super) fn open(workbook: &'workbook mut Workbook, sheet: &str) -> Result<Self, XlsxError> {
        let reader = workbook.worksheet_cells_reader(sheet)?;
        let percent = reader
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().is_some_and(|format| is_percent(&format.format_code)))
            .collect();
        Ok(Self { reader, percent, ahead: None, read: 0, ended: false })
    }

    /// Cells read so far, empty ones included.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// The next row with anything in it.
    pub(super) fn next_row(&mut self) -> Result<Option<RawRow>, XlsxError> {
        let mut row = RawRow::default();
        loop {
            let next = match self.ahead.take() {
                Some(cell) => Some(cell),
                None => self.next_cell()?,
            };
            let Some((number, column, text, error)) = next else {
                return Ok((!row.cells.is_empty()).then_some(row));
            };
            if row.cells.is_empty() {
                row.number = number;
            } else if number != row.number {
                self.ahead = Some((number, column, text, error));
                return Ok(Some(row));
            }
            row.push(column, text, error);
        }
    }

    fn next_cell(&mut self) -> Result<Option<(u64, usize, String, bool)>, XlsxError> {
        // Asked again after the end, the reader runs on through the rest of the part.
        while !self.ended {
            let Some((cell, style)) = self.reader.next_cell_with_style_id()? else {
                self.ended = true;
                break;
            };
            self.read += 1;
            let (row, column) = cell.get_position();
            if u64::from(row) >= ROW_CAP {
                return Err(XlsxError::RowNumberOverflow);
            }
            if column as usize >= COLUMN_CAP {
                return Err(XlsxError::ColumnNumberOverflow);
            }
            let percent = self.percent.get(style).copied().unwrap_or(false);
            let text = cell_text(&cell, percent);
            if !text.is_empty() {
                let error = matches!(cell.get_value(), DataRef::Error(_));
                return Ok(Some((u64::from(row) + 1, column as usize, text, error)));
            }
        }
        Ok(None)
    }
}

fn cell_text(cell: &Cell<DataRef<'_>>, percent: bool) -> String {
    match cell.get_value() {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if percent => percentage(*number),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => iso_text(text),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The shortest text that reads back as the same number, and never an exponent.
pub(in super::super) fn number_text(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// `0.1` as `10%`: a cell of that format shows percent, and so does its CSV.
fn percentage(share: f64) -> String {
    // Twelve decimals round away what multiplying by a hundred adds to a binary fraction.
    let rounded = (share * 100.0 * 1e12).round() / 1e12;
    format!("{}%", number_text(if rounded.is_finite() { rounded } else { share * 100.0 }))
}

/// Whether a number format has a percent sign that is not part of quoted text.
fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' => {
                characters.next();
            }
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() {
        return duration_text(serial);
    }
    if !(0.0..LAST_DAY).contains(&serial) {
        return number_text(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let mut text = String::new();
    // A serial below one day is a time; the date it would show is the epoch.
    if serial >= 1.0 || serial == 0.0 {
        let _ = write!(text, "{year:04}-{month:02}-{day:02}");
    }
    if (hour, minute, second, milli) != (0, 0, 0, 0) {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{hour:02}:{minute:02}:{second:02}");
        if milli > 0 {
            let _ = write!(text, ".{milli:03}");
        }
    }
    text
}

fn duration_text(days: f64) -> String {
    let sign = if days < 0.0 { "-" } else { "" };
    let seconds = (days.abs() * 86_400.0).round();
    if !seconds.is_finite() || seconds > 1e15 {
        return number_text(days);
    }
    let seconds = seconds as u64;
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `2026-11-20T00:00:00` as `2026-11-20`, `2026-11-20T09:31:44` with a space.
pub(in super::super) fn iso_text(text: &str) -> String {
    let Some((date, time)) = text.split_once('T') else { return text.to_owned() };
    let time = time.trim_end_matches('Z');
    let time = time.strip_suffix(".000").unwrap_or(time);
    if time == "00:00:00" { date.to_owned() } else { format!("{date} {time}") }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn date(serial: f64, is_1904: bool) -> String {
        moment_text(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904))
    }

    #[test]
    fn ids_stored_as_numbers_keep_every_digit() {
        assert_eq!(number_text(15_930_412_345.0), "15930412345");
        assert_eq!(number_text(999_999_999_999_999.0), "999999999999999");
        assert_eq!(number_text(1234.5), "1234.5");
        assert_eq!(number_text(-0.0), "0");
    }

    #[test]
    fn serial_numbers_are_dates_in_both_calendars() {
        assert_eq!(date(46_346.0, false), "2026-11-20");
        assert_eq!(date(44_884.0, true), "2026-11-20");
        assert_eq!(date(46_346.396_851_851_85, false), "2026-11-20 09:31:28");
        assert_eq!(date(0.5, false), "12:00:00");
        assert_eq!(date(-1.0, false), "-1");
    }

    #[test]
    fn durations_count_hours_beyond_a_day() {
        assert_eq!(duration_text(1.104_166_666_666_666_7), "26:30:00");
    }

    #[test]
    fn a_percent_format_shows_percent() {
        assert_eq!(percentage(0.1), "10%");
        assert_eq!(percentage(0.07), "7%");
        assert!(is_percent("0.00%") && !is_percent("0\"%\"") && !is_percent("0\\%"));
    }

    #[test]
    fn iso_moments_lose_the_letter_and_midnight() {
        assert_eq!(iso_text("2026-11-20T00:00:00.000"), "2026-11-20");
        assert_eq!(iso_text("2026-08-02T14:11:00.000"), "2026-08-02 14:11:00");
    }
}
