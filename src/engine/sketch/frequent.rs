//! Which values are frequent, and how many different ones there are.
//!
//! While there are at most [`CAPACITY`] different values, both answers are exact. Beyond it the table is
//! a Misra–Gries summary, whose counts are too low by at most `filled / CAPACITY` (one in a thousand),
//! and the number of different values comes from a sketch with a standard error of 0.8 %.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::distinct::Distinct;

/// Different values counted exactly.
pub const CAPACITY: usize = 1024;
/// Characters of a value that are kept for showing it.
const SHOWN: usize = 80;

/// Counts the values of one column.
#[derive(Debug, Clone, Default)]
pub struct Frequent {
    counts: HashMap<u64, Entry, BuildHasherDefault<Hashed>>,
    beyond: Option<Box<Distinct>>,
    seen: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    count: u64,
    /// Order of arrival, so that equal counts come out the same in every run.
    arrival: u64,
    /// The start of the value. Beyond the table's capacity it is kept from the second sight on: most values of a long
    /// column are seen once, and a copy of each would cost more than all counting.
    shown: Option<Box<str>>,
}

/// How many different values, and whether that is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Values {
    pub count: u64,
    pub exact: bool,
}

/// A frequent value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    pub value: String,
    pub count: u64,
    pub exact: bool,
}

impl Frequent {
    /// Counts one filled cell.
    pub fn add(&mut self, text: &str) {
        let hash = super::hash(text);
        self.seen += 1;
        if let Some(beyond) = &mut self.beyond {
            beyond.add(hash);
        }
        if let Some(entry) = self.counts.get_mut(&hash) {
            entry.count += 1;
            entry.shown.get_or_insert_with(|| start(text));
            return;
        }
        if self.counts.len() < CAPACITY {
            let shown = self.beyond.is_none().then(|| start(text));
            self.counts.insert(hash, Entry { count: 1, arrival: self.seen, shown });
            return;
        }
        if self.beyond.is_none() {
            let mut beyond = Box::<Distinct>::default();
            self.counts.keys().for_each(|&known| beyond.add(known));
            beyond.add(hash);
            self.beyond = Some(beyond);
        }
        // One of each of the values in the table leaves together with the newcomer.
        self.counts.retain(|_, entry| {
            entry.count -= 1;
            entry.count > 0
        });
    }

    /// Adds the counts of a later part of the same column.
    pub fn merge(&mut self, later: Self) {
        let arrived = self.seen;
        self.seen += later.seen;
        if self.beyond.is_some() || later.beyond.is_some() {
            let mut union = self.sketch();
            union.merge(&later.sketch());
            self.beyond = Some(Box::new(union));
        }
        for (hash, theirs) in later.counts {
            self.counts
                .entry(hash)
                .and_modify(|mine| mine.count += theirs.count)
                .or_insert_with(|| Entry { arrival: arrived + theirs.arrival, ..theirs });
        }
        if self.counts.len() > CAPACITY {
            self.beyond = Some(Box::new(self.sketch()));
            let mut counts: Vec<u64> = self.counts.values().map(|entry| entry.count).collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let cut = counts[CAPACITY];
            self.counts.retain(|_, entry| {
                entry.count = entry.count.saturating_sub(cut);
                entry.count > 0
            });
        }
    }

    fn sketch(&self) -> Distinct {
        self.beyond.as_deref().cloned().unwrap_or_else(|| {
            let mut sketch = Distinct::default();
            self.counts.keys().for_each(|&hash| sketch.add(hash));
            sketch
        })
    }

    /// How many different values were counted; never more than there were cells.
    #[must_use]
    pub fn values(&self) -> Values {
        match &self.beyond {
            None => Values { count: self.counts.len() as u64, exact: true },
            Some(sketch) => {
                // More than the table holds were seen, whatever the sketch says.
                let least = CAPACITY as u64 + 1;
                Values { count: sketch.estimate().max(least).min(self.seen), exact: false }
            }
        }
    }

    /// The most frequent values, most frequent first, equal counts by arrival.
    #[must_use]
    pub fn top(&self, count: usize) -> Vec<Top> {
        let mut entries: Vec<&Entry> = self.counts.values().collect();
        entries.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.arrival.cmp(&b.arrival)));
        let exact = self.beyond.is_none();
        entries
            .into_iter()
            .take(count)
            .map(|entry| Top {
                value: entry.shown.as_deref().unwrap_or_default().to_owned(),
                count: entry.count,
                exact,
            })
            .collect()
    }
}

fn start(text: &str) -> Box<str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => text[..end].into(),
        None => text.into(),
    }
}

/// The keys are hashes already.
#[derive(Debug, Clone, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(values: impl IntoIterator<Item = String>) -> Frequent {
        let mut frequent = Frequent::default();
        values.into_iter().for_each(|value| frequent.add(&value));
        frequent
    }

    #[test]
    fn few_values_are_counted_exactly() {
        let frequent = counted((0..3_000).map(|number| (number % 7).to_string()));
        assert_eq!(frequent.values(), Values { count: 7, exact: true });
        assert_eq!(frequent.top(1), [Top { value: "0".to_owned(), count: 429, exact: true }]);
    }

    #[test]
    fn a_frequent_value_among_many_is_found_within_one_in_a_thousand() {
        let frequent =
            counted(
                (0..100_000).map(|number| {
                    if number % 10 == 3 { "often".to_owned() } else { format!("once {number}") }
                }),
            );
        let top = &frequent.top(1)[0];
        assert_eq!(top.value, "often");
        assert!((9_900..=10_000).contains(&top.count), "{}", top.count);
        assert!(!frequent.values().exact && frequent.values().count <= 100_000);
    }

    #[test]
    fn merging_parts_gives_the_whole() {
        let value = |number: u32| format!("{}", number % 900);
        let whole = counted((0..5_000).map(value));
        let mut parts = counted((0..2_000).map(value));
        parts.merge(counted((2_000..5_000).map(value)));
        assert_eq!(parts.values(), whole.values());
        assert_eq!(parts.top(5), whole.top(5));
    }
}
