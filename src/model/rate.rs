//! How many of how many.

use serde::{Deserialize, Serialize};

/// A share that keeps its denominator, so that 0 % of 40 is never taken for 0 % of 400,000.
///
/// `hits` is never above `of`. A rate over nothing (`of == 0`) is *not measured*, which is not zero.
///
/// ```
/// use revops::model::Rate;
/// assert_eq!(Rate::new(124, 4_012).to_string(), "3.1% (124 of 4,012)");
/// assert_eq!(Rate::new(0, 0).to_string(), "not measured");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Rate {
    /// How many meet the condition.
    pub hits: u64,
    /// Out of how many.
    pub of: u64,
}

impl Rate {
    /// Builds a rate; hits beyond the denominator are cut to it.
    #[must_use]
    pub fn new(hits: u64, of: u64) -> Self {
        Self { hits: hits.min(of), of }
    }

    /// The share in `0.0..=1.0`, or `None` where nothing was counted.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share is shown with one decimal")]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Whether the share lies below a threshold; `None` where nothing was counted.
    #[must_use]
    pub fn below(self, threshold: f64) -> Option<bool> {
        self.share().map(|share| share < threshold)
    }

    /// The percentage alone, `3.1%`, or `not measured`.
    ///
    /// A share that is not zero never prints as `0.0%`, and one short of all never as `100.0%`.
    #[must_use]
    pub fn percent(self) -> String {
        let Some(share) = self.share() else {
            return "not measured".to_owned();
        };
        if self.hits > 0 && share < 0.0005 {
            return "<0.1%".to_owned();
        }
        if self.hits < self.of && share > 0.9995 {
            return ">99.9%".to_owned();
        }
        format!("{:.1}%", share * 100.0)
    }
}

impl std::ops::Add for Rate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { hits: self.hits.saturating_add(other.hits), of: self.of.saturating_add(other.of) }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.of == 0 {
            return f.write_str("not measured");
        }
        write!(f, "{} ({} of {})", self.percent(), grouped(self.hits), grouped(self.of))
    }
}

/// A whole number with a comma every three digits.
///
/// ```
/// assert_eq!(revops::model::grouped(1_204_331), "1,204,331");
/// ```
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_near_the_ends_never_rounds_onto_them() {
        assert_eq!(Rate::new(1, 100_000).percent(), "<0.1%");
        assert_eq!(Rate::new(99_999, 100_000).percent(), ">99.9%");
        assert_eq!(Rate::new(0, 100_000).percent(), "0.0%");
    }
}
