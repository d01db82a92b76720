//! How a value stands in a table: what is not known is `n/a`, and never a zero.

use crate::analysis;
use crate::model::{Money, Rate, grouped};

use super::{Block, Figure};

/// `3.1% (124 of 4,012)`, or `n/a`.
pub(super) fn rate(rate: Option<Rate>) -> String {
    rate.filter(|rate| rate.of > 0).map_or_else(not_known, |rate| rate.to_string())
}

/// A whole number with commas, or `n/a`.
pub(super) fn number(number: Option<u64>) -> String {
    number.map_or_else(not_known, grouped)
}

pub(super) fn money(money: Option<&Money>) -> String {
    money.map_or_else(not_known, Money::short)
}

/// Text, or nothing: for what may be absent without being unknown.
pub(super) fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

pub(super) fn not_known() -> String {
    "n/a".to_owned()
}

/// A bare number for machine formats; empty when not known.
pub(super) fn plain(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The percentage with one decimal for machine formats; empty when not measured.
pub(super) fn plain_percent(rate: Option<Rate>) -> String {
    rate.and_then(Rate::share).map(|share| format!("{:.1}", share * 100.0)).unwrap_or_default()
}

pub(super) fn figures(figures: &[analysis::Figure]) -> Block {
    let figure = |figure: &analysis::Figure| Figure {
        label: figure.label.clone(),
        value: figure.value.clone(),
        note: figure.note.clone(),
    };
    Block::Figures(figures.iter().map(figure).collect())
}

pub(super) fn figure(label: &str, value: String, note: Option<String>) -> Figure {
    Figure { label: label.to_owned(), value, note }
}

/// `1 field`, `2 fields`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number as u64))
}
