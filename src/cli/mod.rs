//! The only layer that knows there is a terminal, a clock and an environment.

pub mod archive;
pub mod args;
pub mod audit;
pub mod consumers;
pub mod context;
pub mod demo;
pub mod errors;
pub mod exit;
pub mod explain;
pub mod explain_text;
pub mod hygiene;
pub mod import;
pub mod init;
pub mod inspect;
pub mod output;
pub mod progress;
pub mod rank;
pub mod schema;
pub mod score;
pub mod whole;
pub mod writers;

use std::io::{IsTerminal as _, Write as _};

use clap::{Parser, Subcommand};

use errors::Reader;
use exit::Exit;

/// Audit a CRM from its exports: a system of record, or a graveyard?
///
/// Point it at what Salesforce, HubSpot or NetSuite export: a folder, a zip, CSV, XLSX, JSON. Nothing leaves this machine,
/// nothing is written to the CRM, and record values stay out of reports unless you ask for them.
#[derive(Debug, Parser)]
#[command(name = "revops", version, max_term_width = 100, after_help = AFTER_HELP, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Where to get an export:
  Salesforce  Setup > Data Export > Export Now, or `sf data export bulk`;
              for labels, defaults and formulas `sf project retrieve start`
  HubSpot     Companies, Contacts, Deals: Export, all properties;
              Settings > Properties > Export all properties
  NetSuite    a saved search with all fields, exported as CSV; or SuiteQL as JSON

First steps:
  revops demo                  a made-up company, if you have no export at hand
  revops audit exports/        the whole picture of a folder, on one page
  revops score exports/ --format csv --output fields.csv
                               every field, for a spreadsheet

Nothing leaves this machine.";

#[derive(Debug, Subcommand)]
enum Command {
    Audit(audit::AuditArgs),
    Inspect(inspect::InspectArgs),
    Score(score::ScoreArgs),
    Archive(archive::ArchiveArgs),
    Consumers(consumers::ConsumersArgs),
    Writers(writers::WritersArgs),
    Rank(rank::RankArgs),
    Hygiene(hygiene::HygieneArgs),
    Import(import::ImportArgs),
    Init(init::InitArgs),
    Demo(demo::DemoArgs),
    Explain(explain::ExplainArgs),
    Schema(schema::SchemaArgs),
    Completions(schema::CompletionsArgs),
    Man(schema::ManArgs),
}

impl Command {
    fn run(&self) -> anyhow::Result<Exit> {
        match self {
            Self::Audit(args) => audit::run(args),
            Self::Inspect(args) => inspect::run(args),
            Self::Score(args) => score::run(args),
            Self::Archive(args) => archive::run(args),
            Self::Consumers(args) => consumers::run(args),
            Self::Writers(args) => writers::run(args),
            Self::Rank(args) => rank::run(args),
            Self::Hygiene(args) => hygiene::run(args),
            Self::Import(args) => import::run(args),
            Self::Init(args) => init::run(args),
            Self::Demo(args) => demo::run(args),
            Self::Explain(args) => explain::run(args),
            Self::Schema(args) => schema::run(args),
            Self::Completions(args) => schema::completions(args),
            Self::Man(args) => schema::man(args),
        }
    }
}

/// Runs the program: arguments in, exit code out.
#[must_use]
pub fn run() -> Exit {
    quiet_panics();
    let reader = reader();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error, reader),
    };
    match cli.command.run() {
        Ok(exit) => exit,
        Err(error) => {
            // With standard error gone, the exit code still says it.
            let _ = errors::print(&error, reader, &mut std::io::stderr());
            Exit::of(&error)
        }
    }
}

/// Help goes to standard output and is a success; a wrong flag is JSON to a program like any other error.
fn usage(error: &clap::Error, reader: Reader) -> Exit {
    if !error.use_stderr() || reader != Reader::Program {
        let _ = error.print();
    } else {
        let text = error.to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let told = crate::engine::read::InputError::new(crate::engine::read::Problem::Invalid, message)
            .hint("`revops --help` lists commands and flags");
        let _ = errors::print(&told.into(), reader, &mut std::io::stderr());
    }
    if error.use_stderr() { Exit::CouldNot } else { Exit::Clean }
}

/// Who reads standard error. Looked up before the arguments are parsed, because a wrong flag is an error too.
fn reader() -> Reader {
    let arguments: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let json = arguments.iter().any(|argument| argument == "--json" || argument == "--format=json")
        || arguments.windows(2).any(|pair| pair == ["--format", "json"]);
    if json {
        return Reader::Program;
    }
    let never = arguments.iter().any(|argument| argument == "--color=never")
        || arguments.windows(2).any(|pair| pair == ["--color", "never"])
        || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Reader::Person { color: !never && std::io::stderr().is_terminal() }
}

/// A panic is a mistake of ours. Its message may hold a record's value, so only the place is said.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|place| format!(" at {}:{}", place.file(), place.line()))
            .unwrap_or_default();
        let _ = writeln!(
            std::io::stderr(),
            "error: revops made a mistake{place}\n\nhint: please report it with this line; no data of yours is in it"
        );
    }));
}
