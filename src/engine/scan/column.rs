//! What one column holds.

use super::{Day, Placeholders, Recent, RecordFacts};
use crate::engine::sketch::Frequent;

/// How the cells of one column are to be read.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    /// Values that are not blank and still mean nothing: `- None -`, fifteen zeros.
    pub vacant: &'static [&'static str],
    /// The value a new record gets by itself.
    pub default: Option<String>,
    pub placeholders: std::sync::Arc<Placeholders>,
    /// For booleans: whether the cell says yes.
    pub truth: Option<fn(&str) -> bool>,
    /// Whether a value fits the field's type.
    pub fits: fn(&str) -> bool,
}

/// Counts of one column.
#[derive(Debug, Clone)]
pub struct ColumnScan {
    pub filled: u64,
    pub placeholder: u64,
    pub default: u64,
    pub truths: u64,
    pub unfit: u64,
    /// Characters of the longest value.
    pub longest: u64,
    pub values: Frequent,
    /// Creation days of the oldest and newest record in which it is filled.
    pub days: Option<(Day, Day)>,
    /// Effective fill per creation day.
    pub recent: Recent,
    /// Effective fill by scope.
    pub scopes: Vec<u64>,
}

impl ColumnScan {
    pub(super) fn new(ceiling: Day) -> Self {
        Self {
            filled: 0,
            placeholder: 0,
            default: 0,
            truths: 0,
            unfit: 0,
            longest: 0,
            values: Frequent::default(),
            days: None,
            recent: Recent::new(ceiling),
            scopes: Vec::new(),
        }
    }

    pub(super) fn cell(&mut self, cell: &str, facts: RecordFacts, plan: &ColumnPlan) {
        let value = cell.trim();
        if value.is_empty() || plan.vacant.contains(&value) {
            return;
        }
        self.filled += 1;
        self.values.add(value);
        self.longest = self.longest.max(length(value));
        if let Some(born) = facts.born {
            let (first, last) = self.days.unwrap_or((born, born));
            self.days = Some((first.min(born), last.max(born)));
        }
        if self.effective(value, plan) {
            if let Some(born) = facts.born {
                self.recent.add(born);
            }
            if let Some(scope) = facts.scope {
                if self.scopes.len() <= scope {
                    self.scopes.resize(scope + 1, 0);
                }
                self.scopes[scope] += 1;
            }
        }
    }

    /// Whether the value says something; counts why where it does not.
    fn effective(&mut self, value: &str, plan: &ColumnPlan) -> bool {
        if let Some(truth) = plan.truth {
            let yes = truth(value);
            self.truths += u64::from(yes);
            self.unfit += u64::from(!(plan.fits)(value));
            return yes;
        }
        if plan.placeholders.contains(value) {
            self.placeholder += 1;
            return false;
        }
        if plan.default.as_deref() == Some(value) {
            self.default += 1;
            return false;
        }
        self.unfit += u64::from(!(plan.fits)(value));
        true
    }
}

fn length(value: &str) -> u64 {
    (if value.is_ascii() { value.len() } else { value.chars().count() }) as u64
}
