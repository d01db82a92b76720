//! Where the cells of one delimited record lie.
//!
//! Nothing is copied here. Broken quoting never loses text: a cell whose quotes make no sense is taken as it
//! stands, quotes included.

use memchr::{memchr, memchr2, memchr3};

/// No cell of a CRM is longer; a quote that stays open longer was never meant to open.
pub(super) const LONGEST_CELL: usize = 16 << 20;

/// Twice the widest table anybody was seen to make; what is wider is not separated by what it seems to be.
pub(super) const MOST_CELLS: usize = 2 << 20;

/// How the cells of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// Whether `\"` stands for a quote, beside the doubled one.
    pub(super) backslash: bool,
    /// Whether a lone carriage return ends a record.
    pub(super) cr: bool,
    /// Whether blanks may stand before an opening quote.
    pub(super) blanks: bool,
}

/// One cell in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
    /// Whether quotes inside are written twice or with a backslash.
    pub(super) escaped: bool,
}

/// What came of looking for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scanned {
    /// A record; the next one starts here.
    Record(usize),
    /// The window ends before the record does.
    More,
    /// A cell is longer than [`LONGEST_CELL`].
    TooLong,
    /// There are more cells than [`MOST_CELLS`].
    TooMany,
}

/// What was odd about the quotes of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    /// Positions of quotes that open and never close.
    pub(super) open: Vec<usize>,
    /// Cells with text behind the closing quote.
    pub(super) trailing: usize,
}

/// A stretch of text in which records are looked for.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'a> {
    pub(super) text: &'a [u8],
    pub(super) dialect: Dialect,
    /// Whether the file ends where the text does.
    pub(super) whole: bool,
    /// How far to look for a closing quote.
    pub(super) patience: usize,
}

enum Quoted {
    /// Text from behind the opening quote up to `close`; the cell ends at `after`.
    Closed {
        close: usize,
        after: usize,
        escaped: bool,
    },
    /// Closed, but more text follows; the cell ends at `after`, and is best taken as it stands.
    Trailing {
        after: usize,
    },
    /// The quote is text.
    Open,
    More,
}

/// The window ended too early.
struct Short;

impl Scanner<'_> {
    /// Finds the record that starts at `from`.
    pub(super) fn record(&self, from: usize, spans: &mut Vec<Span>, odd: &mut Oddities) -> Scanned {
        spans.clear();
        odd.open.clear();
        odd.trailing = 0;
        let mut start = from;
        loop {
            let Ok(after) = self.cell(start, spans, odd) else { return Scanned::More };
            if after - start > LONGEST_CELL {
                return Scanned::TooLong;
            }
            if spans.len() > MOST_CELLS {
                return Scanned::TooMany;
            }
            match self.text.get(after) {
                None if self.whole => return Scanned::Record(after),
                None if after - start >= LONGEST_CELL => return Scanned::TooLong,
                None => return Scanned::More,
                Some(&byte) if byte == self.dialect.delimiter => start = after + 1,
                Some(b'\r') => {
                    return match self.text.get(after + 1) {
                        Some(b'\n') => Scanned::Record(after + 2),
                        None if !self.whole => Scanned::More,
                        _ => Scanned::Record(after + 1),
                    };
                }
                Some(_) => return Scanned::Record(after + 1),
            }
        }
    }

    /// Finds one cell and gives the position of what ends it.
    fn cell(&self, start: usize, spans: &mut Vec<Span>, odd: &mut Oddities) -> Result<usize, Short> {
        let mut open = start;
        if self.dialect.blanks {
            while self.text.get(open) == Some(&b' ') {
                open += 1;
            }
        }
        if open == self.text.len() && !self.whole {
            return Err(Short);
        }
        if self.text.get(open) != Some(&self.dialect.quote) {
            return Ok(self.bare(start, start, spans));
        }
        match self.quoted(open) {
            Quoted::Closed { close, after, escaped } => {
                spans.push(Span { start: open + 1, end: close, quoted: true, escaped });
                Ok(after)
            }
            Quoted::Trailing { after } => {
                odd.trailing += 1;
                spans.push(Span { start, end: after, quoted: false, escaped: false });
                Ok(after)
            }
            Quoted::Open => {
                odd.open.push(open);
                Ok(self.bare(start, open + 1, spans))
            }
            Quoted::More => Err(Short),
        }
    }

    /// A cell without quotes, whose end is looked for from `from`.
    fn bare(&self, start: usize, from: usize, spans: &mut Vec<Span>) -> usize {
        let after = self.end(from);
        spans.push(Span { start, end: after, quoted: false, escaped: false });
        after
    }

    /// The next delimiter or line end; of `\r\n`, the `\r`.
    fn end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        let Dialect { delimiter, cr, .. } = self.dialect;
        let found = if cr { memchr3(delimiter, b'\n', b'\r', rest) } else { memchr2(delimiter, b'\n', rest) };
        let end = from + found.unwrap_or(rest.len());
        let ends_line = self.text.get(end) == Some(&b'\n') || (self.whole && end == self.text.len());
        if ends_line && end > from && self.text[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// Looks for the end of the cell whose quote stands at `open`.
    fn quoted(&self, open: usize) -> Quoted {
        let quote = self.dialect.quote;
        let (mut at, mut escaped) = (open + 1, false);
        // Line ends are looked for only when a quote is doubtful, and never twice in the same place.
        let (mut several_lines, mut lines_seen) = (false, open + 1);
        loop {
            let rest = &self.text[at..];
            let found =
                if self.dialect.backslash { memchr2(quote, b'\\', rest) } else { memchr(quote, rest) };
            let Some(found) = found.filter(|found| at + found - open <= self.patience) else {
                return if self.whole || self.text.len() - open > self.patience {
                    Quoted::Open
                } else {
                    Quoted::More
                };
            };
            let close = at + found;
            let next = self.text.get(close + 1).copied();
            if next.is_none() && !self.whole {
                return Quoted::More;
            }
            if self.text[close] != quote || next == Some(quote) {
                escaped |= self.text[close] == quote || next == Some(quote) || next == Some(b'\\');
                at = (close + 2).min(self.text.len());
                continue;
            }
            match self.behind(close) {
                Ok(Some(after)) => return Quoted::Closed { close, after, escaped },
                Ok(None) => {}
                Err(Short) => return Quoted::More,
            }
            // Text follows: either a quote inside the cell that should have been doubled, or the opening quote
            // of a later cell, or the cell goes on behind its quotes.
            several_lines |= memchr(b'\n', &self.text[lines_seen..close]).is_some();
            lines_seen = close;
            if several_lines && close > open + 1 && self.begins_cell(close) {
                return Quoted::Open;
            }
            match self.continues(close) {
                Ok(true) => at = close + 1,
                Ok(false) => {
                    let after = self.end(close + 1);
                    return if after == self.text.len() && !self.whole {
                        Quoted::More
                    } else {
                        Quoted::Trailing { after }
                    };
                }
                Err(Short) => return Quoted::More,
            }
        }
    }

    /// Where the cell ends if this quote closes it: at once, or behind blanks.
    fn behind(&self, close: usize) -> Result<Option<usize>, Short> {
        let mut after = close + 1;
        while self.text.get(after) == Some(&b' ') && self.dialect.delimiter != b' ' {
            after += 1;
        }
        match self.text.get(after) {
            None if self.whole => Ok(Some(after)),
            None => Err(Short),
            Some(&byte) if byte == self.dialect.delimiter || byte == b'\n' => Ok(Some(after)),
            Some(b'\r') => match self.text.get(after + 1) {
                Some(b'\n') => Ok(Some(after)),
                None if !self.whole => Err(Short),
                None => Ok(Some(after)),
                Some(_) => Ok(self.dialect.cr.then_some(after)),
            },
            Some(_) => Ok(None),
        }
    }

    /// Whether a cell would begin at this position.
    fn begins_cell(&self, at: usize) -> bool {
        let before = self.text[at - 1];
        before == self.dialect.delimiter || before == b'\n'
    }

    /// Whether a quote with text behind it stands inside its cell: when another quote on the line can close it.
    fn continues(&self, close: usize) -> Result<bool, Short> {
        let from = close + 1;
        match memchr(self.dialect.quote, &self.text[from..]) {
            Some(found) => {
                let next = from + found;
                if memchr(b'\n', &self.text[from..next]).is_some() {
                    return Ok(false);
                }
                Ok(!self.begins_cell(next) || self.behind(next)?.is_some())
            }
            None if self.whole || memchr(b'\n', &self.text[from..]).is_some() => Ok(false),
            None => Err(Short),
        }
    }
}

/// Hands the parts of an escaped cell to `push`, without the escapes.
pub(super) fn unescape<'a>(cell: &'a str, dialect: &Dialect, mut push: impl FnMut(&'a str)) {
    let bytes = cell.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(found) =
        memchr2(dialect.quote, if dialect.backslash { b'\\' } else { dialect.quote }, &bytes[at..])
    {
        let escape = at + found;
        let next = bytes.get(escape + 1).copied();
        let doubled = bytes[escape] == dialect.quote && next == Some(dialect.quote);
        let slashed = bytes[escape] == b'\\' && (next == Some(dialect.quote) || next == Some(b'\\'));
        if doubled || slashed {
            push(&cell[from..escape]);
            from = escape + 1;
            at = escape + 2;
        } else if bytes[escape] == b'\\' {
            at = (escape + 2).min(bytes.len());
        } else {
            at = escape + 1;
        }
    }
    push(&cell[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let dialect = Dialect { delimiter: b',', quote: b'"', backslash: false, cr: false, blanks: false };
        let scanner = Scanner { text: text.as_bytes(), dialect, whole: true, patience: LONGEST_CELL };
        let (mut at, mut records) = (0, Vec::new());
        let (mut spans, mut odd) = (Vec::new(), Oddities::default());
        while at < text.len() {
            let Scanned::Record(next) = scanner.record(at, &mut spans, &mut odd) else { panic!("no record") };
            let cell = |span: &Span| {
                let mut cell = String::new();
                unescape(&text[span.start..span.end], &dialect, |part| cell.push_str(part));
                if span.escaped { cell } else { text[span.start..span.end].to_owned() }
            };
            records.push(spans.iter().map(cell).collect());
            at = next;
        }
        records
    }

    #[test]
    fn quotes_lines_and_empty_cells() {
        assert_eq!(cells("a,\"b,\"\"c\"\"\nd\",\r\n,\"\"\n"), [vec!["a", "b,\"c\"\nd", ""], vec!["", ""]]);
    }

    #[test]
    fn quotes_that_should_have_been_doubled_stay_inside_their_cell() {
        assert_eq!(cells("1,\"he said \"hi, there\" ok\",2\n"), [["1", "he said \"hi, there\" ok", "2"]]);
    }

    #[test]
    fn text_behind_a_closing_quote_is_kept_as_it_stands() {
        assert_eq!(cells("\"a\"b,c\n5\"6,7\n"), [["\"a\"b", "c"], ["5\"6", "7"]]);
    }

    #[test]
    fn a_quote_that_never_closes_is_text() {
        assert_eq!(cells("1,\"6 inch,x\n2,y,z\n"), [["1", "\"6 inch", "x"], ["2", "y", "z"]]);
        assert_eq!(cells("1,\"6 inch\n2,\"y\"\n"), [["1", "\"6 inch"], ["2", "y"]]);
    }
}
