//! SuiteScript: which fields a script file reads and sets, and which script records run it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::declare::{self, User};
use super::super::markup::Element;
use super::super::mention::{EVERY_OBJECT, Meant, mention};
use super::super::schema::Declared;
use super::CRM;
use super::ids::{field_ids, is_field_id, record_types, searches};
use super::source::{Word, words};
use crate::model::{Access, Link};

const KIND: &str = "script";

/// A script file, by the path after the file cabinet, and what its script records say.
#[derive(Debug)]
pub struct Deployed {
    /// In lower case: `/suitescripts/lib/score.js`.
    path: String,
    active: Option<bool>,
    /// Objects it is deployed on.
    objects: Vec<String>,
}

/// Calls that set a field.
const WRITES: &[&str] = &[
    "setValue",
    "setText",
    "setSublistValue",
    "setSublistText",
    "setCurrentSublistValue",
    "setCurrentSublistText",
    "setMatrixHeaderValue",
    "setMatrixSublistValue",
    "setCurrentMatrixSublistValue",
    "setFieldValue",
    "setFieldText",
    "setFieldValues",
    "setLineItemValue",
    "setCurrentLineItemValue",
    "nlapiSetFieldValue",
    "nlapiSetFieldText",
    "nlapiSetFieldValues",
    "nlapiSetLineItemValue",
    "nlapiSetCurrentLineItemValue",
    "nlapiSetCurrentLineItemText",
    "nlapiSubmitField",
];
/// Calls that get the field as it is drawn, to hide, name or lock it.
const SHOWS: &[&str] =
    &["getField", "getSublistField", "getCurrentSublistField", "nlapiGetField", "nlapiGetLineItemField"];
/// Keys of an argument that name a field.
const NAMED: &[&str] = &["fieldId", "sourceFieldId"];
/// Keys of an argument whose own keys are fields that are set.
const VALUES: &[&str] = &["values", "defaultValues"];

/// Notes the fields that a script uses.
pub fn suite_script(source: &str, file: &str, into: &mut Declared) {
    let user = User::reading(KIND, cabinet_path(file));
    let words = words(source);
    let constants = constants(&words);
    let used: BTreeSet<&str> = words
        .iter()
        .filter(|word| !word.quoted && !word.is_key && word.call.is_some())
        .filter_map(|word| constants.get(word.text).map(|_| word.text))
        .collect();
    for search in words.iter().filter(|word| word.quoted).flat_map(|word| searches(word.text)) {
        let (of, by) = (("saved search".to_owned(), search), (KIND.to_owned(), user.name.clone()));
        into.links.push(Link { crm: CRM.name, of, by, file: into.file.clone() });
    }
    for word in &words {
        let user = user.at(format!("line {}", word.line)).with(access(word));
        let ids = field_ids(word.text);
        // A name for an id is no use of it; where the name stands, it is used.
        if word.assigned.is_some_and(|name| used.contains(name)) {
            continue;
        }
        for id in &ids {
            mention(into, &CRM, &[], id, Meant::Field, &user);
        }
        let constant =
            constants.get(word.text).filter(|_| !word.quoted && !word.is_key && word.call.is_some());
        if let Some(id) = constant {
            mention(into, &CRM, &[], id, Meant::Field, &user);
        }
        if ids.is_empty() && word.quoted && word.key.is_some_and(|key| NAMED.contains(&key)) {
            mention(into, &CRM, &[], &word.text.to_lowercase(), Meant::Perhaps, &user);
        }
    }
    declare::looked(into, &CRM, EVERY_OBJECT, "scripts");
}

fn access(word: &Word) -> Access {
    let set = match (word.call, word.key) {
        (_, Some(key)) if VALUES.contains(&key) => true,
        _ if word.is_key => false,
        (Some(call), Some(key)) => WRITES.contains(&call) && NAMED.contains(&key),
        // `nlapiSubmitField(type, id, fields, values)` and `…LineItem…(list, field, line, value)`; else the first.
        (Some("nlapiSubmitField"), None) => word.argument == 2,
        (Some(call), None) => {
            WRITES.contains(&call) && word.argument == usize::from(call.contains("LineItem"))
        }
        (None, _) => false,
    };
    match word.call {
        _ if set => Access::Write,
        Some(call) if SHOWS.contains(&call) => Access::Listed,
        _ => Access::Read,
    }
}

/// Names that a script gives to field ids: `LOSS` in `const LOSS = 'custbody_loss'` and in `{ LOSS: 'custbody_loss' }`.
fn constants<'a>(words: &[Word<'a>]) -> BTreeMap<&'a str, String> {
    let named = words.iter().filter(|word| word.quoted && is_field_id(word.text));
    named.filter_map(|word| Some((word.assigned?, word.text.to_lowercase()))).collect()
}

/// Whether a file is SuiteScript: it lies in a script folder, or says for which version it is written.
#[must_use]
pub fn is_suite_script(file: &str, start: &str) -> bool {
    let path = file.replace('\\', "/").to_lowercase();
    let parts: Vec<&str> = path.split('/').collect();
    let library = parts.contains(&"node_modules");
    let folder = parts.iter().any(|part| matches!(*part, "suitescripts" | "suiteapps"));
    path.ends_with(".js") && !library && (folder || start.contains("@NApiVersion") || start.contains("nlapi"))
}

/// The path within the file cabinet, as script records write it: `/SuiteScripts/lib/score.js`.
fn cabinet_path(file: &str) -> String {
    let path = file.replace('\\', "/");
    let start =
        ["suitescripts/", "suiteapps/"].iter().find_map(|folder| path.to_ascii_lowercase().find(folder));
    start.and_then(|at| path.get(at..)).map_or_else(|| path.clone(), |rest| format!("/{rest}"))
}

/// What a script record is, by its root element.
pub(super) fn record_kind(root: &str) -> Option<&'static str> {
    Some(match root {
        "usereventscript" => "user event script",
        "clientscript" => "client script",
        "restlet" => "RESTlet",
        "suitelet" => "Suitelet",
        "scheduledscript" => "scheduled script",
        "mapreducescript" => "map/reduce script",
        "workflowactionscript" => "workflow action script",
        "massupdatescript" => "mass update script",
        "portlet" => "portlet",
        _ => return None,
    })
}

/// Notes which file a script record runs, on what, and whether it does.
pub(super) fn deployed(root: &Element, kind: &str, name: &str, into: &mut Declared) {
    let Some(path) = root.value("scriptfile") else { return };
    let path = path.trim_start_matches('[').trim_end_matches(']');
    let deployments: Vec<&Element> =
        root.child("scriptdeployments").into_iter().flat_map(|list| &list.children).collect();
    let runs = |deployment: &&Element| {
        let testing = deployment.value("status").is_some_and(|status| status == "TESTING");
        deployment.flag("isdeployed") != Some(false) && !testing
    };
    let active = match root.flag("isinactive") {
        Some(true) => Some(false),
        _ if deployments.is_empty() => None,
        _ => Some(deployments.iter().any(runs)),
    };
    let objects = deployments.iter().filter_map(|deployment| deployment.value("recordtype"));
    let objects = objects.flat_map(record_types).collect();
    into.scripts.push(Deployed { path: path.to_lowercase(), active, objects });
    let (of, by) = ((KIND.to_owned(), path.to_owned()), (kind.to_owned(), name.to_owned()));
    into.links.push(Link { crm: CRM.name, of, by, file: into.file.clone() });
}

/// Tells the mentions in script files whether the file runs and on which records.
pub(in crate::import) fn place_scripts(into: &mut Declared) {
    for mention in into.mentions.iter_mut().filter(|mention| mention.user.kind == KIND) {
        let path = mention.user.name.to_lowercase();
        for script in into.scripts.iter().filter(|script| path == script.path) {
            mention.user.active = mention.user.active.max(script.active);
            mention.objects.extend(script.objects.iter().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{sdf_object, sdf_use};
    use super::*;

    const SCRIPT: &str = include_str!("../../../fixtures/netsuite/SuiteScripts/lost-deals.js");
    const RECORD: &str = include_str!("../../../fixtures/netsuite/script-record.xml");

    fn uses(record: &str) -> Vec<String> {
        let mut into = Declared::default();
        for name in ["loss_reason", "main_rival", "score", "region", "phase", "term"] {
            let field = format!(
                "<transactionbodycustomfield scriptid='custbody_{name}'><bodyopportunity>T</bodyopportunity>
                 </transactionbodycustomfield>"
            );
            sdf_object(&field, "f.xml", &mut into).unwrap();
        }
        suite_script(SCRIPT, "sdf/FileCabinet/SuiteScripts/lost-deals.js", &mut into);
        sdf_use(record, "r.xml", &mut into).unwrap();
        into.settle();
        let line = |consumer: &crate::model::Consumer| {
            format!("{} {:?} {:?} {}", consumer.field, consumer.access, consumer.active, consumer.at)
        };
        let gone = into.unresolved.iter().map(|gone| format!("gone: {} {}", gone.name, gone.at));
        into.consumers.iter().map(line).chain(gone).collect()
    }

    #[test]
    fn a_script_reads_sets_and_shows_and_its_record_says_whether_it_runs() {
        assert_eq!(
            uses(RECORD),
            [
                "opportunity.custbody_loss_reason Read Some(true) line 14",
                "opportunity.custbody_main_rival Write Some(true) line 15",
                "opportunity.probability Read Some(true) line 16",
                "opportunity.custbody_score Write Some(true) line 18",
                "opportunity.custbody_region Read Some(true) line 21",
                "opportunity.custbody_phase Listed Some(true) line 22",
                "opportunity.custbody_term Write Some(true) line 23",
                "gone: custbody_dropped line 19",
            ]
        );
    }

    #[test]
    fn a_script_that_is_not_deployed_does_not_run() {
        let off = RECORD.replace("<isdeployed>T", "<isdeployed>F");
        assert!(
            uses(&off)
                .iter()
                .filter(|line| !line.starts_with("gone"))
                .all(|line| line.contains("Some(false)"))
        );
    }

    #[test]
    fn only_suite_scripts_are_read() {
        assert!(is_suite_script("x/SuiteScripts/a.js", ""));
        assert!(is_suite_script("a.js", "/** @NApiVersion 2.1 */"));
        assert!(!is_suite_script("a.js", "var a;"));
        assert!(!is_suite_script("SuiteScripts/node_modules/a.js", ""));
        assert!(!is_suite_script("SuiteScripts/a.ts", ""));
    }
}
