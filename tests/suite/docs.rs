//! Documents and program say the same: every rule has its page, every command is described, every path is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::program::{names, revops, root};

fn commands() -> BTreeSet<String> {
    let help = revops(["--help"]).clean();
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let words = list.lines().filter_map(|line| line.split_whitespace().next());
    words.filter(|word| *word != "help").map(str::to_owned).collect()
}

/// Every document that is written for readers of the repository, with its path.
fn documents() -> Vec<(String, String)> {
    let root = root();
    let folders = ["docs", "fixtures"].map(|folder| root.join(folder));
    let below = folders
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap));
    let mut paths: Vec<_> = below.map(walkdir::DirEntry::into_path).collect();
    paths.extend(names(&root).into_iter().map(|name| root.join(name)));
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn every_id_that_is_explained_has_its_page_and_every_page_its_id() {
    let json: serde_json::Value = serde_json::from_str(&revops(["explain", "--json"]).clean()).unwrap();
    let texts: BTreeMap<String, String> = json["data"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["id"].as_str().unwrap().to_owned(), rule["text"].as_str().unwrap().to_owned()))
        .collect();
    let folder = root().join("docs/rules");
    let pages: BTreeMap<String, String> = names(&folder)
        .into_iter()
        .map(|name| {
            let text = std::fs::read_to_string(folder.join(&name)).unwrap();
            (name.strip_suffix(".md").unwrap().to_owned(), text)
        })
        .collect();
    assert_eq!(texts, pages);
    for (id, page) in &pages {
        for paragraph in ["What it is.", "Why.", "What to do."] {
            assert!(page.contains(&format!("\n\n{paragraph} ")), "{id} does not say: {paragraph}");
        }
    }
}

#[test]
fn every_command_is_described_where_readers_look() {
    let read: String = documents()
        .into_iter()
        .filter(|(name, _)| name == "README.md" || name.starts_with("docs/commands/"))
        .map(|(_, text)| text)
        .collect();
    let described = |command: &String| read.contains(&format!("revops {command}"));
    let missing: Vec<String> = commands().into_iter().filter(|command| !described(command)).collect();
    assert!(missing.is_empty(), "neither in README.md nor in docs/commands/: {missing:?}");
}

#[test]
fn every_command_that_a_document_names_is_there() {
    let commands = commands();
    let mut unknown = Vec::new();
    for (document, text) in documents() {
        for code in text.split('`').skip(1).step_by(2).filter_map(|code| code.strip_prefix("revops ")) {
            let word = code.split_whitespace().next().unwrap_or_default();
            if word.bytes().all(|byte| byte.is_ascii_lowercase())
                && !commands.contains(word)
                && word != "help"
            {
                unknown.push(format!("{document}: revops {word}"));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Paths below `fixtures/` that a text names, up to the first mark that no path of ours has.
fn fixtures_named(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("fixtures/").map(|(at, _)| {
        let rest = &text[at..];
        let end = rest
            .find(|mark: char| !(mark.is_ascii_alphanumeric() || "/._-".contains(mark)))
            .unwrap_or(rest.len());
        rest[..end].trim_end_matches(['.', '/'])
    })
}

#[test]
fn every_fixture_that_a_document_names_is_there() {
    let mut missing = Vec::new();
    for (document, text) in documents() {
        missing.extend(
            fixtures_named(&text)
                .filter(|path| !root().join(path).exists())
                .map(|path| format!("{document}: {path}")),
        );
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_oddity_has_its_line_and_every_line_its_oddity() {
    let home = root().join("fixtures");
    let text = std::fs::read_to_string(home.join("README.md")).unwrap();
    let listed: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once(" |"))
        .flat_map(|(cell, _)| cell.split('`').step_by(2))
        .filter(|path| path.len() > 2)
        .map(|path| path.rsplit('/').find(|part| !part.is_empty()).unwrap().to_owned())
        .collect();
    let there: BTreeSet<String> = ["salesforce", "hubspot", "netsuite"]
        .iter()
        .flat_map(|crm| names(Path::new(&home.join(crm))))
        .collect();
    assert_eq!(listed, there);
}
