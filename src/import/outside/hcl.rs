//! Terraform files as plain values: attributes and blocks, no expressions.
//!
//! A block becomes an element of the list of its name, with its labels under `labels`. What a value is computed from
//! is passed over; `jsonencode({ … })` is what is inside.

use serde_json::{Map, Value};

/// Deeper than configuration nests.
const DEPTH: usize = 32;

/// Reads a file.
///
/// # Errors
/// When brackets do not match or nest deeper than 32.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let mut reader = Reader { tokens: tokens(text), at: 0 };
    let body = reader.body(0)?;
    match reader.peek() {
        None => Ok(Value::Object(body)),
        Some(_) => Err("closes a bracket that is not open".to_owned()),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    Word(String),
    Mark(char),
    Line,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\n' => {
                tokens.push(Token::Line);
                1
            }
            c if c.is_whitespace() => c.len_utf8(),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => {
                let end = quoted(rest);
                tokens.push(Token::Text(rest[1..end].trim_end_matches('"').to_owned()));
                end
            }
            '<' if rest.starts_with("<<") => heredoc(rest, &mut tokens),
            c if c.is_alphanumeric() || c == '_' => {
                let stop = |c: char| !(c.is_alphanumeric() || "_-.".contains(c));
                let end = rest.find(stop).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
            c => {
                tokens.push(Token::Mark(c));
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// Where a text in quotes ends, past both of them.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `<<EOT` up to a line that holds `EOT` alone.
fn heredoc(rest: &str, tokens: &mut Vec<Token>) -> usize {
    let head = rest.find('\n').unwrap_or(rest.len());
    let mark = rest[2..head].trim_start_matches('-').trim();
    let mut at = head;
    for line in rest[head..].split_inclusive('\n') {
        at += line.len();
        if line.trim() == mark && !mark.is_empty() {
            break;
        }
    }
    tokens.push(Token::Text(rest[head..at].to_owned()));
    at
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn mark(&mut self, mark: char) -> bool {
        let here = self.peek() == Some(&Token::Mark(mark));
        self.at += usize::from(here);
        here
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(Token::Line | Token::Mark(','))) {
            self.at += 1;
        }
    }

    /// Attributes and blocks up to the end or a closing bracket.
    fn body(&mut self, depth: usize) -> Result<Map<String, Value>, String> {
        if depth > DEPTH {
            return Err(format!("nests deeper than {DEPTH} blocks"));
        }
        let mut body = Map::new();
        loop {
            self.space();
            let name = match self.peek().cloned() {
                None | Some(Token::Mark('}' | ']' | ')')) => return Ok(body),
                Some(Token::Word(name) | Token::Text(name)) => name,
                Some(_) => {
                    self.at += 1;
                    continue;
                }
            };
            self.at += 1;
            if self.mark('=') || self.mark(':') {
                let value = self.value(depth + 1)?;
                body.insert(name, value);
                continue;
            }
            let mut labels = Vec::new();
            while let Some(Token::Text(label) | Token::Word(label)) = self.peek().cloned() {
                labels.push(Value::String(label));
                self.at += 1;
            }
            if self.mark('{') {
                let mut block = self.body(depth + 1)?;
                self.close('}')?;
                block.insert("labels".to_owned(), Value::Array(labels));
                if let Value::Array(blocks) = body.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
                    blocks.push(Value::Object(block));
                }
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > DEPTH {
            return Err(format!("nests deeper than {DEPTH} blocks"));
        }
        while self.peek() == Some(&Token::Line) {
            self.at += 1;
        }
        let value = match self.peek().cloned() {
            Some(Token::Mark('{')) => {
                self.at += 1;
                let body = self.body(depth + 1)?;
                self.close('}')?;
                Value::Object(body)
            }
            Some(Token::Mark('[')) => {
                self.at += 1;
                let mut list = Vec::new();
                self.space();
                while !matches!(self.peek(), None | Some(Token::Mark(']' | '}' | ')'))) {
                    list.push(self.value(depth + 1)?);
                    self.space();
                }
                self.close(']')?;
                Value::Array(list)
            }
            Some(Token::Text(text)) => {
                self.at += 1;
                Value::String(text)
            }
            Some(Token::Word(word)) => {
                self.at += 1;
                if self.mark('(') {
                    let inside = self.value(depth + 1)?;
                    self.space();
                    self.close(')')?;
                    inside
                } else {
                    word.parse().map_or(Value::String(word), Value::Bool)
                }
            }
            Some(Token::Mark(')' | ']' | '}')) | None => return Ok(Value::Null),
            Some(Token::Mark(_) | Token::Line) => {
                self.at += 1;
                Value::Null
            }
        };
        self.operators(depth)?;
        Ok(value)
    }

    /// Passes the rest of a computed value.
    fn operators(&mut self, depth: usize) -> Result<(), String> {
        loop {
            match self.peek() {
                // The next attribute, on the same line.
                None | Some(Token::Line | Token::Word(_) | Token::Text(_)) => return Ok(()),
                Some(Token::Mark(',' | '}' | ']' | ')')) => return Ok(()),
                Some(Token::Mark('{' | '[')) => drop(self.value(depth + 1)?),
                Some(Token::Mark('(')) => {
                    self.at += 1;
                    self.value(depth + 1)?;
                    self.close(')')?;
                }
                Some(Token::Mark(_)) => {
                    self.at += 1;
                    if matches!(self.peek(), Some(Token::Word(_) | Token::Text(_))) {
                        self.at += 1;
                    }
                }
            }
        }
    }

    fn close(&mut self, bracket: char) -> Result<(), String> {
        self.space();
        // A file that is cut short is read as far as it goes.
        if self.peek().is_none() || self.mark(bracket) {
            return Ok(());
        }
        Err(format!("found another bracket than `{bracket}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_blocks_lists_and_calls_are_read() {
        let value = read(
            "# c\nresource \"census_sync\" \"a\" {\n name = \"A // b\"\n paused = true\n x = jsonencode({ type = \"table\" })\n y = var.a + f(2) o = \"O\"\n l = [\n { from = \"a\", to = \"B\" },\n ]\n text = <<EOT\n } ]\nEOT\n}\n",
        )
        .unwrap();
        let block = &value["resource"][0];
        assert_eq!(block["labels"][0], "census_sync");
        assert_eq!(block["o"], "O");
        assert_eq!((block["name"].as_str(), block["paused"].as_bool()), (Some("A // b"), Some(true)));
        assert_eq!((&block["x"]["type"], &block["l"][0]["to"]), (&Value::from("table"), &Value::from("B")));
        assert!(read("a {{{ ] }").is_err());
        assert!(read(&"a = [".repeat(100)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a=+{}()\\[\\]\"\\\\<#/é \\n,-]{0,40}") {
            let _ = read(&text);
        }
    }
}
