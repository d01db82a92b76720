//! The chance that a deal is won.

use serde::{Deserialize, Serialize};

/// Chance of winning, in `0.0..=1.0`.
///
/// The CRMs disagree on the unit: Salesforce exports percent (`10`), HubSpot a fraction (`0.1`),
/// NetSuite text such as `70.0%`. Each importer names the one it reads, and nobody downstream has
/// to know.
///
/// ```
/// use revops::model::Probability;
/// assert_eq!(Probability::from_percent(10.0), Probability::from_fraction(0.1));
/// assert!(Probability::from_percent(110.0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Probability(f64);

/// The number given is no probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("outside 0 to 100%")]
pub struct ProbabilityError;

impl Probability {
    /// Reads `70` as seventy in a hundred.
    ///
    /// # Errors
    /// When the number is not within 0 to 100.
    pub fn from_percent(percent: f64) -> Result<Self, ProbabilityError> {
        Self::from_fraction(percent / 100.0)
    }

    /// Reads `0.7` as seventy in a hundred.
    ///
    /// # Errors
    /// When the number is not within 0 to 1, or not a number.
    pub fn from_fraction(fraction: f64) -> Result<Self, ProbabilityError> {
        if (0.0..=1.0).contains(&fraction) { Ok(Self(fraction)) } else { Err(ProbabilityError) }
    }

    /// The fraction, in `0.0..=1.0`.
    #[must_use]
    pub fn fraction(self) -> f64 {
        self.0
    }
}

impl std::fmt::Display for Probability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = (self.0 * 1000.0).round() / 10.0;
        write!(f, "{percent}%")
    }
}
