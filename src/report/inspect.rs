//! What was read as a page: one line a file, and underneath what was noticed in it.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{count, figure, number, plain, text};
use super::{Block, Column, Overflow, Report, Reportable, Table, coverage};
use crate::analysis::Inspection;
use crate::model::{FileKind, FileReport, grouped};

impl Reportable for Inspection {
    const SCHEMA: &'static str = "inspect/1";

    fn report(&self) -> Report {
        let unused = self.files.iter().filter(|file| file.unused.is_some()).count();
        let records = self.files.iter().filter_map(|file| file.records).sum();
        let set_aside: u64 = self.files.iter().map(|file| file.set_aside).sum();
        let mut blocks = vec![
            Block::Figures(vec![
                figure("Files", grouped(self.files.len() as u64), None),
                figure("Records", grouped(records), None),
                figure("Rows set aside", grouped(set_aside), None),
                figure("Not used", grouped(unused as u64), (unused > 0).then(|| "see below".to_owned())),
            ]),
            Block::Table(table(&self.files)),
        ];
        let notes = notes(&together(&shortened(&self.files).1));
        if !notes.is_empty() {
            blocks.push(Block::Notes { title: "Notes".to_owned(), notes });
        }
        blocks.push(coverage::notes(&self.coverage));
        Report {
            title: format!("What was read: {}", count(self.files.len(), "file")),
            subtitle: vec![coverage::as_of(self.as_of, Some(self.as_of_source))],
            blocks,
            csv: Some(csv(&self.files)),
            graph: None,
        }
    }
}

/// The files of a run, one a line. The audit shows it as well.
pub(super) fn table(files: &[FileReport]) -> Table {
    let row = |file: &FileReport| {
        vec![
            file.file.clone(),
            file.crm.to_owned(),
            text(file.object.as_deref()),
            kind(file).to_owned(),
            // A declaration has no rows; that is no gap in what was measured.
            if declares(file) { String::new() } else { number(file.records) },
            number(file.columns),
            grouped(file.set_aside),
            file.format.clone(),
            text(file.encoding.as_deref()),
            text(file.delimiter.as_deref()),
        ]
    };
    let (folder, files) = shortened(files);
    Table {
        title: folder
            .filter(|folder| folder != ".")
            .map_or_else(|| "Files".to_owned(), |folder| format!("Files in {folder}")),
        columns: vec![
            Column::left("File", 0).overflowing(Overflow::KeepEnd),
            Column::left("CRM", 1),
            Column::left("Object", 1),
            Column::left("Kind", 0),
            Column::right("Rows", 0),
            Column::right("Columns", 2),
            Column::right("Set aside", 2),
            Column::left("Format", 3),
            Column::left("Encoding", 3),
            Column::left("Delimiter", 3),
        ],
        rows: together(&files).iter().map(row).collect(),
        empty: "no file was given".to_owned(),
        ..Table::default()
    }
}

/// The files by what their names do not share, and the folder that they do.
fn shortened(files: &[FileReport]) -> (Option<String>, Vec<FileReport>) {
    let paths: Vec<_> = files.iter().map(|file| file.file.as_str()).collect();
    let shared = paths.split_first().map_or("", |(first, rest)| {
        rest.iter().fold(*first, |shared, path| {
            let same = shared.char_indices().zip(path.chars()).find(|((_, a), b)| a != b);
            &shared[..same.map_or(shared.len().min(path.len()), |((at, _), _)| at)]
        })
    });
    let Some(end) = shared.rfind(['/', '\\']).filter(|_| paths.len() > 1) else {
        return (None, files.to_vec());
    };
    let short = |file: &FileReport| FileReport {
        file: file.file.strip_prefix(&shared[..=end]).unwrap_or(&file.file).to_owned(),
        ..file.clone()
    };
    (Some(shared[..end].to_owned()), files.iter().map(short).collect())
}

/// More files alike than anybody reads one by one.
const MANY: usize = 5;

/// What makes files alike: passed over for one reason, or declaring fields in one form, with nothing more to say.
type Alike<'a> = (&'a str, &'a str, Option<&'a str>);

fn alike(file: &FileReport) -> Option<Alike<'_>> {
    let silent = file.hint.is_none() && file.notes.is_empty();
    let foldable = match file.kind {
        FileKind::Unknown => file.unused.is_some(),
        FileKind::Schema => true,
        _ => false,
    };
    (silent && foldable).then_some((file.crm, file.format.as_str(), file.unused.as_deref()))
}

/// Folds many files that are alike into one line, where the first of them stands; JSON and CSV list them all.
fn together(files: &[FileReport]) -> Vec<FileReport> {
    let mut counts: BTreeMap<Alike<'_>, (usize, Option<u64>)> = BTreeMap::new();
    for file in files {
        if let Some(key) = alike(file) {
            let (count, columns) = counts.entry(key).or_default();
            *count += 1;
            *columns = file.columns.map(|own| columns.unwrap_or(0) + own).or(*columns);
        }
    }
    let mut folded = BTreeSet::new();
    let mut shown = Vec::new();
    for file in files {
        match alike(file).map(|key| (key, counts[&key])) {
            Some((key, (alike, columns))) if alike > MANY => {
                if folded.insert(key) {
                    let name = format!("{} and {} more", file.file, grouped(alike as u64 - 1));
                    shown.push(FileReport { file: name, columns, ..file.clone() });
                }
            }
            Some(_) | None => shown.push(file.clone()),
        }
    }
    shown
}

fn declares(file: &FileReport) -> bool {
    matches!(file.kind, FileKind::Schema | FileKind::Stages)
        && file.records.is_none()
        && file.unused.is_none()
}

fn kind(file: &FileReport) -> &'static str {
    if file.unused.is_some() {
        return "not used";
    }
    match file.kind {
        FileKind::Records => "records",
        FileKind::Deals => "deals",
        FileKind::Schema => "schema",
        FileKind::Stages => "stages",
        FileKind::History => "history",
        FileKind::Consumers => "consumers",
        FileKind::LoadResult => "load result",
        FileKind::Survey => "survey",
        FileKind::Verification => "verification",
        FileKind::Config => "config",
        FileKind::Unknown => "unknown",
    }
}

/// Why a file was not used and what would settle it, then what was noticed.
fn notes(files: &[FileReport]) -> Vec<String> {
    let mut notes = Vec::new();
    for file in files {
        let name = &file.file;
        if let Some(unused) = &file.unused {
            notes.push(format!("{name}: not used: {unused}"));
        }
        notes.extend(file.hint.iter().map(|hint| format!("{name}: {hint}")));
        notes.extend(file.notes.iter().map(|note| format!("{name}: {note}")));
    }
    notes
}

fn csv(files: &[FileReport]) -> Table {
    let names = [
        "file",
        "crm",
        "object",
        "kind",
        "records",
        "columns",
        "set_aside",
        "bytes",
        "format",
        "encoding",
        "delimiter",
        "unused",
        "hint",
        "notes",
    ];
    let row = |file: &FileReport| {
        vec![
            file.file.clone(),
            file.crm.to_owned(),
            text(file.object.as_deref()),
            kind(file).to_owned(),
            plain(file.records),
            plain(file.columns),
            file.set_aside.to_string(),
            file.bytes.to_string(),
            file.format.clone(),
            text(file.encoding.as_deref()),
            text(file.delimiter.as_deref()),
            text(file.unused.as_deref()),
            text(file.hint.as_deref()),
            file.notes.join("; "),
        ]
    };
    Table {
        columns: names.iter().map(|name| Column::left(name, 0)).collect(),
        rows: files.iter().map(row).collect(),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(name: &str) -> FileReport {
        FileReport {
            file: name.into(),
            crm: "netsuite",
            kind: FileKind::Schema,
            object: None,
            records: None,
            columns: Some(2),
            format: "field definition".into(),
            encoding: None,
            delimiter: None,
            set_aside: 0,
            notes: Vec::new(),
            unused: None,
            hint: None,
            bytes: 12,
        }
    }

    #[test]
    fn many_files_that_are_alike_are_one_line_and_count_as_many() {
        let names = ["a.xml", "b.xml", "c.xml", "d.xml", "e.xml", "f.xml"];
        let mut files: Vec<_> = names.map(definition).into();
        files.push(FileReport { notes: vec!["one label is there twice".into()], ..definition("g.xml") });
        let rows = table(&files).rows;
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0][0].as_str(), rows[0][5].as_str()), ("a.xml and 5 more", "12"));
        assert_eq!(rows[1][0], "g.xml");
        assert_eq!(table(&files[..5]).rows.len(), 5);
        assert_eq!(csv(&files).rows.len(), 7);
    }

    #[test]
    fn a_file_that_was_not_used_says_why_and_what_would_settle_it() {
        let file = FileReport {
            file: "extra.csv".into(),
            crm: "none",
            kind: FileKind::Unknown,
            object: None,
            records: None,
            columns: Some(4),
            format: "csv".into(),
            encoding: Some("UTF-8".into()),
            delimiter: Some("comma".into()),
            set_aside: 0,
            notes: vec!["dates read as day first".into()],
            unused: Some("no CRM has these columns".into()),
            hint: Some("map it in revops.toml".into()),
            bytes: 12,
        };
        insta::assert_snapshot!(notes(std::slice::from_ref(&file)).join("\n"), @r"
        extra.csv: not used: no CRM has these columns
        extra.csv: map it in revops.toml
        extra.csv: dates read as day first
        ");
        assert_eq!(table(&[file]).rows[0][3], "not used");
    }
}
