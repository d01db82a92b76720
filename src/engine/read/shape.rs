//! What a file is, by its first bytes. Names lie: a NetSuite `.xls` is XML, an old Salesforce one HTML.

use serde::de::IgnoredAny;

use super::inflate::read_up_to;
use super::{Input, InputError, Problem, archive, guess};

/// Enough to see past a byte-order mark, a licence comment or an XML prolog.
const HEAD: u64 = 64 << 10;

/// The kinds of file that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// CSV and its relatives; also what is text and nothing else.
    Delimited,
    /// XLSX.
    Workbook,
    /// A zip that is no workbook and was not opened: Tableau, an office document.
    Zip,
    /// The binary container of XLS.
    Ole,
    SpreadsheetMl,
    Html,
    Xml,
    Json,
    JsonLines,
    Parquet,
    Binary,
    Empty,
}

/// Tells what a file is.
///
/// # Errors
/// When it cannot be read. A file that is damaged further on is told from what is there.
pub fn shape(input: &Input) -> Result<Shape, InputError> {
    let (head, failed) = read_up_to(&mut input.open()?, HEAD);
    if let Some(error) = failed.map(|error| InputError::io(&error, &input.name))
        && (error.problem != Problem::Damaged || head.is_empty())
    {
        return Err(error);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let workbook = archive::names(input)?.iter().any(|name| name == "xl/workbook.xml");
        return Ok(if workbook { Shape::Workbook } else { Shape::Zip });
    }
    let whole = (head.len() as u64) < HEAD;
    Ok(by_magic(&head).unwrap_or_else(|| by_text(&guess::peek(&head), whole)))
}

fn by_magic(head: &[u8]) -> Option<Shape> {
    const BINARY: [&[u8]; 9] = [
        b"%PDF-",
        b"\x89PNG",
        b"GIF8",
        b"\xff\xd8\xff",
        b"\x1f\x8b",
        b"SQLite format 3\0",
        b"\x7fELF",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
    ];
    if head.is_empty() {
        Some(Shape::Empty)
    } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Some(Shape::Ole)
    } else if head.starts_with(b"PAR1") {
        Some(Shape::Parquet)
    } else if BINARY.iter().any(|magic| head.starts_with(magic)) {
        Some(Shape::Binary)
    } else {
        None
    }
}

fn by_text(text: &str, whole: bool) -> Shape {
    // Old systems fill the last block of a file with NULs.
    let filled = text.trim_end_matches('\0');
    if filled.is_empty() && !text.is_empty() {
        return Shape::Binary;
    }
    let text = filled;
    // A few stray control characters stand in many exports; a tenth of the text in none.
    let strange =
        text.chars().filter(|c| c.is_control() && !"\t\n\r\u{b}\u{c}\u{1a}\u{1b}".contains(*c)).count();
    if strange > 8 && strange * 10 > text.chars().count() {
        return Shape::Binary;
    }
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.as_bytes().first() {
        None if whole => Shape::Empty,
        Some(b'<') => by_markup(text),
        Some(b'{' | b'[') => by_json(text),
        _ => Shape::Delimited,
    }
}

fn by_markup(text: &str) -> Shape {
    const HTML: [&str; 14] = [
        "html", "table", "meta", "head", "body", "style", "div", "font", "title", "p", "span", "center",
        "script", "br",
    ];
    let Some(root) = root(text) else {
        // A document type with entities of its own stands before the root; no table begins like that.
        return if text.starts_with("<?xml") || text.starts_with("<!") {
            Shape::Xml
        } else {
            Shape::Delimited
        };
    };
    let local = root.rsplit(':').next().unwrap_or(root);
    if HTML.contains(&root.to_ascii_lowercase().as_str())
        || text.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"))
    {
        Shape::Html
    } else if local == "Workbook" && text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        Shape::SpreadsheetMl
    } else if text.starts_with("<?xml")
        || text.contains("</")
        || text.contains("/>")
        || text.contains("xmlns")
    {
        Shape::Xml
    } else {
        Shape::Delimited
    }
}

/// The name of the first element, past prolog, comments and document type.
fn root(mut text: &str) -> Option<&str> {
    loop {
        let end = match text {
            _ if text.starts_with("<?") => "?>",
            _ if text.starts_with("<!--") => "-->",
            _ if text.starts_with("<!") => ">",
            _ => break,
        };
        let Some(at) = text.find(end) else { return Some("") };
        text = text[at + end.len()..].trim_start();
    }
    let name = text.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
    let name = &name[..end];
    let valid = name.chars().all(|c| c.is_alphanumeric() || ":_-.".contains(c));
    (valid && name.starts_with(|c: char| c.is_alphabetic() || c == '_')).then_some(name)
}

/// JSON, unless the brackets belong to the first cell of a table, as in `[Account],Id`.
fn by_json(text: &str) -> Shape {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let (value, rest) = text.split_at(values.byte_offset());
            let next = rest.trim_start();
            if !next.is_empty() && !rest.starts_with(['\n', '\r', ' ', '{', '[']) {
                Shape::Delimited
            } else if next.starts_with('{') && value.starts_with('{') && !value.contains('\n') {
                Shape::JsonLines
            // Followed by other text, an object with keys is still no header: the JSON reader says where it ends.
            } else if next.is_empty() || next.starts_with(['{', '[']) || value.contains("\":") {
                Shape::Json
            } else {
                Shape::Delimited
            }
        }
        Some(Err(error)) if error.is_eof() => Shape::Json,
        // Broken, or too deep: the JSON reader says where, if it begins as JSON does.
        _ => match text[1..].trim_start().as_bytes().first() {
            Some(b'"' | b'}') if text.starts_with('{') => Shape::Json,
            Some(b'{' | b'[') if text.starts_with('[') => Shape::Json,
            _ => Shape::Delimited,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn told(bytes: &[u8]) -> Shape {
        shape(&Input::bytes("x", bytes, &Arc::default()).unwrap()).unwrap()
    }

    #[test]
    fn content_decides() {
        for (bytes, expected) in [
            (&b""[..], Shape::Empty),
            (b"\xef\xbb\xbf\n\n", Shape::Empty),
            (b"Id,Name\n1,x\n", Shape::Delimited),
            (b"<html><body>", Shape::Html),
            (b"\n <TABLE border=0><tr>", Shape::Html),
            (b"<!-- x --><workflow scriptid=\"a\"/>", Shape::Xml),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Shape::SpreadsheetMl,
            ),
            (b"<none>,a\n1,2\n", Shape::Delimited),
            (b"{\"a\": [1", Shape::Json),
            (b"{\"a\":1}\n{\"a\":2}\n", Shape::JsonLines),
            (b"[Account],Id\n", Shape::Delimited),
            (b"{\"a\":1},b\n", Shape::Delimited),
            (b"PAR1\0\0", Shape::Parquet),
            (b"%PDF-1.4", Shape::Binary),
            (b"a,b\n1,2\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", Shape::Delimited),
            (b"\0\0\0\0", Shape::Binary),
            (b"\xd0\xcf\x11\xe0", Shape::Ole),
        ] {
            assert_eq!(told(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
