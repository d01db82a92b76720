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

/// Reads owners from a table with an id, first and last name, or an e-mail address.
///
/// # Errors
/// When no column holds the id.
pub fn owners_rows(
    header: &[String],
    rows: impl Iterator<Item = Vec<String>>,
    file: &str,
    into: &mut Declared,
) -> Result<(), InputError> {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let at = |names: &[&str]| {
        names.iter().find_map(|name| header.iter().position(|column| letters(column) == *name))
    };
    let Some(id) = at(&["ownerid", "id", "hubspotownerid"]) else {
        let message = "found no column `id` or `owner_id`, expected a list of owners";
        return Err(InputError::new(Problem::Invalid, message).in_file(file));
    };
    let (first, last) = (at(&["firstname"]), at(&["lastname"]));
    let email = at(&["email", "owneremail"]);
    for row in rows {
        let get =
            |column: Option<usize>| column.and_then(|index| row.get(index)).map_or("", |cell| cell.trim());
        add(get(Some(id)), get(first), get(last), get(email), into);
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
        let header = ["owner_id", "email", "first_name", "last_name"].map(str::to_owned);
        let row = ["8103", "", "Mara", "Lind"].map(str::to_owned).to_vec();
        owners_rows(&header, std::iter::once(row), "owners.csv", &mut into).unwrap();
        let people: Vec<_> = into.people.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
        assert_eq!(people, [("8101", "Ana Ruiz"), ("8102", "tom@example.com"), ("8103", "Mara Lind")]);
    }
}
