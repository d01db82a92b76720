//! Number two: are the fields filled that a record is not usable without?
//!
//! Pooled: filled cells of all critical fields, of all cells they could fill. An average of averages
//! would let forty contacts outweigh forty thousand.

use super::numbers::{CriticalField, CriticalFrom};
use crate::model::{
    Duty, FieldProfile, Measured, ObjectSnapshot, Policy, ProfiledField, Rate, Role, Snapshot,
};

/// What is critical as long as nobody chose.
const STARTER_LIST: &[(Role, &[(Duty, &str)])] = &[
    (Role::Account, &[(Duty::Name, "name"), (Duty::Owner, "owner"), (Duty::Source, "source")]),
    (Role::Contact, &[(Duty::Email, "email"), (Duty::Owner, "owner"), (Duty::Source, "source")]),
    (
        Role::Opportunity,
        &[
            (Duty::Amount, "amount"),
            (Duty::Stage, "stage"),
            (Duty::CloseDate, "close date"),
            (Duty::Owner, "owner"),
        ],
    ),
];

/// The critical fields of these objects, each with its fill or the reason for none.
///
/// A field that the configuration names and no CRM of the snapshot has is listed all the same.
pub(super) fn fields(
    objects: &[&ObjectSnapshot],
    snapshot: &Snapshot,
    policy: &Policy,
) -> (CriticalFrom, Vec<CriticalField>) {
    if policy.critical.is_empty() {
        let fields =
            objects.iter().filter(|object| object.records.is_some()).flat_map(|object| starters(object));
        return (CriticalFrom::StarterList, fields.collect());
    }
    let named = |object: &ObjectSnapshot, name: &str| object.name.eq_ignore_ascii_case(name);
    let fields = policy.critical.iter().filter_map(|at| {
        let own = objects.iter().find(|object| named(object, &at.object));
        match own {
            Some(object) => Some(critical(object, object.field(&at.field), &at.field)),
            // It is another CRM's field.
            None if snapshot.objects.iter().any(|object| named(object, &at.object)) => None,
            None => Some(missing(at.to_string(), "no such object in the export")),
        }
    });
    (CriticalFrom::Config, fields.collect())
}

/// Adds the measured fields; the reason when there is none.
pub(super) fn pooled(fields: &[CriticalField]) -> Result<Rate, String> {
    let sum = fields.iter().filter_map(|field| field.effective).fold(Rate::default(), |sum, rate| sum + rate);
    if sum.of > 0 {
        return Ok(sum);
    }
    match fields.first() {
        None => Err("no critical field: supply records of accounts, contacts or opportunities".to_owned()),
        Some(_) => {
            Err("none of the critical fields is in the export: supply the records that carry them".to_owned())
        }
    }
}

fn starters(object: &ObjectSnapshot) -> Vec<CriticalField> {
    let duties =
        STARTER_LIST.iter().find(|(role, _)| *role == object.role).map_or(&[][..], |(_, duties)| duties);
    duties.iter().map(|&(duty, noun)| critical(object, object.duty(duty), noun)).collect()
}

fn critical(object: &ObjectSnapshot, profiled: Option<&ProfiledField>, name: &str) -> CriticalField {
    let Some(profiled) = profiled else {
        return missing(format!("{}.{name}", object.name), "no such field in the export");
    };
    let field = format!("{}.{}", object.name, profiled.field.name);
    match &profiled.measured {
        Measured::No(reason) => missing(field, reason.reason()),
        Measured::Yes(profile) if profile.records == 0 => missing(field, "the object has no records"),
        Measured::Yes(profile) => {
            CriticalField { field, effective: Some(answered(profile, profiled.field.duty)), note: None }
        }
    }
}

fn missing(field: String, note: &str) -> CriticalField {
    CriticalField { field, effective: None, note: Some(note.to_owned()) }
}

/// The effective fill, with two exceptions: an unticked box is an answer, and so is the first stage or
/// the owner a new record starts with.
fn answered(profile: &FieldProfile, duty: Option<Duty>) -> Rate {
    if profile.truths.is_some() {
        return profile.fill();
    }
    match duty {
        Some(Duty::Stage | Duty::Owner | Duty::Pipeline) => {
            Rate::new(profile.filled.saturating_sub(profile.placeholder), profile.records)
        }
        _ => profile.effective(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{object, snapshot, text, with};

    #[test]
    fn the_starter_list_names_what_the_export_lacks() {
        let mut stage = with(text("StageName", 50, 50), |profile| profile.default = 30);
        stage.field.duty = Some(Duty::Stage);
        let snapshot = snapshot(vec![object("Opportunity", 50, vec![stage])]);
        let objects: Vec<_> = snapshot.objects.iter().collect();
        let (from, fields) = fields(&objects, &snapshot, &Policy::default());
        assert_eq!(from, CriticalFrom::StarterList);
        let lines: Vec<_> = fields
            .iter()
            .map(|field| match (field.effective, &field.note) {
                (Some(rate), _) => format!("{} {rate}", field.field),
                (None, note) => format!("{} {}", field.field, note.as_deref().unwrap_or_default()),
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        Opportunity.amount no such field in the export
        Opportunity.StageName 100.0% (50 of 50)
        Opportunity.close date no such field in the export
        Opportunity.owner no such field in the export
        ");
    }
}
