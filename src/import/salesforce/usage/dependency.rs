//! Who uses what, by Salesforce's own list: the Tooling API's `MetadataComponentDependency`.
//!
//! A custom field stands there without its object and its suffix; its id tells which one it is, where a list of custom
//! fields was supplied. Standard fields are not in it, and reports only in part.

use serde_json::Value;

use super::super::super::declare::{self, User};
use super::super::super::member::text;
use super::super::super::schema::Declared;
use super::mention;

/// What the list calls its kinds, and what they are called here.
const KINDS: &[(&str, &str)] = &[
    ("ValidationRule", "validation rule"),
    ("Report", "report"),
    ("Layout", "layout"),
    ("Flow", "flow"),
    ("FlexiPage", "record page"),
    ("ApexClass", "Apex class"),
    ("ApexTrigger", "Apex trigger"),
    ("ApexPage", "Visualforce page"),
    ("ApexComponent", "Visualforce component"),
    ("AuraDefinitionBundle", "Lightning component"),
    ("LightningComponentBundle", "Lightning component"),
    ("EmailTemplate", "email template"),
    ("WorkflowFieldUpdate", "field update"),
    ("WorkflowRule", "workflow rule"),
    ("QuickActionDefinition", "quick action"),
    ("WebLink", "button or link"),
    ("CustomField", "formula"),
];

/// Reads one row: a component uses another, and that one is a custom field.
pub(in super::super) fn dependency(record: &Value, into: &mut Declared) {
    if text(record, "RefMetadataComponentType") != Some("CustomField") {
        return;
    }
    let (Some(kind), Some(name)) =
        (text(record, "MetadataComponentType"), text(record, "MetadataComponentName"))
    else {
        return;
    };
    let noun = KINDS.iter().find(|(type_name, _)| *type_name == kind).map_or("component", |&(_, noun)| noun);
    let listed = matches!(noun, "layout");
    let user = User::reading(noun, name).at("MetadataComponentDependency");
    let user = if listed { user.with(crate::model::Access::Listed) } else { user };
    let id = text(record, "RefMetadataComponentId").and_then(|id| id.get(..15)).unwrap_or_default();
    let namespace = text(record, "RefMetadataComponentNamespace");
    let Some(developer) = text(record, "RefMetadataComponentName") else { return };
    let field = match namespace {
        Some(namespace) => format!("{namespace}__{developer}__c"),
        None => format!("{developer}__c"),
    };
    into.dependencies.push((id.to_owned(), field, user));
    declare::add(&mut into.metadata_places, PLACE);
}

/// Where one looked who read the list.
const PLACE: &str = "Salesforce's own dependencies";

/// Notes the rows once every list of fields has been read.
pub(in super::super) fn place(into: &mut Declared) {
    for (id, field, user) in std::mem::take(&mut into.dependencies) {
        let object = into.field_ids.get(&id).cloned();
        mention(into, object.as_deref(), vec![field], &user);
    }
}
