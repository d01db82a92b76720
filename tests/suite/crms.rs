//! The same story: one company, exported by three CRMs, is one set of numbers.
//!
//! `fixtures/lantern/expected/` was computed from the company itself, before any CRM had a hand in it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::program::{CRMS, data, fixture};

/// SuiteQL leaves a column out of a row in which it is null, so a field that is empty in every row looks
/// like one that nobody asked for. The program does not guess which; the company knows it was never filled.
const UNKNOWABLE: &[(&str, &str, &str)] = &[("netsuite", "opportunity", "custbody_tender_code")];

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

/// A decimal without the zeros that carry no information: `82400.00` is `82400`.
fn decimal(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse::<rust_decimal::Decimal>().unwrap().normalize().to_string()
}

#[test]
fn every_crm_counts_the_records_of_the_company() {
    let company = fixture("lantern/expected/company.json");
    let expected = fixture("lantern/expected/hygiene.json");
    assert_eq!(company["accounts"], expected["records"]["account"]);
    for crm in CRMS {
        let hygiene = data("hygiene", crm);
        assert_eq!((&hygiene["as_of"], &hygiene["week"]), (&expected["as_of"], &json!("2026-W47")), "{crm}");
        let counts: BTreeMap<&str, &Value> = list(&hygiene["record_count"])
            .iter()
            .map(|part| (part["role"].as_str().unwrap(), &part["count"]))
            .collect();
        assert_eq!(json!(counts), expected["records"], "{crm}");
    }
}

#[test]
fn every_crm_gives_the_same_hygiene_numbers() {
    let expected = fixture("lantern/expected/hygiene.json");
    for crm in CRMS {
        let hygiene = data("hygiene", crm);
        for number in ["critical_fill", "source_known", "decay_completion"] {
            assert_eq!(hygiene[number], expected[number], "{crm}: {number}");
        }
        assert!(hygiene["verification"].is_null() && hygiene["trust"].is_null(), "{crm}: nobody was asked");
    }
}

#[test]
fn every_crm_gives_the_same_parts_of_each_number() {
    let parts = &fixture("lantern/expected/hygiene.json")["parts"];
    let rates = |list: &Value, rate: &str| -> Vec<Value> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|part| part[rate].clone())
            .filter(|rate| !rate.is_null())
            .collect()
    };
    let expected =
        |name: &str| -> Vec<Value> { parts[name].as_object().unwrap().values().cloned().collect() };
    for crm in CRMS {
        let hygiene = data("hygiene", crm);
        assert_eq!(rates(&hygiene["critical_fields"], "effective"), expected("critical_fill"), "{crm}");
        assert_eq!(rates(&hygiene["source_known_by_object"], "rate"), expected("source_known"), "{crm}");
        assert_eq!(rates(&hygiene["decay_by_object"], "rate"), expected("decay_completion"), "{crm}");
    }
}

#[test]
fn every_crm_ranks_the_same_deals_in_the_same_order() {
    let expected = fixture("lantern/expected/ranking.json");
    let wanted: Vec<Value> = list(&expected["ranked"])
        .iter()
        .map(|deal| {
            json!([
                deal["name"],
                decimal(&deal["amount"]),
                decimal(&deal["probability"]),
                decimal(&deal["expected_value"]),
                deal["basis"]
            ])
        })
        .collect();
    for crm in CRMS {
        let ranking = data("rank", crm);
        let ranked: Vec<Value> = list(&ranking["deals"])
            .iter()
            .map(|deal| {
                let value = |of: &str| decimal(&deal[of]["value"]);
                json!([
                    deal["name"],
                    value("amount"),
                    decimal(&deal["probability"]),
                    value("expected_value"),
                    deal["basis"]
                ])
            })
            .collect();
        assert_eq!(ranked, wanted, "{crm}");
        let places: Vec<Value> = list(&ranking["deals"]).iter().map(|deal| deal["rank"].clone()).collect();
        assert_eq!(places, (1..=wanted.len()).map(|place| json!(place)).collect::<Vec<_>>(), "{crm}");
    }
}

#[test]
fn every_crm_leaves_out_the_same_deals_for_the_same_reasons() {
    let expected = fixture("lantern/expected/ranking.json");
    let reasons = |list: &Value| -> BTreeMap<String, String> {
        let pair = |deal: &Value| {
            (deal["name"].as_str().unwrap().to_owned(), deal["reason"].as_str().unwrap().to_owned())
        };
        list.as_array().unwrap().iter().map(pair).collect()
    };
    for crm in CRMS {
        assert_eq!(reasons(&data("rank", crm)["excluded"]), reasons(&expected["excluded"]), "{crm}");
    }
}

#[test]
fn every_field_of_every_object_is_counted_as_the_company_has_it() {
    let expected = fixture("lantern/expected/fields.json");
    let mut found = Vec::new();
    for crm in CRMS {
        let card = data("score", crm);
        for (object, fields) in expected[crm].as_object().unwrap() {
            let scored = list(&card["objects"]).iter().find(|scored| scored["object"] == object.as_str());
            let scored = scored.unwrap_or_else(|| panic!("{crm} has no object {object}"));
            for (field, wanted) in fields.as_object().unwrap() {
                let line = list(&scored["fields"]).iter().find(|line| line["field"] == field.as_str());
                found.extend(difference(line, wanted).map(|what| format!("{crm} {object}.{field}: {what}")));
            }
        }
    }
    let known: Vec<String> = UNKNOWABLE
        .iter()
        .map(|(crm, object, field)| format!("{crm} {object}.{field}: not measured, and no formula"))
        .collect();
    assert_eq!(found, known);
}

/// What is wrong with a line of the scorecard, if anything.
fn difference(line: Option<&Value>, wanted: &Value) -> Option<String> {
    let Some(line) = line else { return Some("not listed".to_owned()) };
    let formula = wanted["kind"] == "formula";
    match (line["filled"].is_null(), formula) {
        (true, true) => return None,
        (true, false) => return Some("not measured, and no formula".to_owned()),
        (false, true) => return Some("measured, though nobody fills it".to_owned()),
        (false, false) => {}
    }
    let counts = json!([line["filled"]["of"], line["filled"]["hits"], line["placeholder"]]);
    let expected = json!([wanted["records"], wanted["filled"], wanted["placeholders"]]);
    if wanted["kind"] == "boolean" && line["type"] != "boolean" {
        return Some(format!("is {}, expected boolean", line["type"]));
    }
    (counts != expected).then(|| format!("found {counts}, expected {expected}"))
}
