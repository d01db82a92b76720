//! Stage tables: what a stage is worth where a deal does not say, and which stages are closed.

use super::columns::Column;
use super::dialect::{DecimalMark, number, truth};
use super::recognise::letters;
use super::schema::Stage;
use crate::engine::read::Row;
use crate::model::{Cell, DealStatus, Probability};

/// Reads a row of a stage table: `OpportunityStage.csv`, or a pipeline stage table of a warehouse.
#[must_use]
pub fn from_row(columns: &[Column], row: &Row, crm: &str) -> Option<Stage> {
    let cell = |names: &[&str]| {
        let column =
            columns.iter().position(|column| names.contains(&letters(&column.field.name).as_str()))?;
        Some(row.get(column).trim()).filter(|cell| !cell.is_empty())
    };
    let key = cell(&["apiname", "stageid", "masterlabel", "key", "internalid", "id"])?;
    let label = cell(&["masterlabel", "label", "name"]).unwrap_or(key);
    let scale = if crm == "salesforce" { Scale::Percent } else { Scale::Fraction };
    let probability =
        cell(&["defaultprobability", "probability"]).and_then(|text| read(text, scale).value().copied());
    Some(Stage {
        pipeline: cell(&["pipelineid"]).map(str::to_owned),
        pipeline_label: None,
        key: key.to_owned(),
        label: label.to_owned(),
        probability,
        closed: cell(&["isclosed"]).map(truth),
        won: cell(&["iswon", "closedwon"]).map(truth),
    })
}

/// In which unit a column of probabilities is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Percent,
    Fraction,
}

/// Reads a probability; a percent sign outranks the column's scale.
#[must_use]
pub fn read(text: &str, scale: Scale) -> Cell<Probability> {
    let text = text.trim();
    if text.is_empty() {
        return Cell::Empty;
    }
    let parsed = number(text, DecimalMark::Point).and_then(|number| {
        use rust_decimal::prelude::ToPrimitive as _;
        let value = number.value.to_f64()?;
        let probability = match (number.percent, scale) {
            (true, _) | (_, Scale::Percent) => Probability::from_percent(value),
            (false, Scale::Fraction) => Probability::from_fraction(value),
        };
        probability.ok()
    });
    parsed.map_or_else(|| Cell::Unreadable(text.to_owned()), Cell::Value)
}

/// The row of the stage table that a deal's stage means: by key, else by label, within its pipeline.
#[must_use]
pub fn find<'a>(stages: &'a [Stage], pipeline: Option<&str>, stage: &str) -> Option<&'a Stage> {
    let in_pipeline = |row: &&Stage| match (pipeline, &row.pipeline) {
        (Some(wanted), Some(id)) => {
            id == wanted
                || row.pipeline_label.as_deref().is_some_and(|label| label.eq_ignore_ascii_case(wanted))
        }
        _ => true,
    };
    let same_label = |row: &&Stage| row.label.eq_ignore_ascii_case(stage);
    stages.iter().filter(in_pipeline).find(|row| row.key == stage).or_else(|| {
        // The same label in two pipelines is decided by the pipeline, or not at all.
        let mut labelled = stages.iter().filter(in_pipeline).filter(same_label);
        let first = labelled.next()?;
        labelled
            .all(|other| other.probability == first.probability && other.closed == first.closed)
            .then_some(first)
    })
}

/// What the name of a stage says by itself: the last resort.
#[must_use]
pub fn status_of_name(stage: &str) -> Option<DealStatus> {
    let name: String = stage.to_lowercase().chars().filter(|mark| mark.is_alphanumeric()).collect();
    match name.as_str() {
        "closedwon" | "won" => Some(DealStatus::Won),
        "closedlost" | "lost" => Some(DealStatus::Lost),
        _ => None,
    }
}
