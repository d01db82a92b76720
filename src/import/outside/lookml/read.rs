//! Blocks of LookML into views and explores.

use std::collections::BTreeSet;

use super::tree::Node;
use super::{Explore, Project, View};

/// Adds what a file declares.
pub(super) fn add(project: &mut Project, nodes: &[Node], file: &str) {
    for node in nodes {
        match node.key.as_str() {
            "view" => view(project, node, file),
            "explore" => project.explores.push(explore(node, file)),
            "constant" => {
                let value = node.child("value").map(|value| value.value().to_owned()).unwrap_or_default();
                project.constants.insert(node.value().to_owned(), value);
            }
            "project_name" | "connection" => project.hints.push(node.value().to_owned()),
            _ => {}
        }
    }
}

fn view(project: &mut Project, node: &Node, file: &str) {
    let name = node.value().trim_start_matches('+');
    let view = project.views.entry(name.to_lowercase()).or_insert_with(|| View {
        name: name.to_owned(),
        file: file.to_owned(),
        ..View::default()
    });
    for part in &node.inside {
        match part.key.as_str() {
            "sql_table_name" => view.table = Some(part.value().to_owned()),
            "extends" | "extends__all" => {
                view.extends.extend(part.values.iter().map(|name| name.to_lowercase()));
            }
            "derived_table" => derived(view, part),
            "dimension" | "dimension_group" | "measure" | "filter" => {
                let field = view.fields.entry(part.value().to_lowercase()).or_default();
                field.measure = part.key == "measure";
                field.line = part.line;
                mentions(part, &mut field.columns, &mut field.names);
            }
            _ => {}
        }
    }
}

/// A view over a query, or over an explore: each of its columns is a field of another view.
fn derived(view: &mut View, node: &Node) {
    if let Some(sql) = node.child("sql") {
        view.sql = Some(sql.value().to_owned());
    }
    for column in node.child("explore_source").iter().flat_map(|source| &source.inside) {
        if column.key != "column" {
            continue;
        }
        let field = column.child("field").map_or(column.value(), Node::value).to_lowercase();
        let derived = view.fields.entry(column.value().to_lowercase()).or_default();
        derived.line = column.line;
        derived.names.insert(field);
    }
}

fn explore(node: &Node, file: &str) -> Explore {
    let name = node.value().trim_start_matches('+').to_lowercase();
    let of = |node: &Node, key: &str| node.child(key).map(|view| view.value().to_lowercase());
    let base = of(node, "from").or_else(|| of(node, "view_name")).unwrap_or_else(|| name.clone());
    let mut explore = Explore {
        name: node.value().trim_start_matches('+').to_owned(),
        file: file.to_owned(),
        line: node.line,
        ..Explore::default()
    };
    explore.views.insert(of(node, "view_name").unwrap_or(name), base);
    let mut columns = BTreeSet::new();
    for part in &node.inside {
        match part.key.as_str() {
            "join" => {
                let name = part.value().to_lowercase();
                let view = of(part, "from").unwrap_or_else(|| name.clone());
                explore.views.insert(name, view);
                mentions(part, &mut columns, &mut explore.names);
            }
            // What an explore offers or leaves out is no use of it.
            "fields" | "aggregate_table" => {}
            _ => {
                mentions(part, &mut columns, &mut explore.names);
                own(part, &mut columns, &mut explore.names);
            }
        }
    }
    explore
}

/// Every column and every field in the expressions and filters below a node.
fn mentions(node: &Node, columns: &mut BTreeSet<String>, names: &mut BTreeSet<String>) {
    for part in &node.inside {
        own(part, columns, names);
        mentions(part, columns, names);
    }
}

fn own(node: &Node, columns: &mut BTreeSet<String>, names: &mut BTreeSet<String>) {
    match node.key.as_str() {
        "filters" | "filter" => names.extend(node.values.iter().step_by(2).map(|name| name.to_lowercase())),
        "field" => names.extend(node.values.iter().map(|name| name.to_lowercase())),
        key if key.starts_with("sql") || key.starts_with("expression") || key == "html" => {
            node.values.iter().for_each(|text| references(text, columns, names));
        }
        _ => {}
    }
}

/// `${TABLE}.column` and `${view.field}`.
pub(super) fn references(text: &str, columns: &mut BTreeSet<String>, names: &mut BTreeSet<String>) {
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        rest = &rest[start + 2..];
        let Some(end) = rest.find('}') else { return };
        let (inside, after) = rest.split_at(end);
        rest = &after[1..];
        if !inside.trim().eq_ignore_ascii_case("table") {
            names.insert(inside.trim().to_lowercase());
        } else if let Some(after) = rest.trim_start().strip_prefix('.') {
            columns.insert(column(after));
        }
    }
}

/// The name that a text begins with; of a path into JSON all of it.
fn column(text: &str) -> String {
    let end = text.find(|c: char| !(c.is_alphanumeric() || "_$\"`[]. ".contains(c))).unwrap_or(text.len());
    let path = &text[..end];
    let mut name = String::new();
    let mut quoted = false;
    for c in path.chars() {
        match c {
            '"' | '`' | '[' | ']' => quoted = !quoted,
            ' ' if !quoted => break,
            _ => name.push(c),
        }
    }
    name.trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_quotes_and_fields_by_name() {
        let (mut columns, mut names) = (BTreeSet::new(), BTreeSet::new());
        let text = "CASE WHEN ${TABLE}.\"Loss Reason__c\" = 'x' THEN ${amount} + ${TABLE} . b ELSE ${deal.c_date} END ${TABLE}.`d`.e";
        references(text, &mut columns, &mut names);
        assert_eq!(columns.iter().collect::<Vec<_>>(), ["", "d.e", "loss reason__c"]);
        assert_eq!(names.iter().collect::<Vec<_>>(), ["amount", "deal.c_date"]);
    }
}
