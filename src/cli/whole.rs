//! Files that appear whole or not at all.
//!
//! ```text
//! temporary file beside the target → flush → sync → rename → sync the folder
//! ```
//!
//! The name changes hands only once every byte is on disk, so a full disk, a crash or Ctrl-C leaves the
//! old file as it was. A temporary file is locked while it is written; one that nobody holds was left by a
//! run that was killed, and the next run takes it away.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::engine::read::InputError;

mod refuse;

pub use refuse::check;

/// Whether a file that is already there may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    /// `--force`.
    Replace,
}

/// Writes a file whole: after an error the target is what it was before.
///
/// # Errors
/// As [`check`], and when the disk, the quota or the folder refuses.
pub fn write(
    target: &Path,
    existing: Existing,
    inputs: &[PathBuf],
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), InputError> {
    check(target, existing, inputs)?;
    // A link is followed here, so that the file it names is replaced and not the link.
    let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let refused = |error: &io::Error| InputError::io(error, target.display().to_string());
    sweep(&target);
    // The kind alone: the message would name the temporary file, which nobody asked for.
    let mut temporary = temporary(&target).map_err(|error| refused(&error.kind().into()))?;
    // Where locks are not supported nobody sweeps either, so a failed lock is no trouble.
    let _ = temporary.as_file().lock();
    let filled = {
        let mut buffer = BufWriter::new(temporary.as_file_mut());
        fill(&mut buffer).and_then(|()| buffer.flush())
    };
    filled.and_then(|()| temporary.as_file().sync_all()).map_err(|error| refused(&error))?;
    match existing {
        Existing::Replace => temporary.persist(&target),
        // Another run may have made the file meanwhile.
        Existing::Keep => temporary.persist_noclobber(&target),
    }
    .map_err(|error| refused(&error.error))?;
    sync_folder(folder(&target));
    Ok(())
}

/// The folder a target lies in; a bare name lies in the current one.
fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

/// What names of temporary files for a target begin with.
fn prefix(target: &Path) -> String {
    format!(".{}.revops-", target.file_name().unwrap_or_default().to_string_lossy())
}

fn temporary(target: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix(target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    // A temporary file is private by default; this one becomes the result, and is as readable as the file
    // it replaces, or as any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder(target))?;
    if let Ok(before) = fs::metadata(target) {
        file.as_file().set_permissions(before.permissions())?;
    }
    Ok(file)
}

/// Removes what killed runs left beside the target: files of its prefix that nobody holds.
fn sweep(target: &Path) {
    let prefix = prefix(target);
    let Ok(entries) = fs::read_dir(folder(target)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(&prefix) && name.ends_with(".tmp");
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        if File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            // Left where it is when it cannot be removed: it harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes the new name survive a power cut. Not every file system can; the file itself is already safe.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::read::Problem;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_written_and_an_old_one_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("page.txt");
        write(&target, Existing::Keep, &[], |out| out.write_all(b"one")).unwrap();
        let error = write(&target, Existing::Keep, &[], |out| out.write_all(b"two")).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("`--force` replaces it"));
        assert_eq!(fs::read_to_string(&target).unwrap(), "one");
        write(&target, Existing::Replace, &[], |out| out.write_all(b"two")).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "two");
        assert_eq!(names(folder.path()), ["page.txt"]);
    }

    #[test]
    fn a_failure_at_any_point_keeps_the_old_bytes_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("page.txt");
        fs::write(&target, "old").unwrap();
        let error = write(&target, Existing::Replace, &[], |out| {
            out.write_all(&[b'x'; 100_000])?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert_eq!(error.unwrap_err().problem, Problem::Io);
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        assert_eq!(names(folder.path()), ["page.txt"]);
    }

    #[test]
    fn leftovers_of_a_killed_run_go_and_those_of_a_running_one_stay() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("page.txt");
        fs::write(folder.path().join(".page.txt.revops-dead.tmp"), "").unwrap();
        let held = File::create(folder.path().join(".page.txt.revops-held.tmp")).unwrap();
        held.lock().unwrap();
        write(&target, Existing::Keep, &[], |out| out.write_all(b"one")).unwrap();
        assert_eq!(names(folder.path()), [".page.txt.revops-held.tmp", "page.txt"]);
    }
}
