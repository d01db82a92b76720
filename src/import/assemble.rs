//! All objects together: when it is, whose deals they are, what evidence there was.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::dates;
use super::deals::Resolver;
use super::declared::{self, Declarations};
use super::finish::Finish;
use super::options::LoadOptions;
use super::part::ObjectFiles;
use super::records::ObjectRead;
use super::schema::Stage;
use crate::engine::scan::Day;
use crate::model::{
    Access, AsOfSource, Consumer, Coverage, Deal, ObjectSnapshot, Policy, ProfiledField, Role, Snapshot,
    Supplied, Unresolved, file_name,
};

/// An object whose records were read.
pub struct Passed {
    pub files: ObjectFiles,
    pub read: ObjectRead,
    /// The lines of its files in the list of files.
    pub places: Vec<usize>,
}

/// The snapshot, and notes by line in the list of files.
pub struct Assembled {
    pub snapshot: Snapshot,
    pub notes: Vec<(usize, String)>,
}

/// Puts the snapshot together.
#[must_use]
pub fn assemble(
    passed: &[Passed],
    declared: &Declarations,
    options: &LoadOptions,
    policy: &Arc<Policy>,
    newest_write: Option<Day>,
) -> Assembled {
    let newest =
        passed.iter().filter_map(|object| object.read.newest).chain(newest_write).max().and_then(dates::date);
    let (as_of, as_of_source) = match (options.as_of, newest) {
        (Some(day), _) => (day, AsOfSource::Given),
        (None, Some(day)) => (day, AsOfSource::NewestRecord),
        (None, None) => (options.today, AsOfSource::Today),
    };
    let mut objects = Vec::new();
    let mut deals = Vec::new();
    let mut notes = Vec::new();
    for object in passed {
        let files = &object.files;
        let names = names(files.crm, passed, declared);
        let finish = finish(files.crm, &files.object, declared, policy, as_of, &names, options.values);
        objects.push(finish.object(files, &object.read, declared.object(files.crm, &files.object)));
        if files.role == Role::Opportunity {
            let (resolved, note) = resolve(object, passed, declared, options, policy, &names);
            deals.extend(resolved);
            notes.extend(object.places.first().copied().zip(note));
        }
    }
    let none = HashMap::new();
    for (crm, schema) in declared.all() {
        let read =
            objects.iter().any(|object| object.crm == crm && object.name.eq_ignore_ascii_case(&schema.name));
        if !read && !schema.fields.is_empty() {
            let role = super::crm::crm_named(crm)
                .and_then(|crm| super::crm::lookup_object(crm, &schema.name))
                .map_or(Role::Other, |entry| entry.role);
            let finish = finish(crm, &schema.name, declared, policy, as_of, &none, options.values);
            objects.push(finish.schema_only(crm, role, schema));
        }
    }
    objects.sort_by(|a, b| (a.crm, a.role, &a.name).cmp(&(b.crm, b.role, &b.name)));
    let mut consumers: Vec<Consumer> = declared.consumers().cloned().collect();
    let outside = declared.outside.resolve(&objects);
    outside.count(&mut objects);
    if declared.outside.places().next().is_some() {
        for object in &mut objects {
            object.consumers_looked = object.consumers_looked.max(Supplied::Partly);
        }
    }
    consumers.extend(outside.consumers);
    let mut unresolved: Vec<_> = declared.unresolved().cloned().collect();
    unresolved.extend(outside.unresolved);
    let (consumers, unresolved) = found_in_exports(consumers, unresolved, &objects);
    let coverage = coverage(passed, declared, &objects);
    let snapshot = Snapshot {
        as_of,
        as_of_source,
        objects,
        deals,
        consumers,
        links: declared.links().cloned().collect(),
        unresolved,
        writes: crate::model::Writes::default(),
        definitions: declared.of("salesforce").map(super::salesforce::definitions).unwrap_or_default(),
        coverage,
        files: Vec::new(),
        survey: None,
        verification: None,
    };
    Assembled { snapshot, notes }
}

/// Names that no schema has are fields all the same where an export has them; the others are used by nobody.
fn found_in_exports(
    mut consumers: Vec<Consumer>,
    mut unresolved: Vec<Unresolved>,
    objects: &[ObjectSnapshot],
) -> (Vec<Consumer>, Vec<Unresolved>) {
    let fields = |object: &ObjectSnapshot| {
        let (crm, name) = (object.crm, object.name.clone());
        let key = move |field: &ProfiledField| (crm, format!("{name}.{}", field.field.name).to_lowercase());
        object.fields.iter().map(key).collect::<Vec<_>>()
    };
    let known: BTreeSet<(&str, String)> = objects.iter().flat_map(fields).collect();
    unresolved.retain(|lost| !known.contains(&(lost.crm, lost.name.to_lowercase())));
    let gone: BTreeSet<(&str, String)> =
        unresolved.iter().map(|lost| (lost.crm, lost.name.to_lowercase())).collect();
    consumers.retain(|one| !gone.contains(&(one.crm, one.field.to_string().to_lowercase())));
    (consumers, unresolved)
}

/// Names of users, owners, record types and pipelines of one CRM, by id.
fn names(crm: &str, passed: &[Passed], declared: &Declarations) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for object in passed.iter().filter(|object| object.files.crm == crm) {
        names.extend(object.read.names.clone());
    }
    if let Some(declared) = declared.of(crm) {
        names.extend(declared.people.clone());
        for stage in &declared.stages {
            if let (Some(id), Some(label)) = (&stage.pipeline, &stage.pipeline_label) {
                names.insert(id.clone(), label.clone());
            }
        }
    }
    names
}

fn resolve(
    object: &Passed,
    passed: &[Passed],
    declared: &Declarations,
    options: &LoadOptions,
    policy: &Policy,
    people: &HashMap<String, String>,
) -> (Vec<Deal>, Option<String>) {
    let files = &object.files;
    let mut stages: Vec<Stage> = passed
        .iter()
        .filter(|other| other.files.crm == files.crm)
        .flat_map(|other| other.read.stages.clone())
        .collect();
    stages.extend(declared.of(files.crm).iter().flat_map(|declared| declared.stages.clone()));
    let mapping = files.parts.iter().find_map(|part| policy.mappings.get(file_name(&part.input.name)));
    Resolver {
        crm: files.crm,
        object: &files.object,
        columns: &files.columns,
        stages: &stages,
        people,
        policy,
        mapping,
        zone: &options.zone,
    }
    .resolve(&object.read.deals)
}

fn finish<'a>(
    crm: &str,
    object: &str,
    declared: &Declarations,
    policy: &'a Policy,
    as_of: jiff::civil::Date,
    names: &'a HashMap<String, String>,
    values: bool,
) -> Finish<'a> {
    // However many places of a report name a field, it is one consumer.
    let mut named: BTreeMap<String, BTreeSet<(&str, &str)>> = BTreeMap::new();
    let mut listed: BTreeSet<String> = BTreeSet::new();
    let of_crm = declared.of(crm).into_iter().flat_map(|declared| &declared.consumers);
    for consumer in of_crm.filter(|consumer| consumer.field.object.eq_ignore_ascii_case(object)) {
        if consumer.is_use() {
            let users = named.entry(consumer.field.field.to_lowercase()).or_default();
            users.insert((&consumer.kind, &consumer.name));
        } else if consumer.access == Access::Listed {
            listed.insert(consumer.field.field.to_lowercase());
        }
    }
    let consumers = named.into_iter().map(|(field, users)| (field, users.len() as u64)).collect();
    Finish {
        policy,
        as_of: dates::day(as_of),
        names,
        consumers,
        listed,
        looked: declared.looked(crm, object),
        values,
    }
}

/// The places in NetSuite where nobody could look, in words.
fn netsuite_places(declared: &Declarations) -> Option<String> {
    let missing: Vec<&str> =
        super::netsuite::PLACES.iter().filter(|place| !declared.looked_in(place)).copied().collect();
    let (last, others) = missing.split_last()?;
    let list =
        if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) };
    Some(format!("NetSuite {list}"))
}

/// Which evidence there was, in words.
fn coverage(passed: &[Passed], declared: &Declarations, objects: &[ObjectSnapshot]) -> Coverage {
    let looked_in: Vec<String> = declared.places();
    let crms: Vec<&str> = {
        let mut crms: Vec<&str> =
            objects.iter().map(|object| object.crm).filter(|crm| *crm != "none").collect();
        crms.dedup();
        crms
    };
    let mut not_supplied = Vec::new();
    for crm in crms {
        match crm {
            "salesforce" => {
                let missing: Vec<&str> = declared::SALESFORCE
                    .iter()
                    .copied()
                    .filter(|place| !looked_in.iter().any(|in_| in_ == place))
                    .collect();
                let misunderstood = declared.misunderstood("salesforce");
                if misunderstood > 0 {
                    not_supplied.push(format!("{misunderstood} metadata files that could not be understood"));
                }
                if !missing.is_empty() {
                    not_supplied.push(format!("Salesforce {}", missing.join(", ")));
                } else {
                    // An org need not have any of these: their absence is told, and settles nothing.
                    let unseen = declared::SALESFORCE_TOO.iter().copied();
                    let unseen: Vec<&str> =
                        unseen.filter(|place| !looked_in.iter().any(|in_| in_ == place)).collect();
                    if !unseen.is_empty() {
                        not_supplied.push(format!("Salesforce {}, if there are any", unseen.join(", ")));
                    }
                }
            }
            "hubspot" if !declared.has_usages() => {
                not_supplied.push("HubSpot property settings (their `Usages` column)".to_owned());
            }
            "netsuite" => not_supplied.extend(netsuite_places(declared)),
            _ => {}
        }
    }
    let of = |some: bool, all: bool| match (some, all) {
        (_, true) => Supplied::Yes,
        (true, false) => Supplied::Partly,
        (false, false) => Supplied::No,
    };
    let business: Vec<&ObjectSnapshot> = objects.iter().filter(|object| object.role.is_business()).collect();
    let in_schema = |object: &&&ObjectSnapshot| object.fields.iter().any(|field| field.field.in_schema);
    Coverage {
        records: of(
            !passed.is_empty(),
            !business.is_empty() && business.iter().all(|object| object.records.is_some()),
        ),
        schema: of(
            business.iter().any(|object| in_schema(&object)),
            !business.is_empty() && business.iter().all(|object| in_schema(&object)),
        ),
        consumers: of(
            !looked_in.is_empty(),
            !business.is_empty() && business.iter().all(|object| object.consumers_looked == Supplied::Yes),
        ),
        writers: Supplied::No,
        looked_in,
        not_supplied,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::metadata;
    use super::*;
    use crate::engine::read::Input;

    #[test]
    fn what_was_supplied_is_not_called_missing_and_what_was_not_is() {
        let mut declared = Declarations::default();
        let all = "NetSuite saved searches, workflows, forms and scripts";
        assert_eq!(netsuite_places(&declared).as_deref(), Some(all));
        let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/netsuite");
        let mut add = |file: &str| {
            let input = Input::file(&fixtures.join(file), &Arc::default()).unwrap();
            let seen = if file.ends_with("js") { metadata::script } else { metadata::xml };
            assert!(seen(&input, &mut declared).unwrap().is_some());
        };
        for file in ["workflow.xml", "saved-search.xml", "SuiteScripts/lost-deals.js"] {
            add(file);
        }
        declared.settle();
        assert_eq!(netsuite_places(&declared).as_deref(), Some("NetSuite forms"));
        assert_eq!(declared.looked("netsuite", "opportunity"), Supplied::Partly);
        assert_eq!(declared.looked("hubspot", "deals"), Supplied::No);
    }
}
