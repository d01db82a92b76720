//! The whole import of one file of any bytes: it ends without a panic, and in the same snapshot however it is read.
//!
//! ```text
//! byte 0     the name of the file, of those below
//! byte 1     bit 0: strict; bit 1: lenient; bits 2 to 4: records before the first chunk; bits 5 to 7: the filling
//! byte 2     chunk, 1..=256
//! the rest   the file, before it is filled; of archives and gzips nothing is filled
//! ```
//!
//! It is read by one thread as `revops` would, then by two threads and by one in small chunks. Compared are the
//! snapshot, the problems that were gone over, and the wording of an error that ended the import.
//!
//! Left out are files that begin as Parquet does: polars believes the lengths in them, and a false one ends the
//! process by asking for more memory than there is. A file of a thousand lines is read leniently: that a hopeless one
//! is refused before its end depends on how many records stand before the first chunk, by design.

#![no_main]

mod filled;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use filled::Filling;
use jiff::civil::date;
use jiff::tz::TimeZone;
use libfuzzer_sys::{Corpus, fuzz_target};
use revops::engine::read::{Found, Gathered, Input, InputError, Limits, Pace, ReadOptions, gather};
use revops::import::load::{LoadOptions, load};
use revops::model::Policy;

/// Lines from which the reader may give up early.
const MANY_LINES: usize = 1000;

/// Names that importers listen to, and some that say nothing.
const NAMES: [&str; 24] = [
    "Opportunity.csv",
    "x.csv",
    "data.json",
    "x.xml",
    "x.xlsx",
    "x.zip",
    "x.xls",
    "x.csv.gz",
    "Account.csv",
    "objects/Account/fields/Tier__c.field-meta.xml",
    "objects/Account/Account.object-meta.xml",
    "objects/Account.object",
    "standardValueSets/OpportunityStage.standardValueSet-meta.xml",
    "Objects/custbody_term.xml",
    "Objects/customrecord_site.xml",
    "hubspot-crm-exports-all-deals-2026-01-31.csv",
    "properties-deals.json",
    "pipelines.json",
    "owners.json",
    "metadata-catalog-opportunity.json",
    "Transactions.tsv",
    "x.html",
    "records.jsonl",
    "OpportunityStage.csv",
];

static POLICY: LazyLock<Arc<Policy>> = LazyLock::new(Arc::default);

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [name, settings, chunk, file @ ..] = bytes else { return Corpus::Reject };
    if file.starts_with(b"PAR1") {
        return Corpus::Reject;
    }
    let packed = file.starts_with(b"PK") || file.starts_with(&[0x1f, 0x8b]);
    let filling = if packed { Filling::Nothing } else { Filling::of(settings >> 5) };
    let file = &*filling.put_into(file);
    let lines = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    let lenient = settings & 2 != 0 || lines >= MANY_LINES;
    let name = NAMES[usize::from(*name) % NAMES.len()];
    // An archive is opened from where it lies; everything else is taken from memory, which is faster.
    let folder = file.starts_with(b"PK").then(|| tempfile::tempdir().expect("a folder of its own"));
    let gathered = match &folder {
        Some(folder) => match in_folder(folder.path(), name, file) {
            Ok(gathered) => gathered,
            Err(_) => return Corpus::Keep,
        },
        None => in_memory(name, file),
    };
    let small = Pace { chunk: usize::from(*chunk) + 1, head: usize::from(settings >> 2 & 7) };
    let smaller = Pace { chunk: small.chunk / 3 + 1, ..small };
    let told = |threads, pace| told(&gathered, options(settings & 1 != 0, lenient, threads, pace));
    let expected = told(1, Pace::default());
    same(&expected, &told(2, small), "two threads");
    same(&expected, &told(1, smaller), "one thread");
    Corpus::Keep
});

fn in_memory(name: &str, file: &[u8]) -> Gathered {
    let input = Input::bytes(name, file, &Arc::default()).expect("bytes in memory can be opened");
    Gathered { inputs: vec![Found { input, explicit: true }], skipped: Vec::new() }
}

fn in_folder(folder: &Path, name: &str, file: &[u8]) -> Result<Gathered, InputError> {
    let path = folder.join(name);
    let parent = path.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, file)).expect("room for a file");
    gather(&[path], &Limits::default(), &Arc::default())
}

fn options(strict: bool, lenient: bool, threads: usize, pace: Pace) -> LoadOptions {
    LoadOptions {
        read: ReadOptions { lenient, ..ReadOptions::default() },
        told: Vec::new(),
        sheet: None,
        config: None,
        as_of: None,
        today: date(2026, 1, 31),
        zone: TimeZone::UTC,
        strict,
        values: true,
        record_writers: true,
        deals: true,
        threads,
        pace,
        tolerate: true,
    }
}

/// The snapshot and the problems, or the error, in lines; nothing in a snapshot is kept in an order of its own.
fn told(gathered: &Gathered, options: LoadOptions) -> String {
    match load(gathered, &options, &POLICY) {
        Ok(loaded) => format!("{:#?}\n{:#?}", loaded.snapshot, loaded.problems),
        Err(error) => format!("{error:#?}"),
    }
}

/// Names the first line that differs: a snapshot is long.
fn same(expected: &str, found: &str, how: &str) {
    if expected != found {
        let mut lines = expected.lines().zip(found.lines());
        let first = lines.position(|(expected, found)| expected != found);
        panic!("another import by {how}, from line {first:?} on:\n{expected}\n\nand\n\n{found}");
    }
}
