//! `revops score`: the field scorecard.

use clap::{Args, ValueEnum};

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::fields::{self, ScoreOptions, Verdict};

/// Score every field of every object
///
/// Fill, effective fill (less placeholders and defaults), distinct values, recent fill and a verdict with its
/// reasons. Fields that cannot be measured say so and why; nothing is left out.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// Only these objects
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    object: Vec<String>,

    /// Only fields with these verdicts
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_enum)]
    only: Vec<VerdictName>,

    /// Only objects with at least as many records
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_records: u64,

    /// Order of the fields within an object
    #[arg(long, value_name = "BY", value_enum, default_value = "verdict")]
    sort: SortBy,

    /// Show frequent values of the records; off, so that the page can be shared
    #[arg(long)]
    values: bool,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VerdictName {
    Archive,
    Review,
    Keep,
    Protected,
}

/// The order of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortBy {
    /// Archive first, then review, keep, protected; the emptiest first
    Verdict,
    /// The emptiest first
    Fill,
    /// By field name
    Name,
    /// As in the export
    Export,
}

impl VerdictName {
    fn verdict(self) -> Verdict {
        match self {
            Self::Archive => Verdict::Archive,
            Self::Review => Verdict::Review,
            Self::Keep => Verdict::Keep,
            Self::Protected => Verdict::Protected,
        }
    }
}

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::Stops, Keep { values: args.values, ..Keep::NOTHING })?;
    let mut card = fields::score(&read.loaded.snapshot, &read.policy, &ScoreOptions { values: args.values });
    let verdicts: Vec<Verdict> = args.only.iter().map(|name| name.verdict()).collect();
    card.keep(&args.object, &verdicts, args.min_records)?;
    match args.sort {
        SortBy::Verdict => card.by_verdict(),
        SortBy::Fill => card.by_fill(),
        SortBy::Name => card.by_name(),
        SortBy::Export => {}
    }
    output.emit(&card)?;
    context.close(&read.loaded, "`revops archive` with the same paths");
    Ok(Exit::Clean)
}
