//! CSV and its relatives as a table.
//!
//! Every line of the file ends in a row, among what was set aside, or in a count of blank lines.

use std::collections::VecDeque;
use std::sync::Arc;

use super::dialect::Verdict;
use super::ragged::{self, Raggedness};
use super::records::{Kind, Records, STEP};
use super::rules::{Rules, set_aside};
use super::split::Unsplit;
use super::{
    Batch, Counted, Input, InputError, Pace, Problem, ReadOptions, Reading, Row, Rows, SetAside, Table,
    header,
};

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
    let (mut first, mut gaps) = (Vec::new(), Vec::new());
    let (mut blank, mut gap) = (0, false);
    while first.len() < HEADER_WITHIN {
        let mut row = Row::new();
        match records.next(&mut row)? {
            Some(Kind::Record) => {
                first.push(row);
                gaps.push(std::mem::take(&mut gap));
            }
            Some(Kind::Blank) => {
                blank += 1;
                gap = true;
            }
            None => break,
        }
    }
    let Some(place) = header::position(&first, verdict.width).or(first.first().map(|_| 0)) else {
        return Err(InputError::new(Problem::Empty, "holds no rows, not even a header")
            .in_file(&input.name)
            .hint("export it again, or leave it out"));
    };
    let mut first: VecDeque<Waiting> =
        first.into_iter().zip(gaps).map(|(row, gap)| Waiting { row, gap }).collect();
    let aside = first.drain(..place).map(|above| set_aside(&above.row, preamble(&above.row))).collect();
    let title = first.pop_front().map(|header| header.row).unwrap_or_default();
    let named = title.cells().collect::<Vec<_>>();
    let width = named.iter().rposition(|name| !header::clean(name).is_empty()).map_or(1, |last| last + 1);
    let width = width.max(verdict.width.min(named.len().max(verdict.width)));
    let header = header::names(title.cells(), width);
    let delimiter = Some(verdict.dialect.delimiter).filter(u8::is_ascii);
    let encoding = Some(records.encoding().to_owned());
    let rows = Delimited {
        rules: Arc::new(Rules::new(verdict.dialect, width, verdict.width, title)),
        first,
        tail: VecDeque::new(),
        spare: Vec::new(),
        ended: false,
        gap,
        counted: Counted { blank, ..Counted::default() },
        aside,
        ragged: Raggedness { width, lenient: options.lenient, file: input.name.clone() },
        footer: options.footer,
        notes: notes(&verdict),
        records,
        stretch: Stretch::Head,
        delivered: 0,
        kept: None,
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

/// Whether the last of some lines is blank.
fn ends_blank(lines: &str) -> bool {
    let last = lines.strip_suffix('\n').unwrap_or(lines).rsplit('\n').next();
    last.is_some_and(|line| line.trim().is_empty())
}

fn preamble(row: &Row) -> &'static str {
    if row.get(0).starts_with('#') { "comment" } else { "text above the header" }
}

struct Delimited {
    records: Records,
    rules: Arc<Rules>,
    /// Records read while the header was looked for.
    first: VecDeque<Waiting>,
    /// The last records read, any of which may turn out to be the footer.
    tail: VecDeque<Waiting>,
    /// Rows whose memory is used again.
    spare: Vec<Row>,
    ended: bool,
    /// Whether the last line was blank.
    gap: bool,
    counted: Counted,
    aside: Vec<SetAside>,
    ragged: Raggedness,
    footer: fn(&[&str], usize) -> Option<&'static str>,
    notes: Vec<String>,
    stretch: Stretch,
    /// Records delivered one by one in batches.
    delivered: usize,
    /// Records that waited for the end of the file since the last chunk; `None` before the first.
    kept: Option<usize>,
}

/// How far the reading in batches has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stretch {
    /// The first records, one by one: a hopeless file shows among them.
    Head,
    /// Whole chunks of text.
    Middle,
    /// The last records, one by one: the footer is among them.
    Tail,
}

struct Waiting {
    row: Row,
    /// Whether a blank line stands above it.
    gap: bool,
}

impl Rows for Delimited {
    fn next(&mut self, row: &mut Row) -> Result<bool, InputError> {
        if self.deliver(row)? {
            return Ok(true);
        }
        self.ragged.finish(&self.counted)?;
        Ok(false)
    }

    fn batch(&mut self, batch: &mut Batch, pace: &Pace) -> Result<bool, InputError> {
        // The text stays: where the next chunk is read to is better not cleared first.
        batch.forget_cells();
        if self.stretch == Stretch::Head && self.delivered >= pace.head {
            self.stretch = Stretch::Tail;
            if self.rules.by_bitmaps() && self.records.goes_on(pace.chunk)? {
                self.stretch = Stretch::Middle;
                batch.clear();
                self.deliver_waiting(batch)?;
                if batch.records() > 0 {
                    return Ok(true);
                }
            }
        }
        if self.stretch == Stretch::Middle {
            self.kept = Some(0);
            if let Some((from, line)) = self.records.chunk(pace.chunk, TAIL, &mut batch.text)? {
                self.gap = ends_blank(&batch.text[from..]);
                batch.unsplit = Some(Unsplit { from, line, rules: Arc::clone(&self.rules) });
                return Ok(true);
            }
            self.stretch = Stretch::Tail;
        }
        batch.clear();
        let most = if self.stretch == Stretch::Head { pace.head } else { usize::MAX };
        let mut row = Row::new();
        while !batch.is_full() && batch.records() < most && self.deliver(&mut row)? {
            batch.push(&row);
            self.delivered += 1;
        }
        Ok(batch.records() > 0)
    }

    fn conclude(&mut self, elsewhere: &Counted) -> Result<Reading, InputError> {
        self.counted.add(elsewhere);
        // The footer could begin before the records that were looked through for it.
        if self.kept.is_some_and(|kept| kept < TAIL) {
            return Ok(Reading::ByRecord);
        }
        self.ragged.finish(&self.counted)?;
        Ok(Reading::Sound)
    }

    fn take_aside(&mut self) -> Vec<SetAside> {
        std::mem::take(&mut self.aside)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.records.notes();
        notes.extend(self.notes.iter().cloned());
        notes.extend(ragged::notes(&self.counted));
        notes
    }
}

impl Delimited {
    /// The next record, brought to the width of the table.
    fn deliver(&mut self, row: &mut Row) -> Result<bool, InputError> {
        while !self.ended && self.tail.len() <= TAIL {
            self.wait_for_one()?;
        }
        let Some(Waiting { row: ready, .. }) = self.tail.pop_front() else { return Ok(false) };
        self.level(ready, row)?;
        Ok(true)
    }

    fn level(&mut self, mut ready: Row, row: &mut Row) -> Result<(), InputError> {
        self.aside.extend(self.rules.level(&mut ready, &mut self.counted));
        self.ragged.early(&self.counted)?;
        std::mem::swap(row, &mut ready);
        self.spare.push(ready);
        Ok(())
    }

    /// Hands over the records that wait for the end of the file, which is known to be far.
    fn deliver_waiting(&mut self, batch: &mut Batch) -> Result<(), InputError> {
        let mut row = Row::new();
        while !self.first.is_empty() {
            self.wait_for_one()?;
        }
        while let Some(Waiting { row: ready, .. }) = self.tail.pop_front() {
            self.level(ready, &mut row)?;
            batch.push(&row);
        }
        Ok(())
    }

    /// Reads one more line; at the end, looks for the footer.
    fn wait_for_one(&mut self) -> Result<(), InputError> {
        if let Some(read) = self.first.pop_front() {
            self.keep(read);
            return Ok(());
        }
        let mut row = self.spare.pop().unwrap_or_default();
        match self.records.next(&mut row)? {
            None => {
                self.ended = true;
                self.set_footer_aside();
            }
            Some(Kind::Blank) => {
                self.counted.blank += 1;
                self.gap = true;
                self.spare.push(row);
            }
            Some(Kind::Record) => {
                let gap = std::mem::take(&mut self.gap);
                self.keep(Waiting { row, gap });
            }
        }
        Ok(())
    }

    fn keep(&mut self, read: Waiting) {
        match self.rules.no_record(&read.row) {
            Some(reason) => {
                self.aside.push(set_aside(&read.row, reason));
                self.spare.push(read.row);
            }
            None => {
                self.kept = self.kept.map(|kept| kept + 1);
                self.tail.push_back(read);
            }
        }
    }

    /// Sets aside the lines below the table: from the end, as far as each is a footer or stands alone.
    ///
    /// Lines that only stand alone are a footer if a known one is among them, or a blank line parts them from
    /// the records.
    fn set_footer_aside(&mut self) {
        let reasons: Vec<Option<&'static str>> = self
            .tail
            .iter()
            .map(|waiting| (self.footer)(&waiting.row.cells().collect::<Vec<_>>(), self.rules.width))
            .collect();
        let alone = |row: &Row| self.rules.width > 1 && row.len() == 1;
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Header, rows, what was set aside as `reason: text`, notes; or the error.
    pub(in super::super) type Told =
        Result<(Vec<String>, Vec<Vec<String>>, Vec<String>, Vec<String>), InputError>;

    pub(in super::super) fn told_in_steps(bytes: &[u8], options: &ReadOptions, step: usize) -> Told {
        let mut table = open_in_steps(&Input::bytes("x.csv", bytes, &Arc::default())?, options, step)?;
        let (mut row, mut rows) = (Row::new(), Vec::new());
        while table.rows.next(&mut row)? {
            assert_eq!(row.len(), table.header.len());
            rows.push(row.cells().map(str::to_owned).collect());
        }
        let aside = table.rows.take_aside();
        let aside =
            aside.iter().map(|aside| format!("{} {}: {}", aside.number, aside.reason, aside.text)).collect();
        Ok((table.header, rows, aside, table.rows.notes()))
    }

    /// The same, read in batches; record by record where that has to be.
    pub(in super::super) fn told_in_batches(bytes: &[u8], options: &ReadOptions, pace: Pace) -> Told {
        let input = Input::bytes("x.csv", bytes, &Arc::default())?;
        let mut pace = pace;
        'again: loop {
            let mut table = open_in_steps(&input, options, STEP)?;
            let (mut batch, mut rows) = (Batch::default(), Vec::new());
            let (mut aside, mut counted) = (table.rows.take_aside(), Counted::default());
            while table.rows.batch(&mut batch, &pace)? {
                if batch.split().is_err() {
                    pace.head = usize::MAX;
                    continue 'again;
                }
                let columns = 0..table.header.len();
                rows.extend((0..batch.records()).map(|record| {
                    columns.clone().map(|column| batch.get(record, column).to_owned()).collect::<Vec<_>>()
                }));
                let (found, counts) = batch.take_aside();
                aside.extend(found);
                counted.add(&counts);
                aside.extend(table.rows.take_aside());
            }
            aside.extend(table.rows.take_aside());
            if table.rows.conclude(&counted)? == Reading::ByRecord {
                pace.head = usize::MAX;
                continue;
            }
            aside.sort_by_key(|aside| aside.number);
            let aside = aside
                .iter()
                .map(|aside| format!("{} {}: {}", aside.number, aside.reason, aside.text))
                .collect();
            return Ok((table.header, rows, aside, table.rows.notes()));
        }
    }

    fn told(text: &str) -> (Vec<String>, Vec<Vec<String>>, Vec<String>, Vec<String>) {
        let footer = |cells: &[&str], _| cells[0].starts_with("Copyright").then_some("report footer");
        told_in_steps(text.as_bytes(), &ReadOptions { footer, ..ReadOptions::default() }, STEP).unwrap()
    }

    #[test]
    fn a_report_gives_its_records_and_sets_the_rest_aside() {
        let (header, rows, aside, notes) = told(
            "Pipeline\n\n# by hand\nId,Name,Amount\n1,a,5\nId,Name,Amount\n2,\"b\nc\",6\n\nPipeline\nCopyright\nConfidential\n",
        );
        assert_eq!(header, ["Id", "Name", "Amount"]);
        assert_eq!(rows, [["1", "a", "5"], ["2", "b\nc", "6"]]);
        let expected = [
            "1 text above the header: Pipeline",
            "3 comment: # by hand",
            "6 repeated header: Id,Name,Amount",
            "10 text below the table: Pipeline",
            "11 report footer: Copyright",
            "12 text below the table: Confidential",
        ];
        assert_eq!(aside, expected);
        assert_eq!(notes, ["2 blank lines"]);
    }

    #[test]
    fn text_below_a_blank_line_is_no_record_even_where_nobody_knows_it() {
        let text = "Id,Name,Amount\n1,a,5\n2,b,6\n\n\n\"Pipeline\"\n\"Lantern\"\n";
        let (_, rows, aside, _) = told(text);
        assert_eq!(rows, [["1", "a", "5"], ["2", "b", "6"]]);
        assert_eq!(aside, ["6 text below the table: Pipeline", "7 text below the table: Lantern"]);
    }

    #[test]
    fn a_short_row_is_padded_and_the_extra_cells_of_a_long_one_are_set_aside() {
        let (_, rows, aside, notes) = told("a,b,c\n1,2\n1,2,3,x,y\n1,2,3,,\n1,2,3\n1,2,3\n");
        assert_eq!(rows[0], ["1", "2", ""]);
        assert_eq!(aside, ["3 extra cells: x,y"]);
        assert_eq!(notes, ["1 row too short and 1 row too long of 5, the first in line 2"]);
    }

    #[test]
    fn three_ragged_rows_in_a_hundred_are_refused_unless_lenient() {
        let text: String =
            (0..300).map(|row| if row % 33 == 5 { "1,2,3,4\n" } else { "1,2,3\n" }).collect::<String>();
        let bytes = format!("a,b,c\n{text}").into_bytes();
        let error = told_in_steps(&bytes, &ReadOptions::default(), STEP).unwrap_err();
        assert_eq!((error.problem, error.row), (Problem::Inconsistent, Some(7)));
        assert_eq!(error.message, "found 4 cells, expected 3; 9 of 300 rows are ragged");
        let lenient = ReadOptions { lenient: true, ..ReadOptions::default() };
        assert_eq!(told_in_steps(&bytes, &lenient, STEP).unwrap().1.len(), 300);
    }

    #[test]
    fn a_header_alone_is_a_table_without_rows_and_nothing_is_an_error() {
        assert_eq!(told("Id,Name\r\n").1.len(), 0);
        for empty in ["", "\u{feff}", "\n\n\r\n"] {
            let error = told_in_steps(empty.as_bytes(), &ReadOptions::default(), STEP).unwrap_err();
            assert_eq!(error.problem, Problem::Empty);
        }
    }

    #[test]
    fn nothing_odd_is_lost_without_a_word() {
        let (header, rows, _, notes) = told("sep=;\nId;Name\n1;a\0b\n2;\"5\" pipe\n\u{1a}");
        assert_eq!(header, ["Id", "Name"]);
        assert_eq!(rows, [["1", "a\0b"], ["2", "\"5\" pipe"]]);
        let expected = [
            "1 Ctrl-Z character at the end of the file left off",
            "line 1 names the delimiter: `sep=;`",
            "1 NUL character, the first at byte 17",
            "1 cell with text behind the closing quote, the first in line 4",
        ];
        assert_eq!(notes, expected);
    }

    #[test]
    fn a_header_narrower_than_its_records_gets_names() {
        let (header, rows, ..) = told("a,b,c\n1,2,3,4\n1,2,3,4\n1,2,3,4\n");
        assert_eq!(header, ["a", "b", "c", "column_4"]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn a_writer_that_leaves_off_empty_cells_is_not_ragged() {
        let text = "a,b,c\n".to_owned() + &"1,2,3\n1,2,3\n1,2\n".repeat(40);
        let (_, rows, _, notes) = told(&text);
        assert_eq!(rows.len(), 120);
        assert_eq!(notes, ["40 rows too short and 0 rows too long of 120, the first in line 4"]);
    }

    #[test]
    fn a_file_with_two_delimiters_is_read_and_the_other_one_named() {
        let (header, _, _, notes) = told("a;b,c;d,e\n1;2,3;4,5\n");
        assert_eq!(header, ["a;b", "c;d", "e"]);
        assert_eq!(notes, ["the delimiter could also be `;` instead of `,`: `--delimiter` settles it"]);
    }

    #[test]
    fn a_table_is_told_from_a_cell_longer_than_the_sample() {
        let text = format!("Id,Name,Notes\n1,a,\"{}\"\n2,b,c\n", "word, \n".repeat(60_000));
        assert_eq!(told(&text).1.len(), 2);
    }

    #[test]
    fn a_gzip_cut_short_is_damaged_unless_the_user_is_lenient() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        std::io::Write::write_all(&mut encoder, "Id,Name\n1,a\n2,b\n".as_bytes()).unwrap();
        let mut bytes = encoder.finish().unwrap();
        bytes.truncate(bytes.len() - 9);
        let error = told_in_steps(&bytes, &ReadOptions::default(), STEP).unwrap_err();
        assert_eq!(error.problem, Problem::Damaged);
        let lenient = ReadOptions { lenient: true, ..ReadOptions::default() };
        let (_, rows, _, notes) = told_in_steps(&bytes, &lenient, STEP).unwrap();
        assert_eq!(rows, [["1", "a"], ["2", "b"]]);
        assert_eq!(notes, ["is cut short inside the gzip: read up to there"]);
    }

    #[test]
    fn a_stopped_meter_ends_the_reading() {
        let meter = Arc::default();
        let input = Input::bytes("x.csv", b"a,b\n1,2\n", &meter).unwrap();
        meter.stop();
        let Err(error) = open(&input, &ReadOptions::default()) else { panic!("read on") };
        assert_eq!((error.problem, error.file.as_deref()), (Problem::Interrupted, Some("x.csv")));
    }
}
