//! Describe results: everything the API knows of an object's fields.

use serde_json::Value;

use super::super::declare;
use super::super::member::{says, text};
use super::super::schema::Declared;
use super::{CRM, field, formula, kinds, names, reads};
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, Guard};

/// Reads one describe, bare or under `result`, or an array of them.
///
/// # Errors
/// When there is no `name` or no `fields`, or a field has no `name`.
pub fn describe(value: &Value, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let value = value.get("result").unwrap_or(value);
    let described = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for one in described {
        object(one.get("result").unwrap_or(one), file, into)?;
    }
    Ok(())
}

fn object(value: &Value, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let expected = |message: &str| InputError::new(Problem::Invalid, message).in_file(file);
    let name = text(value, "name").ok_or_else(|| expected("found a describe without `name`"))?;
    let fields = value
        .get("fields")
        .and_then(Value::as_array)
        .ok_or_else(|| expected(&format!("found no `fields` in the describe of `{name}`")))?;
    let label = text(value, "label").map(str::to_owned);
    let known = &mut declare::object(into, &CRM, name).label;
    *known = known.take().or(label);
    declare::looked(into, &CRM, name, "formulas");
    for (index, field) in fields.iter().enumerate() {
        let Some(field_name) = text(field, "name") else {
            let message = format!("field {} of `{name}` has no `name`", index + 1);
            return Err(expected(&message));
        };
        if !says(field, "deprecatedAndHidden") {
            declare_field(field, field_name, name, into);
        }
    }
    Ok(())
}

fn declare_field(value: &Value, name: &str, object: &str, into: &mut Declared) {
    let type_name = text(value, "type").unwrap_or_default();
    let mut kind = kinds::kind(type_name);
    if says(value, "encrypted") {
        kind = FieldKind::Encrypted;
    }
    if let Some([target]) = value.get("referenceTo").and_then(Value::as_array).map(Vec::as_slice)
        && let Some(target) = target.as_str()
    {
        let targets = &mut declare::object(into, &CRM, object).targets;
        targets.insert(name.to_lowercase(), target.to_owned());
    }
    let mut field = Field {
        label: text(value, "label").map(str::to_owned),
        kind,
        custom: Some(value.get("custom").and_then(Value::as_bool).unwrap_or_else(|| names::is_custom(name))),
        calculated: says(value, "calculated") || says(value, "autoNumber"),
        picklist: options(value).filter_map(|option| text(option, "value").map(str::to_owned)).collect(),
        default: default(value),
        guards: guards(value, name, kind),
        ..Field::named(name)
    };
    if let Some(formula) = text(value, "calculatedFormula") {
        field.reads = reads::computed_from(into, object, name, &formula::names(formula), "formula");
    }
    let filter = value.pointer("/filteredLookupInfo/controllingFields").and_then(Value::as_array);
    let filter = filter.into_iter().flatten().filter_map(Value::as_str);
    for by in text(value, "controllerName").into_iter().chain(filter) {
        declare::add(&mut field.reads, by.to_owned());
        field::controls(into, object, by, name);
    }
    declare::field(into, &CRM, object, field);
}

fn guards(value: &Value, name: &str, kind: FieldKind) -> Vec<Guard> {
    let mut guards = field::named_guards(name);
    let written = |key| value.get(key).and_then(Value::as_bool);
    if kind == FieldKind::Id {
        guards.push(Guard::Identifier);
    } else if written("createable") == Some(false)
        && written("updateable") == Some(false)
        && !says(value, "calculated")
    {
        guards.push(Guard::System);
    }
    if says(value, "nameField") {
        guards.push(Guard::NameField);
    }
    // A checkbox is never null and always defaulted: that it cannot be empty demands nothing of anybody.
    let demanded =
        written("nillable") == Some(false) && says(value, "createable") && !says(value, "defaultedOnCreate");
    if demanded && kind != FieldKind::Boolean {
        guards.push(Guard::Required);
    }
    if says(value, "externalId") || says(value, "unique") {
        guards.push(Guard::IntegrationKey);
    }
    // Only a master-detail field deletes its records along with their parent and cannot be empty.
    if kind == FieldKind::Reference && says(value, "cascadeDelete") && written("nillable") == Some(false) {
        guards.push(Guard::MasterDetail);
    }
    guards
}

fn default(value: &Value) -> Option<String> {
    if let Some(option) = options(value).find(|option| says(option, "defaultValue")) {
        return text(option, "value").map(str::to_owned);
    }
    match value.get("defaultValue")? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn options(value: &Value) -> impl Iterator<Item = &Value> {
    value.get("picklistValues").and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_describe_is_read_bare_wrapped_and_in_arrays() {
        let bare =
            json!({ "name": "Account", "label": "Account", "fields": [{ "name": "Id", "type": "id" }] });
        for value in [bare.clone(), json!({ "status": 0, "result": bare }), json!([bare])] {
            let mut into = Declared::default();
            describe(&value, "account.json", &mut into).unwrap();
            let field = &into.objects["account"].fields[0];
            assert_eq!((field.kind, field.custom), (FieldKind::Id, Some(false)));
            assert_eq!(field.guards, [Guard::VendorDefined, Guard::Identifier]);
        }
    }

    #[test]
    fn guards_follow_from_the_flags() {
        let value = json!({ "name": "X__c", "fields": [
            { "name": "Key__c", "type": "string", "custom": true, "nillable": true, "externalId": true },
            { "name": "Must__c", "type": "string", "nillable": false, "createable": true, "defaultedOnCreate": false },
            { "name": "Box__c", "type": "boolean", "nillable": false, "createable": true, "defaultValue": false },
            { "name": "Sub__c", "type": "picklist", "controllerName": "Key__c",
              "picklistValues": [{ "value": "a", "defaultValue": true, "active": true }] },
            { "name": "F__c", "type": "double", "calculated": true, "calculatedFormula": "LEN(Key__c)" },
            { "name": "Old__c", "type": "string", "deprecatedAndHidden": true } ] });
        let mut into = Declared::default();
        describe(&value, "x.json", &mut into).unwrap();
        let fields = &into.objects["x__c"].fields;
        assert_eq!(fields.len(), 5);
        assert_eq!(
            fields[0].guards,
            [Guard::IntegrationKey, Guard::Controls("Sub__c".into()), Guard::FormulaSource("F__c".into())]
        );
        assert_eq!(fields[1].guards, [Guard::Required]);
        assert_eq!((fields[2].guards.len(), fields[2].default.as_deref()), (0, Some("false")));
        assert_eq!(
            (fields[3].default.as_deref(), fields[3].reads.as_slice()),
            (Some("a"), &["Key__c".to_owned()][..])
        );
        assert!(fields[4].calculated);
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = describe(&json!({ "name": "X" }), "x.json", &mut Declared::default()).unwrap_err();
        assert_eq!(error.to_string(), "x.json: found no `fields` in the describe of `X`");
    }
}
