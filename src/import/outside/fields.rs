//! The fields that names outside the CRM can mean.
//!
//! ```text
//! Loss_Reason__c = loss_reason__c = loss_reason_c = lossreason__c        Salesforce
//! closed_lost_reason = property_closed_lost_reason = properties__closed_lost_reason        HubSpot
//! ```
//!
//! A standard name (`name`, `amount`) means a field only within a table of that object; a custom one also alone.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::sql::trace::{Columns, Lineage, Reach};
use crate::import::crm;
use crate::model::{FieldRef, ObjectSnapshot};

/// A field, by its place in [`Fields`].
pub(super) type Id = usize;

/// Every field of every object, by all the names it goes by in a warehouse.
pub(super) struct Fields<'a> {
    objects: &'a [ObjectSnapshot],
    /// Object and field of each id.
    places: Vec<(usize, usize)>,
    /// Ids by name, per object.
    by_object: Vec<BTreeMap<String, Id>>,
    /// What custom names mean wherever they stand.
    custom: BTreeMap<String, Vec<Id>>,
    tables: Vec<Rc<Columns>>,
    loose: Rc<Columns>,
}

/// Prefixes that people give to the tables of a CRM, and what else they put around the name.
const PREFIXES: &[&str] =
    &["sf_", "sfdc_", "salesforce_", "hubspot_", "hs_", "netsuite_", "ns_", "raw_", "src_"];
const SUFFIXES: &[&str] = &["_data", "_raw", "_source", "_history"];

/// Letters and digits in lower case: what is left of a name when spelling is not looked at.
pub(super) fn compact(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name of a table without what people put around it.
fn bare_name(table: &str) -> &str {
    let bare = PREFIXES.iter().find_map(|prefix| table.strip_prefix(prefix)).unwrap_or(table);
    SUFFIXES.iter().find_map(|suffix| bare.strip_suffix(suffix)).unwrap_or(bare)
}

/// The CRM that a text speaks of, unless it speaks of none or several.
pub(super) fn crm_of(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let word = |wanted: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == wanted);
    let has = |names: &[&str], short: &[&str]| {
        names.iter().any(|name| text.contains(name)) || short.iter().any(|name| word(name))
    };
    let told = [
        ("salesforce", has(&["salesforce", "sfdc"], &["sf"])),
        ("hubspot", has(&["hubspot"], &["hs"])),
        ("netsuite", has(&["netsuite", "suitetalk", "suiteanalytics"], &["ns"])),
    ];
    let mut told = told.into_iter().filter(|(_, told)| *told).map(|(crm, _)| crm);
    told.next().filter(|_| told.next().is_none())
}

impl<'a> Fields<'a> {
    pub(super) fn new(objects: &'a [ObjectSnapshot]) -> Self {
        let mut places = Vec::new();
        let mut by_object = Vec::new();
        let mut custom: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        let mut tables = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            let mut names = BTreeMap::new();
            for (place, profiled) in object.fields.iter().enumerate() {
                let id = places.len();
                places.push((number, place));
                let name = profiled.field.name.as_str();
                names.entry(compact(name)).or_insert(id);
                if object.crm == "hubspot" {
                    for before in ["property", "properties"] {
                        names.entry(format!("{before}{}", compact(name))).or_insert(id);
                    }
                }
                for word in custom_words(object.crm, name, profiled.field.custom) {
                    custom.entry(word).or_default().push(id);
                }
            }
            // What else the dictionary calls a standard field: `id` is a contact's `hs_object_id`.
            let entry = crm::crm_named(object.crm).and_then(|crm| crm::lookup_object(crm, &object.name));
            for field in entry.iter().flat_map(|entry| entry.fields) {
                let Some(&id) = names.get(&compact(field.name)) else { continue };
                for label in field.labels {
                    names.entry(compact(label)).or_insert(id);
                }
            }
            let column = |(name, id): (&String, &Id)| (name.clone(), Lineage::from([(*id, Reach::Passed)]));
            tables.push(Rc::new(Columns { by_name: names.iter().map(column).collect() }));
            by_object.push(names);
        }
        let loose = Rc::new(Self::loose_columns(&custom));
        Self { objects, places, by_object, custom, tables, loose }
    }

    /// The field itself.
    pub(super) fn of(&self, id: Id) -> (&'static str, FieldRef) {
        let (object, field) = self.places[id];
        let object = &self.objects[object];
        let field = object.fields[field].field.name.clone();
        (object.crm, FieldRef { object: object.name.clone(), field })
    }

    /// What an object is called.
    pub(super) fn object_name(&self, object: usize) -> &str {
        &self.objects[object].name
    }

    /// The object a table of a CRM holds.
    pub(super) fn object(&self, crm: &str, table: &str) -> Option<usize> {
        let table = table.to_lowercase();
        let bare = bare_name(&table);
        let exactly = |name: &str| {
            let name = compact(name);
            let of_crm = |object: &ObjectSnapshot| object.crm == crm || object.crm == "none";
            let same = |text: &str| compact(text) == name;
            self.objects.iter().position(|object| of_crm(object) && same(&object.name)).or_else(|| {
                let bares = |object: &ObjectSnapshot| same(bare_name(&object.name.to_lowercase()));
                self.objects.iter().position(|object| of_crm(object) && bares(object))
            })
        };
        let known = |name: &str| {
            let entry = crm::lookup_object(crm::crm_named(crm)?, name)?;
            self.objects.iter().position(|object| object.crm == crm && object.name == entry.api)
        };
        exactly(&table).or_else(|| known(&table)).or_else(|| exactly(bare)).or_else(|| known(bare))
    }

    /// The columns of an object's table.
    pub(super) fn table(&self, object: usize) -> Rc<Columns> {
        Rc::clone(&self.tables[object])
    }

    /// The columns of a table by its path: of the CRM that the path or the first telling hint names.
    pub(super) fn of_path(&self, path: &[String], hints: &[&str]) -> Rc<Columns> {
        let crm = crm_of(&path.join(".")).or_else(|| hints.iter().find_map(|hint| crm_of(hint)));
        let object = crm.and_then(|crm| self.object(crm, path.last()?));
        object.map_or_else(|| self.loose(), |object| self.table(object))
    }

    /// The field that a column of an object's table holds.
    pub(super) fn column(&self, object: usize, column: &str) -> Option<Id> {
        self.by_object[object].get(&compact(column)).copied()
    }

    /// The fields that a word means wherever it stands.
    pub(super) fn custom(&self, word: &str) -> &[Id] {
        self.custom.get(&word.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The CRMs of which there are objects.
    pub(super) fn crms(&self) -> BTreeSet<&'static str> {
        self.objects.iter().map(|object| object.crm).filter(|crm| *crm != "none").collect()
    }

    /// The columns of a table that says nothing of a CRM: custom names, and what each means wherever it stands.
    pub(super) fn loose(&self) -> Rc<Columns> {
        Rc::clone(&self.loose)
    }

    fn loose_columns(custom: &BTreeMap<String, Vec<Id>>) -> Columns {
        let mut columns = Columns::default();
        for (word, ids) in custom {
            let lineage = columns.by_name.entry(compact(word)).or_default();
            lineage.extend(ids.iter().map(|id| (*id, Reach::Possible)));
        }
        columns
    }
}

/// What a custom field is called where nothing else tells whose it is.
fn custom_words(crm: &str, name: &str, custom: Option<bool>) -> Vec<String> {
    let lower = name.to_lowercase();
    match crm {
        "salesforce" => {
            let Some(stem) = lower.strip_suffix("__c") else { return Vec::new() };
            let mut words = vec![lower.clone(), format!("{stem}_c"), format!("{}__c", stem.replace('_', ""))];
            words.sort();
            words.dedup();
            words
        }
        "hubspot" => {
            if custom == Some(false) {
                return Vec::new();
            }
            let prefixed = |before: &&str| format!("{before}{lower}");
            let mut words: Vec<String> =
                ["property_", "properties_", "properties__"].iter().map(prefixed).collect();
            // A single word is too likely to mean something else, and so is one that nobody declared.
            if custom == Some(true) && lower.contains('_') {
                words.push(lower);
            }
            words
        }
        "netsuite" if lower.starts_with("cust") && custom != Some(false) => vec![lower],
        _ => Vec::new(),
    }
}
