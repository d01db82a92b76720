//! The archive plan: which fields one rule proposes, on what evidence, and how to bring each back.
//!
//! A plan and nothing more: a person applies it.

use jiff::civil::Date;
use serde::Serialize;

use super::evidence::{settle_consumers, undo};
use super::rule::{Answer, Rule};
use super::scorecard::{FieldScore, ObjectScore, Scorecard, Verdict};
use crate::model::{Coverage, Policy, Rate};

/// What one rule proposes. `archive/1`.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ArchivePlan {
    #[schemars(with = "String")]
    pub as_of: Date,
    pub rule: Rule,
    /// The rule as a sentence, with its threshold.
    pub rule_text: String,
    /// By object as in the scorecard; the emptiest field first.
    pub candidates: Vec<Candidate>,
    /// Fields that the rule would propose if it were known that nobody uses them.
    pub needs_evidence: Vec<NeedsEvidence>,
    /// Fields that no rule may touch.
    pub protected_count: u64,
    pub coverage: Coverage,
}

/// A field proposed for archiving.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Candidate {
    pub crm: String,
    pub object: String,
    pub field: String,
    pub label: Option<String>,
    pub rule: Rule,
    pub effective: Rate,
    /// Null where nobody looked.
    pub consumers: Option<u64>,
    pub evidence: Vec<String>,
    /// How to bring it back.
    pub undo: String,
}

/// A field that is nearly empty, and nobody looked for its consumers.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct NeedsEvidence {
    pub crm: String,
    pub object: String,
    pub field: String,
    pub label: Option<String>,
    pub effective: Rate,
    /// What to supply.
    pub missing: String,
}

/// Applies a rule to a scorecard.
///
/// Guarded, standard, unmeasured and thinly measured fields are never proposed, by either rule.
#[must_use]
pub fn archive(card: &Scorecard, policy: &Policy, rule: Rule) -> ArchivePlan {
    let mut plan = ArchivePlan {
        as_of: card.as_of,
        rule,
        rule_text: rule.text(policy),
        candidates: Vec::new(),
        needs_evidence: Vec::new(),
        protected_count: 0,
        coverage: card.coverage.clone(),
    };
    for object in &card.objects {
        let mut fields: Vec<_> = object.fields.iter().collect();
        // The sort is stable: equally empty fields stay in the order of the export.
        fields.sort_by_key(|field| field.effective.map_or(0, |rate| rate.hits));
        for field in fields {
            plan.protected_count += u64::from(field.verdict == Verdict::Protected);
            consider(&mut plan, card, object, field, policy);
        }
    }
    plan
}

fn consider(
    plan: &mut ArchivePlan,
    card: &Scorecard,
    object: &ObjectScore,
    field: &FieldScore,
    policy: &Policy,
) {
    let Some(effective) = field.effective.filter(|_| field.removable) else { return };
    let rule = plan.rule;
    match rule.ask(effective, field.alive_in.is_some(), field.consumers.used, policy) {
        Answer::Quiet => {}
        Answer::Fires => plan.candidates.push(Candidate {
            crm: object.crm.clone(),
            object: object.object.clone(),
            field: field.field.clone(),
            label: field.label.clone(),
            rule,
            effective,
            consumers: field.consumers.used,
            evidence: evidence(card, object, field),
            undo: undo(&object.crm).to_owned(),
        }),
        Answer::NeedsConsumers => plan.needs_evidence.push(NeedsEvidence {
            crm: object.crm.clone(),
            object: object.object.clone(),
            field: field.field.clone(),
            label: field.label.clone(),
            effective,
            missing: settle_consumers(&object.crm).to_owned(),
        }),
    }
}

fn evidence(card: &Scorecard, object: &ObjectScore, field: &FieldScore) -> Vec<String> {
    let mut evidence = field.reasons.clone();
    match field.last_filled {
        Some(day) => evidence.push(format!("newest record that has it was created on {day}")),
        None if field.filled.is_some_and(|rate| rate.hits == 0) => evidence.push("never filled".to_owned()),
        None => {}
    }
    if field.consumers.used == Some(0) && !card.coverage.looked_in.is_empty() {
        evidence.push(format!("looked for consumers in {}", card.coverage.looked_in.join(", ")));
    }
    if field.consumers.used.is_some() && !card.coverage.not_supplied.is_empty() {
        evidence.push(format!("not supplied: {}", card.coverage.not_supplied.join(", ")));
    }
    let groups = object.same_concept.iter().filter(|group| group.fields.contains(&field.field));
    evidence.extend(groups.map(|group| format!("same concept as {}: {}", others(group, field), group.why)));
    evidence
}

fn others(group: &super::SameConcept, field: &FieldScore) -> String {
    let others: Vec<_> =
        group.fields.iter().filter(|name| **name != field.field).map(|name| format!("`{name}`")).collect();
    others.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{object, snapshot, text, with};
    use crate::analysis::fields::{ScoreOptions, score};
    use crate::model::{Guard, ProfiledField, ScopeFill};

    fn plan(rule: Rule, fields: Vec<ProfiledField>) -> ArchivePlan {
        let card = score(
            &snapshot(vec![object("Account", 1_000, fields)]),
            &Policy::default(),
            &ScoreOptions::default(),
        );
        archive(&card, &Policy::default(), rule)
    }

    fn names(plan: &ArchivePlan) -> Vec<&str> {
        plan.candidates.iter().map(|candidate| candidate.field.as_str()).collect()
    }

    fn used(consumers: Option<u64>, field: ProfiledField) -> ProfiledField {
        ProfiledField { consumers, ..field }
    }

    #[test]
    fn recovery_proposes_what_is_empty_and_unused_and_asks_about_the_rest() {
        let plan = plan(
            Rule::Recovery,
            vec![
                text("seven", 1_000, 70),
                text("three", 1_000, 30),
                used(Some(1), text("used", 1_000, 30)),
                used(None, text("unknown", 1_000, 30)),
                text("alive", 1_000, 900),
            ],
        );
        assert_eq!(names(&plan), ["three", "seven"]);
        assert_eq!(plan.needs_evidence[0].field, "unknown");
        assert!(plan.candidates[0].undo.contains("15 days"));
    }

    #[test]
    fn quarterly_fires_on_either_condition_and_never_on_an_unknown_consumer() {
        let plan = plan(
            Rule::Quarterly,
            vec![
                used(Some(1), text("low but used", 1_000, 30)),
                used(None, text("low and unknown", 1_000, 40)),
                used(None, text("seven and unknown", 1_000, 70)),
                text("alive and unused", 1_000, 900),
                used(Some(1), text("alive and used", 1_000, 900)),
            ],
        );
        assert_eq!(names(&plan), ["low but used", "low and unknown", "alive and unused"]);
        assert!(plan.needs_evidence.is_empty());
    }

    #[test]
    fn neither_rule_touches_what_is_guarded_standard_or_alive_somewhere() {
        let mut required = text("required", 1_000, 0);
        required.field.guards.push(Guard::Required);
        let mut standard = text("standard", 1_000, 0);
        standard.field.guards.push(Guard::VendorDefined);
        let alive = used(
            Some(2),
            with(text("alive", 1_000, 30), |profile| {
                profile.scopes = vec![ScopeFill { scope: "Partner".into(), fill: Rate::new(30, 40) }];
            }),
        );
        let fields = vec![required, standard, alive];
        for rule in [Rule::Recovery, Rule::Quarterly] {
            let plan = plan(rule, fields.clone());
            assert!(plan.candidates.is_empty(), "{rule:?}");
            assert_eq!(plan.protected_count, 1);
        }
    }
}
