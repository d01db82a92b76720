//! Bytes of any encoding as UTF-8, for the formats that say themselves how they are encoded.
//!
//! XML, HTML and JSON announce their encoding in the first lines; a byte order mark goes before that, and
//! UTF-16 is recognised without one because markup begins with ASCII. Nothing is replaced in silence:
//! bytes that the encoding does not allow are an error.

use std::error::Error;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Input, InputError, Problem};

/// Enough to hold an XML declaration or the `<meta charset>` of an HTML head.
const SNIFFED: usize = 4096;

/// The bytes are not what the encoding allows.
#[derive(Debug, thiserror::Error)]
#[error("the text is not valid {0}")]
struct Malformed(&'static str);

/// Puts what a reader said into an error of this tool.
pub(in crate::engine) fn read_error(error: &io::Error, file: &str) -> InputError {
    let inner = error.get_ref();
    if inner.is_some_and(<dyn Error + Send + Sync>::is::<Malformed>) {
        return InputError::new(Problem::Damaged, error.to_string())
            .in_file(file)
            .hint("name the encoding it was saved in, such as `--encoding windows-1252`");
    }
    InputError::io(error, file)
}

/// A stream of UTF-8, whatever the file was saved in.
pub(super) struct Transcoder {
    inner: Box<dyn Read + Send>,
    decoder: Decoder,
    source: Vec<u8>,
    start: usize,
    inner_ended: bool,
    finished: bool,
    decoded: Vec<u8>,
    position: usize,
    length: usize,
}

impl Transcoder {
    /// Opens an input; `declared` looks for an encoding in its first bytes.
    ///
    /// # Errors
    /// When the input cannot be opened or its first bytes not be read.
    pub(super) fn open(
        input: &Input,
        forced: Option<&'static Encoding>,
        declared: impl Fn(&[u8]) -> Option<&'static Encoding>,
    ) -> Result<Self, InputError> {
        let mut inner = input.open()?;
        let mut source = Vec::new();
        inner
            .by_ref()
            .take(SNIFFED as u64)
            .read_to_end(&mut source)
            .map_err(|error| read_error(&error, &input.name))?;
        let encoding = forced
            .or_else(|| sixteen_bit(&source))
            .or_else(|| declared(&source).map(Encoding::output_encoding))
            .unwrap_or(UTF_8);
        Ok(Self {
            inner,
            decoder: encoding.new_decoder(),
            source,
            start: 0,
            inner_ended: false,
            finished: false,
            decoded: vec![0; 64 * 1024],
            position: 0,
            length: 0,
        })
    }

    /// The encoding in use; a byte order mark counts once reading has begun.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.decoder.encoding()
    }

    fn refill(&mut self) -> io::Result<()> {
        while !self.finished {
            if self.start == self.source.len() && !self.inner_ended {
                self.source.resize(64 * 1024, 0);
                let read = self.inner.read(&mut self.source)?;
                self.source.truncate(read);
                self.start = 0;
                self.inner_ended = read == 0;
            }
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.source[self.start..],
                &mut self.decoded,
                self.inner_ended,
            );
            self.start += read;
            self.position = 0;
            self.length = written;
            match result {
                DecoderResult::InputEmpty => self.finished = self.inner_ended,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let name = self.decoder.encoding().name();
                    return Err(io::Error::new(io::ErrorKind::InvalidData, Malformed(name)));
                }
            }
            if written > 0 {
                return Ok(());
            }
        }
        self.length = 0;
        self.position = 0;
        Ok(())
    }
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position == self.length {
            self.refill()?;
        }
        let count = buffer.len().min(self.length - self.position);
        buffer[..count].copy_from_slice(&self.decoded[self.position..self.position + count]);
        self.position += count;
        Ok(count)
    }
}

/// UTF-16 without a mark: markup starts with ASCII, so every other byte is zero.
fn sixteen_bit(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(UTF_16BE),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The value of `encoding="…"` or `charset=…` after a keyword, as an encoding.
pub(super) fn labelled(bytes: &[u8], keyword: &[u8]) -> Option<&'static Encoding> {
    let lower = bytes.to_ascii_lowercase();
    let rest = &lower[memchr::memmem::find(&lower, keyword)? + keyword.len()..];
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
    Encoding::for_label(&rest[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
pub(in crate::engine) mod testing {
    //! Small documents as inputs.

    use std::io::Write;
    use std::sync::Arc;

    use super::super::{Input, Meter, Row, SetAside, Table};

    /// An input with the given bytes, deleted when the handle goes.
    pub(in crate::engine) fn file(bytes: &[u8]) -> (tempfile::NamedTempFile, Input) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let input = Input::file(file.path(), &Arc::new(Meter::default())).unwrap();
        (file, input)
    }

    /// A fixture of this package.
    pub(in crate::engine) fn fixture(path: &str) -> Input {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
        Input::file(&path, &Arc::new(Meter::default())).unwrap()
    }

    /// Every row of a table, cells joined by `|`, and what was set aside.
    pub(in crate::engine) fn drain(table: &mut Table) -> (Vec<String>, Vec<SetAside>) {
        let mut rows = Vec::new();
        let mut row = Row::new();
        while table.rows.next(&mut row).unwrap() {
            assert_eq!(row.len(), table.header.len());
            rows.push(row.cells().collect::<Vec<_>>().join("|"));
        }
        (rows, table.rows.take_aside())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], forced: Option<&'static Encoding>) -> io::Result<String> {
        let (_file, input) = testing::file(bytes);
        let mut text = String::new();
        Transcoder::open(&input, forced, |bytes| labelled(bytes, b"encoding"))
            .unwrap()
            .read_to_string(&mut text)
            .map(|_| text)
    }

    #[test]
    fn marks_zero_bytes_and_labels_all_settle_the_encoding() {
        assert_eq!(text(b"\xEF\xBB\xBFa\xC3\xA4", None).unwrap(), "aä");
        assert_eq!(text(b"\xFF\xFEa\0\xE4\0", None).unwrap(), "aä");
        assert_eq!(text(b"<\0?\0\xE4\0", None).unwrap(), "<?ä");
        assert_eq!(text(b"encoding='latin1' \xE4", None).unwrap(), "encoding='latin1' ä");
        assert_eq!(text(b"\xE4", Some(encoding_rs::WINDOWS_1252)).unwrap(), "ä");
    }

    #[test]
    fn bytes_that_the_encoding_does_not_allow_are_an_error() {
        assert!(text(b"a\xE4b", None).is_err());
        assert!(text(b"\xFF\xFEa\0\xE4", None).is_err());
    }

    #[test]
    fn long_text_arrives_whole() {
        let long = "ä€x".repeat(100_000);
        assert_eq!(text(long.as_bytes(), None).unwrap(), long);
    }
}
