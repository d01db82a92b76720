//! The scorecard: one line per field, with what was measured, the verdict and the reasons.

use jiff::civil::Date;
use serde::Serialize;

use super::{Order, Rule};
use crate::model::{
    Access, Basis, Coverage, Distinct, FieldKind, Rate, Role, ScopeFill, Supplied, WriterClass,
};

/// Every field of every object, and what to do about it. `score/1`.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Scorecard {
    #[schemars(with = "String")]
    pub as_of: Date,
    /// By CRM, then by role, then by name.
    pub objects: Vec<ObjectScore>,
    pub coverage: Coverage,
    /// The order the fields stand in; the page follows it.
    #[serde(skip)]
    pub order: Order,
}

/// The fields of one object.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ObjectScore {
    pub crm: String,
    pub object: String,
    pub role: Role,
    /// Live records; null when none were supplied.
    pub records: Option<u64>,
    /// Records marked deleted or archived, counted nowhere else.
    pub deleted: u64,
    /// Whether anybody looked for consumers in this object.
    pub consumers_looked: Supplied,
    /// How many fields have each verdict.
    pub verdicts: VerdictCounts,
    /// In the order that was asked for: that of the export, unless told otherwise.
    pub fields: Vec<FieldScore>,
    /// Groups of fields that seem to hold the same thing. A field stands in one group at most.
    pub same_concept: Vec<SameConcept>,
}

/// What to do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A rule fired and nothing speaks against it.
    Archive,
    /// A person has to look; the reasons say at what.
    Review,
    Keep,
    /// Must not be touched, whatever its fill.
    Protected,
}

impl Verdict {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Review => "review",
            Self::Keep => "keep",
            Self::Protected => "protected",
        }
    }
}

/// How many fields have each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct VerdictCounts {
    pub archive: u64,
    pub review: u64,
    pub keep: u64,
    pub protected: u64,
}

impl VerdictCounts {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::Archive => counts.archive += 1,
                Verdict::Review => counts.review += 1,
                Verdict::Keep => counts.keep += 1,
                Verdict::Protected => counts.protected += 1,
            }
        }
        counts
    }

    /// Counts of several objects together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            archive: self.archive + other.archive,
            review: self.review + other.review,
            keep: self.keep + other.keep,
            protected: self.protected + other.protected,
        }
    }

    #[must_use]
    pub fn total(self) -> u64 {
        self.archive + self.review + self.keep + self.protected
    }
}

/// One field: what the records say, who uses it, and the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FieldScore {
    /// The API name.
    pub field: String,
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Made by the customer, by the vendor, or (null) not known.
    pub custom: Option<bool>,
    /// Records in which the cell is not empty; null when not measured.
    pub filled: Option<Rate>,
    /// Of the filled: `n/a`, `tbd` and the like.
    pub placeholder: Option<u64>,
    /// Of the filled: equal to the value a new record gets by itself.
    pub default: Option<u64>,
    /// Filled, less placeholders, less defaults; for a boolean the share that is true.
    pub effective: Option<Rate>,
    /// For a boolean; null for every other type.
    pub share_true: Option<Rate>,
    pub distinct: Option<Distinct>,
    /// How much of what is filled is the most frequent value.
    pub top_share: Option<TopShare>,
    /// The most frequent value; only when values are asked for.
    pub top_value: Option<String>,
    /// Effective fill among new records; null without a created date.
    pub recent: Option<Rate>,
    /// Creation day of the oldest record in which it is filled.
    #[schemars(with = "Option<String>")]
    pub first_filled: Option<Date>,
    #[schemars(with = "Option<String>")]
    pub last_filled: Option<Date>,
    /// Effective fill by record type or pipeline.
    pub by_scope: Vec<ScopeFill>,
    /// Characters of the longest value.
    pub longest: Option<u64>,
    /// Values that do not fit the field's type.
    pub unfit: Option<u64>,
    pub consumers: Users,
    pub vendor: Option<VendorSays>,
    /// Who writes it most; null where no history says.
    pub writer: Option<MainWriter>,
    /// Why there is no fill rate; null when there is one.
    pub not_measured: Option<String>,
    pub verdict: Verdict,
    /// The rule the verdict rests on; null when none fired.
    pub rule: Option<Rule>,
    /// Whether an archive rule may be applied at all: measured on enough records, the customer's own,
    /// and nothing depends on it.
    pub removable: bool,
    /// Where a nearly empty field is alive all the same: a record type, a pipeline, the new records.
    pub alive_in: Option<String>,
    pub reasons: Vec<String>,
    /// A few frequent values; only when values are asked for.
    pub samples: Vec<String>,
}

/// Who uses a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default, schemars::JsonSchema)]
pub struct Users {
    /// Reports, flows and the like that read or write it; null where nobody looked: unknown is not none.
    pub used: Option<u64>,
    /// Layouts, report types and the like that only show or offer it.
    pub listed: u64,
    /// Each of them once; a vendor that counts its users does not always name them.
    pub items: Vec<User>,
}

/// Something that uses or lists a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct User {
    pub kind: String,
    pub name: String,
    pub access: Access,
    /// `None` where the file does not say.
    pub active: Option<bool>,
}

/// The share of the most frequent value among the filled cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TopShare {
    #[serde(flatten)]
    pub rate: Rate,
    /// `false` when the count is a lower bound.
    pub exact: bool,
}

/// Who writes a field most, recently where anybody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct MainWriter {
    pub class: WriterClass,
    /// Null for people and for what has no name.
    pub system: Option<String>,
    /// Of the recent writes, of all where none is recent; null where only the latest writer is known.
    pub share: Option<Rate>,
    /// Different users, apps and sources.
    pub writers: u64,
    /// Filled records of which a write is known, of the filled ones; null where not measured.
    pub coverage: Option<Rate>,
    #[schemars(with = "Option<String>")]
    pub last: Option<Date>,
    pub basis: Basis,
}

/// The vendor's own numbers, as printed in its settings export.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct VendorSays {
    pub fill_percent: Option<f64>,
    pub usages: Option<u64>,
    pub update_source: Option<String>,
}

/// Fields of one object that seem to hold the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SameConcept {
    /// In the order of the object's fields; two or more.
    pub fields: Vec<String>,
    /// What makes them look alike.
    pub why: String,
}
