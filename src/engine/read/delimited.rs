//! CSV and its relatives as a table.
//!
//! Every line of the file ends in a row, among what was set aside, or in a count of blank lines.

use std::collections::VecDeque;

use super::dialect::Verdict;
use super::ragged::Raggedness;
use super::records::{Kind, Records, STEP};
use super::{Input, InputError, Problem, ReadOptions, Row, Rows, SetAside, Table, header};

/// The header is looked for among so many records: the longest preamble of a report, and room.
const HEADER_WITHIN: usize = 100;
/// The footer of a report has at most so many lines.
const TAIL: usize = 12;

/// Opens delimited text.
///
/// # Errors
/// When the file cannot be read or holds nothing.
pub fn open(input: &Input, options: &ReadOptions) -> Result<Table, InputError> {
    open_in_steps(input, options, STEP)
}

fn open_in_steps(input: &Input, options: &ReadOptions, step: usize) -> Result<Table, InputError> {
    let (mut records, verdict) = Records::open(input, options, step)?;
    let mut first = Vec::new();
    let mut blank = 0;
    while first.len() < HEADER_WITHIN {
        let mut row = Row::new();
        match records.next(&mut row)? {
            Some(Kind::Record) => first.push(row),
            Some(Kind::Blank) => blank += 1,
            None => break,
        }
    }
    let Some(place) = header::position(&first, verdict.width).or(first.first().map(|_| 0)) else {
        return Err(InputError::new(Problem::Empty, "holds no rows, not even a header")
            .in_file(&input.name)
            .hint("export it again, or leave it out"));
    };
    let mut first = VecDeque::from(first);
    let aside = first.drain(..place).map(|row| set_aside(&row, preamble(&row))).collect();
    let title = first.pop_front().unwrap_or_default();
    let named = title.cells().collect::<Vec<_>>();
    let width = named.iter().rposition(|name| !header::clean(name).is_empty()).map_or(1, |last| last + 1);
    let width = width.max(verdict.width.min(named.len().max(verdict.width)));
    let header = header::names(title.cells(), width);
    let delimiter = Some(verdict.dialect.delimiter).filter(u8::is_ascii);
    let encoding = Some(records.encoding().to_owned());
    let rows = Delimited {
        repeats: title.len() > 1 && named.iter().all(|name| name.trim().parse::<f64>().is_err()),
        title,
        width,
        first,
        tail: VecDeque::new(),
        spare: Vec::new(),
        ended: false,
        gap: false,
        blank,
        aside,
        ragged: Raggedness::new(width, verdict.width, options.lenient, &input.name),
        footer: options.footer,
        notes: notes(&verdict),
        records,
    };
    Ok(Table { header, format: "csv", encoding, delimiter, sheet: None, rows: Box::new(rows) })
}

fn notes(verdict: &Verdict) -> Vec<String> {
    let shown = |delimiter: u8| char::from(delimiter).escape_default().to_string();
    let rival = verdict.rival.map(|rival| {
        let chosen = shown(verdict.dialect.delimiter);
        format!(
            "the delimiter could also be `{}` instead of `{chosen}`: `--delimiter` settles it",
            shown(rival)
        )
    });
    rival.into_iter().collect()
}

fn preamble(row: &Row) -> &'static str {
    if row.get(0).starts_with('#') { "comment" } else { "text above the header" }
}

fn set_aside(row: &Row, reason: &str) -> SetAside {
    let text = row.cells().collect::<Vec<_>>().join(",");
    SetAside { number: row.number, column: None, reason: reason.to_owned(), text }
}

struct Delimited {
    records: Records,
    /// The header as it was written.
    title: Row,
    /// Whether a record equal to the header is the header once more; in a file without one it is data.
    repeats: bool,
    width: usize,
    /// Records read while the header was looked for.
    first: VecDeque<Row>,
    /// The last records read, any of which may turn out to be the footer.
    tail: VecDeque<Waiting>,
    /// Rows whose memory is used again.
    spare: Vec<Row>,
    ended: bool,
    /// Whether the last line was blank.
    gap: bool,
    blank: u64,
    aside: Vec<SetAside>,
    ragged: Raggedness,
    footer: fn(&[&str], usize) -> Option<&'static str>,
    notes: Vec<String>,
}

struct Waiting {
    row: Row,
    /// Whether a blank line stands above it.
    gap: bool,
}

impl Rows for Delimited {
    fn next(&mut self, row: &mut Row) -> Result<bool, InputError> {
        while !self.ended && self.tail.len() <= TAIL {
            self.wait_for_one()?;
        }
        let Some(Waiting { row: mut ready, .. }) = self.tail.pop_front() else {
            self.ragged.finish()?;
            return Ok(false);
        };
        let extra = self.ragged.level(&mut ready)?;
        self.aside.extend(extra);
        std::mem::swap(row, &mut ready);
        self.spare.push(ready);
        Ok(true)
    }

    fn take_aside(&mut self) -> Vec<SetAside> {
        std::mem::take(&mut self.aside)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.records.notes();
        notes.extend(self.notes.iter().cloned());
        if self.blank > 0 {
            notes.push(format!("{} blank lines", self.blank));
        }
        notes.extend(self.ragged.note());
        notes
    }
}

impl Delimited {
    /// Reads one more line; at the end, looks for the footer.
    fn wait_for_one(&mut self) -> Result<(), InputError> {
        let mut row = self.spare.pop().unwrap_or_default();
        let kind = match self.first.pop_front() {
            Some(read) => {
                row = read;
                Some(Kind::Record)
            }
            None => self.records.next(&mut row)?,
        };
        match kind {
            None => {
                self.ended = true;
                self.set_footer_aside();
            }
            Some(Kind::Blank) => {
                self.blank += 1;
                self.gap = true;
                self.spare.push(row);
            }
            Some(Kind::Record) => match self.no_record(&row) {
                Some(reason) => {
                    self.aside.push(set_aside(&row, reason));
                    self.spare.push(row);
                }
                None => self.tail.push_back(Waiting { row, gap: std::mem::take(&mut self.gap) }),
            },
        }
        Ok(())
    }

    /// Why a record in the middle is none.
    fn no_record(&self, row: &Row) -> Option<&'static str> {
        if self.repeats
            && row.len() == self.title.len()
            && header::clean(row.get(0)) == header::clean(self.title.get(0))
        {
            let same = row
                .cells()
                .zip(self.title.cells())
                .all(|(cell, name)| header::clean(cell) == header::clean(name));
            return same.then_some("repeated header");
        }
        (self.width > 1 && row.len() == 1 && row.get(0).starts_with('#')).then_some("comment")
    }

    /// Sets aside the lines below the table: from the end, as far as each is a footer or stands alone.
    ///
    /// Lines that only stand alone are a footer if a known one is among them, or a blank line parts them from
    /// the records.
    fn set_footer_aside(&mut self) {
        let reasons: Vec<Option<&'static str>> = self
            .tail
            .iter()
            .map(|waiting| (self.footer)(&waiting.row.cells().collect::<Vec<_>>(), self.width))
            .collect();
        let alone = |row: &Row| self.width > 1 && row.len() == 1;
        let below = self
            .tail
            .iter()
            .zip(&reasons)
            .rev()
            .take_while(|(waiting, reason)| reason.is_some() || alone(&waiting.row))
            .count();
        let from = self.tail.len() - below;
        let parted = (from..self.tail.len()).find(|&at| self.tail.get(at).is_some_and(|waiting| waiting.gap));
        let known = reasons.iter().skip(from).any(Option::is_some).then_some(from);
        let Some(from) = known.or(parted) else { return };
        for (waiting, reason) in self.tail.drain(from..).zip(reasons.into_iter().skip(from)) {
            self.aside.push(set_aside(&waiting.row, reason.unwrap_or("text below the table")));
        }
    }
}
