//! The desk where files are sorted: what each one is, and what is written down about it.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::assemble::Passed;
use super::declared::{self, Declarations};
use super::history::History;
use super::identify::{Seen, SeenTable};
use super::options::LoadOptions;
use super::part::ObjectFiles;
use super::recognise::{Content, Sight, Told, recognise};
use super::records::ObjectRead;
use super::{answers, group, history, report, salesforce};
use crate::engine::read::{InputError, Problem};
use crate::model::{FileKind, FileReport, Policy, Survey, Verification, file_name};

/// Where files are sorted, and what is written down about each.
pub(super) struct Desk<'a> {
    options: &'a LoadOptions,
    policy: &'a Policy,
    pub(super) declared: Declarations,
    pub(super) reports: Vec<FileReport>,
    pub(super) tables: Vec<(usize, Box<SeenTable>)>,
    records: Vec<group::Member>,
    pub(super) histories: Vec<History>,
    pub(super) survey: Option<Survey>,
    pub(super) verification: Option<Verification>,
    pub(super) problems: Vec<InputError>,
    explicit: BTreeSet<usize>,
    /// Whether any history was met.
    has_history: bool,
}

impl<'a> Desk<'a> {
    pub(super) fn new(options: &'a LoadOptions, policy: &'a Policy) -> Self {
        Self {
            options,
            policy,
            declared: Declarations::default(),
            reports: Vec::new(),
            tables: Vec::new(),
            records: Vec::new(),
            histories: Vec::new(),
            survey: None,
            verification: None,
            problems: Vec::new(),
            explicit: BTreeSet::new(),
            has_history: false,
        }
    }

    pub(super) fn sort(
        &mut self,
        found: &crate::engine::read::Found,
        seen: Result<Seen, InputError>,
    ) -> Result<(), InputError> {
        let name = &found.input.name;
        let place = self.reports.len();
        match seen {
            Ok(Seen::Config) if self.is_ours(name) => {}
            Ok(Seen::Project) => self.reports.push(report::project(&found.input)),
            Ok(Seen::Config) => {
                let hint = Some(format!("`--config {name}` uses it"));
                self.reports.push(report::skipped(name, "is a configuration that was not asked for", hint));
            }
            Ok(Seen::Schema { crm, what, definitions }) => {
                self.reports.push(report::schema(&found.input, crm, what, definitions));
            }
            Ok(Seen::Outside { what, notes }) => {
                self.reports.push(report::outside(&found.input, what, notes));
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

    /// Whether a configuration met in a folder is the one that holds.
    fn is_ours(&self, name: &str) -> bool {
        let whole = |path: &Path| path.canonicalize().ok();
        self.options.config.as_deref().is_some_and(|config| whole(config) == whole(Path::new(name)))
    }

    fn told(&self, file: &str) -> Told {
        let name = file_name(file);
        let of_file =
            self.options.told.iter().find(|(of, _)| of.as_deref().is_some_and(|of| of == name || of == file));
        let of_all = self.options.told.iter().find(|(of, _)| of.is_none());
        let mut told = of_file.or(of_all).map(|(_, told)| told.clone()).unwrap_or_default();
        if let Some(mapping) = self.policy.mappings.get(name) {
            told.object = told.object.or_else(|| mapping.object.clone());
        }
        told
    }

    pub(super) fn recognise(&self, table: &SeenTable) -> Result<Content, InputError> {
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

    pub(super) fn place(
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
                self.histories.extend(History::of_records(place, &table, &object));
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
            Ok(Content::History(form)) => {
                let history = History::of_table(place, &table, form);
                let line = &mut self.reports[place];
                (line.crm, line.kind, line.object) = (form.crm(), FileKind::History, history.object());
                self.histories.push(history);
                self.has_history = true;
                Ok(())
            }
            Ok(Content::AuditTrail) => {
                let declared = &mut self.declared;
                let rows = salesforce::audit_trail(&mut table.part.table()?, declared.into("salesforce"))?;
                let line = &mut self.reports[place];
                (line.crm, line.kind, line.records) = ("salesforce", FileKind::History, Some(rows));
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
    pub(super) fn groups(&mut self) -> Vec<Vec<group::Member>> {
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

    pub(super) fn reports_of(&mut self, object: &ObjectFiles, places: &[usize], notes: Vec<Vec<String>>) {
        for (&place, notes) in places.iter().zip(notes) {
            let line = &mut self.reports[place];
            line.crm = object.crm;
            line.object = Some(object.object.clone());
            line.kind = report::kind(object.role);
            line.notes.extend(notes);
        }
    }

    pub(super) fn counted(&mut self, places: &[usize], read: &ObjectRead) {
        for (&place, outcome) in places.iter().zip(&read.outcomes) {
            let line = &mut self.reports[place];
            line.records = Some(outcome.records);
            line.set_aside = outcome.aside_count;
            let reasons =
                outcome.reasons.iter().map(|(reason, count)| format!("{count} set aside: {reason}"));
            line.notes.extend(reasons.chain(outcome.notes.iter().cloned()));
        }
        if read.deleted > 0
            && let Some(&place) = places.first()
        {
            let records = if read.deleted == 1 {
                "1 record is".to_owned()
            } else {
                format!("{} records are", read.deleted)
            };
            self.reports[place].notes.push(format!("{records} marked deleted and not counted"));
        }
    }

    /// What became of the rows of a history.
    pub(super) fn history(&mut self, place: usize, seen: history::Seen) {
        let line = &mut self.reports[place];
        if line.kind == FileKind::History {
            line.records = Some(seen.changes);
        } else {
            line.notes.push(format!("{} changes of its fields are told with the records", seen.changes));
        }
        line.set_aside += seen.unreadable;
        line.notes.extend(seen.notes());
    }

    /// Ends the run, or writes the problem down when told to go on.
    pub(super) fn fail(&mut self, error: InputError, places: &[usize]) -> Result<(), InputError> {
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

    pub(super) fn nothing_usable(&mut self, passed: &[Passed]) -> Result<(), InputError> {
        let nothing = passed.is_empty()
            && !self.has_history
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
        if self.declared.outside.places().next().is_some() {
            let message = "these files name fields, and no export or schema among them has any";
            error = InputError::new(Problem::Empty, message)
                .hint("give the CRM's exports, or its metadata, beside them");
        } else if let Some(line) = unused {
            error =
                InputError::new(Problem::Empty, line.unused.clone().unwrap_or_default()).in_file(&line.file);
            error.hint =
                line.hint.clone().or_else(|| Some("`revops --help` says where to get an export".to_owned()));
        }
        self.fail(error, &[])
    }

    pub(super) fn finished_reports(&mut self) -> Vec<FileReport> {
        let unplaced = self.declared.unplaced();
        if unplaced > 0
            && let Some(line) = self.reports.iter_mut().find(|line| line.format == declared::TOOLING_FIELDS)
        {
            line.notes.push(format!(
                "{unplaced} custom fields name their object by an id that no file explains: add a query of EntityDefinition"
            ));
        }
        std::mem::take(&mut self.reports)
    }
}
