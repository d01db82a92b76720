//! Why a file could not be used: where, what was found, what to do.

/// What kind of trouble it is. Stands in JSON errors, so the names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    NotFound,
    /// Empty folder, empty file, no rows where rows were needed.
    Empty,
    /// Not a file the tool reads: binary, link, device, unknown content.
    Unusable,
    /// Cut short, bad checksum, broken markup.
    Damaged,
    /// A zip that would escape its folder, inflate without end, or lie about its members.
    Unsafe,
    /// Readable in more than one way; a flag settles it.
    Ambiguous,
    /// Too many ragged rows, contradictory dates, two headers for one object.
    Inconsistent,
    /// Beyond a stated limit.
    TooLarge,
    /// A value, flag or configuration that makes no sense.
    Invalid,
    /// The operating system refused.
    Io,
    /// The user pressed Ctrl-C.
    Interrupted,
}

/// A file that cannot be used, and what to do about it.
///
/// Prints as `Opportunity.csv: line 7: found …, expected …`; the hint is printed apart.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}{message}", self.place())]
pub struct InputError {
    pub problem: Problem,
    /// The file as the user gave it; members of an archive as `archive.zip: member.csv`.
    pub file: Option<String>,
    /// Line or row, from 1.
    pub row: Option<u64>,
    pub column: Option<String>,
    /// Lowercase, no full stop. Never holds a record's value.
    pub message: String,
    pub hint: Option<String>,
}

impl InputError {
    #[must_use]
    pub fn new(problem: Problem, message: impl Into<String>) -> Self {
        Self { problem, file: None, row: None, column: None, message: message.into(), hint: None }
    }

    /// Names the file, unless it is already named.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file.get_or_insert_with(|| file.into());
        self
    }

    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    #[must_use]
    pub fn at_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Wraps what the operating system said, or unwraps what one of our own readers said through it.
    #[must_use]
    pub fn io(error: &std::io::Error, file: impl Into<String>) -> Self {
        if let Some(own) = Self::inside(error) {
            return own.clone().in_file(file);
        }
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => Problem::NotFound,
            std::io::ErrorKind::Interrupted => Problem::Interrupted,
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData => Problem::Damaged,
            _ => Problem::Io,
        };
        let mut told = Self::new(problem, error.to_string().to_lowercase()).in_file(file);
        told.hint = advice(error.kind()).map(str::to_owned);
        told
    }

    /// The error one of our readers sent through `std::io`, if that is what this is.
    ///
    /// Decoders hand on the errors of the reader below them, some of them wrapped once more.
    fn inside(error: &std::io::Error) -> Option<&Self> {
        let mut cause: &(dyn std::error::Error + 'static) = error.get_ref()?;
        loop {
            if let Some(own) = cause.downcast_ref::<Self>() {
                return Some(own);
            }
            cause = match cause.downcast_ref::<std::io::Error>() {
                Some(nested) => nested.get_ref()?,
                None => cause.source()?,
            };
        }
    }

    fn place(&self) -> String {
        let mut place = String::new();
        if let Some(file) = &self.file {
            place.push_str(file);
            place.push_str(": ");
        }
        if let Some(row) = self.row {
            place.push_str(&format!("line {row}: "));
        }
        if let Some(column) = &self.column {
            place.push_str(&format!("column `{column}`: "));
        }
        place
    }
}

/// What to do about what the operating system said.
fn advice(kind: std::io::ErrorKind) -> Option<&'static str> {
    use std::io::ErrorKind as Kind;
    match kind {
        Kind::Interrupted => None,
        Kind::NotFound => Some("check the spelling, and the folder the command runs in"),
        Kind::PermissionDenied => Some("change its permissions, or use a copy in a folder of your own"),
        Kind::ReadOnlyFilesystem => Some("choose a folder that can be written to"),
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Some("make room, or write elsewhere"),
        Kind::UnexpectedEof | Kind::InvalidData => Some("download or export it again"),
        _ => Some("check the file, its folder and its disk, then try again"),
    }
}

/// Lets a reader below `std::io` say what went wrong in our words; [`InputError::io`] takes it out again.
///
/// The kind is never `Interrupted`, which the standard library would answer by reading again.
impl From<InputError> for std::io::Error {
    fn from(error: InputError) -> Self {
        Self::other(error)
    }
}
