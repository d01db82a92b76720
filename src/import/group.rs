//! The files of one object, joined: copies dropped, headers compared, columns resolved.

use std::collections::BTreeSet;
use std::io::Read;

use super::columns::{self, Column};
use super::declared::Declarations;
use super::identify::SeenTable;
use super::options::LoadOptions;
use super::part::ObjectFiles;
use crate::engine::read::{Input, InputError, Problem, Row};
use crate::model::{Duty, Policy, Role, file_name};

/// A file of an object's records.
pub struct Member {
    pub crm: &'static str,
    pub object: String,
    pub role: Role,
    /// Its line in the list of files.
    pub place: usize,
    pub table: Box<SeenTable>,
}

impl Member {
    /// Gives a plain table the name of its folder too, where another one has its name and a different header.
    ///
    /// Two tables that no CRM wrote are the same object only when they have the same columns.
    pub fn name_apart(&mut self, groups: &[Vec<Self>]) {
        let same_name = |group: &&Vec<Self>| {
            group
                .first()
                .is_some_and(|first| first.crm == self.crm && first.object.eq_ignore_ascii_case(&self.object))
        };
        let Some(other) = groups.iter().find(same_name).and_then(|group| group.first()) else { return };
        if other.table.header == self.table.header {
            return;
        }
        // A warehouse's tables are told apart by their names; two of one object are two generations of a connector.
        let warehouse = self.table.header.iter().any(|title| title.starts_with("_fivetran"));
        if warehouse && self.crm != "none" {
            self.object =
                file_name(&self.table.part.input.name).split('.').next().unwrap_or_default().to_owned();
            self.role = Role::Other;
        }
        if self.crm == "none" {
            let mut parts = self.table.part.input.name.rsplit(['/', '\\']).skip(1);
            let folder = parts.next().filter(|folder| !folder.is_empty()).unwrap_or("other");
            self.object = format!("{folder}/{}", self.object);
        }
    }
}

/// An object's files, notes on each, and the line of each in the list of files.
type Joined = (ObjectFiles, Vec<Vec<String>>, Vec<usize>);

/// Joins the files of one object.
///
/// # Errors
/// When two files have different headers and it is not lenient, or hold dates of both orders. The places of
/// the files come with the error.
pub fn join(
    members: Vec<Member>,
    declared: &Declarations,
    policy: &Policy,
    options: &LoadOptions,
) -> Result<Joined, Box<(InputError, Vec<usize>)>> {
    let places: Vec<usize> = members.iter().map(|member| member.place).collect();
    try_join(members, declared, policy, options).map_err(|error| Box::new((error, places)))
}

fn try_join(
    members: Vec<Member>,
    declared: &Declarations,
    policy: &Policy,
    options: &LoadOptions,
) -> Result<Joined, InputError> {
    let (crm, object, role) = (members[0].crm, members[0].object.clone(), members[0].role);
    let schema = declared.object(crm, &object);
    let mut files =
        ObjectFiles { crm, object, role, parts: Vec::new(), columns: Vec::new(), threads: options.threads };
    let (mut notes, mut places) = (Vec::new(), Vec::new());
    let mut head = Vec::new();
    let mut date_note = None;
    for mut member in members {
        if let Some(twin) = copy_of(&files, &member.table.part.input)? {
            notes.push(vec![format!("the same file as {twin}, byte for byte: read once")]);
            places.push(member.place);
            files.parts.push(member.table.part);
            continue;
        }
        let mapping = policy.mappings.get(file_name(&member.table.part.input.name));
        let mut resolved = columns::resolve(crm, &files.object, &member.table.header, schema, mapping);
        let semicolons = member.table.delimiter == Some(b';');
        columns::look_at_values(&mut resolved.columns, &member.table.head, semicolons);
        member.table.part.names = resolved.columns.iter().map(|column| column.field.name.clone()).collect();
        if files.parts.is_empty() {
            files.columns = resolved.columns;
        } else {
            let difference = unite(&mut files.columns, resolved.columns);
            if let Some(difference) = difference {
                if !options.read.lenient {
                    return Err(different(&files, &member.table.part.input, &difference));
                }
                resolved.notes.push(format!("its header differs from the first file's: {difference}"));
            }
        }
        notes.push(resolved.notes);
        places.push(member.place);
        files.parts.push(member.table.part);
        head.extend(member.table.head);
    }
    drop_copies(&mut files, &mut notes);
    whole_ids(&files, &head)?;
    if files.parts.len() == 1 || !head.is_empty() {
        date_note = files.settle_dates(&head)?;
    }
    if let Some(note) = date_note {
        notes[0].push(note);
    }
    Ok((files, notes, places))
}

/// Refuses ids that a spreadsheet has turned into numbers: `1.59304E+10` stands for thousands of records.
fn whole_ids(files: &ObjectFiles, head: &[Row]) -> Result<(), InputError> {
    let Some(&id) = columns::duties(&files.columns).get(&Duty::Id) else { return Ok(()) };
    let broken = |text: &str| {
        let Some((digits, exponent)) = text.trim().split_once(['E', 'e']) else { return false };
        let exponent = exponent.trim_start_matches('+');
        digits.contains('.')
            && digits.parse::<f64>().is_ok()
            && exponent.len() <= 2
            && exponent.parse::<u8>().is_ok()
    };
    let Some(row) = head.iter().find(|row| broken(row.get(id))) else { return Ok(()) };
    Err(InputError::new(
        Problem::Damaged,
        "ids were turned into numbers like `1.5E+10`, so records can no longer be told apart",
    )
    .in_file(files.parts.first().map_or("", |part| part.input.name.as_str()))
    .at_row(row.number)
    .at_column(&files.columns[id].header)
    .hint("export again and do not save it from Excel, or import the id column there as text"))
}

/// The earlier file with the same bytes, if any.
fn copy_of(files: &ObjectFiles, input: &Input) -> Result<Option<String>, InputError> {
    for part in &files.parts {
        if part.input.size == input.size && same_bytes(&part.input, input)? {
            return Ok(Some(part.input.name.clone()));
        }
    }
    Ok(None)
}

/// Whether two files hold the same bytes.
///
/// # Errors
/// When one cannot be read.
pub(super) fn same_bytes(left: &Input, right: &Input) -> Result<bool, InputError> {
    let (mut left_stream, mut right_stream) = (left.open()?, right.open()?);
    let (mut ours, mut theirs) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let count = fill(&mut left_stream, &mut ours).map_err(|error| InputError::io(&error, &left.name))?;
        let other =
            fill(&mut right_stream, &mut theirs).map_err(|error| InputError::io(&error, &right.name))?;
        if ours[..count] != theirs[..other] {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
    }
}

fn fill(stream: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match stream.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// A copy keeps its line in the list of files, and is not read again.
fn drop_copies(files: &mut ObjectFiles, notes: &mut [Vec<String>]) {
    for (part, notes) in files.parts.iter_mut().zip(notes) {
        part.copy = notes.iter().any(|note| note.ends_with("read once"));
    }
}

/// Adds the columns that only the later file has; says how the two headers differ.
fn unite(columns: &mut Vec<Column>, later: Vec<Column>) -> Option<String> {
    let names =
        |columns: &[Column]| columns.iter().map(|column| column.field.name.clone()).collect::<BTreeSet<_>>();
    let (ours, theirs) = (names(columns), names(&later));
    if ours == theirs {
        return None;
    }
    let list = |only: Vec<&String>| {
        only.iter().take(5).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    };
    let missing = list(ours.difference(&theirs).collect());
    let added = list(theirs.difference(&ours).collect());
    columns.extend(later.into_iter().filter(|column| !ours.contains(&column.field.name)));
    Some(match (missing.is_empty(), added.is_empty()) {
        (false, true) => format!("{missing} is missing"),
        (true, _) => format!("{added} is new"),
        (false, false) => format!("{missing} is missing, {added} is new"),
    })
}

fn different(files: &ObjectFiles, input: &Input, difference: &str) -> InputError {
    let first = files.parts.first().map_or("", |part| part.input.name.as_str());
    InputError::new(
        Problem::Inconsistent,
        format!("holds {} like {first}, with a different header: {difference}", files.object),
    )
    .in_file(&input.name)
    .hint("give one export at a time, or `--lenient` to join both and fill what is missing with nothing")
}
