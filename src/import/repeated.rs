//! Records of an object that come more than once, and which of them are left out.

use super::facts::{version_columns, versions};
use super::part::{ObjectFiles, Places};
use crate::engine::pass::{Place, Shared, Worker, read_alone};
use crate::engine::read::{Batch, InputError, SetAside};
use crate::engine::repeats::{Outdated, Repeats, Version};

/// Where the batches of a pass begin, and which of their records are left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Repetitions {
    outdated: Outdated,
    /// Position of the first record of each batch.
    begins: Vec<u64>,
}

impl Repetitions {
    /// `None` where no record is left out.
    pub(super) fn new(outdated: Outdated, begins: Vec<u64>) -> Option<Self> {
        (!outdated.is_empty()).then_some(Self { outdated, begins })
    }

    /// Whether none is known.
    pub(super) fn is_empty(&self) -> bool {
        self.outdated.is_empty()
    }

    pub(super) fn contains(&self, batch: usize, record: usize) -> bool {
        self.begins.get(batch).is_some_and(|begin| self.outdated.contains(begin + record as u64))
    }
}

/// The records that are left out, by their position among all records.
///
/// # Errors
/// When a file cannot be read on.
pub(super) fn find(files: &ObjectFiles) -> Result<Outdated, InputError> {
    let columns = version_columns(files);
    if columns.is_empty() {
        return Ok(Outdated::default());
    }
    let places = files.places();
    let wanted = places.only(&columns);
    let worker = || Versions { files, columns: &columns, places: &places };
    let (_, repeats) = read_alone(files, files.threads, &wanted, Repeats::default, worker)?;
    repeats.outdated().map_err(|error| InputError::io(&error, "a temporary file"))
}

struct Versions<'a> {
    files: &'a ObjectFiles,
    columns: &'a [usize],
    places: &'a Places,
}

impl Worker for Versions<'_> {
    type Shared = Repeats;

    fn batch(&mut self, at: Place, batch: &Batch) -> Result<Vec<Option<Version>>, InputError> {
        Ok(versions(self.files, self.columns, &self.places.view(at.part, batch)))
    }
}

impl Shared for Repeats {
    type News = Vec<Option<Version>>;

    fn take_in(&mut self, _part: usize, versions: Self::News) -> Result<(), InputError> {
        let mut versions = versions.into_iter();
        versions
            .try_for_each(|version| self.note(version))
            .map_err(|error| InputError::io(&error, "a temporary file"))
    }

    fn hear(&mut self, _part: usize, _aside: Vec<SetAside>, _notes: Vec<String>) {}
}
