//! SQL files: the tables of a CRM they read, and custom names wherever they stand.

use std::collections::BTreeSet;

use super::fields::Fields;
use super::found::{Found, Mention};
use super::models::THROUGH_STAR;
use super::sql::trace::{Reach, Tracer};
use super::sql::{self, Sql};
use crate::model::{Access, file_name};

/// A file of queries.
#[derive(Debug)]
pub(super) struct Queries {
    pub(super) file: String,
    sql: Sql,
}

impl Queries {
    pub(super) fn read(text: &str, file: &str) -> Self {
        Self { file: file.to_owned(), sql: sql::read(text) }
    }

    /// Finds what the file reads.
    pub(super) fn resolve(&self, fields: &Fields<'_>, found: &mut Found) {
        let name = file_name(&self.file);
        let by = Mention::new("SQL file", name, &self.file);
        let tables = |path: &[String]| Some(fields.of_path(path, &[&self.file]));
        let renames = ["stg_", "base_", "src_"].iter().any(|prefix| name.starts_with(prefix));
        let mut tracer = Tracer::new(&tables, renames);
        let mut handed = Vec::new();
        for query in &self.sql.queries {
            handed.extend(tracer.query(query).fields());
        }
        let reading = &tracer.reading;
        let mut told = BTreeSet::new();
        for (access, named) in [(Access::Read, &reading.used), (Access::Listed, &reading.renamed)] {
            for (id, line) in named {
                if told.insert(*id) {
                    found.uses(fields, *id, &by.with(access, format!("line {line}")));
                }
            }
        }
        for (word, line) in &self.sql.words {
            for id in fields.custom(word) {
                if told.insert(*id) && !self.explained(*id, fields, &told) {
                    found.uses(fields, *id, &by.with(Access::Read, format!("line {line}")));
                }
            }
        }
        for (id, reach) in handed {
            if reach == Reach::Passed && told.insert(id) {
                found.uses(fields, id, &by.with(Access::Listed, THROUGH_STAR));
            }
        }
    }

    /// Whether a field of the same name on another object is known to be the one that is meant.
    fn explained(&self, id: usize, fields: &Fields<'_>, told: &BTreeSet<usize>) -> bool {
        let (crm, field) = fields.of(id);
        told.iter().filter(|other| **other != id).any(|other| {
            let (other_crm, other) = fields.of(*other);
            other_crm == crm && other.field.eq_ignore_ascii_case(&field.field)
        })
    }
}
