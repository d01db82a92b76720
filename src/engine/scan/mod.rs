//! One pass over the records of an object: what every field holds.
//!
//! The caller says, column by column, what counts as nothing and what the type is; the scan counts.

mod agreement;
mod column;
mod placeholders;
mod recent;

pub use agreement::{Pair, Sample};
pub use column::{ColumnPlan, ColumnScan};
pub use placeholders::Placeholders;
pub use recent::Recent;

use super::read::Row;

/// A day as a number: days since 1970-01-01.
pub type Day = i32;

/// What is known about a record before its cells are looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct RecordFacts {
    /// Creation day; `None` without a created date.
    pub born: Option<Day>,
    /// Index into the list of scopes; `None` where the object has none or there are too many.
    pub scope: Option<usize>,
    /// Order key of the sample: a hash of the record's id, so that row order does not matter.
    pub key: u64,
}

/// The statistics of one object.
#[derive(Debug, Clone)]
pub struct TableScan {
    pub records: u64,
    pub columns: Vec<ColumnScan>,
    /// Records born per day, as far as the recent window reaches.
    pub born: Recent,
    /// Records by scope.
    pub scopes: Vec<u64>,
    pub sample: Sample,
}

impl TableScan {
    /// A scan of as many columns, before the first record.
    ///
    /// Records born after `ceiling` are not counted as recent: a date in the year 3000 is a typing error.
    #[must_use]
    pub fn new(columns: usize, ceiling: Day) -> Self {
        Self {
            records: 0,
            columns: (0..columns).map(|_| ColumnScan::new(ceiling)).collect(),
            born: Recent::new(ceiling),
            scopes: Vec::new(),
            sample: Sample::default(),
        }
    }

    /// Counts one live record. The plans stand in the order of the row's cells.
    pub fn record(&mut self, row: &Row, facts: RecordFacts, plans: &[ColumnPlan]) {
        self.records += 1;
        if let Some(day) = facts.born {
            self.born.add(day);
        }
        if let Some(scope) = facts.scope {
            if self.scopes.len() <= scope {
                self.scopes.resize(scope + 1, 0);
            }
            self.scopes[scope] += 1;
        }
        for ((cell, column), plan) in row.cells().zip(&mut self.columns).zip(plans) {
            if !cell.is_empty() {
                column.cell(cell, facts, plan);
            }
        }
        self.sample.offer(facts.key, row, plans);
    }
}
