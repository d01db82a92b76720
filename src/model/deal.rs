//! An opportunity, or deal, as the export holds it.

use jiff::civil::Date;

use super::{Cell, Money, Probability};

/// Whether a deal can still be won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DealStatus {
    Open,
    Won,
    Lost,
    /// Closed, and the export does not say how.
    Closed,
}

/// One opportunity. The only record a snapshot keeps whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    pub crm: &'static str,
    pub object: String,
    pub id: String,
    /// Empty where the export has no name column.
    pub name: String,
    /// The owner's name where a user file resolves it, else the owner's id; `None` when empty.
    pub owner: Option<String>,
    /// The stage as people see it.
    pub stage: Option<String>,
    pub pipeline: Option<String>,
    /// The deal's type, region or whatever else the velocity table groups by.
    pub segment: Option<String>,
    pub status: DealStatus,
    pub amount: Cell<Money>,
    /// The deal's own probability.
    pub probability: Cell<Probability>,
    /// What its stage says where the deal is silent; `None` without a stage table.
    pub stage_default: Option<Probability>,
    pub created: Cell<Date>,
    pub closed: Cell<Date>,
}
