//! What the values of a column tell where no schema does.

use super::dates::{Order, parse};
use super::dialect::{DecimalMark, MarkEvidence, is_boolean, number};
use crate::model::FieldKind;

/// Values of a kind that is guessed must be this many: three dates are no proof.
const ENOUGH: usize = 5;

/// The kind that every value fits, or text. Nothing filled is unknown.
pub fn kind<'a>(values: &(impl Iterator<Item = &'a str> + Clone)) -> FieldKind {
    let count = values.clone().count();
    if count == 0 {
        return FieldKind::Unknown;
    }
    if count < ENOUGH {
        return FieldKind::Text;
    }
    let all = |test: fn(&str) -> bool| values.clone().all(test);
    if all(|value| value.len() > 1 && is_boolean(value)) {
        FieldKind::Boolean
    } else if all(is_number) {
        FieldKind::Number
    } else if all(is_date) {
        FieldKind::Date
    } else if all(|value| value.contains('@') && !value.contains(' ')) {
        FieldKind::Email
    } else {
        FieldKind::Text
    }
}

/// A number and not an id, a postal code or a phone number: no leading zero, no more digits than money has.
fn is_number(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let leading = value.len() > 1 && value.starts_with('0') && !value[1..].starts_with(['.', ',']);
    digits > 0
        && digits <= 12
        && !leading
        && (number(value, DecimalMark::Point).is_some() || number(value, DecimalMark::Comma).is_some())
}

fn is_date(value: &str) -> bool {
    !value.bytes().all(|byte| byte.is_ascii_digit())
        && parse(value, Order::MonthFirst).or_else(|| parse(value, Order::DayFirst)).is_some()
}

/// The decimal mark of a column; where its values are silent, a semicolon file is taken to be European.
pub fn mark<'a>(values: impl Iterator<Item = &'a str>, semicolons: bool) -> DecimalMark {
    let mut evidence = MarkEvidence::default();
    values.for_each(|value| evidence.see(value));
    evidence.mark().unwrap_or(if semicolons { DecimalMark::Comma } else { DecimalMark::Point })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_named_only_when_every_value_fits() {
        let of = |values: &[&str]| kind(&values.iter().copied());
        assert_eq!(of(&["1", "2.5", "3", "4", "1,000"]), FieldKind::Number);
        assert_eq!(of(&["01067", "80331", "10115", "20095", "50667"]), FieldKind::Text);
        assert_eq!(of(&["true", "false", "true", "true", "false"]), FieldKind::Boolean);
        assert_eq!(of(&["2026-01-01", "1/2/2026", "3/4/26", "2026-01-01", "soon"]), FieldKind::Text);
        assert_eq!(of(&[]), FieldKind::Unknown);
    }
}
