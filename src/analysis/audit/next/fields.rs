//! Actions about fields: archive, look for consumers, clean, merge.

use super::{Action, act, count, named};
use crate::analysis::fields::{ArchivePlan, Candidate, Scorecard, settle_consumers};
use crate::model::Rate;

/// Placeholders among the filled above which somebody should clean up.
const PLACEHOLDER_SHARE: f64 = 0.30;

/// One action for each object, the one with the most candidates first.
pub(super) fn archives(plan: &ArchivePlan) -> Vec<Action> {
    let mut objects: Vec<(&str, Vec<&Candidate>)> = Vec::new();
    for candidate in &plan.candidates {
        match objects.iter_mut().find(|(name, all)| *name == candidate.object && all[0].crm == candidate.crm)
        {
            Some((_, all)) => all.push(candidate),
            None => objects.push((&candidate.object, vec![candidate])),
        }
    }
    let unseen = match plan.coverage.not_supplied.as_slice() {
        [] => String::new(),
        places => format!("; nobody looked in {}", places.join(", ")),
    };
    objects.sort_by_key(|(_, all)| std::cmp::Reverse(all.len()));
    objects
        .into_iter()
        .map(|(object, all)| {
            let names: Vec<_> = all.iter().map(|candidate| candidate.field.as_str()).collect();
            act(
                format!(
                    "archive {} of {object}: {} (`revops archive`)",
                    count(names.len() as u64, "field"),
                    named(&names)
                ),
                format!("{} ({} rule){unseen}", plan.rule_text, plan.rule.noun()),
            )
        })
        .collect()
}

pub(super) fn consumers(plan: &ArchivePlan) -> Vec<Action> {
    let mut crms: Vec<(&str, u64)> = Vec::new();
    for field in &plan.needs_evidence {
        match crms.iter_mut().find(|(crm, _)| *crm == field.crm) {
            Some((_, fields)) => *fields += 1,
            None => crms.push((&field.crm, 1)),
        }
    }
    crms.into_iter()
        .map(|(crm, fields)| {
            act(
                format!("find out who uses {}: `revops archive`", count(fields, "nearly empty field")),
                format!("nothing is proposed for archiving until that is known: {}", settle_consumers(crm)),
            )
        })
        .collect()
}

pub(super) fn placeholders(card: &Scorecard) -> Option<Action> {
    let mut fields: Vec<(String, Rate)> = Vec::new();
    for object in &card.objects {
        for field in &object.fields {
            let (Some(filled), Some(placeholder)) = (field.filled, field.placeholder) else { continue };
            let rate = Rate::new(placeholder, filled.hits);
            if rate.share().is_some_and(|share| share > PLACEHOLDER_SHARE) {
                fields.push((format!("{}.{}", object.object, field.field), rate));
            }
        }
    }
    fields.sort_by_key(|(_, rate)| std::cmp::Reverse(rate.hits));
    let (_, worst) = fields.first()?;
    let why = format!("of what is filled in the first, {worst} is `n/a` and the like");
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    Some(act(format!("clean placeholders in {}: `revops explain placeholder`", named(&names)), why))
}

pub(super) fn twins(card: &Scorecard) -> Option<Action> {
    let groups: Vec<_> = card
        .objects
        .iter()
        .flat_map(|object| object.same_concept.iter().map(move |group| (object, group)))
        .collect();
    let (object, first) = groups.first()?;
    let more = match groups.len() {
        1 => String::new(),
        all => format!("; {} more like it", count(all as u64 - 1, "group")),
    };
    Some(act(
        format!("choose one of {} of {}{more}: `revops score`", first.fields.join(" and "), object.object),
        first.why.clone(),
    ))
}

pub(super) fn records(card: &Scorecard) -> Option<Action> {
    let missing: Vec<_> = card
        .objects
        .iter()
        .filter(|object| object.records.is_none() && object.role.is_business())
        .map(|object| object.object.as_str())
        .collect();
    (!missing.is_empty()).then(|| {
        act(format!("supply the records of {}", named(&missing)), "only the schema was supplied".to_owned())
    })
}
