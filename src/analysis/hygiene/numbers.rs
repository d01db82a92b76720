//! The result: six numbers, their parts, and a reason for each that is missing.

use jiff::civil::Date;
use serde::Serialize;

use crate::model::{Rate, Role};

/// The week's six numbers. `hygiene/1`.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Hygiene {
    #[schemars(with = "String")]
    pub as_of: Date,
    /// ISO week of `as_of`: `2026-W47`.
    pub week: String,
    pub crms: Vec<String>,
    /// Of the only CRM; with several, what is not told apart by CRM.
    #[serde(flatten)]
    pub numbers: Numbers,
    /// Empty when there is one CRM.
    pub by_crm: Vec<CrmNumbers>,
}

/// The numbers of one CRM among several.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CrmNumbers {
    pub crm: String,
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// Six numbers and their parts. Null is not measured, which is not zero.
#[derive(Debug, Clone, PartialEq, Default, Serialize, schemars::JsonSchema)]
pub struct Numbers {
    pub record_count: Vec<RecordCount>,
    pub critical_fill: Option<Rate>,
    /// Of the records created in the seven days up to `as_of`.
    pub source_known: Option<Rate>,
    /// Retired, of those due.
    pub decay_completion: Option<Rate>,
    /// Passed, of the checks made.
    pub verification: Option<Rate>,
    pub trust: Option<Trust>,
    /// One for each number that is null.
    pub reasons: Reasons,
    pub critical_from: CriticalFrom,
    pub critical_fields: Vec<CriticalField>,
    pub source_known_by_object: Vec<ObjectRate>,
    pub decay_by_object: Vec<ObjectRate>,
}

impl Numbers {
    /// What stands at the top when several CRMs were given.
    pub(super) fn of_several() -> Self {
        let apart = || Some("several CRMs: see by_crm".to_owned());
        let reasons = Reasons {
            critical_fill: apart(),
            source_known: apart(),
            decay_completion: apart(),
            verification: None,
            trust: None,
        };
        Self { reasons, ..Self::default() }
    }
}

/// Why a number is null; null itself where the number is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct Reasons {
    pub critical_fill: Option<String>,
    pub source_known: Option<String>,
    pub decay_completion: Option<String>,
    pub verification: Option<String>,
    pub trust: Option<String>,
}

/// Live records of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RecordCount {
    pub crm: String,
    pub object: String,
    pub role: Role,
    pub count: u64,
}

/// Mean answer, 0 to 100, and how many answered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Trust {
    pub score: f64,
    pub responses: u64,
}

/// Who chose the critical fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub enum CriticalFrom {
    #[serde(rename = "config")]
    Config,
    /// Nobody: the tool took name, owner, source, e-mail, amount, stage and close date.
    #[default]
    #[serde(rename = "starter list")]
    StarterList,
}

impl CriticalFrom {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::StarterList => "starter list",
        }
    }
}

/// A critical field and its fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CriticalField {
    /// `Account.Industry`.
    pub field: String,
    /// Null when it could not be measured; `note` says why.
    pub effective: Option<Rate>,
    pub note: Option<String>,
}

/// A rate of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ObjectRate {
    pub crm: String,
    pub object: String,
    /// Null when not measured, or when there was nothing to count; `note` says which.
    pub rate: Option<Rate>,
    pub note: Option<String>,
}

impl ObjectRate {
    /// Adds the measured parts; the reason when there is none.
    pub(super) fn pooled(parts: &[Self], nothing: &str) -> Result<Rate, String> {
        let sum = parts.iter().filter_map(|part| part.rate).fold(Rate::default(), |sum, rate| sum + rate);
        if sum.of > 0 {
            return Ok(sum);
        }
        let first = parts.iter().find_map(|part| Some((part, part.note.as_ref()?)));
        Err(first.map_or_else(|| nothing.to_owned(), |(part, note)| format!("{}: {note}", part.object)))
    }
}
