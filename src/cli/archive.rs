//! `revops archive`: fields that could go, with the rule that says so.

use clap::{Args, ValueEnum};

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::fields::{self, Rule, ScoreOptions};

/// List archive candidates with the rule that fired
///
/// Recovery: effective fill below 10% and no consumer. Quarterly: effective fill below 5%, or no consumer. Where
/// nobody looked for consumers, their absence is unknown and no rule may fire on it: such fields are listed apart,
/// with the file that would settle them. Nothing is written to the CRM.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// Which rule proposes
    #[arg(long, value_name = "RULE", value_enum, default_value = "recovery")]
    rule: RuleName,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RuleName {
    Recovery,
    Quarterly,
}

pub(super) fn run(args: &ArchiveArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::Stops, Keep::NOTHING)?;
    let card = fields::score(&read.loaded.snapshot, &read.policy, &ScoreOptions { values: false });
    let rule = match args.rule {
        RuleName::Recovery => Rule::Recovery,
        RuleName::Quarterly => Rule::Quarterly,
    };
    output.emit(&fields::archive(&card, &read.policy, rule))?;
    context.close(&read.loaded, "`revops explain recovery-rule`");
    Ok(Exit::Clean)
}
