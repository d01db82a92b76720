//! SQL cut into words, marks and literals.

/// A piece of SQL and the line it stands on, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: u32,
}

/// What a piece is. Names are in lower case: no warehouse that matters tells columns apart by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Word(String),
    /// In quotes, back-quotes or brackets: never a keyword.
    Quoted(String),
    Mark(u8),
    /// A string or number.
    Literal,
}

/// Cuts SQL into tokens; comments are none.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut cutter = Cutter { text, at: 0, line: 1, tokens: Vec::new() };
    while cutter.next() {}
    cutter.tokens
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    tokens: Vec<Token>,
}

impl Cutter<'_> {
    fn next(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let Some(&byte) = rest.first() else { return false };
        match byte {
            b'\n' => {
                self.line += 1;
                self.at += 1;
            }
            _ if byte.is_ascii_whitespace() => self.at += 1,
            b'-' if rest.get(1) == Some(&b'-') => {
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            b'/' if rest.get(1) == Some(&b'*') => {
                let length = memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4);
                self.pass(length);
            }
            b'\'' => self.literal(b'\''),
            b'"' => self.quoted(b'"'),
            b'`' => self.quoted(b'`'),
            b'[' if !self.after_operand() && bracketed(rest) => self.quoted(b']'),
            b'0'..=b'9' => {
                let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.');
                let length = length.count();
                self.push(Kind::Literal);
                self.at += length;
            }
            _ if is_word(byte) => {
                let length = rest.iter().take_while(|byte| is_word(**byte) || byte.is_ascii_digit()).count();
                let word = self.text[self.at..self.at + length].to_lowercase();
                self.push(Kind::Word(word));
                self.at += length;
            }
            _ => {
                self.push(Kind::Mark(byte));
                self.at += 1;
            }
        }
        true
    }

    fn push(&mut self, kind: Kind) {
        self.tokens.push(Token { kind, line: self.line });
    }

    fn pass(&mut self, length: usize) {
        let end = (self.at + length).min(self.text.len());
        let passed = &self.text.as_bytes()[self.at..end];
        let lines = memchr::memchr_iter(b'\n', passed).count();
        self.line += u32::try_from(lines).unwrap_or(0);
        self.at = end;
    }

    /// How long a run in quotes is, with both of them; two in a row stand for one.
    fn run(&self, close: u8) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let mut end = 1;
        while let Some(next) = memchr::memchr(close, rest.get(end..).unwrap_or(&[])) {
            end += next + 1;
            if rest.get(end) != Some(&close) {
                return end;
            }
            end += 1;
        }
        rest.len()
    }

    fn literal(&mut self, close: u8) {
        self.push(Kind::Literal);
        self.pass(self.run(close));
    }

    fn quoted(&mut self, close: u8) {
        let length = self.run(close);
        let inside = self.text[self.at + 1..self.at + length].trim_end_matches(close as char).to_lowercase();
        // BigQuery quotes a path as a whole.
        for (place, part) in inside.split('.').enumerate() {
            if place > 0 {
                self.push(Kind::Mark(b'.'));
            }
            self.push(Kind::Quoted(part.to_owned()));
        }
        self.pass(length);
    }

    fn after_operand(&self) -> bool {
        match self.tokens.last().map(|token| &token.kind) {
            Some(Kind::Word(_) | Kind::Quoted(_) | Kind::Literal) => {
                // `select [a]` names a column, `list[a]` an element of one.
                let before = self.text.as_bytes().get(self.at.wrapping_sub(1));
                !before.is_some_and(u8::is_ascii_whitespace)
            }
            Some(Kind::Mark(mark)) => matches!(mark, b')' | b']'),
            None => false,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$' || byte == b'@' || byte >= 0x80
}

/// Whether what follows is a name in brackets.
fn bracketed(rest: &[u8]) -> bool {
    let inside = rest[1..].iter().take(200).take_while(|byte| **byte != b']');
    let inside: Vec<u8> = inside.copied().collect();
    rest.get(inside.len() + 1) == Some(&b']')
        && inside.first().is_some_and(|&first| is_word(first))
        && inside.iter().all(|&byte| is_word(byte) || byte.is_ascii_digit() || byte == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let named = |token: Token| match token.kind {
            Kind::Word(word) | Kind::Quoted(word) => Some(word),
            Kind::Mark(_) | Kind::Literal => None,
        };
        tokens(text).into_iter().filter_map(named).collect()
    }

    #[test]
    fn names_are_found_in_every_kind_of_quote_and_never_in_strings_or_comments() {
        let text = "select [Loss Reason], \"A\".`b.c` -- no\n /* nor\n this */ from 'it''s' x1";
        assert_eq!(words(text), ["select", "loss reason", "a", "b", "c", "from", "x1"]);
        assert_eq!(tokens("a\n/*\n*/ b").last().unwrap().line, 3);
        assert_eq!(words("\"unclosed").len(), 1);
        assert_eq!(words("list[0], list[a]"), ["list", "list", "a"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a-c'\"`\\[\\]/*.é \\n-]{0,40}") {
            let _ = tokens(&text);
        }
    }
}
