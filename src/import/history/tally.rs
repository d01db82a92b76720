//! What was counted: for each field its writers, and for each integration its weeks.
//!
//! Nothing here grows with the rows: sets of records and authors are exact up to a thousand and sketched beyond.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::dates;
use crate::engine::scan::Day;
use crate::engine::sketch;
use crate::model::{
    Basis, Distinct, FieldRef, FieldWriter, FieldWrites, Integration, Unexplained, Week, Writer, WriterClass,
};

/// Different values up to which a set is exact.
const EXACT: usize = 1_024;
/// Different systems that are told apart; a source that names a new one for every row is no system.
const SYSTEMS: usize = 10_000;
const WEEKS: usize = 13;
/// Unexplained authors that are listed.
const LISTED: usize = 50;

/// How many different values.
#[derive(Default)]
struct Different {
    seen: HashSet<u64>,
    beyond: Option<Box<sketch::Distinct>>,
}

impl Different {
    fn add(&mut self, hash: u64) {
        if let Some(sketch) = &mut self.beyond {
            return sketch.add(hash);
        }
        self.seen.insert(hash);
        if self.seen.len() > EXACT {
            let mut sketch = Box::<sketch::Distinct>::default();
            std::mem::take(&mut self.seen).into_iter().for_each(|hash| sketch.add(hash));
            self.beyond = Some(sketch);
        }
    }

    fn count(&self) -> Distinct {
        match &self.beyond {
            None => Distinct { count: self.seen.len() as u64, exact: true },
            Some(sketch) => Distinct { count: sketch.estimate(), exact: false },
        }
    }
}

#[derive(Default)]
struct Count {
    writes: u64,
    recent: u64,
    last: Option<Day>,
}

struct OfField {
    crm: &'static str,
    field: FieldRef,
    basis: Basis,
    writers: HashMap<Writer, Count>,
    authors: Different,
    records: Different,
}

struct OfSystem {
    writes: u64,
    fields: HashSet<usize>,
    first: Day,
    last: Day,
    weeks: [u64; WEEKS],
}

/// One change, as it is counted.
pub(super) struct Write<'a> {
    pub(super) record: u64,
    pub(super) author: u64,
    pub(super) writer: &'a Writer,
    /// `None` where the row has no date that can be read.
    pub(super) day: Option<Day>,
}

/// Everything that was counted.
pub(super) struct Tally {
    as_of: Day,
    recent_days: u16,
    fields: Vec<OfField>,
    places: HashMap<(&'static str, FieldRef), usize>,
    systems: HashMap<(&'static str, String), OfSystem>,
    unexplained: HashMap<(&'static str, String), (u64, Day)>,
    names: HashSet<String>,
}

impl Tally {
    pub(super) fn new(as_of: Day, recent_days: u16) -> Self {
        Self {
            as_of,
            recent_days,
            fields: Vec::new(),
            places: HashMap::new(),
            systems: HashMap::new(),
            unexplained: HashMap::new(),
            names: HashSet::new(),
        }
    }

    /// The place of a field.
    pub(super) fn field(&mut self, crm: &'static str, field: FieldRef, basis: Basis) -> usize {
        let place = self.fields.len();
        *self.places.entry((crm, field.clone())).or_insert_with(|| {
            let (writers, authors, records) = (HashMap::new(), Different::default(), Different::default());
            self.fields.push(OfField { crm, field, basis, writers, authors, records });
            place
        })
    }

    pub(super) fn write(&mut self, place: usize, write: &Write<'_>) {
        let recent =
            write.day.is_some_and(|day| self.as_of.saturating_sub(day) < Day::from(self.recent_days));
        let field = &mut self.fields[place];
        field.authors.add(write.author);
        field.records.add(write.record);
        let count = match field.writers.get_mut(write.writer) {
            Some(count) => count,
            None => {
                let mut writer = write.writer.clone();
                if let Some(system) = &writer.system
                    && !self.names.contains(system)
                {
                    if self.names.len() == SYSTEMS {
                        writer.system = None;
                    } else {
                        self.names.insert(system.clone());
                    }
                }
                field.writers.entry(writer).or_default()
            }
        };
        count.writes += 1;
        count.recent += u64::from(recent);
        count.last = count.last.max(write.day);
        // The last touch of a record is one write of many, and no measure of how much is written.
        if self.fields[place].basis == Basis::History
            && write.writer.class == WriterClass::Integration
            && let (Some(system), Some(day)) = (&write.writer.system, write.day)
        {
            self.integrate(place, system, day);
        }
    }

    fn integrate(&mut self, place: usize, system: &str, day: Day) {
        let crm = self.fields[place].crm;
        let key = (crm, system.to_owned());
        if !self.systems.contains_key(&key) && self.systems.len() == SYSTEMS {
            return;
        }
        let own = self.systems.entry(key).or_insert_with(|| OfSystem {
            writes: 0,
            fields: HashSet::new(),
            first: day,
            last: day,
            weeks: [0; WEEKS],
        });
        own.writes += 1;
        own.fields.insert(place);
        (own.first, own.last) = (own.first.min(day), own.last.max(day));
        let back = usize::try_from(self.as_of.saturating_sub(day) / 7).unwrap_or(WEEKS);
        if let Some(week) = WEEKS.checked_sub(1 + back).and_then(|place| own.weeks.get_mut(place)) {
            *week += 1;
        }
    }

    /// Remembers an author whom nobody explains.
    pub(super) fn unexplained(&mut self, crm: &'static str, author: &str, day: Option<Day>) {
        let key = (crm, author.to_owned());
        if !self.unexplained.contains_key(&key) && self.unexplained.len() == SYSTEMS {
            return;
        }
        let (writes, last) = self.unexplained.entry(key).or_insert((0, Day::MIN));
        *writes += 1;
        *last = day.map_or(*last, |day| day.max(*last));
    }

    /// The fields by CRM, object and name, with the number of different records written.
    pub(super) fn fields(&self) -> Vec<(FieldWrites, u64)> {
        let mut all: Vec<_> = self.fields.iter().map(|own| (own.told(), own.records.count().count)).collect();
        all.sort_by(|(a, _), (b, _)| (a.crm, &a.field, a.basis).cmp(&(b.crm, &b.field, b.basis)));
        all
    }

    /// The integrations, most writes first.
    pub(super) fn integrations(&self) -> Vec<Integration> {
        let mut all: Vec<Integration> = self
            .systems
            .iter()
            .filter_map(|((crm, system), own)| {
                Some(Integration {
                    crm,
                    system: system.clone(),
                    writes: own.writes,
                    fields: own.fields.len() as u64,
                    first: dates::date(own.first)?,
                    last: dates::date(own.last)?,
                    weeks: self.weeks(own),
                })
            })
            .collect();
        all.sort_by(|a, b| (b.writes, a.crm, &a.system).cmp(&(a.writes, b.crm, &b.system)));
        all
    }

    fn weeks(&self, own: &OfSystem) -> Vec<Week> {
        let first = self.as_of - 7 * Day::try_from(WEEKS).unwrap_or_default() + 1;
        let from = |week: usize| dates::date(first + 7 * Day::try_from(week).unwrap_or_default());
        let weeks = own.weeks.iter().enumerate();
        weeks.filter_map(|(week, &writes)| Some(Week { from: from(week)?, writes })).collect()
    }

    /// The busiest of those whom nobody explains.
    pub(super) fn nobody_explains(&self) -> Vec<Unexplained> {
        let mut all: Vec<Unexplained> = self
            .unexplained
            .iter()
            .filter_map(|((crm, author), &(writes, last))| {
                Some(Unexplained { crm, author: author.clone(), writes, last: dates::date(last)? })
            })
            .collect();
        all.sort_by(|a, b| (b.writes, a.crm, &a.author).cmp(&(a.writes, b.crm, &b.author)));
        all.truncate(LISTED);
        all
    }

    /// Objects of which a history was read, with their CRM.
    pub(super) fn objects(&self) -> BTreeSet<(&'static str, String)> {
        let own = self.fields.iter().filter(|own| own.basis == Basis::History);
        own.map(|own| (own.crm, own.field.object.clone())).collect()
    }
}

impl OfField {
    fn told(&self) -> FieldWrites {
        let told = |(writer, count): (&Writer, &Count)| FieldWriter {
            writer: writer.clone(),
            writes: count.writes,
            recent: count.recent,
            last: count.last.and_then(dates::date),
        };
        let mut writers: Vec<FieldWriter> = self.writers.iter().map(told).collect();
        writers.sort_by(|a, b| (b.recent, b.writes, &a.writer).cmp(&(a.recent, a.writes, &b.writer)));
        FieldWrites {
            crm: self.crm,
            field: self.field.clone(),
            basis: self.basis,
            distinct: self.authors.count(),
            coverage: None,
            last: writers.iter().filter_map(|writer| writer.last).max(),
            writers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(days: &[Day]) -> Tally {
        let mut tally = Tally::new(20_000, 90);
        let field = FieldRef { object: "Account".into(), field: "Region__c".into() };
        let place = tally.field("salesforce", field, Basis::History);
        let writer = Writer { class: WriterClass::Integration, system: Some("billing sync".into()) };
        for (record, &day) in (0..).zip(days) {
            tally.write(place, &Write { record, author: 7, writer: &writer, day: Some(day) });
        }
        tally
    }

    #[test]
    fn the_recent_window_is_ninety_days_with_the_last_one() {
        let (fields, weeks) = {
            let tally = tally(&[20_000, 19_911, 19_910]);
            (tally.fields(), tally.integrations()[0].weeks.clone())
        };
        assert_eq!((fields[0].0.writers[0].writes, fields[0].0.writers[0].recent), (3, 2));
        assert_eq!(fields[0].0.distinct, Distinct { count: 1, exact: true });
        assert_eq!(weeks.iter().map(|week| week.writes).collect::<Vec<_>>()[11..], [0, 1]);
        // The 90th day lies in the first of the thirteen weeks, and so does the one before it.
        assert_eq!((weeks.len(), weeks[0].writes), (13, 2));
    }

    #[test]
    fn beyond_a_thousand_records_the_count_is_an_estimate_and_says_so() {
        let mut different = Different::default();
        (0..5_000_u64).for_each(|number| different.add(sketch::hash(&number.to_string())));
        let count = different.count();
        assert!(!count.exact && count.count.abs_diff(5_000) < 200, "{count:?}");
    }
}
