//! A report as bytes. One file for each format, one line for each in [`FORMATS`].
//!
//! Widths are in terminal columns. No format asks the terminal, the clock or the environment: the same
//! page and the same [`Style`] give the same bytes.

mod csv;
mod graph;
mod json;
mod markdown;
mod text;
mod visible;

use std::io::{self, Write};

use crate::report::{Report, Reportable};

pub use visible::visible;

/// A way to write a page down.
pub struct Format {
    /// What one types after `--format`.
    pub name: &'static str,
    /// Whether it draws the page's graph, and nothing else.
    pub graph: bool,
    pub render: fn(&Page<'_>, &Style, &mut dyn Write) -> io::Result<()>,
}

/// Every format; the first is what a person gets who asked for none.
pub const FORMATS: &[&Format] =
    &[&text::FORMAT, &json::FORMAT, &csv::FORMAT, &markdown::FORMAT, &graph::DOT, &graph::MERMAID];

/// The format of a name.
#[must_use]
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// How a page is to look; decided once, by the layer that knows the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns a line may take in text.
    pub width: usize,
    /// Escape sequences for colour, in text.
    pub color: bool,
    /// CSV cells as they are, formulas included.
    pub raw: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, color: false, raw: false }
    }
}

/// A result ready for any format: its page, and itself for the formats that print the data.
pub struct Page<'a> {
    /// Name and version of the data, `score/1`.
    pub schema: &'static str,
    pub report: Report,
    data: Box<DataWriter<'a>>,
}

/// Writes a result as JSON; hides its type, so that a format is one function and not one for each result.
type DataWriter<'a> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'a;

impl<'a> Page<'a> {
    /// The page of a result.
    pub fn of<R: Reportable>(result: &'a R) -> Self {
        Self {
            schema: R::SCHEMA,
            report: result.report(),
            data: Box::new(move |out| json::write(R::SCHEMA, result, out)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Block, Column, Table};

    #[derive(serde::Serialize)]
    struct Answer;

    impl Reportable for Answer {
        const SCHEMA: &'static str = "answer/1";

        fn report(&self) -> Report {
            let rows = vec![vec!["x".repeat(100)]; 200];
            let table = Table { columns: vec![Column::left("x", 0)], rows, ..Table::default() };
            Report { title: "Answer".into(), blocks: vec![Block::Table(table)], ..Report::default() }
        }
    }

    /// Takes so many bytes, and then nobody reads on.
    struct Closed(usize);

    impl Write for Closed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_format_tells_a_closed_pipe_as_one() {
        for format in FORMATS {
            let page = Page::of(&Answer);
            for bytes in [0, 1, 7] {
                let error = (format.render)(&page, &Style::default(), &mut Closed(bytes)).unwrap_err();
                assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{}", format.name);
            }
        }
    }

    #[test]
    fn formats_are_found_by_their_own_name() {
        for known in FORMATS {
            assert_eq!(format(known.name).map(|found| found.name), Some(known.name));
        }
        assert!(format("yaml").is_none());
    }
}
