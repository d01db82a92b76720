//! Words that people type when they have nothing to say, looked up without a copy of the cell.

use std::collections::HashSet;

/// Longer than any word that stands for nothing, in bytes.
const LONGEST: usize = 63;

/// A set of words in lower case.
#[derive(Debug, Clone, Default)]
pub struct Placeholders {
    words: HashSet<String>,
    /// Bit `n` is set where a word has `n` bytes: most cells are settled by their length.
    lengths: u64,
}

impl Placeholders {
    /// The given words, in any case.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a String>) -> Self {
        let words: HashSet<String> = words.into_iter().map(|word| word.trim().to_lowercase()).collect();
        let lengths =
            words.iter().filter(|word| word.len() <= LONGEST).fold(0, |bits, word| bits | 1 << word.len());
        Self { words, lengths }
    }

    /// Whether a trimmed value is one of them, whatever its case.
    #[must_use]
    pub fn contains(&self, value: &str) -> bool {
        if !value.is_ascii() {
            // Changing the case of other letters may change their length.
            return value.len() <= 2 * LONGEST && self.words.contains(&value.to_lowercase());
        }
        if value.len() > LONGEST || self.lengths >> value.len() & 1 == 0 {
            return false;
        }
        let mut lower = [0; LONGEST];
        let lower = &mut lower[..value.len()];
        lower.copy_from_slice(value.as_bytes());
        lower.make_ascii_lowercase();
        std::str::from_utf8(lower).is_ok_and(|lower| self.words.contains(lower))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_others_are_not() {
        let words = ["n/a".to_owned(), "Übrig".to_owned()];
        let placeholders = Placeholders::new(&words);
        assert!(
            placeholders.contains("N/A") && placeholders.contains("übrig") && placeholders.contains("ÜBRIG")
        );
        assert!(
            !placeholders.contains("n/b")
                && !placeholders.contains("")
                && !placeholders.contains(&"x".repeat(500))
        );
    }
}
