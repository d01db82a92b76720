//! `revops demo`: a made-up company's exports, and what to try on them.

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use include_dir::{Dir, include_dir};

use super::args::{Printing, Reading};
use super::audit::{AuditArgs, run as audit};
use super::exit::Exit;
use super::whole::{self, Existing};
use crate::engine::read::{InputError, Problem};

static LANTERN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/lantern");

/// The CRMs that the made-up company exports from.
const FOLDERS: &[&str] = &["salesforce", "hubspot", "netsuite"];

/// Take the five-minute tour on a made-up company
///
/// Writes the exports of one company from three CRMs to a folder, audits one of them, and says what to try next.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder to write the exports to
    #[arg(long, value_name = "DIR", default_value = "revops-demo", value_hint = ValueHint::DirPath)]
    out: PathBuf,

    #[command(flatten)]
    printing: Printing,

    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(args: &DemoArgs) -> anyhow::Result<Exit> {
    let there = args.out.exists();
    for folder in FOLDERS {
        write(folder, args, there)?;
    }
    let talks = !args.printing.talk.quiet;
    let home = args.out.join(FOLDERS[0]);
    let exit = audit(&AuditArgs::over(&home, &args.printing, &args.reading))?;
    if talks {
        use std::io::Write as _;
        let out = args.out.display();
        let _ = writeln!(
            std::io::stderr(),
            "\nTry next:\n  revops score {out}/salesforce --only archive,review\n  revops archive {out}/hubspot\n  \
             revops rank {out}/netsuite --top 10\n  revops hygiene {out}/salesforce\n  revops inspect {out}"
        );
    }
    Ok(exit)
}

/// Writes one CRM's exports. A folder with other contents is left alone.
fn write(folder: &str, args: &DemoArgs, there: bool) -> anyhow::Result<()> {
    let dir = LANTERN
        .get_dir(folder)
        .ok_or_else(|| InputError::new(Problem::NotFound, "the demo is incomplete"))?;
    for file in files(dir) {
        let path = args.out.join(file.path());
        if there && path.exists() {
            let same = fs::read(&path).is_ok_and(|bytes| bytes == file.contents());
            if !same && !args.printing.force {
                return Err(InputError::new(Problem::Invalid, "is there already, with other contents")
                    .in_file(path.display().to_string())
                    .hint("choose another folder with `--out`, or `--force` to replace it")
                    .into());
            }
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .map_err(|error| InputError::io(&error, parent.display().to_string()))?;
        }
        whole::write(&path, Existing::Replace, &[], |out| out.write_all(file.contents()))?;
    }
    Ok(())
}

fn files<'a>(dir: &'a Dir<'a>) -> Vec<&'a include_dir::File<'a>> {
    dir.files().chain(dir.dirs().flat_map(files)).collect()
}
