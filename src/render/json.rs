//! The result itself, under the name and version of its schema: `{"schema": "score/1", "data": …}`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::visible::is_hidden;
use super::{Format, Page, Style};

pub(super) const FORMAT: Format = Format { name: "json", graph: false, render };

fn render(page: &Page<'_>, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    (page.data)(out)?;
    out.write_all(b"\n")
}

/// What every JSON output looks like from outside.
#[derive(Serialize)]
struct Envelope<'a, T> {
    schema: &'static str,
    data: &'a T,
}

/// Writes a result in its envelope, indented by two spaces, without the last line break.
pub(super) fn write<T: Serialize>(schema: &'static str, data: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Indented { pretty: PrettyFormatter::new() });
    Envelope { schema, data }.serialize(&mut serializer).map_err(io::Error::from)
}

/// Indents, and escapes what a terminal would obey: JSON itself asks that only of the first 32 characters.
struct Indented {
    pretty: PrettyFormatter<'static>,
}

impl Formatter for Indented {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, character) in fragment.char_indices().filter(|&(_, character)| is_hidden(character)) {
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(data: &impl Serialize) -> String {
        let mut out = Vec::new();
        write("test/1", data, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_envelope_names_the_schema_first() {
        insta::assert_snapshot!(json(&[Some(1), None]), @r#"
        {
          "schema": "test/1",
          "data": [
            1,
            null
          ]
        }
        "#);
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_reads_back_the_same() {
        let text = "a\u{1b}[31m\u{9b}2J\u{202e}\u{e0041}é\"\\";
        let written = json(&text);
        assert!(written.contains(r"a\u001b[31m\u009b2J\u202e\udb40\udc41é"), "{written}");
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["data"], text);
    }
}
