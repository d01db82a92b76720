//! HubSpot: its standard objects, and its schema as settings exports and API answers.

mod activities;
mod dictionary;
mod options;
mod owners;
mod owning;
mod pipelines;
mod properties;
mod settings;
mod support;
mod usages;

use super::crm::{Crm, ProbabilityScale};

pub use owners::{owners, owners_rows};
pub use pipelines::pipelines;
pub use properties::properties_api;
pub use settings::settings_export;

/// What is known of HubSpot.
pub static CRM: Crm = Crm {
    name: "hubspot",
    objects: dictionary::OBJECTS,
    probability_scale: ProbabilityScale::Fraction,
    // Written by report-like exports; an ordinary record export leaves the cell empty.
    empties: &["(No value)"],
};
