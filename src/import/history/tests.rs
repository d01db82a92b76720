//! Histories of the fixtures, counted against a count made another way.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::{Date, date};

use super::super::load::{LoadOptions, load};
use super::super::recognise::Told;
use crate::engine::read::{Limits, Meter, Pace, ReadOptions, gather};
use crate::model::{Basis, FieldWrites, FileKind, Policy, Snapshot, Supplied, SystemName, WriterClass};

fn read(path: &str, as_of: Date, policy: Policy) -> Snapshot {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
    let gathered = gather(&[path], &Limits::default(), &Arc::new(Meter::default())).unwrap();
    let options = LoadOptions {
        read: ReadOptions::default(),
        told: Vec::<(Option<String>, Told)>::new(),
        sheet: None,
        config: None,
        as_of: Some(as_of),
        today: as_of,
        zone: jiff::tz::TimeZone::UTC,
        strict: false,
        values: false,
        deals: false,
        record_writers: true,
        threads: 1,
        pace: Pace::default(),
        tolerate: false,
    };
    load(&gathered, &options, &Arc::new(policy)).unwrap().snapshot
}

const AS_OF: Date = date(2026, 11, 20);

/// `Account.Region__c: import 60/60, human 30/30; 2 authors; 60 of 80`.
fn told(snapshot: &Snapshot) -> String {
    let line = |field: &FieldWrites| {
        let hand = |writer: &crate::model::FieldWriter| {
            let system = writer.writer.system.as_ref().map(|system| format!(" `{system}`"));
            let class = writer.writer.class.noun();
            format!("{class}{} {}/{}", system.unwrap_or_default(), writer.writes, writer.recent)
        };
        let hands: Vec<_> = field.writers.iter().map(hand).collect();
        let coverage =
            field.coverage.map(|rate| format!("; {} of {}", rate.hits, rate.of)).unwrap_or_default();
        format!("{}: {}; {} authors{coverage}", field.field, hands.join(", "), field.distinct.count)
    };
    snapshot.writes.fields.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_weekly_history_tells_people_loads_and_integrations_apart() {
    // Counted with Python's csv and collections.Counter over the same files; all writes / the last 90 days.
    let snapshot = read("salesforce/histories", AS_OF, Policy::default());
    insta::assert_snapshot!(told(&snapshot), @r"
    Account.Industry: integration `Billing Sync` 40/40, automation 3/3; 2 authors; 41 of 50
    Account.OwnerId: human 5/5; 1 authors; 5 of 100
    Account.Region__c: import 60/60, human 30/30, unknown 10/0; 2 authors; 60 of 80
    Site_Visit__c.Result__c: integration `Billing Sync` 1/1; 1 authors
    ");
    let files: Vec<_> = snapshot.files.iter().filter(|file| file.kind == FileKind::History).collect();
    assert_eq!(files.len(), 2);
    assert_eq!((files[0].records, files[0].object.as_deref()), (Some(148), None));
    assert_eq!(snapshot.coverage.writers, Supplied::Yes);
    let sync = &snapshot.writes.integrations[0];
    assert_eq!((sync.system.as_str(), sync.writes, sync.fields), ("Billing Sync", 41, 2));
    let nobody = &snapshot.writes.unexplained[0];
    assert_eq!((nobody.author.as_str(), nobody.writes), ("0055g000001AaBeAAK", 10));
}

#[test]
fn the_team_names_a_user_by_either_length_of_its_id() {
    let mut policy = Policy::default();
    let name = SystemName { system: "old loader".into(), class: WriterClass::Import };
    policy.writers.insert("0055g000001AaBe".to_owned(), name);
    let snapshot = read("salesforce/histories", AS_OF, policy);
    let region = snapshot.writes.of("salesforce", "Account", "Region__c").unwrap();
    assert!(region.writers.iter().any(|writer| writer.writer.system.as_deref() == Some("old loader")));
    assert_eq!(snapshot.writes.named, ["0055g000001AaBe"]);
    assert!(snapshot.writes.unexplained.is_empty());
}

#[test]
fn the_same_history_given_twice_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let history = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salesforce/AccountHistory.csv");
    for name in ["AccountHistory.csv", "AccountHistory (1).csv"] {
        std::fs::copy(history, folder.path().join(name)).unwrap();
    }
    let snapshot = read(&folder.path().display().to_string(), AS_OF, Policy::default());
    assert_eq!(snapshot.writes.fields.iter().map(FieldWrites::writes).sum::<u64>(), 2);
    let notes: Vec<_> = snapshot.files.iter().flat_map(|file| &file.notes).collect();
    assert!(notes.iter().any(|note| note.ends_with("byte for byte: counted once")), "{notes:?}");
}

#[test]
fn a_lookup_counts_once_and_an_event_not_at_all() {
    let snapshot = read("salesforce/AccountHistory.csv", AS_OF, Policy::default());
    assert_eq!(
        told(&snapshot),
        "Account.Industry: unknown 1/1; 1 authors\nAccount.OwnerId: unknown 1/1; 1 authors"
    );
}

#[test]
fn hubspot_tells_the_source_of_every_revision() {
    let snapshot = read("hubspot/records-api.json", AS_OF, Policy::default());
    insta::assert_snapshot!(told(&snapshot), @r"
    deals.amount: human 1/1, integration `Data Sync` 1/0; 2 authors; 1 of 1
    deals.dealstage: automation 1/0; 1 authors; 1 of 1
    ");
    let snapshot = read("hubspot/deal-amount-history.csv", AS_OF, Policy::default());
    assert_eq!(told(&snapshot), "deals.amount: human 1/1, automation 1/1, integration 1/0; 3 authors");
}

#[test]
fn netsuite_tells_the_context_whatever_the_order_of_its_dates() {
    let snapshot = read("netsuite/system-notes.csv", AS_OF, Policy::default());
    insta::assert_snapshot!(told(&snapshot), @r"
    customer.category: human 1/1, integration `Integration, Billing` 1/1; 2 authors
    customer.custentity_region: import 1/1, automation 1/1; 2 authors
    ");
    assert_eq!(snapshot.writes.fields[0].last, Some(AS_OF));
}

#[test]
fn settings_name_the_latest_writer_and_no_more() {
    let snapshot = read("lantern/hubspot", AS_OF, Policy::default());
    assert!(!snapshot.writes.fields.is_empty());
    assert!(snapshot.writes.fields.iter().all(|field| field.basis == Basis::Latest && field.writes() == 0));
    assert_eq!(snapshot.coverage.writers, Supplied::Partly);
}

#[test]
fn a_warehouse_copy_of_histories_counts_as_another_count_says() {
    // Counted with Python's csv and collections.Counter; the names of properties are hashed by their publisher.
    let snapshot = read("real/dbt-hubspot-source", date(2020, 7, 9), Policy::default());
    let classes = |object: &str| {
        let mut counts = std::collections::BTreeMap::new();
        for field in snapshot.writes.fields.iter().filter(|field| field.field.object == object) {
            for writer in &field.writers {
                *counts.entry(writer.writer.class.noun()).or_insert(0) += writer.writes;
            }
        }
        counts.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(classes("companies"), [("system", 100)]);
    assert_eq!(classes("deals"), [("human", 9), ("system", 91)]);
    assert_eq!(
        classes("contacts"),
        [("form", 8), ("human", 14), ("import", 31), ("integration", 1), ("system", 46)]
    );
    assert_eq!(snapshot.writes.fields.len(), 16);
    let busy = snapshot.writes.of("hubspot", "deals", "gqz1H8dJj4GobrBc3124+g==").unwrap();
    assert_eq!((busy.writes(), busy.last), (24, Some(date(2020, 7, 7))));
}
