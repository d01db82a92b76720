//! The records of all objects, read side by side: every thread helps wherever there is something left to read.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::columns::duties;
use super::facts::{PassContext, Setting};
use super::part::ObjectFiles;
use super::records::{Collected, ObjectRead, Scan, column_plans, join};
use super::recount::Recount;
use super::repeated::Repetitions;
use crate::engine::pass::{Ended, Pass};
use crate::engine::read::{InputError, Pace, Problem};
use crate::engine::scan::Missing;
use crate::model::Duty;

/// Reads the records of every object; the answers come in the order of the objects.
pub(super) fn read(
    objects: &[&ObjectFiles],
    context: &PassContext,
    threads: usize,
    pace: Pace,
) -> Vec<Result<ObjectRead, InputError>> {
    let places: Vec<_> = objects.iter().map(|files| files.places()).collect();
    let mut jobs: Vec<Job<'_>> = objects
        .iter()
        .zip(&places)
        .map(|(files, places)| Job {
            setting: Setting {
                files,
                context,
                plans: column_plans(files, context),
                places,
                left_out: Arc::default(),
            },
            paces: vec![pace; files.parts.len()],
            almost: None,
        })
        .collect();
    let mut answers: Vec<Option<Result<ObjectRead, InputError>>> = objects.iter().map(|_| None).collect();
    loop {
        let waiting: Vec<usize> = (0..jobs.len()).filter(|&index| answers[index].is_none()).collect();
        if waiting.is_empty() {
            break;
        }
        let ends = {
            let rounds: Vec<Round<'_>> = waiting.iter().map(|&index| jobs[index].round()).collect();
            together(&rounds, threads)
        };
        for (index, end) in waiting.into_iter().zip(ends) {
            answers[index] = jobs[index].go_on(end);
        }
    }
    answers.into_iter().flatten().collect()
}

/// Helps with every round until all have ended: first with those nobody has begun, then with the others.
fn together(rounds: &[Round<'_>], threads: usize) -> Vec<Result<Next, InputError>> {
    let ends: Vec<Mutex<Option<Result<Next, InputError>>>> =
        rounds.iter().map(|_| Mutex::new(None)).collect();
    let unbegun = AtomicUsize::new(0);
    let help = |index: usize| {
        if rounds[index].help()
            && let Some(end) = rounds[index].end().transpose()
        {
            *ends[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
        }
    };
    std::thread::scope(|scope| {
        let work = || {
            while let Some(index) =
                Some(unbegun.fetch_add(1, Ordering::Relaxed)).filter(|&index| index < rounds.len())
            {
                help(index);
            }
            (0..rounds.len()).for_each(help);
        };
        (1..threads.max(1)).for_each(|_| {
            scope.spawn(work);
        });
        work();
    });
    let unread = || Err(InputError::new(Problem::Io, "a reader stopped before it was done"));
    ends.into_iter()
        .map(|end| end.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(unread))
        .collect()
}

/// An object, and how far its reading has come.
struct Job<'a> {
    setting: Setting<'a>,
    paces: Vec<Pace>,
    /// What was read, where only some values are still to be counted.
    almost: Option<Box<ObjectRead>>,
}

/// What is to be done after a round.
enum Next {
    /// The same again, with this part record by record.
    ByRecord(usize),
    /// The same again, without these records.
    Without(Repetitions),
    /// Some values are still to be counted.
    Almost(Box<ObjectRead>),
    Found(Vec<(Missing, u64, String)>),
    Done(Box<ObjectRead>),
}

/// One pass over an object.
enum Round<'a> {
    Scan(Box<Pass<'a, ObjectFiles, Scan<'a>>>, &'static str),
    Recount(Box<Pass<'a, ObjectFiles, Recount<'a>>>),
}

impl<'a> Job<'a> {
    fn round<'r>(&'r self) -> Round<'r>
    where
        'a: 'r,
    {
        let (setting, paces) = (&self.setting, self.paces.clone());
        let files = setting.files;
        match &self.almost {
            None => {
                let pass = Pass::new(files, paces, Collected::new(files), || Scan::new(setting));
                Round::Scan(Box::new(pass), files.crm)
            }
            Some(read) => {
                let missing = &read.scan.missing;
                let deleted = duties(&files.columns).remove(&Duty::IsDeleted);
                let columns: Vec<usize> = missing.iter().map(|one| one.column).chain(deleted).collect();
                let pass = Pass::new(files, paces, (), || Recount::new(setting, missing));
                Round::Recount(Box::new(pass.only(setting.places.only(&columns))))
            }
        }
    }

    /// Takes what a round ended with; gives the answer where that was the last one.
    fn go_on(&mut self, end: Result<Next, InputError>) -> Option<Result<ObjectRead, InputError>> {
        match end {
            Err(error) => return Some(Err(error)),
            Ok(Next::Done(read)) => return Some(Ok(*read)),
            Ok(Next::ByRecord(part)) => self.paces[part].head = usize::MAX,
            Ok(Next::Without(repetitions)) => self.setting.left_out = Arc::new(repetitions),
            Ok(Next::Almost(read)) => self.almost = Some(read),
            Ok(Next::Found(found)) => {
                let mut read = self.almost.take()?;
                read.scan.add_found(found);
                return Some(Ok(*read));
            }
        }
        None
    }
}

impl Round<'_> {
    fn help(&self) -> bool {
        match self {
            Self::Scan(pass, _) => pass.help(),
            Self::Recount(pass) => pass.help(),
        }
    }

    fn end(&self) -> Result<Option<Next>, InputError> {
        let next = match self {
            Self::Scan(pass, crm) => match pass.end()? {
                None => return Ok(None),
                Some(Ended::Again { part }) => Next::ByRecord(part),
                Some(Ended::Read { workers, mut shared }) => match shared.repetitions()? {
                    Some(repetitions) => Next::Without(repetitions),
                    None => {
                        let read = Box::new(join(workers, shared, crm));
                        if read.scan.missing.is_empty() { Next::Done(read) } else { Next::Almost(read) }
                    }
                },
            },
            Self::Recount(pass) => match pass.end()? {
                None => return Ok(None),
                Some(Ended::Again { part }) => Next::ByRecord(part),
                Some(Ended::Read { workers, .. }) => Next::Found(Recount::join(workers)),
            },
        };
        Ok(Some(next))
    }
}
