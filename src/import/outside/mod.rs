//! Who reads and who writes the fields of the CRM outside of it: warehouse, dashboards, syncs.
//!
//! ```text
//! look at each file → mentions → every field is known → consumers, and names that are no field
//! ```
//!
//! Names change on the way out; [`fields`] knows how. A mention is a consumer; no mention is no proof of none.

mod dbt;
mod fields;
mod found;
mod hcl;
mod list;
mod lookml;
mod models;
mod open;
mod query;
mod sql;
mod sync;
mod tableau;
#[cfg(test)]
mod tests;

pub use found::Found;
pub(super) use open::{Look, ignored, is_outside, look, maps_fields, or_skipped, sync_document};

use super::open::Part;
use crate::engine::read::InputError;
use crate::model::ObjectSnapshot;

/// What files outside the CRM mention, before it is known which of it are fields.
#[derive(Debug, Default)]
pub struct Mentions {
    manifests: Vec<dbt::Manifest>,
    looks: lookml::Project,
    workbooks: Vec<tableau::Workbook>,
    syncs: Vec<sync::Sync>,
    queries: Vec<query::Queries>,
    lines: Vec<list::Line>,
    /// Where consumers were looked for, in words.
    places: Vec<&'static str>,
}

impl Mentions {
    /// Where consumers were looked for, each place once.
    pub fn places(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.places.iter().copied()
    }

    fn looked_in(&mut self, place: &'static str) {
        if !self.places.contains(&place) {
            self.places.push(place);
        }
    }

    /// Whether a table lists consumers.
    pub(super) fn is_list(file: &str, header: &[String]) -> bool {
        list::is_list(file, header)
    }

    /// Adds a list of consumers, and gives what there is to say about it.
    pub(super) fn list(&mut self, part: &Part) -> Result<Vec<String>, InputError> {
        let (lines, notes) = list::read(part)?;
        self.lines.extend(lines);
        self.looked_in("consumers.csv");
        Ok(notes)
    }

    /// Finds the fields that are mentioned.
    #[must_use]
    pub fn resolve(&self, objects: &[ObjectSnapshot]) -> Found {
        let mut found = Found::default();
        if self.places.is_empty() {
            return found;
        }
        let fields = fields::Fields::new(objects);
        for manifest in &self.manifests {
            models::resolve(manifest, &fields, &mut found);
        }
        lookml::resolve(&self.looks, &fields, &mut found);
        self.workbooks.iter().for_each(|workbook| workbook.resolve(&fields, &mut found));
        self.syncs.iter().for_each(|sync| sync.resolve(&fields, &mut found));
        // A model's file says less than the manifest does, and would count twice.
        let paths: Vec<&String> = self.manifests.iter().flat_map(|manifest| &manifest.paths).collect();
        let compiled = |file: &str| paths.iter().any(|path| file.replace('\\', "/").ends_with(path.as_str()));
        for queries in self.queries.iter().filter(|queries| !compiled(&queries.file)) {
            queries.resolve(&fields, &mut found);
        }
        self.lines.iter().for_each(|line| line.resolve(&fields, &mut found));
        found.settle();
        found
    }
}
