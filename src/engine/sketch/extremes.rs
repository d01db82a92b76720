//! The lowest and the highest of many texts, byte by byte.

/// Characters that are compared.
const COMPARED: usize = 80;

/// Between which texts all others lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extremes {
    /// The first bytes of both, by which nearly every text is settled.
    starts: Option<(u64, u64)>,
    lowest: String,
    highest: String,
}

/// An end of the range of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Lowest,
    Highest,
}

impl Extremes {
    /// Looks at a text; says at which end it lies beyond all others, so that it cannot have been there before.
    #[inline]
    pub fn add(&mut self, text: &str) -> Option<End> {
        let start = first_bytes(text);
        match self.starts {
            Some((low, high)) if low < start && start < high => None,
            _ => self.look_closely(start, text),
        }
    }

    /// Whether a text lies beyond all that were added.
    #[must_use]
    pub fn exclude(&self, text: &str) -> bool {
        let text = compared(text);
        self.starts.is_none() || text < self.lowest.as_str() || text > self.highest.as_str()
    }

    /// Adds what was seen elsewhere.
    pub fn join(&mut self, other: &Self) {
        if other.starts.is_some() {
            self.add(&other.lowest);
            self.add(&other.highest);
        }
    }

    /// The lowest and the highest.
    #[must_use]
    pub fn both(&self) -> Option<(&str, &str)> {
        self.starts.map(|_| (self.lowest.as_str(), self.highest.as_str()))
    }

    fn look_closely(&mut self, start: u64, text: &str) -> Option<End> {
        let text = compared(text);
        let Some((low, high)) = &mut self.starts else {
            self.starts = Some((start, start));
            text.clone_into(&mut self.lowest);
            text.clone_into(&mut self.highest);
            return Some(End::Highest);
        };
        if start <= *low && text < self.lowest.as_str() {
            *low = start;
            text.clone_into(&mut self.lowest);
            return Some(End::Lowest);
        }
        if start >= *high && text > self.highest.as_str() {
            *high = start;
            text.clone_into(&mut self.highest);
            return Some(End::Highest);
        }
        None
    }
}

fn compared(text: &str) -> &str {
    if text.len() <= COMPARED { text } else { &text[..text.floor_char_boundary(COMPARED)] }
}

#[inline]
fn first_bytes(text: &str) -> u64 {
    match text.as_bytes().first_chunk() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => text.bytes().fold(0, |sum, byte| sum << 8 | u64::from(byte)) << (8 * (8 - text.len().max(1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_beyond_all_others_is_new_for_certain() {
        let mut extremes = Extremes::default();
        let texts = ["mill", "mill", "m", "millwright", "millstone 1", "millstone 2", "", "zoo", "mine"];
        let new: Vec<bool> = texts.iter().map(|text| extremes.add(text).is_some()).collect();
        assert_eq!(new, [true, false, true, true, false, false, true, true, false]);
        assert_eq!(extremes.both(), Some(("", "zoo")));
        assert!(extremes.exclude("zoology") && !extremes.exclude("zoo") && !extremes.exclude("b"));
    }
}
