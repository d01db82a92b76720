//! What every source file owes its reader.

use crate::layers::sources;

/// Words that promise work nobody has done.
const PROMISES: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!"), concat!("unimplemented", "!")];

/// Names of things that have not found their name.
const NAMELESS: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc"];

fn complaints(file: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !source.starts_with("//!") {
        found.push(format!("src/{file}: does not say what it is for"));
    }
    let lines = source.lines().count();
    if lines > 500 {
        found.push(format!("src/{file}: {lines} lines; it holds more than one thing"));
    }
    for promise in PROMISES.iter().filter(|promise| source.contains(**promise)) {
        found.push(format!("src/{file}: says `{promise}`"));
    }
    let path = file.trim_end_matches(".rs");
    if path.split('/').any(|part| NAMELESS.contains(&part)) {
        found.push(format!("src/{file}: has not found its name"));
    }
    found
}

#[test]
fn every_file_says_what_it_is_for_is_short_and_is_finished() {
    let found: Vec<String> = sources().iter().flat_map(|(file, source)| complaints(file, source)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn planted_files_are_found_and_named() {
    let long = format!("//! Long.\n{}", "\n".repeat(500));
    assert_eq!(complaints("a.rs", "fn f() {}"), ["src/a.rs: does not say what it is for"]);
    assert_eq!(complaints("a.rs", &long), ["src/a.rs: 501 lines; it holds more than one thing"]);
    let promised = format!("//! {}", PROMISES[0]);
    assert_eq!(complaints("a.rs", &promised), [format!("src/a.rs: says `{}`", PROMISES[0])]);
    assert_eq!(complaints("cli/helpers/mod.rs", "//! x"), ["src/cli/helpers/mod.rs: has not found its name"]);
}
