//! Workflows, in the shape of the current API and of the one before it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::declare::User;
use super::super::member::text;
use super::super::mention::Meant;
use super::super::schema::Declared;
use super::filters;
use super::place::{Place, day, written};
use crate::model::Access;

/// Notes what a workflow reads and sets; says whether there was anything to look at, since a list of workflows names
/// them without their actions.
pub(super) fn read(flow: &Value, into: &mut Declared) -> bool {
    if flow.get("actions").is_none() && flow.get("enrollmentCriteria").is_none() {
        return false;
    }
    let name = written(flow, "name").or_else(|| written(flow, "id")).unwrap_or_else(|| "unnamed".to_owned());
    let enabled = flow.get("isEnabled").or_else(|| flow.get("enabled")).and_then(Value::as_bool);
    let last = day(flow, "updatedAt");
    let user = User { active: enabled, last, ..User::reading("workflow", name) };
    let fetched = fetched(flow);
    // Workflows of the older API are all about contacts.
    let object = text(flow, "objectTypeId").unwrap_or("0-1").to_owned();
    let place = Place { user, object, fetched: &fetched };
    let Some(members) = flow.as_object() else { return false };
    for (key, member) in members.iter().filter(|(key, _)| *key != "objectTypeId") {
        let here = place.under(key);
        match key.as_str() {
            "actions" => actions(member, &here, into),
            "dataSources" => sources(member, &here, into),
            _ => filters::read(member, &here, into),
        }
    }
    true
}

/// Names that the flow gives to records it fetches, and their types.
fn fetched(flow: &Value) -> BTreeMap<String, String> {
    let sources = flow.get("dataSources").and_then(Value::as_array).into_iter().flatten();
    sources
        .filter_map(|source| {
            Some((text(source, "name")?.to_owned(), text(source, "objectTypeId")?.to_owned()))
        })
        .collect()
}

fn sources(value: &Value, place: &Place, into: &mut Declared) {
    for (index, source) in value.as_array().into_iter().flatten().enumerate() {
        let here = place.item(index);
        let here = text(source, "objectTypeId").map_or(here.clone(), |object| here.about(object));
        filters::read(source, &here, into);
    }
}

/// A list of actions, of which branches may hold further ones.
fn actions(value: &Value, place: &Place, into: &mut Declared) {
    for (index, action) in value.as_array().into_iter().flatten().enumerate() {
        let here = place.item(index);
        let Some(members) = action.as_object() else { continue };
        let kind = text(action, "actionTypeId").or_else(|| text(action, "type")).unwrap_or_default();
        for (key, member) in members {
            let here = here.under(key);
            match key.as_str() {
                "fields" => fields(kind, member, &here, into),
                "sourceCode" => code(member.as_str().unwrap_or_default(), &here, into),
                "acceptActions" | "rejectActions" => actions(member, &here, into),
                // `SET_COMPANY_PROPERTY` and its like, of the older API.
                "propertyName" if kind.starts_with("SET_") => {
                    let object = set_by(kind).unwrap_or("0-1");
                    here.about(object).uses(into, member.as_str().unwrap_or_default(), Access::Write);
                }
                "targetProperty" => here.uses(into, member.as_str().unwrap_or_default(), Access::Write),
                "sourceProperty" | "propertyName" | "property" => {
                    filters::property(member.as_str().unwrap_or_default(), &here, into);
                }
                _ => match member {
                    Value::String(text) => here.tokens(into, text),
                    member => filters::read(member, &here, into),
                },
            }
        }
    }
}

/// The settings of an action: the one that sets a property, the one that makes a record, and all others.
fn fields(kind: &str, value: &Value, place: &Place, into: &mut Declared) {
    let Some(members) = value.as_object() else { return };
    let other = match (value.get("association"), kind) {
        (Some(link), "0-5") if link.is_object() => Some(associated(link).unwrap_or_default()),
        (_, "0-14") => text(value, "object_type_id"),
        _ => None,
    };
    let target = other.map_or_else(|| place.clone(), |object| place.about(object));
    for (key, member) in members {
        match (kind, key.as_str(), member) {
            ("0-5", "property_name" | "property", Value::String(name)) => {
                target.under(key).uses(into, name, Access::Write);
            }
            ("0-14", "properties", Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(name) = text(item, "targetProperty") {
                        let at = format!("properties[{index}].targetProperty");
                        target.under(&at).uses(into, name, Access::Write);
                    }
                    filters::read(item, &place.under(key).item(index), into);
                }
            }
            (_, _, Value::String(text)) => place.under(key).tokens(into, text),
            (_, _, member) => filters::read(member, &place.under(key), into),
        }
    }
}

/// The type of the record at the other end of an association that HubSpot defines.
fn associated(link: &Value) -> Option<&'static str> {
    match link.get("associationTypeId")?.as_u64()? {
        2 | 3 | 16 | 280 => Some("0-1"),
        1 | 5 | 26 | 279 | 339 | 341 => Some("0-2"),
        4 | 6 | 28 | 342 => Some("0-3"),
        15 | 25 | 27 | 340 => Some("0-5"),
        _ => None,
    }
}

fn set_by(kind: &str) -> Option<&'static str> {
    [("COMPANY", "0-2"), ("DEAL", "0-3"), ("TICKET", "0-5"), ("CONTACT", "0-1")]
        .into_iter()
        .find(|(word, _)| kind.contains(word))
        .map(|(_, object)| object)
}

/// Words in quotes in a program, which may be names of properties.
fn code(source: &str, place: &Place, into: &mut Declared) {
    let mut pieces = source.split(['\'', '"', '`']);
    pieces.next();
    // Every other piece stands in quotes, if quotes come in pairs; where they do not, both halves are looked at.
    for piece in pieces {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !piece.is_empty() && piece.len() < 100 && piece.chars().all(plain) {
            place.means(into, piece, Access::Read, Meant::Perhaps);
        }
    }
}
