//! The writer of a field, as the scorecard shows it.

use super::scorecard::MainWriter;
use crate::analysis::writers::{conflict, in_words};
use crate::model::{Basis, FieldWrites, Rate};

/// The writer with the most recent writes, and the sentence that says so.
pub(super) fn main(writes: &FieldWrites) -> Option<(MainWriter, String)> {
    let first = writes.writers.first()?;
    let (all, recent) = (writes.writes(), writes.recent());
    let share = if recent > 0 { Rate::new(first.recent, recent) } else { Rate::new(first.writes, all) };
    let share = (share.of > 0).then_some(share);
    let writer = MainWriter {
        class: first.writer.class,
        system: first.writer.system.clone(),
        share,
        writers: writes.distinct.count,
        coverage: writes.coverage,
        last: writes.last,
        basis: writes.basis,
    };
    let who = in_words(&first.writer);
    let said = match (conflict(writes), share) {
        (Some(hands), _) => format!("two writers: {hands}"),
        (None, Some(share)) => format!("written by {who}, {share}"),
        (None, None) => format!("last written by {who}"),
    };
    (writes.basis != Basis::Record).then_some((writer, said))
}
