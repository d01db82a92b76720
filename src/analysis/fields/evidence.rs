//! What each CRM can be asked for, and how it gives a field back.

/// The file in which a CRM's consumers stand.
pub(crate) fn settle_consumers(crm: &str) -> &'static str {
    match crm {
        "salesforce" => "supply the metadata project with reports, flows, layouts and Apex",
        "hubspot" => "supply the property settings export, which counts usages",
        "netsuite" => "supply the SDF project with searches, workflows, forms and scripts",
        _ => "ask who builds its reports and integrations",
    }
}

/// How to bring an archived field back.
pub(super) fn undo(crm: &str) -> &'static str {
    match crm {
        "salesforce" => {
            "export record ids and values first; a deleted custom field stays in Deleted Fields for 15 days, \
             its history does not"
        }
        "hubspot" => "export record ids and values first; an archived property can be restored for 90 days",
        "netsuite" => {
            "export record ids and values first; inactivate or hide the field instead of deleting it, and it can be \
             shown again"
        }
        _ => "export record ids and values first; without them nothing can be brought back",
    }
}
