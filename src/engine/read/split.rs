//! The cells of a stretch of delimited text, found without ever looking at an empty one.
//!
//! ```text
//! per 64 bytes: bitmaps of quote, delimiter, line end
//!   inside     = running parity of the quotes
//!   structural = (delimiter | line end) outside quotes
//!   empty      = a structural byte right behind another one, or behind `""`
//!   a cell     = ends at each structural byte that is not empty; its column is how many stand before it
//! ```
//!
//! Exact where every quote opens at the start of a cell, closes at its end, or is written twice. The bitmaps show
//! every quote that does not; the file is then read record by record instead (see [`super::scan`]). Records that are
//! narrower or wider than the table are few, and looked at one by one.

use std::sync::Arc;

use memchr::memchr_iter;

use super::batch::{Batch, Cell, Counted, FAR, LONG, MOST_RECORDS, place};
use super::rules::{REPEATED, Rules, set_aside};
use super::scan::{LONGEST_CELL, Oddities, Scanned, Scanner, Span, unescape};
use super::{Row, SetAside, header};
use crate::engine::sketch;
use crate::engine::vector::{self, BLOCK, Kernel, Lanes};

/// Whole records in the text of a batch, to be found.
#[derive(Debug)]
pub(super) struct Unsplit {
    /// Where the first record begins.
    pub(super) from: usize,
    /// Line of the first record.
    pub(super) line: u64,
    pub(super) rules: Arc<Rules>,
}

/// A quote stands where none should: the parity of quotes says nothing from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Irregular;

impl Batch {
    /// Finds the cells of text that was taken as it stood; does nothing where they are known.
    ///
    /// # Errors
    /// When the file must be read record by record.
    pub fn split(&mut self) -> Result<(), Irregular> {
        let Some(unsplit) = self.unsplit.take() else { return Ok(()) };
        self.columns.resize_with(unsplit.rules.width, Vec::new);
        if self.text.len() >= FAR {
            return Err(Irregular);
        }
        let splitter = Splitter {
            text: self.text.get(unsplit.from..).unwrap_or_default(),
            base: unsplit.from,
            behind: self.text.len(),
            line: unsplit.line,
            rules: &unsplit.rules,
            columns: &mut self.columns,
            long: &mut self.long,
            numbers: &mut self.numbers,
            record: 0,
            aside: &mut self.aside,
            counted: &mut self.counted,
            extra: String::new(),
            leveled: Vec::new(),
            last_filled: 0,
            spans: Vec::new(),
            row: Row::new(),
        };
        let (extra, leveled) = vector::run(splitter)?;
        self.text.push_str(&extra);
        if let Some((column, name)) = unsplit.rules.repeated_by() {
            self.set_headers_aside(column, name, &leveled, &unsplit);
        }
        Ok(())
    }

    /// Takes out the records that are the header once more. Those that were `leveled` are not: they only look like it
    /// since they are as wide as the table.
    fn set_headers_aside(&mut self, column: usize, name: &str, leveled: &[usize], unsplit: &Unsplit) {
        let named = self.column(column).iter().filter(|&&cell| is_named(self.text(cell), name));
        let suspects: Vec<usize> =
            named.map(Cell::record).filter(|record| leveled.binary_search(record).is_err()).collect();
        let Unsplit { from: mut begin, mut line, ref rules } = *unsplit;
        let text = self.text.as_bytes();
        let scanner = Scanner { text, dialect: rules.dialect, whole: true, patience: LONGEST_CELL };
        let (mut row, mut spans, mut odd) = (Row::new(), Vec::new(), Oddities::default());
        let mut headers: Vec<usize> = Vec::new();
        for record in suspects {
            let number = self.numbers[record];
            let lines = usize::try_from(number - line).unwrap_or(usize::MAX);
            if let Some(last) = lines.checked_sub(1) {
                begin += memchr_iter(b'\n', &text[begin..]).nth(last).map_or(0, |end| end + 1);
                line = number;
            }
            scanner.record(begin, &mut spans, &mut odd);
            row.fill(&self.text, &spans, &rules.dialect);
            row.number = number;
            if rules.no_record(&row) == Some(REPEATED) {
                self.aside.push(set_aside(&row, REPEATED));
                self.counted.rows -= 1;
                let ends_empty = u64::from(row.get(rules.width - 1).is_empty());
                self.counted.ends_empty = self.counted.ends_empty.saturating_sub(ends_empty);
                headers.push(record);
            }
        }
        self.take_out(&headers);
        self.aside.sort_by_key(|aside| aside.number);
    }

    /// Removes records; the positions of the others move up.
    fn take_out(&mut self, records: &[usize]) {
        if records.is_empty() {
            return;
        }
        let mut places = 0..;
        self.numbers.retain(|_| places.next().is_some_and(|place| records.binary_search(&place).is_err()));
        for cells in &mut self.columns {
            cells.retain_mut(|cell| match records.binary_search(&cell.record()) {
                Ok(_) => false,
                Err(before) => {
                    *cell = cell.moved_up(before);
                    true
                }
            });
        }
    }
}

/// Whether a cell says the name; nearly every one is settled by its length or its first byte.
fn is_named(cell: &str, name: &str) -> bool {
    let first = cell.as_bytes().first().copied().unwrap_or_default();
    let plain = first.is_ascii_graphic() && Some(&first) != name.as_bytes().first();
    cell.len() >= name.len() && !plain && header::clean(cell) == name
}

/// Bits of [`NO_BLANK`].
const BEGINS: u8 = 1;
const ENDS: u8 = 2;

/// For each byte, whether no blank begins, or ends, with it. Those beyond ASCII are U+0085, U+00A0, U+1680, U+2000 to
/// U+200A, U+2028, U+2029, U+202F, U+205F and U+3000.
static NO_BLANK: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0x21;
    while byte < 256 {
        let begins = !matches!(byte, 0x7f | 0xc2 | 0xe1 | 0xe2 | 0xe3);
        let ends = !matches!(byte, 0x7f..=0x8a | 0x9a | 0x9f | 0xa0 | 0xa8 | 0xa9 | 0xaf);
        table[byte] = if begins { BEGINS } else { 0 } | if ends { ENDS } else { 0 };
        byte += 1;
    }
    table
};

struct Splitter<'a> {
    text: &'a str,
    /// What positions in `text` lie behind in the text of the batch.
    base: usize,
    /// Where `extra` will begin in the text of the batch.
    behind: usize,
    /// Line of the first record.
    line: u64,
    rules: &'a Rules,
    columns: &'a mut [Vec<Cell>],
    long: &'a mut Vec<(usize, usize)>,
    numbers: &'a mut Vec<u64>,
    /// The record at hand, which has no number yet.
    record: usize,
    aside: &'a mut Vec<SetAside>,
    counted: &'a mut Counted,
    /// Cells that do not stand in the text as they are meant.
    extra: String,
    /// Positions of the records of another width than the table.
    leveled: Vec<usize>,
    /// Records of its width whose last cell is not empty.
    last_filled: u64,
    spans: Vec<Span>,
    row: Row,
}

impl Kernel for Splitter<'_> {
    /// The text that was put together, and the records of another width than the table.
    type Output = Result<(String, Vec<usize>), Irregular>;

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) -> Self::Output {
        self.split(lanes)?;
        Ok(self.count())
    }
}

impl Splitter<'_> {
    #[inline(always)]
    fn split(&mut self, lanes: impl Lanes) -> Result<(), Irregular> {
        let mut line = self.line;
        let wanted = [self.rules.dialect.quote, self.rules.dialect.delimiter, b'\n'];
        let text = self.text.as_bytes();
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        let mut last_block = [0; BLOCK];
        last_block[..rest.len()].copy_from_slice(rest);
        // Bitmaps of the block before: the first record begins as if behind a line end.
        let (mut quotes_before, mut structural_before, mut closing_before) = (0_u64, 1_u64 << 63, 0_u64);
        let mut inside_before = 0_u64;
        // Where the cell at hand begins, and the record at hand, and how many of its cells lie behind.
        let (mut cell_start, mut record_start, mut cells_behind) = (0_usize, 0_usize, 0_usize);
        let mut record_line = line;
        // Behind the last quote that is written twice.
        let mut doubled_at = 0;
        for (number, block) in blocks.iter().chain([&last_block]).enumerate() {
            let base = number * BLOCK;
            let [quotes, delimiters, line_ends] = lanes.masks(block, wanted);
            let inside = lanes.prefix_xor(quotes) ^ inside_before;
            inside_before = 0_u64.wrapping_sub(inside >> 63);
            let structural = (delimiters | line_ends) & !inside;
            let behind_structural = structural << 1 | structural_before >> 63;
            let behind_quote = quotes << 1 | quotes_before >> 63;
            let (opening, closing) = (quotes & inside, quotes & !inside);
            let stray = opening & !(behind_structural | behind_quote);
            let after_closing = (closing << 1 | closing_before >> 63) & !(structural | quotes);
            if stray != 0 || (after_closing != 0 && !self.only_returns(base, after_closing)) {
                return Err(Irregular);
            }
            let empty = structural
                & (behind_structural
                    | (behind_quote
                        & (quotes << 2 | quotes_before >> 62)
                        & (structural << 3 | structural_before >> 61)));
            let ends = structural & line_ends;
            let doubled = opening & behind_quote;
            let mut left = (structural & !empty) | ends;
            // The end of a cell, where it begins, and the structural bytes of the block before its end.
            let bounds = |bit: u64| {
                let below = structural & (bit - 1);
                let start = match below {
                    0 => cell_start,
                    _ => base + BLOCK - below.leading_zeros() as usize,
                };
                (base + bit.trailing_zeros() as usize, start, below)
            };
            let mut counted = 0_u64;
            if ends | doubled == 0 {
                // Nearly every block: no record ends in it, and no quote is written twice.
                while left != 0 {
                    let bit = left & left.wrapping_neg();
                    left ^= bit;
                    let (place, start, below) = bounds(bit);
                    let column = cells_behind + below.count_ones() as usize;
                    self.cell(column, start, &text[start..place], doubled_at > start)?;
                }
            }
            while left != 0 {
                let bit = left & left.wrapping_neg();
                left ^= bit;
                let (place, start, below) = bounds(bit);
                let column = cells_behind + (below & !counted).count_ones() as usize;
                let doubled = doubled & (bit - 1);
                let last = match doubled {
                    0 => doubled_at,
                    _ => base + BLOCK - doubled.leading_zeros() as usize,
                };
                let cell = &text[start..place];
                if ends & bit == 0 {
                    self.cell(column, start, cell, last > start)?;
                    continue;
                }
                let cell = cell.strip_suffix(b"\r").unwrap_or(cell);
                let filled = empty & bit == 0 && self.cell(column, start, cell, last > start)?;
                if column + 1 == self.rules.width {
                    self.numbers.push(record_line);
                    self.next_record()?;
                    self.last_filled += u64::from(filled);
                } else {
                    self.odd_record(record_start, place + 1, record_line)?;
                }
                (cells_behind, counted, record_start) = (0, bit | (bit - 1), place + 1);
                // Line ends in quotes are lines too, though no records.
                record_line = line + u64::from((line_ends & counted).count_ones());
            }
            cells_behind += (structural & !counted).count_ones() as usize;
            if structural != 0 {
                cell_start = base + BLOCK - structural.leading_zeros() as usize;
            }
            if doubled != 0 {
                doubled_at = base + BLOCK - doubled.leading_zeros() as usize;
            }
            (quotes_before, structural_before, closing_before) = (quotes, structural, closing);
            line += u64::from(line_ends.count_ones());
        }
        if inside_before != 0 || record_start != self.text.len() { Err(Irregular) } else { Ok(()) }
    }

    /// Whether what stands behind closing quotes are the returns of line ends, and nothing else.
    fn only_returns(&self, base: usize, mut places: u64) -> bool {
        while places != 0 {
            let place = base + places.trailing_zeros() as usize;
            if self.text.as_bytes().get(place..place + 2) != Some(b"\r\n") {
                return false;
            }
            places &= places - 1;
        }
        true
    }

    /// Keeps the cell of a column that begins at `start`; says whether it holds anything, be it blanks.
    #[inline(always)]
    fn cell(&mut self, column: usize, start: usize, cell: &[u8], escaped: bool) -> Result<bool, Irregular> {
        let (from, cell) = match cell {
            [open, inside @ .., _] if *open == self.rules.dialect.quote => (start + 1, inside),
            _ => (start, cell),
        };
        let (Some(&first), Some(&last)) = (cell.first(), cell.last()) else { return Ok(false) };
        let plain = NO_BLANK[usize::from(first)] & BEGINS != 0 && NO_BLANK[usize::from(last)] & ENDS != 0;
        if escaped || !plain || cell.len() >= LONG {
            return self.odd_cell(column, from, from + cell.len(), escaped).map(|()| true);
        }
        if let Some(cells) = self.columns.get_mut(column) {
            let hash = sketch::hash_within(self.text.as_bytes(), from, cell.len());
            cells.push(Cell::new(hash, self.record, self.base + from, cell.len()));
        }
        Ok(true)
    }

    #[inline(always)]
    fn next_record(&mut self) -> Result<(), Irregular> {
        self.record += 1;
        if self.record < MOST_RECORDS { Ok(()) } else { Err(Irregular) }
    }

    fn keep(&mut self, column: usize, hash: u64, start: usize, length: usize) {
        if let Some(cells) = self.columns.get_mut(column) {
            cells.push(place(self.long, hash, self.record, start, length));
        }
    }

    /// Keeps a cell with quotes in it, or with what may be blanks around it.
    #[cold]
    fn odd_cell(&mut self, column: usize, from: usize, to: usize, escaped: bool) -> Result<(), Irregular> {
        if to - from > LONGEST_CELL {
            return Err(Irregular);
        }
        if escaped {
            let start = self.extra.len();
            let (text, dialect) = (self.text, &self.rules.dialect);
            unescape(&text[from..to], dialect, |part| self.extra.push_str(part));
            self.keep_extra(column, start);
            return Ok(());
        }
        let cell = self.text[from..to].trim_start();
        let (start, cell) = (to - cell.len(), cell.trim_end());
        if !cell.is_empty() {
            self.keep(column, sketch::hash(cell), self.base + start, cell.len());
        }
        Ok(())
    }

    /// Keeps a cell that was put together at the end of `extra`.
    fn keep_extra(&mut self, column: usize, start: usize) {
        let cell = self.extra[start..].trim_start();
        let (start, cell) = (self.extra.len() - cell.len(), cell.trim_end());
        if !cell.is_empty() {
            self.keep(column, sketch::hash(cell), self.behind + start, cell.len());
        }
    }

    /// Looks closely at a record that is not as wide as the table.
    #[cold]
    fn odd_record(&mut self, from: usize, to: usize, line: u64) -> Result<(), Irregular> {
        let record = self.record;
        for cells in self.columns.iter_mut() {
            while cells.last().is_some_and(|cell| cell.record() == record) {
                cells.pop();
            }
        }
        let text = &self.text[from..to];
        let dialect = self.rules.dialect;
        let scanner = Scanner { text: text.as_bytes(), dialect, whole: true, patience: LONGEST_CELL };
        let mut odd = Oddities::default();
        if scanner.record(0, &mut self.spans, &mut odd) != Scanned::Record(text.len()) {
            return Err(Irregular);
        }
        let mut row = std::mem::take(&mut self.row);
        row.fill(text, &self.spans, &dialect);
        row.number = line;
        if row.is_blank(&self.spans) {
            self.counted.blank += 1;
        } else if let Some(reason) = self.rules.no_record(&row) {
            self.aside.push(set_aside(&row, reason));
        } else {
            self.leveled.push(record);
            self.aside.extend(self.rules.level(&mut row, self.counted));
            for (column, cell) in row.cells().enumerate() {
                let start = self.extra.len();
                self.extra.push_str(cell);
                self.keep_extra(column, start);
            }
            self.numbers.push(row.number);
            self.next_record()?;
        }
        self.row = row;
        Ok(())
    }

    /// Counts the records that are as wide as the table; gives the text that was put together, and the others.
    fn count(self) -> (String, Vec<usize>) {
        let regular = (self.numbers.len() - self.leveled.len()) as u64;
        self.counted.rows += regular;
        self.counted.ends_empty += regular - self.last_filled;
        (self.extra, self.leveled)
    }
}

#[cfg(test)]
mod tests {
    use super::super::delimited::tests::told_in_batches;
    use super::super::{Pace, ReadOptions};

    /// Records, and what was set aside, of the header, a hundred records, these lines, and a dozen records.
    fn told(header: &str, lines: &str) -> (Vec<Vec<String>>, Vec<String>) {
        let text = format!("{header}{}{lines}{}", "1,a,b\n".repeat(110), "2,c,d\n".repeat(20));
        let pace = Pace { chunk: 1, head: 0 };
        let (_, rows, aside, _) = told_in_batches(text.as_bytes(), &ReadOptions::default(), pace).unwrap();
        (rows[110..rows.len() - 20].to_vec(), aside)
    }

    #[test]
    fn a_repeated_header_is_set_aside_as_it_was_written() {
        let (rows, aside) =
            told("Id, Name,Notes\n", "3,\"x\ny\",\nId,Name ,\"Notes\"\n4,e,f\nId, Name,Notes\n5,,g\n");
        assert_eq!(rows, [["3", "x\ny", ""], ["4", "e", "f"], ["5", "", "g"]]);
        assert_eq!(aside, ["114 repeated header: Id,Name ,Notes", "116 repeated header: Id, Name,Notes"]);
    }

    #[test]
    fn a_blank_line_between_the_chunks_and_the_end_parts_the_text_below_the_table() {
        let below = (1..=12).map(|line| format!("below {line}\n")).collect::<String>();
        let text = format!("Id,Name,Notes\n{}\n{below}", "1,a,b\n".repeat(130));
        let pace = Pace { chunk: 1, head: 0 };
        let (_, rows, aside, _) = told_in_batches(text.as_bytes(), &ReadOptions::default(), pace).unwrap();
        assert_eq!((rows.len(), aside.len()), (130, 12));
    }

    #[test]
    fn a_header_of_another_width_is_a_record() {
        let (rows, aside) = told("Id,Name,Notes\n", "Id,Name,Notes,\n");
        assert_eq!(rows, [["Id", "Name", "Notes"]]);
        assert!(aside.is_empty());
        let (rows, aside) = told("Id,Name,\n", "Id,Name\n");
        assert_eq!(rows, [["Id", "Name", ""]]);
        assert!(aside.is_empty());
    }
}
