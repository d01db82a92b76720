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
    #[inline]
    pub fn add(&mut self, hash: u64, text: &str, count: u64) {
        let start = first_bytes(text);
        if !self.starts.is_some_and(|(low, high)| low < start && start < high) {
            self.look_closely(start, hash, text, count);
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
#[inline]
fn first_bytes(text: &str) -> u128 {
    let bytes = text.as_bytes();
    if let Some(all) = bytes.first_chunk::<16>() {
        return u128::from_be_bytes(*all);
    }
    // Where there are fewer, the first half and the last one overlap.
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let last = u64::from_be_bytes(*last).checked_shl(8 * (16 - bytes.len() as u32)).unwrap_or(0);
        return u128::from(u64::from_be_bytes(*first)) << 64 | u128::from(last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let last = u32::from_be_bytes(*last).checked_shl(8 * (8 - bytes.len() as u32)).unwrap_or(0);
        return u128::from(u32::from_be_bytes(*first)) << 96 | u128::from(last) << 64;
    }
    let byte = |place: usize| u128::from(bytes.get(place).copied().unwrap_or(0));
    byte(0) << 120 | byte(1) << 112 | byte(2) << 104
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_order_as_texts_do() {
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
                    first_bytes(one).cmp(&first_bytes(other)),
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
