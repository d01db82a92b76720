//! Hygiene: six numbers, one file each, every week the same way.
//!
//! ```text
//! record count       live records by object
//! critical fill      effective fill, pooled over the fields a record is not usable without
//! source known       records born this week whose source is known
//! decay completion   records due for retirement that were retired
//! verification       checks of this week's sample that passed
//! trust              mean answer of the people who use the CRM, 0 to 100
//! ```
//!
//! A number that could not be measured is null and has a reason; it is never zero. Numbers of several
//! CRMs are never mixed: each stands for itself in `by_crm`.

mod critical_fill;
mod decay_completion;
mod figures;
mod numbers;
mod record_count;
mod source_known;
mod trust;
mod verification;

use crate::model::{ObjectSnapshot, Policy, Role, Snapshot};

pub use figures::figures;
pub use numbers::{
    CriticalField, CriticalFrom, CrmNumbers, Hygiene, Numbers, ObjectRate, Reasons, RecordCount, Trust,
};

/// Measures the six numbers of a snapshot.
#[must_use]
pub fn measure(snapshot: &Snapshot, policy: &Policy) -> Hygiene {
    let crms = crms(snapshot);
    let several = crms.len() > 1;
    let objects: Vec<_> = snapshot.objects.iter().collect();
    let mut numbers = if several { Numbers::of_several() } else { of_objects(&objects, snapshot, policy) };
    if several {
        numbers.record_count = record_count::of(&objects);
        surveyed(&mut numbers, snapshot);
    }
    let by_crm = crms.iter().filter(|_| several).map(|&crm| of_crm(crm, snapshot, policy)).collect();
    let week = snapshot.as_of.iso_week_date();
    Hygiene {
        as_of: snapshot.as_of,
        week: format!("{:04}-W{:02}", week.year(), week.week()),
        crms: crms.into_iter().map(str::to_owned).collect(),
        numbers,
        by_crm,
    }
}

/// The CRMs of a snapshot, each once, in the snapshot's order.
pub(crate) fn crms(snapshot: &Snapshot) -> Vec<&'static str> {
    let mut crms = Vec::new();
    for object in &snapshot.objects {
        if !crms.contains(&object.crm) {
            crms.push(object.crm);
        }
    }
    crms
}

fn of_crm(crm: &'static str, snapshot: &Snapshot, policy: &Policy) -> CrmNumbers {
    let own: Vec<_> = snapshot.objects.iter().filter(|object| object.crm == crm).collect();
    let mut numbers = of_objects(&own, snapshot, policy);
    // The survey and the sample were taken once, and nobody said in which CRM.
    let reason = "not measured by CRM: given once for all of them";
    (numbers.verification, numbers.trust) = (None, None);
    numbers.reasons.verification = Some(reason.to_owned());
    numbers.reasons.trust = Some(reason.to_owned());
    CrmNumbers { crm: crm.to_owned(), numbers }
}

fn of_objects(objects: &[&ObjectSnapshot], snapshot: &Snapshot, policy: &Policy) -> Numbers {
    let (critical_from, critical_fields) = critical_fill::fields(objects, snapshot, policy);
    let source_known_by_object = source_known::by_object(objects);
    let decay_by_object = decay_completion::by_object(objects);
    let mut numbers =
        Numbers { record_count: record_count::of(objects), critical_from, ..Numbers::default() };
    let reasons = &mut numbers.reasons;
    numbers.critical_fill = or_reason(critical_fill::pooled(&critical_fields), &mut reasons.critical_fill);
    numbers.source_known =
        or_reason(source_known::pooled(&source_known_by_object), &mut reasons.source_known);
    numbers.decay_completion =
        or_reason(decay_completion::pooled(&decay_by_object), &mut reasons.decay_completion);
    numbers.critical_fields = critical_fields;
    numbers.source_known_by_object = source_known_by_object;
    numbers.decay_by_object = decay_by_object;
    surveyed(&mut numbers, snapshot);
    numbers
}

fn surveyed(numbers: &mut Numbers, snapshot: &Snapshot) {
    let reasons = &mut numbers.reasons;
    reasons.verification = None;
    reasons.trust = None;
    numbers.verification = or_reason(verification::rate(snapshot.verification), &mut reasons.verification);
    numbers.trust = or_reason(trust::score(snapshot.survey), &mut reasons.trust);
}

fn or_reason<T>(result: Result<T, String>, reason: &mut Option<String>) -> Option<T> {
    result.map_err(|missing| *reason = Some(format!("not measured: {missing}"))).ok()
}

/// Objects whose records people create and retire: the ones a week is told about.
fn weekly<'a>(objects: &[&'a ObjectSnapshot]) -> Vec<&'a ObjectSnapshot> {
    let counted = |object: &&&ObjectSnapshot| {
        object.records.is_some() && object.role.is_business() && object.role != Role::Activity
    };
    objects.iter().filter(counted).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{object, snapshot, text};
    use crate::model::{FieldRef, Rate, Survey};

    #[test]
    fn what_was_not_asked_for_is_null_and_says_what_to_supply() {
        let mut account = object("Account", 100, vec![]);
        account.decay = Err("no decay rule: add [loops.decay.Account]");
        let hygiene = measure(&snapshot(vec![account]), &Policy::default());
        let json = serde_json::to_value(&hygiene).unwrap();
        assert_eq!(json["week"], "2026-W47");
        assert!(json["trust"].is_null() && json["decay_completion"].is_null());
        assert_eq!(
            json["reasons"]["decay_completion"],
            "not measured: Account: no decay rule: add [loops.decay.Account]"
        );
        assert!(json["reasons"]["trust"].as_str().unwrap().contains("supply"));
        assert_eq!(json["source_known"]["of"], 5);
    }

    #[test]
    fn critical_fields_are_pooled_and_a_missing_one_is_named() {
        let at = |object: &str, field: &str| FieldRef { object: object.into(), field: field.into() };
        let critical = vec![at("Account", "Industry"), at("account", "region__c"), at("Account", "Gone__c")];
        let policy = Policy { critical, ..Policy::default() };
        let account = object("Account", 100, vec![text("Industry", 100, 70), text("Region__c", 100, 40)]);
        let hygiene = measure(&snapshot(vec![account]), &policy);
        assert_eq!(hygiene.numbers.critical_fill, Some(Rate::new(110, 200)));
        let gone = &hygiene.numbers.critical_fields[2];
        assert_eq!((gone.field.as_str(), gone.effective), ("Account.Gone__c", None));
        assert_eq!(gone.note.as_deref(), Some("no such field in the export"));
    }

    #[test]
    fn several_crms_are_never_mixed() {
        let mut company = object("companies", 50, vec![]);
        company.crm = "hubspot";
        let mut both = snapshot(vec![object("Account", 100, vec![]), company]);
        both.survey = Some(Survey { responses: 4, total: 30 });
        let hygiene = measure(&both, &Policy::default());
        assert_eq!(hygiene.numbers.source_known, None);
        assert_eq!(hygiene.numbers.reasons.source_known.as_deref(), Some("several CRMs: see by_crm"));
        assert_eq!(hygiene.by_crm.len(), 2);
        assert_eq!(hygiene.by_crm[1].numbers.source_known, Some(Rate::new(4, 5)));
        assert_eq!(hygiene.numbers.trust.map(|trust| trust.score), Some(75.0));
        assert_eq!(hygiene.by_crm[0].numbers.trust, None);
    }
}
