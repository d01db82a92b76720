//! `revops import`: every row comes out or is set aside, every cell in one spelling, and nothing half done.

use std::path::Path;

use serde_json::Value;

use crate::program::{CRMS, folder, names, revops, revops_in};

const ACCOUNT: &str = "\
Id,Name,Industry,NumberOfEmployees,AnnualRevenue,CreatedDate,IsDeleted,OwnerId,ParentId,LastActivityDate
001A0000006Vm9r,\"Acme, Inc\",Retail,12,1000.50,2026-01-02T03:04:05.000Z,0,005A0000006Vm9r,000000000000000AAA,2026-02-03
001A0000006Vm9s,\"Say \"\"hi\"\"\",,many,,2026-01-03T03:04:05.000Z,true,005A0000006Vm9r,000000000000000,not a day
001A0000006Vm9t,\"Two
lines\",Retail,7,2,2026-01-04T03:04:05.000Z,FALSE,005A0000006Vm9r,,2026-02-05
";

fn read(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| cells(record.unwrap())).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Rows of each object that a scorecard counts, deleted ones included, and cells and rows set aside.
fn inspected(path: &str) -> Vec<(String, u64)> {
    let said = revops(["score", "--json", "-q", path]).clean();
    let card: Value = serde_json::from_str(&said).unwrap();
    let count = |object: &Value| {
        let records = object["records"].as_u64().unwrap() + object["deleted"].as_u64().unwrap();
        (object["object"].as_str().unwrap().to_owned(), records)
    };
    card["data"]["objects"].as_array().unwrap().iter().map(count).collect()
}

/// Data rows in the exports of a CRM, counted without the program.
fn rows_in(crm: &str) -> usize {
    let rows = |file: &str| {
        let path = crate::program::root().join("fixtures/lantern").join(crm).join(file);
        if file.ends_with(".csv") {
            read(&path).len() - 1
        } else {
            json(&path)["items"].as_array().unwrap().len()
        }
    };
    let files: &[&str] = match crm {
        "salesforce" => &[
            "Account.csv",
            "Contact.csv",
            "Opportunity.csv",
            "OpportunityStage.csv",
            "RecordType.csv",
            "User.csv",
        ],
        "hubspot" => &[
            "hubspot-crm-exports-all-companies-2026-11-20.csv",
            "hubspot-crm-exports-all-contacts-2026-11-20.csv",
            "hubspot-crm-exports-all-deals-2026-11-20.csv",
        ],
        _ => &[
            "ContactsResults102.csv",
            "CustomersResults101.csv",
            "opportunity-page-1.json",
            "opportunity-page-2.json",
        ],
    };
    files.iter().map(|file| rows(file)).sum()
}

#[test]
fn rows_in_are_rows_out_and_rows_set_aside() {
    for crm in CRMS {
        let out = tempfile::tempdir().unwrap();
        let out = out.path();
        revops(["import", &format!("fixtures/lantern/{crm}"), "--out", out.to_str().unwrap()]).clean();
        let schema = json(&out.join("schema.json"));
        let (mut written, mut promised) = (0, 0);
        for table in schema["data"]["tables"].as_array().unwrap() {
            let rows = read(&out.join(table["file"].as_str().unwrap()));
            written += rows.len() - 1;
            promised += table["records"].as_u64().unwrap();
            let columns = table["columns"].as_array().unwrap();
            assert!(columns.iter().zip(&rows[0]).all(|(column, header)| column["name"] == header.as_str()));
        }
        let aside = read(&out.join("set-aside.csv"));
        let rows_aside = aside.iter().skip(1).filter(|line| line[2].is_empty()).count();
        assert_eq!(promised, written as u64, "{crm}");
        assert_eq!(written + rows_aside, rows_in(crm), "{crm}");
        assert_eq!(
            aside.len() - 1,
            if *crm == "netsuite" { 1 } else { 0 },
            "{crm}: only the total is no record"
        );
    }
}

#[test]
fn every_form_holds_the_same_records_and_reads_back_with_the_same_counts() {
    for crm in CRMS {
        let home = format!("fixtures/lantern/{crm}");
        let mut counts = Vec::new();
        for form in ["csv", "jsonl", "parquet"] {
            let out = tempfile::tempdir().unwrap();
            let path = out.path().to_str().unwrap();
            revops(["import", &home, "--to", form, "--out", path, "-q"]).clean();
            let mut tables: Vec<_> =
                names(out.path()).into_iter().filter(|name| name.ends_with(form)).collect();
            tables.retain(|name| name != "set-aside.csv");
            let mut found = Vec::new();
            for table in tables {
                let object = table.rsplit_once('.').unwrap().0.to_owned();
                let told = format!("{crm}/{object}");
                let path = out.path().join(&table);
                let said = revops(["inspect", "--json", "-q", "--as", &told, path.to_str().unwrap()]).clean();
                let said: Value = serde_json::from_str(&said).unwrap();
                found.push((object, said["data"]["files"][0]["records"].as_u64().unwrap()));
            }
            counts.push(found);
        }
        assert_eq!(counts[0], counts[1], "{crm}: csv and jsonl");
        assert_eq!(counts[0], counts[2], "{crm}: csv and parquet");
        let mut scored = inspected(&home);
        scored.sort();
        assert_eq!(counts[0], scored, "{crm}: import and score");
    }
}

#[test]
fn raw_gives_back_the_cells_as_they_were() {
    let exports = folder(&[("Account.csv", ACCOUNT)]);
    revops_in(exports.path(), ["import", "Account.csv", "--raw", "--out", "out"]).clean();
    assert_eq!(read(&exports.path().join("out/Account.csv")), read(&exports.path().join("Account.csv")));
    let aside = read(&exports.path().join("out/set-aside.csv"));
    assert_eq!(aside, [["file", "row", "column", "reason", "text"]]);
}

#[test]
fn ids_dates_booleans_and_empties_come_out_in_one_spelling() {
    let exports = folder(&[("Account.csv", ACCOUNT)]);
    revops_in(exports.path(), ["import", "Account.csv", "--out", "out"]).clean();
    let rows = read(&exports.path().join("out/Account.csv"));
    let column = |name: &str| -> Vec<&str> {
        let at = rows[0].iter().position(|header| header == name).unwrap();
        rows[1..].iter().map(|row| row[at].as_str()).collect()
    };
    assert_eq!(column("Id"), ["001A0000006Vm9rIAC", "001A0000006Vm9sIAC", "001A0000006Vm9tIAC"]);
    assert_eq!(column("Name"), ["Acme, Inc", "Say \"hi\"", "Two\nlines"]);
    assert_eq!(column("IsDeleted"), ["false", "true", "false"]);
    assert_eq!(column("ParentId"), ["", "", ""]);
    assert_eq!(column("AnnualRevenue"), ["1000.50", "", "2"]);
    assert_eq!(column("CreatedDate")[0], "2026-01-02T03:04:05Z");
    assert_eq!(column("LastActivityDate"), ["2026-02-03", "", "2026-02-05"]);
}

#[test]
fn netsuite_spells_empty_in_words_and_dates_with_the_month_first() {
    let out = tempfile::tempdir().unwrap();
    revops(["import", "fixtures/lantern/netsuite", "--out", out.path().to_str().unwrap()]).clean();
    let text = std::fs::read_to_string(out.path().join("customer.csv")).unwrap();
    assert!(!text.contains("- None -"));
    let rows = read(&out.path().join("customer.csv"));
    let at = |name: &str| rows[0].iter().position(|header| header == name).unwrap();
    let created = at("datecreated");
    assert!(
        rows[1..].iter().all(|row| row[created].len() >= 16 && &row[created][4..5] == "-"),
        "{:?}",
        rows[1]
    );
    let inactive = at("isinactive");
    assert!(rows[1..].iter().all(|row| ["true", "false"].contains(&row[inactive].as_str())));
}

#[test]
fn a_cell_that_does_not_fit_is_empty_and_set_aside_with_its_place_and_text() {
    let exports = folder(&[("Account.csv", ACCOUNT)]);
    let said = revops_in(exports.path(), ["import", "Account.csv", "--out", "out"]);
    assert!(said.stderr.contains("2 rows or cells set aside"), "{}", said.stderr);
    said.clean();
    let rows = read(&exports.path().join("out/Account.csv"));
    assert_eq!((rows[2][3].as_str(), rows[2][9].as_str()), ("", ""));
    let aside = read(&exports.path().join("out/set-aside.csv"));
    let expected = [
        ["file", "row", "column", "reason", "text"],
        ["Account.csv", "3", "NumberOfEmployees", "is no number", "many"],
        ["Account.csv", "3", "LastActivityDate", "is no date", "not a day"],
    ];
    assert_eq!(aside, expected);
}

#[test]
fn nothing_is_written_when_an_error_occurs() {
    let exports = folder(&[("Account.csv", ACCOUNT)]);
    let at = exports.path();
    assert!(
        revops_in(at, ["import", "Account.csv", "--strict", "--out", "out"]).refused().contains("line 3")
    );
    assert!(revops_in(at, ["import", "Contact.csv", "--out", "out"]).refused().contains("Contact.csv"));
    assert_eq!(names(at), ["Account.csv"]);

    std::fs::create_dir(at.join("out")).unwrap();
    std::fs::write(at.join("out/schema.json"), "mine").unwrap();
    let refused = revops_in(at, ["import", "Account.csv", "--out", "out"]).refused();
    assert!(refused.starts_with("error: out/schema.json: is there already"), "{refused}");
    assert_eq!(names(&at.join("out")), ["schema.json"]);
    assert_eq!(std::fs::read_to_string(at.join("out/schema.json")).unwrap(), "mine");

    revops_in(at, ["import", "Account.csv", "--out", "out", "--force"]).clean();
    assert_eq!(names(&at.join("out")), ["Account.csv", "schema.json", "set-aside.csv"]);
    assert_ne!(std::fs::read_to_string(at.join("out/schema.json")).unwrap(), "mine");
}

#[test]
fn an_export_is_never_written_over_even_by_force() {
    let exports = folder(&[("Account.csv", ACCOUNT)]);
    let refused = revops_in(exports.path(), ["import", ".", "--out", ".", "--force"]).refused();
    assert!(refused.contains("is one of the files being read"), "{refused}");
    assert_eq!(names(exports.path()), ["Account.csv"]);
    assert_eq!(std::fs::read_to_string(exports.path().join("Account.csv")).unwrap(), ACCOUNT);
}

#[test]
fn the_tidy_tables_read_back_without_what_was_written_beside_them() {
    let exports = folder(&[("Account.csv", ACCOUNT)]);
    for form in ["csv", "jsonl", "parquet"] {
        let out = exports.path().join(form);
        revops_in(exports.path(), ["import", "Account.csv", "--to", form, "--out", form]).clean();
        assert_eq!(inspected(out.to_str().unwrap()), [("Account".to_owned(), 3)], "{form}");
    }
}

#[test]
fn two_tables_that_would_share_a_file_are_refused() {
    let exports = folder(&[("schema.csv", "Key,Word\n1,one\n"), ("set-aside.csv", "Key,Word\n2,two\n")]);
    let refused = revops_in(exports.path(), ["import", "set-aside.csv", "--out", "out"]).refused();
    assert!(refused.starts_with("error: two files would be called `set-aside.csv`"), "{refused}");
    assert_eq!(names(exports.path()), ["schema.csv", "set-aside.csv"]);
}
