//! Small snapshots for the tests of this layer: one line says what a field looks like.

use jiff::civil::{Date, date};

use crate::model::{
    AsOfSource, Basis, Births, Cell, Coverage, Deal, DealStatus, Distinct, Field, FieldKind, FieldProfile,
    FieldRef, FieldWriter, FieldWrites, Measured, Money, NotMeasurable, ObjectSnapshot, Probability,
    ProfiledField, Rate, Role, Snapshot, Supplied, TopValue, Writer, WriterClass,
};

pub(crate) const AS_OF: Date = date(2026, 11, 20);

/// A snapshot of these objects, with consumers looked for everywhere.
pub(crate) fn snapshot(objects: Vec<ObjectSnapshot>) -> Snapshot {
    Snapshot {
        as_of: AS_OF,
        as_of_source: AsOfSource::Given,
        objects,
        deals: Vec::new(),
        consumers: Vec::new(),
        links: Vec::new(),
        definitions: Vec::new(),
        unresolved: Vec::new(),
        writes: crate::model::Writes::default(),
        coverage: Coverage {
            looked_in: vec!["flows".into()],
            consumers: Supplied::Yes,
            ..Coverage::default()
        },
        files: Vec::new(),
        survey: None,
        verification: None,
    }
}

/// A Salesforce object whose role follows from its name.
pub(crate) fn object(name: &str, records: u64, fields: Vec<ProfiledField>) -> ObjectSnapshot {
    let role = match name {
        "Account" => Role::Account,
        "Contact" => Role::Contact,
        "Opportunity" => Role::Opportunity,
        _ => Role::Other,
    };
    ObjectSnapshot {
        crm: "salesforce",
        name: name.to_owned(),
        role,
        records: Some(records),
        deleted: 0,
        fields,
        agreements: Vec::new(),
        births: Ok(Births { source_known: Rate::new(4, 5) }),
        decay: Ok(Rate::new(8, 10)),
        consumers_looked: Supplied::Yes,
    }
}

/// A custom text field filled on so many of so many records, with as many values, used by nobody.
pub(crate) fn text(name: &str, records: u64, filled: u64) -> ProfiledField {
    let profile = FieldProfile {
        records,
        filled,
        distinct: Distinct { count: filled, exact: true },
        top: (filled > 0).then(|| TopValue { value: "the-top-value".into(), count: 1, exact: true }),
        ..FieldProfile::default()
    };
    ProfiledField {
        field: Field { kind: FieldKind::Text, custom: Some(true), ..Field::named(name) },
        measured: Measured::Yes(Box::new(profile)),
        vendor: None,
        consumers: Some(0),
    }
}

/// A custom checkbox that is true on so many of so many records.
pub(crate) fn boolean(name: &str, records: u64, truths: u64) -> ProfiledField {
    let mut profiled = with(text(name, records, records), |profile| {
        profile.truths = Some(truths);
        profile.distinct.count = if truths == 0 || truths == records { 1 } else { 2 };
    });
    profiled.field.kind = FieldKind::Boolean;
    profiled
}

/// A custom field that only the schema names.
pub(crate) fn absent(name: &str) -> ProfiledField {
    ProfiledField { measured: Measured::No(NotMeasurable::NotInExport), ..text(name, 0, 0) }
}

/// Changes the profile of a measured field.
pub(crate) fn with(mut profiled: ProfiledField, change: impl FnOnce(&mut FieldProfile)) -> ProfiledField {
    if let Measured::Yes(profile) = &mut profiled.measured {
        change(profile);
    }
    profiled
}

/// An open deal in euros.
pub(crate) fn deal(id: &str, amount: i64, percent: f64) -> Deal {
    Deal {
        crm: "salesforce",
        object: "Opportunity".into(),
        id: id.into(),
        name: format!("the {id} deal"),
        owner: Some("Mara".into()),
        stage: Some("Proposal".into()),
        pipeline: None,
        segment: None,
        status: DealStatus::Open,
        amount: Cell::Value(Money::new(amount.into(), Some("EUR".into()))),
        probability: Probability::from_percent(percent)
            .map_or_else(|_| Cell::Unreadable(percent.to_string()), Cell::Value),
        stage_default: None,
        created: Cell::Value(date(2026, 1, 1)),
        closed: Cell::Value(date(2026, 12, 31)),
    }
}

/// The history of a field by its writers, every write a recent one.
pub(crate) fn writes(field: &str, counts: &[((WriterClass, Option<&str>), u64)]) -> FieldWrites {
    let writer = |&((class, system), recent): &((WriterClass, Option<&str>), u64)| FieldWriter {
        writer: Writer { class, system: system.map(str::to_owned) },
        writes: recent,
        recent,
        last: Some(AS_OF),
    };
    FieldWrites {
        crm: "salesforce",
        field: FieldRef::parse(field).expect("an object and a field"),
        basis: Basis::History,
        writers: counts.iter().map(writer).collect(),
        distinct: Distinct { count: counts.len() as u64, exact: true },
        coverage: Some(Rate::new(30, 40)),
        last: Some(AS_OF),
    }
}
