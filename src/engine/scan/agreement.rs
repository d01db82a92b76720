//! Which columns say the same, judged on a sample of records.
//!
//! The sample holds the records whose key is smallest: the same ones in whatever order the rows come.

use std::collections::{BTreeMap, HashSet};

use super::ColumnPlan;
use crate::engine::sketch::hash;

/// Records in the sample. With 1,000, a true agreement of 95 % shows within ±1.4 points.
const SIZE: usize = 1_000;

/// Hashes of the cells of the sampled records; 0 stands for an empty cell.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    rows: BTreeMap<u64, Vec<u32>>,
    /// The largest key in it, once it is full.
    largest: Option<u64>,
}

/// Two columns, and on how many sampled records they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub left: usize,
    pub right: usize,
    pub equal: u64,
    /// Records where both are filled.
    pub both: u64,
}

impl Sample {
    /// Takes the record in if its key is among the smallest; `cells` gives its cells in the order of the plans.
    pub(super) fn offer<'c, C: Iterator<Item = &'c str>>(
        &mut self,
        key: u64,
        plans: &[ColumnPlan],
        cells: impl FnOnce() -> C,
    ) {
        if self.is_full_below(key) {
            return;
        }
        let hashes = cells().zip(plans).map(|(cell, plan)| fingerprint(cell, plan)).collect();
        self.insert(key, hashes);
    }

    /// Adds the sample of other records.
    pub(super) fn join(&mut self, other: Self) {
        for (key, hashes) in other.rows {
            if !self.is_full_below(key) {
                self.insert(key, hashes);
            }
        }
    }

    fn is_full_below(&self, key: u64) -> bool {
        self.largest.is_some_and(|largest| key >= largest)
    }

    fn insert(&mut self, key: u64, hashes: Vec<u32>) {
        self.rows.insert(key, hashes);
        if self.rows.len() > SIZE {
            self.rows.pop_last();
        }
        if self.rows.len() == SIZE {
            self.largest = self.rows.last_key_value().map(|(&key, _)| key);
        }
    }

    /// Pairs of the given columns that agree on at least `share` of the records where both are filled.
    ///
    /// Columns with fewer than `filled` filled cells or fewer than `values` different ones in the sample
    /// agree by chance, and are left out.
    #[must_use]
    pub fn agreeing(&self, columns: &[usize], filled: u64, values: usize, share: f64) -> Vec<Pair> {
        let columns: Vec<usize> = columns
            .iter()
            .copied()
            .filter(|&column| {
                let cells = || self.rows.values().map(|row| row[column]).filter(|&hash| hash != 0);
                cells().count() as u64 >= filled && cells().collect::<HashSet<_>>().len() >= values
            })
            .collect();
        let mut pairs = Vec::new();
        for (index, &left) in columns.iter().enumerate() {
            for &right in &columns[index + 1..] {
                let pair = self.compare(left, right);
                #[expect(clippy::cast_precision_loss, reason = "at most a thousand")]
                let agrees = pair.both >= filled && pair.equal as f64 >= share * pair.both as f64;
                if agrees {
                    pairs.push(pair);
                }
            }
        }
        pairs
    }

    fn compare(&self, left: usize, right: usize) -> Pair {
        let mut pair = Pair { left, right, equal: 0, both: 0 };
        for row in self.rows.values() {
            let both = row[left] != 0 && row[right] != 0;
            pair.both += u64::from(both);
            pair.equal += u64::from(both && row[left] == row[right]);
        }
        pair
    }
}

/// Half a hash tells a thousand values apart well enough: two are taken for one once in eight thousand columns.
fn fingerprint(value: &str, plan: &ColumnPlan) -> u32 {
    if value.is_empty() || plan.truth.is_some() || plan.is_vacant(hash(value)) {
        return 0;
    }
    ((hash(&value.to_lowercase()) >> 32) as u32).max(1)
}
