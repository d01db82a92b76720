//! Flows: which element reads or writes which field, and whether the version is the active one.

use std::collections::BTreeMap;

use super::super::super::declare::User;
use super::super::super::markup::Element;
use super::super::super::schema::Declared;
use super::{Sheet, custom_names, dotted, formula, leaves, mention};
use crate::model::Access;

/// Elements whose fields stand on the object they name.
const ON_OBJECT: &[&str] =
    &["recordLookups", "recordUpdates", "recordCreates", "recordDeletes", "dynamicChoiceSets", "start"];

/// Leaves that hold a variable and a field of its record.
const REFERENCES: &[&str] = &[
    "elementReference",
    "leftValueReference",
    "leftElementReference",
    "assignToReference",
    "assignNextValueToReference",
    "objectFieldReference",
    "fieldReference",
    "inputReference",
    "sobjectInputReference",
];

/// `flowDefinitions/X.flowDefinition`: which version is the active one.
pub(super) fn definition(sheet: &Sheet<'_>, into: &mut Declared) {
    let version = sheet.root.value("activeVersionNumber").unwrap_or("0");
    into.flow_versions.insert(sheet.name.to_lowercase(), version.to_owned());
}

/// `flows/X.flow`, or one version of it as `flows/X-3.flow`.
pub(super) fn flow(sheet: &Sheet<'_>, into: &mut Declared) {
    let active = match sheet.root.value("status") {
        Some(status) => Some(status == "Active"),
        None => by_version(&sheet.name, into),
    };
    let objects = objects(sheet.root);
    let whole = User { active, ..sheet.user() };
    for element in &sheet.root.children {
        if element.children.is_empty() || element.name == "processMetadataValues" {
            continue;
        }
        let named = element.value("name").unwrap_or_default();
        let user = whole.at(format!("{} {named}", element.name).trim().to_owned());
        if ON_OBJECT.contains(&element.name.as_str()) {
            on_object(element, &objects, &user, into);
        }
        references(element, &objects, &user, into);
    }
}

/// Where the file has no status, the definition's active version says it.
fn by_version(name: &str, into: &Declared) -> Option<bool> {
    let (flow, version) = name.rsplit_once('-').filter(|(_, version)| version.parse::<u32>().is_ok())?;
    let active = into.flow_versions.get(&flow.to_lowercase())?;
    Some(active == version)
}

/// The object of each record in the flow, by the name of the variable or element that holds it.
fn objects(root: &Element) -> BTreeMap<&str, String> {
    let mut objects: BTreeMap<&str, String> = BTreeMap::new();
    for element in &root.children {
        let Some(name) = element.value("name") else { continue };
        let object = element.value("objectType").or_else(|| element.value("object"));
        if let Some(object) = object {
            objects.insert(name, object.to_owned());
        }
        if let (Some(variable), Some(object)) = (element.value("outputReference"), element.value("object")) {
            objects.insert(variable, object.to_owned());
        }
    }
    let trigger = root.child("start").and_then(|start| start.value("object"));
    // Processes keep the object in the metadata of the whole flow.
    let process = root.all("processMetadataValues").find(|value| value.value("name") == Some("ObjectType"));
    let process = process.and_then(|value| value.child("value")?.value("stringValue"));
    if let Some(object) = trigger.or(process) {
        for name in ["$Record", "$Record__Prior"] {
            objects.insert(name, object.to_owned());
        }
    }
    // A loop's variable holds what its collection holds.
    for each in root.all("loops") {
        let held = each.value("collectionReference").and_then(|name| objects.get(name)).cloned();
        if let (Some(name), Some(object)) = (each.value("name"), held) {
            objects.insert(name, object.clone());
            if let Some(variable) = each.value("assignNextValueToReference") {
                objects.insert(variable, object);
            }
        }
    }
    objects
}

/// Fields that an element names on the object it looks up, creates or changes.
fn on_object(element: &Element, objects: &BTreeMap<&str, String>, user: &User, into: &mut Declared) {
    let input = element.value("inputReference").and_then(|name| objects.get(name)).map(String::as_str);
    let choice = element.value("picklistObject");
    let Some(object) = element.value("object").or(choice).or(input) else { return };
    leaves(element, &mut |way, text| {
        let access = match way {
            ["inputAssignments", "field"] => Access::Write,
            [
                "filters" | "outputAssignments" | "scheduledPaths" | "capabilityTypes",
                ..,
                "field" | "recordField",
            ]
            | ["queriedFields" | "sortField" | "displayField" | "valueField" | "picklistField"] => {
                Access::Read
            }
            _ => return,
        };
        mention(into, Some(object), dotted(text), &user.with(access));
    });
    if let Some(text) = element.value("filterFormula") {
        names_in(text, objects, user, into);
    }
}

/// Fields of records that the flow holds, wherever it names them.
fn references(element: &Element, objects: &BTreeMap<&str, String>, user: &User, into: &mut Declared) {
    leaves(element, &mut |way, text| {
        if way.contains(&"processMetadataValues") {
            return;
        }
        match way.last() {
            Some(&leaf) if REFERENCES.contains(&leaf) => {
                let write = matches!(leaf, "assignToReference" | "assignNextValueToReference");
                let access = if write { Access::Write } else { Access::Read };
                held(dotted(text), objects, &user.with(access), into);
            }
            Some(&"expression") => names_in(text, objects, user, into),
            Some(&("sortField" | "outputFieldApiName")) => custom_names(into, None, text, user),
            // The columns of a table on a screen.
            Some(&"stringValue") if text.contains("apiName") => custom_names(into, None, text, user),
            _ => {
                let mut rest = text;
                while let Some(start) = rest.find("{!") {
                    let after = &rest[start + 2..];
                    let end = after.find('}').unwrap_or(after.len());
                    names_in(&after[..end], objects, user, into);
                    rest = &after[end..];
                }
            }
        }
    });
}

fn names_in(text: &str, objects: &BTreeMap<&str, String>, user: &User, into: &mut Declared) {
    for path in formula::names(text) {
        held(path, objects, user, into);
    }
}

/// A variable and a path on its record.
fn held(mut path: Vec<String>, objects: &BTreeMap<&str, String>, user: &User, into: &mut Declared) {
    if path.len() < 2 {
        return;
    }
    let first = path.remove(0);
    match objects.get(first.as_str()) {
        Some(object) => mention(into, Some(object), path, user),
        None if first.eq_ignore_ascii_case("$User") => mention(into, Some("User"), path, user),
        None if first.starts_with('$') && !first.to_ascii_lowercase().starts_with("$record") => {}
        // A record of an object that the file does not name: custom names may still be found.
        None => mention(into, None, path, user),
    }
}
