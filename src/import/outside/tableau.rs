//! Tableau workbooks and data sources: which columns the worksheets use.
//!
//! A data source lists every column of its tables; what a worksheet depends on, and what the calculations it depends
//! on name, is read.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{Fields, Id};
use super::found::{Found, Mention};
use super::sql;
use super::sql::trace::{Columns, Tracer};
use crate::engine::read::InputError;
use crate::import::markup::{self, Element};
use crate::model::Access;

/// A workbook, or a data source on its own.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    file: String,
    sources: BTreeMap<String, Source>,
    sheets: Vec<Sheet>,
    /// Whether there can be worksheets at all.
    alone: bool,
}

#[derive(Debug, Default)]
struct Source {
    name: String,
    /// Connections, databases, names: whatever may say which CRM it is.
    hints: Vec<String>,
    /// Path of each table by the name of its relation.
    tables: BTreeMap<String, Vec<String>>,
    /// Queries by the name of their relation.
    queries: BTreeMap<String, sql::Sql>,
    /// By local name.
    columns: BTreeMap<String, Column>,
    calculations: BTreeMap<String, Calculation>,
}

#[derive(Debug, Default, Clone)]
struct Column {
    remote: String,
    relation: String,
}

#[derive(Debug, Default)]
struct Calculation {
    name: String,
    names: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Sheet {
    name: String,
    line: u64,
    /// Source and local name.
    names: BTreeSet<(String, String)>,
}

/// Reads a workbook or data source; `None` where it is other XML.
///
/// # Errors
/// When it is damaged.
pub(super) fn read(xml: &str, file: &str) -> Result<Option<Workbook>, InputError> {
    let root = markup::parse(xml, file)?;
    let mut workbook = Workbook { file: file.to_owned(), ..Workbook::default() };
    match plain(&root) {
        "datasource" => {
            workbook.alone = true;
            workbook.source(&root);
        }
        "workbook" => {
            for list in root.children.iter().filter(|child| plain(child) == "datasources") {
                list.children.iter().for_each(|source| workbook.source(source));
            }
            for list in root.children.iter().filter(|child| plain(child) == "worksheets") {
                list.children.iter().for_each(|sheet| workbook.sheet(sheet));
            }
        }
        _ => return Ok(None),
    }
    Ok(Some(workbook))
}

/// The name of an element without the feature it depends on: `_.fcp.X.true...relation`.
fn plain(element: &Element) -> &str {
    element.name.rsplit("...").next().unwrap_or(&element.name)
}

fn text(element: &Element, key: &str) -> String {
    element.attribute(key).unwrap_or_default().to_owned()
}

/// `[Name]` without brackets, in lower case.
fn local(name: &str) -> String {
    name.trim().trim_start_matches('[').trim_end_matches(']').to_lowercase()
}

impl Workbook {
    fn source(&mut self, element: &Element) {
        let id = element.attribute("name").or(element.attribute("formatted-name")).unwrap_or_default();
        let name = element.attribute("caption").unwrap_or(id).to_owned();
        let mut source = Source { hints: vec![name.clone()], name, ..Source::default() };
        source.inside(element);
        source.hints.push(self.file.clone());
        self.sources.insert(id.to_owned(), source);
    }

    fn sheet(&mut self, element: &Element) {
        let mut sheet = Sheet { name: text(element, "name"), line: element.line, names: BTreeSet::new() };
        uses(element, &mut sheet.names, &mut self.sources);
        self.sheets.push(sheet);
    }

    /// How many worksheets there are.
    pub(super) fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// Finds what the worksheets read, and what is only listed.
    pub(super) fn resolve(&self, fields: &Fields<'_>, found: &mut Found) {
        let queries = self.queries(fields, found);
        for sheet in &self.sheets {
            let by = Mention::new("Tableau worksheet", &sheet.name, &self.file);
            let by = by.with(Access::Read, format!("line {}", sheet.line));
            for id in self.reached(sheet.names.iter().cloned().collect(), &queries, fields) {
                found.uses(fields, id, &by);
            }
        }
        for (id, source) in &self.sources {
            let by = Mention::new("Tableau data source", &source.name, &self.file);
            for name in source.columns.keys() {
                for field in self.column(id, name, &queries, fields) {
                    found.uses(fields, field, &by.with(Access::Listed, ""));
                }
            }
            let access = if self.alone { Access::Read } else { Access::Listed };
            for (own, calculation) in &source.calculations {
                let by = Mention::new("Tableau calculation", &calculation.name, &self.file);
                for field in self.reached(vec![(id.clone(), own.clone())], &queries, fields) {
                    found.uses(fields, field, &by.with(access, source.name.as_str()));
                }
            }
        }
    }

    /// The columns of custom SQL, by source and relation.
    fn queries(&self, fields: &Fields<'_>, found: &mut Found) -> BTreeMap<(&str, &str), Columns> {
        let mut queries = BTreeMap::new();
        for (id, source) in &self.sources {
            let hints: Vec<&str> = source.hints.iter().map(String::as_str).collect();
            let tables = |path: &[String]| Some(fields.of_path(path, &hints));
            let by = Mention::new("Tableau custom SQL", &source.name, &self.file);
            for (relation, sql) in &source.queries {
                let mut tracer = Tracer::new(&tables, false);
                let columns = sql.queries.iter().map(|query| tracer.query(query)).next_back();
                for field in tracer.reading.used.keys() {
                    found.uses(fields, *field, &by.with(Access::Read, relation.as_str()));
                }
                queries.insert((id.as_str(), relation.as_str()), columns.unwrap_or_default());
            }
        }
        queries
    }

    /// Every field below some columns, through calculations.
    fn reached(
        &self,
        mut open: Vec<(String, String)>,
        queries: &BTreeMap<(&str, &str), Columns>,
        fields: &Fields<'_>,
    ) -> BTreeSet<Id> {
        let mut seen = BTreeSet::new();
        let mut ids = BTreeSet::new();
        while let Some((source, name)) = open.pop() {
            if !seen.insert((source.clone(), name.clone())) {
                continue;
            }
            let calculations = self.sources.get(&source).map(|source| &source.calculations);
            match calculations.and_then(|calculations| calculations.get(&name)) {
                Some(calculation) => {
                    open.extend(calculation.names.iter().map(|name| (source.clone(), name.clone())));
                }
                None => ids.extend(self.column(&source, &name, queries, fields)),
            }
        }
        ids
    }

    fn column(
        &self,
        id: &str,
        name: &str,
        queries: &BTreeMap<(&str, &str), Columns>,
        fields: &Fields<'_>,
    ) -> Vec<Id> {
        let Some(source) = self.sources.get(id) else { return Vec::new() };
        let column = source.columns.get(name).cloned().unwrap_or_else(|| source.by_name(name));
        let columns = match queries.get(&(id, column.relation.as_str())) {
            Some(columns) => columns.get(&column.remote.to_lowercase()).cloned(),
            None => {
                let path = source.tables.get(&column.relation).cloned();
                let path = path.unwrap_or_else(|| vec![column.relation.clone()]);
                let hints: Vec<&str> = source.hints.iter().map(String::as_str).collect();
                fields.of_path(&path, &hints).get(&column.remote.to_lowercase()).cloned()
            }
        };
        columns.map(|lineage| lineage.into_keys().collect()).unwrap_or_default()
    }
}

impl Source {
    /// A column that no record describes: `name (Account)` is the one of a joined table.
    fn by_name(&self, name: &str) -> Column {
        if let Some((remote, table)) = name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
            return Column { remote: remote.to_owned(), relation: table.to_owned() };
        }
        let only = if self.tables.len() == 1 { self.tables.keys().next() } else { None };
        Column { remote: name.to_owned(), relation: only.cloned().unwrap_or_default() }
    }

    fn inside(&mut self, element: &Element) {
        for child in &element.children {
            match plain(child) {
                "connection" | "named-connection" => {
                    let keys = ["class", "caption", "dbname", "schema", "server"];
                    self.hints.extend(keys.iter().filter_map(|key| child.attribute(key)).map(str::to_owned));
                    self.inside(child);
                }
                "relation" => self.relation(child),
                "metadata-record" if child.attribute("class") == Some("column") => self.record(child),
                "map" => self.map(child),
                "column" => {
                    let name = local(&text(child, "name"));
                    calculation(child, &name, &mut self.calculations);
                }
                _ => self.inside(child),
            }
        }
    }

    fn relation(&mut self, element: &Element) {
        let name = local(&text(element, "name"));
        match element.attribute("type") {
            Some("table") => {
                let path = text(element, "table");
                let path = path.split("].[").map(|part| local(part).replace(['[', ']'], ""));
                self.tables.insert(name, path.collect());
            }
            Some("text") => drop(self.queries.insert(name, sql::read(&element.text))),
            _ => {}
        }
        self.inside(element);
    }

    fn record(&mut self, element: &Element) {
        let value = |key| element.value(key).unwrap_or_default();
        let column =
            Column { remote: value("remote-name").to_owned(), relation: local(value("parent-name")) };
        self.columns.insert(local(value("local-name")), column);
    }

    /// Older files say where a column is from as `[Table].[column]`.
    fn map(&mut self, element: &Element) {
        let value = text(element, "value");
        if let Some((relation, remote)) = value.split_once("].[") {
            let column = Column { remote: local(remote), relation: local(relation) };
            self.columns.entry(local(&text(element, "key"))).or_insert(column);
        }
    }
}

fn calculation(column: &Element, name: &str, into: &mut BTreeMap<String, Calculation>) {
    let Some(formula) = column.child("calculation").and_then(|child| child.attribute("formula")) else {
        return;
    };
    let shown = column.attribute("caption").unwrap_or(name).to_owned();
    let calculation =
        into.entry(name.to_owned()).or_insert_with(|| Calculation { name: shown, ..Calculation::default() });
    let mut rest = formula;
    while let Some(start) = rest.find('[') {
        let inside = &rest[start + 1..];
        let end = inside.find(']').unwrap_or(inside.len());
        calculation.names.insert(inside[..end].to_lowercase());
        rest = inside.get(end + 1..).unwrap_or("");
    }
}

/// What the parts of a worksheet depend on, and calculations that only it has.
fn uses(element: &Element, names: &mut BTreeSet<(String, String)>, sources: &mut BTreeMap<String, Source>) {
    for child in &element.children {
        if plain(child) != "datasource-dependencies" {
            uses(child, names, sources);
            continue;
        }
        let id = text(child, "datasource");
        for column in child.children.iter().filter(|column| plain(column) == "column") {
            let name = local(&text(column, "name"));
            if let Some(source) = sources.get_mut(&id) {
                calculation(column, &name, &mut source.calculations);
            }
            names.insert((id.clone(), name));
        }
    }
}
