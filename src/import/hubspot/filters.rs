//! Filters of lists and workflows: which properties they ask.

use serde_json::Value;

use super::super::member::text;
use super::super::schema::Declared;
use super::place::Place;
use crate::model::Access;

/// Keys whose text is the name of a property, wherever they stand.
const NAMES: &[&str] = &[
    "property",
    "propertyName",
    "property_name",
    "propertyToken",
    "comparisonPropertyName",
    "appendPropertyName",
    "dateProperty",
    "contactProperty",
    "recordFieldName",
    "sourceProperty",
];

/// Notes every property that is read below a place, whatever is built around it.
///
/// The property is one of the records in question, unless a branch looks at records associated with them.
pub(super) fn read(value: &Value, place: &Place, into: &mut Declared) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                read(item, &place.item(index), into);
            }
        }
        Value::Object(members) => {
            let inside = whose(value, place);
            for (key, member) in members {
                let here = inside.under(key);
                match member {
                    Value::String(name) if NAMES.contains(&key.as_str()) => property(name, &here, into),
                    Value::String(text) => here.tokens(into, text),
                    member => read(member, &here, into),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A name, or the token that stands for the property of a record that was fetched.
pub(super) fn property(name: &str, place: &Place, into: &mut Declared) {
    if name.contains("{{") {
        place.tokens(into, name);
    } else if let Some((owner, name)) = name.rsplit_once('.') {
        let owner = owner.rsplit('.').next().unwrap_or(owner);
        let object = place.fetched.get(owner).map_or("", String::as_str);
        place.about(object).uses(into, name, Access::Read);
    } else {
        place.uses(into, name, Access::Read);
    }
}

/// Whose properties a filter asks: those of an associated record where it says so.
fn whose<'a>(value: &Value, place: &Place<'a>) -> Place<'a> {
    if let Some(object) = text(value, "objectTypeId").or_else(|| text(value, "toObjectTypeId")) {
        return place.about(object);
    }
    // Older filters say it in words.
    match text(value, "filterFamily") {
        Some("CompanyPropertyValue") => place.about("0-2"),
        Some("DealPropertyValue") => place.about("0-3"),
        Some("PropertyValue" | "ContactPropertyValue") if place.object.is_empty() => place.about("0-1"),
        _ => place.clone(),
    }
}
