//! The `Options` column of a settings export, and HubSpot's names for property types.

use crate::model::FieldKind;

/// The values in `Price (price); Timing (timing); Other [HIDDEN]`.
///
/// `Micro (1-5)` may be the label `Micro` of the value `1-5` or one text that is both; the bracket is taken to hold
/// the value, as it does wherever label and value differ.
pub(super) fn options(text: &str) -> Vec<String> {
    text.split("; ")
        .map(|option| option.trim().trim_end_matches("[HIDDEN]").trim().trim_end_matches(';'))
        .filter(|option| !option.is_empty())
        .map(|option| {
            let value =
                option.strip_suffix(')').and_then(|inside| inside.rsplit_once(" (")).map(|(_, value)| value);
            value.filter(|value| !value.is_empty()).unwrap_or(option).to_owned()
        })
        .collect()
}

/// The kind behind `type` and, where the file has it, `fieldType`.
pub(super) fn kind(name: &str, field_type: Option<&str>, from_elsewhere: bool) -> FieldKind {
    match (name.to_ascii_lowercase().as_str(), field_type) {
        ("string", Some("textarea" | "html")) | ("json", _) => FieldKind::LongText,
        ("string", Some("phonenumber")) | ("phone_number", _) => FieldKind::Phone,
        ("string" | "object_coordinates", _) => FieldKind::Text,
        ("number", _) => FieldKind::Number,
        ("date", _) => FieldKind::Date,
        ("datetime", _) => FieldKind::DateTime,
        ("bool", _) | ("enumeration", Some("booleancheckbox")) => FieldKind::Boolean,
        ("enumeration", Some("checkbox")) => FieldKind::MultiPicklist,
        // Options kept elsewhere are users, teams or stages: ids, not choices.
        ("enumeration", _) if from_elsewhere => FieldKind::Reference,
        ("enumeration", _) => FieldKind::Picklist,
        _ => FieldKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_values_hidden_ones_too() {
        assert_eq!(options("Price (price); Timing (timing); Other [HIDDEN]"), ["price", "timing", "Other"]);
        assert_eq!(options("; A (b) (c) [HIDDEN]; "), ["c"]);
        assert!(options("").is_empty());
    }
}
