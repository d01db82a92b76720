//! The page for a terminal: what a person sees who asked for no format.
//!
//! Lines fit the width where words allow, and never end in white space. Text from the export passes
//! through [`visible`] on its way in; colour is added after that, so a label cannot bring its own.

mod columns;
mod table;
mod wrap;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::UnicodeWidthStr as _;

use self::wrap::wrap;
use super::{Format, Page, Style, visible};
use crate::report::{Block, Figure, Step};

pub(super) const FORMAT: Format = Format { name: "text", graph: false, render };

fn render(page: &Page<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut blocks = vec![head(page, style)];
    blocks.extend(page.report.blocks.iter().map(|block| match block {
        Block::Figures(items) => figures(items, style),
        Block::Table(content) => titled(&content.title, table::lines(content, style), style),
        Block::Steps { title, steps: items } => titled(title, steps(items, style), style),
        Block::Notes { title, notes: items } => titled(title, notes(items, style), style),
    }));
    blocks.retain(|lines| !lines.is_empty());
    for (index, lines) in blocks.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for line in lines {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

fn head(page: &Page<'_>, style: &Style) -> Vec<String> {
    let mut lines: Vec<String> =
        wrap(&page.report.title, style.width).iter().map(|line| bold(line, style)).collect();
    lines.extend(page.report.subtitle.iter().flat_map(|line| wrap(line, style.width)));
    lines
}

/// Lines under their heading; a block without lines has no heading either.
fn titled(title: &str, lines: Vec<String>, style: &Style) -> Vec<String> {
    if title.is_empty() || lines.is_empty() {
        return lines;
    }
    std::iter::once(bold(&visible(title), style)).chain(lines).collect()
}

/// Label, value and note in three columns; a note that does not fit goes on under itself.
fn figures(figures: &[Figure], style: &Style) -> Vec<String> {
    let cells: Vec<_> =
        figures.iter().map(|figure| (visible(&figure.label), visible(&figure.value), &figure.note)).collect();
    let labels = cells.iter().map(|(label, ..)| label.width()).max().unwrap_or(0);
    let values = cells.iter().map(|(_, value, _)| value.width()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (label, value, note) in cells {
        let line = format!("  {}  {}", pad(&label, labels), pad(&value, values));
        let Some(note) = note else {
            lines.push(line);
            continue;
        };
        // Under 24 columns a note would be a ladder of words; it then goes below, indented.
        let beside = 2 + labels + 2 + values + 2;
        let narrow = style.width.saturating_sub(beside) < 24;
        let indent = if narrow { 6 } else { beside };
        let mut noted = wrap(note, style.width.saturating_sub(indent)).into_iter();
        if narrow {
            lines.push(line);
        } else {
            lines.push(format!("{line}  {}", noted.next().unwrap_or_default()));
        }
        lines.extend(noted.map(|rest| format!("{:indent$}{rest}", "")));
    }
    lines
}

fn steps(steps: &[Step], style: &Style) -> Vec<String> {
    let digits = steps.len().to_string().len();
    let indent = 2 + digits + 2;
    let width = style.width.saturating_sub(indent);
    let mut lines = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let mut action = wrap(&step.action, width).into_iter();
        lines.push(format!("  {:>digits$}. {}", index + 1, action.next().unwrap_or_default()));
        lines.extend(action.chain(wrap(&step.why, width)).map(|rest| format!("{:indent$}{rest}", "")));
    }
    lines
}

/// A list; a single note is no list and has no bullet.
fn notes(notes: &[String], style: &Style) -> Vec<String> {
    if let [note] = notes {
        return wrap(note, style.width.saturating_sub(2)).iter().map(|line| format!("  {line}")).collect();
    }
    let mut lines = Vec::new();
    for note in notes {
        let mut wrapped = wrap(note, style.width.saturating_sub(4)).into_iter();
        lines.push(format!("  - {}", wrapped.next().unwrap_or_default()));
        lines.extend(wrapped.map(|rest| format!("    {rest}")));
    }
    lines
}

/// Fills up with blanks on the right, to a width in terminal columns.
fn pad(text: &str, width: usize) -> String {
    format!("{text}{:missing$}", "", missing = width.saturating_sub(text.width()))
}

fn bold(text: &str, style: &Style) -> String {
    paint(text, Ansi::new().bold(), style)
}

fn paint(text: &str, ansi: Ansi, style: &Style) -> String {
    if style.color { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
}

/// The colour of a verdict; every other word has none.
fn verdict(word: &str) -> Option<Ansi> {
    let color = match word.to_ascii_lowercase().as_str() {
        "archive" => AnsiColor::Red,
        "review" => AnsiColor::Yellow,
        "keep" => AnsiColor::Green,
        "protected" => AnsiColor::Blue,
        _ => return None,
    };
    Some(Ansi::new().fg_color(Some(color.into())))
}

#[cfg(test)]
mod tests;
