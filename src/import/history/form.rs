//! The tables in which changes stand: which they are, and how a row of each says who changed what.

use super::super::crm::{header_letters, lookup_object, object_from_file_name};
use super::super::hubspot;
use super::super::recognise::stem;
use crate::engine::read::Row;

/// Which history a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Salesforce field history: of one object, or of all as `EntityHistory.csv`.
    Fields,
    /// NetSuite system notes, from a saved search or from SuiteQL.
    Notes,
    /// HubSpot property history: a row for each revision.
    Properties,
    /// HubSpot records with `propertiesWithHistory` in each.
    Revisions,
}

impl Form {
    /// The CRM that writes it.
    #[must_use]
    pub fn crm(self) -> &'static str {
        match self {
            Self::Fields => "salesforce",
            Self::Notes => "netsuite",
            Self::Properties | Self::Revisions => "hubspot",
        }
    }

    /// The form that a header belongs to.
    #[must_use]
    pub fn of(header: &[String]) -> Option<Self> {
        if header.len() > WIDEST {
            return None;
        }
        let names: Vec<String> = header.iter().map(|title| header_letters(title)).collect();
        let has = |name: &str| names.iter().any(|own| own == name);
        let any = |words: &[&str]| words.iter().any(|word| has(word));
        if has("context") && has("newvalue") && any(&["setby", "name"]) {
            return Some(Self::Notes);
        }
        if has("createdbyid")
            && any(&["oldvalue", "oldvalstring"])
            && any(&["newvalue", "newvalstring"])
            && any(FIELD)
        {
            return Some(Self::Fields);
        }
        let narrow = header.len() <= 14;
        (narrow && any(RECORD) && any(TIME) && any(SOURCE) && (any(PROPERTY) || has("value")))
            .then_some(Self::Properties)
    }
}

/// No history is as wide as records are.
const WIDEST: usize = 40;

const FIELD: &[&str] = &["field", "fieldname"];
const RECORD: &[&str] =
    &["recordid", "contactid", "companyid", "dealid", "ticketid", "objectid", "vid", "hsobjectid"];
const TIME: &[&str] = &["timestamp", "timestampinstant", "changedate", "date", "time", "changedat"];
const SOURCE: &[&str] = &["source", "changesource", "sourcetype"];
const PROPERTY: &[&str] = &["name", "property", "propertyname", "internalname"];

/// One change of one field.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Change<'r> {
    pub(super) object: &'r str,
    pub(super) field: &'r str,
    pub(super) record: &'r str,
    /// Id or name of the user; empty where the history has none.
    pub(super) author: &'r str,
    pub(super) at: &'r str,
    /// The CRM's word for the source; Salesforce has none.
    pub(super) source: &'r str,
    pub(super) source_id: &'r str,
    pub(super) label: &'r str,
    /// Whether old and new value are record ids.
    pub(super) ids: bool,
}

/// Where the columns of a history are.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) form: Form,
    /// The object of every row, where the table is about one.
    pub(super) object: String,
    /// The field of every row, where the table is about one.
    field: String,
    object_at: Option<usize>,
    field_at: Option<usize>,
    record_at: Option<usize>,
    author_at: Option<usize>,
    time_at: Option<usize>,
    source_at: Option<usize>,
    source_id_at: Option<usize>,
    label_at: Option<usize>,
    kind_at: Option<usize>,
    values_at: Vec<usize>,
}

impl Columns {
    /// Finds the columns; `inside` is the object that the file names in its content.
    pub(super) fn find(form: Form, header: &[String], file: &str, inside: Option<&str>) -> Self {
        let names: Vec<String> = header.iter().map(|title| header_letters(title)).collect();
        let at = |words: &[&str]| words.iter().find_map(|word| names.iter().position(|name| name == word));
        let mut found = Self {
            form,
            object: String::new(),
            field: String::new(),
            object_at: None,
            field_at: at(FIELD),
            record_at: None,
            author_at: None,
            time_at: None,
            source_at: None,
            source_id_at: None,
            label_at: None,
            kind_at: None,
            values_at: Vec::new(),
        };
        match form {
            Form::Fields => {
                let no_parent = ["id", "createdbyid", "lastmodifiedbyid", "fivetranid"];
                let parent = names.iter().position(|name| {
                    name.ends_with("id") && !name.ends_with("__c") && !no_parent.contains(&name.as_str())
                });
                found.record_at = parent;
                found.author_at = at(&["createdbyid"]);
                found.time_at = at(&["createddate"]);
                found.kind_at = at(&["datatype"]);
                found.object_at = at(&["parentsobjecttype"]);
                found.object = history_of(inside.unwrap_or(&stem(file)), parent.map(|at| &header[at]));
                let values = ["oldvalue", "newvalue", "oldvalstring", "newvalstring"];
                found.values_at = values.iter().filter_map(|value| at(&[value])).collect();
            }
            Form::Notes => {
                found.record_at = at(&["recordid", "internalid", "record"]);
                found.object_at = at(&["recordtype", "recordtypeid"]);
                found.author_at = at(&["setby", "name"]);
                found.time_at = at(&["date"]);
                found.source_at = at(&["context"]);
                found.kind_at = at(&["type"]);
            }
            Form::Properties => {
                found.record_at = at(RECORD);
                found.author_at = at(&["changedby", "updatedby", "updatedbyuserid"]);
                found.time_at = at(TIME);
                found.source_at = at(SOURCE);
                found.source_id_at = at(&["sourceid", "changesourceid"]);
                found.label_at = at(&["sourcelabel"]);
                found.field_at = at(PROPERTY);
                let record = found.record_at.map_or("", |at| names[at].as_str());
                let object = ["contact", "company", "deal", "ticket"]
                    .into_iter()
                    .find(|name| record.starts_with(name));
                let object = object.or_else(|| Some(object_in_name(file)?.api));
                found.object = object.unwrap_or("").to_owned();
                found.field =
                    if found.field_at.is_some() { String::new() } else { property(file, &found.object) };
            }
            Form::Revisions => found.object = inside.unwrap_or_default().to_owned(),
        }
        found
    }

    /// Whether each row names its own object.
    pub(super) fn names_objects(&self) -> bool {
        self.object_at.is_some()
    }

    /// The change that a row tells; `None` for what is no change of a field: `created`, `feedEvent`, a deletion.
    pub(super) fn change<'r>(&'r self, row: &'r Row) -> Option<Change<'r>> {
        let cell = |at: Option<usize>| at.map_or("", |at| row.get(at).trim());
        let or = |at: Option<usize>, fixed: &'r str| if at.is_some() { cell(at) } else { fixed };
        let change = Change {
            object: match self.form {
                Form::Notes => record_type(cell(self.object_at)),
                _ => or(self.object_at, &self.object),
            },
            field: or(self.field_at, &self.field),
            record: cell(self.record_at),
            author: cell(self.author_at),
            at: cell(self.time_at),
            source: cell(self.source_at),
            source_id: cell(self.source_id_at),
            label: cell(self.label_at),
            ids: false,
        };
        let event = match self.form {
            Form::Fields => is_event(change.field),
            Form::Notes => {
                let kind = cell(self.kind_at);
                ["create", "delete"].iter().any(|word| kind.eq_ignore_ascii_case(word))
            }
            Form::Properties | Form::Revisions => false,
        };
        let ids = self.form == Form::Fields && self.holds_ids(row);
        (!event && !change.field.is_empty()).then_some(Change { ids, ..change })
    }

    /// Whether a row of a lookup change is the one with ids.
    fn holds_ids(&self, row: &Row) -> bool {
        if let Some(kind) = self.kind_at {
            return row.get(kind).trim() == "EntityId";
        }
        let mut values = self.values_at.iter().map(|&at| row.get(at)).filter(|value| !value.is_empty());
        values.clone().next().is_some() && values.all(is_id)
    }
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Fields begin with a capital or end in `__c`; everything else in a history is an event.
fn is_event(field: &str) -> bool {
    !field.ends_with("__c") && !field.starts_with(|first: char| first.is_ascii_uppercase())
}

/// The object of a field history, by what it is called and by the column of its parent.
fn history_of(called: &str, parent: Option<&String>) -> String {
    if let Some(custom) = called.strip_suffix("__History").or_else(|| called.strip_suffix("__history")) {
        return format!("{custom}__c");
    }
    let parent = parent.map_or("", String::as_str).replace('_', "");
    let parent = parent.get(..parent.len().saturating_sub(2)).unwrap_or_default();
    if !parent.is_empty() && !parent.eq_ignore_ascii_case("parent") {
        return parent.to_owned();
    }
    let called =
        called.strip_suffix("FieldHistory").or_else(|| called.strip_suffix("History")).unwrap_or(called);
    called.to_owned()
}

/// NetSuite's record types: names in saved searches, negative ids in SuiteQL.
fn record_type(text: &str) -> &str {
    match text {
        "-2" => "customer",
        "-6" => "contact",
        "-30" => "transaction",
        "-31" => "opportunity",
        other => other,
    }
}

fn object_in_name(file: &str) -> Option<&'static super::super::ObjectEntry> {
    // The name of a history hints at its object like any other, once the word is gone.
    let name = stem(file).to_lowercase().replace("history", "");
    object_from_file_name(&hubspot::CRM, &name)
}

/// The property of a file about one: `deal-amount-history.csv`, `property-history-amount.csv`.
fn property(file: &str, object: &str) -> String {
    let stem = stem(file).to_lowercase();
    let of = |name: &str| lookup_object(&hubspot::CRM, name).map(|entry| entry.api);
    let own = of(object);
    let words = stem.split(['-', ' ']).filter(|word| {
        let says_object = own.is_some() && of(word) == own;
        let says_nothing = ["property", "history", "export", "hubspot", "all"].contains(word);
        !says_object && !says_nothing && !word.bytes().all(|byte| byte.is_ascii_digit())
    });
    words.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(header: &str) -> Option<Form> {
        Form::of(&header.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_history_is_known_by_its_header() {
        assert_eq!(
            form("Id,IsDeleted,AccountId,CreatedById,CreatedDate,Field,OldValue,NewValue"),
            Some(Form::Fields)
        );
        assert_eq!(
            form("id,account_id,created_by_id,created_date,field,old_value,new_value"),
            Some(Form::Fields)
        );
        assert_eq!(form("Date,Set by,Context,Type,Field,Old Value,New Value"), Some(Form::Notes));
        assert_eq!(
            form("deal_id,timestamp,_fivetran_synced,source,name,source_id,value"),
            Some(Form::Properties)
        );
        assert_eq!(form("Record ID,First Name,Email,Source"), None);
        assert_eq!(form("Id,OpportunityId,StageName,Amount"), None);
    }

    #[test]
    fn the_object_of_a_history_is_in_its_name_or_its_parent() {
        let parent = |name: &str| Some(name.to_owned());
        assert_eq!(history_of("OpportunityFieldHistory", parent("OpportunityId").as_ref()), "Opportunity");
        assert_eq!(history_of("Site_Visit__History", parent("ParentId").as_ref()), "Site_Visit__c");
        assert_eq!(history_of("sf_account_history", parent("account_id").as_ref()), "account");
        assert_eq!(history_of("ContractHistory", None), "Contract");
    }

    #[test]
    fn events_are_no_changes() {
        for event in ["created", "ownerAccepted", "feedEvent", "__RecordType__", ""] {
            assert!(is_event(event), "{event}");
        }
        for field in ["Owner", "StageName", "Loss_Reason__c", "region__c"] {
            assert!(!is_event(field), "{field}");
        }
    }

    #[test]
    fn a_history_of_one_property_is_named_by_its_file() {
        assert_eq!(property("deal-amount-history.csv", "deals"), "amount");
        assert_eq!(property("contact-company-history.csv", "contacts"), "company");
        assert_eq!(property("exports/property-history-loss_reason.csv", ""), "loss_reason");
    }
}
