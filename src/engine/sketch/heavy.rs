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
//! A value that lay beyond all others when it was first counted cannot have been dropped before: as long as it stays,
//! it is counted exactly. Dates that come up late are such values, and those at either end stay for certain.
//!
//! Source: Misra and Gries, "Finding repeated elements" (1982); the median step: Anderson et al., "A high-performance
//! algorithm for identifying frequent items in data streams" (2017).

use std::collections::HashMap;

use super::extremes::{End, Extremes};
use super::table::Table;

/// Values kept at most.
const KEPT: usize = 256;
/// From so many cells on, a value's text is kept. Most values are seen once, and a copy of each would take its time.
const SHOWN_FROM: u32 = 8;
/// Bytes of a text that is kept.
const SHOWN: usize = 320;
/// Marks a count that may be too low; any other mark is what was taken from it.
const DOUBTFUL: u32 = u32::MAX;

/// A summary of the frequent values of a column.
#[derive(Debug, Clone, Default)]
pub struct Heavy {
    table: Table,
    missed: u64,
    extremes: Extremes,
    /// The values at both ends, which are never dropped: the newest date of all is counted exactly.
    ends: [u64; 2],
    texts: HashMap<u64, String>,
    /// How many values were counted once.
    once: usize,
}

/// How often a value occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// No more often than this.
    pub most: u64,
    /// Just so often, where that is known.
    pub exactly: Option<u64>,
}

impl Heavy {
    /// Counts a value so many times.
    #[inline]
    pub fn add(&mut self, hash: u64, text: &str, count: u32) {
        if let Some(slot) = self.table.find(hash) {
            self.once -= usize::from(slot.count == 1);
            slot.count = slot.count.saturating_add(count);
            self.once += usize::from(slot.count == 1);
            if slot.count == SHOWN_FROM && slot.mark != DOUBTFUL {
                self.texts.insert(slot.hash(), text[..text.floor_char_boundary(SHOWN)].to_owned());
            }
            return;
        }
        if self.table.len() == KEPT {
            self.make_room();
        }
        let end = self.extremes.add(text);
        match end {
            Some(End::Lowest) => self.ends[0] = hash,
            Some(End::Highest) => self.ends[1] = hash,
            None => {}
        }
        let new = end.is_some() || self.missed == 0;
        self.once += usize::from(count == 1);
        self.table.insert(hash, count, if new { 0 } else { DOUBTFUL });
    }

    /// Sets a text as seen without counting it: values that are counted elsewhere.
    pub fn pass_by(&mut self, text: &str) {
        self.extremes.add(text);
    }

    /// By how much a count may be too low.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }

    /// The lowest and highest of all that was counted or passed by.
    #[must_use]
    pub fn extremes(&self) -> &Extremes {
        &self.extremes
    }

    /// Every value kept.
    pub fn hashes(&self) -> impl Iterator<Item = u64> {
        self.table.slots().map(super::table::Slot::hash)
    }

    /// The text of a value, where it was kept.
    #[must_use]
    pub fn text(&self, hash: u64) -> Option<&str> {
        self.texts.get(&hash).map(String::as_str)
    }

    /// How often a value occurs.
    #[must_use]
    pub fn count(&self, hash: u64, text: Option<&str>) -> Counted {
        match self.table.get(hash) {
            None => {
                let never = self.missed == 0 || text.is_some_and(|text| self.extremes.exclude(text));
                Counted { most: if never { 0 } else { self.missed }, exactly: never.then_some(0) }
            }
            Some(slot) if slot.mark == DOUBTFUL => {
                Counted { most: u64::from(slot.count) + self.missed, exactly: None }
            }
            Some(slot) => {
                let count = u64::from(slot.count) + u64::from(slot.mark);
                Counted { most: count, exactly: Some(count) }
            }
        }
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
        let (texts, ends) = (&mut self.texts, self.ends);
        self.table.retain(|mut slot| {
            if slot.count <= median && !ends.contains(&slot.hash()) {
                if slot.mark != DOUBTFUL && slot.count + slot.mark >= SHOWN_FROM {
                    texts.remove(&slot.hash());
                }
                return None;
            }
            let taken = slot.count.min(median);
            slot.count -= taken;
            if slot.mark != DOUBTFUL {
                slot.mark = slot.mark.saturating_add(taken);
            }
            Some(slot)
        });
        self.once = self.table.slots().filter(|slot| slot.count == 1).count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(heavy: &mut Heavy, text: &str) -> u64 {
        let hash = super::super::hash(text);
        heavy.add(hash, text, 1);
        hash
    }

    #[test]
    fn a_value_of_two_in_a_hundred_is_kept_and_its_count_bounded() {
        let mut heavy = Heavy::default();
        let cells = 100_000_u64;
        let mut often = 0;
        for number in 0..cells {
            if number % 50 == 49 {
                often = add(&mut heavy, "often");
            } else {
                add(&mut heavy, &format!("z{number}"));
            }
        }
        assert!(heavy.missed() <= cells / 128, "{}", heavy.missed());
        let counted = heavy.count(often, None);
        let count = counted.exactly.unwrap_or(counted.most);
        assert!((cells / 50..=cells / 50 + heavy.missed()).contains(&count), "{count}");
    }

    #[test]
    fn a_value_that_comes_late_and_beyond_all_others_is_counted_exactly() {
        let mut heavy = Heavy::default();
        let mut late = 0;
        for number in 0..50_000 {
            if number > 40_000 && number % 4 == 0 {
                late = add(&mut heavy, "2026-11-20");
            } else {
                add(&mut heavy, &format!("2025-{number}"));
            }
        }
        assert_eq!(heavy.count(late, None).exactly, Some(2_499));
        assert_eq!(heavy.text(late), Some("2026-11-20"));
        let never = super::super::hash("2027");
        assert_eq!(heavy.count(never, Some("2027")).exactly, Some(0));
        assert_eq!(heavy.count(never, Some("2025-7")).exactly, None);
    }
}
