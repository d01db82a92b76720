//! The text page as a person sees it, narrow and wide.

use proptest::prelude::*;

use super::*;
use crate::report::{Column, Report, Table};

fn page(report: Report, width: usize, color: bool) -> String {
    let page = Page { schema: "test/1", report, data: Box::new(|_| Ok(())) };
    let mut out = Vec::new();
    render(&page, &Style { width, color, raw: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn figure(label: &str, value: &str, note: &str) -> Figure {
    Figure { label: label.into(), value: value.into(), note: (!note.is_empty()).then(|| note.to_owned()) }
}

fn fields() -> Table {
    let row = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
    Table {
        title: "Fields".into(),
        columns: vec![
            Column::left("Field", 0),
            Column::left("Verdict", 0),
            Column::right("Effective fill", 0),
            Column::right("Newest", 3),
            Column::left("Consumers", 2),
            Column::left("Why", 1),
        ],
        rows: vec![
            row([
                "Account.Fax_Line__c",
                "archive",
                "3.3% (4 of 120)",
                "2024-01-09",
                "none found in formulas",
                "below 10% and no consumer found; reports, flows and layouts were not supplied",
            ]),
            row(["Account.Region__c", "keep", "92.5% (111 of 120)", "2026-11-20", "2 formulas", "in use"]),
            row(["Contact.\u{1b}[31m株式__c", "review", "not measured", "", "", "not in the export"]),
            row(["Contact.Email", "protected", "98.1% (255 of 260)", "2026-11-19", "", "critical"]),
        ],
        limit: Some(3),
        more: Some("revops score --all".into()),
        empty: "No fields.".into(),
    }
}

fn audit() -> Report {
    Report {
        title: "What is in this CRM".into(),
        subtitle: vec!["3 files, 540 records, salesforce, as of 2026-11-20 (newest record)".into()],
        blocks: vec![
            Block::Figures(vec![
                figure("Fields", "78", ""),
                figure("Archive candidates", "14", "below 10% effective fill and no consumer found in formulas; reports and flows were not supplied"),
                figure("Decay completion", "61.9% (26 of 42)", "Account and Contact"),
            ]),
            Block::Table(fields()),
            Block::Table(Table { title: "Deals".into(), empty: "No deals were supplied.".into(), ..Table::default() }),
            Block::Steps {
                title: "What to do next".into(),
                steps: vec![
                    Step { action: "Name one owner of the schema in revops.toml".into(), why: "Without one, every team adds fields and nobody removes any, which is how 78 became 78.".into() },
                    Step { action: "Archive Account.Fax_Line__c".into(), why: String::new() },
                ],
            },
            Block::Notes { title: "Notes".into(), notes: vec!["Opportunity.csv: 2 footer rows set aside".into()] },
        ],
        csv: None,
        graph: None,
    }
}

#[test]
fn at_80_columns_the_page_leaves_out_what_ranks_last() {
    insta::assert_snapshot!(page(audit(), 80, false), @r#"
    What is in this CRM
    3 files, 540 records, salesforce, as of 2026-11-20 (newest record)

      Fields              78
      Archive candidates  14                below 10% effective fill and no consumer
                                            found in formulas; reports and flows
                                            were not supplied
      Decay completion    61.9% (26 of 42)  Account and Contact

    Fields
    Field                      Verdict      Effective fill  Why
    ────────────────────────────────────────────────────────────────────────────────
    Account.Fax_Line__c        archive     3.3% (4 of 120)  below 10% and no consum…
    Account.Region__c          keep     92.5% (111 of 120)  in use
    Contact.\u{1b}[31m株式__c  review         not measured  not in the export
    and 1 more: revops score --all

    Deals
    No deals were supplied.

    What to do next
      1. Name one owner of the schema in revops.toml
         Without one, every team adds fields and nobody removes any, which is how 78
         became 78.
      2. Archive Account.Fax_Line__c

    Notes
      Opportunity.csv: 2 footer rows set aside
    "#);
}

#[test]
fn at_160_columns_everything_is_shown() {
    insta::assert_snapshot!(page(audit(), 160, false), @r#"
    What is in this CRM
    3 files, 540 records, salesforce, as of 2026-11-20 (newest record)

      Fields              78
      Archive candidates  14                below 10% effective fill and no consumer found in formulas; reports and flows were not supplied
      Decay completion    61.9% (26 of 42)  Account and Contact

    Fields
    Field                      Verdict      Effective fill      Newest  Consumers             Why
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    Account.Fax_Line__c        archive     3.3% (4 of 120)  2024-01-09  none found in formu…  below 10% and no consumer found; reports, flows and layouts were not…
    Account.Region__c          keep     92.5% (111 of 120)  2026-11-20  2 formulas            in use
    Contact.\u{1b}[31m株式__c  review         not measured                                    not in the export
    and 1 more: revops score --all

    Deals
    No deals were supplied.

    What to do next
      1. Name one owner of the schema in revops.toml
         Without one, every team adds fields and nobody removes any, which is how 78 became 78.
      2. Archive Account.Fax_Line__c

    Notes
      Opportunity.csv: 2 footer rows set aside
    "#);
}

#[test]
fn no_line_ends_in_white_space_or_passes_the_width() {
    for width in [40, 60, 80, 100, 160] {
        for line in page(audit(), width, false).lines() {
            assert_eq!(line, line.trim_end());
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn colour_changes_no_letter_and_no_column() {
    let colored = page(audit(), 80, true);
    assert!(colored.contains("\u{1b}[31marchive\u{1b}[0m"), "{colored}");
    assert!(!colored.contains("\u{1b}[31m株"), "{colored}");
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), page(audit(), 80, false));
}

/// Text as strangers write it: scripts of every width, escapes, overrides, combining marks.
fn stranger() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "a",
        "word ",
        "株",
        "\u{1b}[2J",
        "\u{202e}",
        "\n",
        "\t",
        "e\u{301}",
        "👩\u{200d}🚀",
        "❤\u{fe0f}",
        "🇨🇭",
        "|",
        "\u{3000}",
        "\u{2028}",
        "",
    ]);
    prop::collection::vec(odd, 0..40).prop_map(|parts| parts.concat())
}

#[test]
fn a_column_of_nothing_is_counted_as_wide_as_it_is_drawn() {
    let columns = vec![Column::left("", 0), Column::left("", 1), Column::left("", 2)];
    let rows = vec![vec!["x".repeat(54), String::new(), String::new()]];
    let table = Table { columns, rows, ..Table::default() };
    for width in 40..60 {
        let report = Report { blocks: vec![Block::Table(table.clone())], ..Report::default() };
        let text = page(report, width, false);
        assert!(text.lines().all(|line| line.width() <= width), "{width}: {text}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_a_table(
        rows in prop::collection::vec(prop::collection::vec(stranger(), 3), 0..5),
        names in prop::collection::vec(stranger(), 3),
        width in 1..200_usize,
    ) {
        let columns: Vec<_> =
            names.iter().enumerate().map(|(rank, name)| Column::left(name, rank as u8)).collect();
        let count = rows.len();
        let table = Table { columns, rows, ..Table::default() };
        let text = page(Report { blocks: vec![Block::Table(table)], ..Report::default() }, width, false);
        let expected = if count == 0 { 0 } else { count + 2 };
        // An empty title and an empty header leave lines without text, which are lines all the same.
        prop_assert_eq!(text.lines().count(), expected);
        for line in text.lines() {
            prop_assert_eq!(line, line.trim_end());
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert!(line.width() <= width.max(8), "{} > {}: {}", line.width(), width, line);
        }
    }
}
