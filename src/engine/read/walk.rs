//! From what the user named to the files to read.
//!
//! Folders are walked and archives opened, one level deep. Links are followed only where the user named them,
//! pipes and devices never; everything passed over is handed back with its reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::archive::{self, Limits};
use super::inflate::read_up_to;
use super::source::refused;
use super::wording::counted;
use super::{Input, InputError, Meter, Problem};

/// Deeper than any export; only a trap goes on.
const DEEPEST: usize = 64;
/// Folders of attachments in a weekly export: files of customers, never tables.
const ATTACHMENTS: [&str; 3] = ["attachments", "documents", "contentversion"];

/// What there is to read.
#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order the user named them; folders by name.
    pub inputs: Vec<Found>,
    /// Name and reason of everything passed over, hidden files apart.
    pub skipped: Vec<(String, String)>,
}

/// One input, and how it was come by.
#[derive(Debug)]
pub struct Found {
    pub input: Input,
    /// Whether the user named this very file; members of an archive are found, not named.
    pub explicit: bool,
}

/// Finds every file under the paths; `-` is standard input.
///
/// # Errors
/// When a named path cannot be used, a folder holds nothing, or an archive is damaged or dangerous: a damaged
/// export is never passed over.
pub fn gather(paths: &[PathBuf], limits: &Limits, meter: &Arc<Meter>) -> Result<Gathered, InputError> {
    let mut walk = Walk { limits: *limits, meter, seen: BTreeMap::new(), gathered: Gathered::default() };
    for path in paths {
        walk.named(path)?;
    }
    Ok(walk.gathered)
}

struct Walk<'a> {
    limits: Limits,
    meter: &'a Arc<Meter>,
    /// Where each file came to stand, so that naming it twice does not count its rows twice.
    seen: BTreeMap<PathBuf, Option<usize>>,
    gathered: Gathered,
}

impl Walk<'_> {
    fn named(&mut self, path: &Path) -> Result<(), InputError> {
        if path.as_os_str() == "-" {
            let input = Input::stdin(self.meter)?.within(self.limits);
            return self.take(input, true).map(drop);
        }
        let name = path.display().to_string();
        let about = std::fs::metadata(path).map_err(|error| refused(&error, &name))?;
        if about.is_dir() {
            return self.folder(path);
        }
        if let Some(earlier) = self.earlier(path) {
            if let Some(found) = earlier.and_then(|index| self.gathered.inputs.get_mut(index)) {
                found.explicit = true;
            }
            return Ok(());
        }
        let input = Input::file(path, self.meter)?.within(self.limits);
        let place = self.take(input, true)?;
        self.remember(path, place);
        Ok(())
    }

    fn folder(&mut self, folder: &Path) -> Result<(), InputError> {
        let name = folder.display().to_string();
        let mut any = false;
        let entries = WalkDir::new(folder).max_depth(DEEPEST + 1).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| entry.depth() == 0 || !hidden(&file_name(entry))) {
            match entry {
                Ok(entry) => any |= self.found(&entry)?,
                Err(error) if error.depth() == 0 => {
                    return Err(error.io_error().map_or_else(
                        || InputError::new(Problem::Io, "cannot be walked").in_file(&name),
                        |cause| refused(cause, &name),
                    ));
                }
                Err(error) => {
                    let place = error.path().unwrap_or(folder).display().to_string();
                    let reason = error
                        .io_error()
                        .map_or("cannot be walked".to_owned(), |cause| refused(cause, "").message);
                    self.skip(place, reason);
                }
            }
        }
        if any {
            return Ok(());
        }
        Err(InputError::new(Problem::Empty, format!("no files in {name}"))
            .hint("name the folder the export was unpacked into"))
    }

    /// Takes what the walk came upon; says whether it is something to read.
    fn found(&mut self, entry: &DirEntry) -> Result<bool, InputError> {
        let kind = entry.file_type();
        let name = entry.path().display().to_string();
        if kind.is_dir() {
            if entry.depth() > DEEPEST {
                self.skip(name, format!("more than {DEEPEST} folders deep"));
            }
            return Ok(false);
        }
        if !kind.is_file() {
            let reason = if kind.is_symlink() { "a link: name it to read it" } else { "a pipe or device" };
            self.skip(name, reason.to_owned());
            return Ok(false);
        }
        if self.earlier(entry.path()).is_some() {
            return Ok(true);
        }
        let input = match Input::file(entry.path(), self.meter) {
            Ok(input) => input.within(self.limits),
            Err(error) if matches!(error.problem, Problem::Io | Problem::NotFound | Problem::Unusable) => {
                self.skip(name, error.message);
                return Ok(false);
            }
            Err(error) => return Err(error),
        };
        let place = self.take(input, false)?;
        self.remember(entry.path(), place);
        Ok(true)
    }

    /// Adds a file, or the members of an archive; gives the place of a file.
    fn take(&mut self, input: Input, explicit: bool) -> Result<Option<usize>, InputError> {
        if !is_zip(&input)? || stays_closed(&input.name, &archive::names(&input)?) {
            self.gathered.inputs.push(Found { input, explicit });
            return Ok(Some(self.gathered.inputs.len() - 1));
        }
        let before = self.gathered.inputs.len() + self.gathered.skipped.len();
        let container = Arc::new(input);
        let mut attachments = 0;
        for (inside, member) in archive::members(&container, &self.limits)? {
            if inside.split('/').any(hidden) {
                continue;
            }
            let mut folders = inside.split('/').rev().skip(1);
            if folders.any(|folder| ATTACHMENTS.contains(&folder.to_ascii_lowercase().as_str())) {
                attachments += 1;
            } else if let Some(reason) = nested(&member)? {
                self.skip(member.name, reason.to_owned());
            } else {
                self.gathered.inputs.push(Found { input: member, explicit: false });
            }
        }
        if self.gathered.inputs.len() + self.gathered.skipped.len() == before && attachments == 0 {
            if explicit {
                return Err(InputError::new(Problem::Empty, "holds no files")
                    .in_file(&container.name)
                    .hint("download the export again"));
            }
            self.skip(container.name.clone(), "holds no files".to_owned());
        }
        if attachments > 0 {
            self.skip(
                container.name.clone(),
                format!("{}, no tables", counted(attachments, "attached file")),
            );
        }
        Ok(None)
    }

    fn skip(&mut self, name: String, reason: String) {
        self.gathered.skipped.push((name, reason));
    }

    /// Where this file came to stand, if it was met before: a place among the inputs, or none for an archive.
    fn earlier(&self, path: &Path) -> Option<Option<usize>> {
        self.seen.get(&path.canonicalize().ok()?).copied()
    }

    fn remember(&mut self, path: &Path, place: Option<usize>) {
        if let Ok(real) = path.canonicalize() {
            self.seen.insert(real, place);
        }
    }
}

fn file_name(entry: &DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

/// Files that programs leave behind: `.git`, `.DS_Store`, the lock of an open workbook.
fn hidden(name: &str) -> bool {
    (name.starts_with('.') && name != ".") || name.starts_with("~$") || name == "__MACOSX"
}

fn head(input: &Input) -> Result<Vec<u8>, InputError> {
    let (head, failed) = read_up_to(&mut input.open()?, 4);
    match failed.map(|error| InputError::io(&error, &input.name)) {
        // Damage is reported by whoever reads the file, who knows whether the user is lenient.
        Some(error) if error.problem != Problem::Damaged => Err(error),
        _ => Ok(head),
    }
}

fn is_zip(input: &Input) -> Result<bool, InputError> {
    let head = head(input)?;
    Ok(head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06"))
}

/// Zips that are one document and no collection of files: workbooks, Tableau, office documents.
fn stays_closed(name: &str, members: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    let tableau = name.ends_with(".twbx")
        || name.ends_with(".tdsx")
        || members
            .iter()
            .any(|member| !member.contains('/') && (member.ends_with(".twb") || member.ends_with(".tds")));
    let document = ["[Content_Types].xml", "xl/workbook.xml", "META-INF/manifest.xml"];
    tableau || members.iter().any(|member| document.contains(&member.as_str()))
}

/// Why a member is not opened, if it is compressed once more.
fn nested(member: &Input) -> Result<Option<&'static str>, InputError> {
    if head(member)?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Some("a gzip inside a zip: unpack it to read it"));
    }
    if !is_zip(member)? || stays_closed(&member.name, &archive::names(member)?) {
        return Ok(None);
    }
    Ok(Some("a zip inside a zip: unpack it to read it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(paths: &[&Path]) -> Result<Gathered, InputError> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
        gather(&paths, &Limits::default(), &Arc::new(Meter::default()))
    }

    #[test]
    fn a_folder_is_walked_by_name_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".DS_Store", "~$b.xlsx"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let found = gathered(&[folder.path(), &folder.path().join("a.csv")]).unwrap();
        let names: Vec<_> =
            found.inputs.iter().map(|found| found.input.name.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
        assert!(found.inputs[0].explicit && !found.inputs[1].explicit);
    }

    #[test]
    fn an_empty_folder_and_a_missing_path_are_errors_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let empty = gathered(&[folder.path()]).unwrap_err();
        assert_eq!(empty.problem, Problem::Empty);
        let missing = gathered(&[&folder.path().join("none.csv")]).unwrap_err();
        assert_eq!(missing.problem, Problem::NotFound);
        assert!(empty.hint.is_some() && missing.hint.is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_was_not_named_is_skipped_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "x").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        let found = gathered(&[folder.path()]).unwrap();
        assert_eq!((found.inputs.len(), found.skipped.len()), (1, 1));
        assert!(found.skipped[0].1.starts_with("a link"));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_an_error_where_it_is_named_and_skipped_where_it_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.csv");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        std::fs::write(folder.path().join("a.csv"), "x").unwrap();
        assert_eq!(gathered(&[&pipe]).unwrap_err().problem, Problem::Unusable);
        assert_eq!(gathered(&[folder.path()]).unwrap().skipped[0].1, "a pipe or device");
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_zip_is_opened_once_and_a_workbook_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let workbook = zipped(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        let inner = zipped(&[("Lead.csv", b"Id\n")]);
        let outer = zipped(&[
            ("./Account.csv", b"Id\n"),
            ("book.xlsx", &workbook),
            ("inner.zip", &inner),
            ("Attachments/00P.csv", b"x"),
            ("__MACOSX/Account.csv", b"x"),
        ]);
        let (zip, xlsx) = (folder.path().join("we.zip"), folder.path().join("b.xlsx"));
        std::fs::write(&zip, outer).unwrap();
        std::fs::write(&xlsx, &workbook).unwrap();
        let found = gathered(&[&zip, &xlsx, &zip]).unwrap();
        let names: Vec<_> = found
            .inputs
            .iter()
            .map(|found| (found.input.name.rsplit('/').next().unwrap(), found.explicit))
            .collect();
        assert_eq!(names, [("Account.csv", false), ("we.zip: book.xlsx", false), ("b.xlsx", true)]);
        assert_eq!(found.skipped[0].1, "a zip inside a zip: unpack it to read it");
        assert_eq!(found.skipped[1].1, "1 attached file, no tables");
        assert_eq!(super::super::shape(&found.inputs[1].input).unwrap(), super::super::Shape::Workbook);
    }

    #[test]
    fn a_damaged_zip_is_never_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = zipped(&[("Lead.csv", b"Id\n")]);
        bytes.truncate(bytes.len() - 10);
        std::fs::write(folder.path().join("a.csv"), "x").unwrap();
        std::fs::write(folder.path().join("we.zip"), bytes).unwrap();
        assert_eq!(gathered(&[folder.path()]).unwrap_err().problem, Problem::Damaged);
    }
}
