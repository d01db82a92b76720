//! Which values are frequent among too many to count each.
//!
//! A Misra–Gries summary: its counts are too low by at most [`Heavy::missed`], and no value that occurs more often
//! than that is missing from it. When the table is full, the median count is taken from all, which frees half of it;
//! so that much was missed at most once per half a table of cells:
//!
//! ```text
//! missed ≤ cells ÷ (KEPT ÷ 2) = cells ÷ 128
//! ```
//!
//! Source: Misra and Gries, "Finding repeated elements" (1982); the median step: Anderson et al., "A high-performance
//! algorithm for identifying frequent items in data streams" (2017).

use super::table::Table;

/// Values kept at most.
const KEPT: usize = 256;

/// A summary of the frequent values of a column.
#[derive(Debug, Clone, Default)]
pub struct Heavy {
    table: Table,
    missed: u64,
    /// How many values were counted once.
    once: usize,
}

impl Heavy {
    /// Counts a value so many times.
    #[inline]
    pub fn add(&mut self, hash: u64, count: u32) {
        if let Some(slot) = self.table.find(hash) {
            self.once -= usize::from(slot.count == 1);
            slot.count = slot.count.saturating_add(count);
            return;
        }
        if self.table.len() == KEPT {
            self.make_room();
        }
        self.once += usize::from(count == 1);
        self.table.insert(hash, count, 0);
    }

    /// By how much a count may be too low.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }

    /// Every value kept, with its count.
    pub fn counts(&self) -> impl Iterator<Item = (u64, u64)> {
        self.table.slots().map(|slot| (slot.hash(), u64::from(slot.count)))
    }

    #[cold]
    fn make_room(&mut self) {
        let median = if self.once > KEPT / 2 {
            1
        } else {
            let mut counts: Vec<u32> = self.table.slots().map(|slot| slot.count).collect();
            *counts.select_nth_unstable(KEPT / 2).1
        };
        self.missed += u64::from(median);
        if self.once == KEPT {
            self.table.clear();
        } else {
            self.table.lower(median);
        }
        self.once = self.table.slots().filter(|slot| slot.count == 1).count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_two_in_a_hundred_is_kept_and_its_count_bounded() {
        let mut heavy = Heavy::default();
        let often = super::super::hash("often");
        let cells = 100_000_u64;
        for number in 0..cells {
            let hash = if number % 50 == 49 { often } else { super::super::hash(&number.to_string()) };
            heavy.add(hash, 1);
        }
        assert!(heavy.missed() <= cells / 128, "{}", heavy.missed());
        let (_, count) = heavy.counts().find(|&(hash, _)| hash == often).expect("kept");
        assert!(count <= cells / 50 && count + heavy.missed() >= cells / 50, "{count}");
    }
}
