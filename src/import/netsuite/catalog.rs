//! The metadata catalog of the REST API: one JSON schema per record type, or one document with many.

use serde_json::{Map, Value};

use super::super::crm;
use super::super::declare;
use super::super::schema::Declared;
use super::CRM;
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, Guard};

/// Reads an OpenAPI document (`components.schemas`) or the schema of a single record type.
///
/// A single schema does not name its record type: it comes from `object`, from the file's name, or from fields that
/// only one record type has.
///
/// # Errors
/// When the file holds no schema, or nothing tells the record type of a single one.
pub fn metadata_catalog(
    value: &Value,
    object: Option<&str>,
    file: &str,
    into: &mut Declared,
) -> Result<(), InputError> {
    if let Some(schemas) = value.pointer("/components/schemas").and_then(Value::as_object) {
        for (name, schema) in schemas.iter().filter(|(name, _)| is_record(name)) {
            if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
                record(name, properties, into);
            }
        }
        return Ok(());
    }
    let Some(properties) = value.get("properties").and_then(Value::as_object) else {
        let message = "found neither `components.schemas` nor `properties`, expected a metadata catalog";
        return Err(InputError::new(Problem::Invalid, message).in_file(file));
    };
    let named = object.or_else(|| crm::object_from_file_name(&CRM, file).map(|entry| entry.api));
    let Some(name) = named.or_else(|| infer(properties)) else {
        let message = "nothing tells which record type this schema describes";
        return Err(InputError::new(Problem::Ambiguous, message)
            .in_file(file)
            .hint("put the record type into the file's name: `metadata-catalog-opportunity.json`"));
    };
    record(name, properties, into);
    Ok(())
}

/// Whether a schema is a record type and not a sublist, a collection or a part of the API itself.
fn is_record(name: &str) -> bool {
    !name.contains('-') && !name.starts_with("ns") && !name.ends_with("Collection")
}

fn infer(properties: &Map<String, Value>) -> Option<&'static str> {
    let has = |name: &str| properties.keys().any(|key| key.eq_ignore_ascii_case(name));
    let signs = [
        (["projectedtotal", "probability"], "opportunity"),
        (["companyname", "salesrep"], "customer"),
        (["contactsource", "company"], "contact"),
    ];
    signs.into_iter().find(|(names, _)| names.iter().all(|name| has(name))).map(|(_, object)| object)
}

fn record(name: &str, properties: &Map<String, Value>, into: &mut Declared) {
    declare::object(into, &CRM, name);
    for (key, schema) in properties.iter().filter(|(key, schema)| is_field(key, schema)) {
        // SuiteQL and saved searches know the same id in lower case.
        let id = key.to_lowercase();
        let standard = declare::standard(&CRM, name, &id);
        let custom = schema.get("x-ns-custom-field").and_then(Value::as_bool) == Some(true) || is_custom(&id);
        let mut guards = Vec::new();
        if !custom {
            guards.push(Guard::VendorDefined);
        }
        let says = |key| schema.get(key).and_then(Value::as_bool);
        if says("readOnly") == Some(true) && !custom {
            guards.push(Guard::System);
        } else if says("nullable") == Some(false)
            && standard.is_none_or(|entry| entry.standing.guard().is_none())
        {
            guards.push(Guard::Required);
        }
        let text =
            |key| schema.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let field = Field {
            label: text("title").map(str::to_owned),
            // The dictionary knows an amount from a number.
            kind: standard.map_or_else(|| kind(schema), |entry| entry.kind),
            custom: Some(custom),
            picklist: values(schema),
            default: text("default").map(str::to_owned),
            description: text("description").map(str::to_owned),
            guards,
            ..Field::named(id)
        };
        declare::field(into, &CRM, name, field);
    }
}

/// Sublists and links are no fields.
fn is_field(key: &str, schema: &Value) -> bool {
    let sublist = schema.get("type").and_then(Value::as_str) == Some("array")
        || schema.pointer("/properties/items").is_some()
        || schema.get("$ref").and_then(Value::as_str).is_some_and(|target| target.contains("ollection"));
    key != "links" && !sublist
}

/// Whether an id is that of a custom field or a custom segment: `custentity4`, `custbody_loss_reason`, `cseg_area`.
pub(super) fn is_custom(id: &str) -> bool {
    let prefixes = ["custentity", "custbody", "custcol", "custitem", "custevent", "custrecord", "cseg"];
    !id.contains(' ') && prefixes.iter().any(|prefix| id.starts_with(prefix))
}

fn kind(schema: &Value) -> FieldKind {
    let text = |key| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    if !values(schema).is_empty() {
        return FieldKind::Picklist;
    }
    match (text("type"), text("format")) {
        ("boolean", _) => FieldKind::Boolean,
        ("number" | "integer", _) => FieldKind::Number,
        ("string", "date") => FieldKind::Date,
        ("string", "date-time") => FieldKind::DateTime,
        ("string", "email" | "EMAIL") => FieldKind::Email,
        ("string", "uri" | "URL") => FieldKind::Url,
        ("string", _) => FieldKind::Text,
        ("object", _) => FieldKind::Reference,
        _ if schema.get("$ref").is_some() => FieldKind::Reference,
        _ => FieldKind::Unknown,
    }
}

fn values(schema: &Value) -> Vec<String> {
    let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Duty;
    use serde_json::json;

    #[test]
    fn a_single_schema_takes_its_record_type_from_its_file() {
        let value = json!({ "type": "object", "properties": {
            "id": { "title": "Internal ID", "type": "string", "nullable": false },
            "projectedTotal": { "title": "Projected Total", "type": "number" },
            "entity": { "title": "Company", "type": "object", "properties": { "id": { "type": "string" } } },
            "item": { "type": "object", "properties": { "items": { "type": "array" } } },
            "links": { "type": "array" },
            "custbody_x": { "title": "X", "type": "boolean", "x-ns-custom-field": true, "nullable": true } } });
        let mut into = Declared::default();
        metadata_catalog(&value, None, "metadata-catalog-opportunity.json", &mut into).unwrap();
        let fields = &into.objects["opportunity"].fields;
        let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["id", "projectedtotal", "entity", "custbody_x"]);
        assert_eq!((fields[1].duty, fields[1].kind), (Some(Duty::Amount), FieldKind::Currency));
        assert_eq!(fields[0].guards, [Guard::VendorDefined, Guard::Identifier]);
        assert_eq!((fields[3].custom, fields[3].guards.len()), (Some(true), 0));
    }

    #[test]
    fn a_document_of_many_holds_records_and_parts_of_the_api() {
        let fields = json!({ "properties": { "id": { "type": "string" } } });
        let value = json!({ "openapi": "3.0.1", "components": { "schemas": {
            "customer": fields, "customer-addressBook": fields, "nsLink": fields, "customrecord_a": fields } } });
        let mut into = Declared::default();
        metadata_catalog(&value, None, "all.json", &mut into).unwrap();
        assert_eq!(into.objects.keys().collect::<Vec<_>>(), ["customer", "customrecord_a"]);
    }

    #[test]
    fn an_unnamed_schema_is_inferred_or_refused() {
        let value = json!({ "properties": { "probability": {}, "projectedTotal": {} } });
        assert!(metadata_catalog(&value, None, "x.json", &mut Declared::default()).is_ok());
        let error = metadata_catalog(&json!({ "properties": {} }), None, "x.json", &mut Declared::default());
        assert_eq!(error.unwrap_err().problem, Problem::Ambiguous);
    }
}
