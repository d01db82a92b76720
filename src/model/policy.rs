//! What a person decided: owner, thresholds, critical fields, sources, decay rules, mappings.

use std::collections::BTreeMap;

use super::{Duty, FieldRef, WriterClass};

/// Everything `revops.toml` can say that an analysis reads. The default is what the tool assumes without one.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The one named owner of the schema; `None` is itself worth saying.
    pub owner: Option<String>,
    /// Currency of amounts that carry none, as an ISO 4217 code.
    pub currency: Option<String>,
    /// Critical fields; empty means the starter list by duty.
    pub critical: Vec<FieldRef>,
    pub thresholds: Thresholds,
    /// Lower-case spellings of "there is nothing here" that people type.
    pub placeholders: Vec<String>,
    pub sources: SourceRule,
    /// Decay rule by object name.
    pub decay: BTreeMap<String, DecayRule>,
    /// Mapping by file name.
    pub mappings: BTreeMap<String, Mapping>,
    /// What the users, apps and scripts are that write: by id, user name or app id.
    pub writers: BTreeMap<String, SystemName>,
}

/// The longest recent window, in days: the pass over the records keeps little more than a year of them.
pub const LONGEST_RECENT: u16 = 366;

/// The numbers in the two archive rules and beside them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Recovery rule: effective fill below this share, and no consumer.
    pub recovery_fill: f64,
    /// Quarterly rule: effective fill below this share, or no consumer.
    pub quarterly_fill: f64,
    /// Days before `as_of` in which a record counts as new for the recent fill.
    pub recent_days: u16,
    /// A field alive in one record type or pipeline at this share is reviewed, not archived.
    pub alive_fill: f64,
    /// Fewer records than this say nothing about a field.
    pub min_records: u64,
}

/// Which sources of a new record do not count as known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRule {
    /// Lower-case values that say nothing: `other`, `unknown`.
    pub unknown: Vec<String>,
}

/// When a record of an object should be retired, and how one sees that it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecayRule {
    /// Due when strictly more days than this lie between the last touch and `as_of`.
    pub after_days: u32,
    /// The field that marks retirement, and the values that do; `None` leaves completion not measured.
    pub retired: Option<(String, Vec<String>)>,
}

/// The system behind a user, an app or a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemName {
    pub system: String,
    /// An integration, unless said otherwise.
    pub class: WriterClass,
}

/// How the columns of one file that no CRM wrote are to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// What its records are: `opportunity`, `account`, …
    pub object: Option<String>,
    /// Column for each duty.
    pub columns: BTreeMap<Duty, String>,
    /// Stage values that mean won, and lost.
    pub won: Vec<String>,
    pub lost: Vec<String>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { recovery_fill: 0.10, quarterly_fill: 0.05, recent_days: 90, alive_fill: 0.30, min_records: 20 }
    }
}

impl Default for SourceRule {
    fn default() -> Self {
        Self { unknown: vec!["other".to_owned(), "unknown".to_owned()] }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            owner: None,
            currency: None,
            critical: Vec::new(),
            thresholds: Thresholds::default(),
            placeholders: PLACEHOLDERS.iter().map(|&word| word.to_owned()).collect(),
            sources: SourceRule::default(),
            decay: BTreeMap::new(),
            mappings: BTreeMap::new(),
            writers: BTreeMap::new(),
        }
    }
}

/// What people type when they have nothing to say, in lower case.
pub const PLACEHOLDERS: &[&str] = &[
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "none",
    "null",
    "nil",
    "unknown",
    "tbd",
    "tba",
    "tbc",
    "-",
    "--",
    "---",
    ".",
    "?",
    "0000000000",
    "test",
    "xxx",
    "select",
    "please select",
    "--none--",
    "not applicable",
    "not available",
    "pending",
    "asdf",
    "n/d",
];
