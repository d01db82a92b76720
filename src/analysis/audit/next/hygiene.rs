//! Actions that move the six numbers.

use super::{Action, act, count, named};
use crate::analysis::audit::standing::PASS;
use crate::analysis::hygiene::{Numbers, ObjectRate};
use crate::model::{Rate, grouped};

pub(super) fn sources(numbers: &Numbers) -> Option<Action> {
    let rate = numbers.source_known.filter(|&rate| low(rate))?;
    let parts = parts(&numbers.source_known_by_object, low);
    Some(act(
        format!("require a source on new records of {}: `revops hygiene`", named(&parts)),
        format!("source known on {rate} of the last 7 days"),
    ))
}

pub(super) fn decay(numbers: &Numbers) -> Option<Action> {
    let rate = numbers.decay_completion.filter(|rate| rate.hits < rate.of)?;
    let due = numbers.decay_by_object.iter().filter_map(|part| Some((part, part.rate?)));
    let parts: Vec<_> = due
        .filter(|(_, rate)| rate.hits < rate.of)
        .map(|(part, rate)| format!("{} of {}", grouped(rate.of - rate.hits), part.object))
        .collect();
    let parts: Vec<_> = parts.iter().map(String::as_str).collect();
    Some(act(
        format!(
            "retire {} that nobody touched: {} (`revops hygiene`)",
            count(rate.of - rate.hits, "due record"),
            named(&parts)
        ),
        format!("decay completion {rate}"),
    ))
}

pub(super) fn critical(numbers: &Numbers) -> Option<Action> {
    let mut fields: Vec<_> = numbers
        .critical_fields
        .iter()
        .filter_map(|field| Some((field, field.effective.filter(|&rate| low(rate))?)))
        .collect();
    fields.sort_by(|(_, a), (_, b)| a.share().partial_cmp(&b.share()).unwrap_or(std::cmp::Ordering::Equal));
    let (_, worst) = fields.first()?;
    let why = format!("critical fields below 80%; the emptiest is filled on {worst}");
    let names: Vec<_> = fields.iter().map(|(field, _)| field.field.as_str()).collect();
    Some(act(format!("fill {}: `revops hygiene`", named(&names)), why))
}

pub(super) fn questions(numbers: &Numbers) -> Vec<Action> {
    let mut actions = Vec::new();
    if numbers.verification.is_none() {
        let why = "nobody knows whether what is filled is also true";
        actions.push(act(
            "check a sample of records against the world every week: `revops explain verification`"
                .to_owned(),
            why.to_owned(),
        ));
    }
    if numbers.trust.is_none() {
        let why = "a CRM that people do not trust is not read";
        actions.push(act(
            "ask the people who use the CRM one question, 0 to 10: `revops explain trust`".to_owned(),
            why.to_owned(),
        ));
    }
    actions
}

fn low(rate: Rate) -> bool {
    rate.below(PASS) == Some(true)
}

fn parts(parts: &[ObjectRate], wanted: impl Fn(Rate) -> bool) -> Vec<&str> {
    parts.iter().filter(|part| part.rate.is_some_and(&wanted)).map(|part| part.object.as_str()).collect()
}
