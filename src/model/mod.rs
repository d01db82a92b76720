//! The nouns of the tool: what an export holds once nobody has to know which CRM wrote it.
//!
//! Data only. Nothing here reads a file, prints, parses a command line or asks the clock.

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

pub use deal::{Deal, DealStatus, Exclusion, StageDefault};
pub use evidence::{Access, Consumer, Coverage, Supplied, Writer, WriterClass};
pub use field::{Field, FieldKind, FieldRef, Guard};
pub use money::Money;
pub use policy::{DecayRule, Mapping, Policy, SourceRule};
pub use probability::{Probability, ProbabilityError};
pub use profile::{
    Agreement, Distinct, FieldProfile, NotMeasurable, ScopeFill, SettingsEvidence, TopValue,
};
pub use rate::{Rate, grouped};
pub use role::{Duty, Role};
pub use snapshot::{
    Births, DecayCount, FileKind, FileReport, ObjectSnapshot, SetAside, SkippedFile, Snapshot, Survey,
    Verification,
};
