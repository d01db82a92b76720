//! Results for the tests of the pages.

use jiff::civil::date;

use super::Table;
use crate::analysis::example;
use crate::analysis::fields::{ScoreOptions, Scorecard, score};
use crate::model::{
    AsOfSource, Cell, Coverage, Deal, Field, FieldProfile, Measured, NotMeasurable, ObjectSnapshot, Policy,
    ProfiledField, Role, Snapshot, Supplied, WriterClass, Writes,
};

/// One account object with four fields, and two open deals.
pub(super) fn snapshot() -> Snapshot {
    let account = ObjectSnapshot {
        crm: "salesforce",
        name: "Account".into(),
        role: Role::Account,
        records: Some(100),
        deleted: 0,
        fields: vec![
            field("Region__c", 80, Some(0)),
            field("Fax_Line__c", 3, Some(0)),
            field("Tender__c", 8, None),
            ProfiledField {
                measured: Measured::No(NotMeasurable::NotInExport),
                ..field("Gone__c", 0, Some(0))
            },
        ],
        agreements: Vec::new(),
        births: Err("no source field"),
        decay: Err("no decay rule"),
        consumers_looked: Supplied::Partly,
    };
    Snapshot {
        as_of: date(2026, 11, 20),
        as_of_source: AsOfSource::NewestRecord,
        objects: vec![account],
        deals: vec![deal("006A", 100_000, 10.0), deal("006B", 30_000, 50.0)],
        consumers: Vec::new(),
        links: Vec::new(),
        definitions: Vec::new(),
        unresolved: Vec::new(),
        writes: written(),
        coverage: Coverage {
            looked_in: vec!["formulas".into()],
            not_supplied: vec!["reports".into()],
            consumers: Supplied::Partly,
            records: Supplied::Yes,
            schema: Supplied::Yes,
            writers: Supplied::No,
        },
        files: Vec::new(),
        survey: None,
        verification: None,
    }
}

fn written() -> Writes {
    let (people, billing) = ((WriterClass::Human, None), (WriterClass::Integration, Some("billing")));
    let region = example::writes("Account.Region__c", &[(billing, 30), (people, 20)]);
    let rating = example::writes("Account.Rating", &[(people, 3)]);
    Writes { fields: vec![rating, region], ..Writes::default() }
}

pub(super) fn card() -> Scorecard {
    score(&snapshot(), &Policy::default(), &ScoreOptions::default())
}

/// The cells of the first four columns, a line for each row.
pub(super) fn cells(table: &Table) -> String {
    let lines: Vec<_> = table.rows.iter().map(|row| row[..row.len().min(4)].join(" | ")).collect();
    lines.join("\n")
}

fn field(name: &str, filled: u64, consumers: Option<u64>) -> ProfiledField {
    let profile = FieldProfile { records: 100, filled, ..FieldProfile::default() };
    ProfiledField {
        field: Field { custom: Some(true), ..Field::named(name) },
        measured: Measured::Yes(Box::new(profile)),
        vendor: None,
        consumers,
    }
}

fn deal(id: &str, amount: i64, percent: f64) -> Deal {
    Deal { name: format!("Deal {id}"), created: Cell::Empty, ..example::deal(id, amount, percent) }
}
