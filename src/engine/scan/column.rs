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

/// Values of a batch that are not known, while a column is looked through.
#[derive(Debug, Clone, Default)]
pub(super) struct Fresh {
    places: Table,
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
    pub(super) fn cells(
        &mut self,
        column: u32,
        (batch, cells): (&Batch, &[Cell]),
        facts: &Facts,
        plan: &ColumnPlan,
        fresh: &mut Fresh,
        news: &mut News,
    ) {
        let (mut first, mut last) = self.days.unwrap_or((Day::MAX, Day::MIN));
        let begin = news.values.len();
        for &cell in cells {
            let record = cell.record as usize;
            let fact = &facts.records[record];
            if fact.passed_over {
                continue;
            }
            if plan.is_vacant(cell.hash) {
                continue;
            }
            self.filled += 1;
            let nature = match self.counts.find(cell.hash) {
                Some(slot) => {
                    slot.count += 1;
                    Nature::from_bits(slot.mark)
                }
                None => match &mut self.beyond {
                    Some(beyond) => {
                        let value = batch.text(cell);
                        let nature = plan.nature(value);
                        beyond.add(cell.hash, value, fact.key);
                        beyond.natures.add_one(nature, value);
                        nature
                    }
                    None => fresh.count(column, cell.hash, batch.text(cell), plan, news),
                },
            };
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
        if news.values.len() > begin {
            fresh.places.clear();
        }
    }
}

impl Fresh {
    fn count(&mut self, column: u32, hash: u64, value: &str, plan: &ColumnPlan, news: &mut News) -> Nature {
        if let Some(slot) = self.places.find(hash) {
            let value = &mut news.values[slot.mark as usize];
            value.count += 1;
            return value.nature;
        }
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        self.places.insert(hash, 0, short(news.values.len() as u64));
        news.text.push_str(start(value));
        let (nature, length) = (plan.nature(value), short(length(value)));
        let ends = short(news.text.len() as u64);
        news.values.push(NewValue { column, count: 1, hash, nature, length, ends });
        nature
    }
}
