//! Fields: what is this one worth keeping for?
//!
//! Two rules of the handbook, printed by name because people disagree about them:
//!
//! ```text
//! recovery    effective fill < 10 %  AND  no named consumer
//! quarterly   effective fill <  5 %  OR   no consumer
//! ```
//!
//! The scorecard applies *recovery*; [`archive`] applies whichever is asked for. A consumer that
//! nobody looked for is not a consumer that does not exist: neither rule fires on it.

mod archive;
mod evidence;
mod rule;
mod same_concept;
mod score;
mod scorecard;
mod selection;
mod verdict;
mod words;
mod writer;

pub use archive::{ArchivePlan, Candidate, NeedsEvidence, archive};
pub(crate) use evidence::settle_consumers;
pub use rule::Rule;
pub use score::{ScoreOptions, score};
pub use scorecard::{
    FieldScore, MainWriter, ObjectScore, SameConcept, Scorecard, TopShare, User, Users, VendorSays, Verdict,
    VerdictCounts,
};
pub use selection::{Order, UnknownObject};
