//! What the command line settles about reading.

use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::recognise::Told;
use crate::engine::read::{Pace, ReadOptions};

/// How exports are read where they do not say it themselves.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    pub read: ReadOptions,
    /// What every file is, or the file of that name.
    pub told: Vec<(Option<String>, Told)>,
    pub sheet: Option<String>,
    /// The configuration that holds, so that another one met on the way can be told from it.
    pub config: Option<PathBuf>,
    /// The day to ask about; `None` means the newest day found in the records.
    pub as_of: Option<Date>,
    /// Today, where nothing else says when it is. Read once, by the command line.
    pub today: Date,
    pub zone: TimeZone,
    pub strict: bool,
    /// Keep sample values.
    pub values: bool,
    /// Keep the deals; nothing else of a snapshot grows with the number of records.
    pub deals: bool,
    /// Look who last changed each record, where there is no history.
    pub record_writers: bool,
    /// How many threads read.
    pub threads: usize,
    /// In what pieces files are read; changes no figure.
    pub pace: Pace,
    /// Go on where a file cannot be used, and report it instead.
    pub tolerate: bool,
}
