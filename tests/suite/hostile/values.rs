//! Values that are no values: ids a spreadsheet broke, days that are not, numbers without end.

use super::run::{Ended, Ground};

const HEADER: &str =
    "Id,Name,StageName,Amount,Probability,CloseDate,IsClosed,IsWon,CurrencyIsoCode,CreatedDate,OwnerId";

fn deal(number: u32, amount: &str, probability: &str, close: &str, currency: &str) -> String {
    format!(
        "0065g{number:010}AAA,Deal {number},Proposal,{amount},{probability},{close},false,false,{currency},\
        2026-01-01T00:00:00Z,0055g00000AAAA1AAA\n"
    )
}

fn ranked(deals: &str) -> Ended {
    let ground = Ground::with("Opportunity.csv", format!("{HEADER}\n{deals}"));
    for command in ["audit", "score", "hygiene", "archive", "inspect"] {
        ground.run(&[command, "Opportunity.csv"]).ended_well().harmless();
    }
    let ended = ground.run(&["rank", "Opportunity.csv", "--as-of", "2026-03-01"]);
    let shown = ended.stdout.to_lowercase();
    assert!(!shown.contains("nan") && !shown.contains("infinity"), "{ended:#?}");
    ended
}

#[test]
fn ids_in_scientific_notation_are_rejected_with_advice() {
    let text = "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date\n\
        1.59304E+10,a,Proposal,10,2026-05-01,2026-01-01\n1.59305E+10,b,Proposal,20,2026-05-01,2026-01-01\n";
    let ground = Ground::with("deals.csv", text);
    let ended = ground.run(&["audit", "deals.csv", "--as", "hubspot/deals"]);
    ended.refused(&["deals.csv: line 2: column `Record ID`", "ids were turned into numbers", "as text"]);
}

#[test]
fn probabilities_beyond_a_hundred_are_left_out_by_name() {
    let ended = ranked(
        &(deal(1, "100", "110", "2026-05-01", "EUR")
            + &deal(2, "100", "-1", "2026-05-01", "EUR")
            + &deal(3, "100", "50", "2026-05-01", "EUR")),
    );
    ended.done().says(&["probability outside"]);
}

#[test]
fn amounts_that_are_no_numbers_are_counted_and_not_added() {
    let mut deals = deal(1, "100", "50", "2026-05-01", "EUR");
    for (index, amount) in
        ["NaN", "inf", "-Infinity", "1e999", "1e308", "about 5", "٣٤", "0x10", "--5", "1,2,3", "=1+1"]
            .iter()
            .enumerate()
    {
        let quoted = format!("\"{amount}\"");
        deals += &deal(u32::try_from(index).unwrap() + 2, &quoted, "50", "2026-05-01", "EUR");
    }
    deals += &deal(90, &"9".repeat(400), "50", "2026-05-01", "EUR");
    deals += &deal(91, &"9".repeat(28), "100", "2026-05-01", "EUR");
    deals += &deal(92, &"9".repeat(28), "100", "2026-05-01", "EUR");
    ranked(&deals).done();
}

#[test]
fn days_that_are_not_in_the_calendar_are_unreadable() {
    let days = [
        "2026-02-30",
        "0000-00-00",
        "0000-01-01",
        "9999-12-31",
        "99999-01-01",
        "2026-13-01",
        "31/12/2026",
        "-1",
    ];
    let deals: String = (1..).zip(days).map(|(number, day)| deal(number, "100", "50", day, "EUR")).collect();
    ranked(&deals).ended_well();
}

#[test]
fn contradictory_days_stop_with_the_column() {
    let deals = deal(1, "100", "50", "25/12/2026", "EUR") + &deal(2, "100", "50", "12/25/2026", "EUR");
    let ground = Ground::with("Opportunity.csv", format!("{HEADER}\n{deals}"));
    let ended = ground.run(&["audit", "Opportunity.csv"]);
    ended.refused(&["Opportunity.csv: ", "CloseDate"]);
}

#[test]
fn currencies_are_never_added_together() {
    let ended = ranked(
        &(deal(1, "100", "50", "2026-05-01", "EUR")
            + &deal(2, "100", "50", "2026-05-01", "JPY")
            + &deal(3, "100", "50", "2026-05-01", "\u{1b}[31m")),
    );
    ended.done().says(&["EUR", "JPY"]).harmless();
}

#[test]
fn equal_ids_are_counted_once_and_said() {
    let one = deal(1, "100", "50", "2026-05-01", "EUR");
    ranked(&one.repeat(3)).done();
    let ground = Ground::with("Opportunity.csv", format!("{HEADER}\n{}", one.repeat(3)));
    ground.run(&["inspect", "Opportunity.csv"]).done().says(&["read 1 records"]);
}

#[test]
fn terminal_escapes_and_bidi_in_names_headers_and_picklists_are_shown() {
    let evil = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\u{200b}\u{8}\r\u{7f}";
    let mut text = format!("{HEADER},Own{evil}er__c\n");
    for number in 0..30 {
        let line = deal(number, "100", "50", "2026-05-01", "EUR")
            .replace("Proposal", &format!("\"Pro{evil}posal\""));
        text += &line.replace("Deal ", &format!("Deal{evil}")).replace('\n', &format!(",\"{evil}\"\n"));
    }
    let ground = Ground::with(&format!("Opportunity {evil}.csv").replace('\r', "\n"), &text);
    for command in ["inspect", "audit", "score", "archive", "rank", "hygiene", "init"] {
        for format in ["text", "json", "csv", "markdown"] {
            let arguments: &[&str] = if command == "init" {
                &["init", "."]
            } else {
                &[command, ".", "--format", format, "--as", "salesforce/Opportunity"]
            };
            let ended = ground.run(arguments);
            if format == "text" || ended.code != Some(0) {
                ended.harmless();
            }
            ended.ended_well();
        }
    }
    ground.run(&["inspect", ".", "--values", "--as", "salesforce/Opportunity"]).harmless();
}

#[test]
fn formulas_are_text_in_every_table_that_is_written() {
    let mut deals = String::new();
    for (number, evil) in
        (1..).zip(["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1", "＝1+1"])
    {
        deals += &deal(number, "100", "50", "2026-05-01", "EUR").replace("Deal ", &format!("{evil} "));
    }
    let ground = Ground::with("Opportunity.csv", format!("{HEADER}\n{deals}ragged,=1+1,\n"));
    let listed = ground.run(&["rank", "Opportunity.csv", "--format", "csv", "--lenient"]);
    listed.ended_well();
    ground.run(&["import", "Opportunity.csv", "--out", "out", "--lenient"]).done();
    let mut tables = listed.stdout.clone();
    for name in ground.names("out") {
        if name.ends_with(".csv") {
            tables += &ground.read(&format!("out/{name}"));
        }
    }
    for cell in tables.split([',', '\n']) {
        let cell = cell.trim_start_matches('"');
        let number = cell.parse::<f64>().is_ok();
        assert!(number || !cell.starts_with(['=', '+', '@', '\t', '＝']), "{cell:?} in\n{tables}");
    }
}
