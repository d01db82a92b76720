//! HubSpot: its standard objects, its schema as settings exports and API answers, and what
//! uses it.

mod activities;
mod dictionary;
mod filters;
mod flows;
mod options;
mod owners;
mod owning;
mod pipelines;
mod place;
mod properties;
mod settings;
mod support;
mod usages;
mod uses;

use super::crm::{Crm, ProbabilityScale};
use crate::model::{Field, Guard};

pub use owners::owners;
pub use pipelines::pipelines;
pub use properties::properties_api;
pub use settings::settings_export;
pub use usages::name_usages;
pub use uses::{Uses, uses};

/// What is known of HubSpot.
pub static CRM: Crm = Crm {
    name: "hubspot",
    objects: dictionary::OBJECTS,
    probability_scale: ProbabilityScale::Fraction,
    // Written by report-like exports; an ordinary record export leaves the cell empty.
    empties: &["(No value)"],
    by_name: |name| {
        // Nobody but HubSpot can make a property with this prefix.
        let vendor = name.strip_prefix("property_").unwrap_or(name).starts_with("hs_");
        let guards = if vendor { vec![Guard::VendorDefined] } else { Vec::new() };
        Field { custom: vendor.then_some(false), guards, ..Field::named(name) }
    },
};
