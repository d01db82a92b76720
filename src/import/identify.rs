//! Each input in turn: is it a schema, a table, a configuration, or nothing for us?

use super::declared::{self, Declarations};
use super::footers;
use super::marks;
use super::metadata;
use super::open::{How, Part};
use super::options::LoadOptions;
use super::outside::{self, Look, Mentions};
use crate::engine::read::json;
use crate::engine::read::{Found, Input, InputError, Problem, Row, Shape, shape};
use crate::model::file_name;

/// Header of the file that `revops import` writes beside its tables, so that its folder can be read again.
const SET_ASIDE: [&str; 5] = ["file", "row", "column", "reason", "text"];

/// Records looked at to recognise a table and to settle its types.
const HEAD: usize = 1_000;

/// Larger than any list of mappings, in bytes.
const MAPPINGS: u64 = 64 << 20;

/// Files that hold a metadata project together and declare nothing themselves.
const PROJECT: &[&str] = &["sfdx-project.json", "package.xml", "manifest.xml", "deploy.xml", "package.json"];

/// A file, opened far enough to see what it is.
pub enum Seen {
    /// A table of something; what of is decided once every schema is known.
    Table(Box<SeenTable>),
    /// A schema file, already added to the declarations.
    Schema { crm: &'static str, what: &'static str, definitions: u64 },
    /// Something outside the CRM that uses fields, already added to the mentions.
    Outside { what: &'static str, notes: Vec<String> },
    /// The tool's own configuration.
    Config,
    /// The frame of a metadata project.
    Project,
    /// Nothing to read here, and why.
    Skipped { why: String, hint: Option<String> },
}

/// A table, its header and its first records.
pub struct SeenTable {
    pub part: Part,
    pub header: Vec<String>,
    pub head: Vec<Row>,
    pub format: &'static str,
    pub encoding: Option<String>,
    pub delimiter: Option<u8>,
    pub object_inside: Option<String>,
    pub crm_inside: Option<&'static str>,
    /// Whether the records carry the history of their values with them.
    pub revisions: bool,
}

/// Looks at one input.
///
/// # Errors
/// When it is meant to be read and cannot be: named by the user and unusable, or damaged.
pub fn look(found: &Found, options: &LoadOptions, into: &mut Declarations) -> Result<Seen, InputError> {
    let input = &found.input;
    let name = input.name.as_str();
    if file_name(name) == "revops.toml" {
        return Ok(Seen::Config);
    }
    if !found.explicit && PROJECT.contains(&file_name(name)) {
        return Ok(Seen::Project);
    }
    if name.to_lowercase().ends_with(".js")
        && let Some((crm, what)) = metadata::script(input, into).map_err(|error| error.in_file(name))?
    {
        return Ok(schema(crm, what));
    }
    if !found.explicit && !worth_opening(name) {
        return Ok(skip("not an export, by its name"));
    }
    if !found.explicit
        && let Some(why) = outside::ignored(name)
    {
        return Ok(skip(why));
    }
    if super::salesforce::is_code(name) {
        return match metadata::code(input, into) {
            Ok(Some((crm, what))) => Ok(schema(crm, what)),
            Ok(None) => Ok(skip("not an export, by its name")),
            Err(error) if !found.explicit => {
                into.not_understood("salesforce");
                Ok(skip(&error.message))
            }
            Err(error) => Err(error),
        };
    }
    let before = into.definitions();
    let shape = shape(input);
    if metadata::is_metadata(name) && !matches!(shape, Ok(Shape::Xml | Shape::SpreadsheetMl)) {
        into.not_understood("salesforce");
        return Ok(skip("has the name of Salesforce metadata, and is no XML"));
    }
    let shape = shape.map_err(|error| error.in_file(name))?;
    let looked = outside::or_skipped(found, outside::look(found, shape, &mut into.outside));
    if let Some(look) = looked.map_err(|error| error.in_file(name))? {
        return outside_seen(found, look);
    }
    let seen = match shape {
        Shape::Empty => unusable(found, "is empty", "export it again"),
        Shape::Binary => unusable(
            found,
            "is a binary file, not an export",
            "give CSV, XLSX, JSON, XML, Parquet, or a zip of them",
        ),
        // The workbook's reader tells an encrypted one from an old one.
        Shape::Ole if found.explicit => rows(input, How::Workbook { sheet: None }, options, into),
        Shape::Ole => {
            unusable(found, "is an old binary Excel file", "open it in Excel and save it as XLSX or CSV")
        }
        Shape::Zip => {
            // What it holds may use fields.
            into.not_understood("salesforce");
            let hint = "unpack the outer archive and give the inner one";
            unusable(found, "is an archive inside an archive", hint)
        }
        Shape::Xml => markup(found, into),
        Shape::Json | Shape::JsonLines => document(found, options, into),
        Shape::Delimited => rows(input, How::Delimited, options, into),
        Shape::Workbook => rows(input, How::Workbook { sheet: options.sheet.clone() }, options, into),
        Shape::SpreadsheetMl => {
            rows(input, How::SpreadsheetMl { sheet: options.sheet.clone() }, options, into)
        }
        Shape::Html => rows(input, How::Html, options, into),
        Shape::Parquet => rows(input, How::Parquet, options, into),
    };
    match seen {
        Ok(Seen::Schema { crm, what, .. }) => {
            Ok(Seen::Schema { crm, what, definitions: into.definitions() - before })
        }
        // Found by walking and empty of rows: skipped by name, not an error.
        Err(error) if !found.explicit && error.problem == Problem::Empty => Ok(skip(&error.message)),
        other => other.map_err(|error| error.in_file(name)),
    }
}

/// Whether a file met in a folder could be an export, by its extension. A file the user names is always opened.
fn worth_opening(name: &str) -> bool {
    const KNOWN: &[&str] = &[
        "csv",
        "tsv",
        "tab",
        "txt",
        "xls",
        "xlsx",
        "xlsm",
        "json",
        "jsonl",
        "ndjson",
        "parquet",
        "xml",
        "object",
        "html",
        "htm",
        "standardvalueset",
        "globalvalueset",
        "gz",
        "zip",
        "dat",
        "psv",
    ];
    let file = file_name(name).to_lowercase();
    let plain = file.strip_suffix(".gz").unwrap_or(&file);
    if super::salesforce::is_code(name) || metadata::is_metadata(name) {
        return true;
    }
    let prose =
        ["license", "readme", "sources", "changelog", "notice"].iter().any(|word| plain.starts_with(word));
    !prose
        && (outside::is_outside(plain)
            || plain.rsplit_once('.').is_none_or(|(_, extension)| KNOWN.contains(&extension)))
}

/// What was read outside the CRM, or why it was not.
fn outside_seen(found: &Found, look: Look) -> Result<Seen, InputError> {
    match look {
        Look::Read { what, notes } => Ok(Seen::Outside { what, notes }),
        Look::Skipped(why) if found.explicit => {
            Err(InputError::new(Problem::Unusable, why).in_file(&found.input.name))
        }
        Look::Skipped(why) => Ok(skip(&why)),
    }
}

/// A schema file; its definitions are counted by the one who called.
fn schema(crm: &'static str, what: &'static str) -> Seen {
    Seen::Schema { crm, what, definitions: 0 }
}

fn skip(why: &str) -> Seen {
    Seen::Skipped { why: why.to_owned(), hint: None }
}

fn unusable(found: &Found, why: &str, hint: &str) -> Result<Seen, InputError> {
    if found.explicit {
        let problem = if why == "is empty" { Problem::Empty } else { Problem::Unusable };
        return Err(InputError::new(problem, why).in_file(&found.input.name).hint(hint));
    }
    Ok(Seen::Skipped { why: why.to_owned(), hint: Some(hint.to_owned()) })
}

fn markup(found: &Found, into: &mut Declarations) -> Result<Seen, InputError> {
    let read = metadata::xml(&found.input, into);
    // One broken file among a thousand ends no audit; what it uses stays unknown.
    let read = match read {
        Err(error)
            if !found.explicit && metadata::is_metadata(&found.input.name) && !declares_fields(&error) =>
        {
            into.not_understood("salesforce");
            return Ok(skip(&format!("could not be understood: {}", error.message)));
        }
        other => other?,
    };
    match read {
        Some((crm, what)) => Ok(schema(crm, what)),
        None if found.explicit => {
            unusable(found, "is XML of no kind that is read", "give field, object or SDF definitions")
        }
        None => Ok(skip("metadata that declares no field")),
    }
}

/// Whether a file that could not be read would have declared fields: without it, nothing that follows is right.
fn declares_fields(error: &InputError) -> bool {
    let file = error.file.as_deref().map(file_name).unwrap_or_default();
    [".field-meta.xml", ".object-meta.xml", ".object"].iter().any(|end| file.ends_with(end))
}

fn document(found: &Found, options: &LoadOptions, into: &mut Declarations) -> Result<Seen, InputError> {
    let outline = json::outline(&found.input, &options.read)?;
    if let Some((crm, what)) = declared::json(&found.input, &outline, into)? {
        return Ok(schema(crm, what));
    }
    if outside::maps_fields(&outline) {
        let value = json::small(&found.input, &options.read, MAPPINGS)?;
        if let Some(look) = outside::sync_document(&value, &found.input.name, &mut into.outside) {
            return outside_seen(found, look);
        }
    }
    if declared::is_setup(&outline) {
        return Ok(skip("lists parts of the set-up (flows, packages, code) and no records"));
    }
    match declared::record_plan(&outline) {
        Some((plan, crm_inside, object_inside)) => {
            let mut seen = table(&found.input, How::Json(plan), options)?;
            (seen.crm_inside, seen.object_inside) = (crm_inside, object_inside);
            seen.revisions = outline.at("results[].propertiesWithHistory").is_some();
            Ok(Seen::Table(seen))
        }
        None => unusable(
            found,
            "is JSON without a list of records or fields that is known",
            "give a query result, a record list, a describe or a metadata catalog",
        ),
    }
}

/// A table, unless it is a table that declares fields.
fn rows(input: &Input, how: How, options: &LoadOptions, into: &mut Declarations) -> Result<Seen, InputError> {
    let seen = table(input, how, options)?;
    if file_name(&input.name) == "set-aside.csv" && seen.header == SET_ASIDE {
        return Ok(skip("lists what an earlier `revops import` set aside"));
    }
    if marks::is_settings(&seen.header) {
        into.settings(&seen.part)?;
        return Ok(schema("hubspot", "property settings"));
    }
    if Mentions::is_list(&input.name, &seen.header) {
        let notes = into.outside.list(&seen.part)?;
        return Ok(Seen::Outside { what: seen.format, notes });
    }
    Ok(Seen::Table(seen))
}

fn table(input: &Input, how: How, options: &LoadOptions) -> Result<Box<SeenTable>, InputError> {
    let mut read = options.read.clone();
    read.footer = footers::judge;
    let mut part = Part { input: input.clone(), how, options: read, names: Vec::new(), copy: false };
    let mut table = part.table()?;
    let mut head = Vec::new();
    let mut row = Row::new();
    while head.len() < HEAD && table.rows.next(&mut row)? {
        head.push(row.clone());
    }
    part.names.clone_from(&table.header);
    Ok(Box::new(SeenTable {
        part,
        header: table.header,
        head,
        format: table.format,
        encoding: table.encoding,
        delimiter: table.delimiter,
        object_inside: None,
        crm_inside: None,
        revisions: false,
    }))
}
