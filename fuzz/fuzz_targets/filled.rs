//! What is put between the lines of a small file, so that the rest of it is read in chunks.
//!
//! The reader looks for the header among the first hundred records, tells the dialect from the first 256 KB, and keeps
//! the last records back for the footer. Chunks lie between, where a few hundred bytes alone would never reach.

use std::borrow::Cow;

/// Copies of the second line behind the first: more than the records that are looked at for the header.
const BEHIND_THE_HEADER: usize = 110;
/// Copies of the second line at the end: more than the records among which the footer is looked for.
const AT_THE_END: usize = 20;
/// A line longer than what is read at a time, twice.
const LONG: usize = 530 << 10;

/// What is added to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    Nothing,
    /// Records behind the header.
    Head,
    /// Records behind the header, and at the end.
    HeadAndTail,
    /// The same, and a line so long that what follows it comes in chunks of the size that is asked for.
    LongLine,
}

impl Filling {
    /// The one that three bits ask for; the long line is slow, and therefore rare.
    pub fn of(bits: u8) -> Self {
        match bits & 7 {
            0 | 1 => Self::Nothing,
            2 | 3 => Self::Head,
            4..=6 => Self::HeadAndTail,
            _ => Self::LongLine,
        }
    }

    /// The file with what is added; a file of one line stays as it is.
    pub fn put_into(self, file: &[u8]) -> Cow<'_, [u8]> {
        let mut lines = file.splitn(3, |&byte| byte == b'\n');
        let (Some(first), Some(second), Some(rest)) = (lines.next(), lines.next(), lines.next()) else {
            return Cow::Borrowed(file);
        };
        if self == Self::Nothing {
            return Cow::Borrowed(file);
        }
        let second = [second, b"\n"].concat();
        let mut filled = [first, b"\n"].concat();
        filled.extend(second.repeat(BEHIND_THE_HEADER));
        if self == Self::LongLine {
            filled.extend(b"word ".repeat(LONG / 5));
            filled.push(b'\n');
        }
        filled.extend_from_slice(rest);
        if self != Self::Head {
            filled.extend(second.repeat(AT_THE_END));
        }
        Cow::Owned(filled)
    }
}
