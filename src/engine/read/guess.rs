//! What encoding bytes have, by their look.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr_iter;

use super::encoding::decode_other;

/// How much of a file the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    ToItsEnd,
    /// The last character may be cut in two, which speaks against no encoding.
    Beginning,
}

/// What the bytes look like, or `None` for Western text, mixed or not.
pub(super) fn guess(look: &[u8], extent: Extent) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(look, extent == Extent::ToItsEnd);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let high = look.iter().filter(|byte| !byte.is_ascii()).count();
    let mut trial = String::new();
    let utf8: usize =
        look.utf8_chunks().map(|chunk| chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count()).sum();
    let wide = !guess.is_single_byte();
    let odd = decode_other(&mut guess.new_decoder_without_bom_handling(), &[], look, false, &mut trial);
    // A handful of accents looks like any of a dozen single-byte encodings; Western exports are by far the
    // most frequent. Text that is mostly valid UTF-8 is UTF-8 with a few strays.
    let sure = if wide { high >= 16 } else { high >= 100 };
    (guess != WINDOWS_1252 && sure && odd == 0 && utf8 * 4 < high).then_some(guess)
}

#[derive(Clone, Copy)]
pub(super) enum Mark {
    Utf8,
    Utf16 { big: bool },
    Utf32,
}

/// The byte-order mark and its length.
pub(super) fn mark(raw: &[u8]) -> Option<(Mark, usize)> {
    match raw {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some((Mark::Utf32, 4)),
        [0xef, 0xbb, 0xbf, ..] => Some((Mark::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((Mark::Utf16 { big: false }, 2)),
        [0xfe, 0xff, ..] => Some((Mark::Utf16 { big: true }, 2)),
        _ => None,
    }
}

/// UTF-16 without a mark: Latin letters have a NUL for one half, always the same half.
pub(super) fn looks_utf16(raw: &[u8]) -> Option<&'static Encoding> {
    let pairs = raw.len() / 2;
    let odd = memchr_iter(0, raw).filter(|at| at % 2 == 1).count();
    let even = memchr_iter(0, raw).count() - odd;
    if pairs < 4 {
        return None;
    }
    let mostly = |many: usize, few: usize| many * 2 > pairs && few * 20 < many;
    if mostly(odd, even) {
        Some(UTF_16LE)
    } else if mostly(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

pub(super) fn looks_utf32(raw: &[u8]) -> bool {
    let zeros = |first: usize| raw.chunks_exact(4).filter(|unit| unit[first..first + 3] == [0, 0, 0]).count();
    let units = raw.len() / 4;
    let letters = raw.len() - memchr_iter(0, raw).count();
    units >= 2 && letters * 3 > units && (zeros(0) * 10 > units * 9 || zeros(1) * 10 > units * 9)
}

/// The beginning of a file as text, for telling what it is; cut characters at its end are dropped.
pub(super) fn peek(raw: &[u8]) -> String {
    let unit = |pair: &[u8], big: bool| {
        if big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) }
    };
    let (big, from) = match mark(raw) {
        Some((Mark::Utf16 { big }, length)) => (big, length),
        Some((Mark::Utf8, length)) => return String::from_utf8_lossy(&raw[length..]).into_owned(),
        _ => match looks_utf16(raw) {
            Some(encoding) => (encoding == UTF_16BE, 0),
            None => return String::from_utf8_lossy(raw).into_owned(),
        },
    };
    char::decode_utf16(raw[from..].chunks_exact(2).map(|pair| unit(pair, big))).flatten().collect()
}
