//! What the files given turned out to be, before anything is concluded from them.

use jiff::civil::Date;
use serde::Serialize;

use crate::model::{AsOfSource, Coverage, FileReport, Snapshot};

/// Every file that was given, what it was taken for, and what that leaves open. `inspect/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Inspection {
    #[schemars(with = "String")]
    pub as_of: Date,
    pub as_of_source: AsOfSource,
    /// In the order the files were met.
    pub files: Vec<FileReport>,
    pub coverage: Coverage,
}

/// Lists what was read.
#[must_use]
pub fn inspect(snapshot: &Snapshot) -> Inspection {
    Inspection {
        as_of: snapshot.as_of,
        as_of_source: snapshot.as_of_source,
        files: snapshot.files.clone(),
        coverage: snapshot.coverage.clone(),
    }
}
