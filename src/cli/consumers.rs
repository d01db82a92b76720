//! `revops consumers`: who uses a field.

use clap::Args;

use super::args::{Exports, Printing};
use super::context::{Context, Keep, Trouble, output};
use super::exit::Exit;
use crate::analysis::consumers::{Asked, consumers};
use crate::engine::read::{InputError, Problem};
use crate::model::FieldRef;

/// List everything that reads or writes a field
///
/// Reports, dashboards, flows, layouts, formulas, rules, code and what reads the CRM from outside, each with its file and
/// the element that names the field, and what uses them in turn. Give the metadata beside the exports: a project folder,
/// or a zip of it.
#[derive(Debug, Args)]
pub struct ConsumersArgs {
    /// Only this field, as a tree: `Account.Region__c`
    #[arg(long, value_name = "OBJECT.FIELD")]
    field: Option<String>,

    /// Only these objects
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    object: Vec<String>,

    /// Only fields that nothing uses
    #[arg(long)]
    unused: bool,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: &ConsumersArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.printing.talk);
    let output = output(&args.printing, &args.exports.paths)?;
    let field = args.field.as_deref().map(named).transpose()?;
    let read = context.read(&args.exports, Trouble::Stops, Keep::NOTHING)?;
    let asked = Asked { objects: args.object.clone(), field, unused: args.unused };
    let found = consumers(&read.loaded.snapshot, &asked)?;
    output.emit(&found)?;
    context.close(&read.loaded, "`revops archive` with the same paths");
    Ok(Exit::Clean)
}

fn named(text: &str) -> Result<FieldRef, InputError> {
    FieldRef::parse(text).ok_or_else(|| {
        InputError::new(Problem::Invalid, format!("`{text}` names no field"))
            .hint("write the object, a point and the field: `--field Account.Region__c`")
    })
}
