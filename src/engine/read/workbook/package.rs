//! The zip around a workbook: whether it is one, and safe to unpack.
//!
//! A header may say anything about sizes, so the bytes are counted while they are inflated; and a workbook
//! needs neither document types nor entities, so either is refused before a parser sees it.

use std::io::{BufReader, Read, Seek, SeekFrom};

use memchr::memmem;
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::transcode::read_error;
use super::super::{Input, InputError, Problem};

const ENTRY_CAP: usize = 10_000;
/// A ratio of 200 : 1 is refused, but only beyond this many bytes: small sheets of equal cells reach it.
const HARMLESS: u64 = 100 * 1024 * 1024;
const RATIO_CAP: u64 = 200;
/// Where the directory of an OLE file lies is not fixed; it is near either end of what Excel writes.
const OLE_SEARCHED: u64 = 64 * 1024 * 1024;

const OLE_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const FORBIDDEN: [&[u8]; 2] = [b"<!DOCTYPE", b"<!ENTITY"];

/// Refuses what is no workbook, what is encrypted, and what would inflate without end.
pub(super) fn check(input: &Input) -> Result<(), InputError> {
    inspect(input).map_err(|error| error.in_file(&input.name))
}

/// The error for a workbook with a password.
pub(super) fn encrypted() -> InputError {
    InputError::new(Problem::Unusable, "the workbook is encrypted").hint("save it as XLSX without a password")
}

fn inspect(input: &Input) -> Result<(), InputError> {
    let mut stream = BufReader::new(input.open_seekable()?);
    let mut magic = [0; 8];
    let read = read_up_to(&mut stream, &mut magic).map_err(|error| read_error(&error, &input.name))?;
    if magic[..read] == *OLE_MAGIC {
        return Err(ole(stream));
    }
    if !magic.starts_with(b"PK") {
        return Err(InputError::new(Problem::Unusable, "this is not an XLSX workbook"));
    }
    stream.seek(SeekFrom::Start(0)).map_err(|error| read_error(&error, &input.name))?;
    let mut archive = ZipArchive::new(stream).map_err(|error| zip_error(&error, &input.name))?;
    if archive.len() > ENTRY_CAP {
        return Err(InputError::new(Problem::Unsafe, format!("the workbook has {} parts", archive.len()))
            .hint(format!("at most {ENTRY_CAP} are read")));
    }
    let mut inflated = 0;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|error| zip_error(&error, &input.name))?;
        if member.encrypted() {
            return Err(encrypted());
        }
        let markup = member.name().is_ok_and(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".xml") || name.ends_with(".rels")
        });
        scan(member, markup, input, &mut inflated)?;
    }
    Ok(())
}

fn scan(mut member: impl Read, markup: bool, input: &Input, inflated: &mut u64) -> Result<(), InputError> {
    let finders = FORBIDDEN.map(memmem::Finder::new);
    let mut buffer = vec![0; 64 * 1024];
    let mut seen: Vec<u8> = Vec::new();
    loop {
        let count = member.read(&mut buffer).map_err(|error| unpack_error(&error, &input.name))?;
        if count == 0 {
            return Ok(());
        }
        *inflated += count as u64;
        if *inflated > HARMLESS && *inflated / RATIO_CAP > input.size {
            return Err(InputError::new(
                Problem::Unsafe,
                "the workbook inflates to more than 200 times its size",
            )
            .hint("export it again; if it is genuine, save it as CSV"));
        }
        if !markup {
            continue;
        }
        // Without its zero bytes, UTF-16 cannot hide what is looked for.
        match memchr::memchr(0, &buffer[..count]) {
            Some(_) => seen.extend(buffer[..count].iter().copied().filter(|&byte| byte != 0)),
            None => seen.extend_from_slice(&buffer[..count]),
        }
        if finders.iter().any(|finder| finder.find(&seen).is_some()) {
            return Err(InputError::new(
                Problem::Unsafe,
                "the workbook declares a document type or entities",
            )
            .hint("no spreadsheet program writes these; export it again"));
        }
        seen.drain(..seen.len().saturating_sub(FORBIDDEN[0].len()));
    }
}

fn read_up_to(stream: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        let read = stream.read(&mut buffer[filled..])?;
        if read == 0 {
            break;
        }
        filled += read;
    }
    Ok(filled)
}

/// An OLE file is either an encrypted XLSX or a workbook from before 2007.
fn ole(stream: impl Read) -> InputError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut bytes = Vec::new();
    let read = stream.take(OLE_SEARCHED).read_to_end(&mut bytes);
    if read.is_ok() && memmem::find(&bytes, &name).is_some() {
        return encrypted();
    }
    InputError::new(Problem::Unusable, "this is a binary workbook of Excel 97-2003")
        .hint("save it as XLSX without a password, or as CSV")
}

fn zip_error(error: &ZipError, file: &str) -> InputError {
    match error {
        ZipError::Io(error) => unpack_error(error, file),
        ZipError::UnsupportedArchive(message) if message.to_ascii_lowercase().contains("password") => {
            encrypted()
        }
        ZipError::UnsupportedArchive(_) => {
            InputError::new(Problem::Unusable, "the workbook is packed in a way that is not supported")
                .hint("save it as XLSX again")
        }
        _ => cut(),
    }
}

fn unpack_error(error: &std::io::Error, file: &str) -> InputError {
    let converted = read_error(error, file);
    if matches!(converted.problem, Problem::Interrupted | Problem::Io) { converted } else { cut() }
}

fn cut() -> InputError {
    InputError::new(Problem::Damaged, "the workbook is cut short or damaged")
        .hint("download or export it again")
}

#[cfg(test)]
mod tests {
    use super::super::super::transcode::testing::file;
    use super::*;

    #[test]
    fn a_bomb_is_refused_while_it_inflates() {
        let (_file, input) = file(b"small");
        let error = scan(std::io::repeat(1), false, &input, &mut 0).unwrap_err();
        assert_eq!(error.problem, Problem::Unsafe);
    }

    #[test]
    fn a_document_type_is_seen_across_reads_and_in_utf_16() {
        let (_file, input) = file(b"small");
        let refused = |text: &[u8]| scan(text, true, &input, &mut 0).is_err();
        for distance in 65_530..65_540 {
            assert!(refused(&[" ".repeat(distance).as_bytes(), b"<!DOCTYPE"].concat()));
        }
        let wide: Vec<u8> = "<a><!ENTITY".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(refused(&wide));
        assert!(!refused(b"<a>!DOCTYPE</a>"));
    }
}
