//! Entity statuses: the stages of customers and opportunities, with their probabilities.

use serde_json::Value;

use super::super::schema::{Declared, Stage};
use crate::engine::read::{InputError, Problem};
use crate::model::Probability;

/// One status as any of the file forms has it.
struct Row {
    key: String,
    name: String,
    probability: String,
}

/// Reads statuses from a query answer: `{"items": […]}`, an array of such pages, or an array of items.
///
/// # Errors
/// When no item has a name.
pub fn entity_status(value: &Value, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let pages = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let items = pages.iter().flat_map(|page| match page.get("items").and_then(Value::as_array) {
        Some(items) => items.as_slice(),
        None => std::slice::from_ref(page),
    });
    let rows = items.filter_map(|item| {
        let get = |names: &[&str]| {
            let object = item.as_object()?;
            let (_, value) = object.iter().find(|(key, _)| names.contains(&key.to_lowercase().as_str()))?;
            match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            }
        };
        let name = get(&["name", "description"])?;
        let key = get(&["key", "id", "internalid"]).unwrap_or_else(|| name.clone());
        Some(Row { key, name, probability: get(&["probability"]).unwrap_or_default() })
    });
    add(rows.collect(), file, into)
}

fn add(rows: Vec<Row>, file: &str, into: &mut Declared) -> Result<(), InputError> {
    if rows.is_empty() {
        let message = "found no status with a `name`, expected a list of entity statuses";
        return Err(InputError::new(Problem::Empty, message).in_file(file));
    }
    let numbers: Vec<Option<f64>> = rows.iter().map(|row| number(&row.probability)).collect();
    // Whether the API says 0.7 or 70 is not documented; a list of statuses always has one that is certain.
    let percent = numbers.iter().flatten().any(|number| *number > 1.0)
        || rows.iter().any(|row| row.probability.trim_end().ends_with('%'));
    for (row, number) in rows.into_iter().zip(numbers) {
        let read = if percent { Probability::from_percent } else { Probability::from_fraction };
        let stage = stage(row, number.and_then(|number| read(number).ok()));
        if !into.stages.contains(&stage) {
            into.stages.push(stage);
        }
    }
    Ok(())
}

fn number(text: &str) -> Option<f64> {
    text.trim().trim_end_matches('%').trim().parse().ok()
}

/// Closed and won are in no column: names say it best, and both ends of the scale nearly as well.
fn stage(row: Row, probability: Option<Probability>) -> Stage {
    let words: Vec<String> =
        row.name.to_lowercase().split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect();
    let says = |word: &str| words.iter().any(|other| other == word);
    let fraction = probability.map(Probability::fraction);
    let (closed, won) = if says("won") {
        (Some(true), Some(true))
    } else if says("lost") {
        (Some(true), Some(false))
    } else {
        let ends = fraction.map(|fraction| fraction <= 0.0 || fraction >= 1.0);
        (ends, fraction.map(|fraction| fraction >= 1.0))
    };
    Stage { pipeline: None, pipeline_label: None, key: row.key, label: row.name, probability, closed, won }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_scale_is_that_of_the_whole_list() {
        let read = |probabilities: [&str; 3]| {
            let items: Vec<_> = ["Proposal", "Closed Won", "Closed Lost"]
                .iter()
                .zip(probabilities)
                .enumerate()
                .map(|(key, (name, probability))| json!({ "key": key, "name": name, "probability": probability }))
                .collect();
            let mut into = Declared::default();
            entity_status(&json!({ "items": items }), "s.json", &mut into).unwrap();
            into.stages
        };
        assert_eq!(read(["0.5", "1", "0"]), read(["50", "100", "0"]));
        let stages = read(["50.0%", "100.0%", "0.0%"]);
        assert_eq!(stages[0].probability, Probability::from_fraction(0.5).ok());
        let facts: Vec<_> = stages.iter().map(|stage| (stage.closed, stage.won)).collect();
        assert_eq!(facts, [(Some(false), Some(false)), (Some(true), Some(true)), (Some(true), Some(false))]);
    }

    #[test]
    fn a_list_without_statuses_is_an_error() {
        assert!(entity_status(&json!([]), "s.json", &mut Declared::default()).is_err());
    }
}
