//! Everything read from one set of exports.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    Agreement, Consumer, Coverage, Deal, Definition, Duty, Link, ProfiledField, Rate, Role, Unresolved,
    Writes,
};

/// Everything read from one set of exports; no records beyond the deals.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The day every question is asked about.
    pub as_of: Date,
    pub as_of_source: AsOfSource,
    /// By CRM, then by role, then by name.
    pub objects: Vec<ObjectSnapshot>,
    /// In file order.
    pub deals: Vec<Deal>,
    pub consumers: Vec<Consumer>,
    /// What uses the consumers.
    pub links: Vec<Link>,
    /// Names that consumers use for fields that no file knows.
    pub unresolved: Vec<Unresolved>,
    /// Who writes which field.
    pub writes: Writes,
    /// Who made and changed fields, newest change first.
    pub definitions: Vec<Definition>,
    pub coverage: Coverage,
    /// Every file that was given, in the order it was met.
    pub files: Vec<FileReport>,
    /// `None` when no survey file was given.
    pub survey: Option<Survey>,
    /// `None` when no verification file was given.
    pub verification: Option<Verification>,
}

/// Where `as_of` comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AsOfSource {
    /// `--as-of`.
    Given,
    /// The newest day on which a record was created or changed.
    NewestRecord,
    /// No record carries a date.
    Today,
}

/// One object of one CRM.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectSnapshot {
    /// `salesforce`, `hubspot`, `netsuite` or `none`.
    pub crm: &'static str,
    /// The API name: `Account`, `companies`, `customer`.
    pub name: String,
    pub role: Role,
    /// Live records; `None` when only the schema was supplied.
    pub records: Option<u64>,
    /// Records marked deleted or archived, not counted anywhere else.
    pub deleted: u64,
    /// In the order of the export, then those only the schema names.
    pub fields: Vec<ProfiledField>,
    /// Pairs of fields whose values agree.
    pub agreements: Vec<Agreement>,
    /// Records created in the seven days up to `as_of`; `None` without a created date or a source field.
    pub births: Result<Births, &'static str>,
    /// What is due for retirement; the error says what is missing.
    pub decay: Result<Rate, &'static str>,
    /// Whether consumers were looked for in this object.
    pub consumers_looked: super::Supplied,
}

impl ObjectSnapshot {
    /// The field that has a duty.
    #[must_use]
    pub fn duty(&self, duty: Duty) -> Option<&ProfiledField> {
        self.fields.iter().find(|profiled| profiled.field.duty == Some(duty))
    }

    /// The field of a name, whatever its case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&ProfiledField> {
        self.fields.iter().find(|profiled| profiled.field.name.eq_ignore_ascii_case(name))
    }
}

/// Records born in the week up to `as_of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct Births {
    /// Those whose source is known, of those born.
    pub source_known: Rate,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FileReport {
    /// Path as given; members of an archive as `archive.zip: member.csv`.
    pub file: String,
    pub crm: &'static str,
    pub kind: FileKind,
    /// API name of the object; `None` for files about several.
    pub object: Option<String>,
    /// Records read; `None` for files that hold none.
    pub records: Option<u64>,
    /// Columns of a table, or fields that a schema file defines.
    pub columns: Option<u64>,
    /// `csv`, `xlsx`, `json`, …
    pub format: String,
    pub encoding: Option<String>,
    /// The delimiter in words: `comma`, `semicolon`, `tab`.
    pub delimiter: Option<String>,
    /// Rows set aside with a reason.
    pub set_aside: u64,
    /// Everything worth knowing: dialect assumptions, footers dropped, columns renamed.
    pub notes: Vec<String>,
    /// Why it was not used; `None` when it was.
    pub unused: Option<String>,
    /// The flag or mapping that would settle it.
    pub hint: Option<String>,
    /// Bytes on disk, or inflated for a member.
    pub bytes: u64,
}

/// The name of a file without its folders, whichever way their separators lean.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Records,
    Deals,
    Schema,
    Stages,
    History,
    Consumers,
    LoadResult,
    Survey,
    Verification,
    Config,
    Unknown,
}

/// Answers to the one-question survey, 0 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Survey {
    pub responses: u64,
    /// Sum of the scores.
    pub total: u64,
}

/// Checks of a weekly sample: those that passed, of those made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verification {
    pub passed: Rate,
}
