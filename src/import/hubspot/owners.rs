//! Owners: who the ids in `hubspot_owner_id` are.

use serde_json::Value;

use super::super::schema::Declared;
use crate::engine::read::{InputError, Problem};

/// Reads the owners list of the API.
///
/// # Errors
/// When there are no owners in the file.
pub fn owners(value: &Value, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let Some(list) = value.get("results").unwrap_or(value).as_array() else {
        let message = "found no `results`, expected a list of owners";
        return Err(InputError::new(Problem::Invalid, message).in_file(file));
    };
    for owner in list {
        let text = |key: &str| owner.get(key).and_then(Value::as_str).unwrap_or_default();
        let id = match owner.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => continue,
        };
        add(&id, text("firstName"), text("lastName"), text("email"), into);
    }
    Ok(())
}

fn add(id: &str, first: &str, last: &str, email: &str, into: &mut Declared) {
    let name = format!("{} {}", first.trim(), last.trim());
    let name = if name.trim().is_empty() { email } else { name.trim() };
    if !id.is_empty() && !name.is_empty() {
        into.people.insert(id.to_owned(), name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_owner_has_a_name_or_at_least_an_address() {
        let value = json!({ "results": [
            { "id": "8101", "firstName": "Ana", "lastName": "Ruiz", "email": "ana@example.com" },
            { "id": 8102, "firstName": "", "lastName": "", "email": "tom@example.com" },
            { "email": "nobody@example.com" } ] });
        let mut into = Declared::default();
        owners(&value, "owners.json", &mut into).unwrap();
        let people: Vec<_> = into.people.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
        assert_eq!(people, [("8101", "Ana Ruiz"), ("8102", "tom@example.com")]);
    }
}
