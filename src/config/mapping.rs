//! `[mapping."file.csv"]`: which column of a file that no CRM wrote has which duty.

use std::collections::BTreeMap;

use super::complaint::{Source, nearest};
use super::raw::RawMapping;
use crate::engine::read::InputError;
use crate::model::{Duty, Mapping, Role};

/// What the records of a file can be.
const OBJECTS: &[Role] =
    &[Role::Account, Role::Contact, Role::Lead, Role::Opportunity, Role::Activity, Role::Other];

pub(super) fn mapping(raw: RawMapping, source: &Source<'_>) -> Result<Mapping, InputError> {
    let object = match raw.object {
        None => None,
        Some(typed) => {
            let word = typed.get_ref().trim().to_lowercase();
            let role = role(&word).ok_or_else(|| {
                let known: Vec<&str> = OBJECTS.iter().map(|role| role.noun()).collect();
                let message = format!("`{}` is no object this tool knows", typed.get_ref());
                source.invalid(typed.span(), message, nearest(&word, &known))
            })?;
            Some(role.noun().to_owned())
        }
    };
    let duties = [
        (Duty::Id, raw.id),
        (Duty::Name, raw.name),
        (Duty::Owner, raw.owner),
        (Duty::Stage, raw.stage),
        (Duty::Amount, raw.amount),
        (Duty::Currency, raw.currency),
        (Duty::Probability, raw.probability),
        (Duty::CreatedAt, raw.created),
        (Duty::CloseDate, raw.closed),
        (Duty::Account, raw.account),
        (Duty::Segment, raw.segment),
        (Duty::Scope, raw.scope),
        (Duty::Source, raw.source),
        (Duty::Email, raw.email),
    ];
    let mut columns = BTreeMap::new();
    for (duty, typed) in duties {
        let Some(typed) = typed else { continue };
        let column = typed.get_ref().trim();
        if column.is_empty() {
            let hint = "write the column's name as the header has it, or leave the line out";
            return Err(source.invalid(typed.span(), "the name of a column is empty", hint));
        }
        columns.insert(duty, column.to_owned());
    }
    Ok(Mapping { object, columns, won: raw.won, lost: raw.lost })
}

/// Takes each CRM's own word for a role as well.
fn role(word: &str) -> Option<Role> {
    match word {
        "deal" | "deals" => Some(Role::Opportunity),
        "company" | "companies" | "customer" | "customers" => Some(Role::Account),
        _ => OBJECTS.iter().copied().find(|role| role.noun() == word),
    }
}
