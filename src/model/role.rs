//! What an object and a field are *for*, whatever the CRM calls them.

use serde::{Deserialize, Serialize};

/// The part an object plays. Account = company = customer; opportunity = deal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Account,
    Contact,
    Lead,
    Opportunity,
    Activity,
    User,
    /// Stage table: names, default probabilities, open or closed.
    Stage,
    RecordType,
    Other,
}

impl Role {
    /// The singular in the field's own words.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Lead => "lead",
            Self::Opportunity => "opportunity",
            Self::Activity => "activity",
            Self::User => "user",
            Self::Stage => "stage",
            Self::RecordType => "record type",
            Self::Other => "other",
        }
    }

    /// Whether records of this object are what the business keeps, not how the CRM is set up.
    #[must_use]
    pub fn is_business(self) -> bool {
        match self {
            Self::Account | Self::Contact | Self::Lead | Self::Opportunity | Self::Activity | Self::Other => {
                true
            }
            Self::User | Self::Stage | Self::RecordType => false,
        }
    }
}

/// The duty a field has in the analyses. An object has at most one field for each duty.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    Id,
    Name,
    Owner,
    CreatedAt,
    CreatedBy,
    ModifiedAt,
    ModifiedBy,
    /// Set by the CRM on every write, by people and automation alike.
    SystemModifiedAt,
    LastActivity,
    IsDeleted,
    IsInactive,
    Source,
    /// Record type or pipeline: the scope within which a fill rate is fair.
    Scope,
    Amount,
    Currency,
    Probability,
    Stage,
    Pipeline,
    CloseDate,
    IsClosed,
    IsWon,
    IsLost,
    /// `Type` of an opportunity: the segment of a velocity table.
    Segment,
    Account,
    Email,
    DefaultProbability,
    /// Marks the main line of a transaction that repeats once per line.
    MainLine,
}
