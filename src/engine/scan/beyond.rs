//! What is counted of the values of a column that are not known.

use super::nature::Natures;
use crate::engine::sketch::{Distinct, Extremes, Heavy, Ranked};

/// Values put by before they are counted: the registers are then in the cache for all of them.
const WAITING: usize = 512;

/// Cells of which each is counted when frequent values are looked for.
const EACH: u64 = 1 << 13;
/// Of the cells after those, one in so many is counted, chosen by its record: where frequent values hide is then
/// known to within a tenth of their share, which is all that is asked before their cells are counted.
const PART: u64 = 8;

/// The cells of one column that hold values beyond the known ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Beyond {
    waiting: Vec<Ranked>,
    cells: u64,
    distinct: Distinct,
    heavy: Heavy,
    pub(super) extremes: Extremes,
    pub(super) natures: Natures,
}

impl Beyond {
    /// Counts one cell of the record with this key; its text begins with `beginning`.
    #[inline]
    pub(super) fn add(&mut self, hash: u64, beginning: u128, text: &[u8], key: u64) {
        self.extremes.add_from(beginning, hash, text, 1);
        self.waiting.push(Ranked::of(hash));
        self.cells += 1;
        if self.cells <= EACH {
            self.heavy.add(hash, 1);
        } else if key.is_multiple_of(PART) {
            self.heavy.add(hash, PART as u32);
        }
        if self.waiting.len() == WAITING {
            self.settle();
        }
    }

    /// Cells counted one by one.
    pub(super) fn cells(&self) -> u64 {
        self.cells
    }

    /// Takes over the cells that were counted while a value was known.
    pub(super) fn add_known(&mut self, hash: u64, count: u32) {
        if count > 0 {
            self.heavy.add(hash, count);
        }
    }

    /// Counts a value so many times.
    pub(super) fn add_times(&mut self, hash: u64, text: &str, count: u32) {
        self.extremes.add(hash, text, u64::from(count));
        self.distinct.add(hash);
        self.heavy.add(hash, count);
    }

    /// Counts what was put by.
    pub(super) fn settle(&mut self) {
        self.distinct.add_all(&self.waiting);
        self.waiting.clear();
    }

    pub(super) fn distinct(&self) -> &Distinct {
        &self.distinct
    }

    pub(super) fn heavy(&self) -> &Heavy {
        &self.heavy
    }
}
