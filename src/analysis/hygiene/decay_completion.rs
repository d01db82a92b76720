//! Number four: of the records due for retirement, how many were retired?

use super::numbers::ObjectRate;
use super::weekly;
use crate::model::{ObjectSnapshot, Rate};

pub(super) fn by_object(objects: &[&ObjectSnapshot]) -> Vec<ObjectRate> {
    weekly(objects)
        .into_iter()
        .map(|object| {
            let (rate, note) = match object.decay {
                Ok(due) if due.of > 0 => (Some(due), None),
                Ok(_) => (None, Some("no record is due".to_owned())),
                Err(missing) => (None, Some(missing.to_owned())),
            };
            ObjectRate { crm: object.crm.to_owned(), object: object.name.clone(), rate, note }
        })
        .collect()
}

pub(super) fn pooled(parts: &[ObjectRate]) -> Result<Rate, String> {
    ObjectRate::pooled(parts, "no records: supply records with a date of the last activity, and a decay rule")
}
