//! The files that hold one object's records, read as one sequence of records.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::{Column, duties};
use super::dates::{self, Order};
use super::open::{How, Part};
use crate::engine::read::{InputError, Problem, Row, SetAside};
use crate::engine::sketch;
use crate::model::{Duty, Role};

/// Everything that is needed to read the records of one object.
#[derive(Debug, Clone)]
pub struct ObjectFiles {
    pub crm: &'static str,
    pub object: String,
    pub role: Role,
    pub parts: Vec<Part>,
    /// The union of the parts' columns, in the order of the first.
    pub columns: Vec<Column>,
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
        let duties = duties(&self.columns);
        let id = duties.get(&Duty::Id).copied();
        let newest = match id {
            Some(id) if self.parts.iter().filter(|part| !part.copy).count() > 1 => {
                Some(self.newest_versions(id)?)
            }
            _ => None,
        };
        let mut seen = HashSet::new();
        let mut outcomes = Vec::with_capacity(self.parts.len());
        let mut ordinal = 0_u64;
        for part in &self.parts {
            let mut outcome = Outcome::default();
            if part.copy {
                outcomes.push(outcome);
                continue;
            }
            let mut reader = PartReader::open(part, &self.columns)?;
            while let Some(row) = reader.next(part)? {
                ordinal += 1;
                let key = id.map(|id| row.get(id).trim()).filter(|id| !id.is_empty()).map(|id| self.key(id));
                let repeated = match (key, &newest) {
                    (Some(key), Some(newest)) => {
                        newest.get(&key).is_some_and(|&(_, winner)| winner != ordinal)
                    }
                    (Some(key), None) => !seen.insert(key),
                    (None, _) => false,
                };
                if repeated {
                    outcome.take(vec![whole(row, "repeated id")], keep);
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

    /// A Salesforce id is the same in fifteen and in eighteen characters.
    fn key(&self, id: &str) -> u64 {
        let id = if self.crm == "salesforce" && id.len() == 18 { id.get(..15).unwrap_or(id) } else { id };
        sketch::hash(id)
    }

    /// For each id the newest version: when it was changed, and its place in file order.
    fn newest_versions(&self, id: usize) -> Result<HashMap<u64, (Option<i64>, u64)>, InputError> {
        let duties = duties(&self.columns);
        let changed = duties.get(&Duty::SystemModifiedAt).or_else(|| duties.get(&Duty::ModifiedAt)).copied();
        let mut newest: HashMap<u64, (Option<i64>, u64)> = HashMap::new();
        let mut ordinal = 0_u64;
        for part in self.parts.iter().filter(|part| !part.copy) {
            let mut reader = PartReader::open(part, &self.columns)?;
            while let Some(row) = reader.next(part)? {
                ordinal += 1;
                let text = row.get(id).trim();
                if text.is_empty() {
                    continue;
                }
                let when = changed.and_then(|column| instant(row.get(column), self.columns[column].order));
                let version = (when, ordinal);
                newest
                    .entry(self.key(text))
                    .and_modify(|kept| {
                        if when > kept.0 {
                            *kept = version;
                        }
                    })
                    .or_insert(version);
            }
        }
        Ok(newest)
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
        let mut evidence = dates::Evidence::default();
        for part in self.parts.iter().filter(|part| !part.copy) {
            let mut reader = PartReader::open(part, &self.columns)?;
            while let Some(row) = reader.next(part)? {
                for &column in &dated {
                    let mut one = dates::Evidence::default();
                    one.see(row.get(column), row.number);
                    let contradiction =
                        match (one.day_first, evidence.month_first, one.month_first, evidence.day_first) {
                            (Some(here), Some(there), ..) | (_, _, Some(here), Some(there)) => {
                                Some((here, there))
                            }
                            _ => None,
                        };
                    if let Some((here, there)) = contradiction {
                        return Err(contradictory(
                            &part.input.name,
                            &self.columns[column].header,
                            here,
                            there,
                        ));
                    }
                    evidence.join(one);
                }
            }
        }
        let (order, note) = match (evidence.day_first, evidence.month_first) {
            (Some(row), _) => {
                (Order::DayFirst, format!("dates are day first (line {row} has a day above 12 in front)"))
            }
            (_, Some(row)) => (
                Order::MonthFirst,
                format!("dates are month first (line {row} has a day above 12 in second place)"),
            ),
            _ => (
                Order::MonthFirst,
                "dates could be day first or month first: month first is assumed, no value tells".to_owned(),
            ),
        };
        for column in dated {
            self.columns[column].order = order;
        }
        Ok(Some(note))
    }
}

fn contradictory(file: &str, column: &str, here: u64, there: u64) -> InputError {
    InputError::new(
        Problem::Inconsistent,
        format!(
            "dates are written day first in one line and month first in another: lines {} and {}",
            here.min(there),
            here.max(there)
        ),
    )
    .in_file(file)
    .at_column(column)
    .hint("export with ISO dates (`2026-12-31`), or split the file by where its rows come from")
}

fn instant(text: &str, order: Order) -> Option<i64> {
    let moment = dates::parse(text, order)?;
    let offset = moment.offset.unwrap_or(jiff::tz::Offset::UTC);
    offset.to_timestamp(moment.at).ok().map(jiff::Timestamp::as_millisecond)
}

/// A whole row as it is set aside.
#[must_use]
pub fn whole(row: &Row, reason: &str) -> SetAside {
    let cells: Vec<&str> = row.cells().collect();
    SetAside { number: row.number, column: None, reason: reason.to_owned(), text: cells.join(",") }
}

impl Outcome {
    fn take(&mut self, aside: Vec<SetAside>, keep: Keep) {
        self.aside_count += aside.len() as u64;
        for item in &aside {
            *self.reasons.entry(item.reason.clone()).or_default() += 1;
        }
        if keep == Keep::Text {
            self.aside.extend(aside);
        }
    }
}

/// Reads one part with its cells put in the order of the object's columns.
struct PartReader {
    table: crate::engine::read::Table,
    read: Row,
    placed: Row,
    /// For each column of the object, the cell of the file; `None` where the columns are the same.
    places: Option<Vec<Option<usize>>>,
}

impl PartReader {
    fn open(part: &Part, columns: &[Column]) -> Result<Self, InputError> {
        let table = part.table()?;
        let same = part.names.len() == columns.len()
            && part.names.iter().zip(columns).all(|(name, column)| *name == column.field.name);
        let places = (!same).then(|| {
            columns
                .iter()
                .map(|column| part.names.iter().position(|name| *name == column.field.name))
                .collect()
        });
        Ok(Self { table, read: Row::new(), placed: Row::new(), places })
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
