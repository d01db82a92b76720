//! Pipelines and their stages.

use serde_json::Value;

use super::super::crm;
use super::super::declare::{self, User};
use super::super::mention::{Meant, mention};
use super::super::schema::{Declared, Stage};
use super::CRM;
use crate::engine::read::{InputError, Problem};
use crate::model::{Probability, Role};

/// Reads the pipelines of deals; those of other objects are passed over. Without an object, stages with a
/// probability are those of deals.
///
/// # Errors
/// When there are no pipelines in the file.
pub fn pipelines(
    value: &Value,
    object: Option<&str>,
    file: &str,
    into: &mut Declared,
) -> Result<(), InputError> {
    let Some(list) = value.get("results").unwrap_or(value).as_array() else {
        let message = "found no `results`, expected a list of pipelines";
        return Err(InputError::new(Problem::Invalid, message).in_file(file));
    };
    let of = object.unwrap_or("deals");
    for pipeline in list {
        required(pipeline, of, into);
    }
    let sales = match object {
        Some(object) => crm::lookup_object(&CRM, object).is_some_and(|entry| entry.role == Role::Opportunity),
        None => list.iter().flat_map(stages).any(|stage| stage.pointer("/metadata/probability").is_some()),
    };
    if !sales {
        return Ok(());
    }
    for pipeline in list {
        for stage in stages(pipeline) {
            if let Some(stage) = read(pipeline, stage).filter(|stage| !into.stages.contains(stage)) {
                into.stages.push(stage);
            }
        }
    }
    Ok(())
}

fn stages(pipeline: &Value) -> impl Iterator<Item = &Value> {
    pipeline.get("stages").and_then(Value::as_array).into_iter().flatten()
}

/// Notes the properties without which a record may not enter a stage, or a pipeline at all.
fn required(pipeline: &Value, object: &str, into: &mut Declared) {
    let name = |value: &Value| ["label", "id"].iter().find_map(|key| value.get(key).and_then(text));
    let pipeline_name = name(pipeline).unwrap_or_default();
    for (place, kind) in
        std::iter::once((pipeline, "pipeline")).chain(stages(pipeline).map(|stage| (stage, "stage")))
    {
        let own =
            name(place).filter(|_| kind == "stage").map(|stage| format!(": {stage}")).unwrap_or_default();
        let user = User::reading("pipeline", format!("{pipeline_name}{own}")).at("requiredProperties");
        let list = place.get("requiredProperties").and_then(Value::as_array);
        for property in list.into_iter().flatten() {
            let named =
                ["propertyName", "name", "property"].iter().find_map(|key| property.get(key)?.as_str());
            if let Some(property) = property.as_str().or(named) {
                mention(into, &CRM, &[object.to_owned()], property, Meant::Field, &user);
                declare::looked(into, &CRM, object, "pipelines");
            }
        }
    }
}

fn read(pipeline: &Value, stage: &Value) -> Option<Stage> {
    let key = text(stage.get("id")?)?;
    let metadata = |name: &str| stage.get("metadata").and_then(|data| data.get(name)).and_then(text);
    let probability: Option<f64> = metadata("probability").and_then(|text| text.trim().parse().ok());
    // Without `isClosed` the two ends of the scale are taken for closed stages.
    let closed = match metadata("isClosed").as_deref() {
        Some(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => probability.map(|probability| probability <= 0.0 || probability >= 1.0),
    };
    Some(Stage {
        pipeline: pipeline.get("id").and_then(text),
        pipeline_label: pipeline.get("label").and_then(text),
        label: stage.get("label").and_then(text).unwrap_or_else(|| key.clone()),
        key,
        probability: probability.and_then(|fraction| Probability::from_fraction(fraction).ok()),
        closed,
        won: closed.map(|closed| closed && probability.is_some_and(|probability| probability >= 1.0)),
    })
}

/// Ids and numbers come as text or as numbers, depending on who saved the answer.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_stage_is_won_when_closed_and_certain() {
        let value = json!({ "results": [{ "id": "default", "label": "Sales", "stages": [
            { "id": "sent", "label": "Sent", "metadata": { "probability": "0.9", "isClosed": "false" } },
            { "id": "won", "label": "Won", "metadata": { "probability": "1.0", "isClosed": "true" } },
            { "id": "lost", "label": "Lost", "metadata": { "probability": "0.0" } },
            { "id": 77, "label": "Odd", "metadata": {} } ] }] });
        let mut into = Declared::default();
        pipelines(&value, None, "p.json", &mut into).unwrap();
        let facts: Vec<_> =
            into.stages.iter().map(|stage| (stage.key.as_str(), stage.closed, stage.won)).collect();
        assert_eq!(
            facts,
            [
                ("sent", Some(false), Some(false)),
                ("won", Some(true), Some(true)),
                ("lost", Some(true), Some(false)),
                ("77", None, None)
            ]
        );
        assert_eq!(into.stages[0].pipeline_label.as_deref(), Some("Sales"));
        assert_eq!(into.stages[0].probability, Probability::from_percent(90.0).ok());
    }

    #[test]
    fn a_property_that_a_stage_requires_is_read_there() {
        let value = json!([{ "id": "default", "label": "Sales", "requiredProperties": [{ "propertyName": "amount" }],
            "stages": [{ "id": "won", "label": "Won", "metadata": { "probability": "1.0" },
                         "requiredProperties": ["closedate"] }] }]);
        let mut into = Declared::default();
        pipelines(&value, None, "p.json", &mut into).unwrap();
        into.settle();
        let uses: Vec<String> =
            into.consumers.iter().map(|consumer| format!("{} {}", consumer.field, consumer.name)).collect();
        assert_eq!(uses, ["deals.amount Sales", "deals.closedate Sales: Won"]);
    }

    #[test]
    fn ticket_pipelines_are_no_sales_stages() {
        let mut into = Declared::default();
        for object in [Some("tickets"), None] {
            let value =
                json!([{ "id": "0", "stages": [{ "id": "1", "metadata": { "ticketState": "OPEN" } }] }]);
            pipelines(&value, object, "p.json", &mut into).unwrap();
        }
        assert!(into.stages.is_empty());
    }
}
