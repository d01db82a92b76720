//! NetSuite: its standard records, and its schema as metadata catalog, SDF objects and entity statuses.

mod catalog;
mod dictionary;
mod records;
mod sdf;
mod status;

use super::crm::{Crm, ProbabilityScale};
use crate::model::Field;

pub use catalog::metadata_catalog;
pub use sdf::sdf_object;
pub use status::entity_status;

/// What is known of NetSuite.
pub static CRM: Crm = Crm {
    name: "netsuite",
    objects: dictionary::OBJECTS,
    probability_scale: ProbabilityScale::ByMaximum,
    // How lists print "nothing chosen"; exports have been seen with and without the inner spaces.
    empties: &["- None -", "-None-", "- Not Set -", "-Not Set-", "- Unassigned -", "-Unassigned-"],
    by_name: |name| Field {
        custom: catalog::is_custom(&name.to_lowercase()).then_some(true),
        ..Field::named(name)
    },
};
