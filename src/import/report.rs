//! What there is to say about each file.

use super::identify::SeenTable;
use crate::engine::read::{Input, SetAside};
use crate::model::{FileKind, FileReport, Role};

fn line(file: &str) -> FileReport {
    FileReport {
        file: file.to_owned(),
        crm: "none",
        kind: FileKind::Unknown,
        object: None,
        records: None,
        columns: None,
        format: String::new(),
        encoding: None,
        delimiter: None,
        set_aside: 0,
        notes: Vec::new(),
        unused: None,
        hint: None,
        bytes: 0,
    }
}

/// A file that was not used.
#[must_use]
pub fn skipped(file: &str, why: &str, hint: Option<String>) -> FileReport {
    FileReport { unused: Some(why.to_owned()), hint, ..line(file) }
}

/// A file that declares fields, stages or people.
#[must_use]
pub fn schema(input: &Input, crm: &'static str, what: &str, definitions: u64) -> FileReport {
    FileReport {
        crm,
        kind: if what.contains("stage") || what.contains("pipeline") {
            FileKind::Stages
        } else {
            FileKind::Schema
        },
        columns: Some(definitions),
        format: what.to_owned(),
        bytes: input.size,
        ..line(&input.name)
    }
}

/// A file outside the CRM that says what uses fields.
#[must_use]
pub fn outside(input: &Input, what: &str, notes: Vec<String>) -> FileReport {
    FileReport {
        kind: FileKind::Consumers,
        format: what.to_owned(),
        notes,
        bytes: input.size,
        ..line(&input.name)
    }
}

/// A file that holds a metadata project together.
#[must_use]
pub fn project(input: &Input) -> FileReport {
    FileReport {
        kind: FileKind::Config,
        format: "project file".to_owned(),
        bytes: input.size,
        ..line(&input.name)
    }
}

/// A table, before it is known what of.
#[must_use]
pub fn table(seen: &SeenTable) -> FileReport {
    FileReport {
        columns: Some(seen.header.len() as u64),
        format: seen.format.to_owned(),
        encoding: seen.encoding.clone(),
        delimiter: seen.delimiter.map(delimiter),
        bytes: seen.part.input.size,
        ..line(&seen.part.input.name)
    }
}

/// A survey or a verification file.
pub fn answers(line: &mut FileReport, kind: FileKind, used: u64, aside: &[SetAside]) {
    line.kind = kind;
    line.records = Some(used);
    line.set_aside = aside.len() as u64;
    if let Some(first) = aside.first() {
        line.notes.push(format!("line {}: {}", first.number, first.reason));
    }
}

/// What a file of records of this role is.
#[must_use]
pub fn kind(role: Role) -> FileKind {
    match role {
        Role::Opportunity => FileKind::Deals,
        Role::Stage => FileKind::Stages,
        Role::Account
        | Role::Contact
        | Role::Lead
        | Role::Activity
        | Role::User
        | Role::RecordType
        | Role::Other => FileKind::Records,
    }
}

fn delimiter(byte: u8) -> String {
    match byte {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "pipe".to_owned(),
        b'^' => "caret".to_owned(),
        b'`' => "backquote".to_owned(),
        other => char::from(other).to_string(),
    }
}
