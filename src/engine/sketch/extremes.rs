//! The lowest and the highest of many texts, byte by byte, and how often each occurs.
//!
//! Both are counted exactly: when a text first lies beyond all others, it cannot have been there before.

/// Bytes that are kept.
const KEPT: usize = 320;

/// Between which texts all others lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extremes {
    /// The first bytes of both, by which nearly every text is settled.
    starts: Option<(u128, u128)>,
    lowest: End,
    highest: End,
}

/// One end of the range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct End {
    /// As much of the text as is kept.
    pub text: String,
    pub hash: u64,
    pub count: u64,
    /// Whether the whole text is kept.
    whole: bool,
}

impl Extremes {
    /// Counts a text so many times.
    pub fn add(&mut self, hash: u64, text: &str, count: u64) {
        self.add_from(beginning(text.as_bytes()), hash, text.as_bytes(), count);
    }

    /// The same, of a text whose [`beginning`] is known already.
    #[inline]
    pub fn add_from(&mut self, beginning: u128, hash: u64, text: &[u8], count: u64) {
        if !self.starts.is_some_and(|(low, high)| low < beginning && beginning < high) {
            self.look_closely(beginning, hash, std::str::from_utf8(text).unwrap_or_default(), count);
        }
    }

    /// How often a text occurs, where that is certain: at either end, beyond it, or nowhere.
    #[must_use]
    pub fn count(&self, hash: u64, text: &str) -> Option<u64> {
        let at = [&self.lowest, &self.highest].into_iter().find(|end| end.hash == hash && end.whole);
        let beyond =
            self.starts.is_none() || text < self.lowest.text.as_str() || text > self.highest.text.as_str();
        at.map(|end| end.count).or((beyond && text.len() < KEPT).then_some(0))
    }

    /// The lowest and the highest.
    #[must_use]
    pub fn both(&self) -> Option<[&End; 2]> {
        self.starts.map(|_| [&self.lowest, &self.highest])
    }

    #[cold]
    fn look_closely(&mut self, start: u128, hash: u64, text: &str, count: u64) {
        let kept = &text[..text.floor_char_boundary(KEPT)];
        let whole = kept.len() == text.len();
        let Some((low, high)) = &mut self.starts else {
            self.starts = Some((start, start));
            self.lowest = End { text: kept.to_owned(), hash, count, whole };
            self.highest = self.lowest.clone();
            return;
        };
        if start <= *low {
            *low = start;
            self.lowest.meet(hash, kept, count, whole, std::cmp::Ordering::Less);
        }
        if start >= *high {
            *high = start;
            self.highest.meet(hash, kept, count, whole, std::cmp::Ordering::Greater);
        }
    }
}

impl End {
    fn meet(&mut self, hash: u64, kept: &str, count: u64, whole: bool, beyond: std::cmp::Ordering) {
        if hash == self.hash {
            self.count += count;
        } else if kept.cmp(&self.text) == beyond {
            kept.clone_into(&mut self.text);
            (self.hash, self.count, self.whole) = (hash, count, whole);
        } else if kept == self.text {
            // Longer than what is kept: which of the two lies beyond the other is not known.
            self.whole = false;
        }
    }
}

/// The first sixteen bytes as a number that orders as they do; what is missing counts as zero.
#[must_use]
pub fn beginning(text: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let kept = text.len().min(bytes.len());
    bytes[..kept].copy_from_slice(&text[..kept]);
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_order_as_texts_do() {
        let texts = [
            "",
            "a",
            "a\u{1}",
            "ab",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "abcdefghijklmno",
            "abcdefghijklmnop",
            "b",
            "zz",
        ];
        for (index, one) in texts.iter().enumerate() {
            for (other_index, other) in texts.iter().enumerate() {
                assert_eq!(
                    beginning(one.as_bytes()).cmp(&beginning(other.as_bytes())),
                    index.cmp(&other_index),
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn both_ends_are_counted_from_their_first_occurrence() {
        let mut extremes = Extremes::default();
        let texts =
            ["mill", "mill", "m", "millwright", "millstone 1", "millwright", "", "zoo", "zoo", "mine", "zoo"];
        for text in texts {
            extremes.add(super::super::hash(text), text, 1);
        }
        let [low, high] = extremes.both().unwrap();
        assert_eq!((low.text.as_str(), low.count, high.text.as_str(), high.count), ("", 1, "zoo", 3));
        let count = |text: &str| extremes.count(super::super::hash(text), text);
        assert_eq!((count("zoo"), count("zoology"), count("millwright")), (Some(3), Some(0), None));
    }
}
