//! JSON that is deep, cut, double, or no JSON.

use super::run::{Ground, inspect};

/// Query results as the API gives them.
fn query(records: &str) -> String {
    format!(r#"{{"totalSize":1,"done":true,"records":[{records}]}}"#)
}

const RECORD: &str = r#"{"attributes":{"type":"Account","url":"/x"},"Id":"0015g00000AAAA1AAA","Name":"Acme","CreatedDate":"2026-01-01T00:00:00.000+0000"}"#;

#[test]
fn a_sound_document_is_read() {
    inspect("Account.json", query(RECORD)).done().says(&["read 1 records"]);
}

#[test]
fn a_hundred_thousand_levels_do_not_overflow_the_stack() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        inspect("a.json", &deep).refused(&["a.json: "]).within(10);
        let record = RECORD.replace(r#""Acme""#, &deep);
        inspect("Account.json", query(&record)).refused(&["Account.json: "]).within(10);
    }
    inspect("a.json", "[".repeat(1_000_000)).refused(&["a.json: "]).within(10);
}

#[test]
fn a_document_cut_anywhere_is_never_a_whole_one() {
    let whole = query(&[RECORD; 20].join(","));
    for keep in [1, 10, 40, 200, whole.len() / 2, whole.len() - 2, whole.len() - 1] {
        inspect("Account.json", &whole[..keep]).refused(&["Account.json: "]);
    }
}

#[test]
fn a_string_of_sixty_four_megabytes_is_refused() {
    let record = RECORD.replace("Acme", &"x".repeat(64 << 20));
    inspect("Account.json", query(&record)).refused(&["Account.json: "]).within(30);
}

#[test]
fn equal_keys_are_not_dropped_in_silence() {
    let record = RECORD.replace(r#""Name":"Acme""#, r#""Name":"Acme","Name":"Beta""#);
    let ended = inspect("Account.json", query(&record));
    if ended.ended_well().code == Some(0) {
        ended.says(&["1 row or cell set aside"]);
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for wrong in ["NaN", "Infinity", "-", "01", "1e", "tru", "\"\u{1}\""] {
        let record = RECORD.replace(r#""Acme""#, wrong);
        inspect("Account.json", query(&record)).refused(&["Account.json: "]);
    }
    let surrogate = RECORD.replace(r#""Acme""#, r#""\ud800""#);
    inspect("Account.json", query(&surrogate)).ended_well();
    inspect("Account.json", format!("{}{}", query(RECORD), query(RECORD))).ended_well();
    inspect("Account.json", format!("{} and more", query(RECORD))).refused(&["Account.json: "]);
}

#[test]
fn a_document_in_two_bytes_a_letter_is_read_or_refused() {
    let wide: Vec<u8> = query(RECORD).encode_utf16().flat_map(u16::to_le_bytes).collect();
    inspect("Account.json", [&[0xff, 0xfe][..], &wide].concat()).ended_well();
    inspect("Account.json", &wide).ended_well();
}

#[test]
fn an_error_answer_is_no_export() {
    let answer = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
    inspect("Account.json", answer).ended_well();
    let ground = Ground::with("Account.json", "[]");
    ground.run(&["audit", "Account.json"]).ended_well();
    inspect("Account.json", r#"{"results":[]}"#).ended_well();
}

#[test]
fn a_cut_line_of_json_lines_is_named() {
    let lines = format!("{RECORD}\n{RECORD}\n{}", &RECORD[..50]);
    inspect("Account.jsonl", lines).refused(&["Account.jsonl: ", "3"]);
}
