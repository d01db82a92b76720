//! How many fields of each object have each verdict: one table, on the audit and above the scorecard.

use super::cells::number;
use super::{Column, Table};
use crate::analysis::fields::VerdictCounts;
use crate::model::grouped;

/// The line of one object.
pub(super) fn line(object: &str, crm: &str, records: Option<u64>, verdicts: VerdictCounts) -> Vec<String> {
    vec![
        object.to_owned(),
        crm.to_owned(),
        number(records),
        grouped(verdicts.total()),
        grouped(verdicts.archive),
        grouped(verdicts.review),
        grouped(verdicts.keep),
        grouped(verdicts.protected),
    ]
}

/// The table of such lines; `more` is the command that lists what a page leaves out.
pub(super) fn table(title: &str, rows: Vec<Vec<String>>, limit: usize, more: &str) -> Table {
    Table {
        title: title.to_owned(),
        columns: vec![
            Column::left("Object", 0),
            Column::left("CRM", 1),
            Column::right("Records", 0),
            Column::right("Fields", 0),
            Column::right("Archive", 0),
            Column::right("Review", 0),
            Column::right("Keep", 0),
            Column::right("Protected", 0),
        ],
        rows,
        limit: Some(limit),
        more: Some(more.to_owned()),
        empty: "no object was read".to_owned(),
    }
    .unless_uniform("CRM")
}
