//! `consumers.csv`: what no file tells and somebody knows.
//!
//! ```text
//! object,field,kind,name,access,owner,last used
//! Opportunity,Amount,spreadsheet,Board pack,read,CFO,2026-11-02
//! ```
//!
//! Only the field must be there; titles are told by their letters, in any case and order.

use jiff::civil::Date;

use super::fields::{Fields, compact};
use super::found::{Found, Mention};
use crate::engine::read::{InputError, Row};
use crate::import::open::Part;
use crate::import::{crm, dates, declare};
use crate::model::{Access, FieldRef, file_name};

/// A line of the list.
#[derive(Debug, Default)]
pub(super) struct Line {
    file: String,
    number: u64,
    crm: Option<&'static str>,
    object: String,
    field: String,
    kind: String,
    name: String,
    accesses: Vec<Access>,
    active: Option<bool>,
    owner: String,
    last: Option<Date>,
}

/// Titles of each column, in letters and digits.
const TITLES: [(&str, &[&str]); 9] = [
    ("object", &["object", "objectname", "objectapiname", "sobject", "table", "recordtype"]),
    ("field", &["field", "fieldname", "fieldapiname", "apiname", "property", "propertyname", "column"]),
    ("kind", &["kind", "type", "consumertype", "consumerkind", "tool"]),
    ("name", &["name", "consumer", "consumername", "usedby", "user", "process", "report"]),
    ("access", &["access", "use", "usage", "mode", "readwrite", "direction", "readorwrite"]),
    ("owner", &["owner", "contact", "team", "responsible"]),
    ("last", &["lastused", "last", "lastuse", "lastrun", "lastusedon", "lastuseddate", "lastseen"]),
    ("crm", &["crm", "system"]),
    ("active", &["active", "enabled", "isactive", "inuse"]),
];

/// Which column holds what.
fn columns(header: &[String]) -> [Option<usize>; 9] {
    let titles: Vec<String> = header.iter().map(|title| compact(title)).collect();
    TITLES.map(|(_, names)| names.iter().find_map(|name| titles.iter().position(|title| title == name)))
}

/// Whether a table is such a list: by its name and a column of fields, or by its columns alone.
pub(super) fn is_list(file: &str, header: &[String]) -> bool {
    let [object, field, kind, name, access, ..] = columns(header);
    let named = file_name(file).to_lowercase().starts_with("consumers");
    field.is_some() && (named || [object, kind, name, access].iter().all(Option::is_some))
}

/// Reads the list; lines without a field are counted as set aside.
///
/// # Errors
/// When the file cannot be read on.
pub(super) fn read(part: &Part) -> Result<(Vec<Line>, Vec<String>), InputError> {
    let mut table = part.table()?;
    let columns = columns(&table.header);
    let (mut lines, mut notes) = (Vec::new(), Vec::new());
    let mut row = Row::new();
    let mut number = 1;
    let mut aside = 0_u64;
    while table.rows.next(&mut row)? {
        number += 1;
        let cells: Vec<&str> = row.cells().map(str::trim).collect();
        let cell = |column: usize| columns[column].and_then(|at| cells.get(at)).copied().unwrap_or("");
        let Some((object, field)) = place(cell(0), cell(1)) else {
            aside += 1;
            continue;
        };
        let last = dates::iso(cell(6)).and_then(|iso| dates::date(iso.day));
        if last.is_none() && !cell(6).is_empty() {
            notes.push(format!("line {number}: the day of last use is no date such as 2026-11-20"));
        }
        let accesses = accesses(cell(4)).unwrap_or_else(|| {
            notes.push(format!(
                "line {number}: access is none of read, write, listed, granted: taken as read"
            ));
            vec![Access::Read]
        });
        let or =
            |text: &str, instead: &str| if text.is_empty() { instead.to_owned() } else { text.to_owned() };
        lines.push(Line {
            file: part.input.name.clone(),
            number,
            crm: super::fields::crm_of(cell(7)),
            object,
            field,
            kind: or(cell(2), "consumer"),
            name: or(cell(3), &or(cell(5), "unnamed")),
            accesses,
            active: active(cell(8)),
            owner: cell(5).to_owned(),
            last,
        });
    }
    notes.truncate(20);
    if aside > 0 {
        notes.push(format!("{aside} set aside: no object and field"));
    }
    Ok((lines, notes))
}

/// Object and field, which may stand in one cell.
fn place(object: &str, field: &str) -> Option<(String, String)> {
    let (object, field) = if object.is_empty() { field.split_once('.')? } else { (object, field) };
    let field = field.strip_prefix(object).and_then(|field| field.strip_prefix('.')).unwrap_or(field);
    (!object.is_empty() && !field.is_empty()).then(|| (object.to_owned(), field.to_owned()))
}

fn accesses(text: &str) -> Option<Vec<Access>> {
    Some(match compact(text).as_str() {
        "" | "read" | "reads" | "r" | "reader" => vec![Access::Read],
        "write" | "writes" | "w" | "writer" => vec![Access::Write],
        "readwrite" | "readandwrite" | "readswrites" | "rw" | "both" | "writeread" => {
            vec![Access::Read, Access::Write]
        }
        "listed" | "list" | "shown" | "shows" | "view" => vec![Access::Listed],
        "granted" | "permission" => vec![Access::Granted],
        _ => return None,
    })
}

fn active(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "active" => Some(true),
        "false" | "no" | "n" | "0" | "inactive" => Some(false),
        _ => None,
    }
}

impl Line {
    /// Finds the field it names; what is no field of any object is unresolved.
    pub(super) fn resolve(&self, fields: &Fields<'_>, found: &mut Found) {
        let mut at = format!("line {}", self.number);
        if !self.owner.is_empty() {
            at = format!("{at}, owner {}", self.owner);
        }
        let by = Mention {
            active: self.active,
            last: self.last,
            at,
            ..Mention::new(&self.kind, &self.name, &self.file)
        };
        let crms = fields.crms();
        let crms: Vec<&'static str> =
            crms.into_iter().chain(["none"]).filter(|crm| self.crm.is_none_or(|told| told == *crm)).collect();
        let mut met = false;
        for crm_name in &crms {
            let object = fields.object(crm_name, &self.object);
            let known = object.and_then(|object| fields.column(object, &self.field));
            let standard = || {
                let crm = crm::crm_named(crm_name)?;
                let object = crm::lookup_object(crm, &self.object)?.api;
                let field = declare::standard(crm, object, &self.field)?.name;
                Some(FieldRef { object: object.to_owned(), field: field.to_owned() })
            };
            for access in &self.accesses {
                let by = by.with(*access, by.at.as_str());
                if let Some(id) = known {
                    found.uses(fields, id, &by);
                    met = true;
                } else if let Some(field) = standard() {
                    found.uses_named(crm_name, field, &by);
                    met = true;
                }
            }
        }
        if !met {
            let crm = self.crm.or(crms.first().copied()).unwrap_or("none");
            found.misses(crm, format!("{}.{}", self.object, self.field), &by);
        }
    }
}
