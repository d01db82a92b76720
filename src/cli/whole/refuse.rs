//! What is never written to: inputs, folders, devices, and files that are there already.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Existing, folder};
use crate::engine::read::{InputError, Problem};

/// Looks before a long run whether [`super::write`] would refuse a target.
///
/// `inputs` are the files that are read; a folder among them stands for everything in it.
///
/// # Errors
/// When the target is an input, is there already, is no file, or its folder is not there.
pub fn check(target: &Path, existing: Existing, inputs: &[PathBuf]) -> Result<(), InputError> {
    let name = target.display().to_string();
    let folder = folder(target);
    if !folder.is_dir() {
        return Err(InputError::new(
            Problem::NotFound,
            format!("folder `{}` is not there", folder.display()),
        )
        .in_file(name)
        .hint("make the folder first, or choose another"));
    }
    let found = match fs::metadata(target) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(InputError::io(&error, name)),
    };
    if !found.is_file() {
        return Err(InputError::new(Problem::Unusable, "is not a file that can be replaced")
            .in_file(name)
            .hint("leave out `--output` to write to standard output"));
    }
    if inputs.iter().any(|input| same_or_inside(target, &found, input)) {
        return Err(InputError::new(Problem::Invalid, "is one of the files being read")
            .in_file(name)
            .hint("choose another name; exports are never written to"));
    }
    if existing == Existing::Keep {
        return Err(InputError::new(Problem::Invalid, "is there already")
            .in_file(name)
            .hint("`--force` replaces it"));
    }
    Ok(())
}

/// Whether a target is an input under any name, or lies in an input folder.
fn same_or_inside(target: &Path, found: &fs::Metadata, input: &Path) -> bool {
    let (Ok(target), Ok(path)) = (fs::canonicalize(target), fs::canonicalize(input)) else { return false };
    target.starts_with(path) || fs::metadata(input).is_ok_and(|input| same_file(found, &input))
}

/// Two names of one file, hard links included.
#[cfg(unix)]
fn same_file(left: &fs::Metadata, right: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (left.dev(), left.ino()) == (right.dev(), right.ino())
}

#[cfg(not(unix))]
fn same_file(_left: &fs::Metadata, _right: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_never_written_to_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("Account.csv");
        let twin = folder.path().join("twin.csv");
        fs::write(&input, "Id\n").unwrap();
        fs::hard_link(&input, &twin).unwrap();
        let given = [input.clone()];
        for target in [input.clone(), folder.path().join("./Account.csv"), twin] {
            let error = check(&target, Existing::Replace, &given).unwrap_err();
            assert_eq!(error.message, "is one of the files being read");
        }
        assert!(check(&input, Existing::Replace, &[folder.path().to_owned()]).is_err());
        assert!(check(&folder.path().join("new.csv"), Existing::Keep, &[folder.path().to_owned()]).is_ok());
    }

    #[test]
    fn folders_and_missing_folders_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = check(folder.path(), Existing::Replace, &[]).unwrap_err();
        assert_eq!(error.problem, Problem::Unusable);
        let error = check(&folder.path().join("no/page.txt"), Existing::Keep, &[]).unwrap_err();
        assert_eq!(error.problem, Problem::NotFound);
    }
}
