//! One run of the program on hostile ground: a folder of its own, a watchdog, a cap on memory.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A run that takes longer has hung.
const HUNG: Duration = Duration::from_secs(60);
/// Address space a run may have, in kilobytes: threads and a debug binary of 160 MB included.
const MEMORY: u64 = 2 << 20;

/// Two accounts as Salesforce exports them: what a sound file among hostile ones looks like.
pub const ACCOUNTS: &str = "Id,Name,Industry,OwnerId,CreatedDate,LastModifiedDate\n\
    0015g00000AAAA1AAA,Acme,Tech,0055g00000AAAA1AAA,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z\n\
    0015g00000AAAA2AAA,Beta,Tech,0055g00000AAAA1AAA,2026-01-02T00:00:00Z,2026-02-02T00:00:00Z\n";

/// A temporary folder to put hostile files into and run the program in.
pub struct Ground {
    folder: TempDir,
}

impl Ground {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A ground with one file on it.
    pub fn with(name: &str, content: impl AsRef<[u8]>) -> Self {
        let ground = Self::new();
        ground.put(name, content);
        ground
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of all files directly in a folder of the ground, hidden ones included.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program with these arguments, in the ground; temporary files stay in it too.
    pub fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = capped();
        command.args(arguments).current_dir(self.folder.path());
        fs::create_dir_all(self.path(".tmp")).unwrap();
        command.env("TMPDIR", self.path(".tmp")).env("NO_COLOR", "1").env_remove("COLUMNS");
        command
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Ended {
        finish(self.command(arguments).stdin(Stdio::null()))
    }

    /// Runs to the end with these bytes on standard input.
    pub fn run_fed(&self, arguments: &[impl AsRef<OsStr>], bytes: &[u8]) -> Ended {
        let fed = tempfile::NamedTempFile::new().unwrap();
        fs::write(fed.path(), bytes).unwrap();
        finish(self.command(arguments).stdin(fs::File::open(fed.path()).unwrap()))
    }
}

/// The program under a cap on memory, where the system has one.
fn capped() -> Command {
    let program = env!("CARGO_BIN_EXE_revops");
    if !cfg!(target_os = "linux") {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")).arg(program);
    command
}

/// Waits for the end, and kills what does not come to one.
pub fn finish(command: &mut Command) -> Ended {
    settle(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// Waits for the end of a child whose output is piped.
pub fn settle(mut child: Child) -> Ended {
    let begun = Instant::now();
    let stdout = drain(child.stdout.take().unwrap());
    let stderr = drain(child.stderr.take().unwrap());
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > HUNG {
            child.kill().unwrap();
            panic!("the run hung: {}", String::from_utf8_lossy(&stderr.join().unwrap()));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let output = Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() };
    Ended::of(&output, begun.elapsed())
}

fn drain(mut pipe: impl std::io::Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Ended {
    /// Nothing may leave the program that a terminal would obey, and no panic may be among it.
    fn of(output: &Output, took: Duration) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
        let ended = Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            took,
        };
        assert!(!ended.stderr.contains("revops made a mistake"), "{ended:#?}");
        assert!(ended.code.is_some(), "ended by a signal: {:?} {ended:#?}", output.status);
        ended
    }

    /// Exit 2, nothing on standard output, and an error with these words in it and a hint after it.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(2), "{self:#?}");
        // `inspect` lists every file first, and then says what is wrong with one of them.
        assert!(self.stdout.is_empty() || self.stdout.starts_with("What was read"), "{self:#?}");
        assert!(self.stderr.starts_with("error: "), "{self:#?}");
        assert!(self.stderr.contains("\nhint: ") || self.stderr.contains("try '--help'"), "{self:#?}");
        self.says(words)
    }

    /// Exit 0.
    #[track_caller]
    pub fn done(&self) -> &Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// Exit 0, or a refusal in due form.
    #[track_caller]
    pub fn ended_well(&self) -> &Self {
        if self.code == Some(0) { self } else { self.refused(&[]) }
    }

    /// These words stand in what was printed, wherever.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        let wrapped = format!("{}\n{}", self.stdout, self.stderr);
        let all = wrapped.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            assert!(all.contains(word), "`{word}` is missing: {self:#?}");
        }
        self
    }

    #[track_caller]
    pub fn within(&self, seconds: u64) -> &Self {
        assert!(self.took < Duration::from_secs(seconds), "took {:?}: {}", self.took, self.stderr);
        self
    }

    /// No character that a terminal obeys or hides.
    #[track_caller]
    pub fn harmless(&self) -> &Self {
        for text in [&self.stdout, &self.stderr] {
            let raw = text.chars().find(|&mark| {
                (mark.is_control() && mark != '\n')
                    || matches!(mark, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
            });
            assert_eq!(raw, None, "{self:#?}");
        }
        self
    }
}

/// Runs `inspect` on one file.
pub fn inspect(name: &str, content: impl AsRef<[u8]>) -> Ended {
    Ground::with(name, content).run(&["inspect", name])
}

/// Runs `audit` on one file.
pub fn audit(name: &str, content: impl AsRef<[u8]>) -> Ended {
    Ground::with(name, content).run(&["audit", name])
}
