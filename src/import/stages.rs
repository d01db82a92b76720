//! Stage tables: what a stage is worth where a deal does not say, and which stages are closed.

use super::columns::Column;
use super::crm::header_letters;
use super::dialect::{DecimalMark, number, truth};
use super::schema::Stage;
use crate::engine::read::Row;
use crate::model::{Cell, DealStatus, Probability};

/// Reads a row of a stage table: `OpportunityStage.csv`, or a pipeline stage table of a warehouse.
#[must_use]
pub fn from_row(columns: &[Column], row: &Row, crm: &str) -> Option<Stage> {
    let cell = |names: &[&str]| {
        let column =
            columns.iter().position(|column| names.contains(&header_letters(&column.field.name).as_str()))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(pipeline: &str, key: &str, label: &str, percent: f64) -> Stage {
        Stage {
            pipeline: Some(pipeline.to_owned()),
            pipeline_label: None,
            key: key.to_owned(),
            label: label.to_owned(),
            probability: Probability::from_percent(percent).ok(),
            closed: Some(false),
            won: Some(false),
        }
    }

    #[test]
    fn a_percent_sign_outranks_the_scale_of_the_column() {
        let share = |text, scale| read(text, scale).value().map(|probability| probability.fraction());
        assert_eq!(share("70", Scale::Percent), Some(0.7));
        assert_eq!(share("0.7", Scale::Fraction), Some(0.7));
        assert_eq!(share("70%", Scale::Fraction), Some(0.7));
        assert_eq!(read("110", Scale::Percent), Cell::Unreadable("110".to_owned()));
        assert_eq!(read(" ", Scale::Percent), Cell::Empty);
    }

    #[test]
    fn a_label_that_two_pipelines_share_is_decided_by_the_pipeline_or_not_at_all() {
        let stages = [stage("new", "1", "Proposal", 50.0), stage("renewal", "2", "Proposal", 80.0)];
        let found = |pipeline, stage| find(&stages, pipeline, stage).map(|stage| stage.key.as_str());
        assert_eq!(found(Some("renewal"), "Proposal"), Some("2"));
        assert_eq!(found(None, "Proposal"), None);
        assert_eq!(found(None, "1"), Some("1"));
    }
}
