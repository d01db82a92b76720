//! The scan of files that take several chunks: the same bytes whatever the threads and chunks, and the numbers that a
//! plain count gives.

#[path = "../../benches/export.rs"]
mod export;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use export::{Shape, Style};
use serde_json::Value;

use crate::program::{folder, revops_in};

/// What `revops score` says of a file, whole and by field.
fn scores(at: &Path, more: &[&str]) -> (String, BTreeMap<String, Value>) {
    let told = "Opportunity.csv=salesforce/Opportunity";
    let words = ["score", "Opportunity.csv", "--json", "--values", "--quiet", "--as", told];
    let said = revops_in(at, words.iter().chain(more)).clean();
    let json: Value = serde_json::from_str(&said).unwrap();
    let fields = json["data"]["objects"][0]["fields"].as_array().unwrap();
    let named = |field: &Value| (field["field"].as_str().unwrap().to_owned(), field.clone());
    (said, fields.iter().map(named).collect())
}

/// The made-up export, with what a report and a careless merge add to it.
fn export_of(style: Style, rows: u64) -> String {
    let mut bytes = Vec::new();
    export::write(&Shape { style, columns: 40, rows, seed: 11 }, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// How often each value stands in each column, blanks left out, counted by the csv crate.
fn counted(text: &str) -> BTreeMap<String, HashMap<String, u64>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut columns = vec![HashMap::new(); header.len()];
    for record in reader.records() {
        for (cell, column) in record.unwrap().iter().zip(&mut columns) {
            if !cell.trim().is_empty() {
                *column.entry(cell.trim().to_owned()).or_insert(0) += 1;
            }
        }
    }
    header.iter().map(str::to_owned).zip(columns).collect()
}

#[test]
fn threads_and_chunks_never_change_a_byte() {
    let mut text = export_of(Style::Salesforce, 2_500);
    // Records that come twice, a ragged one, blank lines, and a footer.
    let twice: String = text.lines().skip(1).take(3).map(|line| format!("{line}\n")).collect();
    text.push_str(&twice);
    text.push_str("\"short\",\"0\"\n\n\n");
    text.push_str(export_of(Style::Salesforce, 3_000).split_once('\n').unwrap().1);
    let at = folder(&[("Opportunity.csv", &text)]);
    let (expected, _) = scores(at.path(), &["--threads", "1"]);
    assert!(expected.contains("\"exact\": false"), "some column has more values than are counted each");
    for threads in ["1", "2", "7"] {
        for chunk in ["1", "64", "1000", "65536"] {
            let (said, _) = scores(at.path(), &["--threads", threads, "--chunk", chunk]);
            assert!(said == expected, "{threads} threads, chunks of {chunk} KB");
        }
    }
}

#[test]
fn the_numbers_are_those_of_a_plain_count() {
    for style in [Style::Salesforce, Style::HubSpot] {
        let text = export_of(style, 6_000);
        let at = folder(&[("Opportunity.csv", &text)]);
        let (_, fields) = scores(at.path(), &["--chunk", "64"]);
        let counted = counted(&text);
        assert_eq!(fields.len(), counted.len());
        for (name, values) in counted {
            let field = &fields[&name];
            let filled: u64 = values.values().sum();
            assert_eq!(field["filled"]["hits"], filled, "{name}");
            let distinct = field["distinct"]["count"].as_u64().unwrap();
            let exact = field["distinct"]["exact"].as_bool().unwrap();
            assert_eq!(exact, values.len() <= 1_024, "{name}");
            let off = distinct.abs_diff(values.len() as u64);
            assert!(if exact { off == 0 } else { off * 50 <= values.len() as u64 }, "{name}: {off} off");
            let most = values.values().copied().max().unwrap_or(0);
            if most * 20 >= filled && filled > 0 {
                assert_eq!(field["top_share"]["hits"], most, "{name}");
                let top = field["top_value"].as_str().unwrap();
                assert_eq!(values.get(top), Some(&most), "{name}: {top}");
            }
        }
    }
}

#[test]
fn a_value_that_comes_late_and_in_no_order_is_still_named_and_counted() {
    // After 1,500 different values, one that is neither the lowest nor the highest fills every tenth cell.
    let rows = (0..9_000_u64).map(|row| {
        let city = match row {
            3_000.. if row % 10 == 7 => "Lyon".to_owned(),
            _ => format!("City {}", (row * 7_919) % 5_003),
        };
        format!("\"{row:015}\",\"Zed\",\"{city}\"\n")
    });
    let text: String = std::iter::once("\"Id\",\"Name\",\"City__c\"\n".to_owned()).chain(rows).collect();
    let at = folder(&[("Opportunity.csv", &text)]);
    for threads in ["1", "2", "7"] {
        let (_, fields) = scores(at.path(), &["--threads", threads, "--chunk", "16"]);
        let city = &fields["City__c"];
        assert_eq!(
            (city["top_value"].as_str(), city["top_share"]["hits"].as_u64()),
            (Some("Lyon"), Some(600))
        );
        assert_eq!(city["top_share"]["exact"], true);
    }
}

#[test]
fn a_value_that_is_known_and_rare_for_long_is_still_counted_from_its_first_cell() {
    // "Lyon" and "tbd" are among the first thousand values, come up once in five thousand rows, and then often.
    let city = |row: u64| match row {
        700 => "Lyon".to_owned(),
        701 => "tbd".to_owned(),
        20_000.. if row.is_multiple_of(10) => "Lyon".to_owned(),
        20_000.. if row % 10 == 7 => "tbd".to_owned(),
        _ => format!("City {}", (row * 7_919) % 18_013),
    };
    let rows = (0..30_000_u64).map(|row| format!("\"{row:015}\",\"Zed\",\"{}\"\n", city(row)));
    let text: String = std::iter::once("\"Id\",\"Name\",\"City__c\"\n".to_owned()).chain(rows).collect();
    let at = folder(&[("Opportunity.csv", &text)]);
    let expected = &counted(&text)["City__c"];
    assert_eq!((expected["Lyon"], expected["tbd"]), (1_001, 1_001));
    for threads in ["1", "2", "3"] {
        let (_, fields) = scores(at.path(), &["--threads", threads, "--chunk", "16"]);
        let city = &fields["City__c"];
        assert_eq!(
            (city["placeholder"].as_u64(), city["filled"]["hits"].as_u64()),
            (Some(1_001), Some(30_000))
        );
        let top = (city["top_value"].as_str(), city["top_share"]["hits"].as_u64());
        assert_eq!(top, (Some("Lyon"), Some(1_001)), "{threads} threads");
        let off = city["distinct"]["count"].as_u64().unwrap().abs_diff(expected.len() as u64);
        assert!(off * 1_000 < expected.len() as u64 * 25, "{} against {}", city["distinct"], expected.len());
    }
}

#[test]
fn a_quote_that_breaks_the_rule_far_into_a_file_changes_nothing_before_it() {
    let good = export_of(Style::HubSpot, 3_000);
    let width = good.lines().next().unwrap().split(',').count();
    let odd = format!("0065g00000ODDAAA,0,\"6\" pipe{}\n", ",".repeat(width - 3));
    let half = good.match_indices("\n0065g").nth(2_000).unwrap().0 + 1;
    let text = format!("{}{odd}{}", &good[..half], &good[half..]);
    let at = folder(&[("Opportunity.csv", &text)]);
    let (_, fields) = scores(at.path(), &["--chunk", "64"]);
    let expected = counted(&good);
    assert_eq!(fields["Id"]["filled"]["hits"], expected["Id"].values().sum::<u64>() + 1);
    assert_eq!(fields["StageName"]["filled"]["hits"], expected["StageName"].values().sum::<u64>());
}
