//! `revops init`: a commented `revops.toml`, filled in from what was recognised.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::args::{Exports, Reading, Talk};
use super::context::{Context, Keep, Trouble};
use super::exit::Exit;
use super::whole::{self, Existing};
use crate::config::{Found, FoundObject, template};
use crate::model::{Duty, FieldKind, ObjectSnapshot, Role, Snapshot};

/// Write a commented `revops.toml`, filled in from your exports
///
/// Without a PATH, every key is explained and nothing is filled in. What is a guess stands commented out.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Exports to learn from
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// The file to write
    #[arg(long, short, value_name = "FILE", default_value = "revops.toml", value_hint = ValueHint::FilePath)]
    output: PathBuf,

    /// Replace the file if it is there
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    talk: Talk,
}

pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.talk);
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    whole::check(&args.output, existing, &[])?;
    let found = if args.paths.is_empty() {
        Found::default()
    } else {
        let exports = Exports { paths: args.paths.clone(), reading: args.reading.clone() };
        let read = context.read(&exports, Trouble::Stops, Keep::NOTHING)?;
        found(&read.loaded.snapshot)
    };
    let text = template(&found);
    whole::write(&args.output, existing, &[], |out| out.write_all(text.as_bytes()))?;
    let next = format!("name the owner in {}, then `revops audit`", args.output.display());
    context.say(&format!("wrote {}", args.output.display()), &next);
    Ok(Exit::Clean)
}

fn found(snapshot: &Snapshot) -> Found {
    let crms: BTreeSet<&str> =
        snapshot.objects.iter().map(|object| object.crm).filter(|crm| *crm != "none").collect();
    let currencies: BTreeSet<&String> = snapshot
        .deals
        .iter()
        .filter_map(|deal| deal.amount.value())
        .filter_map(|amount| amount.currency.as_ref())
        .collect();
    Found {
        crms: crms.into_iter().map(str::to_owned).collect(),
        objects: snapshot.objects.iter().filter(|object| worth_rules(object)).map(object).collect(),
        currency: match currencies.len() {
            1 => currencies.first().map(|&code| code.clone()),
            _ => None,
        },
        sources: Vec::new(),
    }
}

fn worth_rules(object: &ObjectSnapshot) -> bool {
    matches!(object.role, Role::Account | Role::Contact | Role::Lead | Role::Opportunity)
}

fn object(object: &ObjectSnapshot) -> FoundObject {
    let duties: &[Duty] = match object.role {
        Role::Opportunity => &[Duty::Amount, Duty::Stage, Duty::CloseDate, Duty::Owner],
        Role::Contact | Role::Lead => &[Duty::Email, Duty::Owner, Duty::Source],
        _ => &[Duty::Name, Duty::Owner, Duty::Source],
    };
    let critical =
        duties.iter().filter_map(|&duty| object.duty(duty)).map(|field| field.field.name.clone()).collect();
    // Words by which teams mark a record that nobody works on any more.
    let retires = |value: &String| {
        let value = value.to_lowercase();
        ["dormant", "retired", "inactive", "churned", "archived", "former", "disqualified"]
            .iter()
            .any(|word| value.contains(word))
    };
    let retired = object
        .fields
        .iter()
        .filter(|field| field.field.kind == FieldKind::Picklist)
        .filter_map(|field| {
            let values: Vec<String> =
                field.field.picklist.iter().filter(|value| retires(value)).cloned().collect();
            (!values.is_empty()).then(|| (field.field.name.clone(), values))
        })
        .collect();
    FoundObject { name: object.name.clone(), role: object.role, critical, retired }
}
