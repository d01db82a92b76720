//! Excel 2003 XML, which NetSuite writes as `.xls`.
//!
//! ```text
//! Workbook > Worksheet ss:Name > Table > Row [ss:Index] > Cell [ss:Index, ss:MergeAcross] > Data ss:Type
//! ```
//!
//! Rows and cells that are empty may be left out; the next one then says its index.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::errors::Error as XmlError;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::sheet_rows::{self, COLUMN_CAP, ROW_CAP, RawRow, RawRows};
use super::transcode::{Transcoder, labelled, read_error};
use super::workbook::{cells, choose, find_sheet};
use super::{Input, InputError, Problem, ReadOptions, Table};

const DEPTH_CAP: usize = 64;
/// Markup of one tag or text; a cell of 16 MB still fits.
const EVENT_CAP: usize = 20 * 1024 * 1024;

/// Names the worksheets that hold data, in the order of the file.
///
/// # Errors
/// When the file is damaged, unsafe or no SpreadsheetML.
pub fn sheets(input: &Input, options: &ReadOptions) -> Result<Vec<String>, InputError> {
    Ok(filled(input, options)?.into_iter().map(|(name, _)| name).collect())
}

/// Opens a worksheet; without a name, the only one that holds a table.
///
/// # Errors
/// When the file cannot be read, or several worksheets could be meant.
pub fn open(input: &Input, options: &ReadOptions, sheet: Option<&str>) -> Result<Table, InputError> {
    let filled = filled(input, options)?;
    let names: Vec<&str> = filled.iter().map(|(name, _)| name.as_str()).collect();
    let chosen = match sheet {
        Some(wanted) => find_sheet(&names, wanted),
        None => choose(&filled),
    };
    let chosen = chosen.map_err(|error| error.in_file(&input.name))?;
    let mut parser = Parser::open(input, options)?;
    let encoding = parser.encoding();
    parser.only = Some(chosen.clone());
    let (header, rows) = sheet_rows::table(parser, &input.name, options)?;
    Ok(Table {
        header,
        format: "spreadsheetml",
        encoding: Some(encoding),
        delimiter: None,
        sheet: (names.len() > 1).then_some(chosen),
        rows: Box::new(rows),
    })
}

/// The worksheets with data, and whether any row of theirs has two cells. Reads the whole file, so that
/// damage anywhere is known before the first row is used.
fn filled(input: &Input, options: &ReadOptions) -> Result<Vec<(String, bool)>, InputError> {
    let mut parser = Parser::open(input, options)?;
    let mut filled: Vec<(String, bool)> = Vec::new();
    loop {
        let row = match parser.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(filled),
            Err(error) if options.lenient && error.problem == Problem::Damaged && !filled.is_empty() => {
                return Ok(filled);
            }
            Err(error) => return Err(error),
        };
        if row.cells.is_empty() {
            continue;
        }
        let wide = row.cells.len() > 1;
        match filled.last_mut().filter(|(name, _)| *name == parser.sheet) {
            Some((_, known)) => *known |= wide,
            None => filled.push((parser.sheet.clone(), wide)),
        }
    }
}

/// What is open around the current event.
struct Parser {
    xml: Reader<BufReader<Transcoder>>,
    buffer: Vec<u8>,
    file: String,
    encoding: String,
    /// Local names of the open elements.
    open: Vec<String>,
    /// The worksheet to hand out; all of them when there is none.
    only: Option<String>,
    sheet: String,
    row: RawRow,
    /// Number of the last row, from 1.
    last_row: u64,
    /// Where the next cell goes, from 0.
    column: usize,
    across: usize,
    kind: String,
    text: String,
    seen_workbook: bool,
}

impl Parser {
    fn open(input: &Input, options: &ReadOptions) -> Result<Self, InputError> {
        let text = Transcoder::open(input, options.encoding, |bytes| {
            let end = memchr::memmem::find(bytes, b"?>").unwrap_or(0);
            labelled(&bytes[..end], b"encoding")
        })?;
        let encoding = text.encoding().name().to_owned();
        Ok(Self {
            xml: Reader::from_reader(BufReader::new(text)),
            buffer: Vec::new(),
            file: input.name.clone(),
            encoding,
            open: Vec::new(),
            only: None,
            sheet: String::new(),
            row: RawRow::default(),
            last_row: 0,
            column: 0,
            across: 0,
            kind: String::new(),
            text: String::new(),
            seen_workbook: false,
        })
    }

    fn encoding(&self) -> String {
        self.encoding.clone()
    }

    fn fail(&self, problem: Problem, message: &str) -> InputError {
        let error = InputError::new(problem, message).in_file(&self.file);
        if self.last_row > 0 { error.at_row(self.last_row) } else { error }
    }

    fn damaged(&self, message: &str) -> InputError {
        self.fail(Problem::Damaged, message).hint("download or export it again")
    }

    /// The next row of any worksheet, or of the one asked for.
    fn next_row(&mut self) -> Result<Option<RawRow>, InputError> {
        loop {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer);
            let step = match event {
                Ok(event) => self.step(event),
                Err(error) => Err(self.xml_error(&error)),
            };
            self.buffer = buffer;
            if self.buffer.len() > EVENT_CAP || self.text.len() > EVENT_CAP {
                return Err(self.fail(Problem::TooLarge, "a cell holds more than 16 MB"));
            }
            match step? {
                Step::On => {}
                Step::Row(row) if self.only.as_ref().is_none_or(|only| *only == self.sheet) => {
                    return Ok(Some(row));
                }
                Step::Row(_) => {}
                Step::End => return Ok(None),
            }
        }
    }

    fn step(&mut self, event: Event<'_>) -> Result<Step, InputError> {
        match event {
            Event::Start(start) => self.start(&start)?,
            Event::Empty(start) => {
                self.start(&start)?;
                return Ok(self.end());
            }
            Event::End(_) => return Ok(self.end()),
            Event::Text(text) if self.in_data() => self.text.push_str(&text.xml10_content()),
            Event::CData(text) if self.in_data() => self.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if self.in_data() => self.refer(&reference)?,
            Event::DocType(_) => {
                return Err(self
                    .fail(Problem::Unsafe, "the file declares a document type")
                    .hint("no spreadsheet program writes one; export it again"));
            }
            Event::Eof if !self.open.is_empty() => {
                return Err(self.damaged("the file ends before its last element is closed"));
            }
            Event::Eof if !self.seen_workbook => {
                return Err(self.fail(Problem::Unusable, "this is not an Excel 2003 XML workbook"));
            }
            Event::Eof => return Ok(Step::End),
            _ => {}
        }
        Ok(Step::On)
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), InputError> {
        let local = start.local_name().as_ref().to_owned();
        match local.as_str() {
            "Workbook" if self.open.is_empty() => self.seen_workbook = true,
            "Worksheet" => {
                self.sheet = self.attribute(start, "Name")?.unwrap_or_default();
                self.last_row = 0;
            }
            "Row" if self.inside("Table") => {
                let number = self.index(start)?.unwrap_or(self.last_row + 1);
                if number <= self.last_row || number > ROW_CAP {
                    return Err(self.damaged("a row has an index outside the sheet"));
                }
                self.last_row = number;
                self.row = RawRow { number, ..RawRow::default() };
                self.column = 0;
            }
            "Cell" if self.inside("Row") => {
                if let Some(index) = self.index(start)? {
                    self.column = usize::try_from(index).unwrap_or(usize::MAX).saturating_sub(1);
                }
                self.across = self.number(start, "MergeAcross")?.map_or(0, |wide| wide.min(1 << 32) as usize);
                if self.column.saturating_add(self.across) >= COLUMN_CAP {
                    return Err(self.damaged("a cell has an index outside the sheet"));
                }
                self.kind.clear();
                self.text.clear();
            }
            "Data" if self.inside("Cell") => self.kind = self.attribute(start, "Type")?.unwrap_or_default(),
            _ => {}
        }
        self.open.push(local);
        if self.open.len() > DEPTH_CAP {
            return Err(self.damaged("elements are nested too deeply"));
        }
        Ok(())
    }

    fn end(&mut self) -> Step {
        let Some(local) = self.open.pop() else { return Step::On };
        match local.as_str() {
            "Cell" if self.inside("Row") => {
                let text = std::mem::take(&mut self.text);
                self.row.push(self.column, typed(&self.kind, text), self.kind == "Error");
                self.column += 1 + self.across;
            }
            "Row" if self.inside("Table") => return Step::Row(std::mem::take(&mut self.row)),
            _ => {}
        }
        Step::On
    }

    fn refer(&mut self, reference: &BytesRef<'_>) -> Result<(), InputError> {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            self.text.push(character);
            return Ok(());
        }
        let Some(text) = quick_xml::escape::resolve_xml_entity(reference) else {
            return Err(self.damaged("the file uses an entity that it may not"));
        };
        self.text.push_str(text);
        Ok(())
    }

    fn inside(&self, parent: &str) -> bool {
        self.open.last().is_some_and(|open| open == parent)
    }

    /// Rich text nests HTML elements below `Data`.
    fn in_data(&self) -> bool {
        self.open.iter().any(|open| open == "Data") && self.open.iter().any(|open| open == "Cell")
    }

    fn attribute(&self, start: &BytesStart<'_>, wanted: &str) -> Result<Option<String>, InputError> {
        let mut attributes = start.attributes();
        // Comparing every name with every other takes minutes for a tag of 200,000 attributes.
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|_| self.damaged("an attribute is broken"))?;
            if attribute.key.local_name().as_ref() == wanted {
                let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                return value
                    .map(|value| Some(value.into_owned()))
                    .map_err(|_| self.damaged("an attribute is broken"));
            }
        }
        Ok(None)
    }

    fn number(&self, start: &BytesStart<'_>, name: &str) -> Result<Option<u64>, InputError> {
        let Some(text) = self.attribute(start, name)? else { return Ok(None) };
        text.trim().parse().map(Some).map_err(|_| self.damaged("an index is not a number"))
    }

    fn index(&self, start: &BytesStart<'_>) -> Result<Option<u64>, InputError> {
        match self.number(start, "Index")? {
            Some(0) => Err(self.damaged("an index of zero is outside the sheet")),
            index => Ok(index),
        }
    }

    fn xml_error(&self, error: &XmlError) -> InputError {
        match error {
            XmlError::Io(error) => read_error(error, &self.file),
            _ => self.damaged("the markup is broken or cut short"),
        }
    }
}

enum Step {
    On,
    Row(RawRow),
    End,
}

impl RawRows for Parser {
    fn next(&mut self) -> Result<Option<RawRow>, InputError> {
        self.next_row()
    }
}

fn typed(kind: &str, text: String) -> String {
    match kind {
        "DateTime" => cells::iso_text(text.trim()),
        "Boolean" if text.trim() == "1" => "true".to_owned(),
        "Boolean" if text.trim() == "0" => "false".to_owned(),
        "Number" => plain_number(text.trim()),
        _ => text,
    }
}

/// The number as written; only an exponent is written out, because ids are stored as numbers too.
fn plain_number(text: &str) -> String {
    if !text.contains(['e', 'E']) {
        return text.to_owned();
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => cells::number_text(number),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::transcode::testing::{drain, file, fixture};
    use super::*;

    fn workbook(sheets: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{sheets}</Workbook>"#
        )
    }

    fn sheet(name: &str, rows: &str) -> String {
        format!(r#"<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet>"#)
    }

    fn row(cells: &[(&str, &str)]) -> String {
        let cell =
            |(kind, text): &(&str, &str)| format!(r#"<Cell><Data ss:Type="{kind}">{text}</Data></Cell>"#);
        format!("<Row>{}</Row>", cells.iter().map(cell).collect::<String>())
    }

    fn failure(text: &str) -> Problem {
        let (_file, input) = file(text.as_bytes());
        open(&input, &ReadOptions::default(), None).err().unwrap().problem
    }

    #[test]
    fn a_saved_search_of_netsuite_reads_as_its_csv_would() {
        let input = fixture("netsuite/saved-search-spreadsheetml.xls");
        let mut table = open(&input, &ReadOptions::default(), None).unwrap();
        let (rows, _) = drain(&mut table);
        assert_eq!(table.header[4], "Date Created");
        assert_eq!(rows[0], "1042|Harbor Hotels & Co|Hospitality|120|2026-08-02 14:11:00|Web");
        assert_eq!(rows[1], "1043|Mill Stores|||2026-11-17 09:05:00|- None -");
    }

    #[test]
    fn indexes_merges_cdata_and_types_are_understood() {
        let rows = format!(
            "{}{}",
            row(&[("String", "a"), ("String", "b"), ("String", "c"), ("String", "d")]),
            r#"<Row ss:Index="9"><Cell ss:MergeAcross="1"><Data ss:Type="String"><![CDATA[x & ]]>&#x79;</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Number">1.59E3</Data></Cell></Row>"#
        );
        let (_file, input) = file(workbook(&sheet("s", &rows)).as_bytes());
        let mut table = open(&input, &ReadOptions::default(), None).unwrap();
        assert_eq!(drain(&mut table).0, ["x & y||true|1590"]);
    }

    #[test]
    fn legacy_encodings_and_utf_16_are_read() {
        let text = workbook(&sheet("s", &row(&[("String", "Näme"), ("String", "b")])));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let latin = text.replace(r#""1.0""#, r#""1.0" encoding="iso-8859-1""#);
        let latin = encoding_rs::WINDOWS_1252.encode(&latin).0.into_owned();
        for bytes in [text.into_bytes(), utf16, latin] {
            let (_file, input) = file(&bytes);
            assert_eq!(open(&input, &ReadOptions::default(), None).unwrap().header[0], "Näme");
        }
    }

    #[test]
    fn several_sheets_need_a_name() {
        let pair = [("String", "a"), ("String", "b")];
        let text =
            workbook(&format!("{}{}{}", sheet("x", &row(&pair)), sheet("y", &row(&pair)), sheet("z", "")));
        assert_eq!(failure(&text), Problem::Ambiguous);
        let (_file, input) = file(text.as_bytes());
        assert_eq!(sheets(&input, &ReadOptions::default()).unwrap(), ["x", "y"]);
        assert_eq!(open(&input, &ReadOptions::default(), Some("y")).unwrap().sheet.as_deref(), Some("y"));
    }

    #[test]
    fn what_is_cut_deep_far_or_declares_a_type_is_refused() {
        let whole = workbook(&sheet("s", &row(&[("String", "a"), ("String", "b")])));
        assert_eq!(failure(&whole[..whole.len() - 20]), Problem::Damaged);
        assert_eq!(failure(&workbook(&"<a>".repeat(100_000))), Problem::Damaged);
        assert_eq!(failure(&format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{whole}")), Problem::Unsafe);
        assert_eq!(failure(&workbook(&sheet("s", r#"<Row ss:Index="4000000000"/>"#))), Problem::Damaged);
        assert_eq!(
            failure(&workbook(&sheet("s", r#"<Row><Cell ss:Index="4000000000"/></Row>"#))),
            Problem::Damaged
        );
        assert_eq!(failure("Id,Name\n1,2\n"), Problem::Unusable);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            cut in 0..700_usize,
        ) {
            let pair = row(&[("String", "a"), ("Number", "1e5")]);
            let whole = workbook(&sheet("s", &format!("{pair}{pair}"))).into_bytes();
            let spliced = [&whole[..cut.min(whole.len())], &bytes].concat();
            for bytes in [bytes, spliced] {
                let (_file, input) = file(&bytes);
                if let Ok(mut table) = open(&input, &ReadOptions::default(), None) {
                    let mut row = super::super::Row::new();
                    while let Ok(true) = table.rows.next(&mut row) {}
                }
            }
        }
    }
}
