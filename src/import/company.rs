//! Tables too narrow to be recognised alone, told by the company they keep.
//!
//! `Campaign.csv` with nothing but `Id` and `Name` says too little. Beside other files of one CRM, called exactly like
//! an object of that CRM and holding its id, it is that object.

use std::collections::BTreeSet;

use super::crm::{crm_named, header_letters, lookup_object};
use super::declared::Declarations;
use super::identify::SeenTable;
use super::marks;
use super::recognise::{Content, stem};
use crate::engine::read::InputError;
use crate::model::Role;

/// Settles the tables that belong to no CRM so far, where all the other files belong to one.
pub(super) fn settle(
    tables: &[(usize, Box<SeenTable>)],
    contents: &mut [Result<Content, InputError>],
    declared: &Declarations,
) {
    let crms: BTreeSet<&'static str> = contents
        .iter()
        .filter_map(|content| match content {
            Ok(Content::Records { crm, .. }) if *crm != "none" => Some(*crm),
            _ => None,
        })
        .chain(declared.all().map(|(crm, _)| crm))
        .collect();
    let mut crms = crms.into_iter();
    let (Some(crm), None) = (crms.next(), crms.next()) else { return };
    for ((_, table), content) in tables.iter().zip(contents) {
        let plain = matches!(content, Ok(Content::Records { crm: "none", role: Role::Other, .. }));
        if let Some((object, role)) = plain.then(|| named(crm, table, declared)).flatten() {
            *content = Ok(Content::Records { crm, object, role });
        }
    }
}

/// The object that a table is called after to the letter, if it has that object's id.
fn named(crm: &str, table: &SeenTable, declared: &Declarations) -> Option<(String, Role)> {
    let called = stem(&table.part.input.name);
    let known =
        crm_named(crm).and_then(|crm| lookup_object(crm, &called)).filter(|entry| entry.api == called);
    let (id, role) = known.map_or(("Id", Role::Other), |entry| (entry.id, entry.role));
    let standard = crm == "salesforce" && marks::is_standard(&called);
    let is_declared = declared.object(crm, &called).is_some_and(|schema| schema.name == called);
    let has_id = table.header.iter().any(|title| header_letters(title) == header_letters(id));
    ((known.is_some() || standard || is_declared) && has_id).then_some((called, role))
}
