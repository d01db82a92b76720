//! What the records say about one field.

use jiff::civil::Date;
use serde::Serialize;

use super::{Field, Rate};

/// A field, and what the records say about it or why they cannot.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfiledField {
    pub field: Field,
    pub measured: Measured,
    /// What HubSpot's own settings export says about the field, or another vendor's own statistics.
    pub vendor: Option<VendorEvidence>,
    /// How many consumers are known to read it; `None` where nobody looked.
    pub consumers: Option<u64>,
}

/// Measured, or not measurable and why. "Not measured" is never zero.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    Yes(Box<FieldProfile>),
    No(NotMeasurable),
}

impl Measured {
    #[must_use]
    pub fn profile(&self) -> Option<&FieldProfile> {
        match self {
            Self::Yes(profile) => Some(profile),
            Self::No(_) => None,
        }
    }
}

/// Why a fill rate would be a lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotMeasurable {
    /// The schema names it, the export has no such column.
    NotInExport,
    /// The schema names it, and the export leaves out what is empty: nobody can tell empty from not asked for.
    NeverSeen,
    /// No records of the object were supplied.
    NoRecords,
    /// Formula, roll-up or auto number.
    Calculated,
    /// An address or name made of other fields.
    Compound,
    Encrypted,
    /// NetSuite `storevalue = F`: shown, never kept.
    NotStored,
}

impl NotMeasurable {
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotInExport => "not in the export",
            Self::NeverSeen => {
                "in no record; this export leaves empty fields out, so it is empty or was not asked for"
            }
            Self::NoRecords => "no records supplied",
            Self::Calculated => "calculated by the CRM, nobody fills it",
            Self::Compound => "made of other fields",
            Self::Encrypted => "encrypted",
            Self::NotStored => "shown by the CRM, never stored",
        }
    }
}

/// What one pass over the live records found in one field.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FieldProfile {
    /// Live records looked at.
    pub records: u64,
    /// Records in which the cell is not empty.
    pub filled: u64,
    /// Of the filled: `n/a`, `tbd`, `Select` and the like.
    pub placeholder: u64,
    /// Of the filled: equal to the value a new record gets by itself.
    pub default: u64,
    /// For a boolean: how many are true. `None` for every other kind.
    pub truths: Option<u64>,
    pub distinct: Distinct,
    /// The most frequent value; `None` when nothing is filled.
    pub top: Option<TopValue>,
    /// Creation day of the oldest and the newest record in which it is filled; `None` without a created date.
    pub first_filled: Option<Date>,
    pub last_filled: Option<Date>,
    /// Effective fill among records created in the recent window; `None` without a created date.
    pub recent: Option<Rate>,
    /// Effective fill by record type or pipeline; empty where the object has none.
    pub scopes: Vec<ScopeFill>,
    /// Characters of the longest value.
    pub longest: u64,
    /// Values that do not fit the field's type.
    pub unfit: u64,
    /// Up to five frequent values; filled only when asked for.
    pub samples: Vec<String>,
}

impl FieldProfile {
    /// Records in which the cell is not empty, of all live records.
    #[must_use]
    pub fn fill(&self) -> Rate {
        Rate::new(self.filled, self.records)
    }

    /// Fill that carries information: filled, less placeholders, less defaults. A boolean's is the share that is true.
    #[must_use]
    pub fn effective(&self) -> Rate {
        let hits = self
            .truths
            .unwrap_or_else(|| self.filled.saturating_sub(self.placeholder).saturating_sub(self.default));
        Rate::new(hits, self.records)
    }
}

/// How many different values. Never above filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default, schemars::JsonSchema)]
pub struct Distinct {
    pub count: u64,
    /// `false` once the count comes from a sketch.
    pub exact: bool,
}

/// The most frequent value and its count among the filled cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopValue {
    /// The value itself: never printed unless the user asks for values.
    pub value: String,
    pub count: u64,
    /// `false` when the count is a lower bound.
    pub exact: bool,
}

/// Effective fill within one record type or pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ScopeFill {
    pub scope: String,
    pub fill: Rate,
}

/// What the vendor's own settings export says about a property.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VendorEvidence {
    /// The vendor's own fill rate in percent, as printed.
    pub fill_percent: Option<f64>,
    /// In how many assets the vendor says it is used.
    pub usages: Option<u64>,
    /// The vendor's word for the latest writer: `Integration`, `CRM UI`, …
    pub update_source: Option<String>,
    /// The day of that write.
    pub updated: Option<Date>,
}

/// Two fields of one object whose values agree where both are filled, on a sample of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub left: String,
    pub right: String,
    /// Sampled records where the values are equal, of those where both are filled.
    pub equal: Rate,
}
