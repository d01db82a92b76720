//! The ranking: open deals by expected value, and everything that could not be ranked.

use jiff::civil::Date;
use serde::Serialize;

use crate::model::{Money, Probability, Rate};

/// Open deals, best first, and the ones that could not be ranked. `rank/1`.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Ranking {
    #[schemars(with = "String")]
    pub as_of: Date,
    /// By CRM and currency, each ranked from 1; then highest expected value first; equal values by id.
    pub deals: Vec<RankedDeal>,
    /// Ranked deals below the top that was asked for; they count in the totals.
    pub not_shown: u64,
    /// Open deals left out, each with the reason. With `deals` and `not_shown`, every open deal.
    pub excluded: Vec<Excluded>,
    /// Over all ranked deals, by CRM and currency.
    pub totals: Vec<Total>,
    pub velocity: Vec<Velocity>,
}

/// An open deal and its place.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RankedDeal {
    /// From 1, within its CRM and currency.
    pub rank: u64,
    pub crm: String,
    pub id: String,
    /// Null when the export has none, or names are held back.
    pub name: Option<String>,
    pub owner: Option<String>,
    pub stage: Option<String>,
    pub amount: Money,
    pub probability: Probability,
    pub basis: Basis,
    pub expected_value: Money,
    #[schemars(with = "Option<String>")]
    pub close_date: Option<Date>,
}

/// Whose probability it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Deal,
    /// The deal is silent; its stage's default.
    Stage,
}

impl Basis {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Deal => "deal",
            Self::Stage => "stage",
        }
    }
}

/// An open deal that could not be ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Excluded {
    pub crm: String,
    pub id: String,
    pub name: Option<String>,
    pub reason: String,
}

/// What the ranked deals of one CRM and currency come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Total {
    pub crm: String,
    /// Null when neither the export nor the configuration names one.
    pub currency: Option<String>,
    /// Ranked deals.
    pub open: u64,
    /// Null when the sum does not fit.
    pub amount: Option<Money>,
    pub expected_value: Option<Money>,
}

/// What the velocity is taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VelocityBy {
    Owner,
    Segment,
}

impl VelocityBy {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Segment => "segment",
        }
    }
}

/// Money per day that one owner's or one segment's pipeline turns over.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Velocity {
    pub crm: String,
    pub currency: Option<String>,
    pub by: VelocityBy,
    /// Null for deals without an owner or segment.
    pub key: Option<String>,
    pub open: u64,
    /// Over the won deals with an amount.
    pub mean_won_amount: Option<Money>,
    /// Won, of won and lost.
    pub win_rate: Option<Rate>,
    /// Mean days from creation to close, over the won deals that carry both.
    pub cycle_days: Option<f64>,
    /// Null when one of the four is not known; `reason` says which.
    pub per_day: Option<Money>,
    pub reason: Option<String>,
}
