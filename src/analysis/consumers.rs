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
    /// What uses this in turn.
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
            let used = match (items.iter().any(Item::is_use), looked(crm, object)) {
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
    let fields = fields.into_values().filter(|field| !asked.unused || !field.items.iter().any(Item::is_use));
    Ok(Consumption { fields: fields.collect(), unresolved, coverage: snapshot.coverage.clone() })
}

impl Item {
    /// Whether it is a use that reaches somebody: a formula that nothing uses reaches nobody.
    #[must_use]
    pub fn is_use(&self) -> bool {
        self.is_direct_use() && (!self.passes_on() || self.used_by.iter().any(Self::is_use))
    }

    /// Whether it reads or writes the field, whoever uses it in turn.
    #[must_use]
    pub fn is_direct_use(&self) -> bool {
        matches!(self.access, Access::Read | Access::Write) && self.active != Some(false)
    }

    /// Whether it is a field itself, which is worth what is made of it.
    fn passes_on(&self) -> bool {
        PASSING_ON.contains(&self.kind.as_str())
    }
}

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

/// Consumers by the field they use, and what uses consumers.
pub(super) struct Web<'a> {
    by_field: BTreeMap<(&'a str, String), Vec<&'a Consumer>>,
    links: Links<'a>,
}

impl<'a> Web<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let mut by_field: BTreeMap<(&str, String), Vec<&Consumer>> = BTreeMap::new();
        for consumer in &snapshot.consumers {
            by_field
                .entry((consumer.crm, consumer.field.to_string().to_lowercase()))
                .or_default()
                .push(consumer);
        }
        let mut links = Links::new();
        for link in &snapshot.links {
            let by = (link.by.0.as_str(), link.by.1.as_str(), link.file.as_str());
            links.entry((link.of.0.as_str(), link.of.1.as_str())).or_default().push(by);
        }
        Self { by_field, links }
    }

    /// What uses a field, and what uses that in turn.
    pub(super) fn items(&self, crm: &str, object: &str, field: &str) -> Vec<Item> {
        self.items_beyond(crm, object, field, &mut BTreeSet::new())
    }

    /// The same; `seen` holds the fields on the way to it, so that formulas in a circle end.
    fn items_beyond(&self, crm: &str, object: &str, field: &str, seen: &mut BTreeSet<String>) -> Vec<Item> {
        let name = format!("{object}.{field}").to_lowercase();
        if seen.len() >= DEEPEST || !seen.insert(name.clone()) {
            return Vec::new();
        }
        let users = self.by_field.get(&(crm, name.clone())).map_or(&[][..], Vec::as_slice);
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
                used_by: self.beyond(user, seen),
            })
            .collect();
        items.sort_by(|a, b| {
            (!a.is_use(), a.access, &a.kind, &a.name, &a.at).cmp(&(
                !b.is_use(),
                b.access,
                &b.kind,
                &b.name,
                &b.at,
            ))
        });
        items.dedup();
        seen.remove(&name);
        items
    }

    fn beyond(&self, user: &Consumer, seen: &mut BTreeSet<String>) -> Vec<Item> {
        if PASSING_ON.contains(&user.kind.as_str())
            && let Some((object, field)) = user.name.split_once('.')
        {
            return self.items_beyond(user.crm, object, field, seen);
        }
        let links = self.links.get(&(user.kind.as_str(), user.name.as_str())).map_or(&[][..], Vec::as_slice);
        let link = |&(kind, name, file): &(&str, &str, &str)| Item {
            kind: kind.to_owned(),
            name: name.to_owned(),
            access: Access::Read,
            active: None,
            file: file.to_owned(),
            at: String::new(),
            last: None,
            used_by: Vec::new(),
        };
        links.iter().map(link).collect()
    }
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
        (found.items.iter().any(Item::is_use), found.items)
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
}
