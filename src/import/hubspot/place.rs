//! Where in a JSON document something stands, and whose property it is there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::declare::User;
use super::super::mention::{Meant, mention};
use super::super::schema::Declared;
use super::CRM;
use crate::model::Access;

/// A place in a document: who uses properties there, and of which objects.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub(super) user: User,
    /// The type of the records in question (`0-3`); empty where the document does not say.
    pub(super) object: String,
    /// The type of the records that a flow fetches, by the name it gives them.
    pub(super) fetched: &'a BTreeMap<String, String>,
}

impl Place<'_> {
    /// The place below a key.
    pub(super) fn under(&self, key: &str) -> Self {
        let at = if self.user.at.is_empty() { key.to_owned() } else { format!("{}.{key}", self.user.at) };
        Self { user: self.user.at(at), ..self.clone() }
    }

    /// The place of one item of a list.
    pub(super) fn item(&self, index: usize) -> Self {
        Self { user: self.user.at(format!("{}[{index}]", self.user.at)), ..self.clone() }
    }

    /// The same place, about records of another type.
    pub(super) fn about(&self, object: &str) -> Self {
        Self { object: object.to_owned(), ..self.clone() }
    }

    pub(super) fn uses(&self, into: &mut Declared, name: &str, access: Access) {
        self.means(into, name, access, Meant::Field);
    }

    pub(super) fn means(&self, into: &mut Declared, name: &str, access: Access, meant: Meant) {
        let objects: &[String] =
            if self.object.is_empty() { &[] } else { std::slice::from_ref(&self.object) };
        mention(into, &CRM, objects, name, meant, &self.user.with(access));
    }

    /// Notes the properties that a text is personalised with: `{{ contact.firstname }}`.
    pub(super) fn tokens(&self, into: &mut Declared, text: &str) {
        for part in text.split("{{").skip(1) {
            let Some((inside, _)) = part.split_once("}}") else { continue };
            let path = inside.split('|').next().unwrap_or_default().trim();
            let Some((owner, name)) = path.rsplit_once('.') else { continue };
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.is_empty() || !name.chars().all(plain) {
                continue;
            }
            let owner = owner.rsplit('.').next().unwrap_or(owner);
            let place = match (owner, self.fetched.get(owner)) {
                (_, Some(object)) => self.about(object),
                ("enrolled_object", None) => self.clone(),
                ("contact" | "company" | "deal" | "ticket", None) => self.about(owner),
                _ => continue,
            };
            place.uses(into, name, Access::Read);
        }
    }
}

/// The text of a member, numbers as text too: ids come as either.
pub(super) fn written(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The day of a time such as `2026-01-09T08:00:00.000Z`, or in milliseconds since 1970.
pub(super) fn day(value: &Value, key: &str) -> Option<jiff::civil::Date> {
    match value.get(key)? {
        Value::String(text) => text.get(..10)?.parse().ok(),
        Value::Number(number) => {
            let time = jiff::Timestamp::from_millisecond(number.as_i64()?).ok()?;
            Some(time.to_zoned(jiff::tz::TimeZone::UTC).date())
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_name_their_object_and_other_text_does_not() {
        let fetched = BTreeMap::from([("fetched_object_1".to_owned(), "0-2".to_owned())]);
        let place = Place { user: User::reading("workflow", "w"), object: "0-3".into(), fetched: &fetched };
        let mut into = Declared::default();
        let text = "Hi {{ contact.firstname | title }}, {{ enrolled_object.amount }} for
                    {{ fetched_objects.fetched_object_1.domain }}, {{ unknown.thing }} {{ broken";
        place.tokens(&mut into, text);
        into.settle();
        let fields: Vec<String> = into.consumers.iter().map(|consumer| consumer.field.to_string()).collect();
        assert_eq!(fields, ["contacts.firstname", "deals.amount", "companies.domain"]);
    }

    #[test]
    fn a_day_is_read_from_text_and_from_milliseconds() {
        let value =
            serde_json::json!({ "a": "2026-01-09T08:00:00.000Z", "b": 1_767_945_600_000_i64, "c": "x" });
        let expected = Some(jiff::civil::date(2026, 1, 9));
        assert_eq!([day(&value, "a"), day(&value, "b"), day(&value, "c")], [expected, expected, None]);
    }
}
