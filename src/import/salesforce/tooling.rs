//! Field lists queried from the Tooling API: `FieldDefinition`, `EntityParticle`, `CustomField`, `EntityDefinition`.

use serde_json::Value;

use super::super::declare;
use super::super::member::{says, text};
use super::super::schema::Declared;
use super::{CRM, field, formula, kinds, names, reads, usage};
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, Guard};

/// Reads a query result: `records`, bare, under `result`, or an array of records.
///
/// A custom field that names its object only by an id (`01I…`) waits for the list of objects: see [`place_fields`].
///
/// # Errors
/// When there are no records.
pub fn tooling(value: &Value, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let value = value.get("result").unwrap_or(value);
    let records = value.get("records").unwrap_or(value).as_array().ok_or_else(|| {
        InputError::new(Problem::Invalid, "found no `records`, expected a Tooling API query result")
            .in_file(file)
    })?;
    for record in records {
        let kind = record.pointer("/attributes/type").and_then(Value::as_str).unwrap_or_default();
        match kind {
            "EntityDefinition" => entity(record, into),
            "MetadataComponentDependency" => usage::dependency(record, into),
            _ => match object(record) {
                Some(Of::Name(object)) => declare_field(record, &object, into),
                Some(Of::Id(id)) => into.unplaced.push((id, record.clone())),
                None => {}
            },
        }
    }
    Ok(())
}

/// Declares the fields that waited for the list of objects. Those whose object no file names stay unplaced.
pub(in crate::import) fn place_fields(into: &mut Declared) {
    for (id, record) in std::mem::take(&mut into.unplaced) {
        match into.objects_by_id.get(&id).cloned() {
            Some(object) => declare_field(&record, &object, into),
            None => into.unplaced.push((id, record)),
        }
    }
}

fn entity(record: &Value, into: &mut Declared) {
    let Some(name) = text(record, "QualifiedApiName") else { return };
    if let Some(id) = text(record, "DurableId").and_then(object_id) {
        into.objects_by_id.insert(id, name.to_owned());
    }
    let label = text(record, "MasterLabel").or_else(|| text(record, "Label")).map(str::to_owned);
    // A query lists every object of the org; only those that another file describes are worth a label.
    if let Some(object) = into.objects.get_mut(&name.to_lowercase()) {
        object.label = object.label.take().or(label);
    }
}

fn declare_field(record: &Value, object: &str, into: &mut Declared) {
    let Some(name) = name(record) else { return };
    let name = name.as_str();
    if let Some(id) = text(record, "Id").and_then(|id| id.get(..15)) {
        into.field_ids.insert(id.to_owned(), object.to_owned());
    }
    let words = text(record, "DataType").or_else(|| text(record, "ValueTypeId")).unwrap_or_default();
    let (mut kind, mut calculated) = kinds::kind_in_words(words);
    let metadata = record.get("Metadata");
    if kind == FieldKind::Unknown {
        kind = metadata.and_then(|data| text(data, "type")).map_or(kind, kinds::kind);
    }
    calculated |= says(record, "IsCalculated") || says(record, "IsAutonumber");
    let described = text(record, "Description").or_else(|| text(metadata?, "description"));
    let label =
        text(record, "Label").or_else(|| text(record, "MasterLabel")).or_else(|| text(metadata?, "label"));
    let mut field = Field {
        label: label.map(str::to_owned),
        kind,
        calculated,
        custom: Some(names::is_custom(name)),
        description: described.map(str::to_owned),
        guards: guards(record, name, kind),
        ..Field::named(name)
    };
    if let Some(text) = metadata.and_then(|data| text(data, "formula")) {
        field.reads = reads::computed_from(into, object, name, &formula::names(text), "formula");
        field.calculated = true;
        declare::looked(into, &CRM, object, "formulas");
    }
    declare::field(into, &CRM, object, field);
}

fn guards(record: &Value, name: &str, kind: FieldKind) -> Vec<Guard> {
    let mut guards = field::named_guards(name);
    if says(record, "IsUnique") {
        guards.push(Guard::IntegrationKey);
    }
    let flag = |key| record.get(key).and_then(Value::as_bool);
    let demanded = flag("IsNillable") == Some(false) && flag("IsDefaultedOnCreate") == Some(false);
    if demanded && flag("IsCreatable") != Some(false) && kind != FieldKind::Boolean {
        guards.push(Guard::Required);
    }
    guards
}

/// How a field names its object.
enum Of {
    Name(String),
    /// The first fifteen characters of the object's id.
    Id(String),
}

fn object(record: &Value) -> Option<Of> {
    let named = record.pointer("/EntityDefinition/QualifiedApiName").and_then(Value::as_str);
    let name =
        named.or_else(|| text(record, "EntityDefinitionId")).or_else(|| text(record, "TableEnumOrId"))?;
    Some(object_id(name).map_or_else(|| Of::Name(name.to_owned()), Of::Id))
}

/// The fifteen characters that identify a custom object, of an id that has fifteen or eighteen.
fn object_id(text: &str) -> Option<String> {
    let is_id = text.starts_with("01I") && matches!(text.len(), 15 | 18);
    is_id.then(|| text.get(..15).map(str::to_owned))?
}

/// The field's API name; a `CustomField` comes without suffix and with its namespace apart.
fn name(record: &Value) -> Option<String> {
    if let Some(name) = text(record, "QualifiedApiName") {
        return Some(name.rsplit('.').next().unwrap_or(name).to_owned());
    }
    let developer = text(record, "DeveloperName")?;
    let namespace = text(record, "NamespacePrefix").map(|prefix| format!("{prefix}__")).unwrap_or_default();
    text(record, "TableEnumOrId").map(|_| format!("{namespace}{developer}__c"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_three_field_tables_are_read() {
        let value = json!({ "size": 4, "records": [
            { "attributes": { "type": "FieldDefinition" }, "QualifiedApiName": "Loss__c", "Label": "Loss",
              "DataType": "Formula (Text)", "EntityDefinition": { "QualifiedApiName": "Opportunity" } },
            { "attributes": { "type": "CustomField" }, "DeveloperName": "Tier", "NamespacePrefix": "ns",
              "TableEnumOrId": "Account" },
            { "attributes": { "type": "CustomField" }, "DeveloperName": "Lost", "TableEnumOrId": "01I4P000001vBbzUAE" },
            { "attributes": { "type": "EntityDefinition" }, "QualifiedApiName": "Account", "MasterLabel": "Client" } ] });
        let mut into = Declared::default();
        tooling(&value, "fields.json", &mut into).unwrap();
        into.settle();
        let loss = &into.objects["opportunity"].fields[0];
        assert_eq!((loss.name.as_str(), loss.kind, loss.calculated), ("Loss__c", FieldKind::Text, true));
        let account = &into.objects["account"];
        assert_eq!(account.fields[0].name, "ns__Tier__c");
        assert_eq!(account.fields[0].guards, [Guard::Managed("ns".into())]);
        assert_eq!((account.label.as_deref(), into.objects.len()), (Some("Client"), 2));
    }

    #[test]
    fn a_field_that_names_its_object_by_an_id_waits_for_the_list_of_objects() {
        let fields = json!([{ "attributes": { "type": "CustomField" }, "DeveloperName": "Lost",
            "TableEnumOrId": "01I4P000001vBbzUAE" }]);
        let objects = json!([{ "attributes": { "type": "EntityDefinition" }, "DurableId": "01I4P000001vBbz",
            "QualifiedApiName": "Order__c" }]);
        let mut into = Declared::default();
        tooling(&fields, "fields.json", &mut into).unwrap();
        into.settle();
        assert_eq!((into.objects.len(), into.unplaced.len()), (0, 1));
        tooling(&objects, "objects.json", &mut into).unwrap();
        into.settle();
        assert_eq!(into.objects["order__c"].fields[0].name, "Lost__c");
    }
}
