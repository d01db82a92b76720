//! The nouns of the tool: what an export holds once nobody has to know which CRM wrote it.
//!
//! Data only. Nothing here reads a file, prints, parses a command line or asks the clock.

mod cell;
mod deal;
mod evidence;
mod field;
mod money;
mod policy;
mod probability;
mod profile;
mod rate;
mod role;
mod snapshot;
mod writer;

pub use cell::Cell;
pub use deal::{Deal, DealStatus};
pub use evidence::{Access, Consumer, Coverage, Link, Supplied, Unresolved};
pub use field::{Field, FieldKind, FieldRef, Guard, Holds};
pub use money::Money;
pub use policy::{
    DecayRule, LONGEST_RECENT, Mapping, PLACEHOLDERS, Policy, SourceRule, SystemName, Thresholds,
};
pub use probability::{Probability, ProbabilityError};
pub use profile::{
    Agreement, Distinct, FieldProfile, Measured, NotMeasurable, ProfiledField, ScopeFill, TopValue,
    VendorEvidence,
};
pub use rate::{Rate, grouped};
pub use role::{Duty, Role};
pub use snapshot::{
    AsOfSource, Births, FileKind, FileReport, ObjectSnapshot, Snapshot, Survey, Verification, file_name,
};
pub use writer::{
    Basis, Definition, FieldWriter, FieldWrites, Integration, Touch, Unexplained, Week, Writer, WriterClass,
    Writes,
};
