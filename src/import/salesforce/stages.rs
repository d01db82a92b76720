//! Stages of the sales process: `OpportunityStage` as a value set, as rows, and in old `Opportunity.object` files.

use super::super::markup::{self, Element};
use super::super::schema::{Declared, Stage};
use super::{field, names};
use crate::engine::read::{InputError, Problem};
use crate::model::Probability;

/// Reads a standard value set. Only that of the stages carries probabilities; the others are passed over.
///
/// # Errors
/// When the file is no XML or has another root element.
pub fn standard_value_set(xml: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let root = markup::parse(&names::without_placeholders(xml), file)?;
    if root.name != "StandardValueSet" {
        let message = format!("found the root element `{}`, expected `StandardValueSet`", root.name);
        return Err(InputError::new(Problem::Invalid, message).in_file(file).at_row(root.line));
    }
    for value in root.all("standardValue").filter(|value| value.child("probability").is_some()) {
        add(value, into);
    }
    Ok(())
}

/// Reads the stages out of a picklist field, as `Opportunity.object` had them before value sets.
pub(super) fn in_picklist(element: &Element, object: &str, into: &mut Declared) {
    if object.eq_ignore_ascii_case("Opportunity") && element.value("fullName") == Some("StageName") {
        for value in field::values(element).filter(|value| value.child("probability").is_some()) {
            add(value, into);
        }
    }
}

fn add(value: &Element, into: &mut Declared) {
    let Some(key) = value.value("fullName") else { return };
    let percent = value.value("probability").and_then(|text| text.parse::<f64>().ok());
    let stage = Stage {
        pipeline: None,
        pipeline_label: None,
        key: key.to_owned(),
        label: value.value("label").unwrap_or(key).to_owned(),
        probability: percent.and_then(|percent| Probability::from_percent(percent).ok()),
        closed: value.flag("closed"),
        won: value.flag("won"),
    };
    if !into.stages.contains(&stage) {
        into.stages.push(stage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_has_a_probability_in_percent() {
        let xml = "<StandardValueSet xmlns=\"x\"><sorted>false</sorted>
            <standardValue><fullName>Won</fullName><label>Closed Won</label><closed>true</closed>
              <probability>100</probability><won>true</won></standardValue>
            <standardValue><fullName>Odd</fullName><closed>false</closed><probability>110</probability></standardValue>
            </StandardValueSet>";
        let mut into = Declared::default();
        standard_value_set(xml, "OpportunityStage.standardValueSet", &mut into).unwrap();
        standard_value_set(xml, "OpportunityStage.standardValueSet", &mut into).unwrap();
        assert_eq!(into.stages.len(), 2);
        assert_eq!(into.stages[0].label, "Closed Won");
        assert_eq!(into.stages[0].probability, Probability::from_fraction(1.0).ok());
        assert_eq!((into.stages[0].closed, into.stages[0].won), (Some(true), Some(true)));
        assert_eq!((into.stages[1].probability, into.stages[1].won), (None, None));
    }

    #[test]
    fn other_value_sets_hold_no_stages() {
        let xml =
            "<StandardValueSet><standardValue><fullName>Web</fullName></standardValue></StandardValueSet>";
        let mut into = Declared::default();
        standard_value_set(xml, "LeadSource.standardValueSet", &mut into).unwrap();
        assert!(into.stages.is_empty());
    }
}
