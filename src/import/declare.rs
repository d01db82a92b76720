//! Adding what one file says to what the earlier ones said, in any order of files.
//!
//! Nothing said earlier is taken back: a later file fills what was missing. Standard fields get their duty, label
//! and kind from the dictionary where the file is silent.

use super::crm::{self, Crm};
use super::schema::{Declared, ObjectSchema};
use crate::model::{Access, Consumer, Field, FieldKind, FieldRef, Guard};

/// What uses a field: a formula, a rule, a list view.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) access: Access,
    pub(super) active: Option<bool>,
    /// The element that names the field.
    pub(super) at: String,
    /// The file it stands in, once that is no longer the one being read.
    pub(super) file: Option<String>,
    pub(super) last: Option<jiff::civil::Date>,
}

impl User {
    pub(super) fn reading(kind: &'static str, name: impl Into<String>) -> Self {
        let (name, at) = (name.into(), String::new());
        Self { kind, name, access: Access::Read, active: None, at, file: None, last: None }
    }

    /// The same user, as it names a field elsewhere in its file.
    pub(super) fn at(&self, at: impl Into<String>) -> Self {
        Self { at: at.into(), ..self.clone() }
    }

    pub(super) fn with(&self, access: Access) -> Self {
        Self { access, ..self.clone() }
    }
}

/// A field reached through lookups, as far as it could be followed.
#[derive(Debug)]
pub(super) struct Trail {
    pub(super) object: String,
    /// The lookup field of `object`, then relationship names, then a field.
    pub(super) lookup: String,
    pub(super) rest: Vec<String>,
    pub(super) user: User,
}

/// The object of a name in the CRM's own spelling, made when it is new.
pub(super) fn object<'a>(into: &'a mut Declared, crm: &Crm, name: &str) -> &'a mut ObjectSchema {
    let name = crm::lookup_object(crm, name).map_or(name, |entry| entry.api);
    into.objects
        .entry(name.to_lowercase())
        .or_insert_with(|| ObjectSchema { name: name.to_owned(), ..ObjectSchema::default() })
}

/// Adds a field, or adds to it.
pub(super) fn field(into: &mut Declared, crm: &Crm, of: &str, mut field: Field) {
    field.in_schema = true;
    into.definitions += 1;
    if let Some(entry) = standard(crm, of, &field.name) {
        field.duty = field.duty.or(entry.duty);
        field.label = field.label.or_else(|| entry.labels.first().map(|&label| label.to_owned()));
        if field.kind == FieldKind::Unknown {
            field.kind = entry.kind;
        }
        if let Some(guard) = entry.standing.guard() {
            add(&mut field.guards, guard);
        }
    }
    let object = object(into, crm, of);
    let key = field.name.to_lowercase();
    for guard in object.earned.get(&key).into_iter().flatten() {
        add(&mut field.guards, guard.clone());
    }
    match object.fields.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&key)) {
        Some(known) => merge(known, field),
        None => object.fields.push(field),
    }
}

fn merge(known: &mut Field, more: Field) {
    known.label = known.label.take().or(more.label);
    known.custom = known.custom.or(more.custom);
    known.default = known.default.take().or(more.default);
    known.description = known.description.take().or(more.description);
    known.duty = known.duty.or(more.duty);
    known.calculated |= more.calculated;
    known.not_stored |= more.not_stored;
    if known.kind == FieldKind::Unknown {
        known.kind = more.kind;
    }
    if known.picklist.is_empty() {
        known.picklist = more.picklist;
    }
    for guard in more.guards {
        add(&mut known.guards, guard);
    }
    for name in more.reads {
        add(&mut known.reads, name);
    }
}

/// Guards a field, now or as soon as a file declares it.
pub(super) fn guard(into: &mut Declared, crm: &Crm, of: &FieldRef, guard: Guard) {
    let object = object(into, crm, &of.object);
    let key = of.field.to_lowercase();
    if let Some(known) = object.fields.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&key)) {
        add(&mut known.guards, guard.clone());
    }
    add(object.earned.entry(key).or_default(), guard);
}

/// Notes that a field is used; the same use twice is one.
pub(super) fn consumer(into: &mut Declared, crm: &Crm, of: &FieldRef, user: &User) {
    let object = crm::lookup_object(crm, &of.object).map_or(of.object.as_str(), |entry| entry.api);
    let field = standard(crm, object, &of.field).map_or(of.field.as_str(), |entry| entry.name);
    used(into, crm, FieldRef { object: object.to_owned(), field: field.to_owned() }, user);
}

/// The same, of a field in the CRM's own spelling.
pub(super) fn used(into: &mut Declared, crm: &Crm, field: FieldRef, user: &User) {
    let consumer = Consumer {
        crm: crm.name,
        field,
        kind: user.kind.to_owned(),
        name: user.name.clone(),
        access: user.access,
        active: user.active,
        file: user.file.clone().unwrap_or_else(|| into.file.clone()),
        at: user.at.clone(),
        last: user.last,
    };
    // One file names the same field many times over; those entries are the newest.
    let newest = into.consumers.iter().rev().take_while(|last| last.name == consumer.name);
    if !newest.take(NEWEST).any(|last| *last == consumer) {
        into.consumers.push(consumer);
    }
}

/// So many of the newest entries are compared: a file with thousands of references is no reason to be slow.
const NEWEST: usize = 200;

/// Notes where consumers of an object's fields were looked for.
pub(super) fn looked(into: &mut Declared, crm: &Crm, object: &str, place: &'static str) {
    let object = crm::lookup_object(crm, object).map_or(object, |entry| entry.api).to_lowercase();
    add(&mut into.looked, (object, place));
}

/// The dictionary's field of exactly this API name, in any case.
pub(super) fn standard(crm: &Crm, object: &str, name: &str) -> Option<&'static crm::FieldEntry> {
    let fields = crm::lookup_object(crm, object)?.fields;
    fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

/// Adds what is not there yet.
pub(super) fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::super::salesforce::CRM;
    use super::*;

    #[test]
    fn a_guard_earned_before_its_field_is_declared_is_not_lost() {
        let mut into = Declared::default();
        let amount = FieldRef::parse("Opportunity.Amount").unwrap();
        guard(&mut into, &CRM, &amount, Guard::FormulaSource("Weekly__c".into()));
        field(&mut into, &CRM, "opportunity", Field::named("Amount"));
        let declared = &into.objects["opportunity"].fields[0];
        assert_eq!(declared.duty, Some(crate::model::Duty::Amount));
        assert_eq!(declared.kind, FieldKind::Currency);
        assert_eq!(declared.guards, [Guard::FormulaSource("Weekly__c".into())]);
    }

    #[test]
    fn a_later_file_fills_gaps_and_takes_nothing_back() {
        let mut into = Declared::default();
        let first = Field { label: Some("First".into()), ..Field::named("X__c") };
        let second = Field { label: Some("Second".into()), kind: FieldKind::Date, ..Field::named("x__c") };
        field(&mut into, &CRM, "Account", first);
        field(&mut into, &CRM, "Account", second);
        let fields = &into.objects["account"].fields;
        assert_eq!((fields.len(), fields[0].kind), (1, FieldKind::Date));
        assert_eq!(fields[0].label.as_deref(), Some("First"));
    }
}
