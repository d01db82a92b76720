//! What the mentions turned out to be, once the fields are known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fields::{Fields, Id};
use crate::model::{Access, Consumer, FieldRef, ObjectSnapshot, Unresolved};

/// CRM, object and field.
type Place<'a> = (&'a str, &'a str, &'a str);
/// Kind, name and file.
type User<'a> = (&'a str, &'a str, &'a str);

/// Who mentions a field, and how.
#[derive(Debug, Clone)]
pub(super) struct Mention<'a> {
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) access: Access,
    pub(super) active: Option<bool>,
    pub(super) file: &'a str,
    pub(super) at: String,
    pub(super) last: Option<Date>,
}

impl<'a> Mention<'a> {
    pub(super) fn new(kind: &'a str, name: &'a str, file: &'a str) -> Self {
        Self { kind, name, access: Access::Read, active: None, file, at: String::new(), last: None }
    }

    pub(super) fn with(&self, access: Access, at: impl Into<String>) -> Self {
        Self { access, at: at.into(), ..self.clone() }
    }
}

/// Consumers outside the CRM, and names that should be fields and are none.
#[derive(Debug, Default)]
pub struct Found {
    pub consumers: Vec<Consumer>,
    pub unresolved: Vec<Unresolved>,
}

impl Found {
    pub(super) fn uses(&mut self, fields: &Fields<'_>, id: Id, by: &Mention<'_>) {
        let (crm, field) = fields.of(id);
        self.uses_named(crm, field, by);
    }

    pub(super) fn uses_named(&mut self, crm: &'static str, field: FieldRef, by: &Mention<'_>) {
        self.consumers.push(Consumer {
            crm,
            field,
            kind: by.kind.to_owned(),
            name: by.name.to_owned(),
            access: by.access,
            active: by.active,
            file: by.file.to_owned(),
            at: by.at.clone(),
            last: by.last,
        });
    }

    pub(super) fn misses(&mut self, crm: &'static str, name: String, by: &Mention<'_>) {
        self.unresolved.push(Unresolved {
            crm,
            name,
            kind: by.kind.to_owned(),
            by: by.name.to_owned(),
            file: by.file.to_owned(),
            at: by.at.clone(),
        });
    }

    /// In order, each use once: the same use at two places of a file is one, and who reads a field does not list it.
    pub(super) fn settle(&mut self) {
        self.consumers.sort();
        self.consumers.dedup_by(|later, first| {
            let same = |a: &Consumer, b: &Consumer| {
                a.crm == b.crm
                    && a.field == b.field
                    && a.kind == b.kind
                    && a.name == b.name
                    && a.file == b.file
            };
            let weaker = later.access == first.access
                || (later.access == Access::Listed && first.access != Access::Granted);
            same(later, first) && weaker
        });
        self.unresolved.sort();
        self.unresolved.dedup();
    }

    /// Adds to every field how many of these use it; being listed is no use, and what is switched off uses nothing.
    pub fn count(&self, objects: &mut [ObjectSnapshot]) {
        let mut users: BTreeMap<Place<'_>, BTreeSet<User<'_>>> = BTreeMap::new();
        for consumer in &self.consumers {
            let uses = matches!(consumer.access, Access::Read | Access::Write);
            if uses && consumer.active != Some(false) {
                let FieldRef { object, field } = &consumer.field;
                let user = (consumer.kind.as_str(), consumer.name.as_str(), consumer.file.as_str());
                users.entry((consumer.crm, object, field)).or_default().insert(user);
            }
        }
        for object in objects {
            for profiled in &mut object.fields {
                let key = (object.crm, object.name.as_str(), profiled.field.name.as_str());
                if let Some(users) = users.get(&key) {
                    profiled.consumers = Some(profiled.consumers.unwrap_or(0) + users.len() as u64);
                }
            }
        }
    }
}
