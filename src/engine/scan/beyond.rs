//! What is counted of the values of a column that are not known.

use super::nature::Natures;
use crate::engine::sketch::{Distinct, Extremes, Heavy};

/// Hashes put by before they are counted: the sketches are then in the cache for all of them.
const WAITING: usize = 1024;

/// The cells of one column that hold values beyond the known ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Beyond {
    waiting: Vec<u64>,
    distinct: Distinct,
    heavy: Heavy,
    pub(super) extremes: Extremes,
    pub(super) natures: Natures,
}

impl Beyond {
    /// Counts one cell.
    #[inline]
    pub(super) fn add(&mut self, hash: u64, text: &str) {
        self.extremes.add(hash, text, 1);
        self.waiting.push(hash);
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
        for &hash in &self.waiting {
            self.heavy.add(hash, 1);
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
