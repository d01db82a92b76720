//! XML as a tree of elements, for metadata files of a few megabytes.
//!
//! Refuses what a schema file never needs and a hostile one does: document types, entities of its own, endless
//! nesting. Every element knows its line, so that an error can point at it.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::engine::read::{InputError, Problem};

/// Deeper than any metadata file nests, and shallow enough to walk by recursion.
const DEPTH: usize = 64;

/// An element, its text and what is inside.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Without its namespace prefix.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// Own text, references resolved, as it stood.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// Line of the opening tag, from 1.
    pub(super) line: u64,
}

impl Element {
    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every child of a name, in order.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The trimmed text of a child, unless that is empty.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether a child says `true` or `T`; `None` where it says nothing.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.value(name).map(|text| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("t"))
    }

    /// The value of an attribute, unless that is empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        (!value.trim().is_empty()).then(|| value.trim())
    }
}

/// Reads a document and returns its root element.
///
/// # Errors
/// When it is no well-formed XML, has a document type, or nests deeper than 64 elements.
pub(super) fn parse(xml: &str, file: &str) -> Result<Element, InputError> {
    let xml = xml.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(xml);
    let mut lines = Lines { text: xml.as_bytes(), at: 0, line: 1 };
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event();
        let line = lines.at(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        let fail = |problem, message: String| InputError::new(problem, message).in_file(file).at_row(line);
        let damaged = |message: &str| fail(Problem::Damaged, message.to_owned());
        let done = match event.map_err(|error| damaged(&format!("broken XML: {error}").to_lowercase()))? {
            Event::Start(tag) if open.len() >= DEPTH => {
                let name = tag.name().into_inner().to_owned();
                return Err(fail(
                    Problem::TooLarge,
                    format!("`{name}` is nested deeper than {DEPTH} elements"),
                )
                .hint("no metadata file nests so deep: retrieve it again"));
            }
            Event::Start(tag) => {
                open.push(element(&tag, line).map_err(|message| damaged(&message))?);
                None
            }
            Event::Empty(tag) => Some(element(&tag, line).map_err(|message| damaged(&message))?),
            Event::End(_) => open.pop(),
            Event::DocType(_) => {
                let error = fail(Problem::Unsafe, "found a document type, expected plain XML".to_owned());
                return Err(error.hint("remove the `<!DOCTYPE …>` line: metadata files have none"));
            }
            Event::Text(text) => {
                append(&mut open, &text.xml10_content());
                None
            }
            Event::CData(text) => {
                append(&mut open, &text.xml10_content());
                None
            }
            Event::GeneralRef(reference) => {
                append(&mut open, &resolve(&reference).ok_or_else(|| damaged("unknown entity in XML"))?);
                None
            }
            Event::Eof => return Err(damaged("the XML ends before its root element does")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
        };
        let Some(done) = done else { continue };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => return Ok(done),
        }
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(tag: &BytesStart<'_>, line: u64) -> Result<Element, String> {
    let name = tag.local_name().into_inner().to_owned();
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("broken attribute of `{name}`: {error}"))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| format!("broken attribute of `{name}`: {error}"))?;
        attributes.push((attribute.key.local_name().into_inner().to_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes, line, ..Element::default() })
}

/// The text of a reference that XML itself defines.
fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned)
}

/// Counts line breaks up to positions that only grow.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, position: usize) -> u64 {
        let position = position.min(self.text.len());
        if let Some(passed) = self.text.get(self.at..position) {
            self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.at = position;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_references_and_prefixes_are_resolved() {
        let root = parse("<?xml version=\"1.0\"?>\n<!-- made -->\n<a:root k='1 &lt; 2'>\n<f>A &amp;&#32;B<![CDATA[ < C]]></f><e/></a:root>", "x.xml").unwrap();
        assert_eq!((root.name.as_str(), root.line), ("root", 3));
        assert_eq!(root.attribute("k"), Some("1 < 2"));
        assert_eq!(root.value("f"), Some("A & B < C"));
        assert_eq!(root.value("e"), None);
    }

    #[test]
    fn a_document_type_is_refused_and_broken_markup_names_its_line() {
        let error = parse("<!DOCTYPE x [<!ENTITY a 'b'>]>\n<x>&a;</x>", "x.xml").unwrap_err();
        assert_eq!(error.problem, Problem::Unsafe);
        let error = parse("<x>\n<y>\n</x>", "x.xml").unwrap_err();
        assert!(error.to_string().starts_with("x.xml: line 3: broken xml"), "{error}");
        assert!(parse("<x>", "x.xml").is_err());
        assert!(parse("", "x.xml").is_err());
        assert_eq!(parse("<x><y a=1/></x>", "x.xml").unwrap_err().problem, Problem::Damaged);
        assert_eq!(parse(&"<x>".repeat(100), "x.xml").unwrap_err().problem, Problem::TooLarge);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[<>/a!&;\"'= \\n\\[\\]-]{0,60}") {
            let _ = parse(&text, "x.xml");
        }
    }
}
