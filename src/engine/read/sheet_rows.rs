//! The table within a sheet: where its header is, where it ends, and what stands around it.
//!
//! A worksheet, a SpreadsheetML file and an HTML page saved as `.xls` all hold rows of cells with titles
//! above and totals below. The header is the first row that is as wide as the rows that follow it.

use std::collections::VecDeque;

use super::sheet_groups::{Groups, is_subtotal};
use super::{InputError, Problem, ReadOptions, Row, Rows, SetAside, header};

/// Rows looked at to find the header.
const LOOKAHEAD: usize = 200;
/// Rows held back at the end, because they may be totals or a report's footer.
const TAIL: usize = 12;
/// A cell beyond this is no CRM field.
const CELL_CAP: usize = 16 * 1024 * 1024;
/// The columns of a worksheet, which is also what the other two formats are held to.
pub(super) const COLUMN_CAP: usize = 16_384;
/// The rows of a worksheet.
pub(super) const ROW_CAP: u64 = 1_048_576;

/// A filled cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawCell {
    /// From 0.
    pub(super) column: usize,
    pub(super) text: String,
    /// Whether it holds an error (`#N/A`) in place of a value.
    pub(super) error: bool,
}

/// A row as it stands in the sheet: filled cells only, so that a cell in column XFD costs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RawRow {
    /// From 1.
    pub(super) number: u64,
    pub(super) cells: Vec<RawCell>,
}

impl RawRow {
    /// Appends a cell unless it is blank.
    pub(super) fn push(&mut self, column: usize, text: String, error: bool) {
        if !text.trim().is_empty() {
            self.cells.push(RawCell { column, text, error });
        }
    }

    fn first(&self) -> usize {
        self.cells.first().map_or(0, |cell| cell.column)
    }

    fn last(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.column)
    }

    /// Texts from a column to the last filled one, gaps included.
    fn texts(&self, left: usize) -> Vec<&str> {
        let left = left.min(self.first());
        let mut texts = vec![""; (self.last() + 1).saturating_sub(left)];
        for cell in &self.cells {
            texts[cell.column - left] = &cell.text;
        }
        texts
    }

    fn aside(&self, reason: &str) -> SetAside {
        let texts: Vec<&str> = self.cells.iter().map(|cell| cell.text.as_str()).collect();
        SetAside { number: self.number, column: None, reason: reason.to_owned(), text: texts.join(",") }
    }
}

/// Where rows come from, in order; blank rows may be left out.
pub(super) trait RawRows: Send {
    /// The next row, or `None` at the end.
    fn next(&mut self) -> Result<Option<RawRow>, InputError>;

    /// Facts about the reading, for the notes.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The rows between header and footer, each as wide as the header.
pub(super) struct SheetRows<S> {
    source: S,
    file: String,
    options: ReadOptions,
    header: Vec<String>,
    header_texts: Vec<String>,
    left: usize,
    groups: Groups,
    pending: VecDeque<RawRow>,
    ended: bool,
    aside: Vec<SetAside>,
    notes: Vec<String>,
    records: u64,
    ragged: u64,
}

/// Finds the header and hands over the names and the rows below it.
///
/// # Errors
/// When nothing at all is in the sheet, or the source cannot be read.
pub(super) fn table<S: RawRows>(
    mut source: S,
    file: &str,
    options: &ReadOptions,
) -> Result<(Vec<String>, SheetRows<S>), InputError> {
    let mut rows = VecDeque::new();
    let mut ended = false;
    while rows.len() < LOOKAHEAD && !ended {
        match source.next()? {
            Some(row) => rows.extend(ordered(row)),
            None => ended = true,
        }
    }
    if rows.is_empty() {
        return Err(InputError::new(Problem::Empty, "there are no rows").in_file(file));
    }
    let position = header_position(rows.make_contiguous());
    let aside = rows.drain(..position).map(|row| row.aside("above the header")).collect();
    let Some(top) = rows.pop_front() else {
        return Err(InputError::new(Problem::Empty, "there are no rows").in_file(file));
    };
    let (left, right) = edges(&top, &rows);
    let mut header_texts = vec![String::new(); right + 1 - left];
    for cell in top.cells {
        header_texts[cell.column - left] = cell.text;
    }
    let header = header::names(header_texts.iter().map(String::as_str), header_texts.len());
    while header_texts.last().is_some_and(String::is_empty) {
        header_texts.pop();
    }
    let mut rows = SheetRows {
        source,
        file: file.to_owned(),
        options: options.clone(),
        header: header.clone(),
        header_texts,
        left,
        groups: Groups::find(&rows, left),
        pending: rows,
        ended,
        aside,
        notes: Vec::new(),
        records: 0,
        ragged: 0,
    };
    if rows.groups.any() {
        rows.notes.push("a blank cell of a group column takes the value above it".to_owned());
    }
    if ended {
        rows.strip_footer();
    }
    Ok((header, rows))
}

/// The row with its cells in order, or nothing when it is blank.
fn ordered(mut row: RawRow) -> Option<RawRow> {
    row.cells.sort_by_key(|cell| cell.column);
    row.cells.dedup_by_key(|cell| cell.column);
    (!row.cells.is_empty()).then_some(row)
}

/// Finds the first row whose filled cells reach the width of the rows after it.
fn header_position(rows: &[RawRow]) -> usize {
    let counts: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
    let mut near = None;
    for (index, &count) in counts.iter().enumerate() {
        let wanted = usual_width(&counts[index + 1..]).max(2);
        if count >= wanted {
            return near.unwrap_or(index);
        }
        // An index column without a name leaves the header one cell short of its rows.
        let touches = rows.get(index + 1).is_some_and(|next| next.number == rows[index].number + 1);
        if near.is_none() && touches && wanted >= 4 && count + 1 == wanted {
            near = Some(index);
        }
    }
    // One column only: its name is the first row.
    near.unwrap_or(0)
}

/// Seven rows in ten have at most this many cells; sparse rows and footers do not pull it down.
fn usual_width(counts: &[usize]) -> usize {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let widest = sorted.last().copied().unwrap_or(0);
    let usual = sorted.get(sorted.len().saturating_sub(1) * 7 / 10).copied().unwrap_or(widest);
    usual.max(widest.div_ceil(2))
}

/// First and last column of the table: those of the header, or of most rows where they reach further.
fn edges(top: &RawRow, rows: &VecDeque<RawRow>) -> (usize, usize) {
    let (mut left, mut right) = (top.first(), top.last());
    let further_left = rows.iter().filter(|row| row.first() < left).count();
    if further_left * 2 > rows.len() {
        left = rows.iter().map(RawRow::first).min().unwrap_or(left);
    }
    let further_right = rows.iter().filter(|row| row.last() > right).count();
    if further_right * 2 > rows.len() {
        let mut ends: Vec<usize> = rows.iter().map(RawRow::last).collect();
        ends.sort_unstable();
        right = right.max(ends[ends.len() / 2]);
    }
    (left, right)
}

impl<S: RawRows> SheetRows<S> {
    fn read_ahead(&mut self) -> Result<(), InputError> {
        while !self.ended && self.pending.len() <= TAIL {
            match self.source.next() {
                Ok(Some(row)) => self.pending.extend(ordered(row)),
                Ok(None) => self.ended = true,
                Err(error) if self.options.lenient && error.problem == Problem::Damaged => {
                    self.notes.push(format!("read up to the damage: {}", error.message));
                    self.ended = true;
                }
                Err(error) => return Err(error),
            }
            if self.ended {
                self.strip_footer();
            }
        }
        Ok(())
    }

    fn strip_footer(&mut self) {
        let mut footer = Vec::new();
        while footer.len() < TAIL {
            let Some(row) = self.pending.back() else { break };
            let Some(reason) = (self.options.footer)(&row.texts(self.left), self.header.len()) else { break };
            footer.extend(self.pending.pop_back().map(|row| row.aside(reason)));
        }
        self.aside.extend(footer.into_iter().rev());
    }

    fn fill(&mut self, raw: &RawRow, row: &mut Row) -> Result<(), InputError> {
        row.clear();
        row.number = raw.number;
        let mut extra = Vec::new();
        let mut cells = raw.cells.iter().peekable();
        while let Some(cell) = cells.next_if(|cell| cell.column < self.left) {
            extra.push(cell.text.as_str());
        }
        for (index, name) in self.header.iter().enumerate() {
            let cell = cells.next_if(|cell| cell.column == self.left + index);
            if let Some(cell) = cell.filter(|cell| cell.error) {
                self.aside.push(SetAside {
                    number: raw.number,
                    column: Some(name.clone()),
                    reason: "error cell".to_owned(),
                    text: cell.text.clone(),
                });
            }
            let text = cell.filter(|cell| !cell.error).map_or("", |cell| cell.text.as_str());
            if text.len() > CELL_CAP {
                return Err(InputError::new(Problem::TooLarge, "a cell holds more than 16 MB")
                    .in_file(&self.file)
                    .at_row(raw.number)
                    .at_column(name));
            }
            row.push(text);
        }
        extra.extend(cells.map(|cell| cell.text.as_str()));
        if !extra.is_empty() {
            self.ragged += 1;
            self.aside.push(SetAside {
                number: raw.number,
                column: None,
                reason: "extra cells".to_owned(),
                text: extra.join(","),
            });
        }
        Ok(())
    }

    fn repeats_header(&self, raw: &RawRow) -> bool {
        raw.cells.len() >= 2 && raw.texts(self.left) == self.header_texts
    }

    fn judge_ragged(&self) -> Result<(), InputError> {
        // A note beside the table is no reason to stop; a header found in the wrong place is.
        if self.options.lenient || self.ragged < 5 || self.ragged * 100 <= self.records {
            return Ok(());
        }
        let message =
            format!("{} of {} rows have cells outside the columns of the header", self.ragged, self.records);
        Err(InputError::new(Problem::Inconsistent, message)
            .in_file(&self.file)
            .hint("`--lenient` sets these cells aside and reads on"))
    }
}

impl<S: RawRows> Rows for SheetRows<S> {
    fn next(&mut self, row: &mut Row) -> Result<bool, InputError> {
        loop {
            self.read_ahead()?;
            let Some(mut raw) = self.pending.pop_front() else {
                self.judge_ragged()?;
                return Ok(false);
            };
            if self.repeats_header(&raw) {
                self.aside.push(raw.aside("header again"));
                continue;
            }
            if is_subtotal(&raw) {
                self.aside.push(raw.aside("subtotal"));
                continue;
            }
            self.records += 1;
            self.groups.fill(&mut raw);
            self.fill(&raw, row)?;
            return Ok(true);
        }
    }

    fn take_aside(&mut self) -> Vec<SetAside> {
        std::mem::take(&mut self.aside)
    }

    fn notes(&self) -> Vec<String> {
        self.source.notes().into_iter().chain(self.notes.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Given(VecDeque<RawRow>);

    impl RawRows for Given {
        fn next(&mut self) -> Result<Option<RawRow>, InputError> {
            Ok(self.0.pop_front())
        }
    }

    fn given(lines: &[&str]) -> Given {
        let row = |(index, line): (usize, &&str)| {
            let mut row = RawRow { number: index as u64 + 1, ..RawRow::default() };
            for (column, text) in line.split('|').enumerate() {
                row.push(column, text.to_owned(), text == "#N/A");
            }
            row
        };
        Given(lines.iter().enumerate().map(row).collect())
    }

    fn read(lines: &[&str]) -> (Vec<String>, Vec<String>, Vec<(u64, String)>) {
        let footer = |cells: &[&str], _: usize| cells[0].starts_with("Total").then_some("grand total");
        let options = ReadOptions { footer, ..ReadOptions::default() };
        let (header, mut rows) = table(given(lines), "sheet", &options).unwrap();
        let (mut texts, mut row) = (Vec::new(), Row::new());
        while rows.next(&mut row).unwrap() {
            texts.push(row.cells().collect::<Vec<_>>().join("|"));
        }
        let aside = rows.take_aside().into_iter().map(|aside| (aside.number, aside.reason)).collect();
        (header, texts, aside)
    }

    #[test]
    fn titles_and_a_blank_left_column_do_not_hide_the_header() {
        let (header, rows, aside) = read(&[
            "|Pipeline",
            "|As of|today",
            "",
            "|Name|Stage|Amount",
            "|A|Open|1",
            "|B||2",
            "",
            "Total|||3",
        ]);
        assert_eq!(header, ["Name", "Stage", "Amount"]);
        assert_eq!(rows, ["A|Open|1", "B||2"]);
        let above = "above the header".to_owned();
        assert_eq!(aside, [(1, above.clone()), (2, above), (8, "grand total".to_owned())]);
    }

    #[test]
    fn sparse_rows_do_not_pass_for_a_header() {
        let (header, rows, _) = read(&["Id|Name|Phone|Fax", "1|A", "2|B||5", "3"]);
        assert_eq!(header, ["Id", "Name", "Phone", "Fax"]);
        assert_eq!(rows, ["1|A||", "2|B||5", "3|||"]);
    }

    #[test]
    fn an_index_column_without_a_name_gets_one() {
        let (header, rows, _) = read(&["|Name|Stage|Amount|Owner", "0|A|Open|1|x", "1|B|Open|2|y"]);
        assert_eq!(header, ["column_1", "Name", "Stage", "Amount", "Owner"]);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn cells_outside_the_header_and_error_cells_are_set_aside() {
        let (_, rows, aside) = read(&["a|b", "1|#N/A", "2|3|note", "a|b"]);
        assert_eq!(rows, ["1|", "2|3"]);
        let reasons: Vec<&str> = aside.iter().map(|(_, reason)| reason.as_str()).collect();
        assert_eq!(reasons, ["error cell", "extra cells", "header again"]);
    }

    #[test]
    fn one_column_is_a_table_too() {
        assert_eq!(read(&["Email", "a@b.c"]).1, ["a@b.c"]);
    }

    #[test]
    fn equal_names_are_told_apart_and_never_collide() {
        let texts = [" Name", "Name", "", "Name#2", "Name"].map(str::to_owned);
        assert_eq!(
            header::names(texts.iter().map(String::as_str), texts.len()),
            ["Name", "Name#2", "column_3", "Name#2#2", "Name#3"]
        );
    }
}
