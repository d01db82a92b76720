//! How many per day, for the last days only.

use super::Day;

/// Days kept behind the newest one. The recent window may not be longer.
pub const KEPT: usize = 400;

/// A ring of day buckets that slides with the newest day seen.
#[derive(Debug, Clone)]
pub struct Recent {
    buckets: Vec<u32>,
    newest: Option<Day>,
    ceiling: Day,
}

impl Recent {
    pub(super) fn new(ceiling: Day) -> Self {
        Self { buckets: Vec::new(), newest: None, ceiling }
    }

    pub(super) fn add(&mut self, day: Day) {
        if day > self.ceiling {
            return;
        }
        if self.buckets.is_empty() {
            self.buckets = vec![0; KEPT];
        }
        let newest = *self.newest.get_or_insert(day);
        if day > newest {
            let forget = (i64::from(day) - i64::from(newest)).min(KEPT as i64);
            for ahead in 1..=forget {
                let slot = slot(i64::from(newest) + ahead);
                self.buckets[slot] = 0;
            }
            self.newest = Some(day);
        } else if i64::from(newest) - i64::from(day) >= KEPT as i64 {
            return;
        }
        self.buckets[slot(i64::from(day))] += 1;
    }

    /// How many in the window of `days` that ends with `last`.
    #[must_use]
    pub fn within(&self, last: Day, days: u16) -> u64 {
        let Some(newest) = self.newest else { return 0 };
        let first = (i64::from(last) - i64::from(days) + 1).max(i64::from(newest) - KEPT as i64 + 1);
        (first..=i64::from(last.min(newest))).map(|day| u64::from(self.buckets[slot(day)])).sum()
    }
}

fn slot(day: i64) -> usize {
    usize::try_from(day.rem_euclid(KEPT as i64)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_counts_the_same_whatever_the_order() {
        let days = [100, 700, 690, 611, 610, 5, 700, 9_000];
        for order in [days.to_vec(), days.iter().rev().copied().collect()] {
            let mut recent = Recent::new(1_000);
            order.into_iter().for_each(|day| recent.add(day));
            assert_eq!(recent.within(700, 90), 4, "700 twice, 690, 611; 610 is the 91st day");
            assert_eq!(recent.within(695, 90), 3, "690, 611, 610");
        }
    }
}
