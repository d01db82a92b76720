//! A field of an object: where it is, what it holds and why it may not be touched.

use serde::{Deserialize, Serialize};

use super::Duty;

/// Where a field is. Prints `Opportunity.StageName`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct FieldRef {
    pub object: String,
    pub field: String,
}

impl FieldRef {
    /// Splits `Opportunity.StageName` at the first dot.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (object, field) = text.split_once('.')?;
        (!object.is_empty() && !field.is_empty())
            .then(|| Self { object: object.to_owned(), field: field.to_owned() })
    }
}

impl std::fmt::Display for FieldRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.object, self.field)
    }
}

/// What a field holds. A closed set: every CRM's own type maps to one of these.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Default,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    #[default]
    Unknown,
    Id,
    Text,
    LongText,
    Number,
    Currency,
    Percent,
    Boolean,
    Date,
    DateTime,
    Picklist,
    MultiPicklist,
    Reference,
    Email,
    Phone,
    Url,
    /// An address or name made of other fields.
    Compound,
    Encrypted,
}

/// What the values of a kind are made of, once nobody asks what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Text,
    Number,
    Boolean,
    Date,
    DateTime,
}

impl FieldKind {
    /// What its values are made of.
    #[must_use]
    pub fn holds(self) -> Holds {
        match self {
            Self::Number | Self::Currency | Self::Percent => Holds::Number,
            Self::Boolean => Holds::Boolean,
            Self::Date => Holds::Date,
            Self::DateTime => Holds::DateTime,
            Self::Unknown
            | Self::Id
            | Self::Text
            | Self::LongText
            | Self::Picklist
            | Self::MultiPicklist
            | Self::Reference
            | Self::Email
            | Self::Phone
            | Self::Url
            | Self::Compound
            | Self::Encrypted => Holds::Text,
        }
    }

    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Id => "id",
            Self::Text => "text",
            Self::LongText => "long text",
            Self::Number => "number",
            Self::Currency => "currency",
            Self::Percent => "percent",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Picklist => "picklist",
            Self::MultiPicklist => "multi-picklist",
            Self::Reference => "reference",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Compound => "compound",
            Self::Encrypted => "encrypted",
        }
    }
}

/// Why a field must not be proposed for archiving, whatever its fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    Identifier,
    NameField,
    System,
    Required,
    /// Unique or external id: an integration finds records by it.
    IntegrationKey,
    /// Comes with a managed package of this namespace.
    Managed(String),
    /// Defined by the vendor: it can be hidden, not removed.
    VendorDefined,
    /// A formula or roll-up computes from it; the field that does.
    FormulaSource(String),
    /// Controls the values of a dependent picklist, or is followed by a lookup.
    Controls(String),
    /// A child record cannot exist without it.
    MasterDetail,
}

impl Guard {
    /// The reason in words, as the page prints it.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Identifier => "identifies the record".to_owned(),
            Self::NameField => "names the record".to_owned(),
            Self::System => "written by the CRM itself".to_owned(),
            Self::Required => "required".to_owned(),
            Self::IntegrationKey => "unique or external id: integrations match on it".to_owned(),
            Self::Managed(namespace) => format!("belongs to the managed package `{namespace}`"),
            Self::VendorDefined => "defined by the CRM's vendor: it cannot be removed".to_owned(),
            Self::FormulaSource(field) => format!("`{field}` is computed from it"),
            Self::Controls(field) => format!("controls the values of `{field}`"),
            Self::MasterDetail => "master-detail: records depend on it".to_owned(),
        }
    }
}

/// A field as the schema describes it, or as the header alone reveals it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// The API name, in the CRM's own spelling.
    pub name: String,
    /// What people see; `None` where no schema was given and the dictionary has none.
    pub label: Option<String>,
    pub kind: FieldKind,
    /// Made by the customer (`true`), by the vendor (`false`), or not known.
    pub custom: Option<bool>,
    /// Value that a new record gets by itself.
    pub default: Option<String>,
    /// Formula, roll-up or auto number: it has no writer and may be absent from exports.
    pub calculated: bool,
    /// Kept by the CRM for display only, never stored (NetSuite `storevalue = F`).
    pub not_stored: bool,
    pub picklist: Vec<String>,
    pub guards: Vec<Guard>,
    /// Fields that the formula, roll-up or dependency of this one reads.
    pub reads: Vec<String>,
    pub description: Option<String>,
    /// The duty the dictionary or the mapping gives it.
    pub duty: Option<Duty>,
    /// Whether a schema file described it, or only a header named it.
    pub in_schema: bool,
}

impl Field {
    /// A field known only by its name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}
