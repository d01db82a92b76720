//! LookML: views over tables, and the measures, explores and dashboards that use their dimensions.

mod dashboard;
mod read;
mod resolve;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use resolve::resolve;

/// All LookML that was given: files refer to each other by the names of views.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// In lower case; refinements and extensions are added to what they refine.
    views: BTreeMap<String, View>,
    explores: Vec<Explore>,
    dashboards: Vec<Dashboard>,
    /// `@{NAME}`.
    constants: BTreeMap<String, String>,
    /// Names of projects and connections, which may tell whose data it is.
    hints: Vec<String>,
}

#[derive(Debug, Default)]
struct View {
    name: String,
    file: String,
    table: Option<String>,
    /// The query of a derived table.
    sql: Option<String>,
    extends: Vec<String>,
    /// By name in lower case.
    fields: BTreeMap<String, Field>,
}

/// A dimension, measure or filter.
#[derive(Debug, Default)]
struct Field {
    measure: bool,
    line: u32,
    /// Columns of the view's own table.
    columns: BTreeSet<String>,
    /// Other fields, as `field` or `view.field`.
    names: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Explore {
    name: String,
    file: String,
    line: u32,
    /// The view behind each name that the explore uses.
    views: BTreeMap<String, String>,
    names: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Dashboard {
    name: String,
    file: String,
    line: u32,
    /// Every `view.field` in it.
    names: BTreeSet<String>,
}

impl Project {
    /// Adds a file.
    ///
    /// # Errors
    /// When its brackets do not match, or it is a dashboard file without one.
    pub(super) fn add(&mut self, text: &str, file: &str) -> Result<(), String> {
        if file.to_lowercase().ends_with(".lookml") {
            let dashboards = dashboard::read(text, file);
            let none = dashboards.is_empty();
            self.dashboards.extend(dashboards);
            return if none { Err("names no dashboard".to_owned()) } else { Ok(()) };
        }
        read::add(self, &tree::parse(text)?, file);
        Ok(())
    }
}
