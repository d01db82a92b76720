//! Every given file, in; one snapshot, out.
//!
//! ```text
//! look at each file → recognise tables → group by object → one pass per object → as_of → snapshot
//! ```

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assemble::{Passed, assemble};
use super::declared::Declarations;
use super::group;
use super::identify::{SchemaCounts, Seen, SeenTable, look};
use super::part::ObjectFiles;
use super::recognise::{Content, Sight, Told, recognise};
use super::records::{self, ObjectRead, PassContext};
use super::{answers, dates, report};
use crate::engine::read::{Gathered, InputError, Problem, ReadOptions};
use crate::model::{FileKind, FileReport, Policy, Snapshot, Survey, Verification};

/// What the command line settles about reading.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    pub read: ReadOptions,
    /// What every file is, or the file of that name.
    pub told: Vec<(Option<String>, Told)>,
    pub sheet: Option<String>,
    /// The day to ask about; `None` means the newest day found in the records.
    pub as_of: Option<Date>,
    /// Today, where nothing else says when it is. Read once, by the command line.
    pub today: Date,
    pub zone: TimeZone,
    pub strict: bool,
    /// Keep sample values.
    pub values: bool,
    /// Go on where a file cannot be used, and report it instead.
    pub tolerate: bool,
}

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
    let mut desk = Desk::new(options, policy);
    for found in &gathered.inputs {
        let seen = look(found, options, &mut desk.declared);
        desk.sort(found, seen)?;
    }
    for (name, why) in &gathered.skipped {
        desk.reports.push(report::skipped(name, why, None));
    }
    desk.declared.settle();
    let tables = std::mem::take(&mut desk.tables);
    for (place, table) in tables {
        let content = desk.recognise(&table);
        desk.place(place, table, content)?;
    }
    let mut files = Vec::new();
    for group in desk.groups() {
        match group::join(group, &desk.declared, policy, options.read.lenient) {
            Ok((object, notes, places)) => {
                desk.reports_of(&object, &places, notes);
                files.push((object, places));
            }
            Err(failed) => desk.fail(failed.0, &failed.1)?,
        }
    }
    let context = PassContext {
        policy: Arc::clone(policy),
        placeholders: Arc::new(policy.placeholders.iter().cloned().collect::<HashSet<String>>()),
        zone: options.zone.clone(),
        ceiling: dates::day(options.as_of.unwrap_or(options.today)),
        strict: options.strict,
    };
    let mut passed = Vec::new();
    let reads = read_all(&files, &context);
    for ((object, places), read) in files.into_iter().zip(reads) {
        match read {
            Ok(read) => {
                desk.counted(&object, &places, &read);
                passed.push(Passed { files: object, read, places });
            }
            Err(error) => desk.fail(error, &places)?,
        }
    }
    desk.nothing_usable(&passed)?;
    let assembled = assemble(&passed, &desk.declared, options, policy);
    for (object, note) in assembled.notes {
        if let Some(place) =
            passed.iter().find(|passed| passed.files.object == object).and_then(|one| one.places.first())
        {
            desk.reports[*place].notes.push(note);
        }
    }
    let mut snapshot = assembled.snapshot;
    snapshot.survey = desk.survey;
    snapshot.verification = desk.verification;
    snapshot.files = desk.finished_reports();
    Ok(Loaded {
        snapshot,
        files: passed.into_iter().map(|passed| passed.files).collect(),
        problems: desk.problems,
    })
}

/// Objects are read side by side; the answers come back in the order of the objects.
fn read_all(
    files: &[(ObjectFiles, Vec<usize>)],
    context: &PassContext,
) -> Vec<Result<ObjectRead, InputError>> {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let next = AtomicUsize::new(0);
    let answers: Vec<Mutex<Option<Result<ObjectRead, InputError>>>> =
        files.iter().map(|_| Mutex::new(None)).collect();
    let workers =
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((object, _)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let place = files.iter().position(|(other, _)| std::ptr::eq(other, object)).unwrap_or(0);
                    let read = records::read(object, context);
                    if let Ok(mut answer) = answers[place].lock() {
                        *answer = Some(read);
                    }
                }
            });
        }
    });
    answers
        .into_iter()
        .map(|answer| {
            let answer = answer.into_inner().ok().flatten();
            answer.unwrap_or_else(|| Err(InputError::new(Problem::Io, "a reader stopped before it was done")))
        })
        .collect()
}

/// Where files are sorted, and what is written down about each.
struct Desk<'a> {
    options: &'a LoadOptions,
    policy: &'a Policy,
    declared: Declarations,
    schema_counts: SchemaCounts,
    reports: Vec<FileReport>,
    tables: Vec<(usize, Box<SeenTable>)>,
    records: Vec<group::Member>,
    survey: Option<Survey>,
    verification: Option<Verification>,
    problems: Vec<InputError>,
    explicit: BTreeSet<usize>,
}

impl<'a> Desk<'a> {
    fn new(options: &'a LoadOptions, policy: &'a Policy) -> Self {
        Self {
            options,
            policy,
            declared: Declarations::default(),
            schema_counts: SchemaCounts::new(),
            reports: Vec::new(),
            tables: Vec::new(),
            records: Vec::new(),
            survey: None,
            verification: None,
            problems: Vec::new(),
            explicit: BTreeSet::new(),
        }
    }

    fn sort(
        &mut self,
        found: &crate::engine::read::Found,
        seen: Result<Seen, InputError>,
    ) -> Result<(), InputError> {
        let name = &found.input.name;
        let place = self.reports.len();
        match seen {
            Ok(Seen::Config) => {}
            Ok(Seen::Schema { crm, what }) => {
                let count = self.schema_counts.entry((crm, what)).or_insert(0);
                *count += 1;
                // One line for a project of a thousand files; the first few are named.
                if *count <= 3 {
                    self.reports.push(report::schema(&found.input, crm, what));
                }
            }
            Ok(Seen::Skipped { why, hint }) => self.reports.push(report::skipped(name, &why, hint)),
            Ok(Seen::Table(table)) => {
                self.reports.push(report::table(&table));
                if found.explicit {
                    self.explicit.insert(place);
                }
                self.tables.push((place, table));
            }
            Err(error) => {
                self.reports.push(report::skipped(name, &error.message, error.hint.clone()));
                self.fail(error, &[place])?;
            }
        }
        Ok(())
    }

    fn told(&self, file: &str) -> Told {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let of_file =
            self.options.told.iter().find(|(of, _)| of.as_deref().is_some_and(|of| of == name || of == file));
        let of_all = self.options.told.iter().find(|(of, _)| of.is_none());
        let mut told = of_file.or(of_all).map(|(_, told)| told.clone()).unwrap_or_default();
        if let Some(mapping) = self.policy.mappings.get(name) {
            told.object = told.object.or_else(|| mapping.object.clone());
        }
        told
    }

    fn recognise(&self, table: &SeenTable) -> Result<Content, InputError> {
        let file = table.part.input.name.as_str();
        let sight = Sight {
            file,
            header: &table.header,
            head: &table.head,
            object_inside: table.object_inside.as_deref(),
            crm_inside: table.crm_inside,
        };
        recognise(&sight, &self.told(file), &self.declared).map_err(|error| error.in_file(file))
    }

    fn place(
        &mut self,
        place: usize,
        table: Box<SeenTable>,
        content: Result<Content, InputError>,
    ) -> Result<(), InputError> {
        let name = table.part.input.name.clone();
        match content {
            Err(error) => {
                self.reports[place].unused = Some(error.message.clone());
                self.reports[place].hint.clone_from(&error.hint);
                self.fail(error, &[place])
            }
            Ok(Content::Records { crm, object, role }) => {
                let line = &mut self.reports[place];
                (line.crm, line.kind, line.object) = (crm, report::kind(role), Some(object.clone()));
                self.records.push(group::Member { crm, object, role, place, table });
                Ok(())
            }
            Ok(Content::Aside { crm, kind, why, hint }) => {
                let line = &mut self.reports[place];
                (line.crm, line.kind) = (crm, kind);
                line.unused = Some(why.to_owned());
                line.hint = hint.map(str::to_owned);
                if kind == FileKind::LoadResult && self.explicit.contains(&place) {
                    let mut error = InputError::new(Problem::Unusable, why).in_file(&name);
                    error.hint = hint.map(str::to_owned);
                    return self.fail(error, &[place]);
                }
                Ok(())
            }
            Ok(Content::Survey) => {
                let (survey, aside) = answers::survey(&mut table.part.table()?)?;
                report::answers(&mut self.reports[place], FileKind::Survey, survey.responses, &aside);
                self.survey = Some(survey);
                Ok(())
            }
            Ok(Content::Verification) => {
                let (verification, aside) = answers::verification(&mut table.part.table()?)?;
                report::answers(
                    &mut self.reports[place],
                    FileKind::Verification,
                    verification.passed.of,
                    &aside,
                );
                self.verification = Some(verification);
                Ok(())
            }
        }
    }

    /// Members of one object together, in the order in which the objects were met.
    fn groups(&mut self) -> Vec<Vec<group::Member>> {
        let mut order: Vec<Vec<group::Member>> = Vec::new();
        let mut known: HashMap<(&'static str, String), usize> = HashMap::new();
        for mut member in std::mem::take(&mut self.records) {
            member.name_apart(&order);
            let key = (member.crm, member.object.to_lowercase());
            let place = *known.entry(key).or_insert_with(|| {
                order.push(Vec::new());
                order.len() - 1
            });
            order[place].push(member);
        }
        order
    }

    fn reports_of(&mut self, object: &ObjectFiles, places: &[usize], notes: Vec<Vec<String>>) {
        for (&place, notes) in places.iter().zip(notes) {
            let line = &mut self.reports[place];
            line.crm = object.crm;
            line.object = Some(object.object.clone());
            line.kind = report::kind(object.role);
            line.notes.extend(notes);
        }
    }

    fn counted(&mut self, object: &ObjectFiles, places: &[usize], read: &ObjectRead) {
        for (&place, outcome) in places.iter().zip(&read.outcomes) {
            let line = &mut self.reports[place];
            line.records = Some(outcome.records);
            line.set_aside = outcome.aside_count;
            line.notes.extend(outcome.notes.iter().cloned());
        }
        if read.deleted > 0
            && let Some(&place) = places.first()
        {
            self.reports[place].notes.push(format!(
                "{} records of {} are marked deleted and not counted",
                read.deleted, object.object
            ));
        }
    }

    /// Ends the run, or writes the problem down when told to go on.
    fn fail(&mut self, error: InputError, places: &[usize]) -> Result<(), InputError> {
        if !self.options.tolerate || error.problem == Problem::Interrupted {
            return Err(error);
        }
        for &place in places {
            let line = &mut self.reports[place];
            line.unused.get_or_insert_with(|| error.message.clone());
            line.hint = line.hint.take().or_else(|| error.hint.clone());
        }
        self.problems.push(error);
        Ok(())
    }

    fn nothing_usable(&mut self, passed: &[Passed]) -> Result<(), InputError> {
        let nothing = passed.is_empty()
            && self.declared.is_empty()
            && self.survey.is_none()
            && self.verification.is_none();
        if !nothing || !self.problems.is_empty() {
            return Ok(());
        }
        let unused = self.reports.iter().find(|line| line.unused.is_some());
        let mut error = InputError::new(Problem::Empty, "no export was found among the given files");
        error.hint = Some(
            "`revops inspect` says what each file is; `revops --help` where to get an export".to_owned(),
        );
        if let Some(line) = unused {
            error =
                InputError::new(Problem::Empty, line.unused.clone().unwrap_or_default()).in_file(&line.file);
            error.hint =
                line.hint.clone().or_else(|| Some("`revops --help` says where to get an export".to_owned()));
        }
        self.fail(error, &[])
    }

    fn finished_reports(&mut self) -> Vec<FileReport> {
        for (&(crm, what), &count) in &self.schema_counts {
            if count > 3 {
                self.reports.push(report::more_schemas(crm, what, count - 3));
            }
        }
        std::mem::take(&mut self.reports)
    }
}
