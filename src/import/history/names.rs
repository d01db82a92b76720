//! Fields as histories name them, and as the exports do: `Owner` is `OwnerId`, a label its API name.

use super::super::crm::{crm_named, lookup_field, lookup_object};
use crate::model::{FieldRef, ObjectSnapshot};

/// The field that a history means.
pub(super) fn resolve(crm: &'static str, object: &str, field: &str, objects: &[ObjectSnapshot]) -> FieldRef {
    let of = |name: &str| objects.iter().find(|own| own.crm == crm && own.name.eq_ignore_ascii_case(name));
    let entry = crm_named(crm).and_then(|crm| lookup_object(crm, object));
    let mut known = of(object).or_else(|| of(entry?.api));
    if known.is_none() && crm == "netsuite" && object.eq_ignore_ascii_case("transaction") {
        // Opportunities are the transactions that this tool reads.
        known = of("opportunity").filter(|own| in_object(own, field).is_some());
    }
    let object = match (known, entry) {
        (Some(own), _) => own.name.clone(),
        (None, Some(entry)) => entry.api.to_owned(),
        (None, None) => object.to_owned(),
    };
    let lookup = format!("{field}Id");
    let in_dictionary = || {
        let crm = crm_named(crm)?;
        let known = |name: &str| lookup_field(crm, &object, name).map(|entry| entry.name.to_owned());
        let exact = |name: &str| known(name).filter(|found| found.eq_ignore_ascii_case(name));
        exact(field).or_else(|| exact(&lookup)).or_else(|| known(field))
    };
    let found = known.and_then(|own| in_object(own, field)).or_else(in_dictionary);
    let plain = || {
        if crm == "salesforce" && LOOKUPS.contains(&field) {
            lookup.clone()
        } else if crm == "netsuite" && field.chars().all(|mark| !mark.is_lowercase()) {
            field.to_lowercase()
        } else {
            field.to_owned()
        }
    };
    FieldRef { object, field: found.unwrap_or_else(plain) }
}

/// Lookups that nearly every object has, by the short name that histories give them.
const LOOKUPS: &[&str] = &["Owner", "RecordType", "Account", "Contact", "Campaign", "Parent", "ReportsTo"];

/// By name, by the name of a lookup, by label.
fn in_object(own: &ObjectSnapshot, field: &str) -> Option<String> {
    let lookup = format!("{field}Id");
    let labelled = || {
        own.fields.iter().find(|profiled| {
            profiled.field.label.as_deref().is_some_and(|label| label.eq_ignore_ascii_case(field))
        })
    };
    let lookup = || (own.crm == "salesforce").then(|| own.field(&lookup)).flatten();
    own.field(field).or_else(lookup).or_else(labelled).map(|profiled| profiled.field.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_of_lookups_are_their_fields() {
        let told = |crm, object, field| resolve(crm, object, field, &[]).to_string();
        assert_eq!(told("salesforce", "account", "Owner"), "Account.OwnerId");
        assert_eq!(told("salesforce", "Site_Visit__c", "Owner"), "Site_Visit__c.OwnerId");
        assert_eq!(told("salesforce", "Opportunity", "StageName"), "Opportunity.StageName");
        assert_eq!(told("hubspot", "deal", "amount"), "deals.amount");
        assert_eq!(
            told("netsuite", "transaction", "CUSTBODY_LOSS_REASON"),
            "transaction.custbody_loss_reason"
        );
    }
}
