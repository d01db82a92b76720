//! Tokens into queries: what each selects, from where, and what else it looks at.

use super::expression::{Expression, Until};
use super::tokens::{Kind, Token};

/// Deeper than people nest queries, and shallow enough to walk by recursion.
const DEPTH: usize = 48;

/// A query with the names it gives to parts of itself.
#[derive(Debug, Default)]
pub(in crate::import::outside) struct Query {
    pub(super) parts: Vec<(String, Query)>,
    /// One, or as many as a union has.
    pub(super) arms: Vec<Arm>,
}

/// One side of a union.
#[derive(Debug)]
pub(super) enum Arm {
    Select(Box<Select>),
    Query(Query),
}

/// One `select`.
#[derive(Debug, Default)]
pub(super) struct Select {
    pub(super) items: Vec<Expression>,
    pub(super) inputs: Vec<Input>,
    /// Conditions of joins, filters, groups and orders.
    pub(super) rest: Vec<Expression>,
}

/// What a `select` reads from.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) of: Of,
    pub(super) alias: Option<String>,
}

/// A table by its path, or a query.
#[derive(Debug)]
pub(super) enum Of {
    Table(Vec<String>),
    Query(Query),
}

/// A column, with whatever stood before it.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) parts: Vec<String>,
    pub(super) line: u32,
}

const ARMS: &[&str] = &["union", "intersect", "except", "minus"];
const JOINS: &[&str] = &[
    "join",
    "inner",
    "left",
    "right",
    "full",
    "outer",
    "cross",
    "natural",
    "asof",
    "semi",
    "anti",
    "lateral",
    "straight_join",
];
const CLAUSES: &[&str] = &[
    "where",
    "group",
    "having",
    "order",
    "limit",
    "qualify",
    "window",
    "offset",
    "fetch",
    "union",
    "intersect",
    "except",
    "minus",
    "connect",
    "start",
    "cluster",
    "distribute",
    "sort",
    "with",
];
const AFTER_ITEMS: &[&str] = &[
    "from",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "qualify",
    "union",
    "intersect",
    "minus",
    "into",
    "window",
];
const AFTER_JOIN: &[&str] = &[
    "join",
    "inner",
    "left",
    "right",
    "full",
    "outer",
    "cross",
    "natural",
    "asof",
    "semi",
    "anti",
    "lateral",
    "straight_join",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "qualify",
    "window",
    "offset",
    "fetch",
    "union",
    "intersect",
    "except",
    "minus",
    "connect",
    "start",
    "on",
    "using",
];

/// The queries of a text, and whether a statement was left that could not be read.
pub(super) fn statements(tokens: &[Token]) -> (Vec<Query>, bool) {
    let mut queries = Vec::new();
    let mut unread = false;
    for statement in tokens.split(|token| token.kind == Kind::Mark(b';')) {
        let starts =
            |token: &Token| matches!(&token.kind, Kind::Word(word) if word == "select" || word == "with");
        let Some(start) = statement.iter().position(starts) else {
            unread |= !statement.is_empty();
            continue;
        };
        // A union may begin with a bracket; the bracket of a list of columns is closed before.
        let open = statement[..start].iter().rev().take_while(|token| token.kind == Kind::Mark(b'(')).count();
        let start = start - open;
        let mut parser = Parser { tokens: &statement[start..], at: 0, depth: 0 };
        match parser.query() {
            Some(query) => queries.push(query),
            None => unread = true,
        }
    }
    (queries, unread)
}

/// Where in the tokens the reading stands.
pub(super) struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn next(&mut self) {
        self.at += 1;
    }

    pub(super) fn line(&self) -> u32 {
        self.peek().map_or(0, |token| token.line)
    }

    pub(super) fn is_mark(&self, ahead: usize, mark: u8) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    pub(super) fn mark(&mut self, mark: u8) -> bool {
        let here = self.is_mark(0, mark);
        self.at += usize::from(here);
        here
    }

    fn is_word(&self, words: &[&str]) -> bool {
        matches!(self.peek().map(|token| &token.kind), Some(Kind::Word(word)) if words.contains(&word.as_str()))
    }

    fn word(&mut self, words: &[&str]) -> bool {
        let here = self.is_word(words);
        self.at += usize::from(here);
        here
    }

    /// Whether the token before is this word.
    pub(super) fn before(&self, word: &str) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| matches!(&token.kind, Kind::Word(other) if other == word))
    }

    pub(super) fn name(&mut self) -> Option<String> {
        let (Kind::Word(name) | Kind::Quoted(name)) = &self.peek()?.kind else { return None };
        let name = name.clone();
        self.next();
        Some(name)
    }

    pub(super) fn at_query(&self) -> bool {
        self.is_word(&["select", "with"])
    }

    pub(super) fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        while self.peek().is_some() {
            if self.is_mark(0, b'(') {
                depth += 1;
            } else if self.is_mark(0, b')') {
                depth -= 1;
            }
            self.next();
            if depth == 0 {
                return;
            }
        }
    }

    pub(super) fn query(&mut self) -> Option<Query> {
        self.depth += 1;
        let query = if self.depth > DEPTH { None } else { self.parts_and_arms() };
        self.depth -= 1;
        query
    }

    fn parts_and_arms(&mut self) -> Option<Query> {
        let mut query = Query::default();
        if self.word(&["with"]) {
            self.word(&["recursive"]);
            loop {
                let name = self.name()?;
                if self.is_mark(0, b'(') {
                    self.skip_brackets();
                }
                if !self.word(&["as"]) {
                    return None;
                }
                while self.word(&["not", "materialized"]) {}
                if !self.mark(b'(') {
                    return None;
                }
                query.parts.push((name, self.query()?));
                if !self.mark(b')') {
                    return None;
                }
                // The last comma is often left behind by a template.
                if !self.mark(b',') || self.is_word(&["select"]) {
                    break;
                }
            }
        }
        loop {
            query.arms.push(self.arm()?);
            if !self.word(ARMS) {
                return Some(query);
            }
            while self.word(&["all", "distinct", "by", "name"]) {}
        }
    }

    fn arm(&mut self) -> Option<Arm> {
        if self.mark(b'(') {
            let query = self.query()?;
            if !self.mark(b')') {
                return None;
            }
            while self.peek().is_some() && !self.is_word(ARMS) && !self.is_mark(0, b')') {
                self.next();
            }
            return Some(Arm::Query(query));
        }
        if !self.word(&["select"]) {
            return None;
        }
        let mut select = Select::default();
        while self.word(&["distinct", "all"]) {}
        if self.before("distinct") && self.word(&["on"]) {
            self.skip_brackets();
        }
        if self.word(&["top"]) {
            self.next();
        }
        let items = Until { words: AFTER_ITEMS, comma: true };
        loop {
            select.items.push(self.expression(items)?);
            if !self.mark(b',') {
                break;
            }
        }
        if self.word(&["into"]) {
            self.path();
        }
        if self.word(&["from"]) {
            self.inputs(&mut select)?;
        }
        let tail = Until { words: ARMS, comma: false };
        select.rest.push(self.expression(tail)?);
        Some(Arm::Select(Box::new(select)))
    }

    fn path(&mut self) -> Vec<String> {
        let mut path: Vec<String> = self.name().into_iter().collect();
        while self.mark(b'.') {
            path.extend(self.name());
        }
        path
    }

    fn inputs(&mut self, select: &mut Select) -> Option<()> {
        loop {
            while self.word(JOINS) || self.mark(b',') {}
            self.input(select)?;
            let condition = Until { words: AFTER_JOIN, comma: true };
            // Conditions, and whatever else stands behind a table: samples, pivots, points in time.
            while !self.is_word(CLAUSES) && !self.is_word(JOINS) && !self.is_mark(0, b',') {
                if self.peek().is_none() || self.is_mark(0, b')') {
                    return Some(());
                }
                let before = self.at;
                self.word(&["on", "using"]);
                select.rest.push(self.expression(condition)?);
                if self.at == before {
                    return None;
                }
            }
            if self.is_word(CLAUSES) {
                return Some(());
            }
        }
    }

    fn input(&mut self, select: &mut Select) -> Option<()> {
        if self.mark(b'(') {
            if self.at_query() || self.is_mark(0, b'(') {
                let query = self.query()?;
                select.inputs.push(Input { of: Of::Query(query), alias: None });
            } else {
                self.depth += 1;
                if self.depth > DEPTH {
                    return None;
                }
                self.inputs(select)?;
                self.depth -= 1;
            }
            if !self.mark(b')') {
                return None;
            }
        } else {
            let path = self.path();
            if path.is_empty() {
                return None;
            }
            if self.is_mark(0, b'(') {
                let until = Until { words: &[], comma: false };
                self.next();
                select.rest.push(self.expression(until)?);
                self.mark(b')');
                select.inputs.push(Input { of: Of::Table(Vec::new()), alias: None });
            } else {
                select.inputs.push(Input { of: Of::Table(path), alias: None });
            }
        }
        let named = self.word(&["as"]);
        let keyword =
            self.is_word(AFTER_JOIN) || self.is_word(&["tablesample", "pivot", "unpivot", "for", "sample"]);
        if named || !keyword {
            let alias = self.name();
            if alias.is_some() && self.is_mark(0, b'(') {
                self.skip_brackets();
            }
            if let Some(input) = select.inputs.last_mut() {
                input.alias = alias;
            }
        }
        Some(())
    }
}
