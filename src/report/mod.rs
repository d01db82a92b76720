//! A result as a page: title, figures, tables, notes. Nothing here assumes a terminal.
//!
//! A result is both machine data and a page, so formats × commands is a sum and not a product: JSON
//! prints the result itself, every other format draws its [`Report`].

mod archive;
mod audit;
mod cells;
mod consumers;
mod coverage;
#[cfg(test)]
mod example;
mod hygiene;
mod inspect;
mod rank;
mod score;
mod verdicts;
mod writers;

use serde::Serialize;

use crate::model::grouped;

/// A result that can be printed.
pub trait Reportable: Serialize {
    /// Name and version of the JSON, `score/1`.
    const SCHEMA: &'static str;

    /// The page.
    fn report(&self) -> Report;
}

/// A page, top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    /// One or two lines under the title: what was read, as of when.
    pub subtitle: Vec<String>,
    pub blocks: Vec<Block>,
    /// What the CSV format prints, where that is not the first table.
    pub csv: Option<Table>,
    /// What graph formats draw.
    pub graph: Option<Vec<Arrow>>,
}

/// One arrow of a graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub label: &'static str,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The numbers one looks for first.
    Figures(Vec<Figure>),
    Table(Table),
    /// Numbered, in order of importance.
    Steps {
        title: String,
        steps: Vec<Step>,
    },
    /// Sentences under a heading; printed as a plain list.
    Notes {
        title: String,
        notes: Vec<String>,
    },
}

/// A number with its name, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub label: String,
    pub value: String,
    pub note: Option<String>,
}

/// Something to do, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Step {
    pub action: String,
    pub why: String,
}

/// Rows under columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<Column>,
    /// Every row; each has as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// How many rows a person sees before `and 40 more`; `None` means all. Machine formats print all.
    pub limit: Option<usize>,
    /// What to type to see the rest: `revops score --only archive`.
    pub more: Option<String>,
    /// The sentence that stands in place of an empty table.
    pub empty: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub align: Align,
    /// 0 is always shown; higher ones are left out first where the page is narrow.
    pub rank: u8,
    /// What becomes of text that is wider than its column.
    pub overflow: Overflow,
}

/// What becomes of text that is wider than its column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Overflow {
    /// The end is cut off.
    #[default]
    Cut,
    /// The beginning is cut off: of a path the end tells one from another.
    KeepEnd,
    /// It goes on in the next line.
    Wrap,
}

/// Which edge the cells of a column share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

impl Table {
    /// The line under a table that shows some of its rows: `and 2,064 more: revops rank`.
    #[must_use]
    pub fn rest(&self) -> Option<String> {
        let rest = self.rows.len().checked_sub(self.limit?).filter(|&rest| rest > 0)?;
        let command = self.more.as_ref().map(|more| format!(": {more}")).unwrap_or_default();
        Some(format!("and {} more{command}", grouped(rest as u64)))
    }

    /// Leaves out a column in which every row says the same: `salesforce`, forty times, tells nobody anything.
    #[must_use]
    fn unless_uniform(self, name: &str) -> Self {
        self.unless(name, |cell, first| cell == first)
    }

    /// Leaves out a column of which nothing is known in any row.
    #[must_use]
    fn unless_unknown(self, name: &str) -> Self {
        self.unless(name, |cell, _| cell == cells::not_known())
    }

    fn unless(mut self, name: &str, idle: impl Fn(&str, &str) -> bool) -> Self {
        let Some(at) = self.columns.iter().position(|column| column.name == name) else { return self };
        if !self.rows.is_empty() && self.rows.iter().all(|row| idle(&row[at], &self.rows[0][at])) {
            self.columns.remove(at);
            for row in &mut self.rows {
                row.remove(at);
            }
        }
        self
    }
}

impl Column {
    #[must_use]
    pub fn overflowing(self, overflow: Overflow) -> Self {
        Self { overflow, ..self }
    }

    #[must_use]
    pub fn left(name: &str, rank: u8) -> Self {
        Self { name: name.to_owned(), align: Align::Left, rank, overflow: Overflow::Cut }
    }

    #[must_use]
    pub fn right(name: &str, rank: u8) -> Self {
        Self { name: name.to_owned(), align: Align::Right, rank, overflow: Overflow::Cut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::deals::{RankOptions, Ranking, rank};
    use crate::analysis::fields::{ArchivePlan, Rule, Scorecard, archive};
    use crate::analysis::writers::{Writership, writers};
    use crate::analysis::{Audit, Inspection, audit, hygiene, inspect};
    use crate::model::Policy;

    fn fits_its_schema<T: Reportable + schemars::JsonSchema>(result: &T) {
        let schema = serde_json::to_value(schemars::schema_for!(T)).unwrap();
        let json = serde_json::to_value(result).unwrap();
        let errors: Vec<_> =
            jsonschema::validator_for(&schema).unwrap().iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", T::SCHEMA);
    }

    #[test]
    fn every_result_fits_the_schema_that_is_published_for_it() {
        let (snapshot, policy) = (example::snapshot(), Policy::default());
        fits_its_schema::<Scorecard>(&example::card());
        fits_its_schema::<ArchivePlan>(&archive(&example::card(), &policy, Rule::Recovery));
        fits_its_schema::<Ranking>(&rank(&snapshot, &policy, &RankOptions::default()));
        fits_its_schema::<hygiene::Hygiene>(&hygiene::measure(&snapshot, &policy));
        fits_its_schema::<Audit>(&audit(&snapshot, &policy));
        fits_its_schema::<Inspection>(&inspect(&snapshot));
        fits_its_schema::<Writership>(&writers(&snapshot, &policy));
    }

    #[test]
    fn every_page_fits_in_eighty_columns_by_its_first_columns() {
        let (snapshot, policy) = (example::snapshot(), Policy::default());
        let reports = [
            example::card().report(),
            archive(&example::card(), &policy, Rule::Recovery).report(),
            rank(&snapshot, &policy, &RankOptions::default()).report(),
            hygiene::measure(&snapshot, &policy).report(),
            inspect(&snapshot).report(),
            writers(&snapshot, &policy).report(),
        ];
        let tables = reports.iter().flat_map(|report| &report.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Figures(_) | Block::Steps { .. } | Block::Notes { .. } => None,
        });
        for table in tables {
            let first = table.columns.iter().enumerate().filter(|(_, column)| column.rank == 0);
            let width = |(at, column): (usize, &Column)| {
                let cells = table.rows.iter().map(|row| row[at].chars().count());
                cells.chain([column.name.chars().count()]).max().unwrap_or_default() + 2
            };
            assert!(first.map(width).sum::<usize>() <= 80, "{}", table.title);
        }
    }
}
