//! The verdict on a CRM: six tests anybody can recite, and how many it failed.
//!
//! ```text
//! system of record     nothing failed, and at least four tests could be made
//! graveyard            more tests failed than passed, and at least three could be made
//! drifting             anything between
//! not enough evidence  fewer than three tests could be made, or three and none failed
//! ```
//!
//! A test that could not be made is unknown: said to be so, and never counted as passed.

use serde::Serialize;

use crate::analysis::fields::{FieldScore, ObjectScore, Scorecard, Verdict};
use crate::analysis::hygiene::{Hygiene, Numbers};
use crate::model::{Policy, Rate, Supplied};

/// A share passes from here on. One number for all tests, so that nobody has to look it up.
pub(super) const PASS: f64 = 0.80;
/// Fewer tests than this prove nothing.
const FEWEST: usize = 3;
/// As many must be passed before anybody hears "system of record".
const ENOUGH: usize = 4;

/// What a CRM is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    SystemOfRecord,
    Drifting,
    Graveyard,
    NotEnoughEvidence,
}

impl Standing {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::SystemOfRecord => "system of record",
            Self::Drifting => "drifting",
            Self::Graveyard => "graveyard",
            Self::NotEnoughEvidence => "not enough evidence",
        }
    }
}

/// The verdict on one CRM, and the tests it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CrmVerdict {
    pub crm: String,
    pub verdict: Standing,
    /// `2 of 5 tests failed (…), 1 could not be run`.
    pub sentence: String,
    pub tests: Vec<Test>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Test {
    pub name: String,
    pub outcome: Outcome,
    /// The number, or why there is none.
    pub note: String,
}

/// How a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    Unknown,
}

impl Outcome {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// Tests one CRM.
pub(super) fn verdict(crm: &str, card: &Scorecard, hygiene: &Hygiene, policy: &Policy) -> CrmVerdict {
    let objects: Vec<_> = card.objects.iter().filter(|object| object.crm == crm).collect();
    let own = hygiene.by_crm.iter().find(|numbers| numbers.crm == crm);
    let numbers = own.map_or(&hygiene.numbers, |own| &own.numbers);
    let mut tests = vec![alive(&objects, policy)];
    tests.extend(rates(numbers));
    tests.push(owner(policy));
    tests.push(consumers(&objects));
    let named = |outcome| -> Vec<&str> {
        tests.iter().filter(|test| test.outcome == outcome).map(|test| test.name.as_str()).collect()
    };
    let (failed, unknown) = (named(Outcome::Failed), named(Outcome::Unknown));
    let verdict = standing(named(Outcome::Passed).len(), failed.len());
    let mut sentence = format!("{} of {} tests failed", failed.len(), tests.len() - unknown.len());
    if !failed.is_empty() {
        sentence.push_str(&format!(" ({})", failed.join(", ")));
    }
    if !unknown.is_empty() {
        sentence.push_str(&format!(", {} could not be run", unknown.len()));
    }
    CrmVerdict { crm: crm.to_owned(), verdict, sentence, tests }
}

fn standing(passed: usize, failed: usize) -> Standing {
    match (passed, failed) {
        (passed, 0) if passed >= ENOUGH => Standing::SystemOfRecord,
        (_, 0) => Standing::NotEnoughEvidence,
        (passed, failed) if passed + failed < FEWEST => Standing::NotEnoughEvidence,
        (passed, failed) if failed > passed => Standing::Graveyard,
        _ => Standing::Drifting,
    }
}

/// Custom fields that anybody fills: the share of the graveyard that is visible from outside.
fn alive(objects: &[&ObjectScore], policy: &Policy) -> Test {
    let business = objects.iter().filter(|object| object.role.is_business());
    let fields = business.flat_map(|object| &object.fields);
    let judged: Vec<_> = fields.filter(|field| is_judged(field, policy)).collect();
    let alive = judged.iter().filter(|field| {
        let low = field.effective.and_then(|rate| rate.below(policy.thresholds.recovery_fill));
        low == Some(false) || field.alive_in.is_some()
    });
    let rate = Rate::new(alive.count() as u64, judged.len() as u64);
    share("custom fields alive", Some(rate), "no custom field was measured")
}

fn is_judged(field: &FieldScore, policy: &Policy) -> bool {
    field.custom != Some(false)
        && field.verdict != Verdict::Protected
        && field.effective.is_some_and(|rate| rate.of >= policy.thresholds.min_records)
}

fn rates(numbers: &Numbers) -> [Test; 3] {
    let reason = |reason: &Option<String>| reason.clone().unwrap_or_default();
    let reasons = &numbers.reasons;
    [
        share("critical fields filled", numbers.critical_fill, &reason(&reasons.critical_fill)),
        share("source of new records known", numbers.source_known, &reason(&reasons.source_known)),
        share("due records retired", numbers.decay_completion, &reason(&reasons.decay_completion)),
    ]
}

fn share(name: &str, rate: Option<Rate>, missing: &str) -> Test {
    let (outcome, note) = match rate.and_then(|rate| Some((rate, rate.below(PASS)?))) {
        Some((rate, false)) => (Outcome::Passed, rate.to_string()),
        Some((rate, true)) => (Outcome::Failed, format!("{rate}, and 80% passes")),
        None => (Outcome::Unknown, missing.to_owned()),
    };
    Test { name: name.to_owned(), outcome, note }
}

fn owner(policy: &Policy) -> Test {
    let (outcome, note) = match &policy.owner {
        Some(_) => (Outcome::Passed, "named in the configuration"),
        None => (Outcome::Failed, "nobody is named: `owner` in revops.toml"),
    };
    Test { name: "schema has one named owner".to_owned(), outcome, note: note.to_owned() }
}

/// Whether somebody looked, in every business object; in part is not known.
fn consumers(objects: &[&ObjectScore]) -> Test {
    let business: Vec<_> = objects.iter().filter(|object| object.role.is_business()).collect();
    let looked = business.iter().filter(|object| object.consumers_looked == Supplied::Yes).count();
    let outcome = if looked > 0 && looked == business.len() { Outcome::Passed } else { Outcome::Unknown };
    let note = format!("looked for completely in {looked} of {} objects", business.len());
    Test { name: "consumers of fields known".to_owned(), outcome, note }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_follows_from_the_count_of_tests() {
        let cases = [
            (6, 0, Standing::SystemOfRecord),
            (4, 0, Standing::SystemOfRecord),
            (3, 0, Standing::NotEnoughEvidence),
            (0, 0, Standing::NotEnoughEvidence),
            (5, 1, Standing::Drifting),
            (3, 3, Standing::Drifting),
            (2, 3, Standing::Graveyard),
            (0, 3, Standing::Graveyard),
            (0, 2, Standing::NotEnoughEvidence),
            (1, 1, Standing::NotEnoughEvidence),
        ];
        for (passed, failed, expected) in cases {
            assert_eq!(standing(passed, failed), expected, "{passed} passed, {failed} failed");
        }
    }

    #[test]
    fn eighty_percent_passes_and_nothing_measured_is_unknown() {
        assert_eq!(share("x", Some(Rate::new(80, 100)), "").outcome, Outcome::Passed);
        assert_eq!(share("x", Some(Rate::new(79, 100)), "").outcome, Outcome::Failed);
        assert_eq!(share("x", Some(Rate::new(0, 0)), "").outcome, Outcome::Unknown);
        assert_eq!(share("x", None, "").outcome, Outcome::Unknown);
    }
}
