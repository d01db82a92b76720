//! Writers: whose hand is in each field, and where two hands are in one.
//!
//! ```text
//! two writers = two classes, or two integrations, each with at least 5 % of the recent writes
//! ```
//!
//! If two systems can write the same field, the field will be wrong inside six months. Writers that nobody
//! explains are not taken for a second one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::consumers::Unknown;
use super::fields::UnknownObject;
use crate::model::{
    Access, Basis, Consumer, Coverage, Definition, Distinct, FieldRef, FieldWrites, Integration, Policy,
    Rate, Snapshot, Unexplained, Writer, WriterClass,
};

/// A smaller share of the recent writes than this is a slip, and no second writer.
const SHARE: f64 = 0.05;

/// Who writes every field of which anybody knows. `writers/1`.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Writership {
    #[schemars(with = "String")]
    pub as_of: Date,
    /// Days up to `as_of` in which a write is recent.
    pub recent_days: u16,
    /// Those with two writers first, then by CRM, object and field.
    pub fields: Vec<WrittenField>,
    /// Most writes first.
    pub integrations: Vec<Pulse>,
    /// Users and apps that no file explains, most writes first.
    pub unexplained: Vec<Unexplained>,
    /// Who made and changed fields, newest change first.
    pub definitions: Vec<Definition>,
    pub coverage: Coverage,
    /// Objects that may be asked for.
    #[serde(skip)]
    known: BTreeSet<String>,
    /// Fields that may be asked for, in lower case.
    #[serde(skip)]
    known_fields: BTreeSet<String>,
}

/// The writers of one field.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct WrittenField {
    pub crm: String,
    pub object: String,
    pub field: String,
    pub basis: Basis,
    /// The two writers, in words; null where there is one, or no recent write.
    pub conflict: Option<String>,
    /// Most recent writes first.
    pub writers: Vec<WriterShare>,
    /// What is set up to write it: flows, syncs, forms.
    pub set_up: Vec<SetUp>,
    /// Changes that are known.
    pub writes: u64,
    pub recent: u64,
    /// Different users, apps and sources.
    pub distinct: Distinct,
    /// Filled records of which a write is known, of the filled ones; null where no records were supplied.
    pub coverage: Option<Rate>,
    #[schemars(with = "Option<String>")]
    pub last: Option<Date>,
}

/// Something that is set up to write a field and does not rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct SetUp {
    pub class: WriterClass,
    pub kind: String,
    pub name: String,
}

/// One writer's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct WriterShare {
    pub class: WriterClass,
    /// Null for people and for what has no name.
    pub system: Option<String>,
    /// Of all writes; null where only the latest writer is known.
    pub share: Option<Rate>,
    /// Of the recent writes; null where there are none.
    pub recent: Option<Rate>,
    #[schemars(with = "Option<String>")]
    pub last: Option<Date>,
}

/// An integration, and whether it has fallen silent.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Pulse {
    #[serde(flatten)]
    pub integration: Integration,
    /// Writes a week over the weeks shown, to one decimal.
    pub per_week: f64,
    /// Weeks without a write up to `as_of`; all of them where it wrote in none.
    pub silent_weeks: u64,
}

/// Lists who writes what.
#[must_use]
pub fn writers(snapshot: &Snapshot, policy: &Policy) -> Writership {
    let mut fields: Vec<WrittenField> = snapshot.writes.fields.iter().map(written).collect();
    set_up(snapshot, &mut fields);
    fields.sort_by_key(|field| field.conflict.is_none());
    let read = snapshot.objects.iter().map(|object| object.name.clone());
    let declared = snapshot.objects.iter().flat_map(|object| {
        object.fields.iter().map(move |field| format!("{}.{}", object.name, field.field.name).to_lowercase())
    });
    let written = fields.iter().map(|field| format!("{}.{}", field.object, field.field).to_lowercase());
    Writership {
        known_fields: declared.chain(written).collect(),
        as_of: snapshot.as_of,
        recent_days: policy.thresholds.recent_days,
        known: read.chain(fields.iter().map(|field| field.object.clone())).collect(),
        fields,
        integrations: snapshot.writes.integrations.iter().map(pulse).collect(),
        unexplained: snapshot.writes.unexplained.clone(),
        definitions: snapshot.definitions.clone(),
        coverage: snapshot.coverage.clone(),
    }
}

impl Writership {
    /// Keeps these objects and fields; an empty list keeps all.
    ///
    /// # Errors
    /// When no object or field has a name that was asked for.
    pub fn keep(&mut self, objects: &[String], fields: &[FieldRef]) -> Result<(), Unknown> {
        for name in objects.iter().chain(fields.iter().map(|field| &field.object)) {
            if !self.known.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                let known = self.known.iter().cloned().collect();
                return Err(UnknownObject { name: name.clone(), known }.into());
            }
        }
        if let Some(field) =
            fields.iter().find(|field| !self.known_fields.contains(&field.to_string().to_lowercase()))
        {
            return Err(Unknown::Field(field.clone()));
        }
        let asked = |object: &str, field: &str| {
            let is = |name: &String| object.eq_ignore_ascii_case(name);
            (objects.is_empty() || objects.iter().any(is))
                && (fields.is_empty()
                    || fields.iter().any(|at| is(&at.object) && field.eq_ignore_ascii_case(&at.field)))
        };
        self.fields.retain(|own| asked(&own.object, &own.field));
        self.definitions.retain(|own| asked(&own.field.object, &own.field.field));
        Ok(())
    }
}

fn written(writes: &FieldWrites) -> WrittenField {
    let (all, recent) = (writes.writes(), writes.recent());
    let share = |writer: &crate::model::FieldWriter| WriterShare {
        class: writer.writer.class,
        system: writer.writer.system.clone(),
        share: Some(Rate::new(writer.writes, all)).filter(|_| all > 0),
        recent: Some(Rate::new(writer.recent, recent)).filter(|_| recent > 0),
        last: writer.last,
    };
    WrittenField {
        crm: writes.crm.to_owned(),
        object: writes.field.object.clone(),
        field: writes.field.field.clone(),
        basis: writes.basis,
        conflict: conflict(writes),
        writers: writes.writers.iter().map(share).collect(),
        set_up: Vec::new(),
        writes: all,
        recent,
        distinct: writes.distinct,
        coverage: writes.coverage,
        last: writes.last,
    }
}

/// Adds what is set up to write fields, those without a history too.
fn set_up(snapshot: &Snapshot, fields: &mut Vec<WrittenField>) {
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (place, field) in fields.iter().enumerate() {
        let name = format!("{}.{}", field.object, field.field).to_lowercase();
        places.entry((field.crm.clone(), name)).or_insert(place);
    }
    let writing = |one: &&Consumer| one.access == Access::Write && one.active != Some(false);
    for user in snapshot.consumers.iter().filter(writing) {
        let key = (user.crm.to_owned(), user.field.to_string().to_lowercase());
        let place = *places.entry(key).or_insert_with(|| {
            fields.push(WrittenField {
                crm: user.crm.to_owned(),
                object: user.field.object.clone(),
                field: user.field.field.clone(),
                basis: Basis::SetUp,
                conflict: None,
                writers: Vec::new(),
                set_up: Vec::new(),
                writes: 0,
                recent: 0,
                distinct: Distinct { count: 0, exact: true },
                coverage: None,
                last: None,
            });
            fields.len() - 1
        });
        let own = SetUp { class: class_of(&user.kind), kind: user.kind.clone(), name: user.name.clone() };
        fields[place].set_up.push(own);
    }
    for field in fields {
        field.set_up.sort();
        field.set_up.dedup();
    }
}

/// The class of a writer by what kind of thing it is.
fn class_of(kind: &str) -> WriterClass {
    let kind = kind.to_lowercase();
    match () {
        () if kind.contains("sync") => WriterClass::Integration,
        () if kind.contains("import") => WriterClass::Import,
        () if kind == "form" => WriterClass::Form,
        () if kind == "lead conversion" => WriterClass::System,
        () => WriterClass::Automation,
    }
}

/// The two or more writers of a field, in words; `None` where there is one.
#[must_use]
pub fn conflict(writes: &FieldWrites) -> Option<String> {
    if writes.basis != Basis::History {
        return None;
    }
    let of = writes.recent();
    let enough = |hits: u64| Rate::new(hits, of).below(SHARE) == Some(false);
    let mut hands = Vec::new();
    for class in WriterClass::ALL.into_iter().filter(|class| *class != WriterClass::Unknown) {
        let own = || writes.writers.iter().filter(move |writer| writer.writer.class == class);
        let systems: Vec<String> = own()
            .filter(|writer| class == WriterClass::Integration && enough(writer.recent))
            .filter_map(|writer| writer.writer.system.as_ref().map(|system| format!("`{system}`")))
            .collect();
        if !systems.is_empty() {
            hands.extend(systems);
        } else if enough(own().map(|writer| writer.recent).sum()) {
            hands.push(class.noun().to_owned());
        }
    }
    (hands.len() > 1).then(|| hands.join(", "))
}

/// A writer in words: `` integration `billing sync` ``, `human`.
#[must_use]
pub fn in_words(writer: &Writer) -> String {
    match &writer.system {
        Some(system) => format!("{} `{system}`", writer.class.noun()),
        None if writer.class == WriterClass::Unknown => "an unknown writer".to_owned(),
        None => writer.class.noun().to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate to one decimal")]
fn pulse(integration: &Integration) -> Pulse {
    let weeks = &integration.weeks;
    let writes: u64 = weeks.iter().map(|week| week.writes).sum();
    Pulse {
        per_week: (writes as f64 / weeks.len().max(1) as f64 * 10.0).round() / 10.0,
        silent_weeks: weeks.iter().rev().take_while(|week| week.writes == 0).count() as u64,
        integration: integration.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{object, snapshot, text, writes};
    use super::*;
    use crate::model::Writes;

    const PEOPLE: (WriterClass, Option<&str>) = (WriterClass::Human, None);
    const BILLING: (WriterClass, Option<&str>) = (WriterClass::Integration, Some("billing"));
    const MARKETING: (WriterClass, Option<&str>) = (WriterClass::Integration, Some("marketing"));

    #[test]
    fn two_writers_are_named_and_one_in_twenty_is_enough() {
        let said = |counts| conflict(&writes("Account.ARR", counts));
        assert_eq!(said(&[(PEOPLE, 95), (BILLING, 5)]).unwrap(), "human, `billing`");
        assert_eq!(said(&[(PEOPLE, 96), (BILLING, 4)]), None);
        assert_eq!(said(&[(MARKETING, 50), (BILLING, 50)]).unwrap(), "`marketing`, `billing`");
        assert_eq!(said(&[(PEOPLE, 100)]), None);
        assert_eq!(said(&[(PEOPLE, 0), (BILLING, 0)]), None);
        assert_eq!(said(&[(PEOPLE, 50), ((WriterClass::Unknown, None), 50)]), None);
    }

    #[test]
    fn conflicts_stand_first_and_a_part_can_be_asked_for() {
        let mut snapshot = snapshot(vec![object("Account", 100, vec![text("ARR", 100, 40)])]);
        snapshot.writes = Writes {
            fields: vec![
                writes("Account.ARR", &[(PEOPLE, 10)]),
                writes("Account.Region__c", &[(PEOPLE, 10), (BILLING, 10)]),
            ],
            ..Writes::default()
        };
        let mut told = writers(&snapshot, &Policy::default());
        let names: Vec<_> = told.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["Region__c", "ARR"]);
        assert!(told.keep(&["Acount".to_owned()], &[]).is_err());
        told.keep(&[], &[FieldRef::parse("account.arr").unwrap()]).unwrap();
        assert_eq!(told.fields.len(), 1);
    }
}
