//! `revops schema`: the JSON Schema of each result, and the shell's own helpers.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use schemars::{JsonSchema, schema_for};

use super::args::Printing;
use super::context::output;
use super::exit::Exit;
use super::explain_text::{Rule, RuleList};
use crate::analysis::Inspection;
use crate::analysis::audit::Audit;
use crate::analysis::consumers::Consumption;
use crate::analysis::deals::Ranking;
use crate::analysis::fields::{ArchivePlan, Scorecard};
use crate::analysis::hygiene::Hygiene;
use crate::analysis::writers::Writership;
use crate::engine::read::{InputError, Problem};
use crate::report::Reportable;

/// Print the JSON Schema of a result
///
/// Without a name, lists the schemas.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The result, for example `score` or `score/1`
    name: Option<String>,

    #[command(flatten)]
    printing: Printing,
}

/// Print completions for a shell
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    shell: Shell,
}

/// Print the manual page
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command whose page to print; default: the page of `revops` itself
    command: Option<String>,
}

/// Name of a result, and the function that describes it.
type Described = (&'static str, fn() -> serde_json::Value);

const SCHEMAS: &[Described] = &[
    (Audit::SCHEMA, envelope::<Audit>),
    (Scorecard::SCHEMA, envelope::<Scorecard>),
    (ArchivePlan::SCHEMA, envelope::<ArchivePlan>),
    (Consumption::SCHEMA, envelope::<Consumption>),
    (Ranking::SCHEMA, envelope::<Ranking>),
    (Hygiene::SCHEMA, envelope::<Hygiene>),
    (Inspection::SCHEMA, envelope::<Inspection>),
    (Writership::SCHEMA, envelope::<Writership>),
    (Rule::SCHEMA, envelope::<Rule>),
    (RuleList::SCHEMA, envelope::<RuleList>),
];

/// `{"schema": "score/1", "data": …}` described.
fn envelope<T: Reportable + JsonSchema>() -> serde_json::Value {
    let data = schema_for!(T).to_value();
    let definitions = data.get("$defs").cloned();
    let mut body = data;
    if let Some(body) = body.as_object_mut() {
        body.remove("$defs");
        body.remove("$schema");
    }
    let mut schema = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": T::SCHEMA,
        "type": "object",
        "required": ["schema", "data"],
        "properties": { "schema": { "const": T::SCHEMA }, "data": body },
    });
    if let (Some(definitions), Some(schema)) = (definitions, schema.as_object_mut()) {
        schema.insert("$defs".to_owned(), definitions);
    }
    schema
}

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<Exit> {
    let output = output(&args.printing, &[])?;
    let Some(name) = &args.name else {
        output.text(&SCHEMAS.iter().map(|(name, _)| format!("{name}\n")).collect::<String>())?;
        return Ok(Exit::Clean);
    };
    let wanted = name.to_lowercase();
    let found =
        SCHEMAS.iter().find(|(known, _)| *known == wanted || known.split('/').next() == Some(&wanted));
    let Some((_, describe)) = found else {
        let known: Vec<String> = SCHEMAS.iter().map(|(name, _)| format!("`{name}`")).collect();
        return Err(InputError::new(Problem::Invalid, format!("no result is called `{name}`"))
            .hint(format!("there are {}", known.join(", ")))
            .into());
    };
    output.text(&format!("{}\n", serde_json::to_string_pretty(&describe())?))?;
    Ok(Exit::Clean)
}

pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "revops", &mut bytes);
    print(&bytes)
}

pub(super) fn man(args: &ManArgs) -> anyhow::Result<Exit> {
    let mut command = super::Cli::command();
    command.build();
    let page = match &args.command {
        None => command,
        Some(name) => command.find_subcommand(name).cloned().ok_or_else(|| {
            InputError::new(Problem::Invalid, format!("no command is called `{name}`"))
                .hint("`revops --help` lists them")
        })?,
    };
    let mut bytes = Vec::new();
    clap_mangen::Man::new(page).render(&mut bytes)?;
    print(&bytes)
}

/// A reader that has seen enough is no error.
fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    use std::io::Write as _;
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(InputError::io(&error, "standard output").into())
        }
        _ => Ok(Exit::Clean),
    }
}
