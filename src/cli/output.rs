//! Where data goes: standard output, or a file that appears whole or not at all.
//!
//! Talk goes to standard error and never here, so that the bytes are the same in a terminal, a pipe and a
//! file, colour aside.

use std::io::{self, Write};
use std::path::PathBuf;

use super::whole::{self, Existing};
use crate::engine::read::{InputError, Problem};
use crate::render::{Format, Page, Style};
use crate::report::Reportable;

/// Where the data goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Stdout,
    /// `--output FILE`.
    File {
        path: PathBuf,
        existing: Existing,
    },
}

/// How and where results are printed.
pub struct Output {
    pub target: Target,
    pub format: &'static Format,
    /// As the terminal has it; colour is left out of files.
    pub style: Style,
    /// What is read, and may therefore not be written to; a folder stands for everything in it.
    pub inputs: Vec<PathBuf>,
}

impl Output {
    /// Refuses before a long run what would be refused after it.
    ///
    /// # Errors
    /// When the file to write cannot be, or may not be, written.
    pub fn check(&self) -> Result<(), InputError> {
        match &self.target {
            Target::Stdout => Ok(()),
            Target::File { path, existing } => whole::check(path, *existing, &self.inputs),
        }
    }

    /// Prints a result. A reader that has seen enough (`| head`) is no error.
    ///
    /// # Errors
    /// When the target cannot take it: a full disk, a read-only folder, a file that is already there.
    pub fn emit<R: Reportable>(&self, result: &R) -> Result<(), InputError> {
        let page = Page::of(result);
        if self.format.graph && page.report.graph.is_none() {
            let message = format!("`--format {}` draws a graph, and this page has none", self.format.name);
            return Err(InputError::new(Problem::Invalid, message).hint("`revops consumers` has one"));
        }
        self.write(|style, out| (self.format.render)(&page, style, out))
    }

    /// Prints text that is no page: a template, an explanation.
    ///
    /// # Errors
    /// As [`Output::emit`].
    pub fn text(&self, text: &str) -> Result<(), InputError> {
        self.write(|_, out| out.write_all(text.as_bytes()))
    }

    fn write(&self, fill: impl FnOnce(&Style, &mut dyn Write) -> io::Result<()>) -> Result<(), InputError> {
        match &self.target {
            Target::Stdout => {
                let mut out = io::BufWriter::new(io::stdout().lock());
                settle(fill(&self.style, &mut out).and_then(|()| out.flush()))
            }
            Target::File { path, existing } => {
                let plain = Style { color: false, ..self.style };
                whole::write(path, *existing, &self.inputs, |out| fill(&plain, out))
            }
        }
    }
}

/// A closed pipe means that the reader has what it wanted.
fn settle(written: io::Result<()>) -> Result<(), InputError> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(InputError::io(&error, "standard output"))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render;
    use crate::report::Report;

    #[derive(serde::Serialize)]
    struct Answer {
        fields: u64,
    }

    impl Reportable for Answer {
        const SCHEMA: &'static str = "answer/1";

        fn report(&self) -> Report {
            Report { title: "Answer".into(), ..Report::default() }
        }
    }

    fn written(format: &str, color: bool) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page");
        let output = Output {
            target: Target::File { path: path.clone(), existing: Existing::Keep },
            format: render::format(format).unwrap(),
            style: Style { color, ..Style::default() },
            inputs: Vec::new(),
        };
        output.check().unwrap();
        output.emit(&Answer { fields: 983 }).unwrap();
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_file_gets_the_page_without_colour() {
        assert_eq!(written("text", true), "Answer\n");
        assert_eq!(written("markdown", true), "# Answer\n");
    }

    #[test]
    fn json_is_the_result_itself() {
        let json: serde_json::Value = serde_json::from_str(&written("json", false)).unwrap();
        assert_eq!(json, serde_json::json!({ "schema": "answer/1", "data": { "fields": 983 } }));
    }

    #[test]
    fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
        assert!(settle(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(settle(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
