//! Consumers as a page: for one field a tree, for many a table.

use std::collections::BTreeSet;

use super::cells::{count, figure, plain};
use super::{Arrow, Block, Column, Overflow, Report, Reportable, Table, coverage};
use crate::analysis::consumers::{Consumed, Consumption, Item};
use crate::model::{Access, grouped};

/// Rows a person reads before the eyes glaze over.
const LIMIT: usize = 40;

impl Reportable for Consumption {
    const SCHEMA: &'static str = "consumers/1";

    fn report(&self) -> Report {
        let count_of = |wanted: Option<bool>| {
            grouped(self.fields.iter().filter(|field| field.used == wanted).count() as u64)
        };
        let mut blocks = vec![Block::Figures(vec![
            figure(
                "Fields used",
                count_of(Some(true)),
                Some(format!("of {}", grouped(self.fields.len() as u64))),
            ),
            figure("Unused", count_of(Some(false)), Some("where every place was looked at".to_owned())),
            figure(
                "Not known",
                count_of(None),
                Some("no use found, and not every place was looked at".to_owned()),
            ),
            figure(
                "Unresolved names",
                grouped(self.unresolved.len() as u64),
                Some("used somewhere, and no field that any file knows".to_owned()),
            ),
        ])];
        match self.fields.as_slice() {
            [only] => blocks.push(Block::Table(tree(only))),
            fields => blocks.push(Block::Table(table(fields))),
        }
        if !self.unresolved.is_empty() && self.fields.len() != 1 {
            blocks.push(Block::Table(unresolved(self)));
        }
        blocks.push(coverage::notes(&self.coverage));
        let subtitle = vec!["read: would break without the field; listed: only shows it".to_owned()];
        let graph = Some(graph(self).into_iter().collect());
        Report { title: "Consumers".to_owned(), subtitle, blocks, csv: Some(csv(self)), graph }
    }
}

/// From what is used to what uses it.
fn graph(found: &Consumption) -> BTreeSet<Arrow> {
    fn follow(from: &str, items: &[Item], arrows: &mut BTreeSet<Arrow>) {
        // Permissions would hide everything else.
        for item in items.iter().filter(|item| item.access != Access::Granted) {
            let to = format!("{} {}", item.kind, item.name);
            let label = match item.access {
                Access::Read | Access::Granted => "read by",
                Access::Write => "written by",
                Access::Listed => "listed by",
            };
            arrows.insert(Arrow { from: from.to_owned(), to: to.clone(), label });
            follow(&to, &item.used_by, arrows);
        }
    }
    let mut arrows = BTreeSet::new();
    for field in &found.fields {
        follow(&format!("{}.{}", field.object, field.field), &field.items, &mut arrows);
    }
    arrows
}

fn table(fields: &[Consumed]) -> Table {
    let row = |field: &Consumed| {
        let uses = names(field, |item| item.counts);
        let shown: Vec<String> = uses.iter().take(3).map(|(kind, name)| format!("{kind} {name}")).collect();
        let more = if uses.len() > 3 { format!(" and {} more", uses.len() - 3) } else { String::new() };
        vec![
            format!("{}.{}", field.object, field.field),
            said(field.used).to_owned(),
            grouped(uses.len() as u64),
            grouped(names(field, |item| item.access == Access::Listed).len() as u64),
            shown.join(", ") + &more,
            field.crm.clone(),
        ]
    };
    let mut sorted: Vec<&Consumed> = fields.iter().collect();
    sorted.sort_by_key(|field| std::cmp::Reverse(names(field, |item| item.counts).len()));
    Table {
        title: count(fields.len(), "field"),
        columns: vec![
            Column::left("Field", 0),
            Column::left("Used", 0),
            Column::right("Uses", 0),
            Column::right("Listed", 1),
            Column::left("By", 1),
            Column::left("CRM", 2),
        ],
        rows: sorted.into_iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops consumers --format csv".to_owned()),
        empty: "no field fits what was asked".to_owned(),
    }
    .unless_uniform("CRM")
}

/// Kind and name of the items of a sort, each once.
fn names(field: &Consumed, wanted: impl Fn(&Item) -> bool) -> BTreeSet<(&str, &str)> {
    let items = field.items.iter().filter(|item| wanted(item));
    items.map(|item| (item.kind.as_str(), item.name.as_str())).collect()
}

fn said(used: Option<bool>) -> &'static str {
    match used {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    }
}

/// What uses one field, each under what it is used by.
fn tree(field: &Consumed) -> Table {
    let mut rows = Vec::new();
    branch(&field.items, 0, &mut rows);
    Table {
        title: format!("{}.{}, used: {}", field.object, field.field, said(field.used)),
        columns: vec![
            Column::left("Used by", 0),
            Column::left("How", 0),
            Column::left("Where", 1),
            Column { overflow: Overflow::KeepEnd, ..Column::left("File", 2) },
        ],
        rows,
        limit: None,
        more: None,
        empty: "nothing names it in what was read".to_owned(),
    }
}

fn branch(items: &[Item], depth: usize, rows: &mut Vec<Vec<String>>) {
    for item in items {
        let indent = match depth {
            0 => String::new(),
            _ => format!("└{} ", "──".repeat(depth - 1)),
        };
        let resting = if item.active == Some(false) { ", not active" } else { "" };
        rows.push(vec![
            format!("{indent}{} {}", item.kind, item.name),
            format!("{}{resting}", access(item.access)),
            item.at.clone(),
            item.file.clone(),
        ]);
        branch(&item.used_by, depth + 1, rows);
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Read => "reads",
        Access::Write => "writes",
        Access::Listed => "lists",
        Access::Granted => "grants",
    }
}

/// As the JSON says it.
fn word(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Listed => "listed",
        Access::Granted => "granted",
    }
}

fn unresolved(found: &Consumption) -> Table {
    let row = |lost: &crate::model::Unresolved| {
        vec![lost.name.clone(), format!("{} {}", lost.kind, lost.by), lost.at.clone(), lost.file.clone()]
    };
    Table {
        title: count(found.unresolved.len(), "name") + " of no known field",
        columns: vec![
            Column::left("Name", 0),
            Column::left("Named by", 0),
            Column::left("Where", 1),
            Column { overflow: Overflow::KeepEnd, ..Column::left("File", 2) },
        ],
        rows: found.unresolved.iter().map(row).collect(),
        limit: Some(10),
        more: Some("revops consumers --format json".to_owned()),
        empty: String::new(),
    }
}

fn csv(found: &Consumption) -> Table {
    let names = [
        "crm", "object", "field", "used", "kind", "name", "access", "active", "weight", "depth", "at",
        "file", "last",
    ];
    let mut rows = Vec::new();
    for field in &found.fields {
        let start = [field.crm.clone(), field.object.clone(), field.field.clone(), plain(field.used)];
        if field.items.is_empty() {
            let mut row = start.to_vec();
            row.resize(names.len(), String::new());
            rows.push(row);
        }
        flat(&field.items, 1, &start, &mut rows);
    }
    Table { columns: names.iter().map(|name| Column::left(name, 0)).collect(), rows, ..Table::default() }
}

fn flat(items: &[Item], depth: usize, start: &[String; 4], rows: &mut Vec<Vec<String>>) {
    for item in items {
        let mut row = start.to_vec();
        row.extend([
            item.kind.clone(),
            item.name.clone(),
            word(item.access).to_owned(),
            plain(item.active),
            item.weight.noun().to_owned(),
            depth.to_string(),
            item.at.clone(),
            item.file.clone(),
            plain(item.last),
        ]);
        rows.push(row);
        flat(&item.used_by, depth + 1, start, rows);
    }
}
