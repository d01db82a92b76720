//! What all workers counted, put together.

use std::collections::{BTreeMap, HashMap};

use super::beyond::Beyond;
use super::column::FIRST;
use super::known::KnownColumn;
use super::nature::Natures;
use super::{Day, Known, Recent, Sample, TableScan};
use crate::engine::sketch::Distinct;

/// Share of the filled cells, in percent, from which no value is missed.
///
/// One that fills fewer, and came up behind the first [`FIRST`] different ones, may be more frequent than the most
/// frequent of those and not be named, once a column holds more than [`super::CAPACITY`].
const SURE: u64 = 2;
/// Frequent values that are named.
const NAMED: usize = 5;

/// The statistics of one object.
#[derive(Debug, Clone)]
pub struct TableCounts {
    pub records: u64,
    pub columns: Vec<ColumnCounts>,
    /// Records born per day, as far as the recent window reaches.
    pub born: Recent,
    /// Records by scope.
    pub scopes: Vec<u64>,
    pub sample: Sample,
    /// Values that may be frequent, and whose cells have to be counted.
    pub missing: Vec<Missing>,
}

/// The statistics of one field.
#[derive(Debug, Clone)]
pub struct ColumnCounts {
    pub filled: u64,
    pub natures: Natures,
    pub values: Values,
    /// The most frequent values, most frequent first, equal counts by arrival.
    pub top: Vec<Top>,
    /// Creation days of the oldest and newest record in which it is filled.
    pub days: Option<(Day, Day)>,
    /// Effective fill per creation day.
    pub recent: Recent,
    /// Effective fill by scope.
    pub scopes: Vec<u64>,
}

/// How many different values, and whether that is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Values {
    pub count: u64,
    pub exact: bool,
}

/// A frequent value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    pub value: String,
    pub count: u64,
    /// Whether no other value can be more frequent.
    pub exact: bool,
    /// Its place among the different values in file order; the late ones come after all others.
    arrival: usize,
}

impl Top {
    fn late(value: String, count: u64) -> Self {
        Self { value, count, exact: true, arrival: usize::MAX }
    }
}

/// A value that came up too late to be known, and so often that it may be one of the most frequent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Missing {
    pub column: usize,
    pub hash: u64,
}

impl TableCounts {
    /// Puts the counts of the workers together.
    ///
    /// `scopes` gives, for each worker, the number of each of its scopes among those of all workers, or `None` where
    /// the object has too many.
    #[must_use]
    pub fn of(mut workers: Vec<TableScan>, known: &Known, scopes: &[Vec<Option<usize>>]) -> Self {
        workers.iter_mut().for_each(TableScan::settle);
        let newest: Vec<Option<Day>> = workers.iter().map(|worker| worker.calendar.newest).collect();
        let by_scope = |counts: &dyn Fn(&TableScan) -> Vec<u64>| {
            let mut joined: Vec<u64> = Vec::new();
            for (worker, numbers) in workers.iter().zip(scopes) {
                for (count, number) in counts(worker).into_iter().zip(numbers) {
                    let Some(number) = *number else { continue };
                    if joined.len() <= number {
                        joined.resize(number + 1, 0);
                    }
                    joined[number] += count;
                }
            }
            joined
        };
        let mut missing = Vec::new();
        let columns = known
            .columns()
            .iter()
            .enumerate()
            .map(|(index, known)| {
                let (natures, values, top) = values(index, known, &workers, &mut missing);
                let scans = || workers.iter().map(move |worker| &worker.columns[index]);
                let days = scans().filter_map(|scan| scan.days);
                let rings = scans().map(|scan| scan.recent.as_slice()).zip(newest.iter().copied());
                ColumnCounts {
                    filled: scans().map(|scan| scan.filled).sum(),
                    natures,
                    values,
                    top,
                    days: days.reduce(|(first, last), (from, to)| (first.min(from), last.max(to))),
                    recent: Recent::of(rings),
                    scopes: by_scope(&|worker| worker.columns[index].scopes.clone()),
                }
            })
            .collect();
        let born = workers.iter().map(|worker| worker.born.as_slice()).zip(newest.iter().copied());
        let (born, scopes) = (Recent::of(born), by_scope(&|worker| worker.scopes.clone()));
        let records = workers.iter().map(|worker| worker.records).sum();
        let mut sample = Sample::default();
        workers.into_iter().for_each(|worker| sample.join(worker.sample));
        Self { records, columns, born, scopes, sample, missing }
    }

    /// Adds values that were missing: the cells that hold each, and the beginning of its text.
    pub fn add_found(&mut self, found: impl IntoIterator<Item = (Missing, u64, String)>) {
        for (missing, count, value) in found {
            let Some(column) = self.columns.get_mut(missing.column) else { continue };
            // Whether a rarer one was looked for depends on who read what.
            if is_sure(count, column.filled) {
                column.top.push(Top::late(value, count));
                rank(&mut column.top);
            }
        }
        self.missing.clear();
        self.columns.iter_mut().for_each(ColumnCounts::settle_top);
    }
}

impl ColumnCounts {
    fn settle_top(&mut self) {
        let (filled, all_known) = (self.filled, self.values.exact);
        self.top.iter_mut().for_each(|top| top.exact = all_known || is_sure(top.count, filled));
    }
}

/// Puts the most frequent values first, equal ones in the order in which they came up.
fn rank(top: &mut Vec<Top>) {
    top.sort_by(|a, b| {
        b.count.cmp(&a.count).then(a.arrival.cmp(&b.arrival)).then_with(|| a.value.cmp(&b.value))
    });
    top.truncate(NAMED);
}

fn is_sure(count: u64, filled: u64) -> bool {
    count * 100 >= filled * SURE
}

/// The values that may be frequent enough to be named and were not counted from the start, by hash; with count and
/// text where those are certain. `counted` gives what was counted of the known ones among them.
fn late(
    beyond: &[&Beyond],
    filled: u64,
    counted: &HashMap<u64, u64>,
) -> BTreeMap<u64, Option<(u64, String)>> {
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for (hash, count) in beyond.iter().flat_map(|beyond| beyond.heavy().counts()) {
        *counts.entry(hash).or_insert_with(|| counted.get(&hash).copied().unwrap_or(0)) += count;
    }
    let missed: u64 = beyond.iter().map(|beyond| beyond.heavy().missed()).sum();
    // Half the share is enough to look closer: of many cells, only some were counted.
    counts.retain(|_, count| is_sure(2 * (*count + missed), filled));
    let ends = || beyond.iter().filter_map(|beyond| beyond.extremes.both()).flatten();
    let mut late = BTreeMap::new();
    for hash in counts.into_keys() {
        let text = ends().find(|end| end.hash == hash && !counted.contains_key(&hash));
        let text = text.map(|end| end.text.as_str());
        let exactly =
            |text: &&str| beyond.iter().map(|beyond| beyond.extremes.count(hash, text)).sum::<Option<u64>>();
        match text.and_then(|text| Some((exactly(&text)?, text))) {
            // Whether a rarer one is certain depends on who read what.
            Some((count, _)) if !is_sure(count, filled) => {}
            certain => {
                late.insert(hash, certain.map(|(count, text)| (count, super::start(text).to_owned())));
            }
        }
    }
    late
}

/// Natures, different values and the most frequent ones of a column.
fn values(
    index: usize,
    known: &KnownColumn,
    workers: &[TableScan],
    missing: &mut Vec<Missing>,
) -> (Natures, Values, Vec<Top>) {
    let scans = || workers.iter().map(move |worker| &worker.columns[index]);
    let filled: u64 = scans().map(|scan| scan.filled).sum();
    let mut natures = Natures::default();
    let mut ranked: Vec<(u64, usize)> = Vec::with_capacity(known.values.len());
    let mut dropped: HashMap<u64, u64> = HashMap::new();
    for (place, value) in known.values.iter().enumerate() {
        let counts = || scans().map(|scan| scan.count_of(value.hash));
        let count = value.count + counts().flatten().sum::<u64>();
        natures.add(value.nature, count, u64::from(value.length));
        if counts().any(|count| count.is_none()) {
            dropped.insert(value.hash, count);
        } else if place < FIRST || !known.is_full() || is_sure(count, filled) {
            ranked.push((count, place));
        }
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let beyond: Vec<&Beyond> = known
        .beyond
        .as_deref()
        .into_iter()
        .chain(scans().filter_map(|scan| scan.beyond.as_deref()))
        .collect();
    beyond.iter().for_each(|beyond| natures.join(&beyond.natures));
    let top = |(count, place): (u64, usize)| Top {
        value: known.text(place).to_owned(),
        count,
        exact: !known.is_full() || is_sure(count, filled),
        arrival: place,
    };
    let mut named: Vec<Top> = ranked.into_iter().take(NAMED).map(top).collect();
    if !known.is_full() {
        return (natures, Values { count: known.values.len() as u64, exact: true }, named);
    }
    let mut distinct = Distinct::default();
    known.values.iter().for_each(|value| distinct.add(value.hash));
    beyond.iter().for_each(|beyond| distinct.merge(beyond.distinct()));
    for (hash, count) in late(&beyond, filled, &dropped) {
        match count {
            Some((count, value)) => named.push(Top::late(value, count)),
            None => missing.push(Missing { column: index, hash }),
        }
    }
    rank(&mut named);
    // More than are counted each were seen, whatever the sketch says.
    let least = known.values.len() as u64 + 1;
    let count = distinct.estimate().max(least).min(filled);
    (natures, Values { count, exact: false }, named)
}
