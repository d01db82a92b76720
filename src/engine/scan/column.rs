//! What one worker counts of one column.

use super::beyond::Beyond;
use super::known::{KnownColumn, NewValue, News, start};
use super::nature::{ColumnPlan, Nature, length};
use super::recent::KEPT;
use super::{Day, Fact, Facts, UNBORN};
use crate::engine::read::{Batch, Cell};
use crate::engine::sketch::Table;

/// Known values that are counted to the end in any case: the first ones, so that they do not depend on who read what.
pub(super) const FIRST: usize = 256;
/// Marks a value as one of those.
const STAYS: u32 = 1 << 31;
/// Cells beyond the known values after which it is judged which of these are rare.
const JUDGED: u64 = 4096;
/// A value in fewer than one of so many cells is rare: far below the share from which values are named for sure.
const RARE: u64 = 512;

/// One worker's counts of one column.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnScan {
    pub(super) filled: u64,
    /// Known values, and how many cells hold each; the mark is the value's nature.
    pub(super) counts: Table,
    /// How many of the known values were put into `counts`.
    known: usize,
    /// Whether those that are rare here have been dropped from it again.
    pruned: bool,
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
        for (place, value) in known.values.iter().enumerate().skip(self.known) {
            let first = if place < FIRST { STAYS } else { 0 };
            self.counts.insert(value.hash, 0, value.nature.bits() | first);
        }
        self.known = known.values.len();
        if known.is_full() && self.beyond.is_none() {
            self.beyond = Some(Box::default());
        }
    }

    /// Counts the cells of a batch; what is new among them goes to the finder's news.
    pub(super) fn cells(&mut self, cells: &[Cell], facts: &Facts, finder: &mut Finder<'_>) {
        if facts.has_recent && self.recent.is_empty() {
            self.recent = vec![0; KEPT];
        }
        if self.scopes.len() < facts.scopes {
            self.scopes.resize(facts.scopes, 0);
        }
        let within = |(first, last): (Day, Day)| {
            facts.days.is_none_or(|(earliest, latest)| first <= earliest && latest <= last)
        };
        // Days that lie between those known already need not be looked at again.
        let days = if self.days.map_or(facts.days.is_none(), within) { None } else { Some(self.days) };
        if let Some(days) = days {
            let (mut first, mut last) = days.unwrap_or((Day::MAX, Day::MIN));
            self.count(cells, facts, finder, |fact| {
                if fact.born != UNBORN {
                    first = first.min(fact.born);
                    last = last.max(fact.born);
                }
            });
            self.days = (first <= last).then_some((first, last));
        } else {
            self.count(cells, facts, finder, |_| {});
        }
        if !finder.fresh.is_empty() {
            finder.fresh.clear();
        }
        if !self.pruned {
            self.prune();
        }
    }

    #[inline(always)]
    fn count(
        &mut self,
        cells: &[Cell],
        facts: &Facts,
        finder: &mut Finder<'_>,
        mut filled: impl FnMut(&Fact),
    ) {
        let (recent, scopes) = (self.recent.as_mut_slice(), self.scopes.as_mut_slice());
        let mut count = 0;
        for &cell in cells {
            let fact = &facts.records[cell.record()];
            if fact.passed_over {
                continue;
            }
            let nature = match self.counts.find(cell.hash) {
                Some(slot) => {
                    slot.count += 1;
                    Nature::from_bits(slot.mark)
                }
                None => match finder.unknown(cell, &mut self.beyond) {
                    Some(nature) => nature,
                    None => continue,
                },
            };
            count += 1;
            filled(fact);
            if !nature.is_effective() {
                continue;
            }
            // Records without a day or a scope have a number that no counter has.
            if let Some(count) = recent.get_mut(usize::from(fact.slot)) {
                *count += 1;
            }
            if let Some(count) = scopes.get_mut(usize::from(fact.scope)) {
                *count += 1;
            }
        }
        self.filled += count;
    }

    /// Drops the rare ones among the known values where most cells hold others anyway: a small table is found in a
    /// near cache. The first ones stay, and so does every value that may come to be named.
    fn prune(&mut self) {
        let Some(beyond) = self.beyond.as_mut().filter(|beyond| beyond.cells() >= JUDGED) else { return };
        self.pruned = true;
        if (self.filled - beyond.cells()) * 2 > beyond.cells() {
            return;
        }
        let least = u32::try_from(self.filled / RARE).unwrap_or(u32::MAX);
        for rare in self.counts.retain(|slot| slot.mark & STAYS != 0 || slot.count >= least) {
            beyond.add_known(rare.hash(), rare.count);
            beyond.natures.add(Nature::from_bits(rare.mark), u64::from(rare.count), 0);
        }
    }

    /// How many of its cells hold a known value; `None` where not all of them were counted.
    pub(super) fn count_of(&self, hash: u64) -> Option<u64> {
        match self.counts.get(hash) {
            Some(slot) => Some(u64::from(slot.count)),
            None => (!self.pruned).then_some(0),
        }
    }
}

/// Looks at the values of one column in one batch that are not known.
pub(super) struct Finder<'a> {
    pub(super) column: u32,
    pub(super) batch: &'a Batch,
    pub(super) plan: &'a ColumnPlan,
    /// The order key of each record.
    pub(super) keys: &'a [u64],
    /// The new values of this column, by place among the news.
    pub(super) fresh: &'a mut Table,
    pub(super) news: &'a mut News,
}

impl Finder<'_> {
    /// Counts a cell that holds no known value; `None` where it holds what means nothing.
    #[inline]
    fn unknown(&mut self, cell: Cell, beyond: &mut Option<Box<Beyond>>) -> Option<Nature> {
        if self.plan.is_vacant(cell.hash) {
            return None;
        }
        let Some(beyond) = beyond else { return Some(self.take_down(cell)) };
        let key = self.keys.get(cell.record()).copied().unwrap_or(cell.hash);
        let (bytes, text) = (self.batch.bytes(cell), || self.batch.text(cell));
        beyond.add(cell.hash, self.batch.beginning(cell), bytes, key);
        let nature = self.plan.nature(bytes, text);
        beyond.natures.add_one(nature, bytes, text);
        Some(nature)
    }

    #[cold]
    fn take_down(&mut self, cell: Cell) -> Nature {
        let (hash, value) = (cell.hash, self.batch.text(cell));
        if let Some(slot) = self.fresh.find(hash) {
            let value = &mut self.news.values[slot.mark as usize];
            value.count += 1;
            return value.nature;
        }
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        self.fresh.insert(hash, 0, short(self.news.values.len() as u64));
        self.news.text.push_str(start(value));
        let (nature, length) = (self.plan.nature(value.as_bytes(), || value), short(length(value)));
        let (column, ends) = (self.column, short(self.news.text.len() as u64));
        self.news.values.push(NewValue { column, count: 1, hash, nature, length, ends });
        nature
    }
}
