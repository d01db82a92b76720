//! From what was counted to what is known: coverage, and the weaker evidence where there is no history.

use super::super::assemble::Passed;
use super::super::dates::{self, Order};
use super::super::kept::short_id;
use super::super::options::LoadOptions;
use super::super::part::Keep;
use super::authors::Authors;
use super::sources;
use super::tally::{Tally, Write};
use crate::engine::read::InputError;
use crate::engine::sketch;
use crate::model::{
    Basis, Distinct, Duty, FieldRef, FieldWriter, FieldWrites, Rate, Snapshot, Supplied, Writer, WriterClass,
    Writes,
};

/// The field of a record that says who changed it last.
const LAST: &str = "LastModifiedById";

/// Counts who last changed the records of objects without a history, where that was asked for.
///
/// # Errors
/// When a file cannot be read again.
pub(super) fn records(
    passed: &[Passed],
    authors: &mut Authors<'_>,
    tally: &mut Tally,
    options: &LoadOptions,
) -> Result<(), InputError> {
    if !options.record_writers {
        return Ok(());
    }
    let with_history = tally.objects();
    for object in passed {
        let files = &object.files;
        let at = |name: &str| files.columns.iter().position(|column| column.field.name == name);
        let (Some(by), true) = (at(LAST), files.crm == "salesforce" && files.role.is_business()) else {
            continue;
        };
        if with_history.contains(&(files.crm, files.object.clone())) {
            continue;
        }
        let (when, deleted) = (at("LastModifiedDate"), super::super::columns::duties(&files.columns));
        let deleted = deleted.get(&Duty::IsDeleted).copied();
        let field = FieldRef { object: files.object.clone(), field: LAST.to_owned() };
        let place = tally.field(files.crm, field, Basis::Record);
        files.each(Keep::Count, |row, _| {
            let id = short_id(files.crm, row.get(by).trim());
            if id.is_empty() || deleted.is_some_and(|at| super::super::dialect::truth(row.get(at))) {
                return Ok(());
            }
            let day = when.and_then(|at| dates::day_of(row.get(at), Order::MonthFirst, &options.zone, false));
            let known = authors.user(id);
            if known.is_none() {
                tally.unexplained(files.crm, id, day);
            }
            let writer = known.unwrap_or_default();
            let (record, author) = (row.number, sketch::hash(id));
            tally.write(place, &Write { record, author, writer: &writer, day });
            Ok(())
        })?;
    }
    Ok(())
}

/// Writes everything into the snapshot.
pub(super) fn settle(tally: &Tally, authors: &Authors<'_>, snapshot: &mut Snapshot) {
    let mut fields = Vec::new();
    for (mut writes, records) in tally.fields() {
        writes.coverage = filled(snapshot, &writes).map(|filled| Rate::new(records, filled));
        fields.push(writes);
    }
    let found = Writes {
        fields,
        integrations: tally.integrations(),
        unexplained: tally.nobody_explains(),
        named: authors.met.iter().cloned().collect(),
    };
    let latest: Vec<FieldWrites> = latest(snapshot, &found);
    snapshot.writes = found;
    snapshot.writes.fields.extend(latest);
    snapshot.writes.fields.sort_by(|a, b| (a.crm, &a.field, a.basis).cmp(&(b.crm, &b.field, b.basis)));
    snapshot.coverage.writers = supplied(snapshot);
}

/// In how many records a field is filled; `None` where none were supplied.
fn filled(snapshot: &Snapshot, writes: &FieldWrites) -> Option<u64> {
    let object = snapshot
        .objects
        .iter()
        .find(|object| object.crm == writes.crm && object.name.eq_ignore_ascii_case(&writes.field.object))?;
    object.records?;
    let profile = object.field(&writes.field.field)?.measured.profile()?;
    Some(profile.filled)
}

/// The vendor's word for the latest writer of a property that has no history.
fn latest(snapshot: &Snapshot, found: &Writes) -> Vec<FieldWrites> {
    let mut latest = Vec::new();
    for object in &snapshot.objects {
        for profiled in &object.fields {
            let name = &profiled.field.name;
            let source = profiled.vendor.as_ref().and_then(|vendor| vendor.update_source.as_deref());
            let Some(source) = source.filter(|_| found.of(object.crm, &object.name, name).is_none()) else {
                continue;
            };
            let last = profiled.vendor.as_ref().and_then(|vendor| vendor.updated);
            let class = sources::of_hubspot(source);
            let system = (class == WriterClass::Integration && source.eq_ignore_ascii_case("salesforce"))
                .then(|| source.to_owned());
            let writer = Writer { class, system };
            latest.push(FieldWrites {
                crm: object.crm,
                field: FieldRef { object: object.name.clone(), field: name.clone() },
                basis: Basis::Latest,
                writers: vec![FieldWriter { writer, writes: 0, recent: 0, last }],
                distinct: Distinct { count: 1, exact: false },
                coverage: None,
                last,
            });
        }
    }
    latest
}

/// Whether every object of the business has a history.
fn supplied(snapshot: &Snapshot) -> Supplied {
    let has = |basis: Option<Basis>, object: &crate::model::ObjectSnapshot| {
        snapshot.writes.fields.iter().any(|writes| {
            writes.crm == object.crm
                && writes.field.object.eq_ignore_ascii_case(&object.name)
                && basis.is_none_or(|basis| writes.basis == basis)
        })
    };
    let mut business = snapshot.objects.iter().filter(|object| object.role.is_business()).peekable();
    if business.peek().is_some() && business.all(|object| has(Some(Basis::History), object)) {
        return Supplied::Yes;
    }
    if snapshot.writes.fields.is_empty() { Supplied::No } else { Supplied::Partly }
}
