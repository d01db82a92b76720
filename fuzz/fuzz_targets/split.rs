//! Delimited text read in batches, and record by record: both must say the same.
//!
//! ```text
//! bytes 0, 1   chunk, 1..=1000
//! byte 2       records before the first chunk, 0..=5
//! byte 3       bit 0: lenient; bits 1 and 2: the delimiter is told (`,` or `;`) or found; bits 3 to 5: the filling
//! the rest     the file, before it is filled
//! ```
//!
//! The cells of a batch are without the blanks around them; nothing else may differ: header, records and where they
//! stand, what was set aside, notes, and the wording of errors. A file of a thousand lines is read leniently: that a
//! hopeless one is refused before its end depends on how many records stand before the first chunk, by design. A gzip,
//! which may hold as many, is left out.

#![no_main]

mod filled;

use std::sync::Arc;

use filled::Filling;
use libfuzzer_sys::{Corpus, fuzz_target};
use revops::engine::read::{
    Batch, Counted, Input, InputError, Pace, ReadOptions, Reading, Row, SetAside, delimited,
};
use revops::engine::sketch;

/// Lines from which the reader may give up early.
const MANY_LINES: usize = 1000;

/// All there is to say about a table.
#[derive(Debug, PartialEq)]
struct Told {
    header: Vec<String>,
    /// Each with its line.
    records: Vec<(u64, Vec<String>)>,
    /// By line.
    aside: Vec<SetAside>,
    notes: Vec<String>,
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [low, high, head, settings, file @ ..] = bytes else { return Corpus::Reject };
    if file.starts_with(&[0x1f, 0x8b]) {
        return Corpus::Reject;
    }
    let file = Filling::of(settings >> 3).put_into(file);
    let lines = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    let pace = Pace {
        chunk: usize::from(u16::from_le_bytes([*low, *high])) % 1000 + 1,
        head: usize::from(head % 6),
    };
    let options = ReadOptions {
        lenient: settings & 1 == 1 || lines >= MANY_LINES,
        delimiter: [None, None, Some(b','), Some(b';')][usize::from(settings >> 1 & 3)],
        footer: |cells, _| cells[0].starts_with("Copyright").then_some("report footer"),
        ..ReadOptions::default()
    };
    let Ok(input) = Input::bytes("x.csv", &file, &Arc::default()) else { return Corpus::Reject };
    assert_eq!(
        in_batches(&input, &options, pace).map_err(worded),
        by_record(&input, &options).map_err(worded)
    );
    Corpus::Keep
});

fn worded(error: InputError) -> String {
    format!("{error:?}")
}

fn by_record(input: &Input, options: &ReadOptions) -> Result<Told, InputError> {
    let mut table = delimited::open(input, options)?;
    let (mut row, mut records) = (Row::new(), Vec::new());
    while table.rows.next(&mut row)? {
        assert_eq!(row.len(), table.header.len(), "a record as wide as the table");
        records.push((row.number, row.cells().map(|cell| cell.trim().to_owned()).collect()));
    }
    let mut aside = table.rows.take_aside();
    aside.sort_by_key(|aside| aside.number);
    Ok(Told { header: table.header, records, aside, notes: table.rows.notes() })
}

/// The same in batches, and record by record where that has to be.
fn in_batches(input: &Input, options: &ReadOptions, mut pace: Pace) -> Result<Told, InputError> {
    loop {
        if let Some(told) = once_in_batches(input, options, pace)? {
            return Ok(told);
        }
        assert_ne!(pace.head, usize::MAX, "a table read record by record is read to its end");
        pace.head = usize::MAX;
    }
}

/// `None` where the table has to be read again.
fn once_in_batches(input: &Input, options: &ReadOptions, pace: Pace) -> Result<Option<Told>, InputError> {
    let mut table = delimited::open(input, options)?;
    let (mut batch, mut records) = (Batch::default(), Vec::new());
    let (mut aside, mut counted) = (table.rows.take_aside(), Counted::default());
    while table.rows.batch(&mut batch, &pace)? {
        if batch.split().is_err() {
            return Ok(None);
        }
        cells_are_sound(&batch, table.header.len());
        records.extend(batch.numbers().iter().enumerate().map(|(record, &number)| {
            let cells = (0..table.header.len()).map(|column| batch.get(record, column).to_owned());
            (number, cells.collect())
        }));
        let (found, counts) = batch.take_aside();
        aside.extend(found);
        counted.add(&counts);
        aside.extend(table.rows.take_aside());
    }
    aside.extend(table.rows.take_aside());
    if table.rows.conclude(&counted)? == Reading::ByRecord {
        return Ok(None);
    }
    aside.sort_by_key(|aside| aside.number);
    Ok(Some(Told { header: table.header, records, aside, notes: table.rows.notes() }))
}

/// What a batch promises of its cells: none is empty or in blanks, each has its own hash, in the order of records.
fn cells_are_sound(batch: &Batch, width: usize) {
    for column in 0..width {
        let cells = batch.column(column);
        assert!(
            cells.is_sorted_by(|one, next| one.record() < next.record()),
            "one cell for each record, in order"
        );
        for &cell in cells {
            let text = batch.text(cell);
            assert!(cell.record() < batch.records(), "the cell of a record");
            assert!(!text.is_empty() && text == text.trim(), "a cell without the blanks around it");
            assert_eq!(cell.hash, sketch::hash(text), "the hash of {text:?}");
        }
    }
}
