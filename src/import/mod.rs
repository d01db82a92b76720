//! Export files in, model out. All that is known about each CRM's exports lives here.

pub mod crm;
mod declare;
pub mod hubspot;
mod markup;
pub mod netsuite;
pub mod salesforce;
pub mod schema;

pub use crm::{Crm, FieldEntry, ObjectEntry, ProbabilityScale, Standing};

/// Every CRM whose exports are known.
pub const CRMS: &[&Crm] = &[&salesforce::CRM, &hubspot::CRM, &netsuite::CRM];
