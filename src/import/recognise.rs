//! What a table is, told by its header and its first records; its file name only breaks ties.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use super::crm::{Crm, ObjectEntry, crm_named, header_letters, lookup_object, object_from_file_name};
use super::declared::Declarations;
use super::history::Form;
use super::marks;
use super::schema::ObjectSchema;
use crate::engine::read::{InputError, Problem, Row};
use crate::model::{FileKind, Role, file_name};

/// What a table turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Records of an object.
    Records { crm: &'static str, object: String, role: Role },
    /// Answers to the one-question survey.
    Survey,
    /// Results of checking a sample.
    Verification,
    /// Who changed the set-up.
    AuditTrail,
    /// Changes of fields, a row for each.
    History(Form),
    /// Recognised, and of no use to the question: what it is, and why.
    Aside { crm: &'static str, kind: FileKind, why: &'static str, hint: Option<&'static str> },
}

/// What the user said about a file instead of leaving it to recognition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    pub crm: Option<&'static str>,
    pub object: Option<String>,
}

/// A table as recognition sees it.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    pub file: &'a str,
    pub header: &'a [String],
    pub head: &'a [Row],
    /// Object named inside the file: `attributes.type` of a query result.
    pub object_inside: Option<&'a str>,
    /// CRM implied by the shape of the file: a SuiteQL page, a HubSpot record list.
    pub crm_inside: Option<&'static str>,
}

/// Says what a table is.
///
/// # Errors
/// When it could be records of several objects and nothing decides; the error names them and the flag.
pub fn recognise(sight: &Sight<'_>, told: &Told, schemas: &Declarations) -> Result<Content, InputError> {
    if told.object.is_none()
        && let Some(content) = marks::special(sight)
    {
        return Ok(content);
    }
    let crm = match told.crm {
        Some(crm) => crm,
        None => sight
            .crm_inside
            .or_else(|| marks::crm(sight))
            .or_else(|| crm_by_coverage(sight))
            .unwrap_or("none"),
    };
    let Some(entry) = crm_named(crm) else {
        return Ok(plain(sight, told));
    };
    if let Some(name) = told.object.as_deref().or(sight.object_inside) {
        return Ok(named(entry, name, schemas));
    }
    object(entry, sight, schemas).map(|name| match name {
        Some(name) => named(entry, &name, schemas),
        None => named(entry, &stem(sight.file), schemas),
    })
}

/// A table no CRM wrote: its object is what its file is called.
fn plain(sight: &Sight<'_>, told: &Told) -> Content {
    let object = told.object.clone().unwrap_or_else(|| stem(sight.file));
    let role = crm_named("salesforce")
        .and_then(|crm| told.object.as_deref().and_then(|name| lookup_object(crm, name)))
        .map_or(Role::Other, |entry| entry.role);
    Content::Records { crm: "none", object, role }
}

fn named(crm: &'static Crm, name: &str, schemas: &Declarations) -> Content {
    if let Some(entry) = lookup_object(crm, name) {
        return Content::Records { crm: crm.name, object: entry.api.to_owned(), role: entry.role };
    }
    let declared = schemas.object(crm.name, name);
    let object = declared.map_or_else(|| name.to_owned(), |schema| schema.name.clone());
    Content::Records { crm: crm.name, object, role: Role::Other }
}

/// File name without folder, archive, extensions and a trailing date or part number.
pub(super) fn stem(file: &str) -> String {
    let name = file_name(file);
    let name = name.rsplit(": ").next().unwrap_or(name);
    let stem = name.split('.').next().unwrap_or(name);
    if stem.is_empty() { name.to_owned() } else { stem.to_owned() }
}

/// Which standard fields, by their letters, belong to which objects of a CRM.
struct Index {
    fields: HashMap<String, Vec<usize>>,
}

fn index(crm: &'static Crm) -> &'static Index {
    static INDEXES: OnceLock<HashMap<&'static str, Index>> = OnceLock::new();
    let indexes = INDEXES.get_or_init(|| super::CRMS.iter().map(|crm| (crm.name, Index::of(crm))).collect());
    &indexes[crm.name]
}

impl Index {
    fn of(crm: &Crm) -> Self {
        let mut fields: HashMap<String, Vec<usize>> = HashMap::new();
        for (position, object) in crm.objects.iter().enumerate() {
            for field in object.fields {
                for name in std::iter::once(&field.name).chain(field.labels) {
                    let objects = fields.entry(header_letters(name)).or_default();
                    if objects.last() != Some(&position) {
                        objects.push(position);
                    }
                }
            }
        }
        Self { fields }
    }

    /// For each object that knows any of the headers: how many, and how much they tell it apart.
    fn scores(&self, header: &[String], objects: usize) -> BTreeMap<usize, (usize, f64)> {
        let mut scores = BTreeMap::new();
        for title in header {
            let Some(owners) = self.fields.get(&header_letters(title)) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "a few dozen objects")]
            let weight = (objects as f64 / owners.len() as f64).ln() + 0.01;
            for &owner in owners {
                let (count, score) = scores.entry(owner).or_insert((0, 0.0));
                *count += 1;
                *score += weight;
            }
        }
        scores
    }
}

/// Columns that a pipeline adds and that say nothing about the object.
fn telling(header: &[String]) -> usize {
    header.iter().filter(|title| !title.starts_with("_fivetran") && !title.is_empty()).count()
}

/// The CRM whose dictionary knows most of the headers, where it knows most of them and clearly more than the others.
fn crm_by_coverage(sight: &Sight<'_>) -> Option<&'static str> {
    let columns = telling(sight.header);
    let mut known: Vec<(usize, &'static str)> = super::CRMS
        .iter()
        .map(|crm| {
            let scores = index(crm).scores(sight.header, crm.objects.len());
            (scores.values().map(|&(count, _)| count).max().unwrap_or(0), crm.name)
        })
        .collect();
    known.sort_unstable_by(|a, b| b.cmp(a));
    let (best, name) = known[0];
    let second = known.get(1).map_or(0, |&(count, _)| count);
    let most = best >= 4 && best * 10 >= columns * 6 && best >= second + 2;
    (most || (best >= PLENTY && best >= second * 2)).then_some(name)
}

/// The object of a table whose CRM is known, or `None` for one that the dictionary does not have.
fn object(
    crm: &'static Crm,
    sight: &Sight<'_>,
    schemas: &Declarations,
) -> Result<Option<String>, InputError> {
    if crm.name == "salesforce"
        && let Some(name) = marks::object_of_ids(sight)
    {
        return Ok(Some(name.to_owned()));
    }
    // A custom object's file is called after it; a standard object's name in the middle of it means nothing.
    let called = stem(sight.file);
    if crm.name == "salesforce" && called.to_ascii_lowercase().ends_with("__c") {
        return Ok(Some(called));
    }
    let hint = object_from_file_name(crm, sight.file).filter(|hint| is_called(&called, hint));
    if let Some(declared) = schemas.of(crm.name)
        && let Some(name) = by_schema(sight, &declared.objects, hint)
    {
        return Ok(Some(name));
    }
    let scores = index(crm).scores(sight.header, crm.objects.len());
    let columns = telling(sight.header).max(1);
    let mut ranked: Vec<(f64, usize, &ObjectEntry)> =
        scores.iter().map(|(&position, &(count, score))| (score, count, &crm.objects[position])).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<&(f64, usize, &ObjectEntry)> =
        ranked.iter().filter(|(score, _, _)| *score >= ranked[0].0 * 0.9).collect();
    if let Some(hint) = hint
        && ranked.iter().any(|(score, count, entry)| {
            let many = *count * 2 >= columns || *count >= PLENTY;
            entry.api == hint.api && many && *score >= ranked[0].0 * 0.6
        })
    {
        return Ok(Some(hint.api.to_owned()));
    }
    let warehouse = sight.header.iter().any(|title| title.starts_with("_fivetran"));
    let second = ranked.get(1).map_or(0.0, |second| second.0);
    match near.as_slice() {
        [(score, count, entry)] if fits(*score, *count, columns, second) => Ok(Some(entry.api.to_owned())),
        // A table that fits nothing well is no riddle: it is an object that the dictionary does not have.
        [_, _, ..] if hint.is_none() && !warehouse && near[0].1 >= 4 && near[0].1 * 5 >= columns * 3 => {
            Err(ambiguous(crm, sight, &near))
        }
        // Nor is one with many headers that every object has; but those of two objects in equal measure are one.
        [(_, count, _), ..]
            if hint.is_none() && !warehouse && *count >= MANY && *count * 5 >= columns * 2 =>
        {
            let first: Vec<_> = ranked.iter().take(2).collect();
            Err(ambiguous(crm, sight, &first))
        }
        _ => Ok(None),
    }
}

/// Whether a file name says the object and nothing else that matters: `sf_opportunity_data` is opportunities,
/// `sf_opportunity_line_item_data` is something else.
fn is_called(stem: &str, object: &ObjectEntry) -> bool {
    const FILLERS: &[&str] = &[
        "sf",
        "sfdc",
        "salesforce",
        "hubspot",
        "hs",
        "netsuite",
        "ns",
        "crm",
        "export",
        "exports",
        "all",
        "data",
        "results",
        "result",
        "report",
        "list",
        "page",
        "properties",
        "property",
        "we",
        "part",
        "bulk",
        "csv",
        "test",
        "records",
        "raw",
        "src",
        "stg",
        "dump",
        "backup",
        "full",
        "new",
        "old",
        "my",
        "our",
        "the",
        "extract",
        "api",
        "q",
        "final",
        "copy",
        "view",
        "search",
        "query",
        "table",
        "dataloader",
        "inspector",
        "weekly",
        "monthly",
        "daily",
        "latest",
        "pages",
        "array",
    ];
    let letters: String = header_letters(stem).chars().filter(|mark| !mark.is_ascii_digit()).collect();
    let names = object.names.iter().copied().chain([object.api]).map(header_letters);
    let longest = names.filter(|name| letters.contains(name.as_str())).max_by_key(String::len);
    let Some(name) = longest else { return true };
    let stem = stem.to_lowercase();
    let words = stem.split(|mark: char| !mark.is_alphabetic()).filter(|word| !word.is_empty());
    words.filter(|word| !name.contains(word) && !FILLERS.contains(word)).all(|word| word.contains(&name))
}

/// Headers that make up for a table being far wider than the dictionary: exports have hundreds of custom columns.
const PLENTY: usize = 12;

/// Known headers from which a table is certainly one of the CRM's own objects.
const MANY: usize = 8;

/// Whether the headers alone settle the object, with no hint from the file's name.
///
/// Headers that only this object has settle it where they are half of all, or plenty. Headers that several objects
/// share settle it only where they are half of all and the second-best object is well behind. Measured on the tables of
/// two warehouses, where orders look like accounts (1.03 a header) and departments like customers (0.56, second 0.82).
#[expect(clippy::cast_precision_loss, reason = "a few hundred headers")]
fn fits(score: f64, count: usize, columns: usize, second: f64) -> bool {
    let each = score / count.max(1) as f64;
    let half = count * 2 >= columns;
    let own = each >= 1.5 && (half || count >= PLENTY);
    let ahead = each >= 0.5 && half && second < 0.7 * score;
    // Two or three headers that only this object has, among many that it shares with its neighbours.
    let settled = count >= MANY && count * 5 >= columns * 2 && score - second >= 2.0;
    count >= 3 && (own || ahead || settled)
}

fn ambiguous(crm: &Crm, sight: &Sight<'_>, near: &[&(f64, usize, &ObjectEntry)]) -> InputError {
    let names: Vec<String> = near.iter().take(4).map(|(_, _, entry)| format!("`{}`", entry.api)).collect();
    let first = near[0].2.api;
    InputError::new(
        Problem::Ambiguous,
        format!("its columns fit several objects of {}: {}", crm.name, names.join(", ")),
    )
    .in_file(sight.file)
    .hint(format!("say which: --as {}/{first}, or name the file after the object: `{first}.csv`", crm.name))
}

/// The declared object that knows the header: one whose fields cover most of it, and custom fields above all.
fn by_schema(
    sight: &Sight<'_>,
    declared: &BTreeMap<String, ObjectSchema>,
    hint: Option<&ObjectEntry>,
) -> Option<String> {
    let titles: HashSet<String> = sight.header.iter().map(|title| title.to_lowercase()).collect();
    let stem = stem(sight.file).to_lowercase();
    let mut best: Option<(usize, bool, &ObjectSchema)> = None;
    for (key, schema) in declared {
        let shared = schema
            .fields
            .iter()
            .filter(|field| {
                titles.contains(&field.name.to_lowercase())
                    || field.label.as_ref().is_some_and(|label| titles.contains(&label.to_lowercase()))
            })
            .count();
        let same_name = *key == stem || hint.is_some_and(|hint| hint.api.eq_ignore_ascii_case(key));
        if shared > 0 && best.is_none_or(|(count, named, _)| (shared, same_name) > (count, named)) {
            best = Some((shared, same_name, schema));
        }
    }
    let (shared, same_name, schema) = best?;
    (shared * 2 > telling(sight.header) || (same_name && shared >= 1)).then(|| schema.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(file: &str, header: &str, rows: &[&str]) -> String {
        let split = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let head: Vec<Row> = rows
            .iter()
            .map(|line| {
                let mut row = Row::new();
                split(line).iter().for_each(|cell| row.push(cell));
                row
            })
            .collect();
        let header = split(header);
        let sight = Sight { file, header: &header, head: &head, object_inside: None, crm_inside: None };
        match recognise(&sight, &Told::default(), &Declarations::default()) {
            Ok(Content::Records { crm, object, .. }) => format!("{crm}/{object}"),
            Ok(Content::Aside { kind, .. }) => format!("{kind:?}"),
            Ok(other) => format!("{other:?}"),
            Err(error) => error.message,
        }
    }

    #[test]
    fn the_ids_outrank_the_name_of_the_file() {
        let header = "Id,Name,SystemModstamp,IsDeleted";
        let rows = ["0065g00000CRDARAA5,Acme,2026-01-01 00:00:00,0"];
        assert_eq!(told("Account.csv", header, &rows), "salesforce/Opportunity");
    }

    #[test]
    fn a_report_with_labels_is_known_by_labels_that_only_one_object_has() {
        let header = "Opportunity Name,Amount,Stage,Probability (%),Close Date,Opportunity Owner";
        assert_eq!(told("report1234.csv", header, &[]), "salesforce/Opportunity");
    }

    #[test]
    fn a_plain_table_belongs_to_no_crm() {
        let header =
            "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value";
        assert_eq!(told("data/sales_pipeline.csv", header, &[]), "none/sales_pipeline");
    }

    #[test]
    fn what_a_file_is_called_matters_only_when_it_says_nothing_else() {
        let header = "id,is_deleted,owner_id,created_date,system_modstamp,name,quantity,unit_price,total_price,list_price";
        assert_eq!(
            told("sf_opportunity_line_item_data.csv", header, &[]),
            "salesforce/sf_opportunity_line_item_data"
        );
        assert_eq!(
            told("npsp__Account_Soft_Credit__c.csv", "Id,npsp__Amount__c", &[]),
            "salesforce/npsp__Account_Soft_Credit__c"
        );
    }

    #[test]
    fn load_results_and_histories_are_not_taken_for_records() {
        assert_eq!(told("success.csv", "ID,NAME,STATUS", &["001,Acme,Item Created"]), "LoadResult");
        assert_eq!(told("error.csv", "NAME,PHONE,ERROR", &["Acme,1,required field missing"]), "LoadResult");
        assert_eq!(told("AccountHistory.csv", "Id,AccountId,Field,OldValue,NewValue", &[]), "History");
    }

    #[test]
    fn a_wide_saved_search_is_told_by_the_few_headers_its_neighbours_lack() {
        let customers = "Internal ID,Company Name,Category,Lead Source,Web Address,Comments,Sales Rep,Created By,Date Created,\
                         Last Modified,Last Sales Activity,Inactive,Lifecycle,Legacy Code,Fax Line,Store Count,Price Tier";
        assert_eq!(told("y1.csv", customers, &[]), "netsuite/customer");
        let contacts = "Internal ID,Name,First Name,Last Name,Company,Job Title,Email,Phone,Category,Lead Source,Sales Rep,\
                        Created By,Date Created,Last Modified,Last Sales Activity,Inactive,Engagement,VIP,Languages";
        assert_eq!(told("y2.csv", contacts, &[]), "netsuite/contact");
    }

    #[test]
    fn a_table_that_fits_two_objects_names_both() {
        let message = told("list.csv", "Internal ID,Name,Email,Phone,Date Created", &[]);
        assert!(message.starts_with("its columns fit several objects of netsuite: `"), "{message}");
    }
}
