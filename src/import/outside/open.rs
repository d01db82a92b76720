//! Which files are about the outside of the CRM, and what is said of each.

use std::io::Read as _;
use std::sync::Arc;

use super::{Mentions, dbt, query, sync, tableau};
use crate::engine::read::json::{self, JsonOutline};
use crate::engine::read::{Found, Input, InputError, Limits, Problem, Shape, members};
use crate::import::metadata;
use crate::model::file_name;

/// Extensions of files that are never exports of a CRM.
const OUTSIDE: &[&str] = &["lkml", "lookml", "twb", "twbx", "tds", "tdsx", "sql", "tf", "yml", "yaml"];

/// Larger than any file of these kinds that a person keeps, in bytes.
const LARGEST: u64 = 64 << 20;

/// Folders of code that others wrote.
const VENDORED: &[&str] = &["node_modules", "dbt_packages", "dbt_modules"];

/// What a file turned out to be.
pub(in crate::import) enum Look {
    /// What it is, and what there is to say about it.
    Read { what: &'static str, notes: Vec<String> },
    /// Why there is nothing to read.
    Skipped(String),
}

/// Whether a file could be about the outside, by its name.
pub(in crate::import) fn is_outside(name: &str) -> bool {
    let name = file_name(name).to_lowercase();
    name.rsplit_once('.').is_some_and(|(_, extension)| OUTSIDE.contains(&extension))
}

/// Why a file met in a folder is passed over, by where it stands.
pub(in crate::import) fn ignored(name: &str) -> Option<&'static str> {
    let has = |wanted: &[&str]| name.split(['/', '\\']).any(|folder| wanted.contains(&folder));
    if has(VENDORED) {
        return Some("stands in a folder of installed packages");
    }
    (is_outside(name) && has(&["target"])).then_some("was made from another file of the project")
}

/// Reads a file that is about the outside; `None` where it is something else.
///
/// # Errors
/// When it is damaged.
pub(in crate::import) fn look(
    found: &Found,
    shape: Shape,
    into: &mut Mentions,
) -> Result<Option<Look>, InputError> {
    let input = &found.input;
    let file = input.name.as_str();
    let name = file_name(file).to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    // YAML may begin like JSON.
    if shape == Shape::Json && !matches!(extension, "yml" | "yaml") {
        return if is_dbt(input)? { manifest(input, into).map(Some) } else { Ok(None) };
    }
    if matches!(shape, Shape::Empty | Shape::Binary) || !is_outside(file) {
        return Ok(None);
    }
    if input.size > LARGEST && !matches!(extension, "twbx" | "tdsx") {
        return Ok(Some(Look::Skipped("is larger than 64 MB, which no such file is".to_owned())));
    }
    match extension {
        "twb" | "tds" => workbook(&metadata::text(input)?, file, into).map(Some),
        "twbx" | "tdsx" if shape == Shape::Zip => packaged(input, into).map(Some),
        "lkml" | "lookml" => Ok(Some(looks(&metadata::text(input)?, file, into))),
        "sql" => {
            into.queries.push(query::Queries::read(&metadata::text(input)?, file));
            into.looked_in("SQL files");
            Ok(Some(Look::Read { what: "SQL", notes: Vec::new() }))
        }
        "tf" => Ok(Some(syncs(sync::terraform(&metadata::text(input)?, file), "Terraform", into))),
        "yml" | "yaml" => Ok(Some(syncs(sync::yaml(&metadata::text(input)?, file), "YAML", into))),
        _ => Ok(None),
    }
}

/// Reads a JSON document that maps columns to fields; `None` where it does not.
pub(in crate::import) fn sync_document(
    value: &serde_json::Value,
    file: &str,
    into: &mut Mentions,
) -> Option<Look> {
    let found = sync::json(value, file);
    (!found.is_empty()).then(|| syncs(Ok(found), "JSON", into))
}

/// Whether a JSON document has a list of items with `from` and `to`.
pub(in crate::import) fn maps_fields(outline: &JsonOutline) -> bool {
    fn maps(shape: &json::Shape) -> bool {
        match shape {
            json::Shape::Array(Some(first)) => {
                first.get("from").is_some() && first.get("to").is_some() || maps(first)
            }
            json::Shape::Object(keys) => keys.iter().any(|(_, shape)| maps(shape)),
            _ => false,
        }
    }
    maps(&outline.root)
}

/// Whether a JSON document says at its beginning that dbt wrote it.
fn is_dbt(input: &Input) -> Result<bool, InputError> {
    let mut head = Vec::new();
    input.open()?.take(4096).read_to_end(&mut head).map_err(|error| InputError::io(&error, &input.name))?;
    Ok(memchr::memmem::find(&head, b"\"dbt_schema_version\"").is_some())
}

fn manifest(input: &Input, into: &mut Mentions) -> Result<Look, InputError> {
    let Some(manifest) = dbt::read(input)? else {
        return Ok(Look::Skipped("is another of dbt's files: `manifest.json` holds the models".to_owned()));
    };
    let of = |kind: &str| manifest.steps.values().filter(|step| step.kind == kind).count();
    let notes = vec![format!(
        "{}, {}, {}",
        counted(manifest.sources.len(), "source"),
        counted(of("dbt model"), "model"),
        counted(of("dbt exposure"), "exposure")
    )];
    into.manifests.push(manifest);
    into.looked_in("dbt manifest");
    Ok(Look::Read { what: "dbt manifest", notes })
}

/// `1 model`, `2 models`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn looks(text: &str, file: &str, into: &mut Mentions) -> Look {
    match into.looks.add(text, file) {
        Ok(()) => {
            into.looked_in("LookML");
            Look::Read { what: "LookML", notes: Vec::new() }
        }
        Err(why) => Look::Skipped(why),
    }
}

fn workbook(xml: &str, file: &str, into: &mut Mentions) -> Result<Look, InputError> {
    let Some(workbook) = tableau::read(xml, file)? else {
        return Ok(Look::Skipped("is no Tableau workbook or data source".to_owned()));
    };
    let notes = vec![counted(workbook.sheets(), "worksheet")];
    into.workbooks.push(workbook);
    into.looked_in("Tableau workbooks");
    Ok(Look::Read { what: "Tableau", notes })
}

/// A workbook with its data beside it; only the workbook is opened.
fn packaged(input: &Input, into: &mut Mentions) -> Result<Look, InputError> {
    let mut seen = None;
    for (inside, member) in members(&Arc::new(input.clone()), &Limits::default())? {
        let inside = inside.to_lowercase();
        if (inside.ends_with(".twb") || inside.ends_with(".tds")) && member.size <= LARGEST {
            seen = Some(workbook(&metadata::text(&member)?, &member.name, into)?);
        }
    }
    Ok(seen.unwrap_or_else(|| Look::Skipped("holds no workbook".to_owned())))
}

fn syncs(read: Result<Vec<sync::Sync>, String>, what: &'static str, into: &mut Mentions) -> Look {
    match read {
        Err(why) => Look::Skipped(why),
        Ok(syncs) if syncs.is_empty() => Look::Skipped(format!("{what} without a sync into a CRM")),
        Ok(syncs) => {
            let notes = vec![counted(syncs.len(), "sync")];
            into.syncs.extend(syncs);
            into.looked_in("sync files");
            Look::Read { what: "sync", notes }
        }
    }
}

/// Turns trouble with a file met in a folder into a reason to skip it; one that the user names stays an error.
pub(in crate::import) fn or_skipped(
    found: &Found,
    look: Result<Option<Look>, InputError>,
) -> Result<Option<Look>, InputError> {
    match look {
        Err(error) if !found.explicit && error.problem != Problem::Interrupted => {
            Ok(Some(Look::Skipped(error.to_string())))
        }
        other => other,
    }
}
