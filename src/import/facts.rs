//! What each record of a batch is, before its fields are counted: born when, in which scope, touched when.
//!
//! Read column by column, like everything else: only the columns that have a duty are looked at.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::columns::{Column, duties};
use super::dates;
use super::dialect::{truth, vacant_in};
use super::part::{ObjectFiles, Places};
use super::repeated::Repetitions;
use crate::engine::pass::Place;
use crate::engine::read::{Batch, View};
use crate::engine::repeats::Version;
use crate::engine::scan::{ColumnPlan, Day, Facts, Placeholders, UNBORN, UNSCOPED};
use crate::engine::sketch;
use crate::model::{Duty, Policy};

/// Record types or pipelines by which fill is counted apart; an object with more is not divided.
pub(super) const SCOPES: usize = 64;

/// What a pass needs to know besides the files.
#[derive(Debug, Clone)]
pub struct PassContext {
    pub policy: Arc<Policy>,
    pub placeholders: Arc<Placeholders>,
    pub zone: TimeZone,
    /// Dates after this day are typing errors.
    pub ceiling: Day,
    /// The first cell that does not fit its type ends the run.
    pub strict: bool,
    /// Whether the cells of deals are kept.
    pub deals: bool,
}

/// What every worker of a pass over an object has in common.
#[derive(Clone)]
pub(super) struct Setting<'a> {
    pub(super) files: &'a ObjectFiles,
    pub(super) context: &'a PassContext,
    pub(super) plans: Arc<[ColumnPlan]>,
    pub(super) places: &'a Places,
    pub(super) left_out: Arc<Repetitions>,
}

/// One worker: how it reads, and what it knows of the batch at hand.
pub(super) struct Seat<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) reader: Reader<'a>,
    pub(super) facts: Facts,
    pub(super) tally: Tally,
}

impl<'a> Seat<'a> {
    pub(super) fn new(setting: &Setting<'a>) -> Self {
        let reader = Reader::new(setting.files, setting.context);
        Self { setting: setting.clone(), reader, facts: Facts::default(), tally: Tally::default() }
    }

    /// Puts the columns of a batch in order, and sets down which of its records are passed over.
    pub(super) fn pass_over<'b>(&mut self, at: Place, batch: &'b Batch) -> View<'b>
    where
        'a: 'b,
    {
        let Self { setting, reader, facts, tally } = self;
        let view = setting.places.view(at.part, batch);
        reader.pass_over(&view, |record| setting.left_out.contains(at.number, record), facts, tally);
        view
    }

    /// The same, with every other fact about its records.
    pub(super) fn look<'b>(&mut self, at: Place, batch: &'b Batch) -> View<'b>
    where
        'a: 'b,
    {
        let view = self.pass_over(at, batch);
        self.reader.facts(&view, &mut self.facts, &mut self.tally);
        view
    }
}

/// How the records of an object are read.
pub(super) struct Reader<'a> {
    pub(super) files: &'a ObjectFiles,
    pub(super) context: &'a PassContext,
    duties: BTreeMap<Duty, usize>,
    vacant: &'static [&'static str],
    retired: Option<(usize, HashSet<String>)>,
    /// Whether days are those of Greenwich.
    greenwich: bool,
}

/// By creation or activity day: records, and those of them that are known or retired.
pub(super) type Days = rapidhash::RapidHashMap<Day, (u64, u64)>;

/// What one worker counted of whole records.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) deleted: u64,
    /// By creation day: records born, and those whose source is known.
    pub(super) births: Days,
    /// By day of the last touch: records, and those marked retired.
    pub(super) touches: Days,
    /// The newest day on which a record was created or changed, not after the ceiling.
    pub(super) newest: Option<Day>,
    /// Names of scopes in the order in which this worker met them.
    pub(super) scopes: Vec<String>,
    /// Whether there were more.
    pub(super) scopes_overflow: bool,
    /// Whether a source, by its hash, says where a record came from.
    sources: rapidhash::RapidHashMap<u64, bool>,
}

impl<'a> Reader<'a> {
    fn new(files: &'a ObjectFiles, context: &'a PassContext) -> Self {
        let rule = context.policy.decay.iter().find(|(object, _)| object.eq_ignore_ascii_case(&files.object));
        let retired = rule.and_then(|(_, rule)| rule.retired.as_ref()).and_then(|(field, values)| {
            let column =
                files.columns.iter().position(|column| column.field.name.eq_ignore_ascii_case(field))?;
            Some((column, values.iter().map(|value| value.to_lowercase()).collect()))
        });
        Self {
            files,
            context,
            duties: duties(&files.columns),
            vacant: vacant_in(files.crm),
            retired,
            greenwich: context.zone == TimeZone::UTC,
        }
    }

    pub(super) fn has(&self, duty: Duty) -> bool {
        self.duties.contains_key(&duty)
    }

    /// The cell of a record that has a duty, trimmed; empty where there is none or it means nothing.
    pub(super) fn cell<'v>(&self, view: &View<'v>, record: usize, duty: Duty) -> &'v str {
        let Some(&column) = self.duties.get(&duty) else { return "" };
        let cell = view.get(record, column);
        if self.vacant.contains(&cell) { "" } else { cell }
    }

    /// The cells that have a duty and mean something, trimmed, each with the position of its record.
    pub(super) fn cells<'v>(
        &self,
        view: &View<'v>,
        duty: Duty,
    ) -> impl Iterator<Item = (usize, &'v str)> + use<'v> {
        let column = self.duties.get(&duty).copied();
        let (batch, vacant) = (view.batch, self.vacant);
        let cells = column.map_or(&[][..], |column| view.column(column)).iter();
        cells.filter_map(move |&cell| {
            let text = batch.text(cell);
            (!vacant.contains(&text)).then_some((cell.record(), text))
        })
    }

    /// The days in the column that has a duty, each with the position of its record.
    fn days<'v>(&self, view: &View<'v>, duty: Duty) -> impl Iterator<Item = (usize, Day)> + use<'v, '_> {
        let column = self.duties.get(&duty).copied();
        let (batch, order) = (view.batch, column.map(|column| self.files.columns[column].order));
        let cells = column.map_or(&[][..], |column| view.column(column)).iter();
        cells.filter_map(move |&cell| {
            let text = batch.text(cell);
            let day = dates::day_of(text, order?, &self.context.zone, self.greenwich)?;
            Some((cell.record(), day))
        })
    }

    /// Sets down which records of a batch do not count: those that are outdated, and the deleted ones.
    fn pass_over(
        &self,
        view: &View<'_>,
        is_outdated: impl Fn(usize) -> bool,
        facts: &mut Facts,
        tally: &mut Tally,
    ) {
        facts.records.clear();
        facts.records.resize_with(view.batch.records(), Default::default);
        for (record, fact) in facts.records.iter_mut().enumerate() {
            fact.passed_over = is_outdated(record);
        }
        for (record, cell) in self.cells(view, Duty::IsDeleted) {
            let fact = &mut facts.records[record];
            if truth(cell) && !fact.passed_over {
                fact.passed_over = true;
                tally.deleted += 1;
            }
        }
    }

    /// Sets down the other facts of a batch, and tallies the records that count.
    fn facts(&self, view: &View<'_>, facts: &mut Facts, tally: &mut Tally) {
        for (record, day) in self.days(view, Duty::CreatedAt) {
            facts.records[record].born = day;
        }
        facts.keys.clear();
        facts.keys.resize(facts.records.len(), 0);
        let mut keyed = 0;
        for (record, id) in self.cells(view, Duty::Id) {
            facts.keys[record] = self.files.key(id);
            keyed += 1;
        }
        if keyed < facts.keys.len() {
            let keys = facts.keys.iter_mut().zip(view.batch.numbers());
            keys.filter(|(key, _)| **key == 0)
                .for_each(|(key, number)| *key = sketch::hash(&number.to_string()));
        }
        self.scopes(view, facts, tally);
        self.newest(view, facts, tally);
        self.births(view, facts, tally);
        self.touches(view, facts, tally);
    }

    fn scopes(&self, view: &View<'_>, facts: &mut Facts, tally: &mut Tally) {
        let duty = if self.has(Duty::Scope) { Duty::Scope } else { Duty::Pipeline };
        for (record, scope) in self.cells(view, duty) {
            let fact = &mut facts.records[record];
            if fact.passed_over {
                continue;
            }
            let known = tally.scopes.iter().position(|known| known == scope);
            let number = known.unwrap_or_else(|| {
                if tally.scopes.len() < SCOPES {
                    tally.scopes.push(scope.to_owned());
                    return tally.scopes.len() - 1;
                }
                tally.scopes_overflow = true;
                usize::from(UNSCOPED)
            });
            fact.scope = u8::try_from(number).unwrap_or(UNSCOPED);
        }
    }

    fn newest(&self, view: &View<'_>, facts: &Facts, tally: &mut Tally) {
        let mut changed = vec![UNBORN; facts.records.len()];
        let mut missing = changed.len();
        for (record, day) in self.days(view, Duty::ModifiedAt) {
            changed[record] = day;
            missing -= 1;
        }
        // The users' own date comes first where both are there.
        if missing > 0 {
            for (record, day) in self.days(view, Duty::SystemModifiedAt) {
                if changed[record] == UNBORN {
                    changed[record] = day;
                }
            }
        }
        let live = facts.records.iter().zip(&changed).filter(|(fact, _)| !fact.passed_over);
        let newest = live
            .flat_map(|(fact, &changed)| [fact.born, changed])
            .filter(|&day| day != UNBORN && day <= self.context.ceiling)
            .max();
        tally.newest = tally.newest.max(newest);
    }

    fn births(&self, view: &View<'_>, facts: &Facts, tally: &mut Tally) {
        let mut known = vec![false; facts.records.len()];
        for (record, source) in self.cells(view, Duty::Source) {
            known[record] = match tally.sources.get(&sketch::hash(source)) {
                Some(&says) => says,
                None => {
                    let says = self.says_something(source);
                    // Free text as a source would fill the memory.
                    if tally.sources.len() < 1_024 {
                        tally.sources.insert(sketch::hash(source), says);
                    }
                    says
                }
            };
        }
        if self.has(Duty::CreatedBy) {
            let mut by_somebody = vec![false; known.len()];
            self.cells(view, Duty::CreatedBy).for_each(|(record, _)| by_somebody[record] = true);
            known.iter_mut().zip(by_somebody).for_each(|(known, named)| *known &= named);
        }
        let born = facts.records.iter().zip(known).filter(|(fact, _)| !fact.passed_over);
        for (fact, known) in born.filter(|(fact, _)| fact.born != UNBORN) {
            let births = tally.births.entry(fact.born).or_default();
            births.0 += 1;
            births.1 += u64::from(known);
        }
    }

    /// Whether a source says where a record came from.
    fn says_something(&self, source: &str) -> bool {
        let source = source.to_lowercase();
        !self.context.policy.sources.unknown.contains(&source) && !self.context.placeholders.contains(&source)
    }

    fn touches(&self, view: &View<'_>, facts: &Facts, tally: &mut Tally) {
        let mut touched: Vec<Day> = facts.records.iter().map(|fact| fact.born).collect();
        for (record, day) in self.days(view, Duty::LastActivity) {
            touched[record] = day;
        }
        let mut retired = vec![false; touched.len()];
        if let Some((column, values)) = &self.retired {
            for &cell in view.column(*column) {
                let value = view.batch.text(cell);
                // A checkbox is retired when it is checked, however the export spells that.
                retired[cell.record()] =
                    values.contains(&value.to_lowercase()) || (values.contains("true") && truth(value));
            }
        }
        for (record, &day) in touched.iter().enumerate() {
            if day != UNBORN && !facts.records[record].passed_over {
                let touches = tally.touches.entry(day).or_default();
                touches.0 += 1;
                touches.1 += u64::from(retired[record]);
            }
        }
    }
}

/// The column of ids, and where versions are compared, that of change times.
pub(super) fn version_columns(files: &ObjectFiles) -> Vec<usize> {
    let duties = duties(&files.columns);
    let Some(&id) = duties.get(&Duty::Id) else { return Vec::new() };
    let changed = duties.get(&Duty::SystemModifiedAt).or_else(|| duties.get(&Duty::ModifiedAt));
    // Within one file the first version stays: whoever wrote it twice did not mean two states of it.
    let several = files.parts.iter().filter(|part| !part.copy).count() > 1;
    std::iter::once(id).chain(changed.copied().filter(|_| several)).collect()
}

/// The ids and change times of the records of a batch, by which repetitions are found; `columns` are
/// [`version_columns`].
pub(super) fn versions(files: &ObjectFiles, columns: &[usize], view: &View<'_>) -> Vec<Option<Version>> {
    let mut versions = vec![None; view.batch.records()];
    for &cell in columns.first().map_or(&[][..], |&id| view.column(id)) {
        versions[cell.record()] = Some(Version { key: files.key(view.batch.text(cell)), changed: None });
    }
    if let Some(&column) = columns.get(1) {
        for &cell in view.column(column) {
            if let Some(version) = &mut versions[cell.record()] {
                version.changed = instant(view.batch.text(cell), &files.columns[column]);
            }
        }
    }
    versions
}

fn instant(text: &str, column: &Column) -> Option<i64> {
    let moment = dates::parse(text, column.order)?;
    let offset = moment.offset.unwrap_or(jiff::tz::Offset::UTC);
    offset.to_timestamp(moment.at).ok().map(jiff::Timestamp::as_millisecond)
}
