//! Counts that stay small: exact while the data is, then approximate and marked so.

mod distinct;
mod extremes;
mod heavy;
mod table;

pub use distinct::Distinct;
pub use extremes::Extremes;
pub use heavy::Heavy;
pub use table::Table;

/// One hash for everything that is counted, so that runs and threads agree.
#[must_use]
#[inline(always)]
pub fn hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// The same, of text as bytes.
#[must_use]
#[inline(always)]
pub fn hash_bytes(text: &[u8]) -> u64 {
    rapidhash::v3::rapidhash_v3(text)
}
