//! Spellings of empty, yes and no, and numbers.

use std::str::FromStr as _;

use rust_decimal::Decimal;

use super::crm::crm_named;
use crate::model::{FieldKind, Holds};

/// The ways in which a CRM writes nothing, beyond leaving the cell blank.
#[must_use]
pub fn vacant_in(crm: &str) -> &'static [&'static str] {
    crm_named(crm).map_or(&[], |crm| crm.empties)
}

/// How Salesforce's weekly export writes a currency that is not set.
pub const NO_CURRENCY: &[&str] = &["000"];

/// Whether a boolean cell says yes.
#[must_use]
pub fn truth(value: &str) -> bool {
    matches!(
        value,
        "1" | "true" | "True" | "TRUE" | "T" | "t" | "Yes" | "yes" | "YES" | "Y" | "y" | "X" | "x"
    )
}

/// Whether a cell says yes or no at all.
#[must_use]
pub fn is_boolean(value: &str) -> bool {
    truth(value)
        || matches!(value, "0" | "false" | "False" | "FALSE" | "F" | "f" | "No" | "no" | "NO" | "N" | "n")
}

/// What stands between whole and fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    #[default]
    Point,
    Comma,
}

/// What the numbers of a column say about their decimal mark.
#[derive(Debug, Clone, Copy, Default)]
pub struct MarkEvidence {
    point: u64,
    comma: u64,
}

impl MarkEvidence {
    /// Looks at one value. `1,234` could be either, and counts for neither.
    pub fn see(&mut self, text: &str) {
        let digits: String =
            text.chars().filter(|mark| mark.is_ascii_digit() || ".,".contains(*mark)).collect();
        match (digits.rfind('.'), digits.rfind(',')) {
            (Some(point), Some(comma)) if point > comma => self.point += 1,
            (Some(_), Some(_)) => self.comma += 1,
            (Some(point), None) if digits.len() - point != 4 || digits.starts_with('0') => self.point += 1,
            (None, Some(comma)) if digits.len() - comma != 4 || digits.starts_with('0') => self.comma += 1,
            _ => {}
        }
    }

    /// The mark that the evidence speaks for, or `None` when it is silent.
    #[must_use]
    pub fn mark(self) -> Option<DecimalMark> {
        match (self.point, self.comma) {
            (0, 0) => None,
            (point, comma) if comma > point => Some(DecimalMark::Comma),
            _ => Some(DecimalMark::Point),
        }
    }
}

/// A number as reports write it, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub value: Decimal,
    /// ISO 4217 code, where the cell names one: `USD 1,234.00`.
    pub currency: Option<String>,
    /// Whether it was written with a percent sign.
    pub percent: bool,
}

/// Reads a number with thousands separators, currency, percent sign, parentheses or trailing minus.
///
/// ```
/// use revops::import::dialect::{DecimalMark, number};
/// assert_eq!(number("USD 1,234.50", DecimalMark::Point).unwrap().value.to_string(), "1234.50");
/// assert_eq!(number("1.234,50 €", DecimalMark::Comma).unwrap().value.to_string(), "1234.50");
/// assert!(number("about 5", DecimalMark::Point).is_none());
/// ```
#[must_use]
pub fn number(text: &str, mark: DecimalMark) -> Option<Number> {
    let mut rest = text.trim();
    let mut currency = None;
    let mut negative = false;
    if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (rest, negative) = (inside, true);
    }
    let percent = rest.ends_with('%');
    rest = rest.trim_end_matches('%').trim();
    for (prefix, suffix) in [
        (rest.get(..3), rest.get(3..)),
        (last_three(rest), rest.len().checked_sub(3).and_then(|at| rest.get(..at))),
    ] {
        if let (Some(code), Some(other)) = (prefix, suffix)
            && iso_currency::Currency::from_str(code).is_ok()
        {
            (currency, rest) = (Some(code.to_owned()), other.trim());
            break;
        }
    }
    rest = rest.trim_matches(|mark: char| "$€£¥₹".contains(mark) || mark.is_whitespace());
    if let Some(positive) = rest.strip_prefix('-').or_else(|| rest.strip_suffix('-')) {
        (rest, negative) = (positive.trim_matches(|mark: char| "$€£¥₹ ".contains(mark)), !negative);
    }
    let value = plain(rest.strip_prefix('+').unwrap_or(rest), mark)?;
    Some(Number { value: if negative { -value } else { value }, currency, percent })
}

fn last_three(text: &str) -> Option<&str> {
    text.get(text.len().checked_sub(3)?..)
}

/// Digits, separators in their places, perhaps an exponent.
fn plain(text: &str, mark: DecimalMark) -> Option<Decimal> {
    let (point, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    if !text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
        return None;
    }
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split([group, ' ', '\'', '\u{a0}', '\u{202f}']).collect();
    let grouped =
        groups.len() == 1 || (!groups[0].is_empty() && groups[1..].iter().all(|part| part.len() == 3));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !grouped || !groups.iter().all(|part| digits(part)) {
        return exponent(text);
    }
    if !digits(fraction) {
        return exponent(text);
    }
    let mut number: String = groups.concat();
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    Decimal::from_str(&number).ok()
}

/// Digits, and at most one point between them: what nearly every number looks like.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let points = digits.iter().filter(|&&byte| byte == b'.').count();
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    // A decimal holds 28 digits for certain.
    digits.len() <= 28
        && points <= 1
        && ends(digits.first())
        && ends(digits.last())
        && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

fn exponent(text: &str) -> Option<Decimal> {
    text.contains(['e', 'E']).then(|| Decimal::from_scientific(text).ok())?
}

/// Whether a value fits a type. Types without a shape of their own fit everything.
#[must_use]
pub fn fits(kind: FieldKind, mark: DecimalMark) -> Option<fn(&str) -> bool> {
    Some(match (kind.holds(), mark) {
        (Holds::Number, DecimalMark::Point) => {
            |value| is_plain(value) || number(value, DecimalMark::Point).is_some()
        }
        (Holds::Number, DecimalMark::Comma) => |value| number(value, DecimalMark::Comma).is_some(),
        (Holds::Boolean, _) => is_boolean,
        (Holds::Date | Holds::DateTime, _) => |value| {
            use super::dates::{Order, iso, parse};
            iso(value).is_some()
                || parse(value, Order::MonthFirst).or_else(|| parse(value, Order::DayFirst)).is_some()
        },
        (Holds::Text, _) if kind == FieldKind::Email => is_email,
        (Holds::Text, _) => return None,
    })
}

/// Whether a value has a name, an `@` and a host with a point, and no spaces.
fn is_email(value: &str) -> bool {
    let (mut at, mut point) = (false, false);
    for (place, byte) in value.bytes().enumerate() {
        match byte {
            b' ' => return false,
            b'@' if !at => {
                if place == 0 {
                    return false;
                }
                at = true;
            }
            b'.' => point |= at,
            _ => {}
        }
    }
    at && point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_reports_are_read_and_words_are_not() {
        let read = |text, mark| number(text, mark).map(|number| number.value.to_string()).unwrap_or_default();
        assert_eq!(read("EUR 1.234,50", DecimalMark::Comma), "1234.50");
        assert_eq!(read("(500.0)", DecimalMark::Point), "-500.0");
        assert_eq!(read("12,34", DecimalMark::Point), "");
        assert_eq!(read("1.5E+3", DecimalMark::Point), "1500");
        assert_eq!(read("$-12", DecimalMark::Point), "-12");
        assert_eq!(number("70.0%", DecimalMark::Point).map(|number| number.percent), Some(true));
        assert_eq!(read("", DecimalMark::Point), "");
        assert_eq!(read("n/a", DecimalMark::Point), "");
    }

    #[test]
    fn the_mark_is_decided_by_evidence_and_never_by_one_thousand() {
        let mark = |values: &[&str]| {
            let mut evidence = MarkEvidence::default();
            values.iter().for_each(|value| evidence.see(value));
            evidence.mark()
        };
        assert_eq!(mark(&["1,234"]), None);
        assert_eq!(mark(&["1.234,50", "1,234"]), Some(DecimalMark::Comma));
        assert_eq!(mark(&["1,234.50"]), Some(DecimalMark::Point));
    }
}
