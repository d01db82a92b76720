//! Every rule, term and message that `revops explain` can explain, with its text in the binary.
//!
//! The ids stand in reports and in people's notes: they are never renamed.

use serde::Serialize;

use crate::engine::read::{InputError, Problem};
use crate::report::{Block, Column, Report, Reportable, Table};

/// Something that can be explained. `explain/1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Rule {
    /// What one types after `revops explain`.
    pub id: &'static str,
    /// One line for the list.
    pub summary: &'static str,
    /// What it is, why, what to do; in Markdown.
    pub text: &'static str,
}

/// Takes the text from the file of the same name, so that the two cannot drift apart.
macro_rules! rule {
    ($id:literal, $summary:literal) => {
        Rule { id: $id, summary: $summary, text: include_str!(concat!("../../docs/rules/", $id, ".md")) }
    };
}

/// Everything that can be explained: fields, deals, hygiene, files.
pub const RULES: &[Rule] = &[
    rule!("recovery-rule", "Nearly empty and no consumer: a candidate for archiving"),
    rule!("quarterly-rule", "Nearly empty or no consumer: up for review once a quarter"),
    rule!("effective-fill", "The share of records in which a field carries information"),
    rule!("placeholder", "A value that stands where there is nothing to say"),
    rule!("default-value", "The value that a new record gets by itself"),
    rule!("same-concept", "Fields of one object that hold the same thing"),
    rule!("protected", "Fields that are not proposed for archiving, and why"),
    rule!("consumers", "Whatever reads a field, and where it was looked for"),
    rule!("writers", "Whose hand is in a field, and why two are one too many"),
    rule!("expected-value", "Amount times the chance of winning: what to work on next"),
    rule!("revenue-velocity", "What a pipeline earns a day"),
    rule!("record-count", "Hygiene number: live records of each object"),
    rule!("critical-fill", "Hygiene number: fields a record is not usable without"),
    rule!("source-known", "Hygiene number: new records that say where they came from"),
    rule!("decay-completion", "Hygiene number: records due for retirement that were retired"),
    rule!("verification", "Hygiene number: sampled records that were checked and right"),
    rule!("trust", "Hygiene number: how far people believe the CRM"),
    rule!("set-aside", "Rows of a file that are no records, with their reason"),
    rule!("ragged-rows", "Rows with more or fewer cells than the header"),
    rule!("load-result", "A data loader's log that looks like an export"),
    rule!("as-of", "The day every question is asked about"),
    rule!("not-measured", "Why there is no number, and why it is not zero"),
];

impl Reportable for Rule {
    const SCHEMA: &'static str = "explain/1";

    fn report(&self) -> Report {
        let mut parts = self.text.split("\n\n");
        let title = parts.next().unwrap_or_default().trim_start_matches("# ").to_owned();
        let blocks = parts
            .filter_map(|part| part.split_once('.'))
            .map(|(heading, said)| Block::Notes { title: heading.to_owned(), notes: vec![said.to_owned()] })
            .collect();
        Report { title, blocks, ..Report::default() }
    }
}

/// The list of what can be explained. `rules/1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RuleList {
    pub rules: &'static [Rule],
}

impl Reportable for RuleList {
    const SCHEMA: &'static str = "rules/1";

    fn report(&self) -> Report {
        let table = Table {
            columns: vec![Column::left("id", 0), Column::left("what it is", 0)],
            rows: self.rules.iter().map(|rule| vec![rule.id.to_owned(), rule.summary.to_owned()]).collect(),
            ..Table::default()
        };
        Report {
            title: "What can be explained".to_owned(),
            blocks: vec![Block::Table(table)],
            ..Report::default()
        }
    }
}

/// Finds what is to be explained.
///
/// # Errors
/// For an id that is not in [`RULES`]; the hint names the nearest one, or where to find them all.
pub fn rule(id: &str) -> Result<&'static Rule, InputError> {
    let wanted = id.trim().to_lowercase().replace([' ', '_'], "-");
    if let Some(rule) = RULES.iter().find(|rule| rule.id == wanted) {
        return Ok(rule);
    }
    let (distance, nearest) = RULES
        .iter()
        .map(|rule| (strsim::damerau_levenshtein(&wanted, rule.id), rule.id))
        .min()
        .unwrap_or((usize::MAX, ""));
    let begun = RULES.iter().find(|rule| !wanted.is_empty() && rule.id.contains(&wanted)).map(|rule| rule.id);
    let hint = match begun.or_else(|| (distance <= 3).then_some(nearest)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`revops explain` lists everything it knows".to_owned(),
    };
    Err(InputError::new(Problem::Invalid, format!("nothing is known about `{id}`")).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_a_title_and_its_three_paragraphs() {
        for rule in RULES {
            let starts: Vec<&str> =
                rule.text.split("\n\n").map(|part| part.split('.').next().unwrap()).collect();
            assert_eq!(starts.len(), 4, "{}", rule.id);
            assert!(starts[0].starts_with("# "), "{}", rule.id);
            assert_eq!(starts[1..], ["What it is", "Why", "What to do"], "{}", rule.id);
            assert!(!rule.summary.ends_with('.'), "{}", rule.id);
        }
    }

    #[test]
    fn every_file_is_listed_and_every_id_is_its_own() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".md", ""))
            .collect();
        files.sort();
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, files);
    }

    #[test]
    fn an_unknown_id_is_met_with_the_nearest_one() {
        let hint = |id| rule(id).unwrap_err().hint.unwrap();
        assert_eq!(hint("recovry-rule"), "did you mean `recovery-rule`?");
        assert_eq!(hint("velocity"), "did you mean `revenue-velocity`?");
        assert_eq!(hint("weather"), "`revops explain` lists everything it knows");
        assert_eq!(rule("As Of").unwrap().id, "as-of");
    }
}
