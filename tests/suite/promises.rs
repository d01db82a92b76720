//! What holds for every command: the same bytes, no record values, three exit codes, silence on request.

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::program::{CRMS, about_lantern, command, folder, names, revops, revops_reading, root};

/// Commands that read exports and print a result.
const COMMANDS: &[&str] = &["audit", "score", "archive", "rank", "hygiene", "inspect"];

fn lantern(crm: &str) -> String {
    format!("fixtures/lantern/{crm}")
}

/// Every command as a page and as JSON, and every format once.
fn printings() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = COMMANDS.iter().flat_map(|command| [(*command, "text"), (*command, "json")]);
    pages.chain([("rank", "csv"), ("rank", "markdown"), ("score", "csv"), ("audit", "markdown")])
}

#[test]
fn two_runs_and_a_file_get_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (command, format) in printings() {
        let target = folder.path().join(format!("{command}.{format}"));
        let arguments = [command, "--format", format, "fixtures/lantern/salesforce"];
        let first = about_lantern(command, "salesforce", format).clone().clean();
        assert!(!first.is_empty() && first.ends_with('\n'), "{command} --format {format}");
        let again = revops(arguments.into_iter().chain(["-o", target.to_str().unwrap()])).clean();
        assert_eq!(again, "");
        assert_eq!(std::fs::read_to_string(target).unwrap(), first, "{command} --format {format}");
    }
    assert_eq!(names(folder.path()).len(), printings().count(), "nothing else is left there");
}

#[test]
fn the_order_of_the_records_does_not_change_a_number() {
    let path = root().join("fixtures/lantern/salesforce/Account.csv");
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    let mut records: Vec<_> = reader.records().map(Result::unwrap).collect();
    records.reverse();
    records.iter().for_each(|record| writer.write_record(record).unwrap());
    let turned = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let score = |text: &str| {
        revops_reading(text, ["score", "--json", "-q", "-", "--as", "salesforce/Account"]).clean()
    };
    assert_eq!(score(&turned), score(&std::fs::read_to_string(path).unwrap()));
}

#[test]
fn a_reader_that_has_seen_enough_is_a_success() {
    for arguments in [&["score", "fixtures/lantern/hubspot"][..], &["completions", "bash"], &["explain"]] {
        let mut running = command()
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(running.stdout.take());
        let ended = running.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("error"), "{stderr}");
    }
}

/// Names, e-mail addresses and phone numbers of the company's contacts, as one CRM writes them.
fn personal(crm: &str) -> BTreeSet<String> {
    let (file, columns): (&str, &[&str]) = match crm {
        "salesforce" => ("Contact.csv", &["FirstName", "LastName", "Email", "Phone", "MobilePhone"]),
        "hubspot" => (
            "hubspot-crm-exports-all-contacts-2026-11-20.csv",
            &["First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number"],
        ),
        _ => ("ContactsResults102.csv", &["First Name", "Last Name", "Email", "Phone", "Mobile Phone"]),
    };
    let mut reader = csv::Reader::from_path(root().join(lantern(crm)).join(file)).unwrap();
    let header = reader.headers().unwrap().clone();
    let wanted: Vec<usize> =
        (0..header.len()).filter(|&at| columns.contains(&header.get(at).unwrap())).collect();
    assert!(wanted.len() >= 3, "{crm}: {header:?}");
    let mut values = BTreeSet::new();
    for record in reader.records() {
        let record = record.unwrap();
        values.extend(wanted.iter().map(|&at| record[at].to_owned()).filter(|value| value.len() > 3));
    }
    // Words that are also words of the page, or placeholders that are no person's data.
    for word in ["n/a", "unknown", "test", "none", "0000000000", "- None -"] {
        values.remove(word);
    }
    values
}

/// Whether a text says a value as a word of its own.
fn says(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + value.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn no_report_holds_a_name_an_address_or_a_number_of_a_contact() {
    for crm in CRMS {
        let values = personal(crm);
        assert!(values.len() > 100, "{crm}: {}", values.len());
        // A ranking names deals and owners: that is what it is for.
        for (command, format) in printings().filter(|(command, _)| *command != "rank") {
            let said = about_lantern(command, crm, format);
            let (stdout, stderr) = (said.clone().clean(), &said.stderr);
            let told: Vec<&String> =
                values.iter().filter(|value| says(&stdout, value) || says(stderr, value)).collect();
            assert!(told.is_empty(), "{command} --format {format} of {crm} says {told:?}");
        }
    }
}

#[test]
fn quiet_is_quiet_and_talk_never_stands_on_standard_output() {
    for command in COMMANDS {
        let talking = about_lantern(command, "hubspot", "text").clone();
        assert!(talking.stderr.contains("read 540 records"), "{command}: {}", talking.stderr);
        let quiet = revops([command, "--quiet", "fixtures/lantern/hubspot"]);
        assert_eq!(quiet.stderr, "", "{command}");
        assert_eq!(quiet.clean(), talking.clean(), "{command}");
    }
    assert!(revops(["rank", "--quiet", "no-such-folder"]).refused().starts_with("error: "));
}

#[test]
fn a_run_ends_with_nought_or_with_two() {
    let cases: &[(&[&str], i32)] = &[
        (&["--help"], 0),
        (&["--version"], 0),
        (&["help", "rank"], 0),
        (&["explain", "expected-value"], 0),
        (&["man"], 0),
        (&[], 2),
        (&["bogus"], 2),
        (&["rank"], 2),
        (&["rank", "--as-of", "tomorrow", "fixtures/lantern/hubspot"], 2),
        (&["rank", "--tz", "Nowhere/At-all", "fixtures/lantern/hubspot"], 2),
        (&["inspect", "fixtures/salesforce/load-result-error.csv"], 2),
        (&["man", "bogus"], 2),
    ];
    for (arguments, code) in cases {
        let said = revops(*arguments);
        assert_eq!(said.code, *code, "{arguments:?}: {}", said.stderr);
    }
}

#[test]
fn several_crms_stand_side_by_side_and_are_never_added_up() {
    let paths = CRMS.iter().map(|crm| lantern(crm));
    let arguments = ["hygiene", "--json", "-q"].map(str::to_owned).into_iter().chain(paths.clone());
    let hygiene: serde_json::Value = serde_json::from_str(&revops(arguments).clean()).unwrap();
    let hygiene = &hygiene["data"];
    assert_eq!(hygiene["crms"], serde_json::json!(["hubspot", "netsuite", "salesforce"]));
    assert!(hygiene["critical_fill"].is_null() && hygiene["source_known"].is_null());
    for part in hygiene["by_crm"].as_array().unwrap() {
        assert_eq!(part["source_known"], serde_json::json!({ "hits": 9, "of": 16 }), "{part}");
    }
    let arguments = ["rank", "--json", "-q"].map(str::to_owned).into_iter().chain(paths);
    let ranking: serde_json::Value = serde_json::from_str(&revops(arguments).clean()).unwrap();
    let deals = ranking["data"]["deals"].as_array().unwrap();
    let first: Vec<&serde_json::Value> = deals.iter().filter(|deal| deal["rank"] == 1).collect();
    assert_eq!(first.len(), 3);
    assert!(first.iter().all(|deal| deal["name"] == "Granite Street retrofit"));
}

#[test]
fn the_day_of_the_question_is_an_argument_and_not_the_clock() {
    let early = revops(["hygiene", "--as-of", "2026-10-01", "--json", "-q", "fixtures/lantern/hubspot"]);
    let early: serde_json::Value = serde_json::from_str(&early.clean()).unwrap();
    assert_eq!(early["data"]["week"], "2026-W40");
    assert_ne!(early["data"]["source_known"], serde_json::json!({ "hits": 9, "of": 16 }));
    let empty = folder(&[]);
    assert!(revops(["audit", empty.path().to_str().unwrap()]).refused().contains("no files"));
}
