//! Public exports, counted by the binary and, in `numbers`, another way.
//!
//! A few small sets stand in `fixtures/real` and are checked in every clone. The others are looked for in the
//! folder that `REVOPS_DATA` names, else in `../shared/data`; where there is none, their tests say so and pass.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where it stopped")]

mod numbers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use numbers::{COLUMNS, Column, OBJECTS, Object};
use serde_json::Value;

/// Different values from which the count is an estimate, and the most frequent value a lower bound.
const EXACT: u64 = 1_024;

/// A set of which `fixtures/real` holds some files: the set, the object, the file.
const IN_EVERY_CLONE: &[(&str, &str, &str)] = &[
    ("salesforce/migration-app-pack", "Opportunity", "migration-app-pack/Opportunity.csv"),
    ("salesforce/npsp/records-trailhead", "Contact", "npsp-records-trailhead/Contact.csv"),
    ("salesforce/npsp/records-trailhead", "Opportunity", "npsp-records-trailhead/Opportunity.csv"),
    ("salesforce/dataloader", "Opportunity", "dataloader/opportunityData.csv"),
    ("salesforce/dbt-salesforce-source", "Account", "dbt-salesforce-source/sf_account_data.csv"),
    ("salesforce/dbt-salesforce-source", "Contact", "dbt-salesforce-source/sf_contact_data.csv"),
    ("hubspot/dbt-hubspot-source", "companies", "dbt-hubspot-source/company_data.csv"),
    ("hubspot/dbt-hubspot-source", "contacts", "dbt-hubspot-source/contact_data.csv"),
    ("hubspot/dbt-hubspot-source", "deals", "dbt-hubspot-source/deal_data.csv"),
    ("netsuite2", "customer", "dbt-netsuite-source/netsuite2_customer_data.csv"),
    ("salesforce/ebikes/data", "Product__c", "ebikes/Product__cs.json"),
];

/// The open deals of migration-app-pack with the highest amount × probability, equal ones by id. Computed with
/// Python's `decimal` from the columns `IsClosed`, `Amount` and `Probability`.
const BEST_DEALS: &[(&str, &str)] = &[
    ("006f400000JbtA1AAJ", "200000.00"),
    ("006f4000002NAceAAG", "61200.00"),
    ("006f4000002NANfAAO", "39000.00"),
    ("006f4000002NAPDAA4", "39000.00"),
    ("006f4000002NAOAAA4", "31500.00"),
    ("006f4000002NAgwAAG", "31500.00"),
    ("006f4000002NAczAAG", "26250.00"),
    ("006f4000002NAQOAA4", "21580.20"),
    ("006f4000002NAebAAG", "19500.00"),
    ("006f4000002NAbEAAW", "17858.25"),
    ("006f4000002NAbHAAW", "17309.70"),
    ("006f4000002NAQQAA4", "16841.30"),
    ("006f4000002NAQWAA4", "16720.20"),
    ("006f4000002NAZrAAO", "16623.75"),
    ("006f4000002NAarAAG", "16515.00"),
    ("006f4000002NAPVAA4", "16500.00"),
    ("006f4000002NAgPAAW", "16500.00"),
    ("006f4000002NAUFAA4", "15954.40"),
    ("006f4000002NAbqAAG", "15712.20"),
    ("006f4000002NAf6AAG", "15400.00"),
];

/// A file or folder of `fixtures/real`.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/real").join(path)
}

/// The folder of public exports, or `None` and a line that says so.
pub fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("REVOPS_DATA").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    say(&format!("skipped: no public exports in {}; name their folder in REVOPS_DATA", folder.display()));
    None
}

#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
fn say(line: &str) {
    eprintln!("{line}");
}

/// What the binary answers.
pub fn revops(command: &str, paths: &[PathBuf], flags: &[&str]) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_revops"));
    run.arg(command).args(paths).args(flags).arg("--quiet").output().unwrap()
}

fn json(command: &str, paths: &[PathBuf]) -> Value {
    let flags: &[&str] = if command == "score" { &["--json", "--sort", "export"] } else { &["--json"] };
    let output = revops(command, paths, flags);
    assert!(output.status.success(), "{paths:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["data"].take()
}

fn objects(card: &Value) -> &[Value] {
    card["objects"].as_array().unwrap()
}

fn fields(object: &Value) -> &[Value] {
    object["fields"].as_array().unwrap()
}

fn hits(field: &Value, rate: &str) -> u64 {
    field[rate]["hits"].as_u64().unwrap_or(0)
}

fn distinct(field: &Value) -> (u64, bool) {
    (field["distinct"]["count"].as_u64().unwrap(), field["distinct"]["exact"].as_bool().unwrap())
}

/// What a scorecard says of an object, in the shape of the table.
fn totals(object: &Value) -> [u64; 6] {
    let mut totals = [object["records"].as_u64().unwrap(), object["deleted"].as_u64().unwrap(), 0, 0, 0, 0];
    for field in fields(object).iter().filter(|field| field["not_measured"].is_null()) {
        let (count, exact) = distinct(field);
        totals[2] += 1;
        totals[3] += hits(field, "filled");
        if exact {
            totals[4] += count;
            totals[5] += hits(field, "top_share");
        }
    }
    totals
}

/// Every line of the tables that a scorecard must agree with; `only` is an object, or all of the set.
fn differences(set: &str, card: &Value, only: Option<&str>) -> Vec<String> {
    let mut differences = Vec::new();
    let of = |crm: Option<&str>, name: &str| {
        objects(card)
            .iter()
            .find(|object| object["object"] == name && crm.is_none_or(|crm| object["crm"] == crm))
    };
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    for &(of_set, crm, name, records, deleted, columns, filled, values, top) in OBJECTS {
        if of_set != set || !wanted(name) {
            continue;
        }
        let counted = [records, deleted, columns, filled, values, top];
        let found = of(Some(crm), name).map(totals);
        if found != Some(counted) {
            differences.push(format!("{set} {crm}/{name}: {found:?}, counted {counted:?}"));
        }
    }
    for column in COLUMNS.iter().filter(|column| column.0 == set && wanted(column.1)) {
        let difference = of(None, column.1).and_then(|object| difference(object, column));
        differences
            .extend(difference.map(|difference| format!("{set} {}.{}: {difference}", column.1, column.2)));
    }
    differences
}

fn difference(object: &Value, column: &Column) -> Option<String> {
    let &(.., header, records, filled, values, top) = column;
    let letters = |name: &str| name.to_lowercase().replace([' ', '_'], "");
    let field =
        fields(object).iter().find(|field| letters(field["field"].as_str().unwrap()) == letters(header));
    let Some(field) = field else { return Some("is not in the scorecard".to_owned()) };
    let found = (field["filled"]["of"].as_u64().unwrap_or(records), hits(field, "filled"));
    if found != (records, filled) {
        return Some(format!("filled {found:?}, counted {:?}", (records, filled)));
    }
    let (count, exact) = distinct(field);
    let share = hits(field, "top_share");
    let right = if values <= EXACT {
        exact && (count, share) == (values, top)
    } else {
        !exact && count.abs_diff(values) * 40 <= values && share <= top
    };
    (!right).then(|| format!("values {count} and {share}, exact {exact}; counted {values} and {top}"))
}

/// The paths of a set, where it is not one folder.
fn paths(data: &Path, set: &str) -> Vec<PathBuf> {
    let (folder, prefix) = match set {
        "netsuite" => ("netsuite/dbt-netsuite-source", "netsuite_"),
        "netsuite2" => ("netsuite/dbt-netsuite-source", "netsuite2_"),
        _ => return vec![data.join(set)],
    };
    let files = std::fs::read_dir(data.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(prefix)).collect();
    files.sort();
    files
}

#[test]
fn sets_of_every_clone_score_as_they_were_counted_another_way() {
    let mut all = Vec::new();
    for (set, object, file) in IN_EVERY_CLONE {
        let card = json("score", &[fixture(file)]);
        assert_eq!(objects(&card).len(), 1, "{file}");
        all.extend(differences(set, &card, Some(object)));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_object_of_the_public_sets_scores_as_it_was_counted_another_way() {
    let Some(data) = data() else { return };
    let mut sets: BTreeMap<&str, u64> = BTreeMap::new();
    for &(set, _, _, _, _, columns, ..) in OBJECTS as &[Object] {
        *sets.entry(set).or_default() += columns;
    }
    let mut all = Vec::new();
    for set in sets.keys() {
        all.extend(differences(set, &json("score", &paths(&data, set)), None));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(sets.values().sum::<u64>() > 3_600, "the tables lost columns");
}

#[test]
fn open_deals_are_ranked_by_amount_times_probability() {
    let ranking = json("rank", &[fixture("migration-app-pack/Opportunity.csv")]);
    let deals = ranking["deals"].as_array().unwrap();
    let best: Vec<(&str, &str)> = deals
        .iter()
        .take(BEST_DEALS.len())
        .map(|deal| (deal["id"].as_str().unwrap(), deal["expected_value"]["value"].as_str().unwrap()))
        .collect();
    assert_eq!(best, BEST_DEALS);
    assert_eq!((deals.len(), ranking["excluded"].as_array().unwrap().len()), (95, 0));
    assert_eq!(ranking["totals"][0]["open"], 95);
    assert_eq!(ranking["totals"][0]["amount"]["value"], "4052473");
    assert_eq!(ranking["totals"][0]["expected_value"]["value"], "1149050.20");
    // One owner has every deal: 640 won, 39 lost, 95 open are the 774 records.
    let owner = ranking["velocity"].as_array().unwrap().iter().find(|group| group["by"] == "owner").unwrap();
    assert_eq!(
        (owner["win_rate"]["hits"].as_u64(), owner["win_rate"]["of"].as_u64()),
        (Some(640), Some(679))
    );
    assert_eq!(owner["open"], 95);
}

/// How many fields of an answer are there for each reason why they are not measured.
fn reasons(card: &Value) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for field in objects(card).iter().flat_map(fields) {
        *reasons.entry(field["not_measured"].as_str().unwrap_or("measured").to_owned()).or_default() += 1;
    }
    reasons
}

#[test]
fn metadata_alone_measures_nothing_and_says_why() {
    let Some(data) = data() else { return };
    let folder = [data.join("salesforce/ita-sfdcci/src")];
    let card = json("score", &folder);
    for field in objects(&card).iter().flat_map(fields) {
        assert!(field["filled"].is_null() && field["effective"].is_null(), "{field}");
        assert!(field["not_measured"].is_string(), "{field}");
    }
    // 2,533 field definitions in 186 object files. The 21 of `Activity` are fields of `Task` and of `Event`,
    // and 78 objects declare their name field: 2,533 + 21 + 78.
    assert_eq!(reasons(&card).values().sum::<usize>(), 2_632);
    let text = revops("score", &folder, &[]);
    let text = String::from_utf8_lossy(&text.stdout);
    assert!(text.contains("n/a") && !text.contains("0%") && !text.contains("0 %"));
}

#[test]
fn records_and_metadata_together_make_one_list_of_fields() {
    let Some(data) = data() else { return };
    let card =
        json("score", &[data.join("salesforce/npsp/records-1k"), data.join("salesforce/npsp/metadata")]);
    let account = objects(&card).iter().find(|object| object["object"] == "Account").unwrap();
    assert_eq!(account["records"], 1_223);
    // 993 definitions in the files, 983 of them different by folder. Without the placeholder of the namespace, and
    // with the fields of `Activity` counted in `Task` and `Event`, they are 961; 27 objects declare their name
    // field; the record files have 51 columns that no file declares.
    assert_eq!(reasons(&card).values().sum::<usize>(), 961 + 27 + 51);
    assert_eq!(reasons(&card)["measured"], 90, "every column of the record files");
}
