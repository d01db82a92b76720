//! `revops explain`: what a rule or a number means.

use clap::Args;

use super::args::Printing;
use super::context::output;
use super::exit::Exit;
use super::explain_text::{RULES, RuleList, rule};

/// Explain a rule or a number
///
/// Without an id, lists everything that can be explained.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// What to explain, for example `recovery-rule`
    id: Option<String>,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let output = output(&args.printing, &[])?;
    match &args.id {
        Some(id) => output.emit(rule(id)?)?,
        None => output.emit(&RuleList { rules: RULES })?,
    }
    Ok(Exit::Clean)
}
