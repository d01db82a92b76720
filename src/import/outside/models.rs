//! From the tables of the CRM through the models of a dbt project to whoever reads them.
//!
//! ```text
//! source → staging model (renames: listed) → model (names: reads) → exposure (shows what it is handed)
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::dbt::{Does, Manifest, Source, Step};
use super::fields::{Fields, compact, crm_of};
use super::found::{Found, Mention};
use super::sql::Sql;
use super::sql::trace::{Columns, Lineage, Reach, Reading, Tracer};
use crate::model::Access;

/// Where a field stands that nobody names and everybody may use.
pub(super) const THROUGH_STAR: &str = "unknown through select *";

/// Finds what a project reads.
pub(super) fn resolve(manifest: &Manifest, fields: &Fields<'_>, found: &mut Found) {
    let mut columns: BTreeMap<&str, Rc<Columns>> = BTreeMap::new();
    for (id, source) in &manifest.sources {
        columns.extend(of_source(source, fields).map(|columns| (id.as_str(), columns)));
    }
    for id in in_order(manifest) {
        let Some(step) = manifest.steps.get(id) else { continue };
        let (handed, reading) = follow(step, manifest, &columns);
        tell(step, &handed, &reading, manifest, fields, found);
        if !handed.by_name.is_empty() {
            columns.insert(id, Rc::new(handed.handed_on()));
        }
    }
}

/// The columns of a source, where it is a table of a CRM.
fn of_source(source: &Source, fields: &Fields<'_>) -> Option<Rc<Columns>> {
    let told = source.hints.iter().find_map(|hint| crm_of(hint));
    let Some(crm) = told.or(source.prefixed.then_some("hubspot")) else {
        return Some(fields.loose());
    };
    let object = source.tables.iter().find_map(|table| fields.object(crm, table))?;
    Some(fields.table(object))
}

/// Every step after those it depends on; steps that depend on themselves are left out.
fn in_order(manifest: &Manifest) -> Vec<&str> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut readers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, step) in &manifest.steps {
        let on = step.depends.iter().filter(|on| manifest.steps.contains_key(*on));
        let on: Vec<&str> = on.map(String::as_str).collect();
        waiting.insert(id, on.len());
        on.into_iter().for_each(|on| readers.entry(on).or_default().push(id));
    }
    let mut ready: VecDeque<&str> =
        waiting.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut order = Vec::new();
    while let Some(id) = ready.pop_front() {
        order.push(id);
        for reader in readers.get(id).into_iter().flatten() {
            let count = waiting.entry(reader).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                ready.push_back(reader);
            }
        }
    }
    order
}

/// What a step hands on, and what it names itself.
fn follow(step: &Step, manifest: &Manifest, columns: &BTreeMap<&str, Rc<Columns>>) -> (Columns, Reading) {
    let read: Vec<(&str, &Rc<Columns>)> =
        step.depends.iter().filter_map(|on| Some((on.as_str(), columns.get(on.as_str())?))).collect();
    if read.is_empty() {
        return (Columns::default(), Reading::default());
    }
    match &step.does {
        Does::Shows => {
            let mut shown = Columns::default();
            for (_, columns) in read {
                merge(&mut shown, columns);
            }
            (shown, Reading::default())
        }
        Does::Names(named) => names(named, &read),
        Does::Query { sql, renames } => {
            let from_source = read.iter().any(|(on, _)| manifest.sources.contains_key(*on));
            let tables = by_name(&read, manifest);
            let lookup = |path: &[String]| {
                (0..path.len()).find_map(|from| tables.get(&path[from..].join("."))).map(Rc::clone)
            };
            queried(sql, &lookup, *renames && from_source, &read)
        }
    }
}

/// What stands behind each name that a query may use for what it reads.
fn by_name(read: &[(&str, &Rc<Columns>)], manifest: &Manifest) -> BTreeMap<String, Rc<Columns>> {
    let mut tables = BTreeMap::new();
    for (on, columns) in read {
        let of_source = manifest.sources.get(*on).map(|source| &source.names);
        let names = of_source.or_else(|| manifest.steps.get(*on).map(|step| &step.names));
        for name in names.into_iter().flatten() {
            let last = name.rsplit('.').next().unwrap_or(name);
            tables.entry(name.clone()).or_insert_with(|| Rc::clone(columns));
            tables.entry(last.to_owned()).or_insert_with(|| Rc::clone(columns));
        }
    }
    tables
}

fn queried(
    sql: &Sql,
    tables: &dyn Fn(&[String]) -> Option<Rc<Columns>>,
    renames: bool,
    read: &[(&str, &Rc<Columns>)],
) -> (Columns, Reading) {
    if sql.unread {
        return unread(sql, read);
    }
    let mut tracer = Tracer::new(tables, renames);
    let mut handed = Columns::default();
    for query in &sql.queries {
        merge(&mut handed, &tracer.query(query));
    }
    (handed, tracer.reading)
}

/// A query that could not be read: every word that is a column of what it reads is one, and all of them are handed on.
fn unread(sql: &Sql, read: &[(&str, &Rc<Columns>)]) -> (Columns, Reading) {
    let words: BTreeMap<String, u32> = sql.words.iter().map(|(word, line)| (compact(word), *line)).collect();
    let mut handed = Columns::default();
    let mut reading = Reading::default();
    for (_, columns) in read {
        merge(&mut handed, columns);
        for (name, lineage) in &columns.by_name {
            if let Some(line) = words.get(&compact(name)) {
                reading.used.extend(lineage.keys().map(|id| (*id, *line)));
            }
        }
    }
    for reach in handed.by_name.values_mut().flatten() {
        if reading.used.contains_key(reach.0) {
            *reach.1 = Reach::Named;
        }
    }
    (handed, reading)
}

fn names(named: &[(String, Vec<String>)], read: &[(&str, &Rc<Columns>)]) -> (Columns, Reading) {
    let mut handed = Columns::default();
    let mut reading = Reading::default();
    for (name, words) in named {
        let mut lineage = Lineage::new();
        for word in words {
            let columns = read.iter().filter_map(|(_, columns)| columns.get(word));
            lineage.extend(columns.flatten().map(|(id, _)| (*id, Reach::Named)));
        }
        reading.used.extend(lineage.keys().map(|id| (*id, 0)));
        handed.by_name.insert(name.to_lowercase(), lineage);
    }
    (handed, reading)
}

fn merge(into: &mut Columns, from: &Columns) {
    for (name, lineage) in &from.by_name {
        let known = into.by_name.entry(name.clone()).or_default();
        for (id, reach) in lineage {
            let old = known.entry(*id).or_insert(*reach);
            *old = (*old).max(*reach);
        }
    }
}

fn tell(
    step: &Step,
    handed: &Columns,
    reading: &Reading,
    manifest: &Manifest,
    fields: &Fields<'_>,
    found: &mut Found,
) {
    let by = Mention { active: step.active, ..Mention::new(step.kind, &step.name, &manifest.file) };
    let shows = matches!(step.does, Does::Shows);
    for id in reading.used.keys() {
        found.uses(fields, *id, &by.with(Access::Read, step.at.as_str()));
    }
    for id in reading.renamed.keys().filter(|id| !reading.used.contains_key(id)) {
        found.uses(fields, *id, &by.with(Access::Listed, step.at.as_str()));
    }
    for (id, reach) in handed.fields() {
        if reading.used.contains_key(&id) || reading.renamed.contains_key(&id) {
            continue;
        }
        match reach {
            Reach::Passed => found.uses(fields, id, &by.with(Access::Listed, THROUGH_STAR)),
            Reach::Upstream | Reach::Named if shows => {
                found.uses(fields, id, &by.with(Access::Read, step.at.as_str()));
            }
            Reach::Possible | Reach::Upstream | Reach::Named => {}
        }
    }
}
