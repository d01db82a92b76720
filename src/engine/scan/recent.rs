//! How many per day, for the last days only.

use super::Day;

/// Days kept behind the newest one. The recent window may not be longer.
pub const KEPT: usize = 400;

/// No bucket: the day is unknown, a typing error, or long past.
pub(super) const NO_SLOT: u16 = u16::MAX;

/// Which bucket of a ring each day has. One calendar serves the rings of all columns.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// Days after this one are typing errors.
    ceiling: Day,
    pub(super) newest: Option<Day>,
}

impl Calendar {
    pub(super) fn new(ceiling: Day) -> Self {
        Self { ceiling, newest: None }
    }

    /// Moves on to the newest of these days; gives the buckets that days long past have to leave.
    pub(super) fn move_on(&mut self, days: impl Iterator<Item = Day>) -> Vec<usize> {
        let Some(newest) = days.filter(|&day| day <= self.ceiling).max() else { return Vec::new() };
        let Some(before) = self.newest.replace(newest) else { return Vec::new() };
        if newest <= before {
            self.newest = Some(before);
            return Vec::new();
        }
        let steps = (i64::from(newest) - i64::from(before)).min(KEPT as i64);
        (1..=steps).map(|step| bucket(i64::from(before) + step)).collect()
    }

    /// The bucket of a day.
    pub(super) fn slot(&self, day: Day) -> u16 {
        match self.newest {
            Some(newest) if day <= newest && i64::from(newest) - i64::from(day) < KEPT as i64 => {
                u16::try_from(bucket(i64::from(day))).unwrap_or(NO_SLOT)
            }
            _ => NO_SLOT,
        }
    }
}

/// Counts per day, up to the newest one.
#[derive(Debug, Clone, Default)]
pub struct Recent {
    buckets: Vec<u64>,
    newest: Option<Day>,
}

impl Recent {
    /// Puts rings together; each comes with the newest day its calendar had seen.
    pub(super) fn of<'r>(rings: impl Iterator<Item = (&'r [u32], Option<Day>)> + Clone) -> Self {
        let newest = rings.clone().filter_map(|(_, newest)| newest).max();
        let mut recent = Self { buckets: Vec::new(), newest };
        let Some(last) = newest.map(i64::from) else { return recent };
        for (ring, newest) in rings {
            let Some(newest) = newest.map(i64::from).filter(|_| !ring.is_empty()) else { continue };
            recent.buckets.resize(KEPT, 0);
            for day in (last - KEPT as i64 + 1).max(newest - KEPT as i64 + 1)..=newest {
                recent.buckets[bucket(day)] += u64::from(ring[bucket(day)]);
            }
        }
        recent
    }

    /// How many in the window of `days` that ends with `last`.
    #[must_use]
    pub fn within(&self, last: Day, days: u16) -> u64 {
        let Some(newest) = self.newest.filter(|_| !self.buckets.is_empty()) else { return 0 };
        let first = (i64::from(last) - i64::from(days) + 1).max(i64::from(newest) - KEPT as i64 + 1);
        (first..=i64::from(last.min(newest))).map(|day| self.buckets[bucket(day)]).sum()
    }
}

fn bucket(day: i64) -> usize {
    usize::try_from(day.rem_euclid(KEPT as i64)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring and its calendar, after some days.
    fn ring(days: &[Day]) -> (Vec<u32>, Option<Day>) {
        let (mut calendar, mut ring) = (Calendar::new(1_000), vec![0; KEPT]);
        for &day in days {
            calendar.move_on(std::iter::once(day)).into_iter().for_each(|bucket| ring[bucket] = 0);
            if let Some(count) = ring.get_mut(usize::from(calendar.slot(day))) {
                *count += 1;
            }
        }
        (ring, calendar.newest)
    }

    #[test]
    fn the_window_counts_the_same_whatever_the_order_and_the_parts() {
        let days = [100, 700, 690, 611, 610, 5, 700, 9_000];
        let backwards: Vec<Day> = days.into_iter().rev().collect();
        for parts in [vec![&days[..]], vec![&backwards[..]], vec![&days[..1], &days[1..4], &days[4..]]] {
            let rings: Vec<_> = parts.into_iter().map(ring).collect();
            let recent = Recent::of(rings.iter().map(|(ring, newest)| (ring.as_slice(), *newest)));
            assert_eq!(recent.within(700, 90), 4, "700 twice, 690, 611; 610 is the 91st day");
            assert_eq!(recent.within(695, 90), 3, "690, 611, 610");
        }
    }
}
