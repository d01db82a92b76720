//! Writes an export to measure on, and on request what is in it, counted exactly.
//!
//! ```text
//! cargo run --release --manifest-path benches/compare/Cargo.toml --bin generate -- \
//!     --style salesforce --columns 120 --rows 1000000 --seed 7 --out Opportunity.csv
//! ```
//!
//! `--truth FILE` counts the values before they are quoted: whoever reads the export and agrees with it has
//! read every cell. They are held in memory, so ask for it up to a few hundred thousand rows.

#[path = "../export.rs"]
mod export;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use export::{Export, Record, Shape, Style};

fn main() -> anyhow::Result<()> {
    let request = Request::parse(std::env::args().skip(1))?;
    let create =
        |path: &PathBuf| File::create(path).with_context(|| format!("cannot write {}", path.display()));
    export::write(&request.shape, &mut create(&request.out)?)?;
    if let Some(path) = &request.truth {
        write_truth(&request.shape, &mut BufWriter::new(create(path)?))?;
    }
    Ok(())
}

struct Request {
    shape: Shape,
    out: PathBuf,
    truth: Option<PathBuf>,
}

impl Request {
    fn parse(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut shape = Shape { style: Style::Salesforce, columns: 120, rows: 100_000, seed: 7 };
        let (mut out, mut truth) = (None, None);
        while let Some(flag) = arguments.next() {
            let value = arguments.next().with_context(|| format!("`{flag}` needs a value"))?;
            match (flag.as_str(), value.as_str()) {
                ("--style", "salesforce") => shape.style = Style::Salesforce,
                ("--style", "hubspot") => shape.style = Style::HubSpot,
                ("--columns", number) => shape.columns = number.parse().context("--columns")?,
                ("--rows", number) => shape.rows = number.parse().context("--rows")?,
                ("--seed", number) => shape.seed = number.parse().context("--seed")?,
                ("--out", path) => out = Some(PathBuf::from(path)),
                ("--truth", path) => truth = Some(PathBuf::from(path)),
                _ => bail!("`{flag} {value}` is not understood; see the head of generate.rs"),
            }
        }
        Ok(Self { shape, out: out.context("`--out FILE` is missing")?, truth })
    }
}

/// What a reader should find in one column.
#[derive(Default)]
struct Column {
    filled: u64,
    placeholder: u64,
    times: HashMap<Vec<u8>, u64>,
}

impl Column {
    fn count(&mut self, cell: &[u8]) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.placeholder += u64::from(matches!(cell, b"N/A" | b"TBD" | b"-"));
        match self.times.get_mut(cell) {
            Some(times) => *times += 1,
            None => _ = self.times.insert(cell.to_vec(), 1),
        }
    }
}

/// Writes a line per column; distinct values include placeholders, and all but `column` are counts.
fn write_truth(shape: &Shape, out: &mut impl Write) -> anyhow::Result<()> {
    let export = Export::new(shape)?;
    let mut columns: Vec<Column> = std::iter::repeat_with(Column::default).take(shape.columns).collect();
    let mut record = Record::default();
    for row in 0..shape.rows {
        export.record(row, &mut record);
        for (column, cell) in columns.iter_mut().zip(record.cells()) {
            column.count(cell);
        }
    }
    writeln!(out, "column,filled,placeholder,distinct,top_count")?;
    for (name, column) in export.header().iter().zip(&columns) {
        let Column { filled, placeholder, times } = column;
        let top = times.values().max().unwrap_or(&0);
        writeln!(out, "{name},{filled},{placeholder},{},{top}", times.len())?;
    }
    out.flush()?;
    Ok(())
}
