//! Who reads a field, who writes it, and which evidence was supplied to know.

use jiff::civil::Date;
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
    /// A permission to see or edit it, which is not use at all.
    Granted,
}

/// A report, flow, layout, formula, integration or model that uses a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Consumer {
    /// The CRM whose field it is.
    pub crm: &'static str,
    pub field: FieldRef,
    /// What uses it: `report`, `flow`, `dbt model`.
    pub kind: String,
    /// Its name; of a formula or roll-up the field that it computes, as `Object.Field`.
    pub name: String,
    pub access: Access,
    /// `None` where the file does not say.
    pub active: Option<bool>,
    /// The file it stands in.
    pub file: String,
    /// Where in the file: an element, a line.
    pub at: String,
    /// The day it was last run or changed, where the file says so.
    #[schemars(with = "Option<String>")]
    pub last: Option<Date>,
}

impl Consumer {
    /// Whether it reads or writes the field and is not known to rest. Whoever deletes the field breaks it.
    #[must_use]
    pub fn is_use(&self) -> bool {
        matches!(self.access, Access::Read | Access::Write) && self.active != Some(false)
    }
}

/// A name that should be a field and is none that is known: a report on a field that is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Unresolved {
    pub crm: &'static str,
    /// As it was written.
    pub name: String,
    pub kind: String,
    /// What names it.
    pub by: String,
    pub file: String,
    pub at: String,
}

/// Something that uses what uses fields: a dashboard its reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Link {
    pub crm: &'static str,
    /// Kind and name of what is used, as in [`Consumer`].
    pub of: (String, String),
    /// Kind and name of what uses it.
    pub by: (String, String),
    pub file: String,
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
