//! Who writes a field: people, imports, integrations, and how often.
//!
//! A write is one change of one field of one record. What no history shows is unknown, and not "nobody".

use jiff::civil::Date;
use serde::Serialize;

use super::{Distinct, FieldRef, Rate};

/// What kind of writer it was.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WriterClass {
    /// A person at a screen.
    Human,
    /// A file that was loaded.
    Import,
    /// Another system, by its own user or app.
    Integration,
    /// A workflow, flow or script of the CRM.
    Automation,
    /// Somebody outside: a form, a booking page, a chat.
    Form,
    /// A service that buys and fills in data.
    Enrichment,
    /// The CRM itself: calculated, merged, rolled up.
    System,
    #[default]
    Unknown,
}

impl WriterClass {
    pub const ALL: [Self; 8] = [
        Self::Human,
        Self::Import,
        Self::Integration,
        Self::Automation,
        Self::Form,
        Self::Enrichment,
        Self::System,
        Self::Unknown,
    ];

    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Import => "import",
            Self::Integration => "integration",
            Self::Automation => "automation",
            Self::Form => "form",
            Self::Enrichment => "enrichment",
            Self::System => "system",
            Self::Unknown => "unknown",
        }
    }

    /// The class of a word, as people type it.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.noun().eq_ignore_ascii_case(word.trim()))
    }
}

/// A writer. People are not told apart by name: what counts is that it was a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default, schemars::JsonSchema)]
pub struct Writer {
    pub class: WriterClass,
    /// The system, where the team or the CRM names it; null for people and for what has no name.
    pub system: Option<String>,
}

/// What one writer did to one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWriter {
    pub writer: Writer,
    pub writes: u64,
    /// Of the writes, those in the recent window before `as_of`.
    pub recent: u64,
    pub last: Option<Date>,
}

/// What the knowledge about a field's writers rests on, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Rows of a history, each one change of this field.
    History,
    /// The vendor's word for the latest writer, once for all records.
    Latest,
    /// Who last changed the record; which field was changed, nobody knows.
    Record,
    /// What is set up to write it; whether it ever does, nobody knows.
    SetUp,
}

/// Who made a field, and who changed its definition, as far as the CRM still tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Definition {
    pub crm: &'static str,
    pub field: FieldRef,
    pub made: Option<Touch>,
    /// The newest change.
    pub changed: Option<Touch>,
    /// Changes that are known.
    pub changes: u64,
}

/// A day, and whose hand it was, as the CRM names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Touch {
    #[schemars(with = "String")]
    pub day: Date,
    pub by: String,
}

/// The writes of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldWrites {
    pub crm: &'static str,
    pub field: FieldRef,
    pub basis: Basis,
    /// Most recent writes first, then most writes, then by name.
    pub writers: Vec<FieldWriter>,
    /// Different authors: users, apps, sources.
    pub distinct: Distinct,
    /// Filled records of which a write is known, of the filled ones; `None` where no records were supplied.
    ///
    /// Records that were emptied since count too, so it is never too small.
    pub coverage: Option<Rate>,
    pub last: Option<Date>,
}

impl FieldWrites {
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.writers.iter().map(|writer| writer.writes).sum()
    }

    #[must_use]
    pub fn recent(&self) -> u64 {
        self.writers.iter().map(|writer| writer.recent).sum()
    }
}

/// One integration, and how much it wrote in each week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Integration {
    pub crm: &'static str,
    pub system: String,
    pub writes: u64,
    /// Fields it wrote.
    pub fields: u64,
    #[schemars(with = "String")]
    pub first: Date,
    #[schemars(with = "String")]
    pub last: Date,
    /// The last thirteen weeks up to `as_of`, oldest first, the silent ones too.
    pub weeks: Vec<Week>,
}

/// Seven days of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Week {
    /// Its first day.
    #[schemars(with = "String")]
    pub from: Date,
    pub writes: u64,
}

/// An author whom no file explains: `[writers]` in `revops.toml` can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Unexplained {
    pub crm: &'static str,
    /// The id, as `[writers]` takes it.
    pub author: String,
    pub writes: u64,
    #[schemars(with = "String")]
    pub last: Date,
}

/// Everything that is known about who writes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Writes {
    /// By CRM, object and field.
    pub fields: Vec<FieldWrites>,
    /// Most writes first.
    pub integrations: Vec<Integration>,
    /// Most writes first; the fifty busiest.
    pub unexplained: Vec<Unexplained>,
    /// Keys of `[writers]` that were met.
    pub named: Vec<String>,
}

impl Writes {
    /// What is known about a field, whatever the case of its name.
    #[must_use]
    pub fn of(&self, crm: &str, object: &str, field: &str) -> Option<&FieldWrites> {
        self.fields.iter().find(|writes| {
            writes.crm == crm
                && writes.field.object.eq_ignore_ascii_case(object)
                && writes.field.field.eq_ignore_ascii_case(field)
        })
    }
}
