//! Bytes of unknown encoding as UTF-8.
//!
//! ```text
//! byte-order mark → NULs in every other byte → strict UTF-8 → what the invalid bytes look like
//! ```
//!
//! A file is UTF-8 until a byte proves otherwise, however late: what was handed out by then was right. From
//! there on a Western file may mix UTF-8 and windows-1252, as files edited by two programs do. No byte is ever
//! replaced by U+FFFD.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::guess::{Extent, Mark, guess, looks_utf16, looks_utf32, mark};
use super::wording::counted;
use super::{InputError, Problem};

/// Bytes looked at when the encoding has to be guessed.
const LOOK: usize = 64 << 10;
/// No encoding has longer sequences.
const LONGEST_SEQUENCE: usize = 8;

/// A stream of text.
pub(super) struct Text {
    inner: Box<dyn Read + Send>,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    /// Memory that was used before.
    spare: Vec<u8>,
    /// Bytes decoded so far, which is the offset of `raw`.
    offset: u64,
    ended: bool,
    /// What ended it, if not its end.
    failed: Option<io::Error>,
    how: How,
    beyond_ascii: bool,
    /// The last bytes given to a decoder that keeps a state.
    before: Vec<u8>,
    finished: bool,
    explicit: Option<&'static Encoding>,
    notes: Vec<String>,
    odd: u64,
}

enum How {
    Unknown,
    Utf8,
    /// Valid UTF-8 as such, any other byte as windows-1252.
    Mixed,
    Utf16 {
        big: bool,
    },
    Other(Box<Decoder>),
}

impl Text {
    /// Text of a stream.
    pub(super) fn new(inner: Box<dyn Read + Send>, explicit: Option<&'static Encoding>) -> Self {
        let (raw, notes) = (Vec::new(), Vec::new());
        let how = How::Unknown;
        Self {
            inner,
            raw,
            spare: Vec::new(),
            offset: 0,
            ended: false,
            failed: None,
            how,
            beyond_ascii: false,
            before: Vec::new(),
            finished: false,
            explicit,
            notes,
            odd: 0,
        }
    }

    /// Appends some text, that of about `step` bytes; nothing is appended only at the end.
    ///
    /// An error comes after all the text before it, and only once.
    pub(super) fn read_into(&mut self, text: &mut String, step: usize) -> io::Result<usize> {
        let before = text.len();
        let step = step.max(1);
        let mut wanted = step;
        loop {
            if matches!(self.how, How::Unknown) {
                self.fill(LOOK);
                self.begin()?;
            }
            self.read_directly(text, step);
            if text.len() > before {
                return Ok(text.len() - before);
            }
            self.fill(wanted);
            self.decode(text);
            if text.len() > before {
                return Ok(text.len() - before);
            }
            if self.ended && self.raw.is_empty() {
                return self.failed.take().map_or(Ok(0), Err);
            }
            // A character may be longer than the step.
            wanted = self.raw.len() + step;
        }
    }

    /// Name of the encoding, as far as it is known by now.
    pub(super) fn name(&self) -> &'static str {
        match &self.how {
            How::Unknown | How::Utf8 => UTF_8.name(),
            How::Mixed => WINDOWS_1252.name(),
            How::Utf16 { big: true } => UTF_16BE.name(),
            How::Utf16 { big: false } => UTF_16LE.name(),
            How::Other(decoder) => decoder.encoding().name(),
        }
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        if self.odd > 0 {
            notes.push(format!(
                "{} not valid in {}, shown one by one",
                counted(self.odd, "byte"),
                self.name()
            ));
        }
        notes
    }

    /// Takes memory that was used for text, to use it again without clearing it first.
    pub(super) fn use_again(&mut self, text: String) {
        if text.len() > self.spare.len() {
            self.spare = text.into_bytes();
        }
    }

    /// Reads what is UTF-8 to where it belongs: nearly every export is, and a copy of each would take its time.
    fn read_directly(&mut self, text: &mut String, step: usize) {
        if self.ended || !matches!(self.how, How::Utf8) || self.raw.len() >= LONGEST_SEQUENCE {
            return;
        }
        let before = text.len();
        let mut bytes = if before < step {
            // What stands before is little: it is copied to where the rest is read.
            let mut bytes = std::mem::take(&mut self.spare);
            bytes.resize(bytes.len().max(before), 0);
            bytes[..before].copy_from_slice(text.as_bytes());
            bytes
        } else {
            std::mem::take(text).into_bytes()
        };
        let mut end = before + self.raw.len();
        bytes.resize(bytes.len().max(end + step), 0);
        bytes[before..end].copy_from_slice(&self.raw);
        self.raw.clear();
        let wanted = end + step;
        while end < wanted {
            match self.inner.read(&mut bytes[end..wanted]) {
                Ok(0) => self.ended = true,
                Ok(count) => end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    self.ended = true;
                }
            }
            if self.ended {
                break;
            }
        }
        bytes.truncate(end);
        let read = String::from_utf8(bytes).unwrap_or_else(|error| {
            let valid = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            self.raw = bytes.split_off(valid);
            String::from_utf8(bytes).unwrap_or_default()
        });
        self.use_again(std::mem::replace(text, read));
        let added = &text.as_bytes()[before..];
        self.offset += added.len() as u64;
        self.beyond_ascii |= !self.beyond_ascii && !added.is_ascii();
    }

    /// Reads until so many bytes wait, or the end.
    fn fill(&mut self, wanted: usize) {
        while !self.ended && self.raw.len() < wanted {
            let missing = (wanted - self.raw.len()) as u64;
            match (&mut self.inner).take(missing).read_to_end(&mut self.raw) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => {
                    self.failed = Some(error);
                    self.ended = true;
                }
            }
        }
    }

    /// Settles how to begin: by mark, by what the user said, by the NULs of UTF-16.
    fn begin(&mut self) -> io::Result<()> {
        let mark = mark(&self.raw);
        if matches!(mark, Some((Mark::Utf32, _))) || (self.explicit.is_none() && looks_utf32(&self.raw)) {
            return Err(InputError::new(Problem::Unusable, "is UTF-32 text, which is not supported")
                .hint("save it as UTF-8")
                .into());
        }
        let marked = match mark {
            Some((Mark::Utf8, _)) => Some(UTF_8),
            Some((Mark::Utf16 { big }, _)) => Some(if big { UTF_16BE } else { UTF_16LE }),
            _ => None,
        };
        if let (Some(marked), Some(explicit)) = (marked, self.explicit)
            && marked != explicit
        {
            self.notes.push(format!(
                "the byte-order mark says {}, but it is read as {} as asked",
                marked.name(),
                explicit.name()
            ));
        }
        if let Some((_, length)) = mark {
            self.consume(length);
        }
        let chosen = self.explicit.or(marked).or_else(|| looks_utf16(&self.raw));
        self.how = match chosen {
            None => How::Utf8,
            Some(encoding) if encoding == UTF_8 => How::Utf8,
            Some(encoding) if encoding == UTF_16LE => How::Utf16 { big: false },
            Some(encoding) if encoding == UTF_16BE => How::Utf16 { big: true },
            Some(encoding) => How::Other(Box::new(encoding.new_decoder_without_bom_handling())),
        };
        if self.explicit.is_none() && marked.is_none() && chosen.is_some() {
            self.notes.push(format!("read as {}: every other byte is NUL", self.name()));
        }
        Ok(())
    }

    fn decode(&mut self, text: &mut String) {
        match &mut self.how {
            How::Unknown => {}
            How::Utf8 => self.decode_utf8(text),
            How::Mixed => self.decode_mixed(text),
            &mut How::Utf16 { big } => self.decode_utf16(big, text),
            How::Other(decoder) => {
                // A decoder must not be used again once it was told of the end.
                if !self.finished {
                    self.odd += decode_other(decoder, &self.before, &self.raw, self.ended, text);
                    self.finished = self.ended;
                }
                let kept = self.raw.len().saturating_sub(LONGEST_SEQUENCE);
                self.before.extend_from_slice(self.raw.get(kept..).unwrap_or_default());
                let surplus = self.before.len().saturating_sub(LONGEST_SEQUENCE);
                self.before.drain(..surplus);
                self.consume(self.raw.len());
            }
        }
    }

    fn decode_utf8(&mut self, text: &mut String) {
        let (valid, broken) = match std::str::from_utf8(&self.raw) {
            Ok(valid) => (valid, false),
            Err(error) => {
                let valid = self.raw.get(..error.valid_up_to()).unwrap_or_default();
                let broken = error.error_len().is_some() || self.ended;
                (std::str::from_utf8(valid).unwrap_or_default(), broken)
            }
        };
        self.beyond_ascii |= !self.beyond_ascii && !valid.is_ascii();
        text.push_str(valid);
        let length = valid.len();
        self.consume(length);
        if broken {
            self.switch();
            self.decode(text);
        }
    }

    /// At the first byte that is not UTF-8, decides what the file is instead.
    fn switch(&mut self) {
        // Always as much from here on, so that the step never changes the guess.
        self.fill(LOOK);
        let at = self.offset;
        let look = self.raw.get(..LOOK.min(self.raw.len())).unwrap_or_default();
        let extent = if self.raw.len() < LOOK { Extent::ToItsEnd } else { Extent::Beginning };
        let guess = if self.beyond_ascii || self.explicit.is_some() { None } else { guess(look, extent) };
        self.how = match guess {
            None => How::Mixed,
            Some(encoding) => How::Other(Box::new(encoding.new_decoder_without_bom_handling())),
        };
        let name = self.name();
        self.notes.push(match self.how {
            How::Mixed => format!("byte {at} is not UTF-8: read as {name} wherever UTF-8 fails"),
            _ => format!("byte {at} is not UTF-8: read as {name}, by its look"),
        });
    }

    fn decode_mixed(&mut self, text: &mut String) {
        let mut at = 0;
        while let Some(rest) = self.raw.get(at..).filter(|rest| !rest.is_empty()) {
            match std::str::from_utf8(rest) {
                Ok(valid) => {
                    text.push_str(valid);
                    at += valid.len();
                }
                Err(error) => {
                    let valid = error.valid_up_to();
                    text.push_str(std::str::from_utf8(&rest[..valid]).unwrap_or_default());
                    at += valid;
                    // `None`: a sequence that may go on behind what was read.
                    let Some(length) = error.error_len().or(self.ended.then_some(1)) else { break };
                    for &byte in &rest[valid..(valid + length).min(rest.len())] {
                        push_western(byte, text);
                    }
                    at += length;
                }
            }
        }
        self.consume(at.min(self.raw.len()));
    }

    fn decode_utf16(&mut self, big: bool, text: &mut String) {
        let whole = self.raw.len() / 2 * 2;
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let mut used = whole;
        // A pair of surrogates may be cut by the end of what was read.
        if !self.ended && whole >= 2 && (0xd800..0xdc00).contains(&unit(&self.raw[whole - 2..whole])) {
            used -= 2;
        }
        for decoded in char::decode_utf16(self.raw[..used].chunks_exact(2).map(unit)) {
            match decoded {
                Ok(character) => text.push(character),
                Err(lone) => {
                    self.odd += 2;
                    text.push_str(&format!("\\u{{{:x}}}", lone.unpaired_surrogate()));
                }
            }
        }
        if self.ended && used < self.raw.len() {
            push_western(self.raw[used], text);
            self.odd += 1;
            used += 1;
        }
        self.consume(used);
    }

    fn consume(&mut self, count: usize) {
        self.raw.drain(..count);
        self.offset += count as u64;
    }
}

/// Decodes all of `raw`; gives how many bytes were invalid.
///
/// `before` are the bytes decoded last: an invalid sequence may have begun among them.
pub(super) fn decode_other(
    decoder: &mut Decoder,
    before: &[u8],
    raw: &[u8],
    last: bool,
    text: &mut String,
) -> u64 {
    let (mut used, mut odd) = (0, 0);
    loop {
        let rest = &raw[used..];
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len()));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, text, last);
        used += read;
        match result {
            DecoderResult::InputEmpty => return odd,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let end = (before.len() + used).saturating_sub(usize::from(after));
                let start = end.saturating_sub(usize::from(length));
                for &byte in before.iter().chain(raw).take(end).skip(start) {
                    push_western(byte, text);
                    odd += 1;
                }
            }
        }
    }
}

/// windows-1252 gives every byte a character.
fn push_western(byte: u8, text: &mut String) {
    text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[byte]).0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(raw: &[u8], step: usize) -> (String, &'static str, Vec<String>) {
        let mut text = Text::new(Box::new(io::Cursor::new(raw.to_vec())), None);
        let mut all = String::new();
        while text.read_into(&mut all, step).unwrap() > 0 {}
        (all, text.name(), text.notes())
    }

    #[test]
    fn utf8_and_windows_1252_in_one_file_both_come_right() {
        let (text, name, notes) = decoded(b"caf\xc3\xa9, caf\xe9, \x80 5", 3);
        assert_eq!((text.as_str(), name), ("café, café, € 5", "windows-1252"));
        assert_eq!(notes, ["byte 10 is not UTF-8: read as windows-1252 wherever UTF-8 fails"]);
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let text = if mark { "\u{feff}Id,Name\n1,Zoë" } else { "Id,Name\n1,Zoë" };
            let raw: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            assert_eq!(decoded(&raw, 5).0, "Id,Name\n1,Zoë");
        }
    }

    #[test]
    fn shift_jis_is_recognised() {
        let (raw, _, _) = encoding_rs::SHIFT_JIS.encode("名前,住所\n山田太郎,東京都千代田区\n");
        assert_eq!(decoded(&raw, 7).0, "名前,住所\n山田太郎,東京都千代田区\n");
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_look_speaks_against_no_encoding() {
        // Nine bytes a line: wherever the look ends, in one of three texts it ends within a character.
        for before in ["", "a", "ab"] {
            let line = "景點編號\n";
            let text = format!("{before},{}", line.repeat(LOOK / 4));
            let (raw, _, _) = encoding_rs::BIG5.encode(&text);
            let (found, name, _) = decoded(&raw, 4_096);
            assert_eq!((found == text, name), (true, "Big5"), "after {before:?}");
        }
    }

    proptest! {
        #[test]
        fn the_step_never_changes_the_text_and_nothing_is_replaced(
            raw in prop::collection::vec(any::<u8>(), 0..300), step in 1_usize..40,
        ) {
            let mut small = Text::new(Box::new(io::Cursor::new(raw.clone())), None);
            let mut large = Text::new(Box::new(io::Cursor::new(raw)), None);
            let (mut left, mut right) = (String::new(), String::new());
            let ends = |text: &mut Text, all: &mut String, step: usize| loop {
                match text.read_into(all, step) { Ok(0) => break true, Ok(_) => {}, Err(_) => break false }
            };
            prop_assert_eq!(ends(&mut small, &mut left, step), ends(&mut large, &mut right, 1 << 16));
            prop_assert_eq!(&left, &right);
        }
    }
}
