//! The cells of values that came up too late to be counted from the start, counted in a pass of their own.

use std::collections::{BTreeMap, HashMap};

use super::facts::{Seat, Setting};
use crate::engine::pass::{Place, Shared, Worker};
use crate::engine::read::{Batch, InputError, SetAside};
use crate::engine::scan::{Missing, start};
use crate::engine::sketch;

/// One thread's part in the pass.
pub(super) struct Recount<'a> {
    seat: Seat<'a>,
    /// By column, the hashes that are looked for.
    wanted: BTreeMap<usize, sketch::Table>,
    found: HashMap<Missing, String>,
}

impl<'a> Recount<'a> {
    pub(super) fn new(setting: &Setting<'a>, missing: &[Missing]) -> Self {
        let mut wanted: BTreeMap<usize, sketch::Table> = BTreeMap::new();
        for missing in missing {
            wanted.entry(missing.column).or_default().insert(missing.hash, 0, 0);
        }
        Self { seat: Seat::new(setting), wanted, found: HashMap::new() }
    }

    /// What was found by all workers: each value, how often, and its text.
    pub(super) fn join(workers: Vec<Self>) -> Vec<(Missing, u64, String)> {
        let mut all: BTreeMap<Missing, (u64, String)> = BTreeMap::new();
        for worker in workers {
            let mut texts = worker.found;
            for (&column, table) in &worker.wanted {
                for slot in table.slots().filter(|slot| slot.count > 0) {
                    let missing = Missing { column, hash: slot.hash() };
                    let sum = all.entry(missing).or_default();
                    sum.0 += u64::from(slot.count);
                    sum.1 = texts.remove(&missing).unwrap_or_default();
                }
            }
        }
        all.into_iter().map(|(missing, (count, text))| (missing, count, text)).collect()
    }
}

/// Nothing: a count has no order.
impl Shared for () {
    type News = ();

    fn take_in(&mut self, _part: usize, _news: ()) -> Result<(), InputError> {
        Ok(())
    }

    fn hear(&mut self, _part: usize, _aside: Vec<SetAside>, _notes: Vec<String>) {}
}

impl Worker for Recount<'_> {
    type Shared = ();

    fn batch(&mut self, at: Place, batch: &Batch) -> Result<(), InputError> {
        let view = self.seat.pass_over(at, batch);
        let Seat { setting, facts, .. } = &self.seat;
        for (&column, table) in &mut self.wanted {
            for &cell in view.column(column) {
                let passed_over = facts.records[cell.record()].passed_over;
                if passed_over || setting.plans[column].is_vacant(cell.hash) {
                    continue;
                }
                let Some(slot) = table.find(cell.hash) else { continue };
                slot.count += 1;
                if slot.count == 1 {
                    let missing = Missing { column, hash: slot.hash() };
                    self.found.insert(missing, start(batch.text(cell)).to_owned());
                }
            }
        }
        Ok(())
    }
}
