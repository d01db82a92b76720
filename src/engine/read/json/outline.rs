//! What a JSON document is, told from its keys.

use struson::reader::{JsonReader, ValueType};

use super::super::{Input, InputError, ReadOptions};
use super::{Broken, Reader};

/// Deep enough for `results[].stages[].metadata.probability` within a page within an array.
const DEPTH: usize = 10;
/// Keys and elements kept; a catalogue of ten thousand fields is known by its first ones.
const BUDGET: usize = 50_000;

/// How the document is put together at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    Object,
    Array,
    /// One object after the other; the outline shows the first.
    Lines,
    /// A lone string, number, boolean or null.
    Scalar,
}

/// The keys of a document and, of every array, those of its first element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonOutline {
    pub kind: JsonKind,
    pub root: Shape,
}

/// The keys of a value, in document order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Object(Vec<(String, Shape)>),
    /// The first element; `None` when the array is empty.
    Array(Option<Box<Shape>>),
    /// The text is kept only where it names a type (`attributes.type`), as a schema and no record's value.
    Text(Option<String>),
    Number,
    Boolean,
    Null,
    /// Too deep or too late in the document to be of interest.
    Skipped,
}

impl Shape {
    /// Follows a path such as `result.records[].attributes.type`; `[]` is an array's first element.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        let mut shape = self;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let key = step.trim_end_matches("[]");
            if !key.is_empty() {
                shape = shape.get(key)?;
            }
            for _ in 0..(step.len() - key.len()) / 2 {
                let Self::Array(first) = shape else { return None };
                shape = first.as_deref()?;
            }
        }
        Some(shape)
    }

    /// The value of a key; the last one where a key stands twice.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().rev().find(|(name, _)| name == key).map(|(_, shape)| shape)
    }

    /// The keys of an object, in document order; none for anything else.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let members: &[(String, Self)] = if let Self::Object(members) = self { members } else { &[] };
        members.iter().map(|(name, _)| name.as_str())
    }

    /// The text of `attributes.type`, the object that a Salesforce record is of.
    #[must_use]
    pub fn attributes_type(&self) -> Option<&str> {
        let Some(Self::Text(Some(name))) = self.at("attributes.type") else { return None };
        Some(name)
    }
}

impl JsonOutline {
    /// Follows a path from the top of the document; see [`Shape::at`].
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Shape> {
        self.root.at(path)
    }

    /// The arrays at the top or below one or two keys: the path to each, and its first element.
    #[must_use]
    pub fn arrays(&self) -> Vec<(Vec<String>, Option<&Shape>)> {
        let mut found = Vec::new();
        collect(&self.root, &mut Vec::new(), &mut found);
        found
    }
}

fn collect<'shape>(
    shape: &'shape Shape,
    path: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, Option<&'shape Shape>)>,
) {
    match shape {
        Shape::Array(first) => found.push((path.clone(), first.as_deref())),
        Shape::Object(members) if path.len() < 2 => {
            for (name, member) in members {
                path.push(name.clone());
                collect(member, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Says what a document is, without keeping it.
///
/// Of an array at the top only the first element is read; of an object everything is, because what names
/// it may stand behind its records.
///
/// # Errors
/// When the document is empty, cut short or no valid JSON as far as it is read.
pub fn outline(input: &Input, options: &ReadOptions) -> Result<JsonOutline, InputError> {
    let mut reader = super::start(input, options)?;
    read(&mut reader, &input.name).map_err(|broken| broken.into_error(&input.name))
}

fn read(reader: &mut Reader, file: &str) -> Result<JsonOutline, Broken> {
    let top = super::elements::first(reader, file)?;
    let mut budget = BUDGET;
    if top == ValueType::Array {
        reader.begin_array()?;
        let first =
            if reader.has_next()? { Some(Box::new(shape(reader, DEPTH, &mut budget)?)) } else { None };
        return Ok(JsonOutline { kind: JsonKind::Array, root: Shape::Array(first) });
    }
    let root = shape(reader, DEPTH, &mut budget)?;
    let kind = match top {
        _ if reader.has_next()? => JsonKind::Lines,
        ValueType::Object => JsonKind::Object,
        _ => JsonKind::Scalar,
    };
    Ok(JsonOutline { kind, root })
}

fn shape(reader: &mut Reader, depth: usize, budget: &mut usize) -> Result<Shape, Broken> {
    if depth == 0 || *budget == 0 {
        reader.skip_value()?;
        return Ok(Shape::Skipped);
    }
    *budget -= 1;
    let shape = match reader.peek()? {
        ValueType::Object => {
            let mut members = Vec::new();
            reader.begin_object()?;
            while reader.has_next()? {
                let name = reader.next_name_owned()?;
                let member = if name == "attributes" && reader.peek()? == ValueType::Object {
                    attributes(reader, budget)?
                } else {
                    shape(reader, depth - 1, budget)?
                };
                if *budget > 0 {
                    members.push((name, member));
                }
            }
            reader.end_object()?;
            Shape::Object(members)
        }
        ValueType::Array => {
            reader.begin_array()?;
            let mut first = None;
            while reader.has_next()? {
                if first.is_some() {
                    reader.skip_value()?;
                } else {
                    first = Some(Box::new(shape(reader, depth - 1, budget)?));
                }
            }
            reader.end_array()?;
            Shape::Array(first)
        }
        ValueType::String => {
            reader.skip_value()?;
            Shape::Text(None)
        }
        other => {
            reader.skip_value()?;
            match other {
                ValueType::Number => Shape::Number,
                ValueType::Boolean => Shape::Boolean,
                _ => Shape::Null,
            }
        }
    };
    Ok(shape)
}

/// The `attributes` of a Salesforce record, with the text of `type`.
fn attributes(reader: &mut Reader, budget: &mut usize) -> Result<Shape, Broken> {
    let mut members = Vec::new();
    reader.begin_object()?;
    while reader.has_next()? {
        let name = reader.next_name_owned()?;
        let member = if name == "type" && reader.peek()? == ValueType::String {
            Shape::Text(Some(reader.next_string()?))
        } else {
            shape(reader, 2, budget)?
        };
        members.push((name, member));
    }
    reader.end_object()?;
    Ok(Shape::Object(members))
}

#[cfg(test)]
mod tests {
    use super::super::super::transcode::testing::{file, fixture};
    use super::*;

    fn of(path: &str) -> JsonOutline {
        outline(&fixture(path), &ReadOptions::default()).unwrap()
    }

    fn text(text: &str) -> JsonOutline {
        let (_file, input) = file(text.as_bytes());
        outline(&input, &ReadOptions::default()).unwrap()
    }

    #[test]
    fn the_documents_of_the_systems_are_told_apart_by_their_keys() {
        let query = of("salesforce/sf-query-result.json");
        assert_eq!(query.at("result.records[]").unwrap().attributes_type(), Some("Opportunity"));
        assert!(query.arrays().iter().any(|(path, _)| path == &["result", "records"]));
        let describe = of("salesforce/describe-wrapped.json");
        assert!(describe.at("result.keyPrefix").is_some() && describe.at("result.fields[].name").is_some());
        let pages = of("netsuite/suiteql-array-of-pages.json");
        assert_eq!(pages.kind, JsonKind::Array);
        assert!(pages.at("[].items[].tranid").is_some() && pages.at("[].hasMore").is_some());
        assert!(of("hubspot/records-api.json").at("results[].properties.dealname").is_some());
        assert!(of("hubspot/properties-api.json").at("results[].fieldType").is_some());
        assert!(of("lantern/hubspot/pipelines.json").at("results[].stages[].metadata.probability").is_some());
    }

    #[test]
    fn lines_arrays_and_scalars_are_told_apart() {
        assert_eq!(text("{\"a\":1}\n{\"a\":2}").kind, JsonKind::Lines);
        assert_eq!(text("{\"a\":1}").kind, JsonKind::Object);
        assert_eq!(text("[]").root, Shape::Array(None));
        assert_eq!(text("3").kind, JsonKind::Scalar);
    }

    #[test]
    fn no_value_of_a_record_is_kept() {
        let shape = text(r#"{"name": "secret", "type": "secret"}"#);
        assert!(!format!("{shape:?}").contains("secret"));
    }
}
