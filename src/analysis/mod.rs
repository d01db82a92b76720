//! The verbs: what a snapshot says once somebody asks.
//!
//! Every analysis is a pure function of a snapshot and a policy: no clock, no files, no terminal, no
//! hash order. Its result is the versioned JSON, and holds no record values unless they are asked for.

pub mod audit;
pub mod consumers;
mod crm;
pub mod deals;
#[cfg(test)]
pub(crate) mod example;
pub mod fields;
mod figure;
pub mod hygiene;
mod inspect;
mod unmatched;
pub mod writers;

pub use audit::{Audit, audit};
pub use crm::in_words;
pub use figure::Figure;
pub use inspect::{Inspection, inspect};
pub use unmatched::unmatched;
