//! `revops audit`: all of it on one page.

use clap::Args;

use super::args::{Exports, Printing, Reading};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::audit::audit;

/// Audit a CRM from its exports: one page
///
/// Figures first, then the ten things to do next, then fields, deals and the six hygiene numbers. Names of deals and
/// owners stay out of it, so that it can be forwarded.
#[derive(Debug, Args)]
pub struct AuditArgs {
    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

impl AuditArgs {
    /// An audit of one folder.
    pub(super) fn over(path: &std::path::Path, printing: &Printing, reading: &Reading) -> Self {
        let exports = Exports { paths: vec![path.to_owned()], reading: reading.clone() };
        Self { exports, printing: printing.clone() }
    }
}

pub(super) fn run(args: &AuditArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::Stops, Keep::DEALS)?;
    output.emit(&audit(&read.loaded.snapshot, &read.policy))?;
    context.close(&read.loaded, "`revops score` and `revops rank` with the same paths");
    Ok(Exit::Clean)
}
