//! Counts that stay small: exact while the data is, then approximate and marked so.

mod distinct;
mod extremes;
mod heavy;
mod table;

pub use distinct::{Distinct, Ranked};
pub use extremes::{Extremes, beginning};
pub use heavy::Heavy;
pub use table::Table;

/// Bytes that are hashed at once; shorter texts are filled up, so that nothing has to be decided by their length.
const BLOCK: usize = 32;

/// One hash for everything that is counted, so that runs and threads agree.
#[must_use]
#[inline]
pub fn hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// The same, of text as bytes.
#[must_use]
pub fn hash_bytes(text: &[u8]) -> u64 {
    if text.len() >= BLOCK {
        return rapidhash::v3::rapidhash_v3(text);
    }
    let mut block = [0; BLOCK];
    block[..text.len()].copy_from_slice(text);
    hash_short(&block, text.len())
}

/// The same, of `length` bytes from `start` on in a longer text: quicker where enough bytes stand behind them.
#[must_use]
#[inline(always)]
pub fn hash_within(text: &[u8], start: usize, length: usize) -> u64 {
    match text.get(start..).and_then(<[u8]>::first_chunk::<BLOCK>) {
        Some(block) if length < BLOCK => hash_short(block, length),
        _ => hash_bytes(text.get(start..start + length).unwrap_or_default()),
    }
}

/// The hash of the first bytes of a block, fewer than it has.
#[inline(always)]
fn hash_short(block: &[u8; BLOCK], length: usize) -> u64 {
    /// By length, which bytes count.
    static KEPT: [[u64; BLOCK / 8]; BLOCK] = {
        let mut kept = [[0; BLOCK / 8]; BLOCK];
        let mut length = 0;
        while length < BLOCK {
            let mut byte = 0;
            while byte < length {
                kept[length][byte / 8] |= 0xff << (8 * (byte % 8));
                byte += 1;
            }
            length += 1;
        }
        kept
    };
    let mut words = [0; BLOCK / 8];
    for ((word, bytes), kept) in words.iter_mut().zip(block.as_chunks().0).zip(&KEPT[length % BLOCK]) {
        *word = u64::from_le_bytes(*bytes) & kept;
    }
    // The last byte is free, and tells a text from the same one with zeros behind it.
    words[BLOCK / 8 - 1] |= (length as u64) << 56;
    let mut filled = [0; BLOCK];
    for (bytes, word) in filled.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    rapidhash::v3::rapidhash_v3_inline::<true, true, false>(&filled, &rapidhash::v3::DEFAULT_RAPID_SECRETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_hashes_alike_wherever_it_stands_and_unlike_any_other() {
        let text = "0123456789 abcdefghijklmnopqrstuvwxyz \0\0\0 0123456789 abcdefghijklmnopqrstuvwxyz";
        let mut all = std::collections::BTreeMap::new();
        for start in 0..text.len() {
            for length in 0..=text.len() - start {
                let part = &text[start..start + length];
                let hash = hash(part);
                assert_eq!(hash_within(text.as_bytes(), start, length), hash, "{start} {length}");
                assert_eq!(*all.entry(hash).or_insert(part), part);
            }
        }
    }
}
