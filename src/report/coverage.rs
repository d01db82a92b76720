//! Which evidence a page rests on, in sentences.

use jiff::civil::Date;

use super::Block;
use crate::model::{AsOfSource, Coverage, Supplied};

/// The day a page is about, and where that day comes from.
pub(super) fn as_of(day: Date, source: Option<AsOfSource>) -> String {
    match source {
        None | Some(AsOfSource::Given) => format!("as of {day}"),
        Some(AsOfSource::NewestRecord) => format!("as of {day}, the day of the newest record"),
        Some(AsOfSource::Today) => format!("as of {day}, which is today: no record carries a date"),
    }
}

/// What was looked at, and what was not.
pub(super) fn notes(coverage: &Coverage) -> Block {
    let mut notes = vec![consumers(coverage)];
    let rest = [
        (coverage.records, "records"),
        (coverage.schema, "schema"),
        (coverage.writers, "history of who wrote what"),
    ];
    for (supplied, noun) in rest {
        match supplied {
            Supplied::Yes => {}
            Supplied::Partly => notes.push(format!("{noun}: supplied in part")),
            Supplied::No => notes.push(format!("{noun}: not supplied")),
        }
    }
    Block::Notes { title: "Evidence".to_owned(), notes }
}

fn consumers(coverage: &Coverage) -> String {
    let missing = match coverage.not_supplied.as_slice() {
        [] => String::new(),
        places => format!("; not supplied: {}", places.join(", ")),
    };
    match (coverage.consumers, coverage.looked_in.as_slice()) {
        (Supplied::No, _) => format!("consumers: nobody looked{missing}"),
        (_, []) => format!("consumers: looked for{missing}"),
        (_, places) => format!("consumers: looked for in {}{missing}", places.join(", ")),
    }
}
