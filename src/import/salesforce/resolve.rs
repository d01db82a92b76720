//! From what metadata writes to the fields it means, once every file has been read.
//!
//! ```text
//! Foo__c on Opportunity                  its own field
//! Account.Foo__c, Foo__r.Bar__c          the lookup, and the field beyond it
//! Account.Cases$Foo__c                   the field of the children
//! ```
//!
//! Names are matched as the platform does: in any case, with or without the namespace of a package, and a person
//! account's `Foo__pc` as the contact's `Foo__c`. Where the objects on the way are not known, a custom name that only
//! few objects have means the field of these.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::crm::{self, ObjectEntry};
use super::super::declare::{self, User};
use super::super::schema::Declared;
use super::{CRM, names, usage};
use crate::model::{FieldRef, Unresolved};

/// Objects among which a name may stand for the fields of all, where nothing tells them apart.
const AMBIGUOUS: usize = 64;

/// A field as metadata names it.
#[derive(Debug)]
pub(in crate::import) struct Mention {
    /// The object whose field it is, or where the path begins.
    pub(super) object: Option<String>,
    pub(super) path: Vec<String>,
    pub(super) user: User,
}

/// What names the children of a record as it names its lookups: `Opportunity.Payments__r$Amount__c`.
const DOWN: &[&str] = &["report", "report type", "dashboard"];

/// Notes that something names a field; `path` begins on `object`.
pub(super) fn mention(into: &mut Declared, object: Option<&str>, path: Vec<String>, user: &User) {
    if path.is_empty() || path.iter().any(String::is_empty) {
        return;
    }
    let user = User { file: user.file.clone().or_else(|| Some(into.file.clone())), ..user.clone() };
    into.named.push(Mention { object: object.map(str::to_owned), path, user });
}

/// Finds the fields that were named.
pub(in crate::import) fn settle(into: &mut Declared) {
    usage::place(into);
    into.links.sort();
    into.links.dedup();
    let mentions = std::mem::take(&mut into.named);
    if mentions.is_empty() {
        return;
    }
    let mut schema = Schema::of(into);
    for name in mentions.iter().filter_map(|mention| mention.object.as_ref()) {
        schema.spellings.entry(name.to_lowercase()).or_insert_with(|| name.clone());
    }
    let mut found = Vec::new();
    let mut lost = Vec::new();
    for mention in &mentions {
        let down = DOWN.contains(&mention.user.kind);
        match schema.resolve(mention.object.as_deref(), &mention.path, down) {
            Ok(fields) => found.extend(fields.into_iter().map(|field| (field, &mention.user))),
            Err(Lost::Unknown(field)) => found.push((field, &mention.user)),
            // An export may have what the schema leaves out: that is judged once its columns are known.
            Err(Lost::Gone(field)) => {
                found.push((field.clone(), &mention.user));
                lost.push((field, mention));
            }
            Err(Lost::NoField) => {}
        }
    }
    for (field, user) in found {
        declare::used(into, &CRM, field, user);
    }
    for (field, mention) in lost {
        let unresolved = Unresolved {
            crm: CRM.name,
            name: field.to_string(),
            kind: mention.user.kind.to_owned(),
            by: mention.user.name.clone(),
            file: mention.user.file.clone().unwrap_or_default(),
            at: mention.user.at.clone(),
        };
        if into.unresolved.last() != Some(&unresolved) {
            into.unresolved.push(unresolved);
        }
    }
}

/// Why a name stands for no field.
#[derive(Debug, PartialEq, Eq)]
enum Lost {
    /// It is none that the object's schema has.
    Gone(FieldRef),
    /// It is a custom name on an object whose custom fields no file tells.
    Unknown(FieldRef),
    /// It is none that a schema would list, or none that can be looked up.
    NoField,
}

/// Which fields there are, and where lookups lead.
struct Schema<'a> {
    into: &'a Declared,
    /// By object, then by field, both in lower case: the field's own spelling.
    fields: BTreeMap<&'a str, BTreeMap<String, &'a str>>,
    /// Objects by the lower-case name of a custom field.
    having: BTreeMap<String, Vec<&'a str>>,
    /// Objects by the name of the relationship from their parent, in lower case.
    children: BTreeMap<(String, String), &'a str>,
    /// Objects that no file describes, as lookups and their users write them, by their name in lower case.
    spellings: BTreeMap<String, String>,
    /// Namespaces of the packages whose fields are known.
    namespaces: BTreeSet<String>,
    /// What the dictionary has for an object in lower case; looking it up takes its time.
    entries: RefCell<BTreeMap<String, Option<&'static ObjectEntry>>>,
}

impl<'a> Schema<'a> {
    fn of(into: &'a Declared) -> Self {
        let (fields, having, children) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (namespaces, entries, spellings) = (BTreeSet::new(), RefCell::default(), BTreeMap::new());
        let mut schema = Self { into, fields, having, children, spellings, namespaces, entries };
        for (key, object) in &into.objects {
            let fields = schema.fields.entry(key.as_str()).or_default();
            for field in &object.fields {
                fields.insert(field.name.to_lowercase(), field.name.as_str());
                if names::is_custom(&field.name) {
                    schema.having.entry(field.name.to_lowercase()).or_default().push(key.as_str());
                    schema.namespaces.extend(names::namespace(&field.name).map(str::to_lowercase));
                }
            }
            for target in object.targets.values() {
                schema.spellings.entry(target.to_lowercase()).or_insert_with(|| target.clone());
            }
            for (parent, relationship) in &object.parents {
                let bare = relationship.trim_end_matches("__r").to_owned();
                schema.children.entry((parent.clone(), bare)).or_insert(key.as_str());
            }
        }
        schema
    }

    /// The fields that a path means: the lookups on its way, and the last one.
    fn resolve(&self, object: Option<&str>, path: &[String], down: bool) -> Result<Vec<FieldRef>, Lost> {
        let (last, way) = path.split_last().ok_or(Lost::NoField)?;
        let mut passed = Vec::new();
        let mut at = object.map(|name| {
            let lower = name.to_lowercase();
            self.object(&lower).unwrap_or(lower)
        });
        let mut hints: Vec<String> = at.iter().cloned().collect();
        for step in way {
            let (lookup, next) = self.step(at.as_deref(), step, down);
            passed.extend(lookup);
            at = next;
            hints.extend(at.iter().cloned());
        }
        let found = match at.as_deref().map(|at| self.field(at, last)) {
            Some(Ok(field)) => Ok(vec![field]),
            Some(Err(lost)) if !names::is_custom(last) => Err(lost),
            Some(Err(lost)) if self.has_custom_fields(at.as_deref()) => Err(lost),
            // Whether it is gone can only be said of an object whose fields are known.
            known => self.anywhere(last, &hints).map_err(|lost| match known {
                Some(Err(known)) => known,
                _ => lost,
            }),
        };
        match found {
            Ok(fields) => {
                passed.extend(fields);
                Ok(passed)
            }
            Err(_) if !passed.is_empty() && !names::is_custom(last) => Ok(passed),
            Err(lost) => Err(lost),
        }
    }

    /// Where one step of a path leads, and the lookup it reads.
    fn step(&self, at: Option<&str>, step: &str, down: bool) -> (Option<FieldRef>, Option<String>) {
        let lower = step.to_lowercase();
        let Some(at) = at else { return (None, self.object(&lower)) };
        if at == lower {
            return (None, Some(lower));
        }
        let child = lower.strip_suffix("__r").unwrap_or(&lower);
        let child = self.children.get(&(at.to_owned(), child.to_owned())).map(|child| (*child).to_owned());
        if down && child.is_some() {
            return (None, child);
        }
        let lookup = lookup_of(&lower);
        let target = self.into.objects.get(at).and_then(|object| {
            [&lookup, &lower].into_iter().find_map(|name| object.targets.get(name.as_str()))
        });
        if let Some(target) = target {
            let field = [&lookup, &lower].into_iter().find_map(|name| self.field(at, name).ok());
            return (field, Some(target.to_lowercase()));
        }
        if child.is_some() {
            return (None, child);
        }
        if let Some(target) = super::reads::standard_target(at, step) {
            let name = format!("{step}Id");
            let field = self.field(at, &name).ok().filter(|_| !at.ends_with("__c") || lower == "owner");
            return (field, Some(target.to_lowercase()));
        }
        let child = STANDARD_CHILDREN.iter().find(|(name, _)| *name == lower);
        let child = child.map(|(_, object)| (*object).to_owned());
        (None, child.or_else(|| self.object(&lower)))
    }

    /// An object of this name, in lower case.
    fn object(&self, lower: &str) -> Option<String> {
        let lower = shared(lower);
        // An org that has installed a package writes its namespace, and the package itself does not.
        let own = self.own(lower);
        if let Some(known) = [lower].into_iter().chain(own).find(|name| self.into.objects.contains_key(*name))
        {
            return Some(known.to_owned());
        }
        self.entry(lower).map(|entry| entry.api.to_lowercase())
    }

    fn entry(&self, lower: &str) -> Option<&'static ObjectEntry> {
        if let Some(&known) = self.entries.borrow().get(lower) {
            return known;
        }
        let found = crm::lookup_object(&CRM, lower);
        self.entries.borrow_mut().insert(lower.to_owned(), found);
        found
    }

    /// A field of an object in lower case.
    fn field(&self, object: &str, name: &str) -> Result<FieldRef, Lost> {
        let lower = name.to_lowercase();
        let spelled = self.into.objects.get(object).map(|schema| schema.name.as_str());
        let entry = self.entry(object);
        let spelled = spelled
            .or_else(|| entry.map(|entry| entry.api))
            .unwrap_or_else(|| self.spellings.get(object).map_or(object, String::as_str));
        let of = |field: &str| FieldRef { object: spelled.to_owned(), field: field.to_owned() };
        let fields = self.fields.get(object);
        if let Some(field) = fields.and_then(|fields| fields.get(&lower)) {
            return Ok(of(field));
        }
        if let Some(contact) = lower.strip_suffix("__pc").filter(|_| object == "account") {
            return self.field("contact", &format!("{contact}__c"));
        }
        if names::is_custom(&lower) {
            // Within a package, and in an org of its own, its namespace is left off.
            let found = self.own(&lower).and_then(|own| fields?.get(own)).or_else(|| {
                let packaged = |field: &&&str| names::namespace(field).is_some() && bare(field) == lower;
                fields?.values().find(packaged)
            });
            return found.map(|field| of(field)).ok_or_else(|| {
                let lost = of(name);
                if self.has_custom_fields(Some(object)) { Lost::Gone(lost) } else { Lost::Unknown(lost) }
            });
        }
        let common = COMMON.iter().any(|common| common.eq_ignore_ascii_case(name));
        if entry.is_none() && fields.is_none() && !common {
            return Err(Lost::NoField);
        }
        // Reports and layouts say `Owner` and `Account` for what is stored as an id.
        let stored = |name: &str| {
            let fields = entry.map_or(&[][..], |entry| entry.fields);
            let known = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
            known.map(|field| of(field.name)).or_else(|| {
                COMMON.iter().find(|common| common.eq_ignore_ascii_case(name)).map(|common| of(common))
            })
        };
        if let Some(field) = stored(name).or_else(|| stored(&format!("{name}Id"))) {
            return Ok(field);
        }
        // The dictionary does not have every standard field: the name is taken as it was written.
        let plausible = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().any(|c| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric());
        if plausible && entry.is_some() { Ok(of(name)) } else { Err(Lost::NoField) }
    }

    /// A name less its namespace, where that is of no package whose fields are known.
    fn own<'n>(&self, lower: &'n str) -> Option<&'n str> {
        let namespace = names::namespace(lower)?;
        (!self.namespaces.contains(namespace)).then(|| &lower[namespace.len() + 2..])
    }

    fn has_custom_fields(&self, object: Option<&str>) -> bool {
        let fields = object.and_then(|object| self.fields.get(object));
        fields.is_some_and(|fields| fields.keys().any(|name| names::is_custom(name)))
    }

    /// A custom name wherever it is a field, preferring the objects that the path passed.
    fn anywhere(&self, name: &str, hints: &[String]) -> Result<Vec<FieldRef>, Lost> {
        if !names::is_custom(name) {
            return Err(Lost::NoField);
        }
        let lower = name.to_lowercase();
        let Some(objects) = self.having.get(&lower).or_else(|| self.having.get(self.own(&lower)?)) else {
            return Err(Lost::NoField);
        };
        let hinted: Vec<&&str> =
            objects.iter().filter(|object| hints.iter().any(|hint| hint == *object)).collect();
        let chosen = if hinted.is_empty() { objects.iter().collect() } else { hinted };
        if chosen.len() > AMBIGUOUS {
            return Err(Lost::NoField);
        }
        Ok(chosen.into_iter().filter_map(|object| self.field(object, name).ok()).collect())
    }
}

/// Tasks and events share the fields of activities.
fn shared(object: &str) -> &str {
    if object == "activity" { "task" } else { object }
}

/// A field's name in lower case, less a namespace.
fn bare(name: &str) -> String {
    let lower = name.to_lowercase();
    match names::namespace(&lower) {
        Some(namespace) => lower[namespace.len() + 2..].to_owned(),
        None => lower,
    }
}

/// The lookup field behind a relationship name in lower case.
fn lookup_of(relationship: &str) -> String {
    match relationship.strip_suffix("__r") {
        Some(base) => format!("{base}__c"),
        None => format!("{relationship}id"),
    }
}

/// Fields that every object has.
const COMMON: &[&str] = &[
    "Id",
    "Name",
    "OwnerId",
    "RecordTypeId",
    "CreatedDate",
    "CreatedById",
    "LastModifiedDate",
    "LastModifiedById",
    "SystemModstamp",
    "IsDeleted",
    "LastActivityDate",
    "LastViewedDate",
    "LastReferencedDate",
    "CurrencyIsoCode",
];

/// Children of standard objects by the name of their relationship.
const STANDARD_CHILDREN: &[(&str, &str)] = &[
    ("activities", "task"),
    ("activityhistories", "task"),
    ("openactivities", "task"),
    ("tasks", "task"),
    ("events", "event"),
    ("cases", "case"),
    ("contacts", "contact"),
    ("opportunities", "opportunity"),
    ("leads", "lead"),
    ("assets", "asset"),
    ("contracts", "contract"),
    ("orders", "order"),
    ("campaignmembers", "campaignmember"),
    ("opportunitycontactroles", "opportunitycontactrole"),
    ("opportunitylineitems", "opportunitylineitem"),
    ("users", "user"),
];

#[cfg(test)]
mod tests {
    use super::super::{custom_object, field_meta};
    use super::*;

    /// What a path on an object resolves to: fields, or what became of it.
    fn resolved(object: Option<&str>, path: &str, down: bool) -> String {
        let mut into = Declared::default();
        let field = |object: &str, name: &str, more: &str, into: &mut Declared| {
            let xml = format!("<CustomField><fullName>{name}</fullName>{more}</CustomField>");
            field_meta(&xml, object, "x.field-meta.xml", into).unwrap();
        };
        let lookup =
            "<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Deals</relationshipName>";
        field("Account", "Region__c", "", &mut into);
        field("Account", "npe01__Type__c", "", &mut into);
        field("Contact", "Grade__c", "", &mut into);
        field("Deal__c", "Account__c", lookup, &mut into);
        field("Deal__c", "Stage__c", "", &mut into);
        field("Order__c", "Stage__c", "", &mut into);
        field("Activity", "Mood__c", "", &mut into);
        custom_object(
            "<CustomObject><label>Bare</label></CustomObject>",
            "Bare__c",
            "Bare__c.object",
            &mut into,
        )
        .unwrap();
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        match Schema::of(&into).resolve(object, &path, down) {
            Ok(fields) => fields.iter().map(FieldRef::to_string).collect::<Vec<_>>().join(" "),
            Err(Lost::Gone(field)) => gone(&field.to_string()),
            Err(Lost::Unknown(field)) => format!("{field}, whose object is not known"),
            Err(Lost::NoField) => "NoField".to_owned(),
        }
    }

    fn gone(field: &str) -> String {
        format!("{field} is gone")
    }

    #[test]
    fn names_are_matched_as_the_platform_does() {
        let account = |name| resolved(Some("Account"), name, false);
        assert_eq!(account("REGION__C"), "Account.Region__c");
        assert_eq!(account("ours__Region__c"), "Account.Region__c", "the namespace of a package's own org");
        assert_eq!(account("Type__c"), "Account.npe01__Type__c", "as a package writes its own fields");
        assert_eq!(account("npe01__Region__c"), gone("Account.npe01__Region__c"), "another package's field");
        assert_eq!(account("Grade__pc"), "Contact.Grade__c", "a person account's copy");
        assert_eq!(account("Owner"), "Account.OwnerId");
        assert_eq!(account("BillingStateCode"), "Account.BillingStateCode");
        assert_eq!(account("RowCount2x_"), "NoField");
    }

    #[test]
    fn paths_lead_over_lookups_up_and_in_reports_down_to_children() {
        let from = |object, path, down| resolved(Some(object), path, down);
        assert_eq!(from("Deal__c", "Account__r.Region__c", false), "Deal__c.Account__c Account.Region__c");
        assert_eq!(from("Deal__c", "Account__c.Region__c", true), "Deal__c.Account__c Account.Region__c");
        assert_eq!(from("Account", "Deals__r.Stage__c", true), "Deal__c.Stage__c");
        assert_eq!(from("Contact", "Account.Region__c", false), "Contact.AccountId Account.Region__c");
        assert_eq!(from("Account", "Activities.Mood__c", true), "Task.Mood__c");
    }

    #[test]
    fn a_name_is_gone_only_where_the_fields_of_its_object_are_known() {
        assert_eq!(resolved(Some("Account"), "Old__c", false), gone("Account.Old__c"));
        assert_eq!(
            resolved(Some("Unheard__c"), "Old__c", false),
            "unheard__c.Old__c, whose object is not known"
        );
        assert_eq!(resolved(None, "Stage__c", false), "Deal__c.Stage__c Order__c.Stage__c");
        assert_eq!(resolved(Some("Deal__c"), "Stage__c", false), "Deal__c.Stage__c");
        assert_eq!(resolved(Some("Bare__c"), "Region__c", false), "Account.Region__c");
    }
}
