//! One pass over the records of an object: the scan, and everything else that needs each record once.
//!
//! ```text
//! a pass ─→ counts ─┬─ records that came twice → once more, without them
//!                   └─ values that were frequent too late → their cells counted
//! ```
//!
//! Most objects take one pass. Which ones need another is known only at the end of the first.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::columns::plans;
use super::facts::{Days, PassContext, SCOPES, Seat, Setting, Tally, version_columns, versions};
use super::kept::{Kept, RawDeal, short_id};
use super::part::{Keep, ObjectFiles, Outcome};
use super::repeated::Repetitions;
use super::schema::Stage;
use crate::engine::pass::{Place, Shared, Worker};
use crate::engine::read::{Batch, InputError, Problem, SetAside, View};
use crate::engine::repeats::{Repeats, Version};
use crate::engine::scan::{ColumnPlan, Day, Known, News, TableCounts, TableScan};

/// What one pass found.
#[derive(Debug, Clone)]
pub struct ObjectRead {
    pub scan: TableCounts,
    pub deleted: u64,
    /// By creation day: records born, and those whose source is known.
    pub births: BTreeMap<Day, (u64, u64)>,
    /// By day of the last touch: records, and those marked retired.
    pub touches: BTreeMap<Day, (u64, u64)>,
    /// The newest day on which a record was created or changed, not after the ceiling.
    pub newest: Option<Day>,
    pub scopes: Vec<String>,
    pub deals: Vec<RawDeal>,
    /// Id → name, of users and record types.
    pub names: HashMap<String, String>,
    pub stages: Vec<Stage>,
    pub outcomes: Vec<Outcome>,
}

/// One thread's part in the pass.
pub(super) struct Scan<'a> {
    seat: Seat<'a>,
    scan: TableScan,
    /// The columns by which repetitions are found.
    version_columns: Vec<usize>,
}

/// What a batch tells in file order.
#[derive(Default)]
pub(super) struct Told {
    records: u64,
    news: News,
    /// Empty once repetitions are known.
    versions: Vec<Option<Version>>,
    kept: Kept,
    repeated: Vec<SetAside>,
}

/// What is put together in file order.
#[derive(Default)]
pub(super) struct Collected {
    known: Known,
    repeats: Repeats,
    begins: Vec<u64>,
    records: u64,
    kept: Kept,
    outcomes: Vec<Outcome>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(setting: &Setting<'a>) -> Self {
        let scan = TableScan::new(setting.files.columns.len(), setting.context.ceiling);
        Self { seat: Seat::new(setting), scan, version_columns: version_columns(setting.files) }
    }
}

impl Worker for Scan<'_> {
    type Shared = Collected;

    fn catch_up(&mut self, shared: &Collected) {
        self.scan.catch_up(&shared.known);
    }

    fn batch(&mut self, at: Place, batch: &Batch) -> Result<Told, InputError> {
        let view = self.seat.look(at, batch);
        if self.seat.setting.context.strict {
            self.check(&view, at.number)?;
        }
        let Seat { setting, reader, facts, .. } = &mut self.seat;
        let left_out = &setting.left_out;
        let versions = if left_out.is_empty() {
            versions(setting.files, &self.version_columns, &view)
        } else {
            Vec::new()
        };
        let repeated = (0..batch.records()).filter(|&record| left_out.contains(at.number, record));
        Ok(Told {
            records: batch.records() as u64,
            repeated: repeated.map(|record| repeated_id(batch.numbers()[record])).collect(),
            news: self.scan.batch(&view, facts, &setting.plans),
            versions,
            kept: reader.keep(&view, facts),
        })
    }
}

/// A repetition, without its cells: only its reason is counted.
fn repeated_id(number: u64) -> SetAside {
    SetAside { number, column: None, reason: REPEATED_ID.to_owned(), text: String::new() }
}

/// Why a record whose id came before, or in a newer version, is set aside.
pub(super) const REPEATED_ID: &str = "repeated id";

impl Shared for Collected {
    type News = Told;

    fn take_in(&mut self, part: usize, told: Told) -> Result<(), InputError> {
        self.begins.push(self.records);
        self.records += told.records;
        self.known.take_in(&told.news);
        for version in told.versions {
            self.repeats.note(version).map_err(|error| InputError::io(&error, "a temporary file"))?;
        }
        self.kept.add(told.kept);
        let outcome = self.outcome(part);
        outcome.records += told.records - told.repeated.len() as u64;
        outcome.take(told.repeated, Keep::Count);
        Ok(())
    }

    fn hear(&mut self, part: usize, aside: Vec<SetAside>, notes: Vec<String>) {
        let outcome = self.outcome(part);
        outcome.take(aside, Keep::Count);
        outcome.notes.extend(notes);
    }
}

impl Collected {
    /// Before the first record of an object with so many columns and files.
    pub(super) fn new(files: &ObjectFiles) -> Self {
        Self {
            known: Known::new(files.columns.len()),
            outcomes: vec![Outcome::default(); files.parts.len()],
            ..Self::default()
        }
    }

    /// The records that have to be left out, where there are any and it was not known before.
    pub(super) fn repetitions(&mut self) -> Result<Option<Repetitions>, InputError> {
        let repeats = std::mem::take(&mut self.repeats);
        let outdated = repeats.outdated().map_err(|error| InputError::io(&error, "a temporary file"))?;
        Ok(Repetitions::new(outdated, std::mem::take(&mut self.begins)))
    }

    fn outcome(&mut self, part: usize) -> &mut Outcome {
        if self.outcomes.len() <= part {
            self.outcomes.resize_with(part + 1, Outcome::default);
        }
        &mut self.outcomes[part]
    }
}

/// Puts together what the workers counted.
pub(super) fn join(workers: Vec<Scan<'_>>, collected: Collected, crm: &str) -> ObjectRead {
    let (mut scans, mut tallies) = (Vec::new(), Vec::new());
    for worker in workers {
        scans.push(worker.scan);
        tallies.push(worker.seat.tally);
    }
    let mut scopes: Vec<&String> = tallies.iter().flat_map(|tally| &tally.scopes).collect();
    scopes.sort();
    scopes.dedup();
    if scopes.len() > SCOPES || tallies.iter().any(|tally| tally.scopes_overflow) {
        scopes.clear();
    }
    let numbers: Vec<Vec<Option<usize>>> = tallies
        .iter()
        .map(|tally| tally.scopes.iter().map(|scope| scopes.binary_search(&scope).ok()).collect())
        .collect();
    let days = |of: fn(&Tally) -> &Days| {
        let mut all: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
        for (&day, &(records, marked)) in tallies.iter().flat_map(of) {
            let sum = all.entry(day).or_default();
            *sum = (sum.0 + records, sum.1 + marked);
        }
        all
    };
    let names = collected.kept.names.into_iter();
    ObjectRead {
        scan: TableCounts::of(scans, &collected.known, &numbers),
        deleted: tallies.iter().map(|tally| tally.deleted).sum(),
        births: days(|tally| &tally.births),
        touches: days(|tally| &tally.touches),
        newest: tallies.iter().filter_map(|tally| tally.newest).max(),
        scopes: scopes.into_iter().cloned().collect(),
        deals: collected.kept.deals,
        names: names.map(|(id, name)| (short_id(crm, &id).to_owned(), name)).collect(),
        stages: collected.kept.stages,
        outcomes: collected.outcomes,
    }
}

impl Scan<'_> {
    /// Refuses the first cell, row by row, that does not fit its type.
    fn check(&self, view: &View<'_>, batch: usize) -> Result<(), InputError> {
        let mut first: Option<(usize, usize)> = None;
        for (index, plan) in self.seat.setting.plans.iter().enumerate() {
            let unfit = view.column(index).iter().find(|&&cell| {
                let value = view.batch.text(cell);
                !self.seat.setting.left_out.contains(batch, cell.record())
                    && plan.fits.is_some_and(|fits| !fits(value))
                    && !plan.is_vacant(cell.hash)
                    && !plan.placeholders.contains(value)
            });
            first = first.into_iter().chain(unfit.map(|cell| (cell.record(), index))).min();
        }
        let Some((record, index)) = first else { return Ok(()) };
        let column = &self.seat.setting.files.columns[index];
        let kind = column.field.kind.noun();
        Err(InputError::new(Problem::Invalid, format!("found a value that is no {kind}"))
            .at_row(view.batch.numbers()[record])
            .at_column(&column.header)
            .hint("correct the cell, or leave `--strict` out: such cells are then counted and reported"))
    }
}

/// How the columns of an object are read.
pub(super) fn column_plans(files: &ObjectFiles, context: &PassContext) -> Arc<[ColumnPlan]> {
    plans(&files.columns, files.crm, &context.placeholders).into()
}
