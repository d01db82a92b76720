//! The cells of values that came up too late to be counted from the start, counted in a pass of their own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::facts::{PassContext, Reader, Tally};
use super::part::ObjectFiles;
use super::records::Repetitions;
use crate::engine::pass::{Place, Shared, Worker};
use crate::engine::read::{Batch, InputError, SetAside, View};
use crate::engine::scan::{ColumnPlan, Facts, Missing, start};
use crate::engine::sketch;

/// Counts the cells of values that came up too late to be counted from the start.
pub(super) struct Recount<'a> {
    reader: Reader<'a>,
    plans: Arc<[ColumnPlan]>,
    places: &'a [Option<Vec<Option<usize>>>],
    left_out: Arc<Repetitions>,
    /// By column, the hashes that are looked for.
    wanted: BTreeMap<usize, sketch::Table>,
    found: HashMap<Missing, String>,
    facts: Facts,
    tally: Tally,
}

impl<'a> Recount<'a> {
    pub(super) fn new(
        files: &'a ObjectFiles,
        context: &'a PassContext,
        plans: &Arc<[ColumnPlan]>,
        places: &'a [Option<Vec<Option<usize>>>],
        left_out: &Arc<Repetitions>,
        missing: &[Missing],
    ) -> Self {
        let mut wanted: BTreeMap<usize, sketch::Table> = BTreeMap::new();
        for missing in missing {
            wanted.entry(missing.column).or_default().insert(missing.hash, 0, 0);
        }
        Self {
            reader: Reader::new(files, context),
            plans: Arc::clone(plans),
            places,
            left_out: Arc::clone(left_out),
            wanted,
            found: HashMap::new(),
            facts: Facts::default(),
            tally: Tally::default(),
        }
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
        let view = View { batch, places: self.places.get(at.part).and_then(Option::as_deref) };
        let left_out = &self.left_out;
        self.reader.facts(
            &view,
            |record| left_out.contains(at.number, record),
            &mut self.facts,
            &mut self.tally,
        );
        for (&column, table) in &mut self.wanted {
            for &cell in view.column(column) {
                let passed_over = self.facts.records[cell.record as usize].passed_over;
                if passed_over || self.plans[column].is_vacant(cell.hash) {
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
