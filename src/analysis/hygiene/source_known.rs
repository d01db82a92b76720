//! Number three: of the records born this week, how many say where they come from?
//!
//! Old records are left in peace: what matters is whether the tap is still running.

use super::numbers::ObjectRate;
use super::weekly;
use crate::model::{ObjectSnapshot, Rate};

pub(super) fn by_object(objects: &[&ObjectSnapshot]) -> Vec<ObjectRate> {
    weekly(objects)
        .into_iter()
        .map(|object| {
            let (rate, note) = match object.births {
                Ok(births) if births.source_known.of > 0 => (Some(births.source_known), None),
                Ok(_) => (None, Some("no record was created in the week".to_owned())),
                Err(missing) => (None, Some(missing.to_owned())),
            };
            ObjectRate { crm: object.crm.to_owned(), object: object.name.clone(), rate, note }
        })
        .collect()
}

pub(super) fn pooled(parts: &[ObjectRate]) -> Result<Rate, String> {
    ObjectRate::pooled(parts, "no records: supply records with a created date and a source")
}
