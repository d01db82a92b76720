//! What is counted of the values of a column that are not known.

use super::nature::Natures;
use crate::engine::sketch::{Distinct, Extremes, Heavy};

/// Hashes put by before they are counted: the sketches are then in the cache for all of them.
const WAITING: usize = 256;

/// Cells of which each is counted when frequent values are looked for.
const EACH: u64 = 1 << 15;
/// Of the cells after those, one in so many is counted, chosen by its record: where frequent values hide is then
/// known to within a tenth of their share, which is all that is asked before their cells are counted.
const PART: u64 = 8;

/// The cells of one column that hold values beyond the known ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Beyond {
    waiting: Vec<u64>,
    /// Cells counted in `heavy`, each or a part of them.
    cells: u64,
    distinct: Distinct,
    heavy: Heavy,
    pub(super) extremes: Extremes,
    pub(super) natures: Natures,
}

impl Beyond {
    /// Counts one cell of the record with this key.
    #[inline]
    pub(super) fn add(&mut self, hash: u64, text: &str, key: u64) {
        self.extremes.add(hash, text, 1);
        self.waiting.push(hash);
        if self.cells < EACH {
            self.cells += 1;
            self.heavy.add(hash, 1);
        } else if key.is_multiple_of(PART) {
            self.heavy.add(hash, PART as u32);
        }
        if self.waiting.len() == WAITING {
            self.settle();
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
        for &hash in &self.waiting {
            self.distinct.add(hash);
        }
        self.waiting.clear();
    }

    pub(super) fn distinct(&self) -> &Distinct {
        &self.distinct
    }

    pub(super) fn heavy(&self) -> &Heavy {
        &self.heavy
    }
}
