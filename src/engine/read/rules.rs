//! What holds for every record of a delimited table, once its header is known.

use super::batch::Counted;
use super::scan::Dialect;
use super::{Row, SetAside, header};

/// How records of one table are told from lines that are none, and brought to its width.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) dialect: Dialect,
    /// Columns of the table.
    pub(super) width: usize,
    /// The width most rows have.
    pub(super) usual: usize,
    /// The header as it was written.
    title: Row,
    /// Whether a record equal to the header is the header once more; in a file without one it is data.
    repeats: bool,
    /// The first name in the header, by which a repeated one is suspected.
    named: Option<(usize, String)>,
}

impl Rules {
    pub(super) fn new(dialect: Dialect, width: usize, usual: usize, title: Row) -> Self {
        let repeats = title.len() > 1
            && title.cells().all(|name| !name.trim().starts_with(|c: char| c.is_ascii_digit()));
        let names = title.cells().map(header::clean).map(str::to_owned).enumerate();
        let named = names.into_iter().find(|(_, name)| !name.is_empty());
        Self { dialect, width, usual, title, repeats, named }
    }

    /// Whether cells can be found by bitmaps: one way of quoting, several columns, and a header with names.
    pub(super) fn by_bitmaps(&self) -> bool {
        let Dialect { backslash, cr, blanks, .. } = self.dialect;
        !backslash && !cr && !blanks && self.width > 1 && self.named.is_some()
    }

    /// The column whose cells may show that a record is the header again, and what it then holds.
    pub(super) fn repeated_by(&self) -> Option<(usize, &str)> {
        let (column, name) = self.named.as_ref()?;
        (self.repeats && self.title.len() == self.width).then_some((*column, name.as_str()))
    }

    /// Why a record in the middle of the table is none.
    pub(super) fn no_record(&self, row: &Row) -> Option<&'static str> {
        if self.repeats
            && row.len() == self.title.len()
            && header::clean(row.get(0)) == header::clean(self.title.get(0))
        {
            let same = row
                .cells()
                .zip(self.title.cells())
                .all(|(cell, name)| header::clean(cell) == header::clean(name));
            return same.then_some(REPEATED);
        }
        (self.width > 1 && row.len() == 1 && row.get(0).starts_with('#')).then_some("comment")
    }

    /// Pads a short row, and gives the extra cells of a long one.
    pub(super) fn level(&self, row: &mut Row, counted: &mut Counted) -> Option<SetAside> {
        counted.rows += 1;
        let found = row.len();
        if row.get(found.saturating_sub(1)).is_empty() {
            counted.ends_empty += 1;
        }
        let mut extra = None;
        if found > self.width {
            let cells: Vec<&str> = row.cells().skip(self.width).collect();
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                let (number, text) = (row.number, cells.join(","));
                extra = Some(SetAside { number, column: None, reason: "extra cells".to_owned(), text });
                counted.long += 1;
                counted.first.get_or_insert((row.number, found));
            }
            row.truncate(self.width);
        } else if found < self.width {
            if found != self.usual {
                counted.short += 1;
                counted.first.get_or_insert((row.number, found));
            }
            while row.len() < self.width {
                row.push("");
            }
        }
        extra
    }
}

/// Why the header, met again among the records, is set aside.
pub(super) const REPEATED: &str = "repeated header";

/// A whole record that is set aside.
pub(super) fn set_aside(row: &Row, reason: &str) -> SetAside {
    let text = row.cells().collect::<Vec<_>>().join(",");
    SetAside { number: row.number, column: None, reason: reason.to_owned(), text }
}
