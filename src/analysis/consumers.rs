//! Who uses a field, and who uses what uses it: a formula its own readers, a report its dashboards.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::analysis::fields::UnknownObject;
use crate::model::{Access, Consumer, Coverage, FieldRef, ObjectSnapshot, Snapshot, Supplied, Unresolved};

/// Steps from a field to the end of what depends on it; longer chains are cut there.
const DEEPEST: usize = 12;

/// Which fields are asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Only these objects; all where empty.
    pub objects: Vec<String>,
    pub field: Option<FieldRef>,
    /// Only fields without any use.
    pub unused: bool,
}

/// Everything that uses fields. `consumers/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Consumption {
    /// By CRM, then object, then name.
    pub fields: Vec<Consumed>,
    /// Names that are no field which any file knows: a report on a field that is gone.
    pub unresolved: Vec<Unresolved>,
    pub coverage: Coverage,
}

/// A field, and what uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Consumed {
    pub crm: String,
    pub object: String,
    pub field: String,
    /// Whether anything uses it, at the end of every chain; `None` where not every place was looked at.
    pub used: Option<bool>,
    /// Uses first, then what only lists it, then permissions.
    pub items: Vec<Item>,
}

/// One use of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Item {
    pub kind: String,
    pub name: String,
    pub access: Access,
    /// `None` where the file does not say.
    pub active: Option<bool>,
    pub file: String,
    pub at: String,
    /// The day it was last run or changed, where the file says so.
    #[schemars(with = "Option<String>")]
    pub last: Option<jiff::civil::Date>,
    pub weight: Weight,
    /// Whether somebody is reached by it: it reads or writes, does not rest, and if it is a formula is used itself.
    pub counts: bool,
    /// What uses this in turn; told once for each field, where it first comes up.
    pub used_by: Vec<Self>,
}

/// Finds what uses the fields that are asked about.
///
/// # Errors
/// When an object or the field is none that is known.
pub fn consumers(snapshot: &Snapshot, asked: &Asked) -> Result<Consumption, Unknown> {
    known(snapshot, asked)?;
    let web = Web::of(snapshot);
    let wanted = |object: &str, field: &str| {
        let object_wanted =
            asked.objects.is_empty() || asked.objects.iter().any(|name| name.eq_ignore_ascii_case(object));
        let field_wanted = asked
            .field
            .as_ref()
            .is_none_or(|of| of.object.eq_ignore_ascii_case(object) && of.field.eq_ignore_ascii_case(field));
        object_wanted && field_wanted
    };
    let mut fields: BTreeMap<(String, String, String), Consumed> = BTreeMap::new();
    let looked = |crm: &str, object: &str| {
        let found = snapshot.objects.iter().find(|known| is(known, crm, object));
        found.map_or(Supplied::Partly, |found| found.consumers_looked)
    };
    let all = snapshot.objects.iter().flat_map(|object| {
        object.fields.iter().map(move |field| (object.crm, &object.name, &field.field.name))
    });
    let used = snapshot.consumers.iter().map(|one| (one.crm, &one.field.object, &one.field.field));
    for (crm, object, field) in all.chain(used).filter(|(_, object, field)| wanted(object, field)) {
        let key = (crm.to_owned(), object.to_lowercase(), field.to_lowercase());
        fields.entry(key).or_insert_with(|| {
            let items = web.items(crm, object, field);
            let used = match (items.iter().any(|item| item.counts), looked(crm, object)) {
                (true, _) => Some(true),
                (false, Supplied::Yes) => Some(false),
                (false, Supplied::Partly | Supplied::No) => None,
            };
            Consumed { crm: crm.to_owned(), object: object.clone(), field: field.clone(), used, items }
        });
    }
    let mut unresolved: Vec<Unresolved> = snapshot.unresolved.clone();
    unresolved.sort();
    unresolved.dedup();
    let fields =
        fields.into_values().filter(|field| !asked.unused || !field.items.iter().any(|item| item.counts));
    Ok(Consumption { fields: fields.collect(), unresolved, coverage: snapshot.coverage.clone() })
}

/// How much a use says against archiving the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Something stops working: a flow, a rule, code, a formula, a model, an integration.
    Strong,
    /// Somebody may miss it: a report or list whose last run nobody knows.
    Medium,
    /// It is shown or offered there.
    Weak,
    /// It rests, or only permits.
    Noted,
}

impl Weight {
    fn of(user: &Consumer) -> Self {
        match user.access {
            _ if user.active == Some(false) => Self::Noted,
            Access::Granted => Self::Noted,
            Access::Listed => Self::Weak,
            Access::Read if MEDIUM.contains(&user.kind.as_str()) => Self::Medium,
            Access::Read | Access::Write => Self::Strong,
        }
    }

    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Medium => "medium",
            Self::Weak => "weak",
            Self::Noted => "noted",
        }
    }
}

/// Readers that may have been forgotten, and those that are only guessed.
const MEDIUM: &[&str] = &[
    "report",
    "list view",
    "saved search",
    "list",
    "HubSpot usage",
    "custom metadata",
    "other metadata",
    "dataset",
];

/// Consumers that are fields themselves.
const PASSING_ON: &[&str] = &["formula", "roll-up", "calculated property", "sourcing"];

fn is(object: &ObjectSnapshot, crm: &str, name: &str) -> bool {
    object.crm == crm && object.name.eq_ignore_ascii_case(name)
}

/// Something was asked for that no file has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    #[error(transparent)]
    Object(#[from] UnknownObject),
    #[error("`{0}` is no field that any file knows")]
    Field(FieldRef),
}

fn known(snapshot: &Snapshot, asked: &Asked) -> Result<(), Unknown> {
    let read = snapshot.objects.iter().map(|object| object.name.as_str());
    let used = snapshot.consumers.iter().map(|consumer| consumer.field.object.as_str());
    let objects: BTreeSet<&str> = read.chain(used).collect();
    let named = asked.objects.iter().chain(asked.field.as_ref().map(|field| &field.object));
    for name in named {
        if !objects.iter().any(|object| object.eq_ignore_ascii_case(name)) {
            let known = objects.iter().take(SHOWN).map(|&object| object.to_owned()).collect();
            return Err(UnknownObject { name: name.clone(), known }.into());
        }
    }
    let Some(field) = &asked.field else { return Ok(()) };
    let of_object = snapshot.objects.iter().filter(|object| object.name.eq_ignore_ascii_case(&field.object));
    let declared = of_object.flat_map(|object| &object.fields).map(|field| field.field.name.as_str());
    let used = snapshot.consumers.iter().filter(|one| one.field.object.eq_ignore_ascii_case(&field.object));
    let mut names = declared.chain(used.map(|one| one.field.field.as_str()));
    if names.any(|name| name.eq_ignore_ascii_case(&field.field)) {
        return Ok(());
    }
    Err(Unknown::Field(field.clone()))
}

/// Objects that are named to somebody who asked for one that is not there.
const SHOWN: usize = 12;

/// Kind, name and file of what uses a consumer, by the kind and name of that.
type Links<'a> = BTreeMap<(&'a str, &'a str), Vec<(&'a str, &'a str, &'a str)>>;

/// Dashboards of one report that are told.
const LINKED: usize = 100;

/// A field, by its CRM and its name in lower case.
type Key<'a> = (&'a str, String);

/// Consumers by the field they use, and what uses consumers.
pub(super) struct Web<'a> {
    by_field: BTreeMap<Key<'a>, Vec<&'a Consumer>>,
    links: Links<'a>,
    /// Fields with a use that reaches somebody.
    used: BTreeSet<Key<'a>>,
}

impl<'a> Web<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let mut by_field: BTreeMap<Key<'a>, Vec<&Consumer>> = BTreeMap::new();
        for consumer in &snapshot.consumers {
            let key = (consumer.crm, consumer.field.to_string().to_lowercase());
            by_field.entry(key).or_default().push(consumer);
        }
        let mut links = Links::new();
        for link in &snapshot.links {
            let by = (link.by.0.as_str(), link.by.1.as_str(), link.file.as_str());
            links.entry((link.of.0.as_str(), link.of.1.as_str())).or_default().push(by);
        }
        let used = used(&by_field);
        Self { by_field, links, used }
    }

    /// What uses a field.
    pub(super) fn direct(&self, crm: &str, object: &str, field: &str) -> Vec<Item> {
        self.items_of(crm, &format!("{object}.{field}").to_lowercase(), |_| Vec::new())
    }

    /// What uses a field, and what uses that in turn.
    fn items(&self, crm: &str, object: &str, field: &str) -> Vec<Item> {
        self.tree(crm, &format!("{object}.{field}").to_lowercase(), 0, &mut BTreeSet::new())
    }

    /// The same; `told` holds the fields whose users stand in the tree already, so that it ends and stays small.
    fn tree(&self, crm: &str, name: &str, depth: usize, told: &mut BTreeSet<String>) -> Vec<Item> {
        if depth == DEEPEST || !told.insert(name.to_owned()) {
            return Vec::new();
        }
        self.items_of(crm, name, |user| match made(user) {
            Some(field) => self.tree(user.crm, &field, depth + 1, told),
            None => self.linked(user),
        })
    }

    fn items_of(&self, crm: &str, name: &str, mut beyond: impl FnMut(&Consumer) -> Vec<Item>) -> Vec<Item> {
        let key = (crm, name.to_owned());
        let users = self.by_field.get(&key).map_or(&[][..], Vec::as_slice);
        let mut items: Vec<Item> = users
            .iter()
            .map(|user| Item {
                kind: user.kind.clone(),
                name: user.name.clone(),
                access: user.access,
                active: user.active,
                file: user.file.clone(),
                at: user.at.clone(),
                last: user.last,
                weight: Weight::of(user),
                counts: user.is_use()
                    && made(user).is_none_or(|field| self.used.contains(&(user.crm, field))),
                used_by: beyond(user),
            })
            .collect();
        items.sort_by(|a, b| {
            let key = |item: &Item| (!item.counts, item.access);
            key(a).cmp(&key(b)).then_with(|| (&a.kind, &a.name, &a.at).cmp(&(&b.kind, &b.name, &b.at)))
        });
        items.dedup();
        items
    }

    /// The dashboards of a report, and the like.
    fn linked(&self, user: &Consumer) -> Vec<Item> {
        let links = self.links.get(&(user.kind.as_str(), user.name.as_str())).map_or(&[][..], Vec::as_slice);
        let link = |&(kind, name, file): &(&str, &str, &str)| Item {
            kind: kind.to_owned(),
            name: name.to_owned(),
            access: Access::Read,
            active: None,
            file: file.to_owned(),
            at: String::new(),
            last: None,
            weight: Weight::Medium,
            counts: true,
            used_by: Vec::new(),
        };
        links.iter().take(LINKED).map(link).collect()
    }
}

/// The field that a consumer is, in lower case: what a formula computes.
fn made(user: &Consumer) -> Option<String> {
    let is_field = PASSING_ON.contains(&user.kind.as_str()) && user.name.contains('.');
    is_field.then(|| user.name.to_lowercase())
}

/// The fields with a use that reaches somebody: a report, or a formula over them that has such a use.
fn used<'a>(by_field: &BTreeMap<Key<'a>, Vec<&'a Consumer>>) -> BTreeSet<Key<'a>> {
    // By field that is computed, those it is computed from.
    let mut sources: BTreeMap<Key<'a>, Vec<&Key<'a>>> = BTreeMap::new();
    let mut ready: Vec<&Key<'a>> = Vec::new();
    for (key, users) in by_field {
        for user in users.iter().filter(|user| user.is_use()) {
            match made(user) {
                Some(field) => sources.entry((user.crm, field)).or_default().push(key),
                None => ready.push(key),
            }
        }
    }
    let mut used = BTreeSet::new();
    while let Some(key) = ready.pop() {
        if used.insert(key.clone()) {
            ready.extend(sources.get(key).into_iter().flatten());
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example;

    fn consumer(of: &str, kind: &str, name: &str, access: Access, active: Option<bool>) -> Consumer {
        let (file, at) = ("x.xml".to_owned(), String::new());
        let field = FieldRef::parse(of).unwrap();
        Consumer {
            crm: "salesforce",
            field,
            kind: kind.to_owned(),
            name: name.to_owned(),
            access,
            active,
            file,
            at,
            last: None,
        }
    }

    fn used(consumers: Vec<Consumer>, field: &str) -> (bool, Vec<Item>) {
        let snapshot = Snapshot { consumers, ..example::snapshot(Vec::new()) };
        let asked = Asked { field: FieldRef::parse(field), ..Asked::default() };
        let found = consumers_of(&snapshot, &asked);
        (found.items.iter().any(|item| item.counts), found.items)
    }

    fn consumers_of(snapshot: &Snapshot, asked: &Asked) -> Consumed {
        consumers(snapshot, asked).unwrap().fields.remove(0)
    }

    #[test]
    fn a_formula_is_followed_to_what_uses_it_in_the_end() {
        let chain = |end: Vec<Consumer>| {
            let mut all = vec![
                consumer("Account.A__c", "formula", "Account.B__c", Access::Read, None),
                consumer("Account.B__c", "formula", "Account.C__c", Access::Read, None),
            ];
            all.extend(end);
            used(all, "account.a__c")
        };
        let (is_used, items) = chain(vec![consumer("Account.C__c", "report", "Sales/R", Access::Read, None)]);
        assert!(is_used);
        assert_eq!(items[0].used_by[0].used_by[0].name, "Sales/R");
        assert!(!chain(Vec::new()).0, "a formula that nothing uses is no use");
        let circle = chain(vec![consumer("Account.C__c", "formula", "Account.A__c", Access::Read, None)]);
        assert!(!circle.0);
    }

    #[test]
    fn what_lists_rests_or_grants_is_no_use() {
        let none = vec![
            consumer("Account.A__c", "report type", "T", Access::Listed, None),
            consumer("Account.A__c", "flow", "F", Access::Write, Some(false)),
            consumer("Account.A__c", "profile", "P", Access::Granted, None),
        ];
        let (is_used, items) = used(none, "Account.A__c");
        assert!(!is_used);
        assert_eq!(items.len(), 3);
    }
    #[test]
    fn a_web_of_formulas_is_told_once_and_not_along_every_way() {
        let mut all = Vec::new();
        for (layer, of, by) in
            (0..30).flat_map(|layer| (0..3).flat_map(move |of| (0..3).map(move |by| (layer, of, by))))
        {
            let name = format!("Account.L{}_{by}__c", layer + 1);
            all.push(consumer(&format!("Account.L{layer}_{of}__c"), "formula", &name, Access::Read, None));
        }
        all.push(consumer("Account.L30_0__c", "report", "R", Access::Read, None));
        let (is_used, items) = used(all, "Account.L0_0__c");
        assert!(is_used, "thirty formulas further on there is a report");
        fn size(items: &[Item]) -> usize {
            items.iter().map(|item| 1 + size(&item.used_by)).sum()
        }
        assert!(size(&items) <= 3 * 3 * DEEPEST, "{}", size(&items));
    }
}
