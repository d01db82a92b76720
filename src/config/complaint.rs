//! What is wrong with a configuration file, and where: line, column, and the nearest thing that is right.

use std::ops::Range;

use crate::engine::read::{InputError, Problem};

const SECTIONS: &[&str] = &["critical", "thresholds", "placeholders", "sources", "loops", "mapping"];

/// The file being read.
pub(super) struct Source<'a> {
    pub text: &'a str,
    /// As the user gave it.
    pub file: &'a str,
}

impl Source<'_> {
    /// Says that what stands at a place makes no sense.
    pub fn invalid(
        &self,
        place: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> InputError {
        self.at(Some(place), message.into()).hint(hint)
    }

    /// Says in the user's words what the TOML reader says in its own. `path` leads to the value.
    pub fn broken(&self, error: &toml::de::Error, path: &[String]) -> InputError {
        let said = error.message();
        if let Some(rest) = said.strip_prefix("unknown field ") {
            let mut named = quoted(rest);
            let unknown = named.next().unwrap_or_default();
            let known: Vec<&str> = named.collect();
            let section = path.strip_suffix(&[unknown.to_owned()][..]).unwrap_or(path);
            let within =
                if section.is_empty() { String::new() } else { format!(" in `{}`", section.join(".")) };
            return self
                .at(error.span(), format!("unknown key `{unknown}`{within}"))
                .hint(nearest(unknown, &known));
        }
        if let Some(missing) = said.strip_prefix("missing field ").and_then(|rest| quoted(rest).next()) {
            return self
                .at(error.span(), format!("`{}` has no `{missing}`", path.join(".")))
                .hint(format!("add `{missing} = …` below it"));
        }
        if let [section] = path
            && SECTIONS.contains(&section.as_str())
        {
            // A list where a section belongs is read as the section's keys in their order, and would be
            // called wrong for what it holds.
            return self
                .at(error.span(), format!("`{section}` is a section"))
                .hint(format!("write `[{section}]` on a line of its own, and its keys below it"));
        }
        let found = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
        if let Some((found, expected)) = found.and_then(|text| text.rsplit_once(", expected ")) {
            let message = format!("`{}` is {}, expected {}", path.join("."), article(found), plain(expected));
            return self
                .at(error.span(), message)
                .hint("`revops init` writes a configuration with every key explained");
        }
        // A broken line can be quoted by the reader over several lines; the first is the sentence.
        let sentence = said.lines().next().unwrap_or_default().trim_end_matches('.');
        self.at(error.span(), format!("not valid TOML: {sentence}"))
            .hint("`revops init` writes a configuration with every key explained")
    }

    fn at(&self, place: Option<Range<usize>>, message: String) -> InputError {
        let error = InputError::new(Problem::Invalid, message).in_file(self.file);
        let Some(before) = place.and_then(|place| self.text.get(..place.start)) else {
            return error;
        };
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() as u64 + 1;
        let column = before[line_start..].chars().count() + 1;
        error.at_row(line).at_column(column.to_string())
    }
}

/// Suggests the known word that was probably meant, or lists them all.
pub(super) fn nearest(word: &str, known: &[&str]) -> String {
    let lower = word.to_lowercase();
    let close = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, candidate), candidate))
        .min()
        // Two slips of the finger; in a short word two slips make another word.
        .filter(|&(distance, candidate)| distance <= 2.min(candidate.chars().count() / 2));
    match close {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None if known.is_empty() => "this section takes no keys".to_owned(),
        None => format!("known here: `{}`", known.join("`, `")),
    }
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// `string "x"` becomes `the text "x"`: the words of a spreadsheet and not of a compiler.
fn article(found: &str) -> String {
    let words = [
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", "the boolean "),
    ];
    words
        .iter()
        .find_map(|(rust, said)| found.strip_prefix(rust).map(|rest| format!("{said}{rest}")))
        .unwrap_or_else(|| match found {
            "map" => "a section".to_owned(),
            "sequence" => "a list".to_owned(),
            other => other.to_owned(),
        })
}

fn plain(expected: &str) -> String {
    match expected {
        "a string" => "text in quotes".to_owned(),
        "f64" => "a number".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" | "u64" => "a whole number, not negative".to_owned(),
        "a sequence" => "a list in brackets".to_owned(),
        "a map" => "a section".to_owned(),
        section if section.starts_with("struct ") => "a section".to_owned(),
        other => other.to_owned(),
    }
}
