//! Flags that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use jiff::civil::Date;

/// Which exports to read, and how.
#[derive(Debug, Clone, Args)]
pub struct Exports {
    /// Export files, folders or zips; `-` reads standard input (say what it is with `--as`)
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub reading: Reading,
}

/// How exports are read where they do not say it themselves.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// The day to ask about, `2026-11-20`; default: the newest day on which a record was created or changed
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,

    /// Rules of your team; default: `revops.toml` here, else in the folder that is read
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// The CRM that wrote the files, where recognition fails; `none` for a plain table
    #[arg(long, value_name = "NAME", value_enum)]
    pub crm: Option<CrmName>,

    /// What a file holds: `salesforce/Account`, or for one file `contacts.csv=hubspot/contacts`
    #[arg(long = "as", value_name = "[FILE=]CRM/OBJECT")]
    pub told: Vec<String>,

    /// Encoding of text files, such as `windows-1252`; default: found out, file by file
    #[arg(long, hide_short_help = true, value_name = "LABEL")]
    pub encoding: Option<String>,

    /// Delimiter of text files: one character, or `tab`; default: found out, file by file
    #[arg(long, hide_short_help = true, value_name = "CHAR")]
    pub delimiter: Option<String>,

    /// The worksheet to read, where a workbook has several
    #[arg(long, hide_short_help = true, value_name = "NAME")]
    pub sheet: Option<String>,

    /// Time zone of times that name none, such as `Europe/Berlin`
    #[arg(long, hide_short_help = true, value_name = "ZONE", default_value = "UTC")]
    pub tz: String,

    /// Stop at the first cell that does not fit its field's type
    #[arg(long, hide_short_help = true, conflicts_with = "lenient")]
    pub strict: bool,

    /// Read on where a file is ragged, cut short, or differs from its other parts
    #[arg(long, hide_short_help = true)]
    pub lenient: bool,

    /// Gigabytes that one archive may inflate to; default: beyond 100 MB, at most 200-fold
    #[arg(long, hide_short_help = true, value_name = "GB")]
    pub max_inflated: Option<u64>,

    /// How many threads read; default: as many as there are processors
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,

    /// Kilobytes of text that a thread looks through at a time; changes no figure
    #[arg(long, hide = true, value_name = "KB", value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub chunk: Option<u32>,
}

/// A CRM by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CrmName {
    Salesforce,
    Hubspot,
    Netsuite,
    None,
}

impl CrmName {
    /// The name as it stands in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
            Self::Hubspot => "hubspot",
            Self::Netsuite => "netsuite",
            Self::None => "none",
        }
    }
}

/// How a result is printed.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct Printing {
    /// The form of the result; default: what the name of the output file says, else text
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Option<FormatName>,

    /// Short for `--format json`; errors are JSON too
    #[arg(long, conflicts_with = "format")]
    pub json: bool,

    /// Write the result to a file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Replace the output file if it is there
    #[arg(long)]
    pub force: bool,

    /// Leave cells of CSV results as they are: a value that starts with `=` is then a formula to Excel
    #[arg(long, hide_short_help = true)]
    pub raw: bool,

    #[command(flatten)]
    pub talk: Talk,
}

/// What is said beside the result.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct Talk {
    /// No progress and no closing line; errors are still printed
    #[arg(long, short)]
    pub quiet: bool,

    /// Colour in the terminal
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto")]
    pub color: ColorWhen,
}

/// The forms a result can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    Text,
    Json,
    Csv,
    Markdown,
    /// The graph of a page that has one, for Graphviz
    Dot,
    /// The same for Mermaid
    Mermaid,
}

impl FormatName {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
        }
    }
}

/// When there is colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}
