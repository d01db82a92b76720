//! Delimited records in file order, as they were written.
//!
//! Text passes through a window that grows until it holds a whole record; nothing else is kept.

use memchr::{memchr, memchr_iter, memmem, memrchr};

use super::dialect::{self, Verdict};
use super::encoding::Text;
use super::scan::{Dialect, LONGEST_CELL, MOST_CELLS, Oddities, Scanned, Scanner, Span};
use super::tally::tally;
use super::wording::counted;
use super::{Input, InputError, Problem, ReadOptions, Row};

/// Text read at a time.
pub(super) const STEP: usize = 256 << 10;
/// Text from whose records the dialect is told.
const SAMPLE: usize = 256 << 10;
/// Eight cells of the longest kind: more is no record but a file without line ends.
const LONGEST_RECORD: usize = 8 * LONGEST_CELL;
/// After so many quotes that never close, each is given only this much text to do so, or a file of nothing
/// but quotes would be searched to its end for every one of them.
const PATIENT_WITH: u64 = 8;
const IMPATIENT: usize = 64 << 10;

/// The records of one input.
pub(super) struct Records {
    name: String,
    text: Text,
    /// Text read at a time.
    step: usize,
    window: String,
    /// Where the next record begins in the window.
    at: usize,
    /// Whether the window holds the end of the file.
    ended: bool,
    dialect: Dialect,
    line: u64,
    lenient: bool,
    spans: Vec<Span>,
    odd: Oddities,
    notes: Vec<String>,
    /// Quotes, line ends and NULs ahead in the window, while it is given away chunk by chunk.
    ahead: Option<[u64; 3]>,
    /// Text that went through the window before it.
    passed: u64,
    nuls: (u64, u64),
    open_quotes: (u64, u64),
    trailing: (u64, u64),
}

/// What a record is, apart from its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Record,
    /// Nothing but a line end, perhaps blanks.
    Blank,
}

impl Records {
    /// Opens an input and finds its dialect.
    pub(super) fn open(
        input: &Input,
        options: &ReadOptions,
        step: usize,
    ) -> Result<(Self, Verdict), InputError> {
        let dialect = Dialect { delimiter: b',', quote: b'"', backslash: false, cr: false, blanks: false };
        let mut records = Self {
            name: input.name.clone(),
            text: Text::new(input.open()?, options.encoding),
            step,
            window: String::new(),
            at: 0,
            ended: false,
            dialect,
            line: 1,
            lenient: options.lenient,
            spans: Vec::new(),
            odd: Oddities::default(),
            notes: Vec::new(),
            ahead: None,
            passed: 0,
            nuls: (0, 0),
            open_quotes: (0, 0),
            trailing: (0, 0),
        };
        while !records.ended && records.window.len() <= SAMPLE {
            records.read(step)?;
        }
        let announced = records.separator_line();
        let end = records.window.floor_char_boundary(SAMPLE.max(records.at));
        let sample = records.window.get(records.at..end).unwrap_or_default();
        let whole = records.ended && end == records.window.len();
        let delimiter = options.delimiter.or(announced);
        let mut verdict = dialect::find(sample, whole, delimiter);
        if verdict.width < 2 && delimiter.is_none() {
            // Stands nowhere in UTF-8, so that the commas of the only column divide nothing.
            verdict.dialect.delimiter = 0xff;
        }
        records.dialect = verdict.dialect;
        Ok((records, verdict))
    }

    /// Fills `row` with the cells of the next record as they were written, however many.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<Option<Kind>, InputError> {
        loop {
            if self.at == self.window.len() && self.ended {
                return Ok(None);
            }
            let patience = if self.open_quotes.0 > PATIENT_WITH { IMPATIENT } else { LONGEST_CELL };
            let text = self.window.as_bytes();
            let scanner = Scanner { text, dialect: self.dialect, whole: self.ended, patience };
            match scanner.record(self.at, &mut self.spans, &mut self.odd) {
                Scanned::Record(next) => return Ok(Some(self.take(next, row))),
                Scanned::More => self.grow()?,
                Scanned::TooLong => {
                    let message = format!("holds a cell of more than {} MB", LONGEST_CELL >> 20);
                    return Err(self.too_large(message));
                }
                Scanned::TooMany => {
                    return Err(self.too_large(format!("holds a record of more than {MOST_CELLS} cells")));
                }
            }
        }
    }

    /// Whether at least so much text lies ahead.
    pub(super) fn goes_on(&mut self, size: usize) -> Result<bool, InputError> {
        while !self.ended && self.window.len() < self.at + size {
            self.read(self.at + size - self.window.len())?;
        }
        Ok(self.window.len() >= self.at + size)
    }

    /// Gives away whole records, about `size` bytes of them, if `behind` more are sure to follow; `text` is used
    /// again for what comes after them.
    ///
    /// Gives the position and the line at which they begin in `text`. Records are told apart by the parity of their
    /// quotes: whoever looks at their cells finds out whether that was right.
    pub(super) fn chunk(
        &mut self,
        size: usize,
        behind: usize,
        text: &mut String,
    ) -> Result<Option<(usize, u64)>, InputError> {
        let mut wanted = size;
        if self.ahead.is_none() {
            let ahead = &self.window.as_bytes()[self.at..];
            self.ahead = Some(tally(ahead, self.counted_bytes()));
        }
        let (cut, ahead) = loop {
            // What ends the file is read record by record, and so is what holds no record of a sensible size.
            let goes_on = self.goes_on(wanted)? && wanted <= LONGEST_RECORD;
            let Some(counts) = self.ahead.filter(|_| goes_on) else { return Ok(None) };
            let ahead = &self.window.as_bytes()[self.at..];
            match last_cut(ahead, self.dialect.quote, counts[0] % 2 == 1, behind) {
                Some(cut) if cut > 0 => break (self.at + cut, counts),
                _ => wanted = ahead.len() * 2,
            }
        };
        let (from, line) = (self.at, self.line);
        let left = self.window[cut..].to_owned();
        let counts = tally(left.as_bytes(), self.counted_bytes());
        self.line += ahead[1] - counts[1];
        self.ahead = Some(counts);
        self.passed += cut as u64;
        self.at = 0;
        let mut chunk = std::mem::replace(&mut self.window, left);
        chunk.truncate(cut);
        self.text.use_again(std::mem::replace(text, chunk));
        Ok(Some((from, line)))
    }

    /// The bytes that are counted in whatever is read: quotes, line ends, NULs.
    fn counted_bytes(&self) -> [u8; 3] {
        [self.dialect.quote, b'\n', 0]
    }

    /// Name of the encoding, as far as it is known by now.
    pub(super) fn encoding(&self) -> &'static str {
        self.text.name()
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.text.notes();
        notes.extend(self.notes.iter().cloned());
        if self.nuls.0 > 0 {
            notes.push(format!(
                "{}, the first at byte {}",
                counted(self.nuls.0, "NUL character"),
                self.nuls.1
            ));
        }
        if self.open_quotes.0 > 0 {
            let (count, line) = self.open_quotes;
            notes.push(format!(
                "{} without a closing one, the first in line {line}: read as text",
                counted(count, "opening quote")
            ));
        }
        if self.trailing.0 > 0 {
            let (count, line) = self.trailing;
            notes.push(format!(
                "{} with text behind the closing quote, the first in line {line}",
                counted(count, "cell")
            ));
        }
        notes
    }

    fn take(&mut self, next: usize, row: &mut Row) -> Kind {
        if !self.odd.open.is_empty() {
            self.open_quotes.1 = if self.open_quotes.0 == 0 { self.line } else { self.open_quotes.1 };
            self.open_quotes.0 += self.odd.open.len() as u64;
        }
        if self.odd.trailing > 0 {
            self.trailing.1 = if self.trailing.0 == 0 { self.line } else { self.trailing.1 };
            self.trailing.0 += self.odd.trailing as u64;
        }
        row.fill(&self.window, &self.spans, &self.dialect);
        row.number = self.line;
        let record = &self.window.as_bytes()[self.at..next];
        self.line += memchr_iter(b'\n', record).count() as u64;
        if self.dialect.cr {
            let returns = memchr_iter(b'\r', record).count() - memmem::find_iter(record, b"\r\n").count();
            self.line += returns as u64;
        }
        self.at = next;
        if row.is_blank(&self.spans) { Kind::Blank } else { Kind::Record }
    }

    /// Makes room for the record at hand: as much again as there is, so that no record is searched often.
    fn grow(&mut self) -> Result<(), InputError> {
        self.window.drain(..self.at);
        self.passed += self.at as u64;
        self.at = 0;
        if self.window.len() > LONGEST_RECORD {
            let message = format!("holds a record of more than {} MB", LONGEST_RECORD >> 20);
            return Err(self.too_large(message));
        }
        let wanted = self.window.len() * 2;
        loop {
            self.read(self.step)?;
            if self.ended || self.window.len() >= wanted {
                return Ok(());
            }
        }
    }

    fn read(&mut self, wanted: usize) -> Result<(), InputError> {
        let before = self.window.len();
        let count = match self.text.read_into(&mut self.window, wanted) {
            Ok(count) => count,
            Err(error) => {
                let error = InputError::io(&error, &self.name);
                if !(self.lenient && error.problem == Problem::Damaged) {
                    return Err(error);
                }
                self.notes.push(format!("{}: read up to there", error.message));
                0
            }
        };
        if count == 0 {
            self.ended = true;
            self.trim_end();
        }
        let added = self.window.as_bytes().get(before..).unwrap_or_default();
        let counts = tally(added, self.counted_bytes());
        if self.nuls.0 == 0 && counts[2] > 0 {
            self.nuls.1 = self.passed + (before + memchr(0, added).unwrap_or_default()) as u64;
        }
        self.nuls.0 += counts[2];
        if let Some(ahead) = &mut self.ahead {
            ahead.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        Ok(())
    }

    /// Drops what old systems fill the end of a file with: Ctrl-Z and NULs.
    fn trim_end(&mut self) {
        let kept = self.window.trim_end_matches(['\u{1a}', '\0']).len().max(self.at);
        let dropped = self.window.len() - kept;
        if dropped > 0 {
            let ctrl_z = self.window[kept..].contains('\u{1a}');
            let what = if ctrl_z { "Ctrl-Z" } else { "NUL" };
            self.notes.push(format!(
                "{} at the end of the file left off",
                counted(dropped as u64, &format!("{what} character"))
            ));
            self.nuls.0 =
                self.nuls.0.saturating_sub(memchr_iter(0, &self.window.as_bytes()[kept..]).count() as u64);
            self.window.truncate(kept);
        }
    }

    /// Passes over the line `sep=;`, which Excel understands, and gives the delimiter it names.
    fn separator_line(&mut self) -> Option<u8> {
        let line = self.window.split(['\n', '\r']).next()?;
        let told = line.trim_start_matches('\u{feff}').trim_matches('"');
        let delimiter =
            told.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and(told.get(4..))?;
        let &[delimiter] = delimiter.as_bytes() else { return None };
        let rest = &self.window[line.len()..];
        let newline = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        self.at = line.len() + newline;
        self.line = 2;
        self.notes.push(format!("line 1 names the delimiter: `{told}`"));
        Some(delimiter)
    }

    fn too_large(&self, message: String) -> InputError {
        InputError::new(Problem::TooLarge, message)
            .in_file(&self.name)
            .at_row(self.line)
            .hint("is this the right file? No CRM exports values of that size")
    }
}

/// Where the last whole record ends behind which at least so many others begin.
///
/// `odd` says whether the number of quotes in the text is.
fn last_cut(text: &[u8], quote: u8, mut odd: bool, behind: usize) -> Option<usize> {
    let (mut end, mut next, mut records) = (text.len(), None, 0);
    while let Some(line_end) = memrchr(b'\n', &text[..end]) {
        odd ^= memchr_iter(quote, &text[line_end..end]).count() % 2 == 1;
        end = line_end;
        if odd {
            continue;
        }
        // Blank lines are no records.
        let begin = line_end + 1;
        records += usize::from(next.is_none_or(|next| !text[begin..next].trim_ascii().is_empty()));
        if records > behind {
            return Some(begin);
        }
        next = Some(begin);
    }
    None
}
