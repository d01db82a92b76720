//! Salesforce's names for field types.

use crate::model::FieldKind;

/// The kind behind a describe `type` or a metadata `<type>`; an unknown type is `Unknown`, and read as text.
pub(super) fn kind(name: &str) -> FieldKind {
    match name.to_ascii_lowercase().as_str() {
        "id" => FieldKind::Id,
        "string" | "text" | "combobox" | "anytype" | "time" | "autonumber" => FieldKind::Text,
        "textarea" | "longtextarea" | "html" | "base64" => FieldKind::LongText,
        "int" | "integer" | "long" | "double" | "number" | "summary" => FieldKind::Number,
        "currency" => FieldKind::Currency,
        "percent" => FieldKind::Percent,
        "boolean" | "checkbox" => FieldKind::Boolean,
        "date" => FieldKind::Date,
        "datetime" => FieldKind::DateTime,
        "picklist" => FieldKind::Picklist,
        "multipicklist" | "multiselectpicklist" => FieldKind::MultiPicklist,
        "reference"
        | "lookup"
        | "masterdetail"
        | "hierarchy"
        | "metadatarelationship"
        | "externallookup"
        | "indirectlookup" => FieldKind::Reference,
        "email" => FieldKind::Email,
        "phone" | "fax" => FieldKind::Phone,
        "url" => FieldKind::Url,
        "address" | "location" | "complexvalue" => FieldKind::Compound,
        "encryptedstring" | "encryptedtext" => FieldKind::Encrypted,
        _ => FieldKind::Unknown,
    }
}

/// The kind behind the words people are shown: `Text(255)`, `Lookup(User)`, `Formula (Number)`, `Roll-Up Summary`.
///
/// Also says whether the CRM computes the value.
pub(super) fn kind_in_words(words: &str) -> (FieldKind, bool) {
    let lower = words.trim().to_ascii_lowercase();
    if let Some(result) = lower.strip_prefix("formula") {
        return (kind_in_words(result.trim().trim_matches(['(', ')'])).0, true);
    }
    if lower.starts_with("roll-up") {
        return (FieldKind::Number, true);
    }
    let name: String =
        lower.split('(').next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    match name.as_str() {
        "autonumber" => (FieldKind::Text, true),
        "picklistmultiselect" => (FieldKind::MultiPicklist, false),
        "longtextarea" | "richtextarea" | "textarealong" | "textarearich" => (FieldKind::LongText, false),
        "textencrypted" => (FieldKind::Encrypted, false),
        "geolocation" | "name" => (FieldKind::Compound, false),
        // `Text Area(Long)` loses its bracket above.
        _ if lower.starts_with("picklist (multi") => (FieldKind::MultiPicklist, false),
        _ if lower.starts_with("date/time") => (FieldKind::DateTime, false),
        _ => (kind(&name), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_codes_and_as_words() {
        assert_eq!(kind("MultiselectPicklist"), FieldKind::MultiPicklist);
        assert_eq!(kind("quantum"), FieldKind::Unknown);
        assert_eq!(kind_in_words("Text(255)"), (FieldKind::Text, false));
        assert_eq!(kind_in_words("Lookup(User)"), (FieldKind::Reference, false));
        assert_eq!(kind_in_words("Formula (Currency)"), (FieldKind::Currency, true));
        assert_eq!(kind_in_words("Roll-Up Summary (SUM Opportunity)"), (FieldKind::Number, true));
        assert_eq!(kind_in_words("Picklist (Multi-Select)"), (FieldKind::MultiPicklist, false));
        assert_eq!(kind_in_words("Long Text Area(32768)"), (FieldKind::LongText, false));
        assert_eq!(kind_in_words("Date/Time"), (FieldKind::DateTime, false));
    }
}
