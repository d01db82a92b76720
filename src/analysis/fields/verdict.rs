//! The verdict on one field: guards first, then what was measured, then the rule, then who uses it.
//!
//! The order is the safety of the whole: whatever is guarded, unmeasured, thinly measured or alive
//! somewhere never reaches the rule.

use super::evidence::settle_consumers;
use super::rule::{Answer, Rule, whole_percent};
use super::scorecard::Verdict;
use crate::model::{
    FieldProfile, Guard, Measured, NotMeasurable, ObjectSnapshot, Policy, ProfiledField, Rate, Supplied,
    grouped,
};

/// Fewer records than this in a scope or among the new ones prove no life.
const MIN_ALIVE: u64 = 5;
/// One value on fewer filled records than this is no pattern.
const MIN_CONSTANT: u64 = 20;
/// More of the filled being placeholders than this is worth a look.
const PLACEHOLDER_SHARE: f64 = 0.30;

/// The verdict, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ruling {
    pub(super) verdict: Verdict,
    pub(super) rule: Option<Rule>,
    pub(super) removable: bool,
    pub(super) alive_in: Option<String>,
    pub(super) reasons: Vec<String>,
}

impl Ruling {
    fn held(verdict: Verdict, reasons: Vec<String>) -> Self {
        Self { verdict, rule: None, removable: false, alive_in: None, reasons }
    }
}

/// Why the field has no fill rate; `None` when it has one.
pub(super) fn not_measured(object: &ObjectSnapshot, profiled: &ProfiledField) -> Option<&'static str> {
    match &profiled.measured {
        Measured::No(reason) => Some(reason.reason()),
        Measured::Yes(_) if object.records.is_none() => Some(NotMeasurable::NoRecords.reason()),
        Measured::Yes(_) => None,
    }
}

/// Judges one field.
pub(super) fn judge(object: &ObjectSnapshot, profiled: &ProfiledField, policy: &Policy) -> Ruling {
    if object.records.is_none() {
        return Ruling::held(Verdict::Review, no_records(profiled));
    }
    let guards = guards(object, profiled, policy);
    if !guards.is_empty() {
        return Ruling::held(Verdict::Protected, guards);
    }
    let profile = match &profiled.measured {
        Measured::No(reason) => {
            return Ruling::held(Verdict::Review, vec![format!("not measured: {}", reason.reason())]);
        }
        Measured::Yes(profile) => profile,
    };
    if profile.records < policy.thresholds.min_records {
        let noun = if profile.records == 1 { "record" } else { "records" };
        return Ruling::held(Verdict::Review, vec![format!("only {} {noun}", grouped(profile.records))]);
    }
    let low = profile.effective().below(policy.thresholds.recovery_fill) == Some(true);
    let vendor_made =
        profiled.field.custom == Some(false) || profiled.field.guards.contains(&Guard::VendorDefined);
    match (low, vendor_made) {
        (true, true) => standard(profile, policy),
        (false, true) => Ruling::held(Verdict::Keep, vec![effective(profile)]),
        (true, false) if profiled.field.duty.is_some() => {
            let reason = "revops measures by it: fill it, or map another field".to_owned();
            Ruling::held(Verdict::Review, vec![effective(profile), reason])
        }
        (true, false) => nearly_empty(object, profiled, profile, policy),
        (false, false) => alive(profiled, profile),
    }
}

fn no_records(profiled: &ProfiledField) -> Vec<String> {
    let vendor = profiled.vendor.as_ref().and_then(|vendor| vendor.fill_percent);
    let mut reasons = vec![NotMeasurable::NoRecords.reason().to_owned()];
    reasons.extend(vendor.map(|percent| format!("the CRM itself says {percent}% filled")));
    reasons
}

/// Everything that forbids touching the field, in words.
fn guards(object: &ObjectSnapshot, profiled: &ProfiledField, policy: &Policy) -> Vec<String> {
    let name = &profiled.field.name;
    let mut reasons: Vec<_> = profiled
        .field
        .guards
        .iter()
        .filter(|guard| !matches!(guard, Guard::VendorDefined))
        .map(Guard::reason)
        .collect();
    if policy
        .critical
        .iter()
        .any(|at| at.object.eq_ignore_ascii_case(&object.name) && at.field.eq_ignore_ascii_case(name))
    {
        reasons.push("critical field by configuration".to_owned());
    }
    let marks_retirement = policy
        .decay
        .iter()
        .filter(|(of, _)| of.eq_ignore_ascii_case(&object.name))
        .filter_map(|(_, rule)| rule.retired.as_ref())
        .any(|(field, _)| field.eq_ignore_ascii_case(name));
    if marks_retirement {
        reasons.push("marks retired records by configuration".to_owned());
    }
    reasons
}

fn standard(profile: &FieldProfile, policy: &Policy) -> Ruling {
    let mut reasons = vec![effective(profile)];
    let alive_in = alive_in(profile, policy);
    reasons.extend(alive_in.clone());
    reasons.push("standard field: it can only be hidden".to_owned());
    Ruling { alive_in, ..Ruling::held(Verdict::Review, reasons) }
}

/// The rules apply here and nowhere else.
fn nearly_empty(
    object: &ObjectSnapshot,
    profiled: &ProfiledField,
    profile: &FieldProfile,
    policy: &Policy,
) -> Ruling {
    let consumers = profiled.consumers;
    let alive_in = alive_in(profile, policy);
    let asked = |rule: Rule| rule.ask(profile.effective(), alive_in.is_some(), consumers, policy);
    let verdict = if asked(Rule::Recovery) == Answer::Fires { Verdict::Archive } else { Verdict::Review };
    let rule = [Rule::Recovery, Rule::Quarterly]
        .into_iter()
        .find(|&rule| alive_in.is_none() && asked(rule) == Answer::Fires);
    let mut reasons = vec![effective(profile)];
    reasons.extend(alive_in.clone());
    reasons.push(match consumers {
        Some(0) if object.consumers_looked == Supplied::Partly => {
            "no consumer found, though not every place was looked at".to_owned()
        }
        Some(0) => "no consumer found".to_owned(),
        Some(1) => "used by 1 consumer although nearly empty".to_owned(),
        Some(count) => format!("used by {} consumers although nearly empty", grouped(count)),
        None => format!(
            "fill is below {}, and who uses it is not known: {}",
            whole_percent(policy.thresholds.recovery_fill),
            settle_consumers(object.crm)
        ),
    });
    Ruling { verdict, rule, removable: true, alive_in, reasons }
}

/// Alive is not yet useful: a constant, or mostly `n/a`, is worth a look.
fn alive(profiled: &ProfiledField, profile: &FieldProfile) -> Ruling {
    let mut doubts = Vec::new();
    let placeholders = Rate::new(profile.placeholder, profile.filled);
    if profile.truths.is_some_and(|truths| truths == profile.records) {
        doubts.push("says the same on every record".to_owned());
    } else if profile.truths.is_none() && constant(profile) {
        doubts.push("same value on every record that has one".to_owned());
    }
    if placeholders.share().is_some_and(|share| share > PLACEHOLDER_SHARE) {
        doubts.push(format!("much of what is filled says nothing: {placeholders} are placeholders"));
    }
    let verdict = if doubts.is_empty() { Verdict::Keep } else { Verdict::Review };
    let mut reasons = vec![effective(profile)];
    reasons.extend(doubts);
    if profiled.consumers == Some(0) {
        reasons.push("no consumer found: the quarterly rule would ask".to_owned());
    }
    // What the other numbers are measured by is not offered, even where nobody reports on it.
    let removable = profiled.field.duty.is_none();
    Ruling { removable, ..Ruling::held(verdict, reasons) }
}

fn constant(profile: &FieldProfile) -> bool {
    profile.distinct.exact
        && profile.distinct.count == 1
        && profile.filled >= MIN_CONSTANT
        && profile.default < profile.filled
}

/// Where a nearly empty field is alive: the record type or pipeline that uses it most, else the new records.
fn alive_in(profile: &FieldProfile, policy: &Policy) -> Option<String> {
    let alive = |rate: Rate| {
        rate.of >= MIN_ALIVE && rate.share().is_some_and(|share| share >= policy.thresholds.alive_fill)
    };
    let mut scopes: Vec<_> = profile.scopes.iter().filter(|scope| alive(scope.fill)).collect();
    scopes.sort_by(|a, b| b.fill.share().partial_cmp(&a.fill.share()).unwrap_or(std::cmp::Ordering::Equal));
    if let Some(best) = scopes.first() {
        return Some(format!("alive in `{}`: {}", best.scope, best.fill));
    }
    let recent = profile.recent.filter(|&recent| alive(recent))?;
    let days = policy.thresholds.recent_days;
    Some(format!("alive on records of the last {days} days: {recent}"))
}

/// The effective fill, and what was taken off to reach it.
fn effective(profile: &FieldProfile) -> String {
    if profile.truths.is_some() {
        return format!("true on {}", profile.effective());
    }
    let mut off = Vec::new();
    if profile.placeholder > 0 {
        off.push(format!("{} placeholders", grouped(profile.placeholder)));
    }
    if profile.default > 0 {
        off.push(format!("{} defaults", grouped(profile.default)));
    }
    if off.is_empty() {
        return format!("effective fill {}", profile.effective());
    }
    format!("effective fill {}, without {}", profile.effective(), off.join(" and "))
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
