//! Delimiter, quote, escape and line end of a file, from its first records.
//!
//! Every way the sample could be written is tried, and the one that gives the steadiest width wins:
//!
//! ```text
//! score = share² × √coverage × (1 − 1 ÷ width) × header × quotes
//! ```
//!
//! `share`: records of the usual width, from the first such record to the last. `coverage`: how much of the
//! sample that is. `header`: 1 if the first record has the width too, else 0.6 (0.8 where no delimiter gives it
//! one). `quotes`: rises with cells in quotes, falls with quotes that make no sense. What stands in quotes
//! never counts, because it is never a cell of its own.

use std::collections::BTreeMap;

use memchr::memmem;

use super::scan::{Dialect, LONGEST_CELL, Oddities, Scanned, Scanner, Span};

/// In order of preference between equals.
const DELIMITERS: [u8; 6] = *b",;\t|^`";
/// Records are much alike; more of them would not change the choice.
const RECORDS: usize = 1_000;
/// Another delimiter that scores this near the best is named in a note.
const NEAR: f64 = 0.85;
/// What is left of a score when the first record has another width than most.
const HEADLESS: f64 = 0.6;

/// What a sample says about its file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) dialect: Dialect,
    /// The usual number of cells.
    pub(super) width: usize,
    /// Another delimiter that would do almost as well.
    pub(super) rival: Option<u8>,
}

/// Finds the dialect of a sample; `whole` if the file ends with it.
pub(super) fn find(sample: &str, whole: bool, delimiter: Option<u8>) -> Verdict {
    let bytes = sample.as_bytes();
    let mut candidates: Vec<Judged> =
        candidates(bytes, delimiter).map(|dialect| judge(bytes, whole, dialect)).collect();
    if candidates.iter().all(|judged| !judged.header) {
        // A title above the table speaks against no delimiter. Two columns may still be names with a comma.
        candidates
            .iter_mut()
            .filter(|judged| judged.width > 2)
            .for_each(|judged| judged.score *= 0.8 / HEADLESS);
    }
    // A backslash is text, as in `"C:\dir\"`, unless taking it for that leaves something wrong.
    let flawless: Vec<Dialect> = candidates
        .iter()
        .filter(|judged| judged.unclean == 0 && judged.share >= 1.0 && judged.header)
        .map(|judged| judged.dialect)
        .collect();
    candidates.retain(|judged| {
        !judged.dialect.backslash || !flawless.contains(&Dialect { backslash: false, ..judged.dialect })
    });
    let mut best: Option<&Judged> = None;
    for judged in &candidates {
        if best.is_none_or(|best| judged.better_than(best)) {
            best = Some(judged);
        }
    }
    let single = single(&candidates);
    let Some(best) = best.filter(|best| best.score > single || delimiter.is_some()) else {
        let first = candidates.iter().find(|judged| judged.dialect.delimiter == b',').or(candidates.first());
        let plain =
            Dialect { delimiter: b',', quote: b'"', backslash: false, cr: only_cr(bytes), blanks: false };
        return Verdict { dialect: first.map_or(plain, |judged| judged.dialect), width: 1, rival: None };
    };
    let rival = candidates
        .iter()
        .filter(|other| other.dialect.delimiter != best.dialect.delimiter && other.header && best.header)
        .find(|other| other.score > best.score * NEAR)
        .map(|other| other.dialect.delimiter);
    Verdict { dialect: best.dialect, width: best.width, rival }
}

/// What a candidate must beat, or the file has one column.
///
/// A delimiter in the header that most records share is no accident, even in a very ragged file: one wide
/// column would hide that.
fn single(candidates: &[Judged]) -> f64 {
    if candidates.iter().any(|judged| judged.header && judged.share >= 0.5) { 0.08 } else { 0.3 }
}

fn only_cr(sample: &[u8]) -> bool {
    sample.contains(&b'\r') && !sample.contains(&b'\n')
}

/// Every dialect the sample gives reason to try; the plainer first, as it wins between equals.
fn candidates(sample: &[u8], delimiter: Option<u8>) -> impl Iterator<Item = Dialect> {
    let has = |pattern: &[u8]| memmem::find(sample, pattern).is_some();
    let delimiters: Vec<u8> = match delimiter {
        Some(delimiter) => vec![delimiter],
        None => DELIMITERS
            .into_iter()
            .filter(|&delimiter| delimiter == b',' || sample.contains(&delimiter))
            .collect(),
    };
    let opens = |quote: u8| {
        sample.first() == Some(&quote)
            || sample
                .windows(2)
                .any(|pair| pair[1] == quote && (pair[0].is_ascii_control() || delimiters.contains(&pair[0])))
    };
    let quotes: &[u8] = if opens(b'\'') { b"\"'" } else { b"\"" };
    let slashes: &[bool] =
        if has(b"\\\"") || (quotes.len() > 1 && has(b"\\'")) { &[false, true] } else { &[false] };
    let lone_cr = sample.windows(2).any(|pair| pair[0] == b'\r' && pair[1] != b'\n');
    let returns: &[bool] = if only_cr(sample) {
        &[true]
    } else if lone_cr {
        &[false, true]
    } else {
        &[false]
    };
    let blanks: &[bool] =
        if quotes.iter().any(|&quote| has(&[b' ', quote])) { &[false, true] } else { &[false] };
    let mut all = Vec::new();
    for &delimiter in &delimiters {
        for &quote in quotes {
            for &backslash in slashes {
                for &cr in returns {
                    for &blanks in blanks {
                        all.push(Dialect { delimiter, quote, backslash, cr, blanks });
                    }
                }
            }
        }
    }
    all.into_iter()
}

/// How well a dialect fits.
#[derive(Debug, Clone)]
struct Judged {
    dialect: Dialect,
    width: usize,
    score: f64,
    /// Share of the records that have the usual width.
    share: f64,
    /// Whether the first record has it.
    header: bool,
    /// Cells that stand in quotes as they should.
    clean: usize,
    /// Cells that open or close quotes where they should not.
    unclean: usize,
}

impl Judged {
    fn better_than(&self, other: &Self) -> bool {
        let even = (self.score - other.score).abs() < 1e-9;
        if !even {
            return self.score > other.score;
        }
        // Two clean cells in quotes are no accident, and reading the quotes as text would be one.
        self.dialect.delimiter == other.dialect.delimiter && self.clean > other.clean + 1
    }
}

fn judge(sample: &[u8], whole: bool, dialect: Dialect) -> Judged {
    let scanner = Scanner { text: sample, dialect, whole, patience: LONGEST_CELL };
    let (mut spans, mut odd) = (Vec::new(), Oddities::default());
    let mut widths = Vec::new();
    let (mut at, mut cells, mut clean, mut unclean) = (0, 0, 0, 0);
    while at < sample.len() && widths.len() < RECORDS {
        let Scanned::Record(next) = scanner.record(at, &mut spans, &mut odd) else { break };
        at = next;
        cells += spans.len();
        clean += spans.iter().filter(|span| span.quoted).count();
        unclean += odd.trailing + odd.open.len();
        if !is_blank(&spans) {
            widths.push(spans.len());
        }
    }
    if widths.is_empty() && !whole {
        // The first record is longer than the sample: what there is of it must do.
        let cut = Scanner { whole: true, ..scanner };
        cut.record(0, &mut spans, &mut odd);
        widths.push(spans.len());
    }
    let fit = Fit::of(&widths);
    // A quote may have swallowed the rest of the sample, or the rest may be one long cell.
    let unread = if widths.len() == RECORDS { 1.0 } else { ratio(at, sample.len()).max(0.2) };
    // Quotes that open and close where cells do are no accident either.
    let quotes = 1.0 + 0.5 * ratio(clean, cells.max(1)) - 0.5 * ratio(unclean, (clean + unclean).max(1));
    let header = widths.first() == Some(&fit.width);
    let score = if fit.width < 2 {
        0.0
    } else {
        let shape = fit.share * fit.share * fit.coverage.sqrt() * (1.0 - ratio(1, fit.width));
        shape * quotes * unread * if header { 1.0 } else { HEADLESS }
    };
    let header = header && fit.width > 1;
    Judged { dialect, width: fit.width, score, share: fit.share, header, clean, unclean }
}

fn is_blank(spans: &[Span]) -> bool {
    matches!(spans, [only] if only.start == only.end && !only.quoted)
}

struct Fit {
    width: usize,
    share: f64,
    coverage: f64,
}

impl Fit {
    fn of(widths: &[usize]) -> Self {
        let mut counts = BTreeMap::new();
        for &width in widths.iter().filter(|&&width| width > 1) {
            *counts.entry(width).or_insert(0_usize) += 1;
        }
        let Some((&usual, _)) = counts.iter().max_by_key(|&(width, count)| (*count, *width)) else {
            return Self { width: 1, share: 1.0, coverage: 1.0 };
        };
        // A header that nothing exceeds and that some record fills is the table's width, even where most
        // records leave off their last cells.
        let widest = widths.iter().copied().max().unwrap_or(usual);
        let led = widths.first() == Some(&widest) && counts.get(&widest).is_some_and(|&count| count > 1);
        let width = if led && !widths.contains(&1) { widest } else { usual };
        let count = counts[&width];
        let first = widths.iter().position(|&other| other == width).unwrap_or(0);
        let last = widths.iter().rposition(|&other| other == width).unwrap_or(first);
        let table = last - first + 1;
        Self { width, share: ratio(count, table), coverage: ratio(table, widths.len()) }
    }
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_some_record_fills_is_the_width_even_where_most_are_short() {
        let verdict = find("Id,Name,Industry\n1,A,B\n2,C\n3,D\n4,E\n", true, None);
        assert_eq!((verdict.dialect.delimiter, verdict.width), (b',', 3));
    }

    fn found(sample: &str) -> (char, char, usize) {
        let verdict = find(sample, true, None);
        (char::from(verdict.dialect.delimiter), char::from(verdict.dialect.quote), verdict.width)
    }

    #[test]
    fn the_steadiest_width_wins() {
        assert_eq!(found("a;b\n1,5;2,5\n1,7;3,2\n2,2;1,1\n"), (';', '"', 2));
        assert_eq!(found("a,b\n\"x;y;z\",1\n\"u;v;w\",2\n"), (',', '"', 2));
        assert_eq!(found("a|b|c\n1|2, 3|4\n"), ('|', '"', 3));
        assert_eq!(found("'a','b,c'\n'1','2,3'\n"), (',', '\'', 2));
    }

    #[test]
    fn one_column_is_one_column() {
        assert_eq!(found("Name\nSmith\nJones, Inc\nMiller\n").2, 1);
    }

    #[test]
    fn a_backslash_escapes_only_where_that_fits_better() {
        assert!(find("a,b\n\"x \\\"y\\\", z\",2\n", true, None).dialect.backslash);
        assert!(!find("a,b\n\"C:\\dir\\\",2\n\"x\",3\n", true, None).dialect.backslash);
    }

    #[test]
    fn a_lone_return_ends_records_where_nothing_else_does() {
        assert!(find("a,b\r1,2\r3,4", true, None).dialect.cr);
    }
}
