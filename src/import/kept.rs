//! The few records that are kept as they are: deals, stages, and the names of users and record types.

use std::collections::BTreeMap;

use super::facts::Reader;
use super::schema::Stage;
use super::stages;
use crate::engine::read::{Row, View};
use crate::engine::scan::Facts;
use crate::model::{Duty, Role};

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

/// Records, or parts of them, that are kept as they are.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) deals: Vec<RawDeal>,
    /// Id and name, of users and record types.
    pub(super) names: Vec<(String, String)>,
    pub(super) stages: Vec<Stage>,
}

impl Kept {
    /// Adds what the next batch kept.
    pub(super) fn add(&mut self, next: Self) {
        self.deals.extend(next.deals);
        self.names.extend(next.names);
        self.stages.extend(next.stages);
    }
}

impl Reader<'_> {
    /// Keeps what the role of the object asks for, of the records that count.
    pub(super) fn keep(&self, view: &View<'_>, facts: &Facts) -> Kept {
        let mut kept = Kept::default();
        let records = facts.records.iter().enumerate().filter(|(_, fact)| !fact.passed_over);
        let records = records.map(|(record, _)| record);
        match self.files.role {
            Role::Opportunity if self.context.deals => {
                kept.deals = vec![RawDeal::default(); view.batch.records()];
                for &duty in DEAL {
                    for (record, cell) in self.cells(view, duty) {
                        kept.deals[record].cells.insert(duty, cell.to_owned());
                    }
                }
                let mut facts = facts.records.iter();
                kept.deals.retain(|_| facts.next().is_some_and(|fact| !fact.passed_over));
            }
            Role::User | Role::RecordType => {
                kept.names = records
                    .map(|record| (self.cell(view, record, Duty::Id).to_owned(), self.person(view, record)))
                    .filter(|(id, name)| !id.is_empty() && !name.is_empty())
                    .collect();
            }
            Role::Stage => {
                let row = |record| {
                    let mut row = Row::new();
                    (0..self.files.columns.len()).for_each(|column| row.push(view.get(record, column)));
                    row
                };
                let stages =
                    records.map(|record| stages::from_row(&self.files.columns, &row(record), self.files.crm));
                kept.stages = stages.flatten().collect();
            }
            _ => {}
        }
        kept
    }

    /// The name of a user or record type, put together from its parts where there is no whole one.
    fn person(&self, view: &View<'_>, record: usize) -> String {
        let whole = self.cell(view, record, Duty::Name);
        if !whole.is_empty() {
            return whole.to_owned();
        }
        let part = |names: [&str; 2]| {
            let mut columns = self.files.columns.iter();
            let column = columns
                .position(|column| names.iter().any(|name| column.field.name.eq_ignore_ascii_case(name)));
            column.map_or("", |column| view.get(record, column).trim())
        };
        let name = format!("{} {}", part(["firstname", "first_name"]), part(["lastname", "last_name"]));
        let name = name.trim();
        if name.is_empty() { self.cell(view, record, Duty::Email) } else { name }.to_owned()
    }
}

/// Salesforce ids are compared in fifteen characters.
#[must_use]
pub fn short_id<'a>(crm: &str, id: &'a str) -> &'a str {
    if crm == "salesforce" && id.len() == 18 { id.get(..15).unwrap_or(id) } else { id }
}
