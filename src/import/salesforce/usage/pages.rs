//! Pages and what is on them: layouts, record pages, quick actions, paths. They list fields; conditions read them.

use super::super::super::schema::Declared;
use super::{Sheet, custom_names, dotted, formula_over, leaves, mention, merges};
use crate::model::Access;

/// `layouts/Opportunity-Opportunity Layout.layout`: the object stands before the first hyphen.
pub(super) fn layout(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = sheet.name.split_once('-').map_or(sheet.name.as_str(), |(object, _)| object);
    let object = match object {
        "CaseClose" | "CaseInteraction" => "Case",
        "UserAlt" => "User",
        other => other,
    };
    let user = sheet.user().with(Access::Listed);
    leaves(sheet.root, &mut |way, text| match way {
        ["relatedLists", ..] => {}
        [.., "field"] | ["multilineLayoutFields"] | ["miniLayout", "fields"] => {
            mention(into, Some(object), dotted(text), &user.at(way.join("/")));
        }
        _ => {}
    });
    for list in sheet
        .root
        .all("relatedLists")
        .chain(sheet.root.children.iter().flat_map(|page| page.all("relatedLists")))
    {
        // `Child__c.Lookup__c`, or a standard name such as `RelatedCaseList`.
        let related = list.value("relatedList").unwrap_or_default();
        let child = match related.split_once('.') {
            Some((child, lookup)) => {
                mention(into, Some(child), dotted(lookup), &user.at("relatedLists/relatedList"));
                Some(child.to_owned())
            }
            None => related_object(related),
        };
        let columns = list.all("fields").map(|field| field.text.trim()).chain(list.value("sortField"));
        for text in columns {
            if text.ends_with("__c") || text.ends_with("__pc") {
                mention(into, child.as_deref(), dotted(text), &user.at("relatedLists/fields"));
            }
        }
    }
}

/// The object of a standard related list: `RelatedCaseList` lists cases.
fn related_object(list: &str) -> Option<String> {
    let name = list.strip_prefix("Related").unwrap_or(list).strip_suffix("List")?;
    let name = match name {
        "Activity" | "OpenActivity" | "ActivityHistory" | "History" => "Task",
        other => other,
    };
    name.chars().all(char::is_alphanumeric).then(|| name.to_owned())
}

/// `flexipages/X.flexipage`: fields as `Record.Foo__c`, and conditions that read them.
pub(super) fn flexipage(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = sheet.root.value("sobjectType");
    let (listed, read) = (sheet.user().with(Access::Listed), sheet.user());
    leaves(sheet.root, &mut |way, text| match way {
        [.., "fieldItem"] => {
            let text = text.strip_prefix("Record.").unwrap_or(text);
            mention(into, object, dotted(text), &listed.at(way.join("/")));
        }
        [.., "leftValue"] => {
            let inside = text.trim_start_matches("{!").trim_end_matches('}');
            match inside.strip_prefix("Record.") {
                Some(path) => mention(into, object, dotted(path), &read.at(way.join("/"))),
                None => merges(into, object, text, &read.at(way.join("/"))),
            }
        }
        [.., "value"] => custom_names(into, object, text, &listed.at(way.join("/"))),
        _ => {}
    });
}

/// `quickActions/Opportunity.New_Task.quickAction`: what it preset is written.
pub(super) fn quick_action(sheet: &Sheet<'_>, into: &mut Declared) {
    let root = sheet.root;
    let source = sheet.name.split_once('.').map(|(object, _)| object);
    let target = root.value("targetObject").or(source);
    let user = sheet.user();
    if let Some(parent) = root.value("targetParentField") {
        mention(into, target, dotted(parent), &user.at("targetParentField").with(Access::Write));
    }
    for preset in root.all("fieldOverrides") {
        if let Some(field) = preset.value("field") {
            mention(into, target, dotted(field), &user.at("fieldOverrides/field").with(Access::Write));
        }
        if let Some(text) = preset.value("formula") {
            formula_over(into, source.or(target), text, &user.at("fieldOverrides/formula"));
        }
    }
    let listed = user.with(Access::Listed);
    leaves(root, &mut |way, text| {
        if let ["quickActionLayout", .., "field"] = way {
            mention(into, target, dotted(text), &listed.at("quickActionLayout"));
        }
    });
}

/// `pathAssistants/X.pathAssistant`: the picklist it follows, and the fields each step shows.
pub(super) fn path(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = sheet.root.value("entityName");
    let user = crate::import::declare::User { active: sheet.root.flag("active"), ..sheet.user() };
    if let Some(field) = sheet.root.value("fieldName") {
        mention(into, object, dotted(field), &user.at("fieldName"));
    }
    for step in sheet.root.all("pathAssistantSteps") {
        for field in step.all("fieldNames") {
            mention(into, object, dotted(&field.text), &user.at("pathAssistantSteps").with(Access::Listed));
        }
    }
}
