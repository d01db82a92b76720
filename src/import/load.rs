//! Every given file, in; one snapshot, out.
//!
//! ```text
//! look at each file → recognise tables → group by object → one pass per object → as_of → snapshot
//! ```

use std::sync::Arc;

use super::assemble::{Passed, assemble};
use super::company;
use super::desk::Desk;
use super::facts::PassContext;
use super::group;
use super::identify::look;
use super::metadata;
pub use super::options::LoadOptions;
use super::part::ObjectFiles;
use super::{dates, history, objects, report};
use crate::engine::read::{Gathered, InputError, Problem};
use crate::engine::scan::Placeholders;
use crate::model::{Policy, Snapshot, file_name};

/// What was read: the snapshot, and where the records of each object are.
pub struct Loaded {
    pub snapshot: Snapshot,
    pub files: Vec<ObjectFiles>,
    /// Problems that would have ended the run, had it not been told to go on.
    pub problems: Vec<InputError>,
}

/// Reads everything.
///
/// # Errors
/// At the first file that should be readable and is not, unless told to go on.
pub fn load(gathered: &Gathered, options: &LoadOptions, policy: &Arc<Policy>) -> Result<Loaded, InputError> {
    names_are_known(gathered, options)?;
    let mut desk = Desk::new(options, policy);
    // What reports and flows are read by comes before them, wherever it stands.
    let (first, rest): (Vec<_>, Vec<_>) =
        gathered.inputs.iter().partition(|found| metadata::comes_first(&found.input.name));
    for found in first.into_iter().chain(rest) {
        let seen = look(found, options, &mut desk.declared);
        desk.sort(found, seen)?;
    }
    for (name, why) in &gathered.skipped {
        if metadata::may_use_fields(name) {
            desk.declared.not_understood("salesforce");
        }
        desk.reports.push(report::skipped(name, why, None));
    }
    desk.declared.settle();
    let tables = std::mem::take(&mut desk.tables);
    let mut contents: Vec<_> = tables.iter().map(|(_, table)| desk.recognise(table)).collect();
    company::settle(&tables, &mut contents, &desk.declared);
    for ((place, table), content) in tables.into_iter().zip(contents) {
        desk.place(place, table, content)?;
    }
    let mut files = Vec::new();
    for group in desk.groups() {
        match group::join(group, &desk.declared, policy, options) {
            Ok((object, notes, places)) => {
                desk.reports_of(&object, &places, notes);
                files.push((object, places));
            }
            Err(failed) => desk.fail(failed.0, &failed.1)?,
        }
    }
    let context = PassContext {
        policy: Arc::clone(policy),
        placeholders: Arc::new(Placeholders::new(&policy.placeholders)),
        zone: options.zone.clone(),
        ceiling: dates::day(options.as_of.unwrap_or(options.today)),
        strict: options.strict,
        deals: options.deals,
    };
    let mut passed = Vec::new();
    let objects: Vec<&ObjectFiles> = files.iter().map(|(object, _)| object).collect();
    let reads = objects::read(&objects, &context, options.threads, options.pace);
    for ((object, places), read) in files.into_iter().zip(reads) {
        match read {
            Ok(read) => {
                desk.counted(&places, &read);
                passed.push(Passed { files: object, read, places });
            }
            Err(error) => desk.fail(error, &places)?,
        }
    }
    desk.nothing_usable(&passed)?;
    let mut histories = history::survey(std::mem::take(&mut desk.histories), options);
    for (place, note) in std::mem::take(&mut histories.copies) {
        desk.reports[place].notes.push(note);
    }
    for (place, error) in std::mem::take(&mut histories.failed) {
        desk.fail(error, &[place])?;
    }
    let assembled = assemble(&passed, &desk.declared, options, policy, histories.newest());
    for (place, note) in assembled.notes {
        desk.reports[place].notes.push(note);
    }
    let mut snapshot = assembled.snapshot;
    for (place, seen) in histories.count(&passed, &mut snapshot, policy, options)? {
        desk.history(place, seen);
    }
    snapshot.survey = desk.survey;
    snapshot.verification = desk.verification;
    snapshot.files = desk.finished_reports();
    Ok(Loaded {
        snapshot,
        files: passed.into_iter().map(|passed| passed.files).collect(),
        problems: desk.problems,
    })
}

/// Refuses `--as` for a file that is not there: a slip of the finger would change nothing, and say nothing.
fn names_are_known(gathered: &Gathered, options: &LoadOptions) -> Result<(), InputError> {
    let is = |file: &str, name: &str| file == name || file_name(file) == name;
    let mut named = options.told.iter().filter_map(|(name, _)| name.as_deref());
    match named.find(|name| !gathered.inputs.iter().any(|found| is(&found.input.name, name))) {
        None => Ok(()),
        Some(name) => Err(InputError::new(Problem::Invalid, format!("no file is called `{name}`"))
            .hint("`--as FILE=…` takes the name of a file among those that are read")),
    }
}
