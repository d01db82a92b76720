//! Which object properties belong to, where the file does not say.

/// Properties that only one object has.
const SIGNS: &[(&str, &str)] = &[
    ("dealstage", "deals"),
    ("hs_pipeline_stage", "tickets"),
    ("hs_num_child_companies", "companies"),
    ("numberofemployees", "companies"),
    ("firstname", "contacts"),
    ("hs_line_item_currency_code", "line_items"),
];

/// The groups that HubSpot itself puts an object's properties in.
const GROUPS: &[(&str, &str)] = &[
    ("dealinformation", "deals"),
    ("ticketinformation", "tickets"),
    ("companyinformation", "companies"),
    ("contactinformation", "contacts"),
    ("lineiteminformation", "line_items"),
];

/// Tells the object from the internal names of its properties, else from the names of their groups.
pub(super) fn infer(names: &[&str], groups: &[&str]) -> Option<&'static str> {
    let find = |signs: &[(&str, &'static str)], among: &[&str]| {
        signs.iter().find(|(sign, _)| among.contains(sign)).map(|(_, object)| *object)
    };
    find(SIGNS, names).or_else(|| find(GROUPS, groups))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_before_groups() {
        assert_eq!(infer(&["x", "dealstage"], &["contactinformation"]), Some("deals"));
        assert_eq!(infer(&["x"], &["contactinformation"]), Some("contacts"));
        assert_eq!(infer(&["x"], &["mine"]), None);
    }
}
