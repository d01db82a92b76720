//! The first different values of every column, in file order, with their text and how often they occur.
//!
//! ```text
//! workers count what is known ──┐
//! what a batch met anew ────────┴─→ taken in, batch after batch, in file order
//! ```
//!
//! Whichever worker reads which batch, the same values become known, and each is counted from its first cell on. So
//! their counts are exact; and while a column has no more than [`CAPACITY`], everything about it is.

use super::beyond::Beyond;
use super::nature::Nature;
use crate::engine::sketch::Table;

/// Different values of a column that are counted exactly.
pub const CAPACITY: usize = 1024;
/// Characters of a value that are kept for showing it; the ends of a range keep four bytes for each.
const SHOWN: usize = 80;

/// The known values of every column of a table.
#[derive(Debug, Clone, Default)]
pub struct Known {
    columns: Vec<KnownColumn>,
    /// How many values were taken in, in all columns together.
    pub(super) admitted: u64,
}

/// The known values of one column.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownColumn {
    pub(super) values: Vec<KnownValue>,
    /// Where each value stands, until there is no room for more.
    places: Table,
    text: String,
    /// What was met anew when no more could be taken in.
    pub(super) beyond: Option<Box<Beyond>>,
}

/// A known value.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownValue {
    pub(super) hash: u64,
    pub(super) nature: Nature,
    pub(super) length: u32,
    /// Cells counted before the workers knew it.
    pub(super) count: u64,
    ends: u32,
}

/// What a batch met that was not known when its reading began.
#[derive(Debug, Clone, Default)]
pub struct News {
    pub(super) values: Vec<NewValue>,
    pub(super) text: String,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct NewValue {
    pub(super) column: u32,
    pub(super) count: u32,
    pub(super) hash: u64,
    pub(super) nature: Nature,
    pub(super) length: u32,
    /// Where its text ends among that of all new values.
    pub(super) ends: u32,
}

impl Known {
    /// Nothing is known yet of so many columns.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { columns: vec![KnownColumn::default(); columns], admitted: 0 }
    }

    pub(super) fn columns(&self) -> &[KnownColumn] {
        &self.columns
    }

    /// Takes in what the next batch in file order met.
    pub fn take_in(&mut self, news: &News) {
        let mut start = 0;
        for value in &news.values {
            let end = value.ends as usize;
            let text = news.text.get(start..end).unwrap_or_default();
            start = end;
            if let Some(column) = self.columns.get_mut(value.column as usize)
                && column.take_in(value, text)
            {
                self.admitted += 1;
            }
        }
    }
}

impl KnownColumn {
    /// Whether there is no room for further values.
    pub(super) fn is_full(&self) -> bool {
        self.beyond.is_some()
    }

    /// The text of a known value, or its beginning.
    pub(super) fn text(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.values[before].ends as usize);
        &self.text[start..self.values[place].ends as usize]
    }

    fn place(&mut self, hash: u64) -> Option<usize> {
        if self.is_full() {
            // Only batches that were begun before it was full still ask.
            return self.values.iter().position(|value| value.hash == hash);
        }
        self.places.find(hash).map(|slot| slot.mark as usize)
    }

    /// Counts a value; says whether the column has changed for the workers.
    fn take_in(&mut self, value: &NewValue, text: &str) -> bool {
        let count = u64::from(value.count);
        if let Some(place) = self.place(value.hash) {
            self.values[place].count += count;
            return false;
        }
        if self.values.len() < CAPACITY {
            let place = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
            self.places.insert(value.hash, 0, place);
            self.text.push_str(text);
            let ends = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            let NewValue { hash, nature, length, .. } = *value;
            self.values.push(KnownValue { hash, nature, length, count, ends });
            return true;
        }
        let was_full = self.is_full();
        self.places = Table::default();
        let beyond = self.beyond.get_or_insert_default();
        beyond.add_times(value.hash, text, value.count);
        beyond.natures.add(value.nature, count, u64::from(value.length));
        !was_full
    }
}

/// As much of a value as is shown.
#[must_use]
pub fn start(text: &str) -> &str {
    if text.len() <= SHOWN {
        return text;
    }
    text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end])
}
