//! JSON answers about what uses properties: workflows, lists, forms.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::declare::{self, User};
use super::super::member::{says, text};
use super::super::mention::EVERY_OBJECT;
use super::super::schema::Declared;
use super::place::{Place, day, written};
use super::{CRM, filters, flows};
use crate::engine::read::json::JsonOutline;
use crate::model::Access;

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uses {
    Workflows,
    Lists,
    Forms,
}

impl Uses {
    /// In words, and the name of the place that is thereby looked at.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Workflows => "workflows",
            Self::Lists => "lists",
            Self::Forms => "forms",
        }
    }

    /// Tells such a document from its keys.
    #[must_use]
    pub fn of(outline: &JsonOutline) -> Option<Self> {
        BASES.iter().find_map(|base| {
            let has = |key: &str| outline.at(&format!("{base}.{key}")).is_some();
            let any = |keys: &[&str]| keys.iter().any(|key| has(key));
            let flow = has("isEnabled") && any(&["flowType", "actions", "enrollmentCriteria"]);
            if flow || has("enabled") && any(&["insertedAt", "segmentCriteria"]) {
                Some(Self::Workflows)
            } else if has("listId") && any(&["filterBranch", "processingType", "filters", "dynamic"]) {
                Some(Self::Lists)
            } else {
                any(&["fieldGroups", "formFieldGroups"]).then_some(Self::Forms)
            }
        })
    }
}

/// Where the answers put one item or many.
const BASES: &[&str] = &["", "[]", "results[]", "lists[]", "workflows[]", "flows[]", "list", "forms[]"];

/// Reads workflows, lists or forms.
pub fn uses(what: Uses, value: &Value, into: &mut Declared) {
    let mut looked = false;
    for item in items(value) {
        looked |= match what {
            Uses::Workflows => flows::read(item, into),
            Uses::Lists => list(item, into),
            Uses::Forms => form(item, into),
        };
    }
    if looked {
        declare::looked(into, &CRM, EVERY_OBJECT, what.words());
    }
}

fn items(value: &Value) -> Vec<&Value> {
    let lists = ["results", "lists", "workflows", "flows", "forms"];
    let held = lists.iter().find_map(|key| value.get(key).and_then(Value::as_array));
    match held.or_else(|| value.as_array()) {
        Some(items) => items.iter().collect(),
        None => vec![value.get("list").unwrap_or(value)],
    }
}

fn called(item: &Value, id: &str) -> String {
    written(item, "name").or_else(|| written(item, id)).unwrap_or_else(|| "unnamed".to_owned())
}

/// A list reads what its filters ask; one that is filled by hand asks nothing.
fn list(item: &Value, into: &mut Declared) -> bool {
    let Some((key, filter)) = ["filterBranch", "filters"].iter().find_map(|key| Some((*key, item.get(key)?)))
    else {
        return text(item, "processingType") == Some("MANUAL");
    };
    let deleted = item.get("deletedAt").is_some_and(|time| !time.is_null()) || says(item, "deleted");
    let filling = match text(item, "processingType") {
        Some("DYNAMIC") => Some(true),
        // Its filter was asked once.
        Some("SNAPSHOT" | "MANUAL") => Some(false),
        _ => item.get("dynamic").and_then(Value::as_bool),
    };
    let active = if deleted { Some(false) } else { filling };
    let last = day(item, "filtersUpdatedAt").or_else(|| day(item, "updatedAt"));
    let user = User { active, last, ..User::reading("list", called(item, "listId")) };
    let fetched = BTreeMap::new();
    let object = text(item, "objectTypeId").unwrap_or("0-1").to_owned();
    let place = Place { user, object, fetched: &fetched };
    filters::read(filter, &place.under(key), into);
    true
}

/// A form writes its fields.
fn form(item: &Value, into: &mut Declared) -> bool {
    let archived = item.get("archived").and_then(Value::as_bool);
    let last = day(item, "updatedAt");
    let active = archived.map(|archived| !archived);
    let user = User { active, last, ..User::reading("form", called(item, "id")) };
    let fetched = BTreeMap::new();
    let place = Place { user, object: "0-1".to_owned(), fetched: &fetched };
    for key in ["fieldGroups", "formFieldGroups"] {
        for (group, members) in item.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
            form_fields(members, &place.under(key).item(group), into);
        }
    }
    true
}

/// The fields of a group, and those that show up when one has been answered.
fn form_fields(group: &Value, place: &Place, into: &mut Declared) {
    for (index, field) in group.get("fields").and_then(Value::as_array).into_iter().flatten().enumerate() {
        form_field(field, &place.under("fields").item(index), into);
    }
}

fn form_field(field: &Value, place: &Place, into: &mut Declared) {
    let Some(name) = text(field, "name") else { return };
    let object = text(field, "objectTypeId").or_else(|| text(field, "propertyObjectType"));
    // Embedded forms write `0-2/domain` or `company.domain` for the property of another record.
    let (object, name) = match name.split_once(['/', '.']) {
        Some((prefix, name)) => (object.or(Some(prefix)), name),
        None => (object, name),
    };
    let place = object.map_or_else(|| place.clone(), |object| place.about(object));
    place.under("name").uses(into, name, Access::Write);
    for key in ["dependentFields", "dependentFieldFilters"] {
        for (index, item) in field.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
            let here = place.under(key).item(index);
            for inner in ["dependentField", "dependentFormField"] {
                if let Some(field) = item.get(inner) {
                    form_field(field, &here.under(inner), into);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::read::{Input, ReadOptions, json};
    use crate::model::Field;

    fn read(what: Uses, json: &str, properties: &[&str]) -> Vec<String> {
        let value: Value = serde_json::from_str(json).unwrap();
        let mut into = Declared::default();
        for name in properties {
            declare::field(&mut into, &CRM, "deals", Field::named(*name));
        }
        uses(what, &value, &mut into);
        into.settle();
        let line = |consumer: &crate::model::Consumer| {
            let at = &consumer.at;
            format!("{} {:?} {:?} {at}", consumer.field, consumer.access, consumer.active)
        };
        let gone = into.unresolved.iter().map(|gone| format!("gone: {} {}", gone.name, gone.at));
        into.consumers.iter().map(line).chain(gone).collect()
    }

    #[test]
    fn a_workflow_reads_its_filters_and_writes_what_it_sets() {
        let json = include_str!("../../../fixtures/hubspot/workflow.json");
        insta::assert_snapshot!(read(Uses::Workflows, json, &["loss_reason", "region"]).join("\n"), @r"
        companies.industry Read Some(true) enrollmentCriteria.listFilterBranch.filterBranches[0].filterBranches[0].filters[0].property
        deals.dealstage Read Some(true) enrollmentCriteria.listFilterBranch.filterBranches[0].filters[0].property
        deals.closedate Read Some(true) enrollmentCriteria.listFilterBranch.filterBranches[0].filters[1].operation.comparisonPropertyName
        deals.loss_reason Write Some(true) actions[0].fields.property_name
        deals.region Read Some(true) actions[0].fields.value.propertyName
        deals.amount Read Some(true) actions[1].listBranches[0].filterBranch.filters[0].property
        contacts.lifecyclestage Write Some(true) actions[2].fields.property_name
        companies.domain Read Some(true) actions[2].fields.value.propertyToken
        tickets.subject Write Some(true) actions[3].fields.properties[0].targetProperty
        deals.dealname Read Some(true) actions[3].fields.properties[0].value.staticValue
        deals.pipeline Read Some(true) actions[4].sourceCode
        companies.createdate Read Some(true) dataSources[0].sortBy.property
        gone: gone_property enrollmentCriteria.listFilterBranch.filterBranches[0].filters[1].property
        ");
    }

    #[test]
    fn a_workflow_of_the_older_api_is_about_contacts() {
        let json = include_str!("../../../fixtures/hubspot/workflow-v3.json");
        insta::assert_snapshot!(read(Uses::Workflows, json, &[]).join("\n"), @r"
        contacts.jobtitle Read Some(false) segmentCriteria[0][0].property
        companies.industry Read Some(false) segmentCriteria[0][1].property
        contacts.lifecyclestage Write Some(false) actions[0].propertyName
        contacts.email Read Some(false) actions[1].filters[0][0].property
        companies.phone Write Some(false) actions[1].acceptActions[0].propertyName
        ");
    }

    #[test]
    fn a_list_reads_what_its_filters_ask() {
        let json = include_str!("../../../fixtures/hubspot/lists.json");
        insta::assert_snapshot!(read(Uses::Lists, json, &[]).join("\n"), @r"
        deals.dealstage Read Some(true) filterBranch.filterBranches[0].filters[0].property
        deals.closedate Read Some(true) filterBranch.filterBranches[0].filters[2].property
        deals.createdate Read Some(true) filterBranch.filterBranches[0].filters[2].operation.timePoint.property
        contacts.email Read Some(false) filterBranch.filters[0].property
        ");
    }

    #[test]
    fn a_form_writes_its_fields() {
        let json = include_str!("../../../fixtures/hubspot/forms.json");
        insta::assert_snapshot!(read(Uses::Forms, json, &[]).join("\n"), @r"
        contacts.jobtitle Write Some(true) fieldGroups[0].fields[0].name
        contacts.phone Write Some(true) fieldGroups[0].fields[0].dependentFields[0].dependentField.name
        companies.domain Write Some(true) fieldGroups[0].fields[1].name
        contacts.email Write Some(false) fieldGroups[0].fields[0].name
        ");
    }

    #[test]
    fn documents_are_told_apart_by_their_keys() {
        let of = |file: &str| {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hubspot").join(file);
            let input = Input::file(&path, &Arc::default()).unwrap();
            Uses::of(&json::outline(&input, &ReadOptions::default()).unwrap())
        };
        let files = ["workflow.json", "workflow-v3.json", "lists.json", "forms.json", "properties-api.json"];
        let workflows = Some(Uses::Workflows);
        assert_eq!(files.map(of), [workflows, workflows, Some(Uses::Lists), Some(Uses::Forms), None]);
        assert_eq!(of("records-api.json"), None);
    }

    #[test]
    fn odd_shapes_use_nothing_and_break_nothing() {
        for json in [
            r#"{"isEnabled": 1, "actions": {"fields": []}, "dataSources": "x", "enrollmentCriteria": null}"#,
            r#"{"actions": [null, {"fields": {"property_name": ""}}, {"actionTypeId": "0-5", "fields": []}]}"#,
            r#"{"results": [{"fieldGroups": [{"fields": [{"name": 5}, "x", {"name": ""}]}]}, 7]}"#,
            r#"{"lists": [{"listId": 1, "filterBranch": {"filters": [{"property": {"a": 1}}]}}]}"#,
        ] {
            for what in [Uses::Workflows, Uses::Lists, Uses::Forms] {
                assert_eq!(read(what, json, &[]), Vec::<String>::new(), "{json}");
            }
        }
    }

    #[test]
    fn a_list_of_workflows_without_their_actions_is_no_look_at_them() {
        let json = r#"{"results": [{"id": "1", "name": "A", "isEnabled": true, "flowType": "WORKFLOW"}]}"#;
        let mut into = Declared::default();
        uses(Uses::Workflows, &serde_json::from_str(json).unwrap(), &mut into);
        assert!(into.looked.is_empty() && into.mentions.is_empty());
    }
}
