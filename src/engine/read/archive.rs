//! The directory of a zip, and what makes one too dangerous to open.
//!
//! Members are read from where their data start, never through the names or sizes of a local header; the
//! claims of the directory are checked while the bytes come out.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use memchr::memmem;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::source::ReadSeek;
use super::{Input, InputError, Problem};

/// How much may come out of compressed files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Members of one archive.
    pub entries: usize,
    /// Inflated bytes for each compressed one.
    pub ratio: u64,
    /// Inflated bytes up to which no ratio is suspicious: a sheet of zeros compresses a thousandfold.
    pub unsuspicious: u64,
    /// The user's own cap on inflated bytes, of one gzip or of one archive; replaces the ratio.
    pub max_inflated: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries: 10_000, ratio: 200, unsuspicious: 100 << 20, max_inflated: None }
    }
}

/// Where a member lies in its archive, and what the directory claims of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) start: u64,
    pub(super) packed: u64,
    pub(super) size: u64,
    pub(super) crc: u32,
    pub(super) deflated: bool,
}

/// Names of all members, for telling a workbook from an archive.
///
/// # Errors
/// When the directory cannot be read.
pub(super) fn names(input: &Input) -> Result<Vec<String>, InputError> {
    let archive = open(input)?;
    Ok(archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

/// The files of an archive, each with its name inside.
///
/// # Errors
/// When the archive is damaged, too large, or built to mislead.
pub fn members(input: &Arc<Input>, limits: &Limits) -> Result<Vec<(String, Input)>, InputError> {
    let name = &input.name;
    let mut archive = open(input)?;
    if archive.len() > limits.entries {
        let message = format!("holds {} members, more than {}", archive.len(), limits.entries);
        return Err(InputError::new(Problem::TooLarge, message)
            .in_file(name)
            .hint("unpack it and name the folder"));
    }
    if archive.has_duplicate_names() {
        return Err(dangerous("holds two members of the same name", name));
    }
    if archive.has_overlapping_entries().map_err(|error| said(&error, name))? {
        return Err(dangerous("holds members that overlap", name));
    }
    let mut files = Vec::new();
    let (mut inflated, mut packed) = (0_u64, 0_u64);
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| said(&error, name))?;
        let inside = member.name().map_err(|error| said(&error, name))?.into_owned();
        if escapes(&inside) || escapes(&String::from_utf8_lossy(member.name_raw())) || member.is_symlink() {
            return Err(dangerous("holds a member that points outside of it", name));
        }
        if member.is_dir() {
            continue;
        }
        if member.encrypted() {
            return Err(InputError::new(Problem::Unusable, "is encrypted")
                .in_file(name)
                .hint("unpack it with its password, then name the folder"));
        }
        let deflated = match member.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            _ => {
                return Err(InputError::new(
                    Problem::Unusable,
                    "uses a compression method that is not supported",
                )
                .in_file(name)
                .hint("unpack it and name the folder"));
            }
        };
        let Some(start) = member.data_start() else {
            return Err(damaged("is a damaged zip", name));
        };
        let entry = Entry {
            start,
            packed: member.compressed_size(),
            size: member.size(),
            crc: member.crc32(),
            deflated,
        };
        inflated = inflated.saturating_add(entry.size);
        packed = packed.saturating_add(entry.packed);
        files.push((inside.clone(), Input::member(input, &inside, entry)));
    }
    // No member can give more than it claims, so the sum of the claims bounds the archive.
    limits.check(inflated, packed).map_err(|error| error.in_file(name))?;
    Ok(files)
}

fn open(input: &Input) -> Result<ZipArchive<BufReader<Box<dyn ReadSeek>>>, InputError> {
    refuse_two_ends(input)?;
    ZipArchive::new(BufReader::new(input.open_seekable()?)).map_err(|error| said(&error, &input.name))
}

/// Refuses an archive in which two readers could find two directories.
fn refuse_two_ends(input: &Input) -> Result<(), InputError> {
    /// End-of-central-directory record, without and with the longest comment.
    const END: usize = 22;
    const LONGEST: u64 = 22 + 65_535;
    let failed = |error: std::io::Error| InputError::io(&error, &input.name);
    let mut file = input.open_seekable()?;
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST))).map_err(failed)?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).map_err(failed)?;
    let fits = |at: usize| match tail.get(at + 20..at + END) {
        Some(comment) => at + END + usize::from(u16::from_le_bytes([comment[0], comment[1]])) == tail.len(),
        None => false,
    };
    let ends: Vec<usize> = memmem::find_iter(&tail, b"PK\x05\x06").collect();
    match ends.iter().position(|&at| fits(at)) {
        None => Err(damaged("is a zip without its end", &input.name)),
        Some(first) if first + 1 < ends.len() => Err(dangerous("holds two directories", &input.name)),
        Some(_) => Ok(()),
    }
}

/// Whether a member's name leads out of the folder it would be unpacked into.
fn escapes(name: &str) -> bool {
    let bytes = name.as_bytes();
    let drive = bytes.len() > 1 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    drive || name.starts_with('/') || name.contains(['\\', '\0']) || name.split('/').any(|part| part == "..")
}

fn damaged(message: &str, name: &str) -> InputError {
    InputError::new(Problem::Damaged, message).in_file(name).hint("download it again")
}

fn dangerous(message: &str, name: &str) -> InputError {
    InputError::new(Problem::Unsafe, message)
        .in_file(name)
        .hint("no CRM writes such an archive; ask where it comes from")
}

fn said(error: &ZipError, name: &str) -> InputError {
    match error {
        ZipError::Io(error) => match InputError::io(error, name) {
            told if matches!(told.problem, Problem::Interrupted | Problem::Io) => told,
            _ => damaged("is a damaged zip", name),
        },
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            InputError::new(Problem::Unusable, "is a zip of a kind that is not supported")
                .in_file(name)
                .hint("unpack it and name the folder")
        }
        _ => damaged("is a damaged zip", name),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Names and contents, or the first error on the way to them.
    fn read(bytes: &[u8], limits: Limits) -> Result<Vec<(String, Vec<u8>)>, InputError> {
        let input = Arc::new(Input::bytes("a.zip", bytes, &Arc::default())?.within(limits));
        let mut read = Vec::new();
        for (name, member) in members(&input, &limits)? {
            let mut content = Vec::new();
            member.open()?.read_to_end(&mut content).map_err(|error| InputError::io(&error, &member.name))?;
            read.push((name, content));
        }
        Ok(read)
    }

    fn problem(bytes: &[u8]) -> Problem {
        read(bytes, Limits::default()).unwrap_err().problem
    }

    #[test]
    fn members_are_read_and_named_after_their_archive() {
        let bytes = zipped(&[("Account.csv", b"Id\n1\n"), ("x/Lead.csv", b"Id\n")]);
        let read = read(&bytes, Limits::default()).unwrap();
        assert_eq!(read[0], ("Account.csv".to_owned(), b"Id\n1\n".to_vec()));
        let input = Arc::new(Input::bytes("a.zip", &bytes, &Arc::default()).unwrap());
        assert_eq!(members(&input, &Limits::default()).unwrap()[1].1.name, "a.zip: x/Lead.csv");
    }

    #[test]
    fn names_that_lead_out_of_the_archive_are_refused() {
        for name in ["../x.csv", "/etc/x.csv", "a\\b.csv", "C:x.csv", "a/../../x.csv"] {
            // The writer mends some of these names itself, so they are put in afterwards.
            let good = "x".repeat(name.len());
            let mut bytes = zipped(&[(&good, b"Id\n")]);
            let places: Vec<usize> = memmem::find_iter(&bytes, good.as_bytes()).collect();
            for at in places {
                bytes[at..at + name.len()].copy_from_slice(name.as_bytes());
            }
            assert_eq!(problem(&bytes), Problem::Unsafe, "{name}");
        }
    }

    #[test]
    fn a_link_a_password_and_two_directories_are_refused() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("x.csv", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        assert_eq!(problem(&zip.finish().unwrap().into_inner()), Problem::Unsafe);

        let mut encrypted = zipped(&[("x.csv", b"Id\n")]);
        let directory = memmem::rfind(&encrypted, b"PK\x01\x02").unwrap();
        encrypted[directory + 8] |= 1;
        assert_eq!(problem(&encrypted), Problem::Unusable);

        let inner = zipped(&[]);
        let mut two = zipped(&[("x.csv", b"Id\n")]);
        let comment = two.len() - 2;
        two[comment] = u8::try_from(inner.len()).unwrap();
        two.extend(inner);
        assert_eq!(problem(&two), Problem::Unsafe);
    }

    #[test]
    fn members_that_share_bytes_or_a_name_are_refused() {
        let good = zipped(&[("x.csv", b"Id\n"), ("y.csv", b"Id\n")]);
        let second = memmem::rfind(&good, b"PK\x01\x02").unwrap();
        let mut overlapping = good.clone();
        overlapping[second + 42..second + 46].fill(0);
        assert_eq!(problem(&overlapping), Problem::Unsafe);
        let mut equal = good;
        equal[second + 46] = b'x';
        assert_eq!(problem(&equal), Problem::Unsafe);
    }

    #[test]
    fn what_is_cut_or_does_not_match_is_damaged() {
        let good = zipped(&[("x.csv", &b"Id,Name\n1,a\n".repeat(50))]);
        assert_eq!(problem(&good[..good.len() - 5]), Problem::Damaged);
        for at in [35, 38, 40] {
            let mut flipped = good.clone();
            flipped[at] ^= 0x55;
            assert!(read(&flipped, Limits::default()).is_err());
        }
        let mut checksum = good.clone();
        let directory = memmem::rfind(&checksum, b"PK\x01\x02").unwrap();
        checksum[directory + 16] ^= 1;
        assert_eq!(problem(&checksum), Problem::Damaged);
        let mut size = good;
        size[directory + 24] -= 1;
        assert_eq!(problem(&size), Problem::Unsafe);
    }

    #[test]
    fn limits_hold_while_inflating() {
        let bytes = zipped(&[("x.csv", &[b'0'; 5_000]), ("y.csv", b"Id\n")]);
        let entries = Limits { entries: 1, ..Limits::default() };
        assert_eq!(read(&bytes, entries).unwrap_err().problem, Problem::TooLarge);
        let small = Limits { max_inflated: Some(5_002), ..Limits::default() };
        assert_eq!(read(&bytes, small).unwrap_err().problem, Problem::Unsafe);
        let strict = Limits { unsuspicious: 1_000_000, ..Limits::default() };
        let bomb = zipped(&[("x.csv", &vec![0; 1_000_001])]);
        assert_eq!(read(&bomb, strict).unwrap_err().problem, Problem::Unsafe);
    }
}
