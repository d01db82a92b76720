//! From columns of the CRM's tables through dimensions to measures, explores and dashboards.
//!
//! A dimension that nothing names is listed and not read: views are generated with every column of their table.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Field, Project, View};
use crate::import::outside::fields::{Fields, Id};
use crate::import::outside::found::{Found, Mention};
use crate::import::outside::sql;
use crate::import::outside::sql::trace::{Columns, Tracer};
use crate::model::Access;

/// Fields between a measure and its columns: more than anybody puts there.
const STEPS: usize = 20_000;
/// Views that extend each other, or are made from each other.
const DEPTH: usize = 64;

/// Finds what a project reads.
pub(in crate::import::outside) fn resolve(project: &Project, fields: &Fields<'_>, found: &mut Found) {
    let resolver = Resolver { project, fields, tables: RefCell::default(), derived: RefCell::default() };
    for (name, view) in &project.views {
        resolver.view(name, view, found);
    }
    for explore in &project.explores {
        let by = Mention::new("LookML explore", &explore.name, &explore.file);
        let ids = resolver.reached(&explore.names, "", &explore.views);
        read(fields, ids, &by, explore.line, found);
    }
    let mut aliases: BTreeMap<String, String> = BTreeMap::new();
    for (name, view) in project.explores.iter().flat_map(|explore| &explore.views) {
        aliases.entry(name.clone()).or_insert_with(|| view.clone());
    }
    for dashboard in &project.dashboards {
        let by = Mention::new("LookML dashboard", &dashboard.name, &dashboard.file);
        let ids = resolver.reached(&dashboard.names, "", &aliases);
        read(fields, ids, &by, dashboard.line, found);
    }
    for (view, ids) in resolver.derived.take() {
        let view = &project.views[&view];
        let by = Mention::new("LookML derived table", &view.name, &view.file);
        ids.into_iter().for_each(|id| found.uses(fields, id, &by));
    }
}

fn read(fields: &Fields<'_>, ids: BTreeSet<Id>, by: &Mention<'_>, line: u32, found: &mut Found) {
    let by = by.with(Access::Read, format!("line {line}"));
    ids.into_iter().for_each(|id| found.uses(fields, id, &by));
}

struct Resolver<'a> {
    project: &'a Project,
    fields: &'a Fields<'a>,
    /// The columns of the table below each view that was asked for.
    tables: RefCell<BTreeMap<String, Rc<Columns>>>,
    /// What the queries of derived tables read.
    derived: RefCell<BTreeMap<String, BTreeSet<Id>>>,
}

impl Resolver<'_> {
    fn view(&self, name: &str, view: &View, found: &mut Found) {
        let none = BTreeMap::new();
        for (own, field) in &view.fields {
            let start = BTreeSet::from([own.clone()]);
            if field.measure {
                let shown = format!("{}.{own}", view.name);
                let by = Mention::new("LookML measure", &shown, &view.file);
                read(self.fields, self.reached(&start, name, &none), &by, field.line, found);
            } else {
                let by = Mention::new("LookML view", &view.name, &view.file);
                let by = by.with(Access::Listed, format!("line {}", field.line));
                for id in self.columns(name, own, field) {
                    found.uses(self.fields, id, &by);
                }
            }
        }
    }

    /// Every field of the CRM below some fields of views; `here` is the view of names without one.
    fn reached(
        &self,
        names: &BTreeSet<String>,
        here: &str,
        aliases: &BTreeMap<String, String>,
    ) -> BTreeSet<Id> {
        let mut ids = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<(String, String)> = names.iter().map(|name| place(name, here, aliases)).collect();
        while let Some((view, name)) = open.pop() {
            if seen.len() >= STEPS || !seen.insert((view.clone(), name.clone())) {
                continue;
            }
            let Some((own, field)) = self.field(&view, &name) else { continue };
            ids.extend(self.columns(&view, own, field));
            open.extend(field.names.iter().map(|name| place(name, &view, aliases)));
        }
        ids
    }

    /// A field of a view or of one that it extends; `created_month` is the field `created`.
    fn field(&self, view: &str, name: &str) -> Option<(&str, &Field)> {
        let mut open = vec![view];
        let mut seen = BTreeSet::new();
        while let Some(view) = open.pop() {
            let Some(view) = self.project.views.get(view).filter(|_| seen.len() < DEPTH && seen.insert(view))
            else {
                continue;
            };
            let mut wanted = name;
            loop {
                if let Some((own, field)) = view.fields.get_key_value(wanted) {
                    return Some((own, field));
                }
                let Some((shorter, _)) = wanted.rsplit_once('_') else { break };
                wanted = shorter;
            }
            // `days_open` is the field `open`, measured in days.
            if let Some((_, rest)) = name.split_once('_')
                && let Some((own, field)) = view.fields.get_key_value(rest)
            {
                return Some((own, field));
            }
            open.extend(view.extends.iter().map(String::as_str));
        }
        None
    }

    /// The fields of the CRM in the columns that a field names itself.
    fn columns(&self, view: &str, own: &str, field: &Field) -> Vec<Id> {
        let table = self.table(view, 0);
        // Without an expression, a dimension is the column of its name.
        let implied = !field.measure && field.columns.is_empty() && field.names.is_empty();
        let columns = field.columns.iter().map(String::as_str).chain(implied.then_some(own));
        let behind = |column: &str| {
            let parts = column.rsplit('.').chain(column.split('.').next());
            parts.filter_map(|part| table.get(part)).next().cloned()
        };
        columns.filter_map(behind).flat_map(|lineage| lineage.into_keys().collect::<Vec<_>>()).collect()
    }

    /// The columns of the table below a view.
    fn table(&self, name: &str, depth: usize) -> Rc<Columns> {
        if let Some(known) = self.tables.borrow().get(name) {
            return Rc::clone(known);
        }
        let Some(view) = self.project.views.get(name).filter(|_| depth < DEPTH) else { return Rc::default() };
        // Views made from each other in a circle have no columns.
        self.tables.borrow_mut().insert(name.to_owned(), Rc::default());
        let columns = if let Some(sql) = &view.sql {
            Rc::new(self.derive(name, sql, view, depth))
        } else if let Some(table) = &view.table {
            self.of_table(&self.filled(table), view)
        } else if let Some(parent) =
            view.extends.iter().find(|parent| self.project.views.contains_key(*parent))
        {
            self.table(parent, depth + 1)
        } else {
            self.of_table(&view.name, view)
        };
        self.tables.borrow_mut().insert(name.to_owned(), Rc::clone(&columns));
        columns
    }

    fn derive(&self, name: &str, sql: &str, view: &View, depth: usize) -> Columns {
        let sql = self.filled(sql).replace("${", "\"").replace(".SQL_TABLE_NAME}", "\"").replace('}', "\"");
        let sql = sql::read(&sql);
        let tables = |path: &[String]| match path {
            [one] if self.project.views.contains_key(one) => Some(self.table(one, depth + 1)),
            path => Some(self.of_table(&path.join("."), view)),
        };
        let mut tracer = Tracer::new(&tables, false);
        let mut columns = Columns::default();
        for query in &sql.queries {
            columns = tracer.query(query);
        }
        let used = tracer.reading.used.into_keys().collect();
        self.derived.borrow_mut().insert(name.to_owned(), used);
        columns
    }

    /// The columns of a table of the warehouse: a CRM's, where anything says so, else its custom names alone.
    fn of_table(&self, table: &str, view: &View) -> Rc<Columns> {
        let bare = |part: &str| part.trim_matches(['"', '`', '[', ']', ' ']).to_owned();
        let path: Vec<String> = table.split('.').map(bare).collect();
        let all = self.project.hints.join(" ");
        let prefixed =
            view.fields.values().flat_map(|field| &field.columns).any(|name| name.starts_with("property_"));
        let shape = if prefixed { "hubspot" } else { "" };
        self.fields.of_path(&path, &[&all, &view.file, shape])
    }

    /// The text with its constants filled in; of an unknown one its name stays, which may tell whose data it is.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("@{") {
            filled.push_str(&rest[..start]);
            let inside = &rest[start + 2..];
            let end = inside.find('}').unwrap_or(inside.len());
            let name = inside[..end].trim();
            filled.push_str(self.project.constants.get(name).map_or(name, String::as_str));
            rest = inside.get(end + 1..).unwrap_or("");
        }
        filled + rest
    }
}

/// The view and field that a name means.
fn place(name: &str, here: &str, aliases: &BTreeMap<String, String>) -> (String, String) {
    match name.split_once('.') {
        Some((view, field)) => (aliases.get(view).map_or(view, String::as_str).to_owned(), field.to_owned()),
        None => (here.to_owned(), name.to_owned()),
    }
}
