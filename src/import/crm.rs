//! What is known about a CRM before any file is read: its objects, its standard fields, its habits.
//!
//! A header is looked up in the order in which mistakes are least likely: the API name as spelled, the API name in
//! any case, the same letters and digits (`stage_name`, `CLOSEDATE`, `property_amount`), and last the label people
//! see. Custom fields are never guessed at: they are in a schema file or they are unknown.

use crate::model::{Duty, Field, FieldKind, Guard, Role, file_name};

/// A CRM.
#[derive(Debug)]
pub struct Crm {
    /// `salesforce`, `hubspot` or `netsuite`.
    pub name: &'static str,
    pub objects: &'static [ObjectEntry],
    pub probability_scale: ProbabilityScale,
    /// Cells that this CRM writes when there is nothing to write.
    pub empties: &'static [&'static str],
    /// What a name alone tells of a field that neither a schema nor the dictionary knows.
    pub by_name: fn(&str) -> Field,
}

/// The unit in which a CRM writes the probability of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbabilityScale {
    /// `70` is seventy in a hundred.
    Percent,
    /// `0.7` is seventy in a hundred.
    Fraction,
    /// Percent once any value of the column is above 1, else a fraction; `70%` is percent anyway.
    ByMaximum,
}

/// An object and its standard fields.
#[derive(Debug)]
pub struct ObjectEntry {
    /// The name in the CRM's own spelling.
    pub api: &'static str,
    /// Other names: singular, plural, label, warehouse table.
    pub names: &'static [&'static str],
    pub role: Role,
    /// API name of the field that identifies a record.
    pub id: &'static str,
    pub fields: &'static [FieldEntry],
}

/// A standard field.
#[derive(Debug)]
pub struct FieldEntry {
    /// The API name in the CRM's own spelling.
    pub name: &'static str,
    /// English labels and other headers it goes by in exports.
    pub labels: &'static [&'static str],
    pub kind: FieldKind,
    pub duty: Option<Duty>,
    pub standing: Standing,
}

/// Why a standard field stands apart, beyond being the vendor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Ordinary,
    Identifier,
    NameField,
    Required,
    /// Written by the CRM itself.
    System,
}

impl Standing {
    /// The guard it amounts to, if any.
    #[must_use]
    pub fn guard(self) -> Option<Guard> {
        match self {
            Self::Ordinary => None,
            Self::Identifier => Some(Guard::Identifier),
            Self::NameField => Some(Guard::NameField),
            Self::Required => Some(Guard::Required),
            Self::System => Some(Guard::System),
        }
    }
}

impl FieldEntry {
    /// The field as the dictionary alone describes it.
    #[must_use]
    pub fn field(&self) -> Field {
        Field {
            label: self.labels.first().map(|&label| label.to_owned()),
            kind: self.kind,
            custom: Some(false),
            duty: self.duty,
            guards: self.standing.guard().into_iter().chain([Guard::VendorDefined]).collect(),
            ..Field::named(self.name)
        }
    }

    pub(super) const fn new(name: &'static str, labels: &'static [&'static str], kind: FieldKind) -> Self {
        Self { name, labels, kind, duty: None, standing: Standing::Ordinary }
    }

    pub(super) const fn duty(mut self, duty: Duty) -> Self {
        self.duty = Some(duty);
        self
    }

    pub(super) const fn standing(mut self, standing: Standing) -> Self {
        self.standing = standing;
        self
    }

    pub(super) const fn system(self) -> Self {
        self.standing(Standing::System)
    }
}

/// The CRM of a name.
#[must_use]
pub fn crm_named(name: &str) -> Option<&'static Crm> {
    super::CRMS.iter().copied().find(|crm| crm.name == name)
}

/// The object that a name means, however it is written.
///
/// ```
/// use revops::import::{crm, salesforce};
/// assert_eq!(crm::lookup_object(&salesforce::CRM, "opportunities").unwrap().api, "Opportunity");
/// ```
#[must_use]
pub fn lookup_object(crm: &Crm, name: &str) -> Option<&'static ObjectEntry> {
    let crm = crm_named(crm.name)?;
    let wanted = letters(name);
    crm.objects.iter().find(|object| object.api == name).or_else(|| {
        crm.objects.iter().find(|object| {
            letters(object.api) == wanted || object.names.iter().any(|other| letters(other) == wanted)
        })
    })
}

/// The standard field that a header means within an object.
///
/// ```
/// use revops::import::{crm, salesforce};
/// let field = crm::lookup_field(&salesforce::CRM, "Opportunity", "stage_name").unwrap();
/// assert_eq!(field.name, "StageName");
/// assert!(crm::lookup_field(&salesforce::CRM, "Opportunity", "Stage_Name__c").is_none());
/// ```
#[must_use]
pub fn lookup_field(crm: &Crm, object: &str, header: &str) -> Option<&'static FieldEntry> {
    let fields = lookup_object(crm, object)?.fields;
    let header = header.trim();
    let exact = fields
        .iter()
        .find(|field| field.name == header)
        .or_else(|| fields.iter().find(|field| field.name.eq_ignore_ascii_case(header)))
        .or_else(|| fields.iter().find(|field| field.labels.contains(&header)));
    if exact.is_some() {
        return exact;
    }
    let wanted = header_letters(header);
    if wanted.is_empty() {
        return None;
    }
    let same = |name: &&str| letters(name) == wanted;
    fields
        .iter()
        .find(|field| same(&field.name))
        .or_else(|| fields.iter().find(|field| field.labels.iter().any(same)))
}

/// A field known only by its header: from the dictionary, else as far as its name tells.
#[must_use]
pub fn field_by_header(crm: &Crm, object: &str, header: &str) -> Field {
    lookup_field(crm, object, header).map_or_else(|| (crm.by_name)(header), FieldEntry::field)
}

/// The object that a file name hints at: `hubspot-crm-exports-all-deals-2026-11-20.csv`, `Account.csv`,
/// `CustomersResults101.csv`.
///
/// A hint only, to choose between objects that the header allows.
#[must_use]
pub fn object_from_file_name(crm: &Crm, file: &str) -> Option<&'static ObjectEntry> {
    let name = file_name(file).rsplit(": ").next()?;
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    if letters(stem).contains("history") {
        return None;
    }
    let whole = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let whole = whole.strip_suffix("Results").unwrap_or(whole);
    lookup_object(crm, whole).or_else(|| {
        stem.split(|c: char| !c.is_alphanumeric()).find_map(|word| {
            let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
            (word.len() > 2).then(|| lookup_object(crm, word)).flatten()
        })
    })
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> &'a str {
    match text.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => &text[prefix.len()..],
        _ => text,
    }
}

/// The letters of a header, without the `property_` that warehouses put in front.
pub(super) fn header_letters(header: &str) -> String {
    letters(strip_prefix(header.trim(), "property_"))
}

/// Letters and digits alone, in lower case; a custom name (`Type__c`) whole, so that it is never a standard one in
/// disguise.
pub(super) fn letters(name: &str) -> String {
    let lower = name.to_lowercase();
    if lower.ends_with("__c") { lower } else { lower.chars().filter(|c| c.is_alphanumeric()).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::{CRMS, hubspot, netsuite, salesforce};
    use super::*;

    #[test]
    fn headers_resolve_in_every_spelling() {
        let field = |crm, object, header| lookup_field(crm, object, header).map(|field| field.name);
        assert_eq!(field(&salesforce::CRM, "Opportunity", "CLOSEDATE"), Some("CloseDate"));
        assert_eq!(field(&salesforce::CRM, "Opportunity", "is_won"), Some("IsWon"));
        assert_eq!(field(&salesforce::CRM, "Opportunity", "Probability (%)"), Some("Probability"));
        assert_eq!(field(&salesforce::CRM, "Opportunity", "Opportunity Owner"), Some("Owner.Name"));
        assert_eq!(field(&hubspot::CRM, "deals", "property_amount"), Some("amount"));
        assert_eq!(field(&hubspot::CRM, "deals", "Original Traffic Source"), Some("hs_analytics_source"));
        assert_eq!(field(&hubspot::CRM, "companies", "Company owner"), Some("hubspot_owner_id"));
        assert_eq!(field(&netsuite::CRM, "customer", "Last Sales Activity"), Some("lastsalesactivity"));
        assert_eq!(field(&netsuite::CRM, "opportunity", "projectedTotal"), Some("projectedtotal"));
        assert_eq!(field(&netsuite::CRM, "opportunity", "*"), Some("mainline"));
        assert_eq!(field(&netsuite::CRM, "opportunity", "custbody_title"), None);
    }

    #[test]
    fn a_header_alone_tells_standard_from_custom_where_the_name_does() {
        let amount = field_by_header(&salesforce::CRM, "Opportunity", "AMOUNT");
        assert_eq!((amount.name.as_str(), amount.custom), ("Amount", Some(false)));
        assert_eq!(amount.guards, [Guard::VendorDefined]);
        let packaged = field_by_header(&salesforce::CRM, "Opportunity", "ns__Tier__c");
        assert_eq!((packaged.custom, packaged.guards), (Some(true), vec![Guard::Managed("ns".into())]));
        assert_eq!(field_by_header(&salesforce::CRM, "Opportunity", "Loss Reason").custom, None);
        assert_eq!(field_by_header(&hubspot::CRM, "deals", "hs_new_thing").custom, Some(false));
        assert_eq!(field_by_header(&netsuite::CRM, "customer", "custentity4").custom, Some(true));
        assert_eq!(field_by_header(&netsuite::CRM, "customer", "Customer Group").custom, None);
    }

    #[test]
    fn file_names_hint_at_objects() {
        let object = |crm, file| object_from_file_name(crm, file).map(|object| object.api);
        let deals = "exports/hubspot-crm-exports-all-deals-2026-11-20.csv";
        assert_eq!(object(&hubspot::CRM, deals), Some("deals"));
        assert_eq!(object(&hubspot::CRM, "properties-companies.csv"), Some("companies"));
        assert_eq!(object(&salesforce::CRM, "WE_00D_1.ZIP: Account.csv"), Some("Account"));
        assert_eq!(object(&salesforce::CRM, "AccountHistory.csv"), None);
        assert_eq!(object(&salesforce::CRM, "sf_opportunity_data.csv"), Some("Opportunity"));
        assert_eq!(object(&netsuite::CRM, "CustomersResults101.csv"), Some("customer"));
        assert_eq!(object(&netsuite::CRM, "opportunity-page-1.json"), Some("opportunity"));
    }

    #[test]
    fn every_object_has_its_id_and_no_name_twice() {
        for crm in CRMS {
            let mut names = std::collections::BTreeSet::new();
            for object in crm.objects {
                assert!(
                    object.fields.iter().any(|field| field.name == object.id),
                    "{} {}",
                    crm.name,
                    object.api
                );
                let own: std::collections::BTreeSet<_> =
                    object.names.iter().chain([&object.api]).map(|name| letters(name)).collect();
                for name in own {
                    assert!(names.insert(name.clone()), "{}: `{name}` twice", crm.name);
                }
                let mut fields = std::collections::BTreeSet::new();
                for field in object.fields {
                    assert!(fields.insert(field.name), "{}.{} twice", object.api, field.name);
                }
            }
        }
    }
}
