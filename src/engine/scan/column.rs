//! What one worker counts of one column.

use super::beyond::Beyond;
use super::known::{KnownColumn, NewValue, News, start};
use super::nature::{ColumnPlan, Nature, length};
use super::recent::{KEPT, NO_SLOT};
use super::{Day, Facts, UNBORN, UNSCOPED};
use crate::engine::read::{Batch, Cell};
use crate::engine::sketch::Table;

/// One worker's counts of one column.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnScan {
    pub(super) filled: u64,
    /// Known values, and how many cells hold each; the mark is the value's nature.
    pub(super) counts: Table,
    /// How many of the known values are in `counts`.
    known: usize,
    /// Set once there are more values than are counted each.
    pub(super) beyond: Option<Box<Beyond>>,
    /// Creation days of the oldest and newest record in which it is filled.
    pub(super) days: Option<(Day, Day)>,
    /// Effective fill per creation day, as a ring; empty where there is none.
    pub(super) recent: Vec<u32>,
    /// Effective fill by scope.
    pub(super) scopes: Vec<u64>,
}

impl ColumnScan {
    /// Takes over what has become known since the last batch.
    pub(super) fn catch_up(&mut self, known: &KnownColumn) {
        for value in known.values.iter().skip(self.known) {
            self.counts.insert(value.hash, 0, value.nature.bits());
        }
        self.known = known.values.len();
        if known.is_full() && self.beyond.is_none() {
            self.beyond = Some(Box::default());
        }
    }

    /// Counts the cells of a batch; what is new among them goes to `news`.
    pub(super) fn cells(&mut self, cells: &[Cell], facts: &Facts, finder: &mut Finder<'_>) {
        let (mut first, mut last) = self.days.unwrap_or((Day::MAX, Day::MIN));
        for cell in cells {
            let fact = &facts.records[cell.record as usize];
            if fact.passed_over {
                continue;
            }
            let nature = match self.counts.find(cell.hash) {
                Some(slot) => {
                    slot.count += 1;
                    Nature::from_bits(slot.mark)
                }
                None => match finder.unknown(cell, fact.key, &mut self.beyond) {
                    Some(nature) => nature,
                    None => continue,
                },
            };
            self.filled += 1;
            if fact.born != UNBORN {
                first = first.min(fact.born);
                last = last.max(fact.born);
            }
            if !nature.is_effective() {
                continue;
            }
            if fact.slot != NO_SLOT {
                if self.recent.is_empty() {
                    self.recent = vec![0; KEPT];
                }
                self.recent[fact.slot as usize] += 1;
            }
            if fact.scope != UNSCOPED {
                let scope = usize::from(fact.scope);
                if self.scopes.len() <= scope {
                    self.scopes.resize(scope + 1, 0);
                }
                self.scopes[scope] += 1;
            }
        }
        self.days = (first <= last).then_some((first, last));
        if !finder.fresh.is_empty() {
            finder.fresh.clear();
        }
    }
}

/// Looks at the values of one column in one batch that are not known.
pub(super) struct Finder<'a> {
    pub(super) column: u32,
    pub(super) batch: &'a Batch,
    pub(super) plan: &'a ColumnPlan,
    /// The new values of this column, by place among the news.
    pub(super) fresh: &'a mut Table,
    pub(super) news: &'a mut News,
}

impl Finder<'_> {
    /// Counts a cell that holds no known value; `None` where it holds what means nothing.
    #[inline]
    fn unknown(&mut self, cell: &Cell, key: u64, beyond: &mut Option<Box<Beyond>>) -> Option<Nature> {
        if self.plan.is_vacant(cell.hash) {
            return None;
        }
        let value = self.batch.text(*cell);
        let Some(beyond) = beyond else { return Some(self.take_down(cell.hash, value)) };
        let nature = self.plan.nature(value);
        beyond.add(cell.hash, value, key);
        beyond.natures.add_one(nature, value);
        Some(nature)
    }

    #[cold]
    fn take_down(&mut self, hash: u64, value: &str) -> Nature {
        if let Some(slot) = self.fresh.find(hash) {
            let value = &mut self.news.values[slot.mark as usize];
            value.count += 1;
            return value.nature;
        }
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        self.fresh.insert(hash, 0, short(self.news.values.len() as u64));
        self.news.text.push_str(start(value));
        let (nature, length) = (self.plan.nature(value), short(length(value)));
        let (column, ends) = (self.column, short(self.news.text.len() as u64));
        self.news.values.push(NewValue { column, count: 1, hash, nature, length, ends });
        nature
    }
}
