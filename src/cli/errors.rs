//! The last words of a run that could not: what, where, and what to do.
//!
//! ```text
//! error: Opportunity.csv: line 7: found 12 cells, expected 11
//!
//! hint: …
//! ```
//!
//! With `--format json` the same facts are one line of JSON, also on standard error.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};
use serde::Serialize;

use crate::engine::read::InputError;
use crate::render::visible;

/// What the reader of standard error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// `color`: whether their terminal shows it.
    Person { color: bool },
    /// A program; gets `{"error": …}`.
    Program,
}

/// An error as a program reads it. Every key is always there.
#[derive(Serialize)]
struct Told<'a> {
    kind: String,
    message: String,
    hint: Option<&'a str>,
    file: Option<&'a str>,
    row: Option<u64>,
    column: Option<&'a str>,
}

/// Writes an error, and its hint where it has one.
///
/// # Errors
/// When nobody listens any more.
pub fn print(error: &anyhow::Error, reader: Reader, out: &mut dyn Write) -> io::Result<()> {
    match reader {
        Reader::Person { color } => tell(error, color, out),
        Reader::Program => {
            let line = serde_json::json!({ "error": told(error) });
            writeln!(out, "{line}")
        }
    }
}

fn tell(error: &anyhow::Error, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let label = |word: &str, hue: AnsiColor| {
        let ansi = Ansi::new().bold().fg_color(Some(hue.into()));
        if color { format!("{ansi}{word}:{ansi:#}") } else { format!("{word}:") }
    };
    writeln!(out, "{} {}", label("error", AnsiColor::Red), visible(&format!("{error:#}")))?;
    match input(error).and_then(|input| input.hint.as_deref()) {
        Some(hint) => writeln!(out, "\n{} {}", label("hint", AnsiColor::Cyan), visible(hint)),
        None => Ok(()),
    }
}

fn told(error: &anyhow::Error) -> Told<'_> {
    match input(error) {
        Some(input) => Told {
            kind: serde_json::to_value(input.problem)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default(),
            message: input.message.clone(),
            hint: input.hint.as_deref(),
            file: input.file.as_deref(),
            row: input.row,
            column: input.column.as_deref(),
        },
        None => {
            let io = error.chain().any(<dyn std::error::Error>::is::<io::Error>);
            let kind = if io { "io" } else { "other" };
            let message = format!("{error:#}");
            Told { kind: kind.to_owned(), message, hint: None, file: None, row: None, column: None }
        }
    }
}

/// The error about an input, under whatever was said about it on the way up.
fn input(error: &anyhow::Error) -> Option<&InputError> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::read::Problem;

    fn printed(error: &anyhow::Error, reader: Reader) -> String {
        let mut out = Vec::new();
        print(error, reader, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn ragged() -> anyhow::Error {
        InputError::new(Problem::Inconsistent, "found 12 cells, expected 11")
            .in_file("Opp\u{1b}[2J.csv")
            .at_row(7)
            .hint("add `--lenient`")
            .into()
    }

    #[test]
    fn a_person_reads_error_blank_line_hint() {
        insta::assert_snapshot!(printed(&ragged(), Reader::Person { color: false }), @r"
        error: Opp\u{1b}[2J.csv: line 7: found 12 cells, expected 11

        hint: add `--lenient`
        ");
        let other = anyhow::anyhow!("no such rule");
        assert_eq!(printed(&other, Reader::Person { color: false }), "error: no such rule\n");
    }

    #[test]
    fn a_program_reads_one_line_with_every_key() {
        let line = printed(&ragged(), Reader::Program);
        assert_eq!(line.lines().count(), 1);
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        let expected = serde_json::json!({ "error": {
            "kind": "inconsistent", "message": "found 12 cells, expected 11", "hint": "add `--lenient`",
            "file": "Opp\u{1b}[2J.csv", "row": 7, "column": null,
        }});
        assert_eq!(json, expected);
        assert!(printed(&anyhow::anyhow!("no"), Reader::Program).contains(r#""kind":"other""#));
    }

    #[test]
    fn what_was_said_on_the_way_up_goes_before() {
        let error = ragged().context("while reading the exports");
        assert!(
            printed(&error, Reader::Person { color: true }).contains("exports: Opp\\u{1b}[2J.csv: line 7")
        );
    }
}
