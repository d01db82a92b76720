//! The tell-tale signs of a table: load results, histories, settings, and which CRM wrote it.

use super::crm::header_letters;
use super::history::Form;
use super::recognise::{Content, Sight};
use crate::model::{FileKind, Role};

/// Prefixes of Salesforce record ids, and the object each stands for.
const KEY_PREFIXES: &[(&str, &str)] = &[
    ("001", "Account"),
    ("003", "Contact"),
    ("00Q", "Lead"),
    ("006", "Opportunity"),
    ("005", "User"),
    ("012", "RecordType"),
    ("01J", "OpportunityStage"),
    ("00T", "Task"),
    ("00U", "Event"),
    ("500", "Case"),
    ("701", "Campaign"),
    ("00v", "CampaignMember"),
    ("00k", "OpportunityLineItem"),
    ("00K", "OpportunityContactRole"),
    ("01t", "Product2"),
    ("800", "Contract"),
    ("0Q0", "Quote"),
];

/// A table that is not records of an object.
pub(super) fn special(sight: &Sight<'_>) -> Option<Content> {
    let has = |name: &str| sight.header.iter().any(|title| title.trim().eq_ignore_ascii_case(name));
    let all = |names: &[&str]| names.iter().all(|name| has(name));
    let aside = |crm, kind, why, hint| Some(Content::Aside { crm, kind, why, hint });
    let history = Some("it does not tell who wrote a field; field history with `CreatedById` does");
    if is_load_result(sight) {
        return aside(
            "salesforce",
            FileKind::LoadResult,
            "is the result of a data load, not an export: it holds what was sent, not what is there",
            Some("export the object instead, and leave success and error files out"),
        );
    }
    if let Some(form) = Form::of(sight.header) {
        return Some(Content::History(form));
    }
    if all(&["oldvalue", "newvalue", "field"]) || all(&["oldvalstring", "newvalstring", "fieldname"]) {
        return aside("salesforce", FileKind::History, "is field history", history);
    }
    if all(&["opportunityid", "stagename", "forecastcategory"]) && !has("name") {
        return aside("salesforce", FileKind::History, "is opportunity history", history);
    }
    if all(&["_fivetran_start", "_fivetran_end"]) {
        let hint = Some("give the table of current records instead: it has no `_fivetran_start`");
        return aside(
            "none",
            FileKind::History,
            "is a warehouse's history table, with several versions of each record",
            hint,
        );
    }
    if all(&["tableenumorid", "fieldenumorid"]) {
        return aside("salesforce", FileKind::History, "lists the fields whose history is tracked", history);
    }
    if all(&["source namespace prefix", "delegate user"])
        || all(&["action", "section", "display", "createddate"])
    {
        return Some(Content::AuditTrail);
    }
    if all(&["metadatacomponentname", "refmetadatacomponentname"]) {
        return aside("salesforce", FileKind::Consumers, "is a list of metadata dependencies", None);
    }
    if all(&["hubspot field name", "salesforce field name"]) {
        return aside("hubspot", FileKind::Schema, "is the HubSpot to Salesforce field mapping", None);
    }
    if all(&["flow id", "on or off"]) {
        return aside("hubspot", FileKind::Consumers, "is the list of workflows", None);
    }
    if all(&["set by", "context", "old value", "new value"]) || all(&["recordtypeid", "oldvalue", "newvalue"])
    {
        return aside("netsuite", FileKind::History, "is system notes", history);
    }
    if all(&["record_type_id", "developer_name"]) && sight.header.len() <= 3 {
        return aside("salesforce", FileKind::Schema, "maps record type ids to names", None);
    }
    if all(&["stage_id", "pipeline_id", "probability"]) {
        return Some(Content::Records {
            crm: "hubspot",
            object: "pipeline_stages".to_owned(),
            role: Role::Stage,
        });
    }
    if has("respondent") && has("score") {
        return Some(Content::Survey);
    }
    if has("result") && has("field") && (has("checked by") || has("checked_by") || has("record")) {
        return Some(Content::Verification);
    }
    None
}

/// Files that Data Loader and Bulk write after a load: the input's columns and a verdict on each row.
fn is_load_result(sight: &Sight<'_>) -> bool {
    let header = sight.header;
    if header.iter().any(|title| title == "sf__Id" || title == "sf__Error") {
        return true;
    }
    let status = header.iter().position(|title| title == "STATUS");
    let says_item = status.is_some_and(|column| {
        sight.head.iter().any(|row| {
            let cell = row.get(column);
            cell.starts_with("Item ") || cell.starts_with("Row ")
        })
    });
    // The error file of Data Loader is the input with one more column.
    says_item || (header.len() > 1 && header.last().is_some_and(|title| title == "ERROR"))
}

/// The CRM that leaves such signs, or `None` when there are none.
pub(super) fn crm(sight: &Sight<'_>) -> Option<&'static str> {
    let names: Vec<String> = sight.header.iter().map(|title| header_letters(title)).collect();
    let has = |name: &str| names.iter().any(|other| other == name);
    let raw = |test: fn(&str) -> bool| sight.header.iter().any(|title| test(title));
    let hubspot_names =
        sight.header.iter().filter(|title| title.starts_with("hs_") || title.starts_with("property_hs_"));
    if has("recordid")
        || has("hsobjectid")
        || hubspot_names.count() >= 2
        || raw(|title| title.starts_with("property_"))
    {
        return Some("hubspot");
    }
    let inspector = sight.header.first().is_some_and(|title| title == "_")
        && sight.head.iter().take(3).any(|row| row.get(0).starts_with('[') && row.get(0).ends_with(']'));
    let custom = raw(|title| title.to_ascii_lowercase().ends_with("__c"));
    if inspector
        || has("systemmodstamp")
        || custom
        || (has("isdeleted") && (has("createdbyid") || has("ownerid") || has("createddate")))
        || object_of_ids(sight).is_some()
        || has_checked_ids(sight)
        || sight.file.to_ascii_lowercase().ends_with("__c.csv")
    {
        return Some("salesforce");
    }
    let none = || {
        sight
            .head
            .iter()
            .any(|row| row.cells().any(|cell| cell.trim() == "- None -" || cell.trim() == "Overall Total"))
    };
    if has("internalid") || none() {
        return Some("netsuite");
    }
    None
}

/// The object that the record ids in the `Id` column stand for.
pub(super) fn object_of_ids(sight: &Sight<'_>) -> Option<&'static str> {
    if let Some(object) = inspector_object(sight) {
        return Some(object);
    }
    let column = sight.header.iter().position(|title| {
        let name = header_letters(title);
        name == "id" || name.ends_with("caseinsensitiveid") || name == "18charid"
    })?;
    let ids: Vec<&str> =
        sight.head.iter().map(|row| row.get(column).trim()).filter(|id| !id.is_empty()).collect();
    let first = ids.first()?.get(..3)?;
    let uniform = ids.iter().all(|id| is_id(id) && id.starts_with(first));
    uniform.then(|| KEY_PREFIXES.iter().find(|(prefix, _)| *prefix == first).map(|&(_, object)| object))?
}

/// Whether the `Id` column holds eighteen-character ids whose check characters are right: nobody else has those.
fn has_checked_ids(sight: &Sight<'_>) -> bool {
    let Some(column) = sight.header.iter().position(|title| header_letters(title) == "id") else {
        return false;
    };
    let mut ids = sight.head.iter().map(|row| row.get(column).trim()).filter(|id| !id.is_empty()).peekable();
    ids.peek().is_some()
        && ids.all(|id| id.len() == 18 && id.get(..15).is_some_and(|short| super::tidy::long_id(short) == id))
}

/// Salesforce Inspector writes `[Account]` in its first column.
fn inspector_object(sight: &Sight<'_>) -> Option<&'static str> {
    if sight.header.first()? != "_" {
        return None;
    }
    let cell = sight.head.first()?.get(0);
    let name = cell.strip_prefix('[')?.strip_suffix(']')?;
    KEY_PREFIXES.iter().find(|(_, object)| *object == name).map(|&(_, object)| object)
}

/// Fifteen or eighteen letters and digits, some of them digits.
fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// HubSpot's property settings export.
pub(super) fn is_settings(header: &[String]) -> bool {
    let has = |name: &str| header.iter().any(|title| title.trim().eq_ignore_ascii_case(name));
    has("internal name") && (has("usages") || has("read only value") || has("fill rate"))
}

/// Whether a name is that of an object every Salesforce org has.
pub(super) fn is_standard(name: &str) -> bool {
    KEY_PREFIXES.iter().any(|(_, object)| *object == name)
}
