//! dbt's `manifest.json`: models, what they read, and who reads them.
//!
//! The file holds no lineage of columns, only the SQL of each model; that is read here and followed in
//! [`super::models`]. Disabled nodes and tests use nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read as _};

use serde::Deserialize;
use serde_json::Value;

use super::sql::{self, Sql};
use crate::engine::read::{Input, InputError, Problem};

/// Larger than any project's, and still read as a stream.
const CAP: u64 = 2 << 30;

/// A project as it was last compiled.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) file: String,
    pub(super) sources: BTreeMap<String, Source>,
    pub(super) steps: BTreeMap<String, Step>,
    /// Where the models stand in the project: their files need not be read again.
    pub(super) paths: BTreeSet<String>,
}

/// A table that is loaded into the warehouse.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Whatever may say which CRM it is of, the most telling first.
    pub(super) hints: Vec<String>,
    /// What the table is called, the most telling first.
    pub(super) tables: Vec<String>,
    /// Every name that a query may call it by.
    pub(super) names: Vec<String>,
    /// Whether columns are called as Fivetran calls those of HubSpot.
    pub(super) prefixed: bool,
}

/// A model, or something that reads models.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) at: String,
    pub(super) active: Option<bool>,
    pub(super) depends: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) does: Does,
}

/// What a step does with what it reads.
#[derive(Debug)]
pub(super) enum Does {
    /// Runs a query; `renames` where its name or folder says that it does nothing else.
    Query { sql: Sql, renames: bool },
    /// Names columns: what it makes of them, and the words that name them.
    Names(Vec<(String, Vec<String>)>),
    /// Shows what it reads.
    Shows,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    metadata: Metadata,
    nodes: Option<BTreeMap<String, Node>>,
    sources: Option<BTreeMap<String, SourceNode>>,
    exposures: Option<BTreeMap<String, Node>>,
    metrics: Option<BTreeMap<String, Node>>,
    semantic_models: Option<BTreeMap<String, Node>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metadata {
    dbt_schema_version: Option<String>,
    project_name: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SourceNode {
    source_name: Option<String>,
    name: Option<String>,
    identifier: Option<String>,
    schema: Option<String>,
    database: Option<String>,
    loader: Option<String>,
    package_name: Option<String>,
    relation_name: Option<String>,
    columns: Option<BTreeMap<String, serde::de::IgnoredAny>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Node {
    resource_type: Option<String>,
    name: Option<String>,
    label: Option<String>,
    alias: Option<String>,
    relation_name: Option<String>,
    package_name: Option<String>,
    original_file_path: Option<String>,
    language: Option<String>,
    config: Option<Value>,
    compiled_code: Option<String>,
    compiled_sql: Option<String>,
    raw_code: Option<String>,
    raw_sql: Option<String>,
    depends_on: Option<DependsOn>,
    #[serde(rename = "type")]
    sort: Option<Value>,
    owner: Option<Value>,
    // What metrics and semantic models name columns in, by version.
    type_params: Option<Value>,
    expression: Option<Value>,
    sql: Option<Value>,
    timestamp: Option<Value>,
    filters: Option<Value>,
    dimensions: Option<Value>,
    entities: Option<Value>,
    measures: Option<Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DependsOn {
    nodes: Option<Vec<String>>,
}

/// Reads a manifest; `None` where it is another of dbt's files.
///
/// # Errors
/// When it is damaged or larger than 2 GB.
pub(super) fn read(input: &Input) -> Result<Option<Manifest>, InputError> {
    if input.size > CAP {
        return Err(InputError::new(Problem::TooLarge, "is larger than 2 GB, which no dbt manifest is"));
    }
    let mut bytes = BufReader::new(input.open()?.take(CAP));
    let file: File = serde_json::from_reader(&mut bytes).map_err(|error| {
        InputError::new(Problem::Damaged, "is no complete dbt manifest")
            .at_row(error.line() as u64)
            .hint("run `dbt compile` and give `target/manifest.json` again")
    })?;
    if !file.metadata.dbt_schema_version.as_deref().is_some_and(|version| version.contains("manifest")) {
        return Ok(None);
    }
    let project = file.metadata.project_name.unwrap_or_default();
    let mut manifest = Manifest { file: input.name.clone(), ..Manifest::default() };
    for (id, node) in file.sources.unwrap_or_default() {
        manifest.sources.insert(id, source(node));
    }
    for (id, node) in file.nodes.unwrap_or_default() {
        let kind = match node.resource_type.as_deref() {
            Some("model") => "dbt model",
            Some("snapshot") => "dbt snapshot",
            Some("analysis") => "dbt analysis",
            _ => continue,
        };
        manifest.paths.extend(node.original_file_path.clone());
        if let Some(step) = model(kind, node, &project) {
            manifest.steps.insert(id, step);
        }
    }
    let named = [("dbt semantic model", file.semantic_models), ("dbt metric", file.metrics)];
    for (kind, nodes) in named {
        for (id, node) in nodes.unwrap_or_default() {
            let does = Does::Names(columns(&node));
            manifest.steps.extend(step(kind, node, does, &project).map(|step| (id, step)));
        }
    }
    for (id, node) in file.exposures.unwrap_or_default() {
        manifest.steps.extend(step("dbt exposure", node, Does::Shows, &project).map(|step| (id, step)));
    }
    Ok(Some(manifest))
}

fn source(node: SourceNode) -> Source {
    let relation = node.relation_name.as_deref().map(unquoted);
    let path = node.source_name.iter().zip(&node.name).map(|(source, name)| format!("{source}.{name}"));
    let names: Vec<String> = path
        .chain(relation)
        .chain(node.identifier.clone())
        .chain(node.name.clone())
        .map(|name| name.to_lowercase())
        .collect();
    let columns = node.columns.unwrap_or_default();
    let prefixed = columns.keys().any(|name| name.to_lowercase().starts_with("property_"));
    let tables: Vec<String> = node.name.iter().chain(&node.identifier).cloned().collect();
    let hints =
        [node.source_name, node.schema, node.database, node.identifier, node.loader, node.package_name];
    Source { hints: hints.into_iter().flatten().collect(), tables, names, prefixed }
}

fn model(kind: &'static str, mut node: Node, project: &str) -> Option<Step> {
    let compiled = node.compiled_code.take().or(node.compiled_sql.take()).filter(|code| !code.is_empty());
    let code = compiled.or(node.raw_code.take()).or(node.raw_sql.take()).unwrap_or_default();
    let mut sql = sql::read(&code);
    sql.unread |= node.language.as_deref() == Some("python");
    let name = node.name.as_deref().unwrap_or_default();
    let by_name = ["stg_", "base_", "src_"].iter().any(|prefix| name.starts_with(prefix));
    let path = node.original_file_path.as_deref().unwrap_or_default();
    let by_folder = path.split(['/', '\\']).any(|folder| ["staging", "base", "sources"].contains(&folder));
    let renames = by_name || by_folder;
    step(kind, node, Does::Query { sql, renames }, project)
}

/// A step, unless it is switched off.
fn step(kind: &'static str, node: Node, does: Does, project: &str) -> Option<Step> {
    let enabled = node.config.as_ref().and_then(|config| config.get("enabled")).and_then(Value::as_bool);
    if enabled == Some(false) {
        return None;
    }
    let name = node.name?;
    let relation = node.relation_name.as_deref().map(unquoted);
    let names = relation.into_iter().chain(node.alias).chain([name.clone()]).map(|name| name.to_lowercase());
    let names = names.collect();
    let package = node.package_name.filter(|package| !project.is_empty() && package != project);
    let mut at = node.original_file_path.unwrap_or_default();
    if let Some(package) = package {
        at = format!("package {package}: {at}");
    }
    if matches!(does, Does::Shows) {
        let sort = node.sort.as_ref().and_then(Value::as_str).unwrap_or("exposure");
        let owner = node.owner.as_ref().and_then(owner);
        at = owner.map_or_else(|| sort.to_owned(), |owner| format!("{sort} of {owner}"));
    }
    let shown = if kind == "dbt exposure" { node.label.filter(|label| !label.is_empty()) } else { None };
    Some(Step {
        kind,
        name: shown.unwrap_or(name),
        at,
        active: enabled,
        depends: node.depends_on.and_then(|on| on.nodes).unwrap_or_default(),
        names,
        does,
    })
}

/// `"db"."schema"."table"` without quotes.
fn unquoted(relation: &str) -> String {
    relation.chars().filter(|c| !matches!(c, '"' | '`' | '[' | ']')).collect()
}

/// Who answers for an exposure: a name, else an address, else the first of several.
fn owner(owner: &Value) -> Option<String> {
    let first = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => list.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    owner.get("name").and_then(first).or_else(|| owner.get("email").and_then(first)).or_else(|| first(owner))
}

/// What a metric or semantic model names, and the words that name it.
fn columns(node: &Node) -> Vec<(String, Vec<String>)> {
    let mut named = Vec::new();
    for list in [&node.entities, &node.dimensions, &node.measures].into_iter().flatten() {
        for item in list.as_array().into_iter().flatten() {
            let name = item.get("name").or(Some(item)).and_then(Value::as_str).unwrap_or_default();
            let mut words = Vec::new();
            match item.get("expr") {
                Some(Value::Null) | None => words.push(name.to_lowercase()),
                Some(expression) => words_of(expression, &mut words),
            }
            named.push((name.to_owned(), words));
        }
    }
    let mut words = Vec::new();
    for part in [&node.type_params, &node.expression, &node.sql, &node.timestamp, &node.filters] {
        part.iter().for_each(|part| words_of(part, &mut words));
    }
    if !words.is_empty() {
        named.push((node.name.clone().unwrap_or_default(), words));
    }
    named
}

/// Every word in every text of a value.
fn words_of(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.extend(sql::read(text).words.into_keys()),
        Value::Array(list) => list.iter().for_each(|value| words_of(value, into)),
        Value::Object(map) => map.values().for_each(|value| words_of(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
