//! Results as programs read them: they fit the published schema, and their names never change.

use serde_json::Value;

use crate::program::{CRMS, about_lantern, data, folder, revops, revops_in};

const RESULTS: &[&str] = &["audit", "score", "archive", "rank", "hygiene", "inspect", "writers"];

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The kind of a value, and for containers their names: what a program written against it relies on.
#[track_caller]
fn has(value: &Value, names: &[&str]) {
    for name in names {
        let (name, kind) = name.split_once(':').unwrap_or((name, "any"));
        let found = value.get(name).unwrap_or_else(|| panic!("`{name}` is not in {value}"));
        let fits = match kind {
            "any" => true,
            "text" => found.is_string(),
            "text?" => found.is_string() || found.is_null(),
            "count" => found.is_u64(),
            "count?" => found.is_u64() || found.is_null(),
            "list" => found.is_array(),
            "rate?" => found.is_null() || (found["hits"].is_u64() && found["of"].is_u64()),
            "rate" => found["hits"].is_u64() && found["of"].is_u64(),
            _ => panic!("no kind is called {kind}"),
        };
        assert!(fits, "`{name}` is {found}, expected {kind}");
    }
}

/// An exact decimal in text, and never a binary fraction.
#[track_caller]
fn is_money(value: &Value) {
    has(value, &["value:text", "currency:text?"]);
    let text = value["value"].as_str().unwrap();
    let decimal = text.trim_start_matches('-');
    assert!(decimal.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'), "{text}");
    text.parse::<rust_decimal::Decimal>().unwrap();
}

#[test]
fn every_result_about_lantern_fits_the_published_schema() {
    for result in RESULTS {
        let schema = read(&revops(["schema", *result]).clean());
        let validator = jsonschema::validator_for(&schema).unwrap();
        for crm in CRMS {
            let json = read(&about_lantern(result, crm, "json").clone().clean());
            assert_eq!(json["schema"], format!("{result}/1"));
            let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{result} of {crm}: {errors:#?}");
        }
    }
}

#[test]
fn every_explanation_fits_the_published_schema() {
    for (schema, arguments) in
        [("rules", &["explain", "--json"][..]), ("explain", &["explain", "trust", "--json"])]
    {
        let validator = jsonschema::validator_for(&read(&revops(["schema", schema]).clean())).unwrap();
        let json = read(&revops(arguments).clean());
        assert!(validator.is_valid(&json), "{schema}: {json}");
    }
}

#[test]
fn every_schema_is_listed_and_is_a_schema() {
    let listed = revops(["schema"]).clean();
    for name in listed.lines() {
        let schema = read(&revops(["schema", name]).clean());
        assert_eq!(schema["title"], name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
    for result in RESULTS {
        assert!(listed.lines().any(|name| name == format!("{result}/1")), "{result}");
    }
}

#[test]
fn the_names_of_a_scorecard_are_for_good() {
    for crm in CRMS {
        let card = data("score", crm);
        has(&card, &["as_of:text", "objects:list", "coverage"]);
        for object in card["objects"].as_array().unwrap() {
            has(object, &["crm:text", "object:text", "records:count?", "fields:list"]);
            for field in object["fields"].as_array().unwrap() {
                has(field, &["field:text", "label:text?", "type:text", "custom", "filled:rate?"]);
                has(field, &["placeholder:count?", "default:count?", "effective:rate?", "recent:rate?"]);
                has(field, &["distinct", "top_share", "last_filled:text?", "verdict:text", "rule:text?"]);
                has(field, &["reasons:list", "not_measured:text?"]);
                if !field["distinct"].is_null() {
                    has(&field["distinct"], &["count:count", "exact"]);
                }
                assert_ne!(field["filled"].is_null(), field["not_measured"].is_null(), "{field}");
            }
        }
    }
}

#[test]
fn the_names_of_a_ranking_are_for_good_and_money_is_exact() {
    for crm in CRMS {
        let ranking = data("rank", crm);
        has(&ranking, &["as_of:text", "deals:list", "excluded:list"]);
        for deal in ranking["deals"].as_array().unwrap() {
            has(deal, &["rank:count", "id:text", "name:text?", "owner:text?", "stage:text?", "basis:text"]);
            assert!(deal["probability"].is_f64(), "{deal}");
            is_money(&deal["amount"]);
            is_money(&deal["expected_value"]);
        }
        for deal in ranking["excluded"].as_array().unwrap() {
            has(deal, &["id:text", "reason:text"]);
        }
    }
}

#[test]
fn the_names_of_the_hygiene_numbers_are_for_good() {
    for crm in CRMS {
        let hygiene = data("hygiene", crm);
        has(&hygiene, &["as_of:text", "week:text", "record_count:list", "critical_fill:rate?"]);
        has(&hygiene, &["source_known:rate?", "decay_completion:rate?", "verification:rate?", "trust"]);
        for object in hygiene["record_count"].as_array().unwrap() {
            has(object, &["crm:text", "object:text", "count:count"]);
        }
    }
}

#[test]
fn an_error_is_one_line_of_json_with_every_name_and_nothing_on_standard_output() {
    let rows = "1,A,B\n".repeat(90) + &"2,C\n".repeat(10);
    let ragged = folder(&[("Account.csv", &format!("Id,Name,Industry\n{rows}"))]);
    let ragged = ragged.path().join("Account.csv");
    let ragged = ragged.to_str().unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&["audit", "--json", "no-such-folder"], "not-found"),
        (&["score", "--format", "json", "no-such-folder"], "not-found"),
        (&["rank", "--json", "--bogus"], "invalid"),
        (&["rank", "--json"], "invalid"),
        (&["explain", "--json", "nonsense"], "invalid"),
        (&["schema", "--json", "nonsense"], "invalid"),
        (&["rank", "--json", "fixtures/salesforce/load-result-success.csv"], "unusable"),
        (&["hygiene", "--json", ragged], "inconsistent"),
    ];
    for (arguments, kind) in cases {
        let stderr = revops(*arguments).refused();
        assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
        let error = &read(&stderr)["error"];
        has(error, &["message:text", "hint:text?", "file:text?", "row:count?", "column:text?"]);
        assert_eq!(error["kind"], *kind, "{arguments:?}: {error}");
        assert_eq!(error.as_object().unwrap().len(), 6);
    }
}

#[test]
fn an_error_names_file_row_and_column() {
    let config = folder(&[("revops.toml", "owner = \"A\"\ncurrncy = \"EUR\"\n")]);
    let stderr = revops_in(config.path(), ["rank", "--json", "."]).refused();
    let error = &read(&stderr)["error"];
    assert_eq!((&error["file"], &error["row"]), (&"revops.toml".into(), &2.into()), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("currency"), "{error}");

    let account = "Id,Name,NumberOfEmployees\n001A0000006Vm9r,A,12\n001A0000006Vm9s,B,many\n";
    let strict = folder(&[("Account.csv", account)]);
    let stderr = revops_in(strict.path(), ["score", "--json", "--strict", "Account.csv"]).refused();
    let error = &read(&stderr)["error"];
    assert_eq!((&error["file"], &error["row"]), (&"Account.csv".into(), &3.into()), "{error}");
    assert_eq!(error["column"], "NumberOfEmployees");
    assert!(!stderr.contains("many"), "a record's value is in {stderr}");
}
