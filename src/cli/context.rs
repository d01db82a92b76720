//! From flags to what the layers below want: a policy, a snapshot, an output.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use jiff::tz::TimeZone;

use super::args::{ColorWhen, Exports, Printing, Reading, Talk};
use super::output::{Output, Target};
use super::progress::{Progress, Show};
use super::whole::Existing;
use crate::analysis;
use crate::config;
use crate::engine::pass;
use crate::engine::read::{self, Input, InputError, Limits, Meter, Pace, Problem, ReadOptions};
use crate::import::load::{LoadOptions, Loaded, load};
use crate::import::recognise::Told;
use crate::model::{Policy, grouped};
use crate::render::{self, Style};

/// Page width where standard output is no terminal, so that a pipe and a file get the same bytes.
const WIDTH: usize = 120;
/// Nobody writes a megabyte of rules by hand.
const LARGEST_CONFIGURATION: u64 = 1 << 20;

/// One run: when it began, what it reads, how it talks.
pub struct Context {
    begun: Instant,
    meter: Arc<Meter>,
    talk: Talk,
}

/// Whether to go on where a file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Stops,
    IsReported,
}

/// What is kept of the records besides counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keep {
    /// Sample values.
    pub values: bool,
    pub deals: bool,
    /// Who last changed each record.
    pub writers: bool,
}

impl Keep {
    pub const NOTHING: Self = Self { values: false, deals: false, writers: false };
    pub const DEALS: Self = Self { deals: true, ..Self::NOTHING };
    pub const WRITERS: Self = Self { writers: true, ..Self::NOTHING };
}

/// What was read, and the rules that hold.
pub struct Read {
    pub loaded: Loaded,
    pub policy: Arc<Policy>,
}

impl Context {
    /// Begins a run and listens for Ctrl-C.
    #[must_use]
    pub fn begin(talk: &Talk) -> Self {
        let meter = Arc::new(Meter::default());
        let listener = Arc::clone(&meter);
        // A second handler cannot be set, which only matters to tests that begin twice.
        let _ = ctrlc::set_handler(move || listener.stop());
        Self { begun: Instant::now(), meter, talk: talk.clone() }
    }

    /// Reads the exports.
    ///
    /// # Errors
    /// When they, or the configuration, cannot be used.
    pub fn read(&self, exports: &Exports, trouble: Trouble, keep: Keep) -> anyhow::Result<Read> {
        let reading = &exports.reading;
        let config = config_file(reading, &exports.paths);
        if let Some((ours, theirs)) = self.passed_over(reading, config.as_deref(), &exports.paths) {
            self.note(&format!("the rules of {ours} hold, not those of {theirs}: `--config` chooses"));
        }
        let policy = Arc::new(config.as_deref().map_or_else(|| Ok(Policy::default()), policy)?);
        let options = LoadOptions { config, ..options(reading, trouble, keep)? };
        let gathered = self.gather(exports)?;
        let total = gathered.inputs.iter().map(|found| found.input.size).sum();
        let show = if self.talk.quiet { Show::Never } else { Show::Auto };
        let progress = Progress::start(&self.meter, total, show);
        let loaded = load(&gathered, &options, &policy);
        drop(progress);
        let loaded = loaded?;
        for rule in analysis::unmatched(&loaded.snapshot, &policy) {
            self.note(&rule);
        }
        Ok(Read { loaded, policy })
    }

    /// The configuration that holds, and the one beside the exports that nobody asked for but somebody may expect.
    fn passed_over(
        &self,
        reading: &Reading,
        config: Option<&Path>,
        paths: &[PathBuf],
    ) -> Option<(String, String)> {
        let theirs = beside(paths).filter(|_| reading.config.is_none())?;
        let ours = config?;
        let same = ours.canonicalize().ok() == theirs.canonicalize().ok();
        (!same).then(|| (ours.display().to_string(), theirs.display().to_string()))
    }

    /// A line on standard error that is no error.
    fn note(&self, text: &str) {
        if !self.talk.quiet {
            let _ = writeln!(std::io::stderr(), "note: {}", render::visible(text));
        }
    }

    /// Finds the files behind the given paths.
    ///
    /// # Errors
    /// When a path is not there, or an archive is not safe to open.
    pub fn gather(&self, exports: &Exports) -> Result<read::Gathered, InputError> {
        let limits = Limits {
            max_inflated: exports.reading.max_inflated.map(|gigabytes| gigabytes.saturating_mul(1 << 30)),
            ..Limits::default()
        };
        let stdin = exports.paths.iter().any(|path| path == Path::new("-"));
        if stdin && exports.reading.told.is_empty() && exports.reading.crm.is_none() {
            return Err(InputError::new(Problem::Invalid, "standard input has no name to go by")
                .hint("say what it is, for example `--as salesforce/Account`"));
        }
        read::gather(&exports.paths, &limits, &self.meter)
    }

    /// The last line: what was read, what was set aside, how long it took, and what to type next.
    pub fn close(&self, loaded: &Loaded, next: &str) {
        let aside = loaded.snapshot.files.iter().map(|file| file.set_aside).sum();
        self.close_with(loaded, aside, next);
    }

    /// As [`Context::close`], where the command itself set aside what it could not use.
    pub fn close_with(&self, loaded: &Loaded, aside: u64, next: &str) {
        let files = &loaded.snapshot.files;
        let records: u64 = files.iter().filter_map(|file| file.records).sum();
        let used = files.iter().filter(|file| file.unused.is_none()).count() as u64;
        let unused = files.len() as u64 - used;
        let mut line = format!("read {} records from {}", grouped(records), counted(used, "file"));
        line.push_str(&format!("; {} set aside", counted(aside, "row or cell")));
        if unused > 0 {
            line.push_str(&format!("; {} not used (`revops inspect` says why)", counted(unused, "file")));
        }
        // With nothing read there is nothing to go on with.
        self.say(&line, if used == 0 { "" } else { next });
    }

    /// A line on standard error, with the time the run took and what to type next.
    pub fn say(&self, what: &str, next: &str) {
        if self.talk.quiet {
            return;
        }
        let seconds = self.begun.elapsed().as_secs_f64();
        let next = if next.is_empty() { String::new() } else { format!("; next: {next}") };
        // Nobody listening on standard error is no reason to fail.
        let _ = writeln!(std::io::stderr(), "{what} in {seconds:.1} s{next}");
    }
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 {
        noun.to_owned()
    } else {
        noun.replace("row or cell", "rows or cells").replace("file", "files")
    };
    format!("{} {plural}", grouped(count))
}

/// Where results go.
///
/// # Errors
/// When the output file may not be written.
pub fn output(printing: &Printing, inputs: &[PathBuf]) -> Result<Output, InputError> {
    let name = match printing.format {
        _ if printing.json => "json",
        Some(format) => format.name(),
        None => printing.output.as_deref().and_then(by_extension).unwrap_or("text"),
    };
    let format = render::format(name)
        .ok_or_else(|| InputError::new(Problem::Invalid, format!("no format is called `{name}`")))?;
    let target = match &printing.output {
        None => Target::Stdout,
        Some(path) => Target::File {
            path: path.clone(),
            existing: if printing.force { Existing::Replace } else { Existing::Keep },
        },
    };
    let output = Output { target, format, style: style(printing), inputs: inputs.to_vec() };
    output.check()?;
    Ok(output)
}

/// The format that the name of a file asks for.
fn by_extension(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "json" => Some("json"),
        "csv" => Some("csv"),
        "md" | "markdown" => Some("markdown"),
        "dot" | "gv" => Some("dot"),
        "mmd" | "mermaid" => Some("mermaid"),
        _ => None,
    }
}

fn style(printing: &Printing) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let color = match printing.talk.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    Style { width: width(terminal), color, raw: printing.raw }
}

/// The width of the terminal, or what `COLUMNS` says.
fn width(terminal: bool) -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen =
        || terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
    said.or_else(seen).unwrap_or(WIDTH).clamp(60, 200)
}

fn beside(paths: &[PathBuf]) -> Option<PathBuf> {
    paths.iter().map(|path| path.join("revops.toml")).find(|path| path.is_file())
}

/// The configuration that holds: the one named, else the one here, else the one in the folder that is read.
fn config_file(reading: &Reading, paths: &[PathBuf]) -> Option<PathBuf> {
    let here = || Some(PathBuf::from("revops.toml")).filter(|path| path.is_file());
    reading.config.clone().or_else(here).or_else(|| beside(paths))
}

/// The rules of a configuration, which is opened like an export: a device or a pipe might never end.
fn policy(path: &Path) -> Result<Policy, InputError> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let mut file = Input::file(path, &Arc::default())?.open()?.take(LARGEST_CONFIGURATION + 1);
    file.read_to_end(&mut bytes).map_err(|error| InputError::io(&error, &name))?;
    if bytes.len() as u64 > LARGEST_CONFIGURATION {
        return Err(InputError::new(Problem::TooLarge, "is larger than 1 MB")
            .in_file(&name)
            .hint("name a configuration here and not an export; `revops init` writes one"));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        InputError::new(Problem::Invalid, "is not UTF-8 text").in_file(&name).hint("save it as UTF-8")
    })?;
    config::parse(&text, &name)
}

fn options(reading: &Reading, trouble: Trouble, keep: Keep) -> Result<LoadOptions, InputError> {
    Ok(LoadOptions {
        read: ReadOptions {
            encoding: reading.encoding.as_deref().map(encoding).transpose()?,
            delimiter: reading.delimiter.as_deref().map(delimiter).transpose()?,
            lenient: reading.lenient,
            ..ReadOptions::default()
        },
        told: told(reading)?,
        sheet: reading.sheet.clone(),
        config: None,
        as_of: reading.as_of,
        today: jiff::Zoned::now().date(),
        zone: zone(&reading.tz)?,
        strict: reading.strict,
        values: keep.values,
        deals: keep.deals,
        record_writers: keep.writers,
        threads: reading.threads.map_or_else(pass::threads, usize::from),
        pace: reading.chunk.map_or_else(Pace::default, |kilobytes| Pace {
            chunk: (kilobytes as usize) << 10,
            ..Pace::default()
        }),
        tolerate: trouble == Trouble::IsReported,
    })
}

fn zone(name: &str) -> Result<TimeZone, InputError> {
    TimeZone::get(name).map_err(|_| {
        InputError::new(Problem::Invalid, format!("no time zone is called `{name}`"))
            .hint("zones are named like `Europe/Berlin` or `America/New_York`")
    })
}

fn encoding(label: &str) -> Result<&'static encoding_rs::Encoding, InputError> {
    encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        InputError::new(Problem::Invalid, format!("no encoding is called `{label}`"))
            .hint("common ones are `utf-8`, `windows-1252`, `utf-16le`, `shift_jis`")
    })
}

fn delimiter(text: &str) -> Result<u8, InputError> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [b'"' | b'\n' | b'\r' | 0]) => {
            Err(InputError::new(Problem::Invalid, "a quote or a line end cannot be a delimiter")
                .hint("give one of , ; | ^ ` or the word `tab`"))
        }
        (_, [byte]) if byte.is_ascii() => Ok(*byte),
        _ => Err(InputError::new(Problem::Invalid, format!("`{text}` is not one character"))
            .hint("give one of , ; | ^ ` or the word `tab`")),
    }
}

/// `--crm` and `--as`, file by file.
fn told(reading: &Reading) -> Result<Vec<(Option<String>, Told)>, InputError> {
    let crm = reading.crm.map(super::args::CrmName::name);
    let mut told = Vec::new();
    for text in &reading.told {
        let (file, what) = match text.split_once('=') {
            Some((file, what)) => (Some(file.to_owned()), what),
            None => (None, text.as_str()),
        };
        let (named, object) = match what.split_once('/') {
            Some((crm, object)) => (Some(crm_name(crm)?), object),
            None => (crm, what),
        };
        if object.is_empty() {
            return Err(InputError::new(Problem::Invalid, format!("`--as {text}` names no object"))
                .hint("write it like `salesforce/Account`"));
        }
        told.push((file, Told { crm: named, object: Some(object.to_owned()) }));
    }
    if crm.is_some() {
        told.push((None, Told { crm, object: None }));
    }
    Ok(told)
}

fn crm_name(name: &str) -> Result<&'static str, InputError> {
    ["salesforce", "hubspot", "netsuite", "none"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .ok_or_else(|| {
            InputError::new(Problem::Invalid, format!("no CRM is called `{name}`"))
                .hint("known are `salesforce`, `hubspot`, `netsuite`, and `none` for a plain table")
        })
}
