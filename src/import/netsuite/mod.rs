//! NetSuite: its standard records, its schema as metadata catalog, SDF objects and entity statuses, and what uses it.

mod catalog;
mod dictionary;
mod ids;
mod records;
mod script;
mod sdf;
mod search;
mod source;
mod sourcing;
mod status;
mod uses;
mod workflow;

use super::crm::{Crm, ProbabilityScale};
use crate::model::Field;

pub use catalog::metadata_catalog;
pub(super) use script::place_scripts;
pub use script::{Deployed, is_suite_script, suite_script};
pub use sdf::sdf_object;
pub use status::entity_status;
pub use uses::{PLACES, sdf_use, use_of};

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
