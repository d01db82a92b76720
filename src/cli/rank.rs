//! `revops rank`: open deals by expected value.

use clap::Args;

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::deals::{self, RankOptions};
use crate::engine::read::{InputError, Problem};
use crate::model::Role;

/// Rank open deals by expected value
///
/// Expected value is amount × probability. The deal's own probability counts; where it has none, the default of its
/// stage. Deals that have neither, or no amount, are listed with the reason. Currencies are ranked apart.
#[derive(Debug, Args)]
pub struct RankArgs {
    /// Only the first deals of each CRM and currency
    #[arg(long, value_name = "N")]
    top: Option<usize>,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: &RankArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::Stops, Keep::DEALS)?;
    if !read.loaded.snapshot.objects.iter().any(|object| object.role == Role::Opportunity) {
        return Err(InputError::new(Problem::Empty, "none of the files holds deals")
            .hint(
                "`revops inspect` says what each file is; `--as salesforce/Opportunity` says it for one, \
                   and `[mapping]` in revops.toml which columns hold amount, stage and probability",
            )
            .into());
    }
    let options = RankOptions { top: args.top, names: true };
    output.emit(&deals::rank(&read.loaded.snapshot, &read.policy, &options))?;
    context.close(&read.loaded, "`revops explain expected-value`");
    Ok(Exit::Clean)
}
