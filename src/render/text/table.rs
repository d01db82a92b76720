//! A table in the terminal: a line under the header, two blanks between columns, and nothing else drawn.

use comfy_table::{Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, TableStyle};
use unicode_width::UnicodeWidthStr as _;

use super::columns::{GAP, Shown, cut, cut_start, fit};
use super::wrap::wrap;
use super::{paint, verdict, visible};
use crate::render::Style;
use crate::report::{Align, Column, Overflow, Table};

const LIGHT: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('─'))
    .content_lines(ContentLineStyle::none());

/// The lines of a table, or the sentence that stands in place of an empty one.
pub(super) fn lines(table: &Table, style: &Style) -> Vec<String> {
    if table.rows.is_empty() {
        return wrap(&table.empty, style.width);
    }
    let limit = table.limit.unwrap_or(table.rows.len()).min(table.rows.len());
    let rows: Vec<Vec<String>> =
        table.rows[..limit].iter().map(|row| row.iter().map(|cell| shown_text(cell)).collect()).collect();
    let names: Vec<String> = table.columns.iter().map(|column| shown_text(&column.name)).collect();
    let shown = fit(&table.columns, &natural(&names, &rows), style.width);
    let header = shown.iter().map(|&Shown { index, width }| cut(&names[index], width)).collect();
    let mut lines = draw(&table.columns, header, &rows, &shown, style);
    // The command stays on one line, however long: it is there to be copied.
    lines.extend(table.rest().map(|rest| visible(&rest).into_owned()));
    lines
}

/// Blanks at the ends go last: a line break there has become one.
fn shown_text(cell: &str) -> String {
    visible(cell).trim().to_owned()
}

/// The width each column would take if the page had no end; a column of nothing is still drawn one wide.
fn natural(names: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let cells = |index: usize| rows.iter().filter_map(move |row| row.get(index)).map(|cell| cell.width());
    names
        .iter()
        .enumerate()
        .map(|(index, name)| cells(index).chain([name.width(), 1]).max().unwrap_or(1))
        .collect()
}

/// A cell in the width of its column.
fn within(text: &str, column: &Column, width: usize) -> String {
    match column.overflow {
        Overflow::Cut => cut(text, width),
        Overflow::KeepEnd => cut_start(text, width),
        Overflow::Wrap => {
            wrap(text, width).iter().map(|line| cut(line, width)).collect::<Vec<_>>().join("\n")
        }
    }
}

fn draw(
    columns: &[Column],
    header: Vec<String>,
    rows: &[Vec<String>],
    shown: &[Shown],
    style: &Style,
) -> Vec<String> {
    let mut drawn = comfy_table::Table::new();
    // Widths are settled here; the crate's own arrangement would ask the terminal.
    drawn.load_style(LIGHT).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
    drawn.set_header(header);
    for row in rows {
        drawn.add_row(shown.iter().map(|&Shown { index, width }| {
            let text = within(row.get(index).map_or("", String::as_str), &columns[index], width);
            let ansi = columns[index].name.eq_ignore_ascii_case("verdict").then(|| verdict(&text)).flatten();
            Cell::new(ansi.map_or_else(|| text.clone(), |ansi| paint(&text, ansi, style)))
        }));
    }
    for (position, (column, &Shown { index, .. })) in drawn.column_iter_mut().zip(shown).enumerate() {
        let gap = if position + 1 == shown.len() { 0 } else { GAP as u16 };
        column.set_padding((0, gap));
        column.set_cell_alignment(match columns[index].align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        });
    }
    drawn.lines().map(|line| line.trim_end().to_owned()).collect()
}
