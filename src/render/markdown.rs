//! The page for a wiki, a ticket or a pull request, in GitHub's Markdown.
//!
//! Text from the export is escaped: a label cannot close its table, start a heading or bring a tag.

use std::io::{self, Write};

use super::{Format, Page, Style, visible};
use crate::report::{Align, Block, Figure, Step, Table};

pub(super) const FORMAT: Format = Format { name: "markdown", graph: false, render };

fn render(page: &Page<'_>, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}", line(&page.report.title))?;
    for text in &page.report.subtitle {
        writeln!(out, "\n{}", line(text))?;
    }
    for block in &page.report.blocks {
        match block {
            Block::Figures(items) => figures(items, out)?,
            Block::Table(content) => table(content, out)?,
            Block::Steps { title, steps: items } => steps(title, items, out)?,
            Block::Notes { title, notes } => {
                heading(title, out)?;
                writeln!(out)?;
                let bullet = if notes.len() == 1 { "" } else { "- " };
                notes.iter().try_for_each(|note| writeln!(out, "{bullet}{}", line(note)))?;
            }
        }
    }
    Ok(())
}

fn heading(title: &str, out: &mut dyn Write) -> io::Result<()> {
    if title.is_empty() { Ok(()) } else { writeln!(out, "\n## {}", line(title)) }
}

fn figures(items: &[Figure], out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| Figure | Value | Note |\n| --- | ---: | --- |")?;
    for figure in items {
        let note = figure.note.as_deref().unwrap_or_default();
        row([figure.label.as_str(), &figure.value, note].into_iter(), out)?;
    }
    Ok(())
}

fn table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    heading(&table.title, out)?;
    writeln!(out)?;
    if table.rows.is_empty() {
        return writeln!(out, "{}", line(&table.empty));
    }
    row(table.columns.iter().map(|column| column.name.as_str()), out)?;
    let rules = table.columns.iter().map(|column| match column.align {
        Align::Left => "---",
        Align::Right => "---:",
    });
    row(rules, out)?;
    let shown = table.limit.unwrap_or(table.rows.len()).min(table.rows.len());
    for cells in &table.rows[..shown] {
        row(cells.iter().map(String::as_str), out)?;
    }
    table.rest().map_or(Ok(()), |rest| writeln!(out, "\n{}", inline(&rest)))
}

fn row<'a>(cells: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
    for cell in cells {
        // An empty cell keeps one blank between its bars, so that no line ends in white space.
        let text = inline(cell);
        if text.is_empty() { write!(out, "| ")? } else { write!(out, "| {text} ")? }
    }
    writeln!(out, "|")
}

fn steps(title: &str, steps: &[Step], out: &mut dyn Write) -> io::Result<()> {
    heading(title, out)?;
    writeln!(out)?;
    for (index, step) in steps.iter().enumerate() {
        let number = format!("{}. ", index + 1);
        writeln!(out, "{number}{}", line(&step.action))?;
        if !step.why.is_empty() {
            // A blank line and the indent keep the reason in the step, in its own paragraph.
            writeln!(out, "\n{:indent$}{}", "", line(&step.why), indent = number.len())?;
        }
    }
    Ok(())
}

/// Escapes what has a meaning anywhere in a line.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in visible(text.trim()).chars() {
        match character {
            '\\' | '`' | '|' | '*' | '[' | ']' => out.extend(['\\', character]),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            plain => out.push(plain),
        }
    }
    out
}

/// Escapes also what has a meaning only where a line begins: headings, lists, quotes, rules, code fences.
fn line(text: &str) -> String {
    let escaped = inline(text);
    let digits = escaped.len() - escaped.trim_start_matches(|first: char| first.is_ascii_digit()).len();
    if digits > 0 && escaped[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &escaped[..digits], &escaped[digits..]);
    }
    if escaped.starts_with(['#', '>', '-', '+', '~', '=']) { format!("\\{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Column, Report};

    #[test]
    fn a_page_is_headings_tables_and_lists() {
        let table = Table {
            title: "Fields".into(),
            columns: vec![Column::left("Field", 0), Column::right("Fill", 0)],
            rows: vec![vec!["A|B`c`".into(), "3.1%".into()], vec!["<b>".into(), String::new()], vec![]],
            limit: Some(2),
            more: Some("revops score --all".into()),
            ..Table::default()
        };
        let report = Report {
            title: "# Score".into(),
            subtitle: vec!["as of 2026-11-20".into()],
            blocks: vec![
                Block::Figures(vec![Figure { label: "Fields".into(), value: "983".into(), note: None }]),
                Block::Table(table),
                Block::Steps {
                    title: "Next".into(),
                    steps: vec![Step { action: "Name an owner".into(), why: "1. nobody\ndecides".into() }],
                },
                Block::Notes { title: String::new(), notes: vec!["- [x](http://y) \u{202e}".into()] },
            ],
            csv: None,
            graph: None,
        };
        let page = Page { schema: "test/1", report, data: Box::new(|_| Ok(())) };
        let mut out = Vec::new();
        render(&page, &Style::default(), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        # \# Score

        as of 2026-11-20

        | Figure | Value | Note |
        | --- | ---: | --- |
        | Fields | 983 | |

        ## Fields

        | Field | Fill |
        | --- | ---: |
        | A\|B\`c\` | 3.1% |
        | &lt;b> | |

        and 1 more: revops score --all

        ## Next

        1. Name an owner

           1\. nobody decides

        \- \[x\](http://y) \\u{202e}
        "#);
    }
}
