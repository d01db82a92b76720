//! `revops explain`: what a rule or a number means.

use clap::Args;

use super::args::Printing;
use super::context::output;
use super::exit::Exit;
use super::explain_text::{RULES, rule};

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
    let text = match &args.id {
        Some(id) => rule(id)?.text.to_owned(),
        None => {
            let widest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            RULES.iter().map(|rule| format!("{:widest$}  {}\n", rule.id, rule.summary)).collect()
        }
    };
    output.text(&text)?;
    Ok(Exit::Clean)
}
