//! Export files in, model out. All that is known about each CRM's exports lives here.
//!
//! ```text
//! look at each file → recognise tables → group by object → one pass per object → snapshot
//! ```

mod answers;
mod assemble;
mod columns;
pub mod crm;
pub mod dates;
pub mod deals;
mod declare;
mod declared;
pub mod dialect;
mod finish;
mod footers;
mod group;
pub mod hubspot;
mod identify;
mod infer;
pub mod load;
mod markup;
mod marks;
pub mod netsuite;
pub mod open;
pub mod part;
pub mod recognise;
mod records;
mod report;
pub mod salesforce;
pub mod schema;
mod stages;
pub mod tidy;

pub use crm::{Crm, FieldEntry, ObjectEntry, ProbabilityScale, Standing};

/// Every CRM whose exports are known.
pub const CRMS: &[&Crm] = &[&salesforce::CRM, &hubspot::CRM, &netsuite::CRM];
