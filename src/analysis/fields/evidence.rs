//! What each CRM can be asked for, and how it gives a field back.

/// The file in which a CRM's consumers stand.
pub(crate) fn consumer_file(crm: &str) -> &'static str {
    match crm {
        "salesforce" => "an SFDX project or an mdapi retrieve",
        "hubspot" => "the property settings export",
        "netsuite" => "the SDF project",
        _ => "a list of the reports and integrations that read it",
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
