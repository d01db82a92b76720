//! The CRMs as people write them.

/// `Salesforce` for `salesforce`; files of no CRM are just the export.
#[must_use]
pub fn in_words(crm: &str) -> &str {
    match crm {
        "salesforce" => "Salesforce",
        "hubspot" => "HubSpot",
        "netsuite" => "NetSuite",
        "none" => "the export",
        other => other,
    }
}
