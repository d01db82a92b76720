//! `revops hygiene`: six numbers.

use clap::Args;

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::hygiene;

/// Measure the six hygiene numbers
///
/// Record count, fill on critical fields, source known on new records, decay completion, verification pass rate,
/// trust score. What the files do not allow to measure says so and names what to supply; it is never zero.
#[derive(Debug, Args)]
pub struct HygieneArgs {
    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: &HygieneArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::Stops, Keep::NOTHING)?;
    output.emit(&hygiene::measure(&read.loaded.snapshot, &read.policy))?;
    context.close(&read.loaded, "`revops init` writes the rules these numbers follow");
    Ok(Exit::Clean)
}
