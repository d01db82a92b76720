//! The words and texts of a SuiteScript file, each with where it stands. Comments hold nothing that runs.

/// A name or a text in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
    pub(super) line: u64,
    /// The function in whose arguments it stands.
    pub(super) call: Option<&'a str>,
    /// The key before it, or around it, within those arguments: `fieldId` in `{ fieldId: 'memo' }`.
    pub(super) key: Option<&'a str>,
    /// Which argument of the call it is, from 0.
    pub(super) argument: usize,
    /// Whether it is itself a key of an object.
    pub(super) is_key: bool,
    /// The name it is assigned to, in `const FIELD = 'memo'`.
    pub(super) assigned: Option<&'a str>,
}

/// Deeper than anybody writes; only a trap goes on.
const DEPTH: usize = 256;

/// A bracket that is open.
struct Open<'a> {
    /// The function before a parenthesis.
    call: Option<&'a str>,
    /// The key whose value a brace or bracket is.
    key: Option<&'a str>,
    argument: usize,
    is_call: bool,
    brace: bool,
    /// Whether it holds statements, which are no arguments of the call around them.
    body: bool,
    /// The key within this bracket that is being given a value.
    current: Option<&'a str>,
}

/// Reads a script.
///
/// No grammar: strings, comments and regular expressions are told apart, and brackets counted, which is enough to
/// tell which call and which key a word belongs to.
pub(super) fn words(source: &str) -> Vec<Word<'_>> {
    let mut reader =
        Reader { source, at: 0, line: 1, open: Vec::new(), last: None, assigned: None, arrow: false };
    let mut found = Vec::new();
    while let Some(c) = reader.peek() {
        reader.step(c, &mut found);
    }
    found
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    line: u64,
    open: Vec<Open<'a>>,
    /// The name or text just passed, unless something stood between.
    last: Option<&'a str>,
    assigned: Option<&'a str>,
    /// Whether an arrow was just passed.
    arrow: bool,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.source.get(self.at..)?.chars().next()
    }

    fn pass(&mut self, end: usize) -> &'a str {
        let text = self.source.get(self.at..end).unwrap_or_default();
        self.line += text.bytes().filter(|&byte| byte == b'\n').count() as u64;
        self.at = end;
        text
    }

    /// Passes up to and over a mark, or to the end.
    fn over(&mut self, mark: &str, from: usize) -> &'a str {
        let rest = self.source.get(from..).unwrap_or_default();
        let end = rest.find(mark).map_or(self.source.len(), |found| from + found + mark.len());
        self.pass(end)
    }

    fn step(&mut self, c: char, found: &mut Vec<Word<'a>>) {
        let rest = &self.source[self.at..];
        if rest.starts_with("//") {
            self.over("\n", self.at);
        } else if rest.starts_with("/*") {
            self.over("*/", self.at + 2);
        } else if matches!(c, '\'' | '"' | '`') {
            let line = self.line;
            let text = self.text(c);
            self.word(text, true, line, found);
        } else if is_name(c) {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let line = self.line;
            let name = self.pass(self.at + end);
            self.word(name, false, line, found);
        } else if c == '/' && self.last.is_none() && self.is_regular_expression() {
            self.expression();
        } else {
            self.mark(c);
            self.pass(self.at + c.len_utf8());
        }
    }

    fn word(&mut self, text: &'a str, quoted: bool, line: u64, found: &mut Vec<Word<'a>>) {
        let after = self.source.get(self.at..).unwrap_or_default().trim_start();
        let here = self.open.last();
        let is_key = after.starts_with(':') && here.is_some_and(|open| open.brace);
        let around = self.open.iter().rposition(|open| open.is_call || open.body);
        let inside = around.filter(|&at| self.open[at].is_call);
        let levels = &self.open[around.map_or(0, |at| at + 1)..];
        let key = levels.iter().rev().find_map(|open| open.current.filter(|_| !is_key).or(open.key));
        found.push(Word {
            text,
            quoted,
            line,
            call: inside.and_then(|at| self.open[at].call),
            key,
            argument: inside.map_or(0, |at| self.open[at].argument),
            is_key,
            assigned: self.assigned.take().filter(|_| quoted).or_else(|| {
                here.filter(|open| open.brace && inside.is_none() && quoted).and_then(|open| open.current)
            }),
        });
        if is_key && let Some(open) = self.open.last_mut() {
            open.current = Some(text);
        }
        self.last = Some(text);
    }

    fn mark(&mut self, c: char) {
        let last = self.last;
        let body = c == '{' && (last == Some("") || self.arrow);
        if !c.is_whitespace() {
            self.arrow = c == '>' && self.source[..self.at].ends_with('=');
        }
        match c {
            '(' | '[' | '{' => {
                let key = self.open.last().and_then(|open| open.current);
                let (is_call, brace) = (c == '(', c == '{' && !body);
                let call = last.filter(|_| is_call);
                if self.open.len() < DEPTH {
                    self.open.push(Open { call, key, argument: 0, is_call, brace, body, current: None });
                }
            }
            ')' | ']' | '}' => _ = self.open.pop(),
            ',' => {
                if let Some(open) = self.open.last_mut() {
                    open.argument += 1;
                    open.current = None;
                }
            }
            '=' if !self.source[self.at + 1..].starts_with(['=', '>']) => self.assigned = last,
            ';' => self.assigned = None,
            _ => {}
        }
        if !c.is_whitespace() {
            self.last = matches!(c, ')' | ']').then_some("");
        }
    }

    /// A text without its quotes.
    fn text(&mut self, quote: char) -> &'a str {
        let start = self.at + 1;
        let mut escaped = false;
        let mut end = self.source.len();
        for (offset, c) in self.source[start..].char_indices() {
            if !escaped && (c == quote || (c == '\n' && quote != '`')) {
                end = start + offset;
                break;
            }
            escaped = c == '\\' && !escaped;
        }
        let text = self.source.get(start..end).unwrap_or_default();
        self.pass((end + 1).min(self.source.len()));
        text
    }

    /// Whether a slash opens an expression that closes on its line; else it divides.
    fn is_regular_expression(&self) -> bool {
        let rest = &self.source[self.at + 1..];
        rest.find(['/', '\n']).is_some_and(|at| rest[at..].starts_with('/'))
    }

    fn expression(&mut self) {
        let (mut escaped, mut class) = (false, false);
        let start = self.at + 1;
        let mut end = start;
        for (offset, c) in self.source[start..].char_indices() {
            end = start + offset + c.len_utf8();
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '/' if !class => break,
                '\n' => break,
                _ => {}
            }
        }
        self.pass(end);
        self.last = Some("");
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str, text: &str) -> Vec<(Option<String>, Option<String>, usize, u64)> {
        let own = |text: &str| text.to_owned();
        words(source)
            .into_iter()
            .filter(|word| word.text == text)
            .map(|word| (word.call.map(own), word.key.map(own), word.argument, word.line))
            .collect()
    }

    #[test]
    fn a_word_knows_its_call_its_key_and_its_line() {
        let source = "rec.setValue({\n fieldId: 'a', value: other.getValue('b') });\nf(x, 'c', ['d']);";
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(told(source, "a"), [(some("setValue"), some("fieldId"), 0, 2)]);
        assert_eq!(told(source, "b"), [(some("getValue"), None, 0, 2)]);
        assert_eq!(told(source, "c"), [(some("f"), None, 1, 3)]);
        assert_eq!(told(source, "d"), [(some("f"), None, 2, 3)]);
        let values = "record.submitFields({ type: t, values: { a: 1, 'b': 2 } })";
        assert_eq!(told(values, "a")[0].1, some("values"));
        assert_eq!(told(values, "b")[0].1, some("values"));
        assert_eq!(told("define(['x'], () => { if (y) { let a = 'e'; } })", "e"), [(None, None, 0, 1)]);
    }

    #[test]
    fn comments_and_expressions_are_no_texts() {
        let source = "// 'a'\n/* 'a' */ x.replace(/['\"]/g, 'b'); y = 6 / 2; const A = 'c'; // d/ 'a'";
        assert!(told(source, "a").is_empty());
        assert_eq!(told(source, "b").len(), 1);
        let word = words(source).into_iter().find(|word| word.text == "c").unwrap();
        assert_eq!(word.assigned, Some("A"));
    }

    proptest::proptest! {
        #[test]
        fn no_script_is_too_strange(source in "[a-c'\"`/\\\\(){}\\[\\]:,=; \\n*é]{0,60}") {
            let _ = words(&source);
        }
    }
}
