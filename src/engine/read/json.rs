//! JSON documents of any size as an outline, as a table, or, for small ones, whole.
//!
//! ```text
//! outline: what is it?  →  the caller's plan: where are the records?  →  open: their rows
//! ```
//!
//! A record's keys are its columns; nested objects are flattened (`Owner.Name`), arrays stay JSON. Numbers
//! are handed over as written, because an id of 18 digits does not survive being a float.

mod elements;
mod flatten;
mod outline;
mod rows;

use std::io::Read;

use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ReaderSettings, SyntaxErrorKind};

pub use self::outline::{JsonKind, JsonOutline, Shape, outline};
pub use self::rows::{JsonPlan, open};
use super::transcode::{Transcoder, read_error};
use super::{Input, InputError, Problem, ReadOptions};

const DEPTH_CAP: u32 = 128;

type Reader = JsonStreamReader<Transcoder>;

/// Starts reading a document, or several of them one after the other (JSON lines).
fn start(input: &Input, options: &ReadOptions) -> Result<Reader, InputError> {
    let settings = ReaderSettings {
        allow_multiple_top_level: true,
        track_path: false,
        max_nesting_depth: Some(DEPTH_CAP),
        restrict_number_values: false,
        ..ReaderSettings::default()
    };
    Ok(JsonStreamReader::new_custom(Transcoder::open(input, options.encoding, |_| None)?, settings))
}

/// Says where and how a document is broken, without quoting it.
fn json_error(error: &ReaderError, file: &str) -> InputError {
    let (location, what) = match error {
        ReaderError::IoError { error, .. } => return read_error(error, file),
        ReaderError::SyntaxError(error) if error.kind == SyntaxErrorKind::IncompleteDocument => {
            (&error.location, "the document ends before it is complete")
        }
        ReaderError::SyntaxError(error) => (&error.location, "the document is not valid JSON"),
        ReaderError::MaxNestingDepthExceeded { location, .. } => {
            (location, "the document is nested more than 128 deep")
        }
        ReaderError::UnexpectedValueType { location, .. }
        | ReaderError::UnexpectedStructure { location, .. }
        | ReaderError::UnsupportedNumberValue { location, .. } => {
            (location, "the document is not as it began")
        }
        _ => return damaged("the document cannot be read").in_file(file),
    };
    let Some(position) = location.line_pos else { return damaged(what).in_file(file) };
    damaged(&format!("{what} (column {})", position.column + 1)).in_file(file).at_row(position.line + 1)
}

fn damaged(message: &str) -> InputError {
    InputError::new(Problem::Damaged, message).hint("download or export it again")
}

/// Reads a schema file whole.
///
/// # Errors
/// When it is larger than `cap` bytes, nested too deeply, or no valid JSON.
pub fn small(input: &Input, options: &ReadOptions, cap: u64) -> Result<serde_json::Value, InputError> {
    let text = Transcoder::open(input, options.encoding, |_| None)?;
    let mut bytes = Vec::new();
    text.take(cap + 1).read_to_end(&mut bytes).map_err(|error| read_error(&error, &input.name))?;
    if bytes.len() as u64 > cap {
        let message = format!("the document is larger than {} MB", cap / (1024 * 1024));
        return Err(InputError::new(Problem::TooLarge, message).in_file(&input.name));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(InputError::new(Problem::Empty, "there is nothing in the file").in_file(&input.name));
    }
    // serde_json stops at a depth of 128 by itself.
    serde_json::from_slice(&bytes).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "the document ends before it is complete",
            _ => "the document is not valid JSON",
        };
        damaged(&format!("{what} (column {})", error.column()))
            .in_file(&input.name)
            .at_row(error.line() as u64)
    })
}

impl From<ReaderError> for Broken {
    fn from(error: ReaderError) -> Self {
        Self::Json(error)
    }
}

/// What stops a walk through a document.
enum Broken {
    Json(ReaderError),
    Input(InputError),
}

impl Broken {
    fn into_error(self, file: &str) -> InputError {
        match self {
            Self::Json(error) => json_error(&error, file),
            Self::Input(error) => error.in_file(file),
        }
    }
}

/// Writes the next value as compact JSON.
fn compact(reader: &mut Reader, text: &mut String) -> Result<(), ReaderError> {
    use struson::reader::ValueType;
    match reader.peek()? {
        ValueType::Null => {
            reader.next_null()?;
            text.push_str("null");
        }
        ValueType::Boolean => text.push_str(if reader.next_bool()? { "true" } else { "false" }),
        ValueType::Number => text.push_str(reader.next_number_as_str()?),
        ValueType::String => push_quoted(reader.next_str()?, text),
        ValueType::Array => {
            reader.begin_array()?;
            text.push('[');
            let mut separator = "";
            while reader.has_next()? {
                text.push_str(separator);
                separator = ",";
                compact(reader, text)?;
            }
            reader.end_array()?;
            text.push(']');
        }
        ValueType::Object => {
            reader.begin_object()?;
            text.push('{');
            let mut separator = "";
            while reader.has_next()? {
                text.push_str(separator);
                separator = ",";
                push_quoted(reader.next_name()?, text);
                text.push(':');
                compact(reader, text)?;
            }
            reader.end_object()?;
            text.push('}');
        }
    }
    Ok(())
}

fn push_quoted(value: &str, text: &mut String) {
    text.push_str(&serde_json::Value::from(value).to_string());
}

#[cfg(test)]
mod tests {
    use super::super::transcode::testing::{file, fixture};
    use super::*;

    #[test]
    fn small_documents_are_read_whole_in_their_order() {
        let value =
            small(&fixture("salesforce/describe-wrapped.json"), &ReadOptions::default(), 1 << 20).unwrap();
        assert_eq!(value["result"]["keyPrefix"], "001");
    }

    #[test]
    fn small_documents_that_are_large_cut_deep_or_empty_are_refused() {
        let problem = |bytes: &[u8]| {
            let (_file, input) = file(bytes);
            small(&input, &ReadOptions::default(), 1000).unwrap_err().problem
        };
        assert_eq!(problem(&b"1".repeat(1001)), Problem::TooLarge);
        assert_eq!(problem(b"{\"a\": [1, 2"), Problem::Damaged);
        assert_eq!(problem("[".repeat(900).as_bytes()), Problem::Damaged);
        assert_eq!(problem(b" \n"), Problem::Empty);
    }
}
