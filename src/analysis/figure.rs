//! A number with its name, for results that list numbers of many sorts.

use serde::Serialize;

/// One number in words, and what it rests on. The structured number stands elsewhere in the same result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Figure {
    pub label: String,
    /// `n/a` when not measured.
    pub value: String,
    pub note: Option<String>,
}

impl Figure {
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>, note: Option<String>) -> Self {
        Self { label: label.into(), value: value.into(), note }
    }
}
