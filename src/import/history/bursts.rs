//! Loads: many changes by one user within one minute are a file that was loaded, and nobody's typing.
//!
//! The minutes of all users grow with the rows, so they are counted in a table of fixed size, twice by different
//! hashes. The smaller count is never below the true one: with very many rows a minute can seem busier than it was.

use crate::engine::sketch;

/// Changes within one minute by one user from which it is a load.
pub(super) const LOAD: u8 = 50;

const BUCKETS: usize = 1 << 21;

/// How many changes each user made in each minute.
pub(super) struct Bursts {
    counts: [Vec<u8>; 2],
}

impl Bursts {
    pub(super) fn new() -> Self {
        Self { counts: [vec![0; BUCKETS], vec![0; BUCKETS]] }
    }

    pub(super) fn see(&mut self, author: &str, at: &str) {
        for (count, place) in self.counts.iter_mut().zip(places(author, at)) {
            count[place] = count[place].saturating_add(1);
        }
    }

    pub(super) fn is_load(&self, author: &str, at: &str) -> bool {
        self.counts.iter().zip(places(author, at)).all(|(count, place)| count[place] >= LOAD)
    }
}

fn places(author: &str, at: &str) -> [usize; 2] {
    let minute = minute(at);
    let mixed = sketch::hash(author).rotate_left(17) ^ sketch::hash(minute);
    let hash = sketch::hash_bytes(&mixed.to_le_bytes());
    let place = |bits: u64| usize::try_from(bits).unwrap_or(0) % BUCKETS;
    [place(hash & 0xffff_ffff), place(hash >> 32)]
}

/// The time without its seconds: `2026-11-20T09:31`, `11/20/2026 9:31`.
fn minute(at: &str) -> &str {
    let mut colons = at.match_indices(':').map(|(place, _)| place);
    colons.nth(1).map_or(at, |second| &at[..second])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_changes_in_a_minute_are_a_load_and_forty_nine_are_not() {
        let mut bursts = Bursts::new();
        for second in 0..50 {
            bursts.see("ana", &format!("2026-11-20T09:31:{second:02}.000Z"));
        }
        for second in 0..49 {
            bursts.see("tom", &format!("2026-11-20T09:31:{second:02}.000Z"));
        }
        assert!(bursts.is_load("ana", "2026-11-20T09:31:59.000Z"));
        assert!(!bursts.is_load("ana", "2026-11-20T09:32:00.000Z"));
        assert!(!bursts.is_load("tom", "2026-11-20T09:31:00.000Z"));
    }
}
