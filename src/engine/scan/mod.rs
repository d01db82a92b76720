//! One pass over the records of an object: what every field holds.
//!
//! ```text
//! batches → one TableScan per worker ─┐
//!           what is new in each → Known ─→ TableCounts
//! ```
//!
//! The caller says, column by column, what counts as nothing and what the type is; the scan counts. The counts are
//! the same whatever the number of workers and the size of the batches.

mod agreement;
mod beyond;
mod column;
mod counts;
mod known;
mod nature;
mod placeholders;
mod recent;

pub use agreement::{Pair, Sample};
pub use counts::{ColumnCounts, Missing, TableCounts, Top, Values};
pub use known::{CAPACITY, Known, News, start};
pub use nature::ColumnPlan;
pub use placeholders::Placeholders;
pub use recent::Recent;

use column::{ColumnScan, Finder};
use recent::{Calendar, KEPT};

use super::read::View;
use super::sketch::Table;

/// A day as a number: days since 1970-01-01.
pub type Day = i32;

/// The creation day of a record that has none.
pub const UNBORN: Day = Day::MIN;
/// The scope of a record that has none.
pub const UNSCOPED: u8 = u8::MAX;

/// What is known about a record before its cells are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// Creation day, or [`UNBORN`].
    pub born: Day,
    slot: u16,
    /// Index into the worker's list of scopes, or [`UNSCOPED`].
    pub scope: u8,
    /// Whether the record does not count: deleted, or a repetition.
    pub passed_over: bool,
}

impl Default for Fact {
    fn default() -> Self {
        Self { born: UNBORN, slot: recent::NO_SLOT, scope: UNSCOPED, passed_over: false }
    }
}

/// The facts about the records of a batch, in their order.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub records: Vec<Fact>,
    /// For each, its order key in the sample: a hash of its id, so that row order does not matter.
    pub keys: Vec<u64>,
    /// Of the records that count: the earliest and the latest creation day.
    days: Option<(Day, Day)>,
    /// Whether any was born in the recent days.
    has_recent: bool,
    /// One more than the highest number of a scope.
    scopes: usize,
}

/// One worker's statistics of one object.
#[derive(Debug, Clone)]
pub struct TableScan {
    records: u64,
    columns: Vec<ColumnScan>,
    calendar: Calendar,
    /// Records born per day.
    born: Vec<u32>,
    scopes: Vec<u64>,
    sample: Sample,
    fresh: Table,
    /// How much of what is known it has taken over.
    admitted: u64,
}

impl TableScan {
    /// A scan of as many columns, before the first record.
    ///
    /// Records born after `ceiling` are not counted as recent: a date in the year 3000 is a typing error.
    #[must_use]
    pub fn new(columns: usize, ceiling: Day) -> Self {
        Self {
            records: 0,
            columns: vec![ColumnScan::default(); columns],
            calendar: Calendar::new(ceiling),
            born: vec![0; KEPT],
            scopes: Vec::new(),
            sample: Sample::default(),
            fresh: Table::default(),
            admitted: 0,
        }
    }

    /// Takes over what has become known since the last batch. Every batch begins with it.
    pub fn catch_up(&mut self, known: &Known) {
        if self.admitted != known.admitted {
            self.admitted = known.admitted;
            for (column, known) in self.columns.iter_mut().zip(known.columns()) {
                column.catch_up(known);
            }
        }
    }

    /// Ends the counting.
    pub fn settle(&mut self) {
        self.columns
            .iter_mut()
            .filter_map(|column| column.beyond.as_mut())
            .for_each(|beyond| beyond.settle());
    }

    /// Counts the records of a batch. The plans stand in the order of the view's columns.
    pub fn batch(&mut self, view: &View<'_>, facts: &mut Facts, plans: &[ColumnPlan]) -> News {
        let born = facts.records.iter().filter(|fact| !fact.passed_over && fact.born != UNBORN);
        for bucket in self.calendar.move_on(born.map(|fact| fact.born)) {
            self.born[bucket] = 0;
            let rings = self.columns.iter_mut().filter(|column| !column.recent.is_empty());
            rings.for_each(|column| column.recent[bucket] = 0);
        }
        self.settle_facts(facts);
        self.sample.offer(view, facts, plans);
        let mut news = News::default();
        for (index, (column, plan)) in (0..).zip(self.columns.iter_mut().zip(plans)) {
            let cells = view.column(index as usize);
            if !cells.is_empty() {
                let (fresh, news) = (&mut self.fresh, &mut news);
                let keys = facts.keys.as_slice();
                let mut finder = Finder { column: index, batch: view.batch, plan, keys, fresh, news };
                column.cells(cells, facts, &mut finder);
            }
        }
        news
    }

    /// Counts the records of a batch, and sets down what its columns need to know of them.
    fn settle_facts(&mut self, facts: &mut Facts) {
        let Facts { records, days, has_recent, scopes, .. } = facts;
        (*days, *has_recent, *scopes) = (None, false, 0);
        for fact in records.iter_mut().filter(|fact| !fact.passed_over) {
            self.records += 1;
            fact.slot = if fact.born == UNBORN { recent::NO_SLOT } else { self.calendar.slot(fact.born) };
            if fact.born != UNBORN {
                *days =
                    Some(days.map_or((fact.born, fact.born), |(a, b)| (a.min(fact.born), b.max(fact.born))));
            }
            if let Some(count) = self.born.get_mut(usize::from(fact.slot)) {
                *count += 1;
                *has_recent = true;
            }
            if fact.scope != UNSCOPED {
                let scope = usize::from(fact.scope);
                *scopes = (*scopes).max(scope + 1);
                if self.scopes.len() <= scope {
                    self.scopes.resize(scope + 1, 0);
                }
                self.scopes[scope] += 1;
            }
        }
    }
}
