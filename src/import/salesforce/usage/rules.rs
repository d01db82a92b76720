//! Rules of the platform: workflows, approvals, assignment, escalation, response, sharing, matching, duplicates, and
//! the mapping of converted leads. Their conditions read; field updates and mappings write.

use std::collections::BTreeSet;

use super::super::super::declare::User;
use super::super::super::markup::Element;
use super::super::super::schema::Declared;
use super::{Sheet, dotted, formula_over, leaves, mention};
use crate::model::Access;

/// `workflows/Opportunity.workflow`: its rules, and what they set.
pub(super) fn workflow(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = Some(sheet.name.as_str());
    let named = |kind: &'static str, element: &Element| {
        let name = element.value("fullName").or_else(|| element.value("name")).unwrap_or_default();
        User::reading(kind, format!("{}.{name}", sheet.name))
    };
    let run = run_by_rules(sheet.root);
    for update in sheet.root.all("fieldUpdates") {
        let active = update.value("fullName").and_then(|name| run.contains(name).then_some(true));
        let user = User { active, ..named("field update", update) };
        if let Some(field) = update.value("field") {
            // An update of the parent names the lookup that leads there.
            let mut path: Vec<String> = update.value("targetObject").map(dotted).unwrap_or_default();
            path.extend(dotted(field));
            mention(into, object, path, &user.at("fieldUpdates/field").with(Access::Write));
        }
        if let Some(text) = update.value("formula") {
            formula_over(into, object, text, &user.at("fieldUpdates/formula"));
        }
    }
    for rule in sheet.root.all("rules") {
        let user = User { active: rule.flag("active"), ..named("workflow rule", rule) };
        conditions(rule, object, &user, into);
    }
    for (kind, element, leaf) in [
        ("email alert", "alerts", "field"),
        ("outbound message", "outboundMessages", "fields"),
        ("workflow task", "tasks", "offsetFromField"),
    ] {
        for part in sheet.root.all(element) {
            let user = named(kind, part);
            leaves(part, &mut |way, text| {
                if way.last() == Some(&leaf) {
                    mention(into, object, own(text, object), &user.at(format!("{element}/{leaf}")));
                }
            });
        }
    }
}

/// The field updates that an active rule runs. Of the others nobody knows: approvals and flows run them too.
fn run_by_rules(root: &Element) -> BTreeSet<&str> {
    let active = root.all("rules").filter(|rule| rule.flag("active") == Some(true));
    let actions = active.flat_map(|rule| {
        let later = rule.all("workflowTimeTriggers").flat_map(|trigger| trigger.all("actions"));
        rule.all("actions").chain(later)
    });
    actions.filter_map(|action| action.value("name")).collect()
}

/// What a rule asks: criteria, formulas, times counted from a date field.
fn conditions(rule: &Element, object: Option<&str>, user: &User, into: &mut Declared) {
    leaves(rule, &mut |way, text| match way {
        [.., "criteriaItems", "field"] | [.., "offsetFromField"] => {
            mention(into, object, own(text, object), &user.at(way.join("/")));
        }
        [.., "formula" | "booleanFilter"] if way.last() == Some(&"formula") => {
            formula_over(into, object, text, &user.at(way.join("/")));
        }
        _ => {}
    });
}

/// A field as criteria write it: `Opportunity.Amount`, on opportunities or on what they look up.
fn own(text: &str, object: Option<&str>) -> Vec<String> {
    let mut path = dotted(text);
    if path.len() > 1 && object.is_some_and(|object| object.eq_ignore_ascii_case(&path[0])) {
        path.remove(0);
    }
    path
}

/// `approvalProcesses/Opportunity.Discount.approvalProcess`.
pub(super) fn approval(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = sheet.name.split_once('.').map(|(object, _)| object);
    let user = User { active: sheet.root.flag("active"), ..sheet.user() };
    conditions(sheet.root, object, &user, into);
    let pages = sheet.root.all("approvalPageFields").flat_map(|page| page.all("field"));
    for field in pages {
        let user = user.at("approvalPageFields/field").with(Access::Listed);
        mention(into, object, own(field.text.trim(), object), &user);
    }
    approvers(sheet.root, object, &user, into);
}

/// Lookups to users that decide who approves.
fn approvers(element: &Element, object: Option<&str>, user: &User, into: &mut Declared) {
    for child in &element.children {
        if child.name == "approver"
            && child.value("type") == Some("relatedUserField")
            && let Some(name) = child.value("name")
        {
            mention(into, object, own(name, object), &user.at("approver/name"));
        }
        approvers(child, object, user, into);
    }
}

/// Assignment, escalation and response rules: one file per object, several rules in it.
pub(super) fn entries(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = Some(sheet.name.as_str());
    for rule in &sheet.root.children {
        let name = format!("{}.{}", sheet.name, rule.value("fullName").unwrap_or_default());
        let user = User { active: rule.flag("active"), ..User::reading(sheet.noun, name) };
        conditions(rule, object, &user, into);
    }
}

pub(super) fn sharing(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = Some(sheet.name.as_str());
    for rule in sheet.root.all("sharingCriteriaRules") {
        let name = format!("{}.{}", sheet.name, rule.value("fullName").unwrap_or_default());
        conditions(rule, object, &User::reading(sheet.noun, name), into);
    }
}

pub(super) fn matching(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = Some(sheet.name.as_str());
    for rule in sheet.root.all("matchingRules") {
        let name = format!("{}.{}", sheet.name, rule.value("fullName").unwrap_or_default());
        let active = rule.value("ruleStatus").map(|status| status == "Active");
        let user = User { active, ..User::reading(sheet.noun, name) };
        for item in rule.all("matchingRuleItems") {
            if let Some(field) = item.value("fieldName") {
                mention(into, object, dotted(field), &user.at("matchingRuleItems/fieldName"));
            }
        }
    }
}

pub(super) fn duplicates(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = sheet.name.split_once('.').map(|(object, _)| object);
    let user = User { active: sheet.root.flag("isActive"), ..sheet.user() };
    for item in
        sheet.root.all("duplicateRuleFilter").flat_map(|filter| filter.all("duplicateRuleFilterItems"))
    {
        if let Some(field) = item.value("field") {
            let table = item.value("table").or(object);
            mention(into, table, dotted(field), &user.at("duplicateRuleFilterItems/field"));
        }
    }
}

/// Fields of a lead, and where they go when it is converted.
pub(super) fn convert(sheet: &Sheet<'_>, into: &mut Declared) {
    let user = sheet.user();
    for mapping in sheet.root.all("objectMapping") {
        let output = mapping.value("outputObject");
        for fields in mapping.all("mappingFields") {
            if let Some(field) = fields.value("inputField") {
                mention(
                    into,
                    mapping.value("inputObject").or(Some("Lead")),
                    dotted(field),
                    &user.at("inputField"),
                );
            }
            if let Some(field) = fields.value("outputField") {
                mention(into, output, dotted(field), &user.at("outputField").with(Access::Write));
            }
        }
    }
}
