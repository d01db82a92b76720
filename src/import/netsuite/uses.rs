//! Objects of an SDF project that use fields: searches, workflows, forms, imports, datasets, and the records that
//! say which script files run.

use super::super::declare::{self, User};
use super::super::markup::{self, Element};
use super::super::mention::{EVERY_OBJECT, Meant, mention};
use super::super::schema::Declared;
use super::ids::{field_ids, fields_of, record_types, reference, searches};
use super::sdf::script_id;
use super::{CRM, script, search, workflow};
use crate::engine::read::InputError;
use crate::model::{Access, Link};

/// Root elements of objects that use fields: what each is, and the place that is thereby looked at.
const KINDS: &[(&str, &str, &str)] = &[
    ("savedsearch", "saved search", "saved searches"),
    ("workflow", "workflow", "workflows"),
    ("entryForm", "entry form", "forms"),
    ("transactionForm", "transaction form", "forms"),
    ("savedcsvimport", "CSV import", "CSV imports"),
    ("dataset", "dataset", "datasets"),
    ("workbook", "workbook", "workbooks"),
    ("reportdefinition", "report", "reports"),
    ("financiallayout", "financial layout", "reports"),
    ("sublist", "sublist", "sublists"),
    ("kpiscorecard", "KPI scorecard", "dashboards"),
    ("publisheddashboard", "dashboard", "dashboards"),
];

/// The places where NetSuite consumers are looked for, as they are called when they were not supplied.
pub const PLACES: &[&str] = &["saved searches", "workflows", "forms", "scripts"];

/// What an SDF object is, by its root element; `None` where it uses no fields.
#[must_use]
pub fn use_of(root: &str) -> Option<&'static str> {
    let known = KINDS.iter().find(|(name, ..)| *name == root).map(|(_, kind, _)| *kind);
    known.or_else(|| script::record_kind(root))
}

/// Reads an SDF object that uses fields.
///
/// # Errors
/// When the file is no XML, has no `scriptid`, or holds a packed definition that cannot be unpacked.
pub fn sdf_use(xml: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let root = markup::parse(xml, file)?;
    let name = script_id(&root, file)?.to_lowercase();
    if let Some(kind) = script::record_kind(&root.name) {
        script::deployed(&root, kind, &name, into);
        return Ok(());
    }
    let Some((_, kind, place)) = KINDS.iter().find(|(name, ..)| *name == root.name) else { return Ok(()) };
    let inactive = root.flag("isinactive").or_else(|| root.flag("inactive"));
    let user = User { active: inactive.map(|inactive| !inactive), ..User::reading(kind, name.clone()) };
    match root.name.as_str() {
        "savedsearch" => search::read(&root, &user, file, into)?,
        "workflow" => workflow::read(&root, &user, into),
        "entryForm" | "transactionForm" => form(&root, &user, into),
        "savedcsvimport" => import(&root, &user, into),
        _ => definition(&root, &user, file, into)?,
    }
    if root.name != "savedsearch" {
        link_parts(&root, kind, &name, into);
    }
    declare::looked(into, &CRM, EVERY_OBJECT, place);
    Ok(())
}

/// Fields that a form shows.
fn form(root: &Element, user: &User, into: &mut Declared) {
    let objects = record_types(root.value("recordType").unwrap_or_default());
    let user = user.with(Access::Listed);
    for (element, owner) in below(root) {
        if !matches!(element.name.as_str(), "field" | "column") || element.flag("visible") == Some(false) {
            continue;
        }
        for field in element.value("id").map(fields_of).unwrap_or_default() {
            // Forms list buttons, tabs and sublists under ids that look like those of fields.
            let user = user.at(format!("{owner}/{}", element.name));
            mention(into, &CRM, &objects, &field, Meant::Perhaps, &user);
        }
    }
}

/// Fields that a CSV import fills.
fn import(root: &Element, user: &User, into: &mut Declared) {
    let record = root.value("recordtype").or_else(|| root.value("importtype")).unwrap_or_default();
    let user = user.with(Access::Write);
    for (element, owner) in below(root) {
        if element.name != "fieldmapping" {
            continue;
        }
        for field in element.value("field").map(fields_of).unwrap_or_default() {
            let user = user.at(format!("{owner}/fieldmapping"));
            mention(into, &CRM, &record_types(record), &field, Meant::Perhaps, &user);
        }
    }
}

/// Custom fields anywhere in an object whose language is not published; its packed part is unpacked first.
fn definition(root: &Element, user: &User, file: &str, into: &mut Declared) -> Result<(), InputError> {
    for (element, _) in below(root) {
        let unpacked = search::unpacked(&element.text, file)?;
        for field in field_ids(unpacked.as_deref().unwrap_or(&element.text)) {
            mention(into, &CRM, &[], &field, Meant::Field, &user.at(element.name.as_str()));
        }
    }
    Ok(())
}

/// Notes the saved searches that an object shows or asks, and the scripts that a workflow runs.
fn link_parts(root: &Element, kind: &str, name: &str, into: &mut Declared) {
    for (element, _) in below(root) {
        let script = reference(&element.text).filter(|_| element.name == "scripttype");
        let searches = searches(&element.text).into_iter().map(|search| ("saved search", search));
        for (what, id) in searches.chain(script.map(|id| ("workflow action script", id.to_lowercase()))) {
            let (of, by) = ((what.to_owned(), id), (kind.to_owned(), name.to_owned()));
            into.links.push(Link { crm: CRM.name, of, by, file: into.file.clone() });
        }
    }
}

/// Every element under a root, each with the script id or the name of the nearest element above that has one.
pub(super) fn below(root: &Element) -> Vec<(&Element, &str)> {
    fn walk<'a>(element: &'a Element, owner: &'a str, found: &mut Vec<(&'a Element, &'a str)>) {
        for child in &element.children {
            found.push((child, owner));
            let name = child.attribute("scriptid").or_else(|| child.attribute("id")).unwrap_or(owner);
            walk(child, name, found);
        }
    }
    let mut found = Vec::new();
    walk(root, &root.name, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Declared {
        let mut into = Declared::default();
        sdf_use(xml, "x.xml", &mut into).unwrap();
        into.settle();
        into
    }

    fn uses(into: &Declared) -> Vec<String> {
        let line = |consumer: &crate::model::Consumer| {
            format!("{} {:?} {:?} {}", consumer.field, consumer.access, consumer.active, consumer.at)
        };
        into.consumers.iter().map(line).collect()
    }

    #[test]
    fn a_form_lists_what_it_shows() {
        let into = read(include_str!("../../../fixtures/netsuite/transaction-form.xml"));
        assert_eq!(
            uses(&into),
            [
                "opportunity.probability Listed Some(true) primaryinformation/field",
                "opportunity.custbody_loss_reason Listed Some(true) primaryinformation/field",
                "opportunity.custbody_partner Listed Some(true) custtab_sales/field",
            ]
        );
    }

    #[test]
    fn an_import_writes_what_it_maps() {
        let into = read(include_str!("../../../fixtures/netsuite/csv-import.xml"));
        assert_eq!(
            uses(&into),
            [
                "customer.companyname Write None CUSTOMER/fieldmapping",
                "customer.custentity_tier Write None CUSTOMER/fieldmapping",
            ]
        );
    }

    #[test]
    fn a_dataset_reads_the_custom_fields_it_depends_on_and_a_dashboard_its_searches() {
        let into = read(
            "<dataset scriptid='custdataset_a'><dependencies><dependency>[scriptid=custentity_tier]</dependency>
             </dependencies><definition><![CDATA[{\"id\":\"custentity_tier\"}]]></definition></dataset>",
        );
        assert_eq!(into.consumers.len(), 0, "no file says what it is a field of");
        let into = read(
            "<publisheddashboard scriptid='custdashboard_a'><search>[scriptid=customsearch_open]</search>
             </publisheddashboard>",
        );
        assert_eq!(into.links[0].of, ("saved search".to_owned(), "customsearch_open".to_owned()));
        assert_eq!(into.links[0].by.0, "dashboard");
    }

    #[test]
    fn what_uses_no_fields_is_passed_over() {
        assert_eq!(use_of("customlist"), None);
        assert_eq!(use_of("workflow"), Some("workflow"));
        assert_eq!(use_of("usereventscript"), Some("user event script"));
    }
}
