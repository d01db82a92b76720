//! One pass over the records of an object: the scan, and everything else that needs each record once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::columns::{duties, plans};
use super::dates;
use super::dialect::{truth, vacant_in};
use super::part::{Keep, ObjectFiles, Outcome};
use super::schema::Stage;
use super::stages;
use crate::engine::read::{InputError, Problem, Row};
use crate::engine::scan::{Day, Placeholders, RecordFacts, TableScan};
use crate::engine::sketch;
use crate::model::{Duty, Policy, Role};

/// Record types or pipelines by which fill is counted apart; more than this are counted together.
const SCOPES: usize = 64;

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
}

/// What one pass found.
#[derive(Debug, Clone)]
pub struct ObjectRead {
    pub scan: TableScan,
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

/// A deal as its cells stand, before stages and owners are known.
#[derive(Debug, Clone, Default)]
pub struct RawDeal {
    pub cells: BTreeMap<Duty, String>,
}

/// Duties of a deal whose cells are kept.
const DEAL: &[Duty] = &[
    Duty::Id,
    Duty::Name,
    Duty::Owner,
    Duty::Stage,
    Duty::Pipeline,
    Duty::Segment,
    Duty::Amount,
    Duty::Currency,
    Duty::Probability,
    Duty::IsClosed,
    Duty::IsWon,
    Duty::IsLost,
    Duty::CreatedAt,
    Duty::CloseDate,
];

/// Reads the records of an object.
///
/// # Errors
/// When a file cannot be read on, or with `strict` at the first cell that does not fit.
pub fn read(files: &ObjectFiles, context: &PassContext) -> Result<ObjectRead, InputError> {
    let mut pass = Pass::new(files, context);
    let plans = plans(&files.columns, files.crm, &context.placeholders);
    let outcomes = files.each(Keep::Count, |row, _| {
        if context.strict {
            pass.check(row, &plans)?;
        }
        pass.record(row, &plans);
        Ok(())
    })?;
    let mut read = pass.read;
    read.outcomes = outcomes;
    Ok(read)
}

struct Pass<'a> {
    files: &'a ObjectFiles,
    context: &'a PassContext,
    duties: BTreeMap<Duty, usize>,
    vacant: &'static [&'static str],
    retired: Option<(usize, HashSet<String>)>,
    scope_numbers: HashMap<String, usize>,
    read: ObjectRead,
}

impl<'a> Pass<'a> {
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
            scope_numbers: HashMap::new(),
            read: ObjectRead {
                scan: TableScan::new(files.columns.len(), context.ceiling),
                deleted: 0,
                births: BTreeMap::new(),
                touches: BTreeMap::new(),
                newest: None,
                scopes: Vec::new(),
                deals: Vec::new(),
                names: HashMap::new(),
                stages: Vec::new(),
                outcomes: Vec::new(),
            },
        }
    }

    /// The cell that has a duty, trimmed; empty where there is none or it means nothing.
    fn cell<'r>(&self, row: &'r Row, duty: Duty) -> &'r str {
        let Some(&column) = self.duties.get(&duty) else { return "" };
        let cell = row.get(column).trim();
        if self.vacant.contains(&cell) { "" } else { cell }
    }

    fn day(&self, row: &Row, duty: Duty) -> Option<Day> {
        let &column = self.duties.get(&duty)?;
        let text = row.get(column).trim();
        if let Some(day) = dates::iso_day(text) {
            return Some(day);
        }
        let moment = dates::parse(text, self.files.columns[column].order)?;
        Some(dates::day(moment.date(&self.context.zone)))
    }

    fn record(&mut self, row: &Row, plans: &[crate::engine::scan::ColumnPlan]) {
        if truth(self.cell(row, Duty::IsDeleted)) {
            self.read.deleted += 1;
            return;
        }
        let born = self.day(row, Duty::CreatedAt);
        let scope = self.scope(row);
        let key = match self.cell(row, Duty::Id) {
            "" => sketch::hash(&row.number.to_string()),
            id => sketch::hash(id),
        };
        self.read.scan.record(row, RecordFacts { born, scope, key }, plans);
        let changed = [Duty::ModifiedAt, Duty::SystemModifiedAt].iter().find_map(|&duty| self.day(row, duty));
        for day in [born, changed].into_iter().flatten().filter(|&day| day <= self.context.ceiling) {
            self.read.newest = self.read.newest.max(Some(day));
        }
        if let Some(born) = born {
            let known = self.source_known(row);
            let births = self.read.births.entry(born).or_default();
            births.0 += 1;
            births.1 += u64::from(known);
        }
        self.touch(row, born);
        self.keep(row);
    }

    fn scope(&mut self, row: &Row) -> Option<usize> {
        let duty = if self.duties.contains_key(&Duty::Scope) { Duty::Scope } else { Duty::Pipeline };
        let scope = self.cell(row, duty);
        if scope.is_empty() {
            return None;
        }
        if let Some(&number) = self.scope_numbers.get(scope) {
            return Some(number);
        }
        if self.read.scopes.len() == SCOPES {
            return None;
        }
        let number = self.read.scopes.len();
        self.read.scopes.push(scope.to_owned());
        self.scope_numbers.insert(scope.to_owned(), number);
        Some(number)
    }

    /// Filled with something that says where the record came from, by somebody who is named where that is exported.
    fn source_known(&self, row: &Row) -> bool {
        let source = self.cell(row, Duty::Source).to_lowercase();
        let says = !source.is_empty()
            && !self.context.policy.sources.unknown.contains(&source)
            && !self.context.placeholders.contains(&source);
        let by = !self.duties.contains_key(&Duty::CreatedBy) || !self.cell(row, Duty::CreatedBy).is_empty();
        says && by
    }

    fn touch(&mut self, row: &Row, born: Option<Day>) {
        let Some(day) = self.day(row, Duty::LastActivity).or(born) else { return };
        let retired = self.retired.as_ref().is_some_and(|(column, values)| {
            let value = row.get(*column).trim();
            // A checkbox is retired when it is checked, however the export spells that.
            values.contains(&value.to_lowercase()) || (values.contains("true") && truth(value))
        });
        let touches = self.read.touches.entry(day).or_default();
        touches.0 += 1;
        touches.1 += u64::from(retired);
    }

    fn keep(&mut self, row: &Row) {
        match self.files.role {
            Role::Opportunity => {
                let cells = DEAL
                    .iter()
                    .map(|&duty| (duty, self.cell(row, duty)))
                    .filter(|(_, cell)| !cell.is_empty())
                    .map(|(duty, cell)| (duty, cell.to_owned()))
                    .collect();
                self.read.deals.push(RawDeal { cells });
            }
            Role::User | Role::RecordType => {
                let id = self.cell(row, Duty::Id);
                let name = self.person(row);
                if !id.is_empty() && !name.is_empty() {
                    self.read.names.insert(short_id(self.files.crm, id).to_owned(), name);
                }
            }
            Role::Stage => {
                self.read.stages.extend(stages::from_row(&self.files.columns, row, self.files.crm));
            }
            Role::Account | Role::Contact | Role::Lead | Role::Activity | Role::Other => {}
        }
    }

    /// The name of a user or record type, put together from its parts where there is no whole one.
    fn person(&self, row: &Row) -> String {
        let whole = self.cell(row, Duty::Name);
        if !whole.is_empty() {
            return whole.to_owned();
        }
        let part = |names: [&str; 2]| {
            let column = self
                .files
                .columns
                .iter()
                .position(|column| names.iter().any(|name| column.field.name.eq_ignore_ascii_case(name)));
            column.map_or("", |column| row.get(column).trim())
        };
        let name = format!("{} {}", part(["firstname", "first_name"]), part(["lastname", "last_name"]));
        if name.trim().is_empty() { self.cell(row, Duty::Email).to_owned() } else { name.trim().to_owned() }
    }

    fn check(&self, row: &Row, plans: &[crate::engine::scan::ColumnPlan]) -> Result<(), InputError> {
        for ((cell, plan), column) in row.cells().zip(plans).zip(&self.files.columns) {
            let value = cell.trim();
            let placeholder = || self.context.placeholders.contains(value);
            if value.is_empty() || plan.vacant.contains(&value) || (plan.fits)(value) || placeholder() {
                continue;
            }
            let kind = column.field.kind.noun();
            return Err(InputError::new(Problem::Invalid, format!("found a value that is no {kind}"))
                .at_row(row.number)
                .at_column(&column.header)
                .in_file(self.files.parts.first().map_or("", |part| part.input.name.as_str()))
                .hint(
                    "correct the cell, or leave `--strict` out: such cells are then counted and reported",
                ));
        }
        Ok(())
    }
}

/// Salesforce ids are compared in fifteen characters.
#[must_use]
pub fn short_id<'a>(crm: &str, id: &'a str) -> &'a str {
    if crm == "salesforce" && id.len() == 18 { id.get(..15).unwrap_or(id) } else { id }
}
