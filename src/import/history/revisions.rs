//! HubSpot's `propertiesWithHistory`: for each property of a record the revisions that are kept, newest first.

use serde::Deserialize;

use super::super::open::{How, Part};
use super::form::{Change, Columns};
use crate::engine::read::Row;

/// The key under which the revisions of a record stand.
pub(super) const KEY: &str = "propertiesWithHistory";

/// The same document, read for its revisions instead of its values.
pub(super) fn part(records: &Part) -> Option<Part> {
    let How::Json(plan) = &records.how else { return None };
    let mut part = records.clone();
    let mut plan = plan.clone();
    plan.inner = Some(KEY.to_owned());
    part.how = How::Json(plan);
    Some(part)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revision {
    timestamp: serde_json::Value,
    source_type: Option<String>,
    source_id: Option<String>,
    source_label: Option<String>,
    updated_by_user_id: Option<serde_json::Number>,
}

/// Visits every revision of a record; says how many properties could not be read.
pub(super) fn each(
    columns: &Columns,
    header: &[String],
    row: &Row,
    mut visit: impl FnMut(Change<'_>),
) -> u64 {
    let mut unreadable = 0;
    let record = header.iter().position(|title| title == "id").map_or("", |at| row.get(at));
    for (title, cell) in header.iter().zip(row.cells()) {
        // Values of the record itself are never lists; those of the histories always are.
        if !cell.starts_with('[') {
            continue;
        }
        let Ok(revisions) = serde_json::from_str::<Vec<Revision>>(cell) else {
            unreadable += 1;
            continue;
        };
        let field = title.strip_prefix(KEY).map_or(title.as_str(), |rest| rest.trim_start_matches('.'));
        for revision in revisions {
            let at = match &revision.timestamp {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let author = revision.updated_by_user_id.map(|id| id.to_string()).unwrap_or_default();
            visit(Change {
                object: &columns.object,
                field,
                record,
                author: &author,
                at: &at,
                source: revision.source_type.as_deref().unwrap_or_default(),
                source_id: revision.source_id.as_deref().unwrap_or_default(),
                label: revision.source_label.as_deref().unwrap_or_default(),
                ids: false,
            });
        }
    }
    unreadable
}
