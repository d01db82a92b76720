//! The two archive rules, by name.
//!
//! Both compare strictly: a field at exactly 10 % is not below 10 %.

use serde::Serialize;

use crate::model::{Policy, Rate};

/// A rule by which a field is proposed for archiving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nearly empty, and no named consumer. For the first clean-up.
    Recovery,
    /// Nearly empty, or no consumer. For the review every quarter, once consumers are known.
    Quarterly,
}

/// What a rule says about one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Fires,
    /// It would fire if it were known that nobody uses the field.
    NeedsConsumers,
    Quiet,
}

impl Rule {
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Quarterly => "quarterly",
        }
    }

    /// The rule as a sentence, with the policy's threshold.
    #[must_use]
    pub fn text(self, policy: &Policy) -> String {
        let below = whole_percent(self.threshold(policy));
        match self {
            Self::Recovery => format!("effective fill below {below} and no named consumer"),
            Self::Quarterly => format!("effective fill below {below} or no consumer"),
        }
    }

    pub(super) fn threshold(self, policy: &Policy) -> f64 {
        match self {
            Self::Recovery => policy.thresholds.recovery_fill,
            Self::Quarterly => policy.thresholds.quarterly_fill,
        }
    }

    /// Asks the rule. A field that is alive somewhere does not count as nearly empty.
    pub(super) fn ask(self, effective: Rate, alive: bool, consumers: Option<u64>, policy: &Policy) -> Answer {
        let low = !alive && effective.below(self.threshold(policy)) == Some(true);
        match (self, low, consumers) {
            (Self::Recovery, true, Some(0))
            | (Self::Quarterly, true, _)
            | (Self::Quarterly, false, Some(0)) => Answer::Fires,
            (Self::Recovery, true, None) => Answer::NeedsConsumers,
            (Self::Recovery, ..) | (Self::Quarterly, false, _) => Answer::Quiet,
        }
    }
}

/// A threshold as people say it: `10%`.
pub(super) fn whole_percent(share: f64) -> String {
    format!("{}%", (share * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_needs_both_conditions_and_quarterly_one() {
        let cases = [
            // hits of 100, consumers, recovery, quarterly
            (4, Some(0), Answer::Fires, Answer::Fires),
            (4, Some(2), Answer::Quiet, Answer::Fires),
            (4, None, Answer::NeedsConsumers, Answer::Fires),
            (5, None, Answer::NeedsConsumers, Answer::Quiet),
            (9, Some(0), Answer::Fires, Answer::Fires),
            (9, None, Answer::NeedsConsumers, Answer::Quiet),
            (10, Some(0), Answer::Quiet, Answer::Fires),
            (10, None, Answer::Quiet, Answer::Quiet),
            (90, Some(1), Answer::Quiet, Answer::Quiet),
        ];
        for (hits, consumers, recovery, quarterly) in cases {
            let ask = |rule: Rule| rule.ask(Rate::new(hits, 100), false, consumers, &Policy::default());
            assert_eq!(ask(Rule::Recovery), recovery, "recovery, {hits} of 100, {consumers:?}");
            assert_eq!(ask(Rule::Quarterly), quarterly, "quarterly, {hits} of 100, {consumers:?}");
        }
    }
}
