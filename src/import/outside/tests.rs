//! Every kind of file at once, and two public projects counted another way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::models::THROUGH_STAR;
use crate::engine::read::{Limits, Pace, ReadOptions, gather};
use crate::import::load::{LoadOptions, load};
use crate::model::{Access, Consumer, FileKind, Policy, Snapshot};

fn snapshot(paths: &[PathBuf]) -> Snapshot {
    let gathered = gather(paths, &Limits::default(), &Arc::default()).unwrap();
    load(&gathered, &options(), &Arc::new(Policy::default())).unwrap().snapshot
}

fn options() -> LoadOptions {
    LoadOptions {
        read: ReadOptions::default(),
        told: Vec::new(),
        sheet: None,
        config: None,
        as_of: None,
        today: jiff::civil::date(2026, 11, 20),
        zone: jiff::tz::TimeZone::UTC,
        strict: false,
        values: false,
        deals: false,
        record_writers: false,
        threads: 1,
        pace: Pace::default(),
        tolerate: false,
    }
}

fn fixture() -> Snapshot {
    snapshot(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/outside")])
}

/// Kind, name and fields of one access, a line each.
fn lines(snapshot: &Snapshot, access: Access) -> Vec<String> {
    let mut fields: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for consumer in snapshot.consumers.iter().filter(|consumer| consumer.access == access) {
        fields.entry((&consumer.kind, &consumer.name)).or_default().insert(&consumer.field.field);
    }
    let line = |((kind, name), fields): (_, BTreeSet<&str>)| {
        format!("{kind} {name}: {}", Vec::from_iter(fields).join(" "))
    };
    fields.into_iter().map(|(by, fields): ((&str, &str), _)| line((by, fields))).collect()
}

#[test]
fn every_kind_of_file_says_who_reads() {
    let read = lines(&fixture(), Access::Read);
    insta::assert_snapshot!(read.join("\n"), @"
    Census sync Regions to Salesforce: Id
    Census sync Scores to Salesforce: Id
    Hightouch sync Regions: Id
    LookML dashboard wins: Amount CloseDate IsWon
    LookML explore deals: Loss_Reason__c
    LookML measure deal.won_amount: Amount IsWon
    SQL file churn.sql: Amount Fit_Score__c Loss_Reason__c StageName
    Tableau worksheet Losses: Amount Loss_Reason__c
    Tableau worksheet Regions: Loss_Reason__c Region__c
    dbt exposure Losses by reason: Loss_Reason__c
    dbt model by_region: Region__c
    dbt model fct_losses: Loss_Reason__c
    script Scorer: Fit_Score__c
    spreadsheet Board pack: Amount
    ");
}

#[test]
fn writers_and_those_that_only_list_are_told_apart() {
    let snapshot = fixture();
    insta::assert_snapshot!(lines(&snapshot, Access::Write).join("\n"), @"
    Census sync Regions to Salesforce: Region__c
    Census sync Scores to Salesforce: Fit_Score__c
    Hightouch sync Regions: Region__c
    script Scorer: Fit_Score__c
    ");
    insta::assert_snapshot!(lines(&snapshot, Access::Listed).join("\n"), @"
    LookML view deal: Amount CloseDate IsWon Legacy__c Loss_Reason__c
    Tableau calculation Lost on price: Loss_Reason__c
    Tableau data source Pipeline: Amount Legacy__c Loss_Reason__c
    dbt exposure dump: Amount CloseDate CreatedDate Fit_Score__c Id IsClosed IsWon Legacy__c Loss_Reason__c Name Region__c StageName
    dbt model everything: Amount CloseDate CreatedDate Fit_Score__c Id IsClosed IsWon Legacy__c Loss_Reason__c Name Region__c StageName
    dbt model stg_opportunity: Amount Id Loss_Reason__c Name Region__c
    ");
}

#[test]
fn names_that_are_no_field_are_kept_and_uses_are_counted() {
    let snapshot = fixture();
    let unresolved: Vec<String> = snapshot
        .unresolved
        .iter()
        .map(|name| format!("{} by {} ({})", name.name, name.by, name.at))
        .collect();
    insta::assert_snapshot!(unresolved.join("\n"), @"
    Opportunity.Old_Score__c by Scores to Salesforce (mapping)
    Opportunity.Reason_Lost__c by Loss review (line 4, owner Sales)
    ");
    let counts: Vec<String> = snapshot.objects[0]
        .fields
        .iter()
        .map(|profiled| format!("{} {:?}", profiled.field.name, profiled.consumers))
        .collect();
    insta::assert_snapshot!(counts.join("\n"), @"
    Id Some(2)
    Name None
    Amount Some(5)
    StageName Some(1)
    CloseDate Some(1)
    IsClosed None
    IsWon Some(2)
    CreatedDate None
    Loss_Reason__c Some(6)
    Fit_Score__c Some(3)
    Region__c Some(3)
    Legacy__c None
    ");
    assert_eq!(
        snapshot.coverage.looked_in,
        ["LookML", "SQL files", "Tableau workbooks", "consumers.csv", "dbt manifest", "sync files"]
    );
    let of = |name: &str| snapshot.files.iter().find(|file| file.file.ends_with(name)).unwrap();
    assert_eq!(of("losses.twb").kind, FileKind::Consumers);
    assert_eq!(of("compose.yml").unused.as_deref(), Some("YAML without a sync into a CRM"));
}

#[test]
fn broken_and_hostile_files_are_named_and_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("Opportunity.csv", "Id,Amount,StageName,CloseDate\n006A00000000001AAA,1,Open,2026-01-01\n");
    write(
        "target/manifest.json",
        "{\"metadata\": {\"dbt_schema_version\": \"manifest/v12\"}, \"nodes\": {\"a\": ",
    );
    write("target/run_results.json", "{\"metadata\": {\"dbt_schema_version\": \"run-results/v6\"}}");
    write("target/compiled/a.sql", "select Amount from salesforce.opportunity");
    write("node_modules/b/c.sql", "select Amount from salesforce.opportunity");
    write("a.twb", "<workbook><datasources>");
    write("b.twb", "<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>");
    write("c.lkml", &"view: a {".repeat(10_000));
    write("d.tf", &"a {".repeat(10_000));
    write("e.yml", "a: [b, {");
    write("f.yml", "a: &a [x,x]\nb: &b [*a,*a]\nc: *b\n");
    write("g.sql", &"select (".repeat(50_000));
    write("h.sql", &"'[{{/*".repeat(10_000));
    write("i.dashboard.lookml", "nothing");
    write("j.sql", &"with a as (select * from b) ".repeat(5_000));
    let snapshot = snapshot(&[folder.path().to_owned()]);
    assert_eq!(snapshot.consumers, []);
    let why = |name: &str| {
        let file = snapshot.files.iter().find(|file| file.file.ends_with(name)).unwrap();
        file.unused.clone().unwrap_or_default()
    };
    assert!(why("target/manifest.json").contains("no complete dbt manifest"));
    assert!(why("run_results.json").contains("another of dbt's files"));
    assert!(why("target/compiled/a.sql").contains("another file of the project"));
    assert!(why("node_modules/b/c.sql").contains("installed packages"));
    for name in ["a.twb", "b.twb", "c.lkml", "d.tf", "e.yml", "f.yml", "i.dashboard.lookml"] {
        assert_ne!(why(name), "", "{name}");
    }
}

/// The folder of public exports; `None` where there is none.
fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    Some(std::env::var_os("REVOPS_DATA").map_or_else(beside, PathBuf::from)).filter(|folder| folder.is_dir())
}

/// How many fields of an object a consumer names, by access.
fn named<'a>(snapshot: &'a Snapshot, name: &str, object: &str, access: &[Access]) -> BTreeSet<&'a str> {
    let fits = |consumer: &&Consumer| {
        consumer.name == name
            && consumer.field.object == object
            && access.contains(&consumer.access)
            && consumer.at != THROUGH_STAR
    };
    snapshot.consumers.iter().filter(fits).map(|consumer| consumer.field.field.as_str()).collect()
}

#[test]
fn the_public_dbt_project_names_as_many_fields_as_counted_with_regular_expressions() {
    let Some(data) = data() else { return };
    let paths = ["salesforce/dbt-salesforce-source", "warehouse/dbt-salesforce"].map(|path| data.join(path));
    let snapshot = snapshot(&paths);
    // Words of each staging model that are columns of the table in the export, without comments and strings.
    for (model, object, expected) in [
        ("account", "Account", 35),
        ("contact", "Contact", 32),
        ("event", "Event", 29),
        ("lead", "Lead", 45),
        ("opportunity", "Opportunity", 33),
        ("task", "Task", 30),
        ("user", "User", 31),
        ("product_2", "Product2", 26),
        ("order", "sf_order_data", 38),
        ("opportunity_line_item", "sf_opportunity_line_item_data", 26),
        ("user_role", "sf_user_role_data", 9),
    ] {
        let fields =
            named(&snapshot, &format!("stg_salesforce__{model}"), object, &[Access::Read, Access::Listed]);
        assert_eq!(fields.len(), expected, "{model}: {fields:?}");
    }
    // `table.column` in two models, followed back through `… as column` of the staging models.
    for (model, object, expected) in [
        ("contact_enhanced", "Contact", 22),
        ("contact_enhanced", "Account", 13),
        ("contact_enhanced", "User", 2),
        ("opportunity_line_item_enhanced", "sf_opportunity_line_item_data", 15),
        ("opportunity_line_item_enhanced", "Product2", 16),
    ] {
        let fields = named(&snapshot, &format!("salesforce__{model}"), object, &[Access::Read]);
        assert_eq!(fields.len(), expected, "{model} {object}: {fields:?}");
    }
}

#[test]
fn the_public_lookml_lists_as_many_fields_as_counted_with_regular_expressions() {
    let Some(data) = data() else { return };
    let paths =
        ["hubspot/dbt-hubspot-source", "warehouse/looker-hubspot-marketing"].map(|path| data.join(path));
    let snapshot = snapshot(&paths);
    let listed = |view: &str| {
        let of = |consumer: &&Consumer| consumer.kind == "LookML view" && consumer.name == view;
        let fields = snapshot.consumers.iter().filter(of).map(|consumer| &consumer.field);
        fields.collect::<BTreeSet<_>>().len()
    };
    // Different `${TABLE}.column` of each view that are columns of the export of the same name.
    let expected = [
        ("contact", 8),
        ("contact_form_submission", 7),
        ("contact_list", 4),
        ("contact_list_member", 3),
        // A history is no object, and its columns are no fields.
        ("contact_property_history", 0),
        ("email_campaign", 10),
        ("email_event", 13),
        ("email_event_click", 7),
        ("email_event_open", 6),
        ("form", 13),
        ("owner", 8),
    ];
    let counted = expected.map(|(view, _)| (view, listed(view)));
    assert_eq!(counted, expected);
}
