//! HTML tables saved as `.xls`, as old Salesforce reports are.
//!
//! The page may hold several tables, also one within another for its layout: the one with the most cells is
//! the report. The page is read three times, and no time kept whole: for its encoding, for the sizes of its
//! tables, for the rows.

mod grid;

use std::io::Read;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5gum::{DefaultEmitter, IoReader, StartTag, Token, Tokenizer};

use self::grid::Grid;
use super::sheet_rows::{self, RawRow, RawRows};
use super::transcode::{Transcoder, labelled, read_error};
use super::{Input, InputError, Problem, ReadOptions, Table};

/// Browsers stop here too.
const SPAN_CAP: usize = 1000;
const DEPTH_CAP: usize = 64;

/// Opens the largest table of the page.
///
/// # Errors
/// When there is no table, or the page cannot be read.
pub fn open(input: &Input, options: &ReadOptions) -> Result<Table, InputError> {
    let fallback = if is_utf8(input)? { UTF_8 } else { WINDOWS_1252 };
    let parser = || Parser::open(input, options.encoding, fallback);
    let mut survey = parser()?;
    while survey.next_row()?.is_some() {}
    if !survey.tables.is_empty() && !options.lenient {
        return Err(InputError::new(Problem::Damaged, "the page ends within a table")
            .in_file(&input.name)
            .hint("download or export it again, or read what is there with `--lenient`"));
    }
    // Of equal tables the first one: a tie is rarely more than two titles.
    let largest = survey.sizes.iter().enumerate().rev().max_by_key(|(_, size)| **size);
    let Some((wanted, _)) = largest.filter(|(_, size)| **size > 0) else {
        return Err(InputError::new(Problem::Empty, "the page holds no table")
            .in_file(&input.name)
            .hint("a sign-in or error page is often saved in place of a report: export it again"));
    };
    let mut source = parser()?;
    source.wanted = Some(wanted);
    let encoding = Some(source.encoding.name().to_owned());
    let (header, rows) = sheet_rows::table(source, &input.name, options)?;
    Ok(Table { header, format: "html", encoding, delimiter: None, sheet: None, rows: Box::new(rows) })
}

/// Whether the whole page is valid UTF-8; only then may it be read as such without saying so.
fn is_utf8(input: &Input) -> Result<bool, InputError> {
    let mut stream = input.open()?;
    let (mut bytes, mut rest) = (vec![0; 64 * 1024], 0);
    loop {
        let read = stream.read(&mut bytes[rest..]).map_err(|error| read_error(&error, &input.name))?;
        let length = rest + read;
        match std::str::from_utf8(&bytes[..length]) {
            Ok(_) if read == 0 => return Ok(true),
            Ok(_) => rest = 0,
            // A character may straddle two reads, but not the end.
            Err(error) if error.error_len().is_none() && read > 0 => {
                let valid = error.valid_up_to();
                bytes.copy_within(valid..length, 0);
                rest = length - valid;
            }
            Err(_) => return Ok(false),
        }
    }
}

/// The tables of a page, their rows one by one.
struct Parser {
    tokens: Tokenizer<IoReader<Transcoder>, DefaultEmitter>,
    file: String,
    encoding: &'static Encoding,
    /// The table to hand out rows of; with none, the rows of all of them.
    wanted: Option<usize>,
    /// Filled cells of every table so far, in the order of their opening tags.
    sizes: Vec<usize>,
    /// The open tables, outermost first.
    tables: Vec<Grid>,
    /// The element whose text is no content, while it is open.
    hidden: Option<&'static str>,
    rows_done: u64,
}

impl Parser {
    fn open(
        input: &Input,
        forced: Option<&'static Encoding>,
        fallback: &'static Encoding,
    ) -> Result<Self, InputError> {
        let declared = |bytes: &[u8]| {
            let label = labelled(bytes, b"charset").filter(|label| *label != UTF_8 || fallback == UTF_8);
            Some(label.unwrap_or(fallback))
        };
        let text = Transcoder::open(input, forced, declared)?;
        let encoding = text.encoding();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        Ok(Self {
            tokens: Tokenizer::new_with_emitter(IoReader::new(text), emitter),
            file: input.name.clone(),
            encoding,
            wanted: None,
            sizes: Vec::new(),
            tables: Vec::new(),
            hidden: None,
            rows_done: 0,
        })
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, InputError> {
        while let Some(token) = self.tokens.next() {
            let token = token.map_err(|error| read_error(&error, &self.file))?;
            let row = match token {
                Token::StartTag(tag) => self.start(&tag)?,
                Token::EndTag(tag) => self.end(&tag.name),
                Token::String(text) if self.hidden.is_none() => {
                    if let Some(table) = self.tables.last_mut() {
                        table.text(&String::from_utf8_lossy(&text));
                    }
                    None
                }
                _ => None,
            };
            if let Some(row) = row {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn start(&mut self, tag: &StartTag<()>) -> Result<Option<RawRow>, InputError> {
        let row = match tag.name.as_slice() {
            b"table" => {
                if self.tables.len() == DEPTH_CAP {
                    return Err(
                        InputError::new(Problem::Damaged, "tables are nested too deeply").in_file(&self.file)
                    );
                }
                self.tables.push(Grid::new(self.sizes.len()));
                self.sizes.push(0);
                None
            }
            b"tr" => self.close_row(Grid::start_row),
            b"td" | b"th" => {
                let columns = span(tag, b"colspan", SPAN_CAP);
                let rows = span(tag, b"rowspan", 65_534);
                if let Some(table) = self.tables.last_mut() {
                    table.start_cell(columns, rows);
                }
                None
            }
            b"br" | b"p" | b"div" | b"li" => {
                if let Some(table) = self.tables.last_mut() {
                    table.break_line();
                }
                None
            }
            b"script" | b"style" | b"title" => {
                self.hidden = match tag.name.as_slice() {
                    b"script" => Some("script"),
                    b"style" => Some("style"),
                    _ => Some("title"),
                };
                None
            }
            _ => None,
        };
        Ok(row)
    }

    fn end(&mut self, name: &[u8]) -> Option<RawRow> {
        match name {
            b"td" | b"th" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell();
                }
                None
            }
            b"tr" => self.close_row(Grid::end_row),
            b"table" => {
                let row = self.close_row(Grid::end_row);
                self.tables.pop();
                row
            }
            _ => {
                if self.hidden.is_some_and(|hidden| hidden.as_bytes() == name) {
                    self.hidden = None;
                }
                None
            }
        }
    }

    /// Ends the open row of the innermost table and hands it out if it is wanted.
    fn close_row(&mut self, close: impl Fn(&mut Grid) -> Option<RawRow>) -> Option<RawRow> {
        let table = self.tables.last_mut()?;
        let row = close(table)?;
        self.sizes[table.index] += row.cells.len();
        self.rows_done += 1;
        self.wanted.is_none_or(|wanted| wanted == table.index).then_some(row)
    }
}

fn span(tag: &StartTag<()>, name: &[u8], cap: usize) -> usize {
    let value = tag.attributes.get(name).and_then(|value| std::str::from_utf8(value).ok());
    value.and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, cap)
}

impl RawRows for Parser {
    fn next(&mut self) -> Result<Option<RawRow>, InputError> {
        self.next_row()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::transcode::testing::{drain, file, fixture};
    use super::*;

    fn read(page: &[u8]) -> (Vec<String>, Vec<String>) {
        let (_file, input) = file(page);
        let mut table = open(&input, &ReadOptions::default()).unwrap();
        let rows = drain(&mut table).0;
        (table.header, rows)
    }

    #[test]
    fn a_report_of_salesforce_is_a_table() {
        let mut table = open(&fixture("salesforce/report-html.xls"), &ReadOptions::default()).unwrap();
        let rows = drain(&mut table).0;
        assert_eq!(table.header, ["Opportunity Name", "Stage", "Amount"]);
        assert_eq!(rows, ["Mill Lane renewal|Proposal|30000.00"]);
    }

    #[test]
    fn the_largest_table_counts_and_nested_ones_keep_their_cells() {
        let page =
            "<table><tr><td>Layout<table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3<td>4</table>rest</table>";
        let (header, rows) = read(page.as_bytes());
        assert_eq!(header, ["a", "b"]);
        assert_eq!(rows, ["1|2", "3|4"]);
    }

    #[test]
    fn breaks_entities_spans_and_spaces_read_as_a_browser_shows_them() {
        let page = "<script>'<td>'</script><table><tr><th>a</th><th>b</th><th>c</th></tr>\
            <tr><td rowspan=2> x\n  y<br>z </td><td>&nbsp;A&amp;B&nbsp;</td><td>&euro;</td></tr>\
            <tr><td colspan=2>wide</td></tr><tr><td>1</td><td></td><td>3</td></tr></table>";
        assert_eq!(read(page.as_bytes()).1, ["x y\nz|A&B|€", "|wide|", "1||3"]);
    }

    #[test]
    fn the_encoding_is_declared_or_found_out() {
        let declared = b"<meta charset='iso-8859-15'><table><tr><td>a<td>\xA4</table>";
        assert_eq!(read(declared).0, ["a", "€"]);
        assert_eq!(read(b"<table><tr><td>a<td>\x80</table>").0, ["a", "€"]);
        assert_eq!(read("<table><tr><td>a<td>€</table>".as_bytes()).0, ["a", "€"]);
        assert_eq!(read(b"<meta charset=utf-8><table><tr><td>a<td>\x80</table>").0, ["a", "€"]);
    }

    #[test]
    fn a_page_without_a_table_or_cut_within_one_is_refused() {
        let failure = |page: &[u8]| {
            let (_file, input) = file(page);
            open(&input, &ReadOptions::default()).err().unwrap().problem
        };
        assert_eq!(failure(b"<html><body>Please log in</body></html>"), Problem::Empty);
        assert_eq!(failure(b"<table><tr><td>a<td>b"), Problem::Damaged);
        assert_eq!(failure("<table>".repeat(100_000).as_bytes()), Problem::Damaged);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            tags in proptest::collection::vec("</?(table|tr|td|th|br|p|script)( (col|row)span=[0-9]{1,6})?>", 0..30),
        ) {
            let spliced = [b"<table><tr><td>", tags.concat().as_bytes(), &bytes].concat();
            for bytes in [bytes, spliced] {
                let (_file, input) = file(&bytes);
                let options = ReadOptions { lenient: true, ..ReadOptions::default() };
                if let Ok(mut table) = open(&input, &options) {
                    let mut row = super::super::Row::new();
                    while let Ok(true) = table.rows.next(&mut row) {}
                }
            }
        }
    }
}
