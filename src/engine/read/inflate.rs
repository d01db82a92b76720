//! Bytes out of a gzip or a zip member, counted and checked while they come out.
//!
//! ```text
//! inflated ÷ compressed ≤ 200, once more than 100 MB have come out
//! ```
//!
//! No header is believed: a bomb is noticed by what it does, a damaged file by its checksum.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};

use super::archive::{Entry, Limits};
use super::source::ReadSeek;
use super::{InputError, Problem};

/// The bytes of a gzip; several members one after the other are one stream.
pub(super) struct Gunzip {
    inner: MultiGzDecoder<BufReader<Tally<Box<dyn ReadSeek>>>>,
    limits: Limits,
    name: String,
    out: u64,
}

impl Gunzip {
    pub(super) fn new(inner: Box<dyn ReadSeek>, limits: Limits, name: &str) -> Self {
        let tally = Tally { inner, count: 0 };
        let inner = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, tally));
        Self { inner, limits, name: name.to_owned(), out: 0 }
    }

    /// A gzip in a gzip has no use but to hide how much comes out.
    fn refuse_nested(&self, start: &[u8]) -> io::Result<()> {
        if self.out == 0 && start.starts_with(&[0x1f, 0x8b]) {
            return Err(InputError::new(Problem::Unusable, "is a gzip inside a gzip")
                .in_file(&self.name)
                .hint("unpack it once, then try again")
                .into());
        }
        Ok(())
    }
}

impl Read for Gunzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| damaged(&error, &self.name, "gzip"))?;
        self.refuse_nested(&buffer[..count])?;
        self.out += count as u64;
        let packed = self.inner.get_ref().get_ref().count;
        self.limits.check(self.out, packed).map_err(|error| error.in_file(&self.name))?;
        Ok(count)
    }
}

/// The bytes of one member of a zip.
pub(super) struct Unpacked {
    inner: Packing,
    limits: Limits,
    name: String,
    entry: Entry,
    crc: Crc,
    out: u64,
}

enum Packing {
    Stored(Take<Box<dyn ReadSeek>>),
    Deflated(DeflateDecoder<BufReader<Take<Box<dyn ReadSeek>>>>),
}

impl Unpacked {
    pub(super) fn open(
        mut container: Box<dyn ReadSeek>,
        entry: &Entry,
        limits: Limits,
        name: &str,
    ) -> Result<Self, InputError> {
        container.seek(SeekFrom::Start(entry.start)).map_err(|error| InputError::io(&error, name))?;
        let packed = container.take(entry.packed);
        let inner = if entry.deflated {
            Packing::Deflated(DeflateDecoder::new(BufReader::with_capacity(1 << 16, packed)))
        } else {
            Packing::Stored(packed)
        };
        Ok(Self { inner, limits, name: name.to_owned(), entry: *entry, crc: Crc::new(), out: 0 })
    }

    /// The size and checksum, once all is out.
    fn verify(&self) -> Result<(), InputError> {
        if self.out < self.entry.size {
            return Err(cut_short("is cut short", &self.name));
        }
        if self.crc.sum() != self.entry.crc {
            return Err(cut_short("does not match its checksum", &self.name));
        }
        Ok(())
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = match &mut self.inner {
            Packing::Stored(stored) => stored.read(buffer),
            Packing::Deflated(deflated) => deflated.read(buffer),
        };
        let count = count.map_err(|error| damaged(&error, &self.name, "zip member"))?;
        if count == 0 {
            self.verify()?;
            return Ok(0);
        }
        self.crc.update(&buffer[..count]);
        self.out += count as u64;
        if self.out > self.entry.size {
            return Err(InputError::new(Problem::Unsafe, "holds more bytes than it claims")
                .in_file(&self.name)
                .hint("ask for the archive again; this one was made to mislead")
                .into());
        }
        self.limits.check(self.out, self.entry.packed).map_err(|error| error.in_file(&self.name))?;
        Ok(count)
    }
}

/// Counts the compressed bytes.
struct Tally<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Tally<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl Limits {
    /// Whether this many bytes may come out of that many.
    pub(super) fn check(&self, out: u64, packed: u64) -> Result<(), InputError> {
        let refused = match self.max_inflated {
            Some(most) => out > most,
            None => out > self.unsuspicious && out / self.ratio > packed,
        };
        if !refused {
            return Ok(());
        }
        let message = match self.max_inflated {
            Some(most) => format!("inflates to more than the {most} bytes allowed"),
            None => format!("inflates more than {}-fold", self.ratio),
        };
        Err(InputError::new(Problem::Unsafe, message)
            .hint("if it is meant to be that large, allow it with `--max-inflated`"))
    }
}

/// What a decoder said, in words that say what to do; what our own readers said, unchanged.
fn damaged(error: &io::Error, name: &str, what: &str) -> io::Error {
    let told = InputError::io(error, name);
    match (told.problem, error.kind()) {
        (Problem::Interrupted | Problem::Unsafe, _) => told.into(),
        (_, io::ErrorKind::UnexpectedEof) => {
            cut_short(&format!("is cut short inside the {what}"), name).into()
        }
        (_, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
            cut_short(&format!("holds a damaged {what}"), name).into()
        }
        _ => told.into(),
    }
}

fn cut_short(message: &str, name: &str) -> InputError {
    InputError::new(Problem::Damaged, message)
        .in_file(name)
        .hint("download it again; `--lenient` reads what is there")
}

/// Fills as much of the buffer as there is.
pub(super) fn read_up_to(reader: &mut dyn Read, most: u64) -> (Vec<u8>, Option<io::Error>) {
    let mut head = Vec::new();
    let failed = reader.take(most).read_to_end(&mut head).err();
    (head, failed)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::engine::read::Input;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, InputError> {
        let limits = Limits { unsuspicious: 1_000_000, ..Limits::default() };
        let input = Input::bytes("x.csv.gz", bytes, &Arc::default())?.within(limits);
        let mut content = Vec::new();
        input.open()?.read_to_end(&mut content).map_err(|error| InputError::io(&error, &input.name))?;
        Ok(content)
    }

    #[test]
    fn two_members_are_one_file() {
        assert_eq!(gunzip(&[gzip(b"Id\n"), gzip(b"1\n")].concat()).unwrap(), b"Id\n1\n");
    }

    #[test]
    fn cut_flipped_and_followed_by_rubbish_are_damaged() {
        let good = gzip(b"Id,Name\n1,a\n");
        let mut flipped = good.clone();
        let checksum = flipped.len() - 8;
        flipped[checksum] ^= 1;
        let tail = [&good[..], b"this is no gzip"].concat();
        for bad in [&good[..good.len() - 1], &good[..12], &flipped, &tail] {
            let error = gunzip(bad).unwrap_err();
            assert_eq!(error.problem, Problem::Damaged);
            assert_eq!(error.file.as_deref(), Some("x.csv.gz"));
            assert!(error.hint.is_some());
        }
    }

    #[test]
    fn a_gzip_in_a_gzip_and_a_bomb_are_refused() {
        assert_eq!(gunzip(&gzip(&gzip(b"Id\n"))).unwrap_err().problem, Problem::Unusable);
        assert_eq!(gunzip(&gzip(&vec![0; 2_000_000])).unwrap_err().problem, Problem::Unsafe);
    }
}
