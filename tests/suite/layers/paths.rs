//! Which layers and which foreign crates a file names, in whatever way Rust lets it.

use super::tokens::tokens;

/// What one source file reaches for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// First names below the crate's root, each once, in order of appearance.
    pub inside: Vec<String>,
    /// First names of paths that begin at no module of ours, as far as words can tell. What only the
    /// unit tests at the foot of a file name is left out: they may read and write as they like.
    pub foreign: Vec<String>,
}

/// Reads what a file reaches for; `file` is its path below `src/`, which says what `super` means.
pub(super) fn reach(file: &str, source: &str) -> Reach {
    let words = tokens(source);
    let mut reader = Reader { words: &words, module: module(file), tests: 0, found: Reach::default() };
    reader.read();
    reader.found
}

/// `analysis/deals/rank.rs` is the module `analysis::deals::rank`.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(path, "lib" | "main") { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

struct Reader<'a> {
    words: &'a [String],
    /// The file's module; inline modules are added while they are open.
    module: Vec<String>,
    /// How many of the open modules are `#[cfg(test)]`.
    tests: usize,
    found: Reach,
}

impl Reader<'_> {
    fn read(&mut self) {
        let (mut depth, mut opened) = (0_usize, Vec::new());
        for at in 0..self.words.len() {
            let follows = |ahead: usize| self.words.get(at + ahead).map_or("", String::as_str);
            match self.words[at].as_str() {
                "mod" if follows(2) == "{" => {
                    let test = at >= 7 && self.words[at - 7..at].concat() == "#[cfg(test)]";
                    self.module.push(follows(1).to_owned());
                    self.tests += usize::from(test);
                    opened.push((depth, test));
                }
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    if let Some((_, test)) = opened.pop_if(|(before, _)| *before == depth) {
                        self.module.pop();
                        self.tests -= usize::from(test);
                    }
                }
                _ if self.begins_a_path(at) => self.path(at, self.module.len(), &mut Vec::new()),
                _ => {}
            }
        }
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// A word before `::` that is not itself behind one; `use x;` and `use x as y;` count too.
    fn begins_a_path(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        let is_name =
            |word: &str| word.chars().next().is_some_and(|mark| mark.is_alphabetic() || mark == '_');
        let behind = before(1) == "::" && (is_name(before(2)) || before(2) == ">");
        is_name(self.word(at)) && !behind && (self.word(at + 1) == "::" || before(1) == "use")
    }

    /// Follows a path, and every branch of a group. `height` is how many modules deep it begins.
    fn path(&mut self, at: usize, height: usize, walked: &mut Vec<String>) {
        let word = self.word(at).to_owned();
        let on = self.word(at + 1) == "::";
        match word.as_str() {
            "crate" if on => self.next(at + 2, 0, walked),
            "revops" if on && self.module.is_empty() => self.next(at + 2, 0, walked),
            "self" if on => self.next(at + 2, height, walked),
            "super" if on => self.next(at + 2, height.saturating_sub(1), walked),
            _ => {
                let list = if height == 0 && !walked.is_empty() {
                    &mut self.found.inside
                } else if walked.is_empty() && self.tests == 0 {
                    &mut self.found.foreign
                } else {
                    return;
                };
                if !list.contains(&word) {
                    list.push(word);
                }
            }
        }
    }

    /// Goes on behind `::`: one word, or a group of them.
    fn next(&mut self, at: usize, height: usize, walked: &mut Vec<String>) {
        walked.push(String::new());
        if self.word(at) == "{" {
            let (mut depth, mut place, mut begins) = (1_usize, at + 1, true);
            while depth > 0 && place < self.words.len() {
                match self.word(place) {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    "," if depth == 1 => begins = true,
                    _ if begins => {
                        begins = false;
                        self.path(place, height, walked);
                    }
                    _ => {}
                }
                place += 1;
            }
        } else {
            self.path(at, height, walked);
        }
        walked.pop();
    }
}

#[test]
fn groups_and_long_ways_up_are_followed() {
    let inside = |file: &str, source: &str| reach(file, source).inside;
    assert_eq!(inside("model/rate.rs", "use crate::{cli::x, engine::{a, b}};"), ["cli", "engine"]);
    assert_eq!(inside("model/rate.rs", "fn f() -> crate::report::Page {}"), ["report"]);
    assert_eq!(inside("model/rate.rs", "use super::super::cli::exit;"), ["cli"]);
    assert_eq!(inside("model/rate.rs", "use super::{cell, super::{render, report}};"), ["render", "report"]);
    assert_eq!(inside("model/rate.rs", "mod tests { use super::super::cell; } use super::cell;"), [""; 0]);
    assert_eq!(inside("model/rate.rs", "mod tests { use super::super::super::cli; }"), ["cli"]);
    assert_eq!(inside("model/mod.rs", "use super::cli;"), ["cli"]);
    assert_eq!(inside("main.rs", "revops::cli::run()"), ["cli"]);
}

#[test]
fn foreign_crates_are_seen_by_their_first_word() {
    let foreign = |source: &str| reach("cli/rank.rs", source).foreign;
    assert_eq!(foreign("use comfy_table::Table;"), ["comfy_table"]);
    assert_eq!(foreign("fn f(t: &::polars::frame::DataFrame) { a.zip(b) }"), ["polars"]);
    assert_eq!(foreign("use toml as t;"), ["toml"]);
    assert_eq!(foreign("use crate::zip::toml;"), [""; 0]);
    assert_eq!(foreign("#[cfg(test)] mod tests { use toml::Value; } use zip::X;"), ["zip"]);
}
