//! Export files in, model out. All that is known about each CRM's exports lives here.

mod columns;
pub mod crm;
pub mod dates;
pub mod dialect;
mod infer;
mod marks;
pub mod recognise;
pub mod schema;

pub use crm::{Crm, FieldEntry, ObjectEntry, ProbabilityScale, Standing};

/// Every CRM whose exports are known.
pub const CRMS: &[&Crm] = &[];
