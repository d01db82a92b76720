//! Who uses a field: every kind of Salesforce metadata, read from a project that has one file of each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::program::revops;

/// The project; two of its files are broken on purpose.
const PROJECT: &str = "fixtures/salesforce/project";

fn asked(words: &[&str]) -> Value {
    let said = revops(["consumers", PROJECT, "--json", "--quiet"].iter().chain(words));
    serde_json::from_str::<Value>(&said.clean()).unwrap()["data"].clone()
}

/// Kind and access of everything that names a field.
fn items(field: &str) -> BTreeMap<String, BTreeSet<String>> {
    let data = asked(&["--field", field]);
    let mut kinds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in data["fields"][0]["items"].as_array().unwrap() {
        let text = |key: &str| item[key].as_str().unwrap().to_owned();
        kinds.entry(text("kind")).or_default().insert(text("access"));
    }
    kinds
}

#[test]
fn every_kind_of_metadata_is_found_to_use_a_field_as_it_does() {
    let expected = "Apex class: read write; Apex trigger: read; Lightning component: read; Visualforce page: read; \
         approval process: read; assignment rule: read; button or link: read; compact layout: listed; \
         custom metadata: read; duplicate rule: read; email template: read; escalation rule: read; \
         field set: listed; field update: write; flow: write; layout: listed; lead conversion: write; \
         list view: read; lookup filter: read; matching rule: read; other metadata: read; path: read; \
         permission set: granted; quick action: read; record page: listed read; record type: listed; report: read; \
         reporting snapshot: write; response rule: read; sharing rule: read; validation rule: read; \
         workflow rule: read";
    let found: Vec<String> = items("account.region__c")
        .into_iter()
        .map(|(kind, access)| format!("{kind}: {}", access.into_iter().collect::<Vec<_>>().join(" ")))
        .collect();
    assert_eq!(found.join("; "), expected);
}

#[test]
fn what_is_only_listed_rests_or_leads_nowhere_is_not_used() {
    let data = asked(&["--unused", "--object", "Account"]);
    let names: Vec<&str> =
        data["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(names, ["Listed_Only__c", "Loop_A__c", "Loop_B__c", "Resting__c", "Unused__c"]);
    // Two files could not be understood: nobody knows what they use.
    assert!(data["fields"].as_array().unwrap().iter().all(|field| field["used"].is_null()));
}

#[test]
fn a_chain_is_followed_to_its_end_and_a_lost_name_is_told() {
    let data = asked(&["--field", "Account.Chain_End__c"]);
    let chain = &data["fields"][0]["items"][0];
    assert_eq!(chain["name"], "Account.Chain_1__c");
    assert_eq!(chain["used_by"][0]["used_by"][0]["name"], "Sales/Deals_of_Partners");
    let region = asked(&["--field", "Account.Region__c"]);
    let report =
        region["fields"][0]["items"].as_array().unwrap().iter().find(|item| item["kind"] == "report");
    assert_eq!(report.unwrap()["used_by"][0]["name"], "Board/Regions");
    let lost = &data["unresolved"][0];
    assert_eq!(
        (lost["name"].as_str(), lost["by"].as_str()),
        (Some("Account.Gone__c"), Some("Sales/By_Region"))
    );
}

#[test]
fn a_graph_is_drawn_by_its_own_formats_and_by_no_other_page() {
    let words = ["consumers", PROJECT, "--field", "Account.Chain_End__c", "--quiet", "--format", "dot"];
    let drawn = revops(words).clean();
    assert!(
        drawn.contains(r#""Account.Chain_End__c" -> "formula Account.Chain_1__c" [label="read by"];"#),
        "{drawn}"
    );
    let refused = revops(["score", PROJECT, "--quiet", "--format", "mermaid"]).refused();
    assert!(refused.contains("draws a graph, and this page has none"), "{refused}");
}

#[test]
fn the_audit_trail_says_who_made_and_who_changed_a_field() {
    let words = ["writers", PROJECT, "fixtures/salesforce/setup-audit-trail.csv", "--json", "--quiet"];
    let data = serde_json::from_str::<Value>(&revops(words).clean()).unwrap()["data"].clone();
    let told: Vec<String> = data["definitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let field = format!(
                "{}.{}",
                one["field"]["object"].as_str().unwrap(),
                one["field"]["field"].as_str().unwrap()
            );
            format!("{field} {} {} {}", one["made"]["day"], one["changed"]["by"], one["changes"])
        })
        .collect();
    let expected = [
        r#"Account.Region__c "2026-10-01" "ana@example.com" 1"#,
        r#"Opportunity.Margin__c "2026-11-03" null 0"#,
    ];
    assert_eq!(told, expected);
}

#[test]
fn without_a_history_what_is_set_up_to_write_a_field_is_told() {
    let words = ["writers", PROJECT, "--field", "Account.Region__c", "--json", "--quiet"];
    let data = serde_json::from_str::<Value>(&revops(words).clean()).unwrap()["data"].clone();
    let field = &data["fields"][0];
    assert_eq!((field["basis"].as_str(), field["writers"].as_array().unwrap().len()), (Some("set_up"), 0));
    let kinds: BTreeSet<&str> =
        field["set_up"].as_array().unwrap().iter().map(|own| own["kind"].as_str().unwrap()).collect();
    let expected = ["Apex class", "field update", "flow", "lead conversion", "reporting snapshot"];
    assert_eq!(kinds, expected.into());
}
