//! SQL as far as it tells which columns a query reads and which it hands on.
//!
//! ```text
//! text → without templates → tokens → queries → columns, each with the fields it comes from
//! ```
//!
//! No dialect is known in full, and none needs to be: what cannot be read as a query is still a bag of words.

mod expression;
mod parse;
mod template;
mod tokens;
pub(super) mod trace;

use std::collections::BTreeMap;

pub(super) use parse::Query;

/// Longer texts are not queries that a person wrote.
const LONGEST: usize = 16 << 20;

/// A text of one or more statements.
#[derive(Debug, Default)]
pub(super) struct Sql {
    /// Every query that could be read.
    pub(super) queries: Vec<Query>,
    /// Every identifier in lower case, with the line where it first stands.
    pub(super) words: BTreeMap<String, u32>,
    /// Whether a statement that reads tables could not be read as a query.
    pub(super) unread: bool,
}

/// Reads SQL, with or without templates in it.
pub(super) fn read(text: &str) -> Sql {
    if text.len() > LONGEST {
        return Sql { unread: true, ..Sql::default() };
    }
    let plain = template::without(text);
    let tokens = tokens::tokens(&plain);
    let mut words = BTreeMap::new();
    for token in &tokens {
        if let tokens::Kind::Word(word) | tokens::Kind::Quoted(word) = &token.kind {
            words.entry(word.clone()).or_insert(token.line);
        }
    }
    let (queries, unread) = parse::statements(&tokens);
    Sql { queries, words, unread }
}
