//! An amount in one currency.

use std::str::FromStr as _;

use rust_decimal::prelude::FromPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};

use super::Probability;

/// An exact decimal amount, and its currency where the export or the configuration names one.
///
/// Held as a decimal and not as minor units, because exports carry fractions of a cent
/// (`9225.225`) and amounts without a currency, whose minor unit nobody knows. Two amounts are
/// added only when their currencies are the same.
#[derive(Debug, Clone, PartialEq, Eq, schemars::JsonSchema)]
pub struct Money {
    /// The amount, in whole units of the currency.
    #[schemars(with = "String")]
    pub value: Decimal,
    /// ISO 4217 code in capitals; `None` when the export has one currency and does not name it.
    pub currency: Option<String>,
}

impl Money {
    /// An amount in a currency.
    #[must_use]
    pub fn new(value: Decimal, currency: Option<String>) -> Self {
        Self { value, currency }
    }

    /// Adds, or returns `None` where the currencies differ or the sum does not fit.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.value.checked_add(other.value))
            .flatten()
            .map(|value| Self { value, currency: self.currency.clone() })
    }

    /// The part of the amount that a probability leaves, rounded to the currency's minor unit
    /// (two digits where the currency is not known), half to even.
    ///
    /// ```
    /// use revops::model::{Money, Probability};
    /// let amount = Money::new("30000".parse().unwrap(), Some("EUR".into()));
    /// let half = amount.weighted(Probability::from_percent(50.0).unwrap()).unwrap();
    /// assert_eq!(half.to_string(), "15000.00 EUR");
    /// ```
    #[must_use]
    pub fn weighted(&self, probability: Probability) -> Option<Self> {
        let factor = Decimal::from_f64(probability.fraction())?;
        let mut value = self
            .value
            .checked_mul(factor)?
            .round_dp_with_strategy(self.digits(), RoundingStrategy::MidpointNearestEven);
        value.rescale(self.digits());
        Some(Self { value, currency: self.currency.clone() })
    }

    /// Digits after the point that this currency is written with: 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn digits(&self) -> u32 {
        self.currency
            .as_deref()
            .and_then(|code| iso_currency::Currency::from_str(code).ok())
            .and_then(iso_currency::Currency::exponent)
            .map_or(2, u32::from)
    }

    /// The amount for a table: grouped, without decimals where it is large.
    #[must_use]
    pub fn short(&self) -> String {
        let digits = if self.value.abs() >= Decimal::from(1000) { 0 } else { self.digits() };
        let rounded = self.value.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
        let text = format!("{:.*}", digits as usize, rounded.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), super::grouped);
        let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        let code = self.currency.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
        format!("{sign}{whole}{point}{fraction}{code}")
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.currency {
            Some(currency) => write!(f, "{} {currency}", self.value),
            None => write!(f, "{}", self.value),
        }
    }
}

/// `{"value": "48000.00", "currency": "EUR"}`: the value is text so that no reader rounds it.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut money = serializer.serialize_struct("Money", 2)?;
        money.serialize_field("value", &self.value.to_string())?;
        money.serialize_field("currency", &self.currency)?;
        money.end()
    }
}
