//! Records that come twice, found in memory that does not grow with their number.
//!
//! Each record is noted by the hash of its id. Notes beyond [`IN_MEMORY`] go to temporary files, parted by hash, and
//! the parts are looked through one by one. The files hold hashes and positions, never ids, and are gone with the
//! process.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use super::sketch::Table;

/// Notes kept in memory, of 24 bytes each.
const IN_MEMORY: usize = 1 << 17;
/// Parts by hash.
const PARTS: usize = 64;
/// Notes of a part that are compared at once.
const AT_ONCE: u64 = 1 << 15;

/// A record with an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Hash of the id.
    pub key: u64,
    /// When the record was changed, in milliseconds since 1970; `None` counts as older than any time.
    pub changed: Option<i64>,
}

/// What was noted of the records of an object, in file order.
#[derive(Debug, Default)]
pub struct Repeats {
    parts: Vec<Part>,
    /// Notes in memory.
    held: usize,
    /// Records so far, those without an id included.
    records: u64,
}

#[derive(Debug, Default)]
struct Part {
    notes: Vec<Note>,
    /// Notes in all, those in the file included.
    count: u64,
    file: Option<File>,
}

#[derive(Debug, Clone, Copy)]
struct Note {
    key: u64,
    changed: i64,
    position: u64,
}

impl Repeats {
    /// Notes the next record.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn note(&mut self, version: Option<Version>) -> io::Result<()> {
        let position = self.records;
        self.records += 1;
        let Some(Version { key, changed }) = version else { return Ok(()) };
        if self.parts.is_empty() {
            self.parts.resize_with(PARTS, Part::default);
        }
        let part = usize::try_from(key >> 58).unwrap_or(0);
        self.parts[part].notes.push(Note { key, changed: changed.unwrap_or(i64::MIN), position });
        self.parts[part].count += 1;
        self.held += 1;
        if self.held == IN_MEMORY {
            self.parts.iter_mut().try_for_each(Part::put_by)?;
            self.held = 0;
        }
        Ok(())
    }

    /// The records that are left out: of each id all but the version changed last, the first of equals.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub fn outdated(self) -> io::Result<Outdated> {
        let mut outdated = Outdated::default();
        for part in self.parts {
            // A share at a time, so that no table grows with the number of records.
            let shares = part.count / AT_ONCE + 1;
            for share in 0..shares {
                part.outdated(|key| key % shares == share, &mut outdated)?;
            }
        }
        Ok(outdated)
    }
}

impl Part {
    /// Finds the records that are left out among those whose key belongs here.
    fn outdated(&self, belongs: impl Fn(u64) -> bool, outdated: &mut Outdated) -> io::Result<()> {
        let mut seen = Table::default();
        let mut repeated: HashMap<u64, Option<Note>> = HashMap::new();
        self.each(|note| {
            if belongs(note.key) {
                match seen.find(note.key) {
                    Some(_) => {
                        repeated.entry(note.key).or_default();
                    }
                    None => seen.insert(note.key, 0, 0),
                }
            }
        })?;
        if repeated.is_empty() {
            return Ok(());
        }
        self.each(|note| {
            let Some(kept) = repeated.get_mut(&note.key) else { return };
            match kept {
                Some(newest) if note.changed > newest.changed => {
                    outdated.add(newest.position);
                    *newest = note;
                }
                Some(_) => outdated.add(note.position),
                None => *kept = Some(note),
            }
        })
    }

    /// Puts the notes by in a file.
    fn put_by(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let bytes: Vec<u8> = self
            .notes
            .drain(..)
            .flat_map(|Note { key, changed, position }| {
                [key.to_le_bytes(), changed.to_le_bytes(), position.to_le_bytes()]
            })
            .flatten()
            .collect();
        file.write_all(&bytes)
    }

    /// Every note, in the order in which they were made.
    fn each(&self, mut visit: impl FnMut(Note)) -> io::Result<()> {
        if let Some(mut file) = self.file.as_ref() {
            file.seek(SeekFrom::Start(0))?;
            let mut reader = BufReader::with_capacity(24 << 10, file);
            let mut words = [0; 24];
            loop {
                match reader.read_exact(&mut words) {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                    Err(error) => return Err(error),
                }
                let word =
                    |at: usize| words[at * 8..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
                visit(Note { key: word(0), changed: word(1).cast_signed(), position: word(2) });
            }
        }
        self.notes.iter().copied().for_each(visit);
        Ok(())
    }
}

/// Positions of records that are left out; a bit for each record, once there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outdated {
    bits: Vec<u64>,
}

impl Outdated {
    /// Whether no record is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Whether the record at a position, from 0, is.
    #[must_use]
    pub fn contains(&self, position: u64) -> bool {
        let (word, bit) = place(position);
        self.bits.get(word).is_some_and(|bits| bits >> bit & 1 == 1)
    }

    fn add(&mut self, position: u64) {
        let (word, bit) = place(position);
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << bit;
    }
}

fn place(position: u64) -> (usize, u64) {
    (usize::try_from(position / 64).unwrap_or(usize::MAX), position % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outdated(versions: &[Option<Version>]) -> Vec<usize> {
        let mut repeats = Repeats::default();
        versions.iter().for_each(|&version| repeats.note(version).unwrap());
        let outdated = repeats.outdated().unwrap();
        (0..versions.len()).filter(|&position| outdated.contains(position as u64)).collect()
    }

    #[test]
    fn of_equal_ids_the_version_changed_last_stays_and_the_first_of_equals() {
        let of = |key, changed| Some(Version { key, changed });
        let versions = [
            of(7, Some(1)),
            of(8, None),
            None,
            of(7, Some(3)),
            of(8, None),
            of(7, Some(3)),
            of(9, Some(0)),
            None,
        ];
        assert_eq!(outdated(&versions), [0, 4, 5]);
        assert!(outdated(&versions[..3]).is_empty());
    }

    #[test]
    fn more_records_than_fit_in_memory_are_told_apart_as_well() {
        let mut repeats = Repeats::default();
        // So many that a part is compared in two shares.
        let records = AT_ONCE * PARTS as u64 + 5;
        for position in 0..records {
            let id = if position == records - 2 { 3 } else { position };
            let key = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            repeats.note(Some(Version { key, changed: None })).unwrap();
        }
        let outdated = repeats.outdated().unwrap();
        let left_out: Vec<u64> = (0..records).filter(|&position| outdated.contains(position)).collect();
        assert_eq!(left_out, [records - 2]);
    }
}
