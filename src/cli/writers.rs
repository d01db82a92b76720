//! `revops writers`: whose hand is in each field.

use anyhow::anyhow;
use clap::Args;

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::writers;
use crate::model::FieldRef;

/// Show who writes every field
///
/// Counts the changes that histories tell: people, imports, integrations, automation, forms. Fields with two
/// writers come first, and integrations that fell silent show. Fields without a history are not listed: nobody
/// knows who writes them, and "Evidence" says what is missing.
#[derive(Debug, Args)]
pub struct WritersArgs {
    /// Only these objects
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    object: Vec<String>,

    /// Only these fields, as `Account.Region__c`
    #[arg(long, value_name = "OBJECT.FIELD", value_delimiter = ',', value_parser = field)]
    field: Vec<FieldRef>,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

fn field(text: &str) -> anyhow::Result<FieldRef> {
    FieldRef::parse(text).ok_or_else(|| anyhow!("write object and field with a dot: `Account.Region__c`"))
}

pub(super) fn run(args: &WritersArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let read = context.read(&args.exports, Trouble::Stops, Keep::WRITERS)?;
    let mut told = writers::writers(&read.loaded.snapshot, &read.policy);
    told.keep(&args.object, &args.field)?;
    output.emit(&told)?;
    context.close(&read.loaded, "`revops score` with the same paths");
    Ok(Exit::Clean)
}
