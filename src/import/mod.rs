//! Export files in, model out. All that is known about each CRM's exports lives here.

pub mod dates;
pub mod dialect;
pub mod schema;
