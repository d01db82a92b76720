//! From what was counted to what is known: an object's place in the snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::columns::Column;
use super::dates;
use super::kept::short_id;
use super::part::ObjectFiles;
use super::records::ObjectRead;
use super::schema::ObjectSchema;
use crate::engine::scan::{ColumnCounts, Day};
use crate::model::{
    Agreement, Births, Distinct, Duty, Field, FieldKind, FieldProfile, Guard, Measured, NotMeasurable,
    ObjectSnapshot, Policy, ProfiledField, Rate, Role, ScopeFill, Supplied, TopValue,
};

/// Days in which a record counts as newly born for the source-known rate: the week that ends with `as_of`.
const WEEK: Day = 7;
/// Filled cells and different values below which two columns agree by chance.
const AGREEING: (u64, usize) = (20, 4);
/// Share of equal values from which two columns are taken to say the same.
const AGREEMENT: f64 = 0.95;

/// What turns counts into profiles.
pub struct Finish<'a> {
    pub policy: &'a Policy,
    pub as_of: Day,
    /// Names of record types and pipelines, by id.
    pub names: &'a HashMap<String, String>,
    /// Known consumers by field name in lower case.
    pub consumers: BTreeMap<String, u64>,
    /// Fields, in lower case, that something lists or offers.
    pub listed: BTreeSet<String>,
    /// Whether consumers were looked for everywhere, in part, or not at all.
    pub looked: Supplied,
    /// Whether values may be kept.
    pub values: bool,
}

impl Finish<'_> {
    /// An object whose records were read.
    #[must_use]
    pub fn object(
        &self,
        files: &ObjectFiles,
        read: &ObjectRead,
        schema: Option<&ObjectSchema>,
    ) -> ObjectSnapshot {
        let mut fields: Vec<ProfiledField> = files
            .columns
            .iter()
            .zip(&read.scan.columns)
            .map(|(column, scan)| {
                let measured = self.measure(column, scan, read);
                self.profiled(column.field.clone(), measured, schema)
            })
            .collect();
        let known: Vec<String> =
            files.columns.iter().map(|column| column.field.name.to_lowercase()).collect();
        let absent =
            if files.leaves_out_empties() { NotMeasurable::NeverSeen } else { NotMeasurable::NotInExport };
        for field in schema.iter().flat_map(|schema| &schema.fields) {
            if known.contains(&field.name.to_lowercase()) {
                continue;
            }
            let mut field = field.clone();
            // The column that has a duty is the one in the export.
            field.duty = None;
            let reason = not_measurable(&field).unwrap_or(absent);
            fields.push(self.profiled(field, Measured::No(reason), schema));
        }
        guard_sources(&mut fields);
        ObjectSnapshot {
            crm: files.crm,
            name: files.object.clone(),
            role: files.role,
            records: Some(read.scan.records),
            deleted: read.deleted,
            agreements: agreements(files, read),
            births: self.births(files, read),
            decay: self.decay(files, read),
            fields,
            consumers_looked: self.looked,
        }
    }

    /// An object of which only the schema is known.
    #[must_use]
    pub fn schema_only(&self, crm: &'static str, role: Role, schema: &ObjectSchema) -> ObjectSnapshot {
        let mut fields: Vec<ProfiledField> = schema
            .fields
            .iter()
            .map(|field| {
                let mut field = field.clone();
                field.duty = None;
                let reason = not_measurable(&field).unwrap_or(NotMeasurable::NoRecords);
                self.profiled(field, Measured::No(reason), Some(schema))
            })
            .collect();
        guard_sources(&mut fields);
        ObjectSnapshot {
            crm,
            name: schema.name.clone(),
            role,
            records: None,
            deleted: 0,
            fields,
            agreements: Vec::new(),
            births: Err("no records supplied"),
            decay: Err("no records supplied"),
            consumers_looked: self.looked,
        }
    }

    fn profiled(&self, mut field: Field, measured: Measured, schema: Option<&ObjectSchema>) -> ProfiledField {
        let key = field.name.to_lowercase();
        for guard in schema.and_then(|schema| schema.earned.get(&key)).into_iter().flatten() {
            if !field.guards.contains(guard) {
                field.guards.push(guard.clone());
            }
        }
        let vendor = schema.and_then(|schema| schema.vendor.get(&key)).cloned();
        let usages = vendor.as_ref().and_then(|vendor| vendor.usages);
        let found = self.consumers.get(&key).copied().unwrap_or(0);
        let listed_apart = schema.is_some_and(|schema| !schema.vendor.is_empty());
        let consumers = match (usages, self.looked) {
            // The vendor counts those that only list it too.
            (Some(_), _) if found == 0 && self.listed.contains(&key) => Some(0),
            (Some(usages), _) => Some(usages.max(found)),
            // Where the vendor says of each field who uses it, one it does not mention is none of its fields.
            (None, Supplied::Yes) if listed_apart => (found > 0).then_some(found),
            (None, Supplied::Yes) => Some(found),
            // Some places were looked at: what was found there is certain, what was not is unknown.
            (None, Supplied::Partly | Supplied::No) => (found > 0).then_some(found),
        };
        ProfiledField { field, measured, vendor, consumers }
    }

    fn measure(&self, column: &Column, scan: &ColumnCounts, read: &ObjectRead) -> Measured {
        if let Some(reason) = not_measurable(&column.field) {
            return Measured::No(reason);
        }
        let boolean = column.field.kind == FieldKind::Boolean;
        let born = read.scan.born.within(self.as_of, self.policy.thresholds.recent_days);
        let dated = read.births.values().map(|&(count, _)| count).sum::<u64>() > 0;
        let recent = scan.recent.within(self.as_of, self.policy.thresholds.recent_days);
        Measured::Yes(Box::new(FieldProfile {
            records: read.scan.records,
            filled: scan.filled,
            placeholder: scan.natures.placeholder,
            default: scan.natures.default,
            truths: boolean.then_some(scan.natures.truths),
            distinct: Distinct { count: scan.values.count, exact: scan.values.exact },
            top: scan.top.first().map(|top| TopValue {
                value: top.value.clone(),
                count: top.count,
                exact: top.exact,
            }),
            first_filled: scan.days.and_then(|(first, _)| dates::date(first)),
            last_filled: scan.days.and_then(|(_, last)| dates::date(last)),
            recent: dated.then(|| Rate::new(recent, born)),
            scopes: self.scopes(scan, read),
            longest: scan.natures.longest,
            unfit: scan.natures.unfit,
            samples: if self.values {
                scan.top.iter().map(|top| top.value.clone()).collect()
            } else {
                Vec::new()
            },
        }))
    }

    fn scopes(&self, scan: &ColumnCounts, read: &ObjectRead) -> Vec<ScopeFill> {
        let mut fills: Vec<ScopeFill> = read
            .scopes
            .iter()
            .enumerate()
            .map(|(number, scope)| {
                let hits = scan.scopes.get(number).copied().unwrap_or(0);
                let of = read.scan.scopes.get(number).copied().unwrap_or(0);
                let name = self.names.get(scope).or_else(|| self.names.get(short_id("salesforce", scope)));
                ScopeFill { scope: name.unwrap_or(scope).clone(), fill: Rate::new(hits, of) }
            })
            .collect();
        fills.sort_by(|a, b| b.fill.of.cmp(&a.fill.of).then_with(|| a.scope.cmp(&b.scope)));
        fills
    }

    fn births(&self, files: &ObjectFiles, read: &ObjectRead) -> Result<Births, &'static str> {
        let has = |duty| files.columns.iter().any(|column| column.field.duty == Some(duty));
        match files.role {
            Role::Account | Role::Contact | Role::Lead | Role::Opportunity => {}
            _ => return Err("not an object whose source is asked for"),
        }
        if !has(Duty::CreatedAt) {
            return Err("no created date in the export");
        }
        if !has(Duty::Source) {
            return Err("no source field in the export");
        }
        let week = read.births.range(self.as_of - WEEK + 1..=self.as_of);
        let (of, hits) = week.fold((0, 0), |(of, hits), (_, &(born, known))| (of + born, hits + known));
        Ok(Births { source_known: Rate::new(hits, of) })
    }

    fn decay(&self, files: &ObjectFiles, read: &ObjectRead) -> Result<Rate, &'static str> {
        let rule = self.policy.decay.iter().find(|(object, _)| object.eq_ignore_ascii_case(&files.object));
        let Some((_, rule)) = rule else { return Err("no decay rule for this object") };
        let Some((field, _)) = &rule.retired else { return Err("no field marks retirement") };
        if !files.columns.iter().any(|column| column.field.name.eq_ignore_ascii_case(field)) {
            return Err("the field that marks retirement is not in the export");
        }
        if read.touches.is_empty() && read.scan.records > 0 {
            return Err("neither last activity nor created date in the export");
        }
        let days = i32::try_from(rule.after_days).unwrap_or(i32::MAX);
        let due = read.touches.range(..self.as_of.saturating_sub(days));
        let (of, hits) = due.fold((0, 0), |(of, hits), (_, &(count, retired))| (of + count, hits + retired));
        Ok(Rate::new(hits, of))
    }
}

/// Why the fill of a field would be a lie whatever the export says.
fn not_measurable(field: &Field) -> Option<NotMeasurable> {
    if field.calculated {
        return Some(NotMeasurable::Calculated);
    }
    if field.not_stored {
        return Some(NotMeasurable::NotStored);
    }
    match field.kind {
        FieldKind::Compound => Some(NotMeasurable::Compound),
        FieldKind::Encrypted => Some(NotMeasurable::Encrypted),
        _ => None,
    }
}

/// Guards the fields that formulas and dependencies of the same object read.
fn guard_sources(fields: &mut [ProfiledField]) {
    let readers: Vec<(String, String)> = fields
        .iter()
        .flat_map(|reader| {
            reader.field.reads.iter().map(|read| (read.to_lowercase(), reader.field.name.clone()))
        })
        .collect();
    for profiled in fields {
        let name = profiled.field.name.to_lowercase();
        let guarded = profiled
            .field
            .guards
            .iter()
            .any(|guard| matches!(guard, Guard::FormulaSource(_) | Guard::Controls(_)));
        if guarded {
            continue;
        }
        if let Some((_, reader)) =
            readers.iter().find(|(read, reader)| *read == name && *reader != profiled.field.name)
        {
            profiled.field.guards.push(Guard::FormulaSource(reader.clone()));
        }
    }
}

fn agreements(files: &ObjectFiles, read: &ObjectRead) -> Vec<Agreement> {
    let candidates: Vec<usize> = files
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.field.kind != FieldKind::Boolean && column.field.duty != Some(Duty::Id))
        .map(|(index, _)| index)
        .collect();
    read.scan
        .sample
        .agreeing(&candidates, AGREEING.0, AGREEING.1, AGREEMENT)
        .into_iter()
        .map(|pair| Agreement {
            left: files.columns[pair.left].field.name.clone(),
            right: files.columns[pair.right].field.name.clone(),
            equal: Rate::new(pair.equal, pair.both),
        })
        .collect()
}
