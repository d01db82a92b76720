//! Delimited text that never ends, never closes, or is not text.

use std::fmt::Write as _;

use super::run::{ACCOUNTS, Ended, Ground, audit, inspect};

/// Accounts by the thousand.
fn many(count: usize) -> String {
    let (header, _) = ACCOUNTS.split_once('\n').unwrap();
    let mut text = format!("{header}\n");
    for index in 0..count {
        let _ = writeln!(
            text,
            "0015g{index:010}AAA,Name {index},Tech,0055g00000AAAA1AAA,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z"
        );
    }
    text
}

fn read(content: impl AsRef<[u8]>) -> Ended {
    inspect("Account.csv", content)
}

#[test]
fn nothing_at_all_is_said_to_be_nothing() {
    for nothing in [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n\n", b"  \r\n \r\n"] {
        read(nothing).refused(&["Account.csv: ", "empty"]);
    }
}

#[test]
fn a_header_alone_is_read_and_nothing_is_measured() {
    let (header, _) = ACCOUNTS.split_once('\n').unwrap();
    for text in [header.to_owned(), format!("{header}\n")] {
        let ended = audit("Account.csv", text);
        ended.done().says(&["read 0 records"]);
        assert!(!ended.stdout.contains("NaN") && !ended.stdout.contains("inf"), "{ended:#?}");
    }
}

#[test]
fn a_quote_that_never_closes_swallows_no_record_and_is_named_by_its_line() {
    let once = many(20_000).replacen("Name 5,", "\"Name 5,", 1);
    read(once).done().says(&["read 20,000 records", "without a closing one", "line 7"]).within(20);
    let quoted = many(2_000).replace(",Tech,", ",\"Tech, and more\",").replacen("Name 5,", "\"Name 5,", 1);
    read(quoted).done().says(&["read 2,000 records", "line 7"]);
}

#[test]
fn five_megabytes_of_quotes_end_well() {
    read(format!("{ACCOUNTS}{}", "\"".repeat(5 << 20))).ended_well().within(20);
}

#[test]
fn quotes_inside_unquoted_values_lose_no_record() {
    read(ACCOUNTS.replace("Acme", "12\" pipe").replace("Beta", "the \"B\" team"))
        .done()
        .says(&["read 2 records"]);
}

#[test]
fn zero_bytes_are_said_with_their_place() {
    read(ACCOUNTS.replace("Acme", "Ac\0me")).ended_well().harmless();
    read([ACCOUNTS.as_bytes(), &[0; 1 << 20]].concat()).ended_well().harmless();
}

#[test]
fn the_end_mark_of_old_systems_is_no_record() {
    read(format!("{ACCOUNTS}\u{1a}")).done().says(&["read 2 records"]);
}

#[test]
fn every_newline_is_a_newline() {
    read(ACCOUNTS.replace('\n', "\r")).done().says(&["read 2 records"]);
    read(ACCOUNTS.replace('\n', "\r\n")).done().says(&["read 2 records"]);
    let mixed = ACCOUNTS.replacen('\n', "\r\n", 1).replacen("\n0015g00000AAAA2", "\r0015g00000AAAA2", 1);
    read(mixed).ended_well();
}

#[test]
fn two_byte_letters_are_read_with_and_without_their_mark() {
    let little: Vec<u8> = ACCOUNTS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = ACCOUNTS.encode_utf16().flat_map(u16::to_be_bytes).collect();
    read([&b"\xff\xfe"[..], &little].concat()).done().says(&["read 2 records"]);
    for bare in [&little, &big] {
        let ended = read(bare);
        if ended.ended_well().code == Some(0) {
            ended.says(&["read 2 records"]);
        }
    }
    read([&b"\xff\xfe"[..], &little[..little.len() - 1]].concat()).ended_well();
    let four: Vec<u8> = ACCOUNTS.chars().flat_map(|mark| (mark as u32).to_le_bytes()).collect();
    read([&b"\xff\xfe\0\0"[..], &four].concat()).ended_well();
}

#[test]
fn bytes_that_are_no_text_never_become_a_value() {
    for wrong in [&b"\xff\xfe\xfd"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"Caf\xe9 and Caf\xc3\xa9"] {
        let at = ACCOUNTS.find("Acme").unwrap();
        let bytes = [&ACCOUNTS.as_bytes()[..at], wrong, &ACCOUNTS.as_bytes()[at..]].concat();
        let ended = read(&bytes);
        ended.ended_well();
        assert!(!ended.stdout.contains('\u{fffd}'), "{ended:#?}");
    }
}

#[test]
fn a_cell_without_end_is_refused_at_the_cap() {
    let long = format!("{ACCOUNTS}0015g00000AAAA3AAA,{}", "x".repeat(200 << 20));
    read(long).refused(&["Account.csv: ", "16 MB"]).within(30);
}

#[test]
fn a_million_columns_end_well() {
    let header: String = (0..1_000_000).map(|index| format!("c{index},")).collect();
    read(format!("{header}\n{}\n", ",".repeat(1_000_000))).ended_well().within(55);
}

#[test]
fn five_thousand_equal_names_are_told_apart() {
    let header = "Name,".repeat(5_000);
    let row = "x,".repeat(5_000);
    read(format!("Id,{header}\n0015g00000AAAA1AAA,{row}\n")).ended_well().within(20);
    let named = format!("Id,{}\n1,2\n", "n".repeat(1 << 20));
    read(named).ended_well().within(20);
    read(",,,\n1,2,3,4\n").ended_well();
}

#[test]
fn blank_lines_are_passed_over() {
    read(format!("{ACCOUNTS}{}", "\n".repeat(5_000_000))).done().says(&["read 2 records"]).within(40);
}

#[test]
fn a_few_ragged_rows_are_named_and_many_stop_the_run() {
    let ragged = |every: usize| {
        let text = many(2_000);
        let lines = text.lines().enumerate().map(|(index, line)| {
            if index > 100 && index % every == 0 { format!("{line},extra\n") } else { format!("{line}\n") }
        });
        lines.collect::<String>()
    };
    read(ragged(200)).done().says(&["read 2,000 records"]);
    let ground = Ground::with("Account.csv", ragged(20));
    ground.run(&["inspect", "Account.csv"]).refused(&["Account.csv: ", "line ", "--lenient"]);
    ground.run(&["inspect", "Account.csv", "--lenient"]).done().says(&["read 2,000 records"]);
}

#[test]
fn a_header_in_the_middle_is_no_record() {
    read(format!("{ACCOUNTS}{}", ACCOUNTS.replace("AAAA1", "AAAA3").replace("AAAA2", "AAAA4")))
        .done()
        .says(&["read 4 records"]);
}

#[test]
fn two_readings_stop_with_both_candidates() {
    let text = "Id;Name,Industry;City\n1;a,b;c\n2;d,e;f\n3;g,h;i\n";
    read(text).ended_well();
}

#[test]
fn two_files_of_one_object_with_different_headers_are_named() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    let other = ACCOUNTS.replace("Industry", "Region__c").replace("AAAA1", "AAAA3").replace("AAAA2", "AAAA4");
    ground.put("Account_2.csv", other);
    let both = ["inspect", "Account.csv", "Account_2.csv", "--as", "salesforce/Account"];
    ground.run(&both).refused(&["Account_2.csv", "--lenient"]);
}

#[test]
fn a_load_result_is_no_export() {
    let text = ACCOUNTS.replace("Id,", "STATUS,Id,").replace("0015g", "Item Created,0015g");
    audit("success052026.csv", text).refused(&["success052026.csv: "]);
}
