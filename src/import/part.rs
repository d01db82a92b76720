//! The files that hold one object's records, read as one sequence of records.

use std::collections::BTreeMap;

use super::columns::Column;
use super::dates;
use super::kept::short_id;
use super::open::{How, Part};
use super::records::REPEATED_ID;
use super::{date_order, repeated};
use crate::engine::pass::Source;
use crate::engine::read::{Batch, InputError, Row, SetAside, Table, View};
use crate::engine::sketch;
use crate::model::Role;

/// Everything that is needed to read the records of one object.
#[derive(Debug, Clone)]
pub struct ObjectFiles {
    pub crm: &'static str,
    pub object: String,
    pub role: Role,
    pub parts: Vec<Part>,
    /// The union of the parts' columns, in the order of the first.
    pub columns: Vec<Column>,
    /// How many threads read them.
    pub threads: usize,
}

/// What became of one file.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Records used, the deleted ones included.
    pub records: u64,
    /// How many lines, rows or cells were set aside.
    pub aside_count: u64,
    /// The same by reason.
    pub reasons: BTreeMap<String, u64>,
    /// The same, each with its text; empty unless asked for.
    pub aside: Vec<SetAside>,
    pub notes: Vec<String>,
}

/// Whether to keep the text of what is set aside, or only count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Count,
    Text,
}

impl ObjectFiles {
    /// Reads every record once, in file order, its cells in the order of `columns`.
    ///
    /// A record whose id was seen before is set aside. Where an object comes in several parts, the newest
    /// version of a record is the one that is used.
    ///
    /// # Errors
    /// When a file cannot be read on, or `visit` fails.
    pub fn each(
        &self,
        keep: Keep,
        mut visit: impl FnMut(&Row, &mut Vec<SetAside>) -> Result<(), InputError>,
    ) -> Result<Vec<Outcome>, InputError> {
        let outdated = repeated::find(self)?;
        let mut outcomes = Vec::with_capacity(self.parts.len());
        let mut position = 0_u64;
        for part in &self.parts {
            let mut outcome = Outcome::default();
            if part.copy {
                outcomes.push(outcome);
                continue;
            }
            let mut reader = PartReader::open(part, &self.columns)?;
            while let Some(row) = reader.next(part)? {
                position += 1;
                if outdated.contains(position - 1) {
                    outcome.take(vec![whole(row, REPEATED_ID)], keep);
                    continue;
                }
                outcome.records += 1;
                let mut aside = Vec::new();
                visit(row, &mut aside)?;
                outcome.take(aside, keep);
                outcome.take(reader.take_aside(), keep);
            }
            outcome.take(reader.take_aside(), keep);
            outcome.notes = reader.notes();
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Whether empty fields are not written at all, as SuiteQL does in JSON: a missing column then says nothing.
    #[must_use]
    pub fn leaves_out_empties(&self) -> bool {
        self.crm == "netsuite" && self.parts.iter().all(|part| matches!(part.how, How::Json(_)))
    }

    /// The hash of an id. A Salesforce id is the same in fifteen and in eighteen characters.
    pub(super) fn key(&self, id: &str) -> u64 {
        sketch::hash(short_id(self.crm, id))
    }

    /// Where the columns stand in each of the files.
    pub(super) fn places(&self) -> Places {
        Places(self.parts.iter().map(|part| places(part, &self.columns)).collect())
    }

    /// Settles the order of day and month of every date column that needs one, over all its values.
    ///
    /// Evidence is pooled over the columns of a file: they were written by one person's settings.
    ///
    /// # Errors
    /// When a file holds dates of both orders; the error names a line of each.
    pub fn settle_dates(&mut self, head: &[Row]) -> Result<Option<String>, InputError> {
        use crate::model::FieldKind;
        let dated: Vec<usize> = (0..self.columns.len())
            .filter(|&index| matches!(self.columns[index].field.kind, FieldKind::Date | FieldKind::DateTime))
            .collect();
        let mut sampled = dates::Evidence::default();
        for row in head {
            dated.iter().for_each(|&column| sampled.see(row.get(column), row.number));
        }
        if !sampled.matters() {
            return Ok(None);
        }
        let (order, note) = date_order::find(self, &dated)?;
        for column in dated {
            self.columns[column].order = order;
        }
        Ok(Some(note))
    }
}

/// For each part, where the columns of the object stand in its file; `None` where they are the same.
#[derive(Debug)]
pub(super) struct Places(Vec<Option<Vec<Option<usize>>>>);

impl Places {
    /// A batch of a part, its columns in the order of the object's.
    pub(super) fn view<'b>(&'b self, part: usize, batch: &'b Batch) -> View<'b> {
        View { batch, places: self.0.get(part).and_then(Option::as_deref) }
    }

    /// For each part, where only these columns stand.
    pub(super) fn only(&self, columns: &[usize]) -> Vec<Vec<usize>> {
        let in_part = |places: &Option<Vec<Option<usize>>>| match places {
            None => columns.to_vec(),
            Some(places) => columns.iter().filter_map(|&column| places[column]).collect(),
        };
        self.0.iter().map(in_part).collect()
    }
}

impl Source for ObjectFiles {
    fn parts(&self) -> usize {
        self.parts.len()
    }

    fn name(&self, part: usize) -> &str {
        self.parts.get(part).map_or("", |part| part.input.name.as_str())
    }

    fn open(&self, part: usize) -> Result<Option<Table>, InputError> {
        match self.parts.get(part) {
            Some(part) if !part.copy => part.table().map(Some),
            _ => Ok(None),
        }
    }
}

/// A whole row as it is set aside.
#[must_use]
pub fn whole(row: &Row, reason: &str) -> SetAside {
    let cells: Vec<&str> = row.cells().collect();
    SetAside { number: row.number, column: None, reason: reason.to_owned(), text: cells.join(",") }
}

impl Outcome {
    pub(super) fn take(&mut self, aside: Vec<SetAside>, keep: Keep) {
        self.aside_count += aside.len() as u64;
        for item in &aside {
            *self.reasons.entry(item.reason.clone()).or_default() += 1;
        }
        if keep == Keep::Text {
            self.aside.extend(aside);
        }
    }
}

/// Where the columns of an object stand in a file; `None` where they are the same.
fn places(part: &Part, columns: &[Column]) -> Option<Vec<Option<usize>>> {
    let same = part.names.len() == columns.len()
        && part.names.iter().zip(columns).all(|(name, column)| *name == column.field.name);
    let place = |column: &Column| part.names.iter().position(|name| *name == column.field.name);
    (!same).then(|| columns.iter().map(place).collect())
}

/// Reads one part with its cells put in the order of the object's columns.
struct PartReader {
    table: Table,
    read: Row,
    placed: Row,
    /// For each column of the object, the cell of the file; `None` where the columns are the same.
    places: Option<Vec<Option<usize>>>,
}

impl PartReader {
    fn open(part: &Part, columns: &[Column]) -> Result<Self, InputError> {
        Ok(Self { table: part.table()?, read: Row::new(), placed: Row::new(), places: places(part, columns) })
    }

    fn next(&mut self, part: &Part) -> Result<Option<&Row>, InputError> {
        let more = self.table.rows.next(&mut self.read).map_err(|error| error.in_file(&part.input.name))?;
        if !more {
            return Ok(None);
        }
        let Some(places) = &self.places else { return Ok(Some(&self.read)) };
        self.placed.clear();
        self.placed.number = self.read.number;
        for place in places {
            self.placed.push(place.map_or("", |place| self.read.get(place)));
        }
        Ok(Some(&self.placed))
    }

    fn take_aside(&mut self) -> Vec<SetAside> {
        self.table.rows.take_aside()
    }

    fn notes(&self) -> Vec<String> {
        self.table.rows.notes()
    }
}
