//! Runs the program as a user would, and reads what it says.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use serde_json::Value;

pub(crate) const CRMS: &[&str] = &["salesforce", "hubspot", "netsuite"];

/// What one run said.
#[derive(Clone)]
pub(crate) struct Said {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    /// Standard output of a run that went well.
    #[track_caller]
    pub fn clean(self) -> String {
        assert_eq!(self.code, 0, "{}", self.stderr);
        String::from_utf8(self.stdout).unwrap()
    }

    /// Standard error of a run that could not.
    #[track_caller]
    pub fn refused(self) -> String {
        let stdout = String::from_utf8_lossy(&self.stdout);
        assert!(self.code == 2 && stdout.is_empty(), "exit {}\n{stdout}{}", self.code, self.stderr);
        self.stderr
    }
}

/// The program, away from whatever the machine of the test has set.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_revops"));
    command.env_remove("COLUMNS").env_remove("NO_COLOR").current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs the program from the package's root.
pub(crate) fn revops<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Said {
    command().args(arguments).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs the program from another folder.
pub(crate) fn revops_in<A: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = A>) -> Said {
    command().current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs the program with a text on standard input.
pub(crate) fn revops_reading<A: AsRef<OsStr>>(text: &str, arguments: impl IntoIterator<Item = A>) -> Said {
    let mut command = command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

/// What a command says about lantern as one CRM exports it. Every question is asked once for all tests.
pub(crate) fn about_lantern(command: &str, crm: &str, format: &str) -> &'static Said {
    static ANSWERS: Mutex<BTreeMap<[String; 3], &'static Said>> = Mutex::new(BTreeMap::new());
    let question = [command, crm, format].map(str::to_owned);
    if let Some(known) = ANSWERS.lock().unwrap().get(&question) {
        return known;
    }
    // Two tests that ask at once both run the program: that costs less than waiting for each other.
    let said = revops([command, "--format", format, &format!("fixtures/lantern/{crm}")]);
    let said: &'static Said = Box::leak(Box::new(said));
    ANSWERS.lock().unwrap().insert(question, said);
    said
}

/// `data` of a result about lantern as one CRM exports it.
#[track_caller]
pub(crate) fn data(command: &str, crm: &str) -> Value {
    let said = about_lantern(command, crm, "json").clone().clean();
    serde_json::from_str::<Value>(&said).unwrap()["data"].take()
}

/// A file below `fixtures/`, as JSON.
pub(crate) fn fixture(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder with files of the given names and contents; gone when the test ends.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Names of what lies in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The folder of the package.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
