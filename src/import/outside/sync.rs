//! Syncs from the warehouse into the CRM: every field they map to is written by them.
//!
//! Census as Terraform (`census_sync`) or JSON, Hightouch as YAML. All hold lists of items with `from` and `to`; the
//! rest is read leniently.

use serde_json::Value;

use super::fields::{Fields, crm_of};
use super::found::{Found, Mention};
use super::hcl;
use crate::import::{crm, declare};
use crate::model::{Access, FieldRef, file_name};

/// Values nested deeper are no sync.
const DEPTH: usize = 24;

/// One sync.
#[derive(Debug, Default)]
pub(super) struct Sync {
    file: String,
    kind: &'static str,
    name: String,
    /// As the sync calls it; `None` where it does not say.
    object: Option<String>,
    active: Option<bool>,
    /// Whatever is said of the destination.
    hints: Vec<String>,
    mappings: Vec<Mapping>,
}

#[derive(Debug)]
struct Mapping {
    to: String,
    /// Records are found by it, and not changed.
    key: bool,
}

/// Every sync of a Terraform file.
///
/// # Errors
/// When its brackets do not match.
pub(super) fn terraform(text: &str, file: &str) -> Result<Vec<Sync>, String> {
    let value = hcl::read(text)?;
    let resources = value.get("resource").and_then(Value::as_array);
    let of_census = |block: &&Value| {
        let label = block.get("labels").and_then(|labels| labels.get(0)).and_then(Value::as_str);
        label.is_some_and(|label| label.contains("sync"))
    };
    let syncs = resources.into_iter().flatten().filter(of_census);
    Ok(syncs.filter_map(|block| sync(block, "Census sync", file)).collect())
}

/// Every sync of a YAML file.
///
/// # Errors
/// When it is no YAML.
pub(super) fn yaml(text: &str, file: &str) -> Result<Vec<Sync>, String> {
    let value: Value = serde_saphyr::from_str(text).map_err(|_| "is no YAML that can be read".to_owned())?;
    Ok(documents(&value, "Hightouch sync", file))
}

/// Every sync of a JSON document.
pub(super) fn json(value: &Value, file: &str) -> Vec<Sync> {
    documents(value, "Census sync", file)
}

fn documents(value: &Value, kind: &'static str, file: &str) -> Vec<Sync> {
    let lists = ["data", "syncs", "results"].iter().find_map(|key| value.get(*key));
    let all = match lists.unwrap_or(value) {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    all.into_iter().filter_map(|value| sync(value, kind, file)).collect()
}

/// A sync, unless nothing in it is mapped.
fn sync(value: &Value, kind: &'static str, file: &str) -> Option<Sync> {
    let mut sync = Sync { file: file.to_owned(), kind, ..Sync::default() };
    sync.mappings(value, false, 0);
    if sync.mappings.is_empty() {
        return None;
    }
    sync.object = object(value, 0);
    let own = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let label = || value.get("labels")?.get(1)?.as_str().map(str::to_owned);
    let stem = || file_name(file).split('.').next().map(str::to_owned);
    sync.name = own("name").or_else(|| own("label")).or_else(label).or_else(stem).unwrap_or_default();
    sync.active = active(value);
    for key in ["destination", "destination_attributes", "destination_connection", "destinationType"] {
        value.get(key).iter().for_each(|value| texts(value, &mut sync.hints, 0));
    }
    sync.hints.extend([sync.name.clone(), file.to_owned()]);
    Some(sync)
}

/// Whether a sync runs; `None` where it does not say.
fn active(value: &Value) -> Option<bool> {
    let of = |value: &Value| {
        let flag = |key: &str| value.get(key).and_then(Value::as_bool);
        flag("paused").or_else(|| flag("disabled")).map(|off| !off).or_else(|| flag("enabled"))
    };
    of(value).or_else(|| value.get("schedule").and_then(of)).or_else(|| value.get("config").and_then(of))
}

/// The object that is written: what is said of it nearest to the destination.
fn object(value: &Value, depth: usize) -> Option<String> {
    let map = value.as_object().filter(|_| depth < DEPTH)?;
    for key in
        ["destination_object", "destinationObject", "object", "objectName", "object_name", "objectType"]
    {
        match map.get(key) {
            Some(Value::String(name)) => return Some(name.clone()),
            Some(Value::Object(of)) => {
                let name = ["name", "api_name", "full_name"].iter().find_map(|key| of.get(*key));
                if let Some(name) = name.and_then(Value::as_str) {
                    return Some(name.to_owned());
                }
            }
            _ => {}
        }
    }
    let inside = map.iter().filter(|(key, _)| !key.starts_with("source") && !key.starts_with("model"));
    inside.map(|(_, value)| value).find_map(|value| match value {
        Value::Array(list) => list.iter().find_map(|value| object(value, depth + 1)),
        value => object(value, depth + 1),
    })
}

fn texts(value: &Value, into: &mut Vec<String>, depth: usize) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(list) if depth < DEPTH => list.iter().for_each(|value| texts(value, into, depth + 1)),
        Value::Object(map) if depth < DEPTH => map.values().for_each(|value| texts(value, into, depth + 1)),
        _ => {}
    }
}

impl Sync {
    /// Collects whatever has a `from` and a `to`.
    fn mappings(&mut self, value: &Value, key: bool, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Array(list) => list.iter().for_each(|value| self.mappings(value, key, depth + 1)),
            Value::Object(map) => {
                let flag = |name: &str| map.get(name).and_then(Value::as_bool).unwrap_or(false);
                if let (Some(_), Some(Value::String(to))) = (map.get("from"), map.get("to")) {
                    let key = key || flag("is_primary_identifier") || flag("isPrimaryIdentifier");
                    self.mappings.push(Mapping { to: to.clone(), key });
                    return;
                }
                for (name, value) in map {
                    let identifier =
                        name.to_lowercase().contains("externalid") || name.contains("external_id");
                    self.mappings(value, key || identifier, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Finds the fields it writes; a field that its object does not have is unresolved.
    pub(super) fn resolve(&self, fields: &Fields<'_>, found: &mut Found) {
        let by = Mention { active: self.active, ..Mention::new(self.kind, &self.name, &self.file) };
        let Some((crm_name, object, number)) = self.place(fields) else { return };
        for mapping in &self.mappings {
            let access = if mapping.key { Access::Read } else { Access::Write };
            let by = by.with(access, if mapping.key { "finds records by it" } else { "mapping" });
            if let Some(id) = fields.column(number, &mapping.to) {
                found.uses(fields, id, &by);
                continue;
            }
            let standard =
                crm::crm_named(crm_name).and_then(|crm| declare::standard(crm, &object, &mapping.to));
            match standard {
                Some(entry) => {
                    let field = FieldRef { object: object.clone(), field: entry.name.to_owned() };
                    found.uses_named(crm_name, field, &by);
                }
                None => found.misses(crm_name, format!("{object}.{}", mapping.to), &by),
            }
        }
    }

    /// The CRM and object it writes to; `None` where no file tells.
    fn place(&self, fields: &Fields<'_>) -> Option<(&'static str, String, usize)> {
        let name = self.object.as_deref()?;
        let told = self.hints.iter().find_map(|hint| crm_of(hint));
        let crms = fields.crms();
        let mut places = crms
            .into_iter()
            .filter(|crm| told.is_none_or(|told| told == *crm))
            .filter_map(|crm| Some((crm, fields.object(crm, name)?)));
        let first = places.next()?;
        // Two CRMs with an object of that name, and nothing says which.
        if places.next().is_some() {
            return None;
        }
        Some((first.0, fields.object_name(first.1).to_owned(), first.1))
    }
}
