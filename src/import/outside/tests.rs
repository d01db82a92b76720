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
    let mut fields: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for consumer in snapshot.consumers.iter().filter(|consumer| consumer.access == access) {
        fields.entry((&consumer.kind, &consumer.name)).or_default().push(&consumer.field.field);
    }
    fields.into_iter().map(|((kind, name), fields)| format!("{kind} {name}: {}", fields.join(" "))).collect()
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
    insta::assert_snapshot!(lines(&snapshot, Access::Listed).join("\n"), @"");
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
    Opportunity.Old_Score__c by Scores to Salesforce ()
    Opportunity.Reason_Lost__c by Loss review (line 4, owner Sales)
    ");
    let counts: Vec<String> = snapshot.objects[0]
        .fields
        .iter()
        .map(|profiled| format!("{} {:?}", profiled.field.name, profiled.consumers))
        .collect();
    insta::assert_snapshot!(counts.join("\n"), @"");
    assert_eq!(
        snapshot.coverage.looked_in,
        ["LookML", "SQL files", "Tableau workbooks", "consumers.csv", "dbt manifest", "sync files"]
    );
    let of = |name: &str| snapshot.files.iter().find(|file| file.file.ends_with(name)).unwrap();
    assert_eq!(of("losses.twb").kind, FileKind::Consumers);
    assert_eq!(of("compose.yml").unused.as_deref(), Some("YAML without a sync into a CRM"));
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
        // Without `_fivetran_deleted`, which marks records and is no field.
        ("user", "User", 30),
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
        ("contact_property_history", 6),
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
