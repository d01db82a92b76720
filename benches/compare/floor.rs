//! The least that reading a file can cost: two threads read half of it each and count the newlines.
//!
//! ```text
//! cargo run --release --manifest-path benches/compare/Cargo.toml --bin floor -- Opportunity.csv 2
//! ```
//!
//! Nothing is told apart inside quotes, nothing is counted by column. Prints how many newlines there are.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

use anyhow::Context;

/// One read; larger ones were not faster, and this one fits the cache of a core.
const BLOCK: usize = 1 << 20;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("name the file")?;
    let threads: u64 = arguments.next().map_or(Ok(2), |number| number.parse())?;
    let file = File::open(&path).with_context(|| format!("cannot read {path}"))?;
    let length = file.metadata()?.len();
    let part = length.div_ceil(threads.max(1)).max(1);
    let newlines = std::thread::scope(|scope| {
        let starts = (0..threads).map(|thread| thread * part);
        let workers: Vec<_> = starts
            .map(|start| (start.min(length), (start + part).min(length)))
            .map(|(start, end)| {
                scope.spawn({
                    let file = &file;
                    move || count(file, start, end)
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("counting does not panic"))
            .sum::<io::Result<usize>>()
    })?;
    writeln!(io::stdout(), "{newlines}")?;
    Ok(())
}

fn count(file: &File, mut at: u64, end: u64) -> io::Result<usize> {
    let mut block = vec![0; BLOCK];
    let mut newlines = 0;
    while at < end {
        let wanted = BLOCK.min(usize::try_from(end - at).unwrap_or(BLOCK));
        let read = file.read_at(&mut block[..wanted], at)?;
        if read == 0 {
            break;
        }
        newlines += memchr::memchr_iter(b'\n', &block[..read]).count();
        at += read as u64;
    }
    Ok(newlines)
}
