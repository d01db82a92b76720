//! Property definitions as the API gives them.

use serde_json::Value;

use super::super::crm;
use super::super::declare::{self, User};
use super::super::member::{says, text};
use super::super::mention::{Meant, mention};
use super::super::schema::Declared;
use super::{CRM, options, owning};
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, FieldRef, Guard};

/// Reads `{"results": […]}`, a bare array, or one property. Archived properties are passed over.
///
/// The answer does not name the object: it comes from `object`, from the file's name, or from what the properties and
/// their groups are called.
///
/// # Errors
/// When there are no properties, one has no `name`, or nothing tells which object they belong to.
pub fn properties_api(
    value: &Value,
    object: Option<&str>,
    file: &str,
    into: &mut Declared,
) -> Result<(), InputError> {
    let expected = |message: String| InputError::new(Problem::Invalid, message).in_file(file);
    let properties = match value.get("results").unwrap_or(value) {
        Value::Array(list) => list.as_slice(),
        one @ Value::Object(_) if one.get("name").is_some() => std::slice::from_ref(one),
        _ => return Err(expected("found no `results`, expected a list of properties".to_owned())),
    };
    let all = |key| properties.iter().filter_map(|property| text(property, key)).collect::<Vec<_>>();
    let named = object.or_else(|| crm::object_from_file_name(&CRM, file).map(|entry| entry.api));
    let object = named.or_else(|| owning::infer(&all("name"), &all("groupName"))).ok_or_else(|| {
        InputError::new(Problem::Ambiguous, "nothing tells which object these properties belong to")
            .in_file(file)
            .hint("put the object into the file's name: `properties-deals.json`")
    })?;
    let names = all("name");
    for (index, property) in properties.iter().enumerate() {
        let Some(name) = text(property, "name") else {
            return Err(expected(format!("property {} has no `name`", index + 1)));
        };
        if !says(property, "archived") {
            declare_property(property, name, object, &names, into);
        }
    }
    declare::looked(into, &CRM, object, "calculated properties");
    Ok(())
}

fn declare_property(value: &Value, name: &str, object: &str, beside: &[&str], into: &mut Declared) {
    let field_type = text(value, "fieldType");
    let kind = if says(value, "showCurrencySymbol") {
        FieldKind::Currency
    } else {
        options::kind(text(value, "type").unwrap_or_default(), field_type, says(value, "externalOptions"))
    };
    let standard = declare::standard(&CRM, object, name);
    // Older answers leave `hubspotDefined` out; then only the name can tell.
    let vendor = value.get("hubspotDefined").and_then(Value::as_bool);
    let custom = !vendor.unwrap_or(standard.is_some() || name.starts_with("hs_"));
    let calculated =
        says(value, "calculated") || field_type.is_some_and(|name| name.starts_with("calculation"));
    let mut field = Field {
        label: text(value, "label").map(str::to_owned),
        kind: standard.map_or(kind, |entry| entry.kind),
        custom: Some(custom),
        calculated,
        picklist: values(value),
        guards: guards(value, name, custom, calculated),
        description: text(value, "description").map(str::to_owned),
        ..Field::named(name)
    };
    if let Some(formula) = text(value, "calculationFormula") {
        field.reads = reads(formula, object, name, beside, into);
    }
    declare::field(into, &CRM, object, field);
}

fn guards(value: &Value, name: &str, custom: bool, calculated: bool) -> Vec<Guard> {
    let modification = |key| value.pointer(&format!("/modificationMetadata/{key}")).and_then(Value::as_bool);
    let mut guards = Vec::new();
    if !custom || modification("archivable") == Some(false) {
        guards.push(Guard::VendorDefined);
    }
    if !custom && !calculated && modification("readOnlyValue") == Some(true) && name != "hs_object_id" {
        guards.push(Guard::System);
    }
    if says(value, "hasUniqueValue") {
        guards.push(Guard::IntegrationKey);
    }
    guards
}

/// Values of the options, hidden ones too: records still hold them.
fn values(value: &Value) -> Vec<String> {
    let options = value.get("options").and_then(Value::as_array).into_iter().flatten();
    options.filter_map(|option| text(option, "value").map(str::to_owned)).collect()
}

/// The properties a formula reads.
///
/// The grammar is not documented: texts and calls apart, every word that is a property of the object counts, and so
/// does every word in snake case, which is nothing else.
fn reads(formula: &str, object: &str, name: &str, beside: &[&str], into: &mut Declared) -> Vec<String> {
    let mut found = Vec::new();
    let user = User::reading("calculated property", format!("{object}.{name}")).at("calculationFormula");
    for word in words(formula) {
        let known = beside.contains(&word) || declare::standard(&CRM, object, word).is_some();
        let snake = word.contains('_') && word.starts_with(|c: char| c.is_ascii_lowercase());
        if (known || snake) && word != name && !found.iter().any(|seen| seen == word) {
            let source = FieldRef { object: object.to_owned(), field: word.to_owned() };
            mention(into, &CRM, &[object.to_owned()], word, Meant::Field, &user);
            declare::guard(into, &CRM, &source, Guard::FormulaSource(name.to_owned()));
            found.push(word.to_owned());
        }
    }
    found
}

/// The words of a formula that stand neither in quotes nor before a parenthesis.
fn words(formula: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (index, piece) in formula.split(['"', '\'']).enumerate() {
        if index % 2 == 1 {
            continue;
        }
        let mut rest = piece;
        while let Some(start) = rest.find(is_name) {
            let from = &rest[start..];
            let end = from.find(|c| !is_name(c)).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            if !after.trim_start().starts_with('(') {
                words.push(word);
            }
            rest = after;
        }
    }
    words
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn properties_are_read_with_as_little_as_they_have() {
        let value = json!({ "results": [
            { "name": "weekly_value", "label": "Weekly", "type": "number", "fieldType": "calculation_equation",
              "calculationFormula": "if(amount > 0, amount / 52)", "hubspotDefined": false },
            { "name": "tender_code", "label": "Tender", "type": "string", "fieldType": "text" },
            { "name": "key", "type": "string", "fieldType": "text", "hasUniqueValue": true,
              "modificationMetadata": { "archivable": false } },
            { "name": "regions", "type": "enumeration", "fieldType": "checkbox",
              "options": [{ "label": "North", "value": "north" }, { "label": "Old", "value": "old", "hidden": true }] },
            { "name": "amount", "type": "number", "fieldType": "number" },
            { "name": "gone", "type": "string", "archived": true } ] });
        let mut into = Declared::default();
        properties_api(&value, Some("deals"), "p.json", &mut into).unwrap();
        let fields = &into.objects["deals"].fields;
        assert_eq!(fields.len(), 5);
        assert!(fields[0].calculated);
        assert_eq!(fields[0].reads, ["amount"]);
        assert_eq!((fields[1].custom, fields[1].kind), (Some(true), FieldKind::Text));
        assert_eq!(fields[2].guards, [Guard::VendorDefined, Guard::IntegrationKey]);
        assert_eq!((fields[3].kind, fields[3].picklist.len()), (FieldKind::MultiPicklist, 2));
        assert_eq!(fields[4].guards, [Guard::VendorDefined, Guard::FormulaSource("weekly_value".into())]);
    }

    #[test]
    fn a_formula_reads_properties_and_neither_calls_nor_texts() {
        let formula = "if(contains(dealname, 'my_text'), round_up(budget) + [properties.old_sum])";
        assert_eq!(words(formula), ["dealname", "budget", "properties", "old_sum"]);
        let value = json!([{ "name": "budget", "type": "number" }, { "name": "total", "type": "number",
            "calculationFormula": formula, "fieldType": "calculation_equation" }]);
        let mut into = Declared::default();
        properties_api(&value, Some("deals"), "p.json", &mut into).unwrap();
        into.settle();
        let fields: Vec<String> = into.consumers.iter().map(|consumer| consumer.field.to_string()).collect();
        assert_eq!(fields, ["deals.dealname", "deals.budget"]);
        assert_eq!(
            (into.consumers[0].name.as_str(), into.unresolved[0].name.as_str()),
            ("deals.total", "old_sum")
        );
    }

    #[test]
    fn what_is_no_property_list_is_refused() {
        assert!(properties_api(&json!({ "items": [] }), None, "p.json", &mut Declared::default()).is_err());
        let error =
            properties_api(&json!([{ "label": "X" }]), Some("deals"), "p.json", &mut Declared::default());
        assert_eq!(error.unwrap_err().to_string(), "p.json: property 1 has no `name`");
    }
}
