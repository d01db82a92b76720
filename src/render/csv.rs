//! One table as CSV, every row of it, for a spreadsheet or another program.
//!
//! A cell that a spreadsheet would run as a formula gets an apostrophe in front, unless the user asks
//! for raw cells. Numbers, negative ones included, stay numbers.

use std::io::{self, Write};

use super::{Format, Page, Style};
use crate::report::{Block, Figure, Report, Table};

pub(super) const FORMAT: Format = Format { name: "csv", graph: false, render };

fn render(page: &Page<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write(page, style, out).map_err(|error| match error.into_kind() {
        // The crate's own conversion forgets the kind, and with it that a pipe was closed.
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn write(page: &Page<'_>, style: &Style, out: &mut dyn Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let cell = |text: &str| if style.raw { text.to_owned() } else { harmless(text) };
    match table(&page.report) {
        Some(table) => {
            writer.write_record(table.columns.iter().map(|column| cell(&column.name)))?;
            for row in &table.rows {
                writer.write_record(row.iter().map(|text| cell(text)))?;
            }
        }
        None => {
            writer.write_record(["label", "value", "note"])?;
            for figure in figures(&page.report) {
                let note = figure.note.as_deref().unwrap_or_default();
                writer.write_record([&figure.label, &figure.value, note].map(cell))?;
            }
        }
    }
    Ok(writer.flush()?)
}

/// The table that stands for the page; `None` where the page has none.
fn table(report: &Report) -> Option<&Table> {
    report.csv.as_ref().or_else(|| {
        report.blocks.iter().find_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Figures(_) | Block::Steps { .. } | Block::Notes { .. } => None,
        })
    })
}

fn figures(report: &Report) -> impl Iterator<Item = &Figure> {
    report
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Figures(figures) => Some(figures),
            Block::Table(_) | Block::Steps { .. } | Block::Notes { .. } => None,
        })
        .flatten()
}

/// Puts an apostrophe before what a spreadsheet would run. Source: OWASP ASVS 1.2.10.
fn harmless(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if runs && !is_number(text) { format!("'{text}") } else { text.to_owned() }
}

/// `-12`, `+1,204.5` and `-3.1%` are numbers; `-`, `+1+2` and `-x` are not.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|character| character.is_ascii_digit() || matches!(character, ',' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    fn csv(report: Report, raw: bool) -> String {
        let page = Page { schema: "test/1", report, data: Box::new(|_| Ok(())) };
        let mut out = Vec::new();
        render(&page, &Style { raw, ..Style::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn report(cells: &[&str]) -> Report {
        let rows = cells.iter().map(|&cell| vec![cell.to_owned(), "1".to_owned()]).collect();
        let columns = vec![Column::left("field", 0), Column::right("n", 0)];
        let table = Table { columns, rows, limit: Some(1), ..Table::default() };
        Report { blocks: vec![Block::Figures(Vec::new()), Block::Table(table)], ..Report::default() }
    }

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let cells = ["=1+1", "@SUM(A1)", "-5", "-1,204.50", "+3.1%", "-", "+1+2", "＝1", "a=1", "a,b"];
        insta::assert_snapshot!(csv(report(&cells), false), @r#"
        field,n
        '=1+1,1
        '@SUM(A1),1
        -5,1
        "-1,204.50",1
        +3.1%,1
        '-,1
        '+1+2,1
        '＝1,1
        a=1,1
        "a,b",1
        "#);
    }

    #[test]
    fn raw_cells_are_left_as_they_are() {
        assert_eq!(csv(report(&["=1+1"]), true), "field,n\n=1+1,1\n");
    }

    #[test]
    fn the_reports_own_table_goes_before_the_first_on_the_page() {
        let mut page = report(&["x"]);
        page.csv = Some(Table { columns: vec![Column::left("own", 0)], ..Table::default() });
        assert_eq!(csv(page, false), "own\n");
    }

    #[test]
    fn a_page_without_a_table_gives_its_figures() {
        let figure = Figure { label: "Fields".into(), value: "983".into(), note: None };
        let page = Report { blocks: vec![Block::Figures(vec![figure])], ..Report::default() };
        assert_eq!(csv(page, false), "label,value,note\nFields,983,\n");
    }
}
