//! What a value is, apart from how often it occurs: looked at once, however many cells hold it.

use super::Placeholders;

/// How the cells of one column are to be read.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    /// Hashes of the values that are not blank and still mean nothing: `- None -`, fifteen zeros.
    pub vacant: Vec<u64>,
    /// The value a new record gets by itself.
    pub default: Option<String>,
    pub placeholders: std::sync::Arc<Placeholders>,
    /// For booleans: whether the cell says yes.
    pub truth: Option<fn(&str) -> bool>,
    /// Whether a value fits the field's type; `None` where every value does.
    pub fits: Option<fn(&str) -> bool>,
}

impl ColumnPlan {
    /// Whether a value, by its hash, means nothing.
    #[inline]
    #[must_use]
    pub fn is_vacant(&self, hash: u64) -> bool {
        self.vacant.contains(&hash)
    }

    /// What a value is; `text` is asked for only where its first byte does not tell.
    #[inline]
    pub(super) fn nature<'t>(&self, bytes: &[u8], text: impl Fn() -> &'t str) -> Nature {
        let unfit = || if self.fits.is_none_or(|fits| fits(text())) { 0 } else { UNFIT };
        if let Some(truth) = self.truth {
            return Nature(unfit() | if truth(text()) { TRUE | EFFECTIVE } else { 0 });
        }
        if self.placeholders.may_be(bytes) && self.placeholders.contains(text()) {
            return Nature(PLACEHOLDER);
        }
        if self.default.as_deref().is_some_and(|default| default.as_bytes() == bytes) {
            return Nature(DEFAULT);
        }
        Nature(EFFECTIVE | unfit())
    }
}

const EFFECTIVE: u8 = 1;
const PLACEHOLDER: u8 = 2;
const DEFAULT: u8 = 4;
const TRUE: u8 = 8;
const UNFIT: u8 = 16;

/// The properties of a value in one column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nature(u8);

impl Nature {
    /// Whether it says something: no placeholder, no default, and yes where it is a checkbox.
    #[inline]
    pub(super) fn is_effective(self) -> bool {
        self.0 & EFFECTIVE != 0
    }

    pub(super) fn bits(self) -> u32 {
        u32::from(self.0)
    }

    #[inline]
    pub(super) fn from_bits(bits: u32) -> Self {
        Self(bits as u8)
    }
}

/// How many cells were of which nature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Natures {
    pub placeholder: u64,
    pub default: u64,
    pub truths: u64,
    pub unfit: u64,
    /// Characters of the longest value.
    pub longest: u64,
}

impl Natures {
    /// Counts one cell.
    #[inline]
    pub(super) fn add_one<'t>(&mut self, nature: Nature, bytes: &[u8], text: impl Fn() -> &'t str) {
        // No value has more characters than bytes.
        if bytes.len() as u64 > self.longest {
            self.longest = self.longest.max(length(text()));
        }
        if nature != Nature(EFFECTIVE) {
            self.add(nature, 1, 0);
        }
    }

    pub(super) fn add(&mut self, nature: Nature, count: u64, length: u64) {
        let times = |bit: u8| if nature.0 & bit == 0 { 0 } else { count };
        self.placeholder += times(PLACEHOLDER);
        self.default += times(DEFAULT);
        self.truths += times(TRUE);
        self.unfit += times(UNFIT);
        self.longest = self.longest.max(length);
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.placeholder += other.placeholder;
        self.default += other.default;
        self.truths += other.truths;
        self.unfit += other.unfit;
        self.longest = self.longest.max(other.longest);
    }
}

/// Characters of a value.
pub(super) fn length(value: &str) -> u64 {
    (if value.is_ascii() { value.len() } else { value.chars().count() }) as u64
}
