//! `revops import`: the exports as tidy tables.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use serde::Serialize;

use super::args::{Exports, Talk};
use super::context::{Context, Keep, Trouble};
use super::exit::Exit;
use super::whole::{self, Existing};
use crate::engine::read::{InputError, Problem};
use crate::engine::sink::{ColumnType, Sink, guarded};
use crate::import::part::{ObjectFiles, Outcome};
use crate::import::tidy::{self, Cells};
use crate::model::{FieldKind, Holds};

/// Write the exports as tidy tables, one file per object
///
/// API names as headers; ids, dates, booleans and empties in one spelling each; UTF-8. Beside them `schema.json`, which
/// says what each column is and where it came from, and `set-aside.csv` with every row or cell that could not be read,
/// its file, row and reason.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Folder to write to; made if it is not there
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: PathBuf,

    /// The form of the tables
    #[arg(long, value_name = "FORM", value_enum, default_value = "csv")]
    to: Form,

    /// Keep every cell exactly as it was read
    #[arg(long)]
    raw: bool,

    /// Replace files that are there
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    exports: Exports,

    #[command(flatten)]
    talk: Talk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Jsonl,
    Parquet,
}

impl Form {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

/// What each column is and where it came from.
const SCHEMA: &str = "schema.json";

/// Every row or cell that could not be read.
const SET_ASIDE: &str = "set-aside.csv";

/// What `schema.json` says of a table.
#[derive(Serialize)]
struct TableSchema {
    crm: &'static str,
    object: String,
    file: String,
    records: u64,
    columns: Vec<ColumnSchema>,
    from: Vec<String>,
}

#[derive(Serialize)]
struct ColumnSchema {
    name: String,
    header: String,
    label: Option<String>,
    r#type: FieldKind,
    /// Whether the type was declared, or guessed from the values.
    declared: bool,
    custom: Option<bool>,
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<Exit> {
    let context = Context::begin(&args.talk);
    let read = context.read(&args.exports, Trouble::Stops, Keep::NOTHING)?;
    let several = read.loaded.files.iter().any(|files| files.crm != read.loaded.files[0].crm);
    let names: Vec<String> =
        read.loaded.files.iter().map(|files| file_name(files, several, args.to)).collect();
    check(args, &names)?;
    fs::create_dir_all(&args.out).map_err(|error| InputError::io(&error, args.out.display().to_string()))?;
    let zone = jiff::tz::TimeZone::get(&args.exports.reading.tz)?;
    let mut schemas = Vec::new();
    let mut aside = csv::Writer::from_writer(Vec::new());
    aside.write_record(["file", "row", "column", "reason", "text"])?;
    let mut set_aside = 0;
    for (files, name) in read.loaded.files.iter().zip(names) {
        let outcomes = table(files, &args.out.join(&name), args, &zone)?;
        for (part, outcome) in files.parts.iter().zip(&outcomes) {
            for item in &outcome.aside {
                let (row, column) = (item.number.to_string(), item.column.clone().unwrap_or_default());
                let cells = [&part.input.name, &row, &column, &item.reason, &item.text];
                let as_written =
                    |cell: &String| if args.raw { cell.clone() } else { guarded(cell).into_owned() };
                aside.write_record(cells.map(as_written))?;
                set_aside += 1;
            }
        }
        schemas.push(schema(files, name, &outcomes));
    }
    let schema = serde_json::json!({ "schema": "import/1", "data": { "tables": schemas } });
    write(&args.out.join(SCHEMA), args, |out| {
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        out.write_all(b"\n")
    })?;
    let aside = aside.into_inner().map_err(csv::IntoInnerError::into_error)?;
    write(&args.out.join(SET_ASIDE), args, |out| out.write_all(&aside))?;
    context.close_with(&read.loaded, set_aside, &format!("look at {}", args.out.display()));
    Ok(Exit::Clean)
}

/// Refuses before the first table is written what would be refused after it.
fn check(args: &ImportArgs, names: &[String]) -> Result<(), InputError> {
    let names = names.iter().map(String::as_str).chain([SCHEMA, SET_ASIDE]);
    let mut seen = BTreeSet::new();
    for name in names {
        // Some file systems do not tell capitals apart.
        if !seen.insert(name.to_lowercase()) {
            return Err(InputError::new(Problem::Ambiguous, format!("two files would be called `{name}`"))
                .hint("import one of the two alone, into a folder of its own"));
        }
        if args.out.is_dir() {
            whole::check(&args.out.join(name), existing(args), &args.exports.paths)?;
        }
    }
    Ok(())
}

fn file_name(files: &ObjectFiles, several: bool, form: Form) -> String {
    let safe: String = files
        .object
        .chars()
        .map(|mark| if mark.is_alphanumeric() || "._- ".contains(mark) { mark } else { '_' })
        .collect();
    let prefix = if several { format!("{}-", files.crm) } else { String::new() };
    format!("{prefix}{safe}.{}", form.extension())
}

fn table(
    files: &ObjectFiles,
    path: &Path,
    args: &ImportArgs,
    zone: &jiff::tz::TimeZone,
) -> Result<Vec<Outcome>, InputError> {
    let cells = if args.raw { Cells::AsRead } else { Cells::Tidy };
    let names: Vec<String> = files
        .columns
        .iter()
        .map(|column| if args.raw { column.header.clone() } else { column.field.name.clone() })
        .collect();
    let mut outcomes = Vec::new();
    write(path, args, |out| {
        let mut sink = match args.to {
            Form::Csv => Sink::csv(out, &names, !args.raw)?,
            Form::Jsonl => Sink::json_lines(out, &types(files, &names, args.raw)),
            Form::Parquet => Sink::parquet(out, &types(files, &names, args.raw)),
        };
        let mut refused = None;
        let read = tidy::each(files, cells, zone, |row| {
            sink.row(row).map_err(|error| {
                let told = InputError::io(&error, path.display().to_string());
                refused = Some(error);
                told
            })
        });
        if let Some(error) = refused {
            return Err(error);
        }
        // A table that could not be read to its end is not written either.
        outcomes = read?;
        sink.finish()
    })?;
    Ok(outcomes)
}

/// Declared types become columns of that type; what was only guessed stays text.
fn types(files: &ObjectFiles, names: &[String], raw: bool) -> Vec<(String, ColumnType)> {
    let kinds = files.columns.iter().map(|column| match column.field.kind.holds() {
        _ if raw || !column.certain => ColumnType::Text,
        Holds::Text => ColumnType::Text,
        Holds::Boolean => ColumnType::Boolean,
        Holds::Number => ColumnType::Number,
        Holds::Date => ColumnType::Date,
        Holds::DateTime => ColumnType::DateTime,
    });
    names.iter().cloned().zip(kinds).collect()
}

fn schema(files: &ObjectFiles, file: String, outcomes: &[Outcome]) -> TableSchema {
    let columns = files
        .columns
        .iter()
        .map(|column| ColumnSchema {
            name: column.field.name.clone(),
            header: column.header.clone(),
            label: column.field.label.clone(),
            r#type: column.field.kind,
            declared: column.certain,
            custom: column.field.custom,
        })
        .collect();
    TableSchema {
        crm: files.crm,
        object: files.object.clone(),
        file,
        records: outcomes.iter().map(|outcome| outcome.records).sum(),
        columns,
        from: files.parts.iter().map(|part| part.input.name.clone()).collect(),
    }
}

fn write(
    path: &Path,
    args: &ImportArgs,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), InputError> {
    whole::write(path, existing(args), &args.exports.paths, fill)
}

fn existing(args: &ImportArgs) -> Existing {
    if args.force { Existing::Replace } else { Existing::Keep }
}
