//! What schema files of all CRMs declare, and which file is which.

use std::collections::BTreeMap;

use super::crm::object_from_file_name;
use super::mention::EVERY_OBJECT;
use super::open::Part;
use super::outside::Mentions;
use super::schema::{Declared, ObjectSchema};
use super::{hubspot, netsuite, salesforce};
use crate::engine::read::json::{self, JsonOutline, JsonPlan, Shape};
use crate::engine::read::{Input, InputError, ReadOptions, Row};
use crate::model::{Consumer, Link, Supplied, Unresolved};

/// Schema files are read whole; none that a CRM writes is larger.
const CAP: u64 = 256 << 20;

/// Places where consumers can be found that cover everything which can use a field.
const EVERYWHERE: &[&str] = &["HubSpot usages"];

/// The kinds of Salesforce metadata that together cover everything in the org which can use a field.
pub const SALESFORCE: &[&str] = &["reports", "flows", "layouts", "validation rules", "Apex"];

/// Kinds that can use a field as well, and that an org need not have.
pub const SALESFORCE_TOO: &[&str] = &[
    "dashboards",
    "record pages",
    "workflow rules",
    "approvals",
    "email templates",
    "Lightning components",
    "Visualforce",
];

/// Declarations by CRM.
#[derive(Debug, Default)]
pub struct Declarations {
    by_crm: BTreeMap<&'static str, Declared>,
    /// What files outside the CRMs mention.
    pub(super) outside: Mentions,
}

/// The CRM a schema file is of, and what it is, in words.
pub type Declares = (&'static str, &'static str);

impl Declarations {
    pub(super) fn into(&mut self, crm: &'static str) -> &mut Declared {
        self.by_crm.entry(crm).or_default()
    }

    /// What is declared for a CRM.
    #[must_use]
    pub fn of(&self, crm: &str) -> Option<&Declared> {
        self.by_crm.get(crm)
    }

    /// The schema of an object, whatever the case of its name.
    #[must_use]
    pub fn object(&self, crm: &str, name: &str) -> Option<&ObjectSchema> {
        self.of(crm)?.objects.get(&name.to_lowercase())
    }

    /// Every declared object with its CRM.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &ObjectSchema)> {
        self.by_crm
            .iter()
            .flat_map(|(&crm, declared)| declared.objects.values().map(move |schema| (crm, schema)))
    }

    /// Sets down which file is being read, for what it says of any CRM.
    pub(super) fn begin(&mut self, file: &str) {
        for crm in super::CRMS {
            file.clone_into(&mut self.into(crm.name).file);
        }
    }

    /// What uses the consumers, in all CRMs.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.by_crm.values().flat_map(|declared| &declared.links)
    }

    /// Names that consumers use for fields that no file knows.
    pub fn unresolved(&self) -> impl Iterator<Item = &Unresolved> {
        self.by_crm.values().flat_map(|declared| &declared.unresolved)
    }

    /// What uses fields, in all CRMs.
    pub fn consumers(&self) -> impl Iterator<Item = &Consumer> {
        self.by_crm.values().flat_map(|declared| &declared.consumers)
    }

    /// Custom fields whose object no file names.
    #[must_use]
    pub fn unplaced(&self) -> usize {
        self.by_crm.values().map(|declared| declared.unplaced.len()).sum()
    }

    /// Field definitions read so far.
    #[must_use]
    pub fn definitions(&self) -> u64 {
        self.by_crm.values().map(|declared| declared.definitions).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_crm.values().all(|declared| {
            declared.objects.is_empty()
                && declared.stages.is_empty()
                && declared.people.is_empty()
                && declared.consumers.is_empty()
        })
    }

    /// To be called once, after the last file.
    pub fn settle(&mut self) {
        self.by_crm.values_mut().for_each(Declared::settle);
    }

    /// Sets down that a file of metadata could not be understood: what it uses is not known.
    pub fn not_understood(&mut self, crm: &'static str) {
        self.into(crm).not_understood += 1;
    }

    /// How many files of metadata could not be understood.
    #[must_use]
    pub fn misunderstood(&self, crm: &str) -> u64 {
        self.of(crm).map_or(0, |declared| declared.not_understood)
    }

    /// Whether consumers of an object's fields were looked for, and whether everywhere.
    #[must_use]
    pub fn looked(&self, crm: &str, object: &str) -> Supplied {
        let places = self.of(crm).into_iter().flat_map(|declared| &declared.looked);
        let places: Vec<&str> = places
            .filter(|(looked, _)| looked.eq_ignore_ascii_case(object) || looked == EVERY_OBJECT)
            .map(|(_, place)| *place)
            .collect();
        let everywhere = places.iter().any(|place| EVERYWHERE.contains(place))
            || SALESFORCE.iter().all(|place| places.contains(place)) && self.misunderstood(crm) == 0;
        match (everywhere, places.is_empty()) {
            (true, _) => Supplied::Yes,
            (false, false) => Supplied::Partly,
            (false, true) => Supplied::No,
        }
    }

    /// Where consumers were looked for, each place once.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        let mut places: Vec<String> = self
            .by_crm
            .values()
            .flat_map(|declared| declared.looked.iter().map(|(_, place)| (*place).to_owned()))
            .collect();
        places.extend(self.outside.places().map(str::to_owned));
        places.sort();
        places.dedup();
        places
    }

    /// Whether consumers were looked for in a place.
    #[must_use]
    pub fn looked_in(&self, place: &str) -> bool {
        self.by_crm.values().any(|declared| declared.looked.iter().any(|(_, looked)| *looked == place))
    }

    #[must_use]
    pub fn has_usages(&self) -> bool {
        self.places().iter().any(|place| EVERYWHERE.contains(&place.as_str()))
    }

    /// Adds HubSpot's property settings export.
    ///
    /// # Errors
    /// When the file does not say which object it is about, or cannot be read on.
    pub fn settings(&mut self, part: &Part) -> Result<(), InputError> {
        self.begin(&part.input.name);
        let mut table = part.table()?;
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut row = Row::new();
        while table.rows.next(&mut row)? {
            rows.push(row.cells().map(str::to_owned).collect());
        }
        let name = part.input.name.as_str();
        let object = object_from_file_name(&hubspot::CRM, name).map(|object| object.api);
        hubspot::settings_export(&table.header, rows.into_iter(), object, name, self.into("hubspot"))
    }
}

/// Adds a JSON file, or says with `None` that it declares nothing.
///
/// # Errors
/// When it declares something and is broken, or does not say of which object.
pub fn json(
    input: &Input,
    outline: &JsonOutline,
    into: &mut Declarations,
) -> Result<Option<Declares>, InputError> {
    let name = input.name.as_str();
    let Some(sort) = sort(outline) else { return Ok(None) };
    into.begin(name);
    let value = json::small(input, &ReadOptions::default(), CAP)?;
    match sort {
        Sort::Describe => salesforce::describe(&value, name, into.into("salesforce"))?,
        Sort::Tooling => salesforce::tooling(&value, name, into.into("salesforce"))?,
        Sort::Properties => {
            let object = object_from_file_name(&hubspot::CRM, name).map(|object| object.api);
            hubspot::properties_api(&value, object, name, into.into("hubspot"))?;
        }
        Sort::Pipelines => {
            let object = object_from_file_name(&hubspot::CRM, name).map(|object| object.api);
            hubspot::pipelines(&value, object, name, into.into("hubspot"))?;
        }
        Sort::Owners => hubspot::owners(&value, name, into.into("hubspot"))?,
        Sort::Catalog => {
            let object = object_from_file_name(&netsuite::CRM, name).map(|object| object.api);
            netsuite::metadata_catalog(&value, object, name, into.into("netsuite"))?;
        }
        Sort::EntityStatus => netsuite::entity_status(&value, name, into.into("netsuite"))?,
        Sort::Uses(what) => hubspot::uses(what, &value, into.into("hubspot")),
    }
    Ok(Some(sort.declares()))
}

/// What a Tooling API query of fields is called.
pub const TOOLING_FIELDS: &str = "field definitions";

/// The JSON documents that declare something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Describe,
    Tooling,
    Properties,
    Pipelines,
    Owners,
    Catalog,
    EntityStatus,
    Uses(hubspot::Uses),
}

impl Sort {
    fn declares(self) -> Declares {
        match self {
            Self::Describe => ("salesforce", "describe"),
            Self::Tooling => ("salesforce", TOOLING_FIELDS),
            Self::Properties => ("hubspot", "property definitions"),
            Self::Pipelines => ("hubspot", "pipelines"),
            Self::Owners => ("hubspot", "owners"),
            Self::Catalog => ("netsuite", "metadata catalog"),
            Self::EntityStatus => ("netsuite", "stage table"),
            Self::Uses(what) => ("hubspot", what.words()),
        }
    }
}

fn sort(outline: &JsonOutline) -> Option<Sort> {
    let has = |path: &str| outline.at(path).is_some();
    let both = |base: &str, keys: [&str; 2]| keys.iter().all(|key| has(&format!("{base}.{key}")));
    for base in ["", "result", "[]"] {
        if both(base, ["fields", "keyPrefix"]) || both(base, ["fields", "createable"]) {
            return Some(Sort::Describe);
        }
    }
    for path in ["records[]", "result.records[]", "[]"] {
        let kind = outline.at(path).and_then(Shape::attributes_type);
        if kind.is_some_and(|kind| TOOLING.contains(&kind)) {
            return Some(Sort::Tooling);
        }
    }
    for list in ["results[]", "[]"] {
        if both(list, ["fieldType", "groupName"]) || both(list, ["modificationMetadata", "name"]) {
            return Some(Sort::Properties);
        }
        if has(&format!("{list}.stages[].metadata")) {
            return Some(Sort::Pipelines);
        }
        if both(list, ["email", "firstName"]) && has(&format!("{list}.userId")) {
            return Some(Sort::Owners);
        }
    }
    if has("components.schemas") || both("", ["properties", "$id"]) || both("", ["properties", "$schema"]) {
        return Some(Sort::Catalog);
    }
    if both("items[]", ["entitytype", "probability"]) || both("[]", ["entitytype", "probability"]) {
        return Some(Sort::EntityStatus);
    }
    hubspot::Uses::of(outline).map(Sort::Uses)
}

/// Tooling objects that describe fields.
const TOOLING: &[&str] =
    &["CustomField", "FieldDefinition", "EntityParticle", "EntityDefinition", "MetadataComponentDependency"];

/// Tooling objects that are parts of the set-up, and no records of the business.
const SETUP: &[&str] = &[
    "Flow",
    "FlowDefinition",
    "FlowDefinitionView",
    "FlowVersionView",
    "Package2Member",
    "Package2Version",
    "ApexClass",
    "ApexTrigger",
    "Layout",
    "ValidationRule",
];

/// Whether a document lists parts of a Salesforce org's set-up.
#[must_use]
pub fn is_setup(outline: &JsonOutline) -> bool {
    let names = |first: Option<&Shape>| {
        first.and_then(Shape::attributes_type).is_some_and(|name| SETUP.contains(&name))
    };
    outline.arrays().into_iter().any(|(_, first)| names(first))
}

/// Keys under which APIs put their records.
const LISTS: &[&str] = &["records", "results", "items", "data", "rows", "value", "values"];

/// Where the records of a JSON document are, the CRM its shape belongs to, and the object it names.
#[must_use]
pub fn record_plan(outline: &JsonOutline) -> Option<(JsonPlan, Option<&'static str>, Option<String>)> {
    let plan = |records: Vec<String>| JsonPlan {
        records,
        inner: None,
        skip: &["attributes", "links"],
        pages: false,
    };
    for (path, first) in outline.arrays() {
        let Some(first) = first else { continue };
        if let Some(object) = first.attributes_type() {
            return Some((plan(path), Some("salesforce"), Some(object.to_owned())));
        }
        // The plan of a data import names files, not records.
        if first.get("sobject").is_some() && first.get("files").is_some() {
            return None;
        }
    }
    if outline.at("results[].properties").is_some() {
        let plan = JsonPlan { inner: Some("properties".to_owned()), ..plan(vec!["results".to_owned()]) };
        return Some((plan, Some("hubspot"), None));
    }
    if outline.at("[].items[]").is_some() {
        return Some((JsonPlan { pages: true, ..plan(vec!["items".to_owned()]) }, Some("netsuite"), None));
    }
    if outline.at("items").is_some()
        && (outline.at("hasMore").is_some() || outline.at("totalResults").is_some())
    {
        return Some((plan(vec!["items".to_owned()]), Some("netsuite"), None));
    }
    let lists = outline.arrays().into_iter().filter(|(path, first)| {
        let record = first.is_some_and(|first| first.keys().count() >= 2);
        record && path.last().is_none_or(|key| LISTS.contains(&key.as_str()))
    });
    let found = lists.min_by_key(|(path, _)| path.len());
    if let Some((path, _)) = found {
        return Some((plan(path), None, None));
    }
    (outline.kind == json::JsonKind::Lines && outline.root.keys().count() >= 2)
        .then(|| (plan(Vec::new()), None, None))
}
