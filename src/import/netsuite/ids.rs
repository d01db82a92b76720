//! How the files of NetSuite name fields and records: script ids, references, standard ids.

use super::super::declare;

/// Beginnings of the ids of custom fields.
const FIELDS: [&str; 6] = ["custentity", "custbody", "custcol", "custitem", "custevent", "custrecord"];

/// Whether a name is the id of a custom field: `custbody_loss_reason`, `CUSTENTITY4`; `customlist_a` is none.
pub(super) fn is_field_id(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    FIELDS.iter().any(|start| {
        name.strip_prefix(start)
            .is_some_and(|rest| rest.starts_with(|c: char| c == '_' || c.is_ascii_digit()))
    })
}

/// Every id of a custom field that stands as a whole word in a text, in lower case; each once, in order.
pub(super) fn field_ids(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        if is_field_id(word) {
            declare::add(&mut found, word.to_lowercase());
        }
    }
    found
}

/// The fields in a value that holds nothing but fields, several of them joined by `|`: references, and standard
/// fields as `STDBODYMEMO` or `TRANID`. Records have negative numbers, and those are no fields.
pub(super) fn fields_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split('|').map(str::trim) {
        let custom = field_ids(part);
        let plain = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !part.to_ascii_lowercase().starts_with("cust")
        };
        if let Some(last) = custom.last() {
            declare::add(&mut found, last.clone());
        } else if plain(part) {
            declare::add(&mut found, standard_id(part).to_lowercase());
        }
    }
    found
}

/// The fields that a formula names, those beyond a join too where their id is nobody else's.
pub(super) fn fields_in_formula(formula: &str) -> Vec<String> {
    let mut found = in_braces(formula);
    for id in field_ids(formula) {
        declare::add(&mut found, id);
    }
    found
}

/// The saved searches that a text refers to.
pub(super) fn searches(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        if word.to_ascii_lowercase().starts_with("customsearch") {
            declare::add(&mut found, word.to_lowercase());
        }
    }
    found
}

/// The record types in `OPPORTUNITY|SALESORDER` or `[scriptid=customrecord_gate]`, as objects.
pub(super) fn record_types(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let name = reference(part).unwrap_or(part).to_lowercase().replace(['_', ' '], "");
        let object = match name.as_str() {
            "lead" | "prospect" | "entity" => "customer",
            "opprtnty" => "opportunity",
            "event" => "calendarevent",
            "case" => "supportcase",
            "project" => "job",
            name if name.ends_with("item") => "item",
            name if TRANSACTIONS.contains(&name) => "transaction",
            name if name.starts_with("customrecord") => reference(part).unwrap_or(part),
            name => name,
        };
        declare::add(&mut found, object.to_lowercase());
    }
    found
}

/// Record types that are kept as transactions, opportunities apart.
const TRANSACTIONS: &[&str] = &[
    "salesorder",
    "invoice",
    "estimate",
    "quote",
    "cashsale",
    "cashrefund",
    "creditmemo",
    "customerpayment",
    "customerdeposit",
    "customerrefund",
    "depositapplication",
    "itemfulfillment",
    "itemreceipt",
    "returnauthorization",
    "purchaseorder",
    "vendorbill",
    "vendorpayment",
    "vendorcredit",
    "journalentry",
    "expensereport",
    "transferorder",
    "workorder",
    "purchaserequisition",
];

/// The last part of `[scriptid=customlist_a.val_b]`.
pub(super) fn reference(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (_, id) = inside.split(',').find_map(|part| part.trim().split_once("scriptid="))?;
    id.rsplit('.').next()
}

/// `STDBODYENTITY` is the standard field `entity` of a transaction.
pub(super) fn standard_id(text: &str) -> &str {
    ["STDBODY", "STDENTITY", "STDCOL", "STDITEM"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text)
}

/// The fields in `{projectedtotal} / 52`, without what a formula may always use.
pub(super) fn in_braces(formula: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in formula.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else { continue };
        // `{entity.email}` reads the field of this record that leads there.
        let name = name.split(['.', '#', ':']).next().unwrap_or(name).trim().to_lowercase();
        if !name.is_empty() && !["today", "now", "user", "me", "userid"].contains(&name.as_str()) {
            declare::add(&mut found, name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_ids_of_custom_fields_count() {
        let text =
            "xcustbody_no [scriptid=customrecord_gate.custrecord_gate] CUSTENTITY4 custcollection_a custbody";
        assert_eq!(field_ids(text), ["custrecord_gate", "custentity4"]);
        assert_eq!(searches("[scriptid=customsearch_open]|-101"), ["customsearch_open"]);
    }

    #[test]
    fn values_and_formulas_name_custom_and_standard_fields() {
        let value = "[scriptid=custbody_a]|STDBODYMEMO|-101|[scriptid=customworkflow_w.workflowstate_s]";
        assert_eq!(fields_of(value), ["custbody_a", "memo"]);
        let formula = "case when {entity.custentity_tier} = 'A' then {amount} end";
        assert_eq!(fields_in_formula(formula), ["entity", "amount", "custentity_tier"]);
    }

    #[test]
    fn record_types_lead_to_objects() {
        let types = "OPPORTUNITY|SALES_ORDER|LEAD|INVENTORYITEM|[scriptid=customrecord_my_gate]";
        assert_eq!(
            record_types(types),
            ["opportunity", "transaction", "customer", "item", "customrecord_my_gate"]
        );
    }
}
