//! Words that people type when they have nothing to say, looked up without a copy of the cell.

/// Longer than any word that stands for nothing, in bytes.
const LONGEST: usize = 63;

/// A set of words in lower case.
#[derive(Debug, Clone)]
pub struct Placeholders {
    /// By length in bytes, then sorted.
    by_length: Vec<Vec<String>>,
    /// Whether a word begins with this byte, in either case.
    begins: [bool; 256],
    /// Words with letters beyond ASCII.
    others: Vec<String>,
}

impl Placeholders {
    /// The given words, in any case.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a String>) -> Self {
        let mut all =
            Self { by_length: vec![Vec::new(); LONGEST + 1], begins: [false; 256], others: Vec::new() };
        for word in words.into_iter().map(|word| word.trim().to_lowercase()) {
            let Some(&first) = word.as_bytes().first() else { continue };
            all.begins[usize::from(first)] = true;
            all.begins[usize::from(first.to_ascii_uppercase())] = true;
            match all.by_length.get_mut(word.len()) {
                Some(same) if word.is_ascii() => same.push(word),
                _ => all.others.push(word),
            }
        }
        all
    }

    /// Whether a value may be one of them, by its length and its first byte.
    #[inline]
    pub(super) fn may_be(&self, value: &[u8]) -> bool {
        let Some(&first) = value.first() else { return false };
        value.len() <= 2 * LONGEST && (self.begins[usize::from(first)] || first >= 0x80)
    }

    /// Whether a trimmed value is one of them, whatever its case.
    #[must_use]
    #[inline]
    pub fn contains(&self, value: &str) -> bool {
        self.may_be(value.as_bytes()) && self.look_up(value)
    }

    fn look_up(&self, value: &str) -> bool {
        let of_length = self.by_length.get(value.len()).map_or(&[][..], Vec::as_slice);
        if of_length.iter().any(|word| word.eq_ignore_ascii_case(value)) {
            return true;
        }
        !self.others.is_empty() && !value.is_ascii() && self.others.contains(&value.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_others_are_not() {
        let words = ["n/a".to_owned(), "Übrig".to_owned(), "-".to_owned()];
        let placeholders = Placeholders::new(&words);
        for word in ["N/A", "n/a", "übrig", "ÜBRIG", "-"] {
            assert!(placeholders.contains(word), "{word}");
        }
        for word in ["n/b", "", "--", "überall", &"x".repeat(500)] {
            assert!(!placeholders.contains(word), "{word}");
        }
    }
}
