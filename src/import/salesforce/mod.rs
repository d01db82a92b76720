//! Salesforce: its standard objects, and its schema as describes, metadata files and Tooling API queries.

mod activities;
mod audit;
mod describe;
mod dictionary;
mod field;
mod formula;
mod kinds;
mod names;
mod object;
mod reads;
mod resolve;
mod settings;
mod stages;
mod tooling;
mod usage;

use super::crm::{Crm, ProbabilityScale};
use crate::model::Field;

pub use describe::describe;
pub use field::field_meta;
pub use names::object_from_path;
pub use object::{custom_object, object_member, object_meta};
pub use stages::standard_value_set;
pub(super) use tooling::place_fields;
pub use tooling::tooling;

pub(super) use audit::{Entry, audit_trail, definitions};
pub(super) use reads::follow_again;
pub(super) use resolve::{Mention, settle};
pub(super) use usage::{code, is_code, looked, unknown, used, uses_fields};

/// What is known of Salesforce.
pub static CRM: Crm = Crm {
    name: "salesforce",
    objects: dictionary::OBJECTS,
    probability_scale: ProbabilityScale::Percent,
    // The weekly export writes an empty lookup as fifteen zeros, with or without the checksum.
    empties: &["000000000000000", "000000000000000AAA"],
    by_name: |name| {
        let custom = names::is_custom(name).then_some(true);
        let guards = if custom.is_some() { field::named_guards(name) } else { Vec::new() };
        Field { custom, guards, ..Field::named(name) }
    },
};
