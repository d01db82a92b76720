//! What an expression names: columns, and queries inside it.

use super::parse::{Name, Parser, Query};
use super::tokens::Kind;

/// An expression, as far as it is looked at.
#[derive(Debug, Default)]
pub(super) struct Expression {
    pub(super) names: Vec<Name>,
    pub(super) queries: Vec<Query>,
    /// The name it is given at its end.
    pub(super) alias: Option<String>,
    /// `*`, or `table.*` with its table.
    pub(super) star: Option<Option<String>>,
    /// Columns that the star leaves out.
    pub(super) except: Vec<String>,
    /// Whether more is done to the value than changing its type or filling a gap.
    pub(super) computed: bool,
}

/// Functions that leave a value what it is.
const PLAIN: &[&str] = &[
    "cast",
    "try_cast",
    "safe_cast",
    "convert",
    "coalesce",
    "ifnull",
    "nvl",
    "nullif",
    "trim",
    "ltrim",
    "rtrim",
    "to_date",
    "to_timestamp",
    "to_timestamp_ntz",
    "to_timestamp_tz",
    "timestamp",
    "date",
    "datetime",
    "to_number",
    "to_boolean",
    "to_varchar",
    "to_char",
    "parse_json",
    "json_value",
    "json_extract_scalar",
    "get_path",
    "string",
];

/// Words that name no column.
const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "like",
    "ilike",
    "rlike",
    "between",
    "case",
    "when",
    "then",
    "else",
    "end",
    "as",
    "null",
    "true",
    "false",
    "distinct",
    "over",
    "partition",
    "by",
    "order",
    "asc",
    "desc",
    "nulls",
    "first",
    "last",
    "rows",
    "range",
    "unbounded",
    "preceding",
    "following",
    "current",
    "row",
    "interval",
    "exists",
    "any",
    "all",
    "some",
    "within",
    "filter",
    "where",
    "select",
    "from",
    "at",
    "zone",
    "time",
    "without",
    "precision",
    "varying",
    "ignore",
    "respect",
    "escape",
    "similar",
    "collate",
    "separator",
    "both",
    "leading",
    "trailing",
    "for",
    "on",
    "using",
    "group",
    "having",
    "limit",
    "qualify",
    "current_date",
    "current_timestamp",
    "except",
    "exclude",
    "rename",
    "replace",
    "union",
    "intersect",
    "minus",
    "join",
];

/// What an expression ends at.
#[derive(Clone, Copy)]
pub(super) struct Until {
    pub(super) words: &'static [&'static str],
    pub(super) comma: bool,
}

impl Parser<'_> {
    /// Reads on to where the expression ends: a stop word, a comma, a bracket that closes what it did not open.
    pub(super) fn expression(&mut self, until: Until) -> Option<Expression> {
        let mut read = Expression::default();
        let mut depth = 0_usize;
        let mut operand = false;
        while let Some(token) = self.peek() {
            match &token.kind {
                Kind::Mark(b'(') => {
                    self.next();
                    if self.at_query() {
                        read.queries.push(self.query()?);
                        if !self.mark(b')') {
                            return None;
                        }
                        (operand, read.computed) = (true, true);
                    } else {
                        depth += 1;
                        operand = false;
                    }
                }
                Kind::Mark(b')') if depth == 0 => break,
                Kind::Mark(b')') => {
                    self.next();
                    depth -= 1;
                    operand = true;
                }
                Kind::Mark(b',') if depth == 0 && until.comma => break,
                Kind::Mark(b';') => break,
                Kind::Mark(b',') => {
                    self.next();
                    operand = false;
                }
                Kind::Mark(b':') => {
                    self.next();
                    if self.mark(b':') {
                        self.data_type();
                    }
                }
                Kind::Mark(b'*') if depth == 0 && !operand && read.names.is_empty() => {
                    self.next();
                    read.star = Some(None);
                    operand = true;
                }
                Kind::Mark(mark) => {
                    read.computed |= !matches!(mark, b'.' | b'[' | b']');
                    operand = *mark == b']';
                    self.next();
                }
                Kind::Literal => {
                    self.next();
                    operand = true;
                }
                Kind::Word(word) if depth == 0 && self.stops(until, word) => break,
                Kind::Word(word) if word == "as" => {
                    self.next();
                    if depth == 0 {
                        read.alias = self.name();
                    } else {
                        self.data_type();
                    }
                }
                Kind::Word(word)
                    if read.star.is_some()
                        && ["except", "exclude", "rename", "replace"].contains(&word.as_str()) =>
                {
                    self.after_star(&mut read)?;
                }
                // `timestamp` is a column where it stands alone, and a keyword in front of a literal.
                Kind::Word(word) if KEYWORDS.contains(&word.as_str()) => {
                    read.computed |= !["null", "true", "false"].contains(&word.as_str());
                    operand = matches!(word.as_str(), "end" | "null" | "true" | "false");
                    self.next();
                }
                Kind::Word(_) | Kind::Quoted(_) => {
                    if operand && depth == 0 {
                        read.alias = self.name();
                    } else {
                        self.operand(&mut read, depth);
                    }
                    operand = true;
                }
            }
        }
        Some(read)
    }

    fn stops(&self, until: Until, word: &str) -> bool {
        // `a is distinct from b` goes on.
        until.words.contains(&word) && !(word == "from" && self.before("distinct"))
    }

    /// A column, a function's name, or all columns of a table.
    fn operand(&mut self, read: &mut Expression, depth: usize) {
        let line = self.line();
        let mut parts: Vec<String> = self.name().into_iter().collect();
        loop {
            let json = self.is_mark(0, b':') && !self.is_mark(1, b':');
            if !json && !self.is_mark(0, b'.') {
                break;
            }
            self.next();
            if self.is_mark(0, b'*') {
                self.next();
                if depth == 0 {
                    read.star = Some(parts.pop());
                }
                return;
            }
            let Some(part) = self.name() else { break };
            parts.push(part);
        }
        if self.is_mark(0, b'(') {
            let plain = parts.last().is_some_and(|name| PLAIN.contains(&name.as_str()));
            read.computed |= !plain;
            return;
        }
        read.names.push(Name { parts, line });
    }

    /// `except (a, b)`, `replace (x as a)`: what the star does not hand on as it is.
    fn after_star(&mut self, read: &mut Expression) -> Option<()> {
        self.next();
        if !self.mark(b'(') {
            read.except.extend(self.name());
            return Some(());
        }
        let until = Until { words: &[], comma: true };
        loop {
            let inside = self.expression(until)?;
            read.except.extend(inside.names.iter().filter_map(|name| name.parts.last().cloned()));
            read.except.extend(inside.alias);
            if !self.mark(b',') {
                break;
            }
        }
        self.mark(b')').then_some(())
    }

    /// Passes a type: `numeric(28, 6)`.
    fn data_type(&mut self) {
        let _ = self.name();
        if self.is_mark(0, b'(') {
            self.skip_brackets();
        }
    }
}
