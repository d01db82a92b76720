//! Histories: who changed which field, counted row by row.
//!
//! ```text
//! survey: which minutes are loads, how dates are written, the newest write → as_of → count: whose hand, which field
//! ```
//!
//! Each history is read twice, because whether a change was part of a load is known only at its end. Memory
//! follows the number of fields and systems, never the number of changes.

mod authors;
mod bursts;
mod form;
mod names;
mod revisions;
mod settle;
mod sources;
mod tally;
#[cfg(test)]
mod tests;
mod twins;

use std::collections::HashMap;

use jiff::tz::TimeZone;

use self::authors::Authors;
use self::bursts::Bursts;
pub use self::form::Form;
use self::form::{Change, Columns};
use self::tally::{Tally, Write};
use self::twins::Twins;
use super::assemble::Passed;
use super::dates::{self, Evidence, Order};
use super::group::same_bytes;
use super::identify::SeenTable;
use super::kept::short_id;
use super::open::Part;
use super::options::LoadOptions;
use crate::engine::read::{InputError, Row};
use crate::engine::scan::Day;
use crate::engine::sketch;
use crate::model::{Basis, Policy, Snapshot, Writer, WriterClass};

/// A file with a history in it.
pub(super) struct History {
    /// Its line in the list of files.
    pub(super) place: usize,
    part: Part,
    columns: Columns,
    order: Order,
}

impl History {
    /// A table of changes.
    pub(super) fn of_table(place: usize, table: &SeenTable, form: Form) -> Self {
        let file = table.part.input.name.as_str();
        let columns = Columns::find(form, &table.header, file, table.object_inside.as_deref());
        Self { place, part: table.part.clone(), columns, order: Order::default() }
    }

    /// The revisions that records of HubSpot carry with them.
    pub(super) fn of_records(place: usize, table: &SeenTable, object: &str) -> Option<Self> {
        let part = revisions::part(&table.part).filter(|_| table.revisions)?;
        let columns = Columns::find(Form::Revisions, &[], "", Some(object));
        Some(Self { place, part, columns, order: Order::default() })
    }

    /// The object it is about, where it is about one.
    pub(super) fn object(&self) -> Option<String> {
        Some(self.columns.object.clone()).filter(|object| !object.is_empty() && !self.columns.names_objects())
    }

    /// Visits every change; of the two rows of a lookup change only the first.
    fn each(&self, mut visit: impl FnMut(Change<'_>, u64)) -> Result<Seen, InputError> {
        let mut table = self.part.table()?;
        let (mut row, mut twins, mut seen) = (Row::new(), Twins::default(), Seen::default());
        while table.rows.next(&mut row).map_err(|error| error.in_file(&self.part.input.name))? {
            if self.columns.form == Form::Revisions {
                let header = &table.header;
                seen.unreadable += revisions::each(&self.columns, header, &row, |change| {
                    seen.changes += 1;
                    visit(change, row.number);
                });
                continue;
            }
            let Some(change) = self.columns.change(&row) else {
                seen.events += 1;
                continue;
            };
            if self.columns.form == Form::Fields && twins.repeats(key(&change), change.ids) {
                seen.twins += 1;
                continue;
            }
            seen.changes += 1;
            visit(change, row.number);
        }
        Ok(seen)
    }
}

/// What became of the rows of a history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) changes: u64,
    events: u64,
    twins: u64,
    /// Histories of a property that are no list of revisions.
    pub(super) unreadable: u64,
    undated: u64,
    /// Later than the day that is asked about.
    later: u64,
}

impl Seen {
    /// What is to be said about the file.
    pub(super) fn notes(self) -> Vec<String> {
        let said = [
            (self.events, "rows are events and no changes of a field"),
            (self.twins, "rows say a lookup's change again, with ids: counted once"),
            (self.undated, "changes have no date that can be read: not counted as recent"),
            (self.later, "changes are later than the as-of date: not counted"),
            (self.unreadable, "property histories could not be read"),
        ];
        said.iter().filter(|(count, _)| *count > 0).map(|(count, text)| format!("{count} {text}")).collect()
    }
}

fn key(change: &Change<'_>) -> u64 {
    [change.record, change.field, change.author, change.at]
        .iter()
        .fold(0_u64, |key, text| key.rotate_left(13) ^ sketch::hash(text))
}

/// Histories that were looked through once.
pub(super) struct Surveyed {
    histories: Vec<History>,
    bursts: Option<Bursts>,
    newest: Option<Day>,
    /// Those that are an earlier file once more, each with what to say about it.
    pub(super) copies: Vec<(usize, String)>,
    /// Those that could not be read.
    pub(super) failed: Vec<(usize, InputError)>,
}

/// Looks through the histories for loads, for the way dates are written, and for the newest change.
pub(super) fn survey(histories: Vec<History>, options: &LoadOptions) -> Surveyed {
    let fields = histories.iter().any(|history| history.columns.form == Form::Fields);
    let mut surveyed = Surveyed {
        histories: Vec::new(),
        bursts: fields.then(Bursts::new),
        newest: None,
        copies: Vec::new(),
        failed: Vec::new(),
    };
    let greenwich = options.zone == TimeZone::UTC;
    let ceiling = dates::day(options.as_of.unwrap_or(options.today));
    for mut history in histories {
        let input = &history.part.input;
        let twin = surveyed.histories.iter().map(|earlier| &earlier.part.input).find(|earlier| {
            // One that cannot be read is no copy, and says so when it is counted.
            earlier.size == input.size && same_bytes(earlier, input).unwrap_or(false)
        });
        if let Some(twin) = twin {
            let note = format!("the same file as {}, byte for byte: counted once", twin.name);
            surveyed.copies.push((history.place, note));
            continue;
        }
        let mut evidence = Evidence::default();
        let (mut newest, mut newest_day_first) = (None, None);
        let day = |at: &str, order: Order| {
            dates::day_of(at, order, &options.zone, greenwich).filter(|&day| day <= ceiling)
        };
        let seen = history.each(|change, number| {
            if let Some(bursts) = surveyed.bursts.as_mut().filter(|_| history.columns.form == Form::Fields) {
                bursts.see(short_id("salesforce", change.author), change.at);
            }
            evidence.see(change.at, number);
            newest = newest.max(day(change.at, Order::MonthFirst));
            newest_day_first = newest_day_first.max(day(change.at, Order::DayFirst));
        });
        if let Err(error) = seen {
            surveyed.failed.push((history.place, error));
            continue;
        }
        if evidence.day_first.is_some() && evidence.month_first.is_none() {
            history.order = Order::DayFirst;
            newest = newest_day_first;
        }
        surveyed.newest = surveyed.newest.max(newest);
        surveyed.histories.push(history);
    }
    surveyed
}

impl Surveyed {
    /// The day of the newest change.
    pub(super) fn newest(&self) -> Option<Day> {
        self.newest
    }

    /// Counts the changes, and writes what is known about writers into the snapshot.
    ///
    /// # Errors
    /// When a file cannot be read again.
    pub(super) fn count(
        &self,
        passed: &[Passed],
        snapshot: &mut Snapshot,
        policy: &Policy,
        options: &LoadOptions,
    ) -> Result<Vec<(usize, Seen)>, InputError> {
        let mut authors = Authors::read(passed, &policy.writers)?;
        let as_of = dates::day(snapshot.as_of);
        let mut tally = Tally::new(as_of, policy.thresholds.recent_days);
        let mut told = Vec::new();
        for history in &self.histories {
            let seen = self.count_one(history, &mut authors, &mut tally, snapshot, options)?;
            told.push((history.place, seen));
        }
        settle::records(passed, &mut authors, &mut tally, options)?;
        settle::settle(&tally, &authors, snapshot);
        Ok(told)
    }

    fn count_one(
        &self,
        history: &History,
        authors: &mut Authors<'_>,
        tally: &mut Tally,
        snapshot: &Snapshot,
        options: &LoadOptions,
    ) -> Result<Seen, InputError> {
        let crm = history.columns.form.crm();
        let as_of = dates::day(snapshot.as_of);
        let (mut places, mut name) = (HashMap::<String, usize>::new(), String::new());
        let (mut undated, mut later) = (0, 0);
        let greenwich = options.zone == TimeZone::UTC;
        let mut seen = history.each(|change, _| {
            let day = dates::day_of(change.at, history.order, &options.zone, greenwich);
            undated += u64::from(day.is_none());
            if day.is_some_and(|day| day > as_of) {
                later += 1;
                return;
            }
            name.clear();
            [change.object, "\u{1f}", change.field].iter().for_each(|part| name.push_str(part));
            let place = match places.get(&name) {
                Some(&place) => place,
                None => {
                    let field = names::resolve(crm, change.object, change.field, &snapshot.objects);
                    let place = tally.field(crm, field, Basis::History);
                    places.insert(name.clone(), place);
                    place
                }
            };
            let (writer, unexplained) = self.writer(&change, crm, authors);
            if let Some(author) = unexplained {
                tally.unexplained(crm, author, day);
            }
            let record = sketch::hash(short_id(crm, change.record));
            let author = author(&change, crm, &writer);
            tally.write(place, &Write { record, author, writer: &writer, day });
        })?;
        (seen.undated, seen.later) = (undated, later);
        seen.changes -= later;
        Ok(seen)
    }

    /// The writer of a change, and its id where nobody explains it.
    fn writer<'c>(
        &self,
        change: &Change<'c>,
        crm: &str,
        authors: &mut Authors<'_>,
    ) -> (Writer, Option<&'c str>) {
        let unexplained = |author: &'c str| Some(author).filter(|author| !author.is_empty());
        match crm {
            "salesforce" => {
                let short = short_id(crm, change.author);
                let known = authors.user(short);
                let by_hand = known.as_ref().is_none_or(|writer| writer.class == WriterClass::Human);
                let load = self.bursts.as_ref().is_some_and(|bursts| bursts.is_load(short, change.at));
                let nobody = known.is_none().then(|| unexplained(change.author)).flatten();
                if by_hand && load {
                    return (Writer { class: WriterClass::Import, system: None }, nobody);
                }
                (known.unwrap_or_default(), nobody)
            }
            "netsuite" => {
                let class = sources::of_netsuite(change.source);
                if let Some(named) = authors.name(&[change.author]) {
                    return (named, None);
                }
                let integration = class == WriterClass::Integration && !change.author.is_empty();
                let system = integration.then(|| change.author.to_owned());
                let nobody = (class == WriterClass::Unknown).then(|| unexplained(change.author)).flatten();
                (Writer { class, system }, nobody)
            }
            _ => hubspot(change, authors),
        }
    }
}

/// The writer of a HubSpot change: the app by its label or id, everything else by its class.
fn hubspot<'c>(change: &Change<'c>, authors: &mut Authors<'_>) -> (Writer, Option<&'c str>) {
    let class = sources::of_hubspot(change.source);
    if let Some(named) = authors.name(&[change.source_id, change.label]) {
        return (named, None);
    }
    let is_app = !change.source_id.is_empty() && change.source_id.bytes().all(|byte| byte.is_ascii_digit());
    let system = match class {
        WriterClass::Integration | WriterClass::Enrichment if !change.label.is_empty() => {
            Some(change.label.to_owned())
        }
        WriterClass::Integration if change.source.eq_ignore_ascii_case("salesforce") => {
            Some("Salesforce".to_owned())
        }
        WriterClass::Integration if is_app => Some(format!("app {}", change.source_id)),
        _ => None,
    };
    let nameless = class == WriterClass::Integration && change.label.is_empty() && is_app;
    (Writer { class, system }, nameless.then_some(change.source_id))
}

/// Who it was, for counting different authors: a user, an app, else the kind of source.
fn author(change: &Change<'_>, crm: &str, writer: &Writer) -> u64 {
    let text = match (crm, writer.class) {
        ("salesforce", _) => short_id(crm, change.author),
        ("netsuite", _) if !change.author.is_empty() => change.author,
        (_, WriterClass::Human | WriterClass::Integration) if !change.source_id.is_empty() => {
            change.source_id
        }
        (_, WriterClass::Human) if !change.author.is_empty() => change.author,
        _ => writer.class.noun(),
    };
    sketch::hash(text)
}
