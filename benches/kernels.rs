//! The loops in which the time goes, one by one, on a made-up export: `cargo bench --bench kernels`.
//!
//! What a whole command costs beside other tools is measured by `benches/compare/`.

#[path = "export.rs"]
mod export;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use export::{Shape, Style, write};
use revops::engine::read::{Batch, Input, Pace, ReadOptions, Row, View, delimited};
use revops::engine::scan::{ColumnPlan, Fact, Facts, Known, Placeholders, TableScan};
use revops::engine::sketch::{Distinct, Heavy, Table, hash};

/// Records of the file: a few chunks.
const ROWS: u64 = 5_000;
const COLUMNS: usize = 120;

fn file(style: Style) -> (Vec<u8>, Input) {
    let mut bytes = Vec::new();
    write(&Shape { style, columns: COLUMNS, rows: ROWS, seed: 7 }, &mut bytes).expect("memory takes it");
    let input = Input::bytes("Opportunity.csv", &bytes, &Arc::default()).expect("bytes open");
    (bytes, input)
}

/// Every batch of a file, its cells found.
fn batches(input: &Input) -> Vec<Batch> {
    let mut table = delimited::open(input, &ReadOptions::default()).expect("a table");
    let mut all = Vec::new();
    loop {
        let mut batch = Batch::default();
        if !table.rows.batch(&mut batch, &Pace::default()).expect("readable") {
            return all;
        }
        batch.split().expect("regular quotes");
        all.push(batch);
    }
}

fn record_split(criterion: &mut Criterion) {
    for (name, style) in [("salesforce", Style::Salesforce), ("hubspot", Style::HubSpot)] {
        let (bytes, input) = file(style);
        let mut group = criterion.benchmark_group(format!("record split, {name}"));
        group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(20);
        group.bench_function("batches, by bitmaps", |bencher| {
            let mut batch = Batch::default();
            bencher.iter(|| {
                let mut table = delimited::open(&input, &ReadOptions::default()).expect("a table");
                let mut records = 0;
                while table.rows.batch(&mut batch, &Pace::default()).expect("readable") {
                    batch.split().expect("regular quotes");
                    records += batch.records();
                }
                records
            });
        });
        group.bench_function("rows, one by one", |bencher| {
            let mut row = Row::new();
            bencher.iter(|| {
                let mut table = delimited::open(&input, &ReadOptions::default()).expect("a table");
                let mut records = 0;
                while table.rows.next(&mut row).expect("readable") {
                    records += 1;
                }
                records
            });
        });
        group.bench_function("the csv crate", |bencher| {
            bencher.iter(|| {
                let mut reader = csv::Reader::from_reader(bytes.as_slice());
                let mut record = csv::ByteRecord::new();
                let mut records = 0;
                while reader.read_byte_record(&mut record).expect("readable") {
                    records += 1;
                }
                records
            });
        });
        group.finish();
    }
}

fn field_profile(criterion: &mut Criterion) {
    let (bytes, input) = file(Style::Salesforce);
    let batches = batches(&input);
    let words = ["n/a".to_owned(), "tbd".to_owned(), "-".to_owned()];
    let plan = ColumnPlan {
        vacant: Vec::new(),
        default: None,
        placeholders: Arc::new(Placeholders::new(&words)),
        truth: None,
        fits: None,
    };
    let plans = vec![plan; COLUMNS];
    let mut group = criterion.benchmark_group("field profile");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(20);
    for (name, born) in [("records that are all alike", None), ("records of the last days", Some(20_000))] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let (mut scan, mut known) = (TableScan::new(COLUMNS, 30_000), Known::new(COLUMNS));
                for batch in &batches {
                    let mut facts = Facts::default();
                    facts.records.resize_with(batch.records(), Fact::default);
                    facts.records.iter_mut().for_each(|fact| fact.born = born.unwrap_or(fact.born));
                    let key = |number: &u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                    facts.keys = batch.numbers().iter().map(key).collect();
                    scan.catch_up(&known);
                    known.take_in(&scan.batch(&View { batch, places: None }, &mut facts, &plans));
                }
                scan
            });
        });
    }
    group.finish();
}

fn sketches(criterion: &mut Criterion) {
    let hashes: Vec<u64> = (0..100_000).map(|number| hash(&number.to_string())).collect();
    let mut group = criterion.benchmark_group("sketch");
    group.throughput(Throughput::Elements(hashes.len() as u64));
    group.bench_function("different values", |bencher| {
        bencher.iter_batched_ref(
            Distinct::default,
            |sketch| hashes.iter().for_each(|&hash| sketch.add(hash)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("frequent values", |bencher| {
        bencher.iter_batched_ref(
            Heavy::default,
            |sketch| hashes.iter().for_each(|&hash| sketch.add(hash, 1)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("known values", |bencher| {
        let mut table = Table::default();
        hashes.iter().take(1_000).for_each(|&hash| table.insert(hash, 0, 0));
        bencher.iter(|| hashes.iter().filter(|&&hash| table.find(black_box(hash)).is_some()).count());
    });
    group.finish();
}

criterion_group!(kernels, record_split, field_profile, sketches);
criterion_main!(kernels);
