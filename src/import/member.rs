//! Members of JSON objects, as schema files have them.

use serde_json::Value;

/// The text of a member; `None` where it is missing, empty or no text.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// Whether a member is there and true.
pub(super) fn says(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool) == Some(true)
}
