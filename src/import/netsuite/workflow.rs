//! Workflows: conditions read, actions read and write.

use super::super::declare::User;
use super::super::markup::Element;
use super::super::mention::{Meant, mention};
use super::super::schema::Declared;
use super::CRM;
use super::ids::{field_ids, fields_in_formula, fields_of, record_types};
use crate::model::Access;

/// Elements whose text is a formula.
const FORMULAS: [&str; 3] = ["formula", "valueformula", "defaultvalue"];
/// Elements whose text is nothing but fields of the record that the workflow is on.
const READ: [&str; 8] = [
    "valuefield",
    "recipientfield",
    "senderfield",
    "recordfield",
    "recordidfield",
    "clienttriggerfields",
    "parentlinefield",
    "attachmentfield",
];

/// Notes what a workflow reads and sets. Only one that is released and not inactive runs.
pub(super) fn read(root: &Element, user: &User, into: &mut Declared) {
    let objects = record_types(root.value("recordtypes").unwrap_or_default());
    let released = root.value("releasestatus").map(|status| matches!(status, "RELEASED" | "NOTINITIATING"));
    let active = match (user.active, released) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    let user = User { active, ..user.clone() };
    visit(root, &user, [&objects, &objects], into);
}

/// Walks the states and actions, with the objects of the workflow and of the record that an action makes; an inactive
/// action runs in no workflow.
fn visit(element: &Element, user: &User, [own, made]: [&[String]; 2], into: &mut Declared) {
    for child in &element.children {
        let mut user = user.clone();
        if child.flag("isinactive") == Some(true) {
            user.active = Some(false);
        }
        let other = child.value("recordtype").map(record_types);
        let made = other.as_deref().unwrap_or(made);
        note(element, child, &user, if child.name == "targetfield" { made } else { own }, into);
        let id = child.attribute("scriptid").map_or_else(|| user.at.clone(), str::to_owned);
        visit(child, &user.at(id), [own, made], into);
    }
}

fn note(parent: &Element, element: &Element, user: &User, objects: &[String], into: &mut Declared) {
    let (text, name) = (element.text.trim(), element.name.as_str());
    if text.is_empty() {
        return;
    }
    let own = if user.at.is_empty() { "workflow" } else { user.at.as_str() };
    let user = user.at(format!("{own}/{name}"));
    let (fields, access, meant) = match (parent.name.as_str(), name) {
        (_, formula) if FORMULAS.contains(&formula) => {
            (fields_in_formula(text), Access::Read, Meant::Perhaps)
        }
        ("setfieldvalueaction" | "setlinefieldvalueaction", "field") | (_, "targetfield" | "resultfield") => {
            (fields_of(text), Access::Write, Meant::Field)
        }
        // Actions that hide a field, name it or make it mandatory change what is shown.
        (action, "field") if action.ends_with("action") => (fields_of(text), Access::Listed, Meant::Field),
        (_, name) if READ.contains(&name) => (fields_of(text), Access::Read, Meant::Field),
        ("parameter", "value") => (fields_of(text), Access::Read, Meant::Perhaps),
        _ => (field_ids(text), Access::Read, Meant::Field),
    };
    for field in fields {
        mention(into, &CRM, objects, &field, meant, &user.with(access));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sdf_use;
    use super::*;

    const WORKFLOW: &str = include_str!("../../../fixtures/netsuite/workflow.xml");

    fn uses(xml: &str) -> Vec<String> {
        let mut into = Declared::default();
        sdf_use(xml, "w.xml", &mut into).unwrap();
        into.settle();
        let line = |consumer: &crate::model::Consumer| {
            format!("{} {:?} {:?} {}", consumer.field, consumer.access, consumer.active, consumer.at)
        };
        into.consumers.iter().map(line).collect()
    }

    #[test]
    fn conditions_read_and_actions_write() {
        assert_eq!(
            uses(WORKFLOW),
            [
                "opportunity.custbody_loss_reason Read Some(true) workflow/formula",
                "opportunity.custbody_loss_reason Write Some(true) workflowaction_set/field",
                "opportunity.custbody_main_rival Read Some(true) workflowaction_set/valuefield",
                "opportunity.memo Listed Some(true) workflowaction_must/field",
                "task.title Write Some(true) workflowaction_task/targetfield",
                "opportunity.title Read Some(true) workflowaction_task/valuefield",
                "opportunity.salesrep Write Some(false) workflowaction_off/field",
            ]
        );
    }

    #[test]
    fn a_workflow_that_is_not_released_is_inactive() {
        let testing = WORKFLOW.replace("RELEASED", "TESTING");
        assert!(uses(&testing).iter().all(|line| line.contains("Some(false)")));
    }
}
