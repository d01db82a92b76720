//! `revops inspect`: what each file is.

use std::io::Write as _;

use clap::Args;

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis;
use crate::engine::read::{InputError, Row};
use crate::import::load::Loaded;

/// Say what each file is, and what could not be recognised
///
/// Reads every file to its end and concludes nothing. Files that cannot be used are listed with the reason
/// and with the flag that settles it; the exit code is then 2.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Print the records as they were read, as CSV, instead of the list of files
    #[arg(long)]
    records: bool,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: &InspectArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::IsReported, Keep::NOTHING)?;
    if args.records {
        output.text(&records(&read.loaded)?)?;
    } else {
        output.emit(&analysis::inspect(&read.loaded.snapshot))?;
    }
    // The error is the last word then, and the only one: a program reads standard error as one line of JSON.
    if let Some(problem) = read.loaded.problems.first() {
        return Err(problem.clone().into());
    }
    context.close(&read.loaded, "`revops audit` with the same paths");
    Ok(Exit::Clean)
}

/// Every table as it was read: header, records, and the cells beyond the header at the end of their row.
fn records(loaded: &Loaded) -> Result<String, InputError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut row = Row::new();
    for part in loaded.files.iter().flat_map(|files| &files.parts) {
        let mut table = part.table()?;
        // Writing to memory does not fail.
        let _ = writer.write_record(&table.header);
        let mut waiting: Option<(u64, Vec<String>)> = None;
        while table.rows.next(&mut row)? {
            if let Some((_, cells)) = waiting.take() {
                let _ = writer.write_record(&cells);
            }
            let mut cells: Vec<String> = row.cells().map(str::to_owned).collect();
            for aside in table.rows.take_aside() {
                if aside.reason == "extra cells" && aside.number == row.number {
                    cells.push(aside.text);
                } else {
                    let _ = writeln!(std::io::stderr(), "set aside, line {}: {}", aside.number, aside.reason);
                }
            }
            waiting = Some((row.number, cells));
        }
        if let Some((_, cells)) = waiting {
            let _ = writer.write_record(&cells);
        }
        for aside in table.rows.take_aside() {
            let _ = writeln!(std::io::stderr(), "set aside, line {}: {}", aside.number, aside.reason);
        }
    }
    Ok(String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned())
}
