//! Which columns of a table a page has room for, and how wide each may be.
//!
//! Columns are left out by rank, highest first, until the rest fits; before that, long text gives way
//! down to a width that still reads.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::report::{Align, Column, Overflow};

/// Blanks between two columns.
pub(super) const GAP: usize = 2;

/// How far text may be cut.
#[derive(Clone, Copy)]
enum Floor {
    /// Before another column is left out for it: what still reads.
    Readable,
    /// When only columns of rank 0 are left.
    Least,
}

impl Floor {
    fn width(self, column: &Column) -> usize {
        match (self, column.rank) {
            // Text that goes on in the next line reads in a narrow column too.
            (Self::Readable, 0) if column.overflow == Overflow::Wrap => 30,
            (Self::Readable, 0) => 40,
            (Self::Readable, _) => 20,
            (Self::Least, _) => 8,
        }
    }
}

/// A column that is shown, and its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub index: usize,
    pub width: usize,
}

/// Chooses the columns that fit a page, in their order. `natural` is the width each would like.
pub(super) fn fit(columns: &[Column], natural: &[usize], page: usize) -> Vec<Shown> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    loop {
        let needed = shown.iter().map(|&index| narrowest(columns, natural, index, Floor::Readable));
        if total(needed) <= page {
            return widen(columns, natural, &shown, Floor::Readable, page);
        }
        // Of equal ranks the one furthest to the right goes first.
        let out = shown.iter().copied().max_by_key(|&index| (columns[index].rank, index));
        match out {
            Some(out) if columns[out].rank > 0 => shown.retain(|&index| index != out),
            _ => return widen(columns, natural, &shown, Floor::Least, page),
        }
    }
}

fn total(widths: impl Iterator<Item = usize>) -> usize {
    widths.fold(0, |sum, width| sum + width + GAP).saturating_sub(GAP)
}

/// Numbers are never cut; text down to the floor.
fn narrowest(columns: &[Column], natural: &[usize], index: usize, floor: Floor) -> usize {
    match columns[index].align {
        Align::Right => natural[index],
        Align::Left => natural[index].min(floor.width(&columns[index])),
    }
}

/// Shares what is left of the page among the columns that were cut, lowest rank first.
fn widen(columns: &[Column], natural: &[usize], shown: &[usize], floor: Floor, page: usize) -> Vec<Shown> {
    let mut widths: Vec<usize> =
        shown.iter().map(|&index| narrowest(columns, natural, index, floor)).collect();
    let mut room = page.saturating_sub(total(widths.iter().copied()));
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by_key(|&position| (columns[shown[position]].rank, position));
    for position in order {
        let more = room.min(natural[shown[position]] - widths[position]);
        widths[position] += more;
        room -= more;
    }
    shown.iter().zip(widths).map(|(&index, width)| Shown { index, width }).collect()
}

/// Cuts a text to a width in terminal columns, with `…` where something is missing.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(character);
    }
    // A sequence can be wider than its characters one by one, as an emoji with a selector is.
    while out.width() >= width.max(1) && out.pop().is_some() {}
    let mut out = out.trim_end().to_owned();
    out.push('…');
    out
}

/// Cuts a text to a width like [`cut`], but keeps its end.
pub(super) fn cut_start(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut from = text.len();
    for (at, _) in text.char_indices().rev() {
        if text[at..].width() + 1 > width {
            break;
        }
        from = at;
    }
    format!("…{}", &text[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_rank_goes_first_and_rank_zero_never() {
        let columns = [Column::left("a", 0), Column::right("b", 2), Column::right("c", 1)];
        let indices = |page| fit(&columns, &[10, 10, 10], page).iter().map(|c| c.index).collect::<Vec<_>>();
        assert_eq!(indices(34), [0, 1, 2]);
        assert_eq!(indices(33), [0, 2]);
        assert_eq!(indices(21), [0]);
        assert_eq!(indices(1), [0]);
    }

    #[test]
    fn long_text_gives_way_before_a_column_does() {
        let columns = [Column::left("a", 0), Column::left("b", 1)];
        let widths = |page| fit(&columns, &[60, 60], page).iter().map(|c| c.width).collect::<Vec<_>>();
        assert_eq!(widths(160), [60, 60]);
        assert_eq!(widths(80), [58, 20]);
        assert_eq!(widths(61), [60]);
    }

    #[test]
    fn a_cut_counts_terminal_columns_and_not_characters() {
        assert_eq!(cut("株式会社ランタン", 7), "株式会…");
        assert_eq!(cut("株式会社ランタン", 6), "株式…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut_start("株式会社ランタン", 7), "…ンタン");
        assert_eq!(cut_start("force-app/Account.csv", 12), "…Account.csv");
        assert_eq!(cut_start("abc", 3), "abc");
    }
}
