//! What schema files say, before it meets any record.

use std::collections::BTreeMap;

use crate::model::{Consumer, Field, Guard, Link, Probability, Unresolved, VendorEvidence};

/// Everything one or many schema files declare. Later files add to earlier ones.
#[derive(Debug, Default)]
pub struct Declared {
    /// By object in lower case.
    pub objects: BTreeMap<String, ObjectSchema>,
    pub stages: Vec<Stage>,
    /// Owner or user id → name, for resolving deal owners.
    pub people: BTreeMap<String, String>,
    /// The file that is being read; consumers found now stand in it.
    pub(super) file: String,
    /// What metadata and the vendor's own usage lists say uses a field.
    pub consumers: Vec<Consumer>,
    /// What uses the consumers.
    pub links: Vec<Link>,
    /// Names that consumers use for fields that no file knows.
    pub unresolved: Vec<Unresolved>,
    /// Objects (lower case) for which consumers were looked for, and where: (`contacts`, `HubSpot usages`).
    pub looked: Vec<(String, &'static str)>,
    /// Field definitions read, each counted where it stands in a file, repeated or not.
    pub definitions: u64,
    /// Objects by the first fifteen characters of their id, from a list of entity definitions.
    pub(super) objects_by_id: BTreeMap<String, String>,
    /// Custom fields that name their object by its id, until the list of objects is read.
    pub(super) unplaced: Vec<(String, serde_json::Value)>,
    /// Fields reached through a lookup whose target no file has named so far; see [`Declared::settle`].
    pub(super) unfollowed: Vec<super::declare::Trail>,
    /// Fields that metadata names, until every file has been read.
    pub(super) named: Vec<super::salesforce::Mention>,
    /// What report types join, by their name in lower case.
    pub(super) report_types: BTreeMap<String, String>,
    /// Kinds of metadata in which consumers were looked for.
    pub(super) metadata_places: Vec<&'static str>,
    /// What Salesforce lists as using a custom field: the field's id, its name, its user.
    pub(super) dependencies: Vec<(String, String, super::declare::User)>,
    /// Objects by the first fifteen characters of a custom field's id.
    pub(super) field_ids: BTreeMap<String, String>,
    /// Metadata files that could not be understood.
    pub not_understood: u64,
    /// What the audit trail says of definitions.
    pub(super) trail: Vec<super::salesforce::Entry>,
    /// The active version of each flow, by its name in lower case.
    pub(super) flow_versions: BTreeMap<String, String>,
    /// Names used for fields, until it is known which fields there are.
    pub(super) mentions: Vec<super::mention::Mention>,
    /// Fields (lower case) that are defined and on no record: a name of one is no name of nothing.
    pub(super) retired: std::collections::BTreeSet<String>,
    /// Script files that a script record runs.
    pub(super) scripts: Vec<super::netsuite::Deployed>,
}

impl Declared {
    /// Follows the lookups that no file had explained when they were met.
    ///
    /// To be called once, after the last file: a formula may be read before the field that says where its lookup
    /// leads. What no file explains stays unfollowed and is no consumer of anything.
    pub fn settle(&mut self) {
        super::salesforce::place_fields(self);
        for trail in std::mem::take(&mut self.unfollowed) {
            super::salesforce::follow_again(self, trail);
        }
        super::salesforce::settle(self);
        super::salesforce::looked(self);
        super::netsuite::place_scripts(self);
        super::mention::settle(self);
        super::hubspot::name_usages(self);
    }
}

/// An object as its schema declares it.
#[derive(Debug, Default, Clone)]
pub struct ObjectSchema {
    /// API name in the CRM's own spelling.
    pub name: String,
    pub label: Option<String>,
    /// In the order of the file.
    pub fields: Vec<Field>,
    /// The vendor's own statistics, by field name in lower case.
    pub vendor: BTreeMap<String, VendorEvidence>,
    /// Guards that formulas and dependencies give to fields, by field name in lower case. Also for fields that no
    /// schema file describes: a formula over `Amount` guards `Amount`.
    pub earned: BTreeMap<String, Vec<Guard>>,
    /// Where a lookup leads: object by field name in lower case.
    pub targets: BTreeMap<String, String>,
    /// Objects that its lookups lead to, and what they call these records; both in lower case.
    pub parents: Vec<(String, String)>,
}

/// A row of a stage table.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Pipeline id, where the CRM has pipelines.
    pub pipeline: Option<String>,
    pub pipeline_label: Option<String>,
    /// The value that stands in a deal: API name, id or key.
    pub key: String,
    pub label: String,
    /// `None` where the file gives none or none that is a probability.
    pub probability: Option<Probability>,
    pub closed: Option<bool>,
    pub won: Option<bool>,
}
