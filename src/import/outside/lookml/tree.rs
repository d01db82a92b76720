//! LookML as a tree of keys and blocks.

/// Deeper than LookML nests.
const DEPTH: usize = 32;

/// `key: value`, `key: name { … }` or `key: { … }`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) key: String,
    /// A word, a text, an expression up to `;;`, or the items of a list.
    pub(super) values: Vec<String>,
    pub(super) inside: Vec<Node>,
    pub(super) line: u32,
}

impl Node {
    pub(super) fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.inside.iter().find(|node| node.key == key)
    }
}

/// Keys whose values end at `;;`.
fn is_expression(key: &str) -> bool {
    key.starts_with("sql") && key != "sql_quote_char" || key == "html" || key.starts_with("expression")
}

/// Reads a file.
///
/// # Errors
/// When a bracket is closed that was not opened, or blocks nest deeper than 32.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, String> {
    let mut reader = Reader { text, at: 0, line: 1 };
    let nodes = reader.nodes(0)?;
    if reader.at < text.len() {
        return Err(format!("closes a bracket that is not open in line {}", reader.line));
    }
    Ok(nodes)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.rest()[..length];
        self.line += u32::try_from(taken.matches('\n').count()).unwrap_or(0);
        self.at += length;
        taken
    }

    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',').len();
            self.take(blank);
            if !self.rest().starts_with('#') {
                return;
            }
            let comment = self.rest().find('\n').unwrap_or(self.rest().len());
            self.take(comment);
        }
    }

    /// Nodes up to the end, or to the bracket that closes them.
    fn nodes(&mut self, depth: usize) -> Result<Vec<Node>, String> {
        if depth > DEPTH {
            return Err(format!("nests deeper than {DEPTH} blocks in line {}", self.line));
        }
        let mut nodes = Vec::new();
        loop {
            self.space();
            if self.rest().is_empty() || self.rest().starts_with(['}', ']']) {
                return Ok(nodes);
            }
            nodes.push(self.node(depth)?);
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, String> {
        let line = self.line;
        let word = self.word();
        let mut node = Node { key: word.clone(), line, ..Node::default() };
        self.space();
        if !self.rest().starts_with(':') {
            // An item of a list.
            node.values.push(word);
            return Ok(node);
        }
        self.take(1);
        if is_expression(&node.key) {
            let rest = self.rest();
            let end = rest.find(";;");
            node.values.push(self.take(end.unwrap_or(rest.len())).trim().to_owned());
            self.take(if end.is_some() { 2 } else { 0 });
            return Ok(node);
        }
        self.space();
        if self.rest().starts_with('[') {
            self.take(1);
            for item in self.nodes(depth + 1)? {
                node.values.push(item.key.clone());
                node.values.extend(item.values.into_iter().filter(|value| *value != item.key));
            }
            self.close(']')?;
        } else if !self.rest().starts_with('{') {
            node.values.push(self.word());
            self.space();
        }
        if self.rest().starts_with('{') {
            self.take(1);
            node.inside = self.nodes(depth + 1)?;
            self.close('}')?;
        }
        Ok(node)
    }

    fn close(&mut self, bracket: char) -> Result<(), String> {
        self.space();
        // A file that is cut short is read as far as it goes.
        if self.rest().is_empty() {
            return Ok(());
        }
        if !self.rest().starts_with(bracket) {
            return Err(format!("found another bracket than `{bracket}` in line {}", self.line));
        }
        self.take(1);
        Ok(())
    }

    /// A text in quotes, or a word; at least one character.
    fn word(&mut self) -> String {
        let rest = self.rest();
        if rest.starts_with('"') {
            let mut end = 1;
            let bytes = rest.as_bytes();
            while end < bytes.len() && bytes[end] != b'"' {
                end += 1 + usize::from(bytes[end] == b'\\' && end + 1 < bytes.len());
            }
            while !rest.is_char_boundary(end.min(rest.len())) {
                end += 1;
            }
            let end = (end + 1).min(rest.len());
            return self.take(end).trim_matches('"').to_owned();
        }
        let stop = |c: char| c.is_whitespace() || matches!(c, ':' | '{' | '}' | '[' | ']' | ',' | '"');
        let length = rest.find(stop).unwrap_or(rest.len());
        let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        self.take(length).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lists_texts_and_expressions_are_told_apart() {
        let text = "# c\nview: a {\n sql_table_name:deal ;;\n dimension: x { sql: ${TABLE}.\"A\" # b\n ;; tags: [\"t\", u] }\n filters: [a.b: \"yes\", c: \"no\"]\n}";
        let nodes = parse(text).unwrap();
        let view = &nodes[0];
        assert_eq!((view.key.as_str(), view.value(), view.line), ("view", "a", 2));
        assert_eq!(view.child("sql_table_name").unwrap().value(), "deal");
        let x = view.child("dimension").unwrap();
        assert_eq!(x.child("sql").unwrap().value(), "${TABLE}.\"A\" # b");
        assert_eq!(x.child("tags").unwrap().values, ["t", "u"]);
        assert_eq!(view.child("filters").unwrap().values, ["a.b", "yes", "c", "no"]);
    }

    #[test]
    fn what_is_cut_short_is_read_and_what_is_crossed_is_not() {
        assert_eq!(parse("view: a { dimension: b { sql: x").unwrap().len(), 1);
        assert!(parse("view: a { ] }").is_err());
        assert!(parse("}").is_err());
        assert!(parse(&"a: {".repeat(100)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a:{}\\[\\]\"\\\\;#é \\n]{0,40}") {
            let _ = parse(&text);
        }
    }
}
