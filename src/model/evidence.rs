//! Who reads a field, who writes it, and which evidence was supplied to know.

use serde::Serialize;

use super::FieldRef;

/// How a consumer uses a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Read,
    Write,
    /// Shown or offered there, which is not yet use.
    Listed,
}

/// A report, flow, layout, formula, integration or model that uses a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Consumer {
    pub field: FieldRef,
    pub kind: String,
    pub name: String,
    pub access: Access,
    /// `None` where the file does not say.
    pub active: Option<bool>,
}

/// Whether evidence of one kind was supplied for an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Default, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Supplied {
    #[default]
    No,
    /// Some of the places that can use a field were looked at, not all.
    Partly,
    Yes,
}

/// Which evidence was supplied: "no consumer found in formulas; reports not supplied" is not "no consumer".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default, schemars::JsonSchema)]
pub struct Coverage {
    /// Places where consumers were looked for, in words: `formulas`, `HubSpot usages`.
    pub looked_in: Vec<String>,
    /// Places where a consumer could hide that no file covers.
    pub not_supplied: Vec<String>,
    pub records: Supplied,
    pub schema: Supplied,
    pub consumers: Supplied,
    pub writers: Supplied,
}
