//! Number one: how many live records there are.

use super::numbers::RecordCount;
use crate::model::ObjectSnapshot;

/// Counts the records of the objects a business keeps; users, stages and record types are set-up.
pub(super) fn of(objects: &[&ObjectSnapshot]) -> Vec<RecordCount> {
    objects
        .iter()
        .filter(|object| object.role.is_business())
        .filter_map(|object| {
            Some(RecordCount {
                crm: object.crm.to_owned(),
                object: object.name.clone(),
                role: object.role,
                count: object.records?,
            })
        })
        .collect()
}
