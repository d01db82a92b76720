//! The records of a JSON document as a table: once through for the columns, once more for the rows.

use std::collections::{HashMap, HashSet};

use struson::reader::{JsonReader, ValueType};

use super::super::{Input, InputError, Problem, ReadOptions, Row, Rows, SetAside, Table, header};
use super::elements::Elements;
use super::flatten::{Cells, Part, flatten};
use super::{Broken, compact, start};

/// A record with more keys than this is a dictionary and no record.
const COLUMN_CAP: usize = 100_000;
const CELL_CAP: usize = 16 * 1024 * 1024;

/// Where the records lie in a document, and what of them is wanted.
#[derive(Debug, Clone, Default)]
pub struct JsonPlan {
    /// The keys that lead to the array of records; none when it is the document itself, or lines.
    pub records: Vec<String>,
    /// The child object of each record that holds its values (`properties`); the record's own plain values
    /// come first.
    pub inner: Option<String>,
    /// Keys left out at any depth, such as `attributes` and `links`.
    pub skip: &'static [&'static str],
    /// Whether the document is an array of pages, each with `records` in it.
    pub pages: bool,
}

/// Opens the records as a table.
///
/// # Errors
/// When the document is not as the plan says, or damaged anywhere: a part is never passed off as the whole.
pub fn open(input: &Input, options: &ReadOptions, plan: &JsonPlan) -> Result<Table, InputError> {
    let mut columns = Columns::default();
    let mut survey = elements(input, options, plan)?;
    let outcome = columns.survey(&mut survey, plan).map_err(|broken| broken.into_error(&input.name));
    if let Err(error) = outcome
        && !(options.lenient && error.problem == Problem::Damaged && !columns.found.is_empty())
    {
        return Err(error);
    }
    if columns.found.is_empty() && columns.others > 0 {
        return Err(InputError::new(Problem::Unusable, "the document holds values, but no records")
            .in_file(&input.name)
            .hint("export records as objects with a key for each field"));
    }
    let encoding = survey.reader.reader_mut().encoding().name().to_owned();
    let lines = plan.records.is_empty() && columns.lines;
    let (header, positions) = columns.settle(plan);
    let rows = JsonRows {
        elements: elements(input, options, plan)?,
        file: input.name.clone(),
        plan: plan.clone(),
        lenient: options.lenient,
        record: Record {
            values: vec![None; header.len()],
            header: header.clone(),
            positions,
            ..Record::default()
        },
        scratch: String::new(),
        ended: false,
        notes: Vec::new(),
    };
    Ok(Table {
        header,
        format: if lines { "jsonl" } else { "json" },
        encoding: Some(encoding),
        delimiter: None,
        sheet: None,
        rows: Box::new(rows),
    })
}

fn elements(input: &Input, options: &ReadOptions, plan: &JsonPlan) -> Result<Elements, InputError> {
    Ok(Elements::new(start(input, options)?, &input.name, &plan.records, plan.pages))
}

/// The columns in the order in which they are first seen.
#[derive(Default)]
struct Columns {
    found: Vec<(Part, String)>,
    /// Position in `found`, and whether it ever held a value.
    index: [HashMap<String, (usize, bool)>; 2],
    others: u64,
    lines: bool,
}

impl Columns {
    fn survey(&mut self, elements: &mut Elements, plan: &JsonPlan) -> Result<(), Broken> {
        let mut scratch = String::new();
        while elements.advance()? {
            if elements.reader.peek()? == ValueType::Object {
                flatten(&mut elements.reader, plan, &mut scratch, self)?;
                self.lines |= elements.at_top();
            } else {
                elements.reader.skip_value()?;
                self.others += 1;
            }
        }
        Ok(())
    }

    /// Names the columns, the element's own ones first, and says where each key goes.
    fn settle(self, plan: &JsonPlan) -> (Vec<String>, [HashMap<String, usize>; 2]) {
        // `Owner` is no column where it is only ever null and otherwise an object with `Owner.Name`.
        let mut parents = HashSet::new();
        for (part, name) in &self.found {
            parents.extend(name.match_indices('.').map(|(end, _)| (*part, name[..end].to_owned())));
        }
        let mut names = Vec::new();
        let mut positions = [HashMap::new(), HashMap::new()];
        for part in [Part::Own, Part::Inner] {
            for (_, name) in self.found.iter().filter(|(found, _)| *found == part) {
                let (_, valued) = self.index[part as usize][name];
                if !valued && parents.contains(&(part, name.clone())) {
                    continue;
                }
                positions[part as usize].insert(name.clone(), names.len());
                let taken = part == Part::Inner && positions[Part::Own as usize].contains_key(name);
                let inner = plan.inner.as_deref().unwrap_or_default();
                names.push(if taken { format!("{inner}.{name}") } else { name.clone() });
            }
        }
        (header::names(names.iter().map(String::as_str), names.len()), positions)
    }
}

impl Cells for Columns {
    fn cell(&mut self, part: Part, name: &str, text: Option<&str>) -> Result<(), Broken> {
        if let Some((_, valued)) = self.index[part as usize].get_mut(name) {
            *valued |= text.is_some();
            return Ok(());
        }
        if self.found.len() == COLUMN_CAP {
            let message = format!("the records have more than {COLUMN_CAP} different keys");
            return Err(Broken::Input(InputError::new(Problem::TooLarge, message)));
        }
        self.index[part as usize].insert(name.to_owned(), (self.found.len(), text.is_some()));
        self.found.push((part, name.to_owned()));
        Ok(())
    }
}

/// The record being read.
#[derive(Default)]
struct Record {
    header: Vec<String>,
    positions: [HashMap<String, usize>; 2],
    /// `None` until the key has been seen in this record.
    values: Vec<Option<String>>,
    /// Position of the record in the file, from 1.
    number: u64,
    aside: Vec<SetAside>,
}

impl Cells for Record {
    fn cell(&mut self, part: Part, name: &str, text: Option<&str>) -> Result<(), Broken> {
        let Some(&position) = self.positions[part as usize].get(name) else {
            return match text {
                None => Ok(()),
                Some(_) => Err(Broken::Input(InputError::new(
                    Problem::Inconsistent,
                    "the file changed while it was being read",
                ))),
            };
        };
        let text = text.unwrap_or_default();
        if text.len() > CELL_CAP {
            let error = InputError::new(Problem::TooLarge, "a value is longer than 16 MB")
                .hint("leave the field out of the export; no CRM field is that long");
            return Err(Broken::Input(error.at_row(self.number).at_column(name)));
        }
        if let Some(before) = self.values[position].replace(text.to_owned()) {
            self.aside.push(SetAside {
                number: self.number,
                column: Some(self.header[position].clone()),
                reason: "key stands twice, the last one counts".to_owned(),
                text: before,
            });
        }
        Ok(())
    }
}

struct JsonRows {
    elements: Elements,
    file: String,
    plan: JsonPlan,
    lenient: bool,
    record: Record,
    scratch: String,
    ended: bool,
    notes: Vec<String>,
}

impl JsonRows {
    fn read(&mut self, row: &mut Row) -> Result<bool, Broken> {
        while self.elements.advance()? {
            self.record.number += 1;
            if self.elements.reader.peek()? == ValueType::Object {
                self.record.values.fill(None);
                flatten(&mut self.elements.reader, &self.plan, &mut self.scratch, &mut self.record)?;
                row.clear();
                row.number = self.record.number;
                for value in &self.record.values {
                    row.push(value.as_deref().unwrap_or_default());
                }
                return Ok(true);
            }
            let mut text = String::new();
            compact(&mut self.elements.reader, &mut text)?;
            let reason = "not an object".to_owned();
            self.record.aside.push(SetAside { number: self.record.number, column: None, reason, text });
        }
        Ok(false)
    }
}

impl Rows for JsonRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, InputError> {
        if self.ended {
            return Ok(false);
        }
        let outcome = self.read(row).map_err(|broken| broken.into_error(&self.file));
        self.ended = !matches!(outcome, Ok(true));
        match outcome {
            Err(error) if self.lenient && error.problem == Problem::Damaged => {
                self.notes.push(format!("read up to the damage: {}", error.message));
                Ok(false)
            }
            outcome => outcome,
        }
    }

    fn take_aside(&mut self) -> Vec<SetAside> {
        std::mem::take(&mut self.record.aside)
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::transcode::testing::{drain, file, fixture};
    use super::*;

    const SKIP: &[&str] = &["attributes", "links"];

    fn at(path: &[&str]) -> JsonPlan {
        let records = path.iter().map(|&key| key.to_owned()).collect();
        JsonPlan { records, skip: SKIP, ..JsonPlan::default() }
    }

    fn read(text: &str, plan: &JsonPlan) -> (String, Vec<String>, Vec<SetAside>) {
        let (_file, input) = file(text.as_bytes());
        let mut table = open(&input, &ReadOptions::default(), plan).unwrap();
        let (rows, aside) = drain(&mut table);
        (table.header.join("|"), rows, aside)
    }

    fn failure(text: &str, plan: &JsonPlan) -> InputError {
        let (_file, input) = file(text.as_bytes());
        open(&input, &ReadOptions::default(), plan).err().unwrap()
    }

    #[test]
    fn a_query_result_of_salesforce_is_flat() {
        let input = fixture("salesforce/sf-query-result.json");
        let mut table = open(&input, &ReadOptions::default(), &at(&["result", "records"])).unwrap();
        let (rows, _) = drain(&mut table);
        assert!(table.header.contains(&"Owner.Name".to_owned()));
        assert!(!table.header.iter().any(|name| name.contains("attributes")));
        assert!(rows[0].starts_with("0065g00000QwErTAAV|Harbor Street retrofit|Prospecting|100000.0|10.0|"));
    }

    #[test]
    fn pages_of_suiteql_are_one_table() {
        let input = fixture("netsuite/suiteql-array-of-pages.json");
        let plan = JsonPlan { pages: true, ..at(&["items"]) };
        let mut table = open(&input, &ReadOptions::default(), &plan).unwrap();
        let rows = drain(&mut table).0;
        assert!(rows.len() > 2 && rows[1].ends_with("1/9/2027|Web"), "{rows:?}");
    }

    #[test]
    fn properties_of_hubspot_follow_the_keys_of_the_record() {
        let input = fixture("hubspot/records-api.json");
        let plan = JsonPlan { inner: Some("properties".to_owned()), ..at(&["results"]) };
        let mut table = open(&input, &ReadOptions::default(), &plan).unwrap();
        let rows = drain(&mut table).0;
        assert_eq!(table.header[..2], ["id", "createdAt"]);
        assert!(rows[0].starts_with("15930412345|") && table.header.contains(&"dealname".to_owned()));
    }

    #[test]
    fn values_are_handed_over_as_written() {
        let (header, rows, _) = read(
            r#"[{"id":123456789012345678,"n":1.50e3,"b":true,"z":null,"l":[1, "a\n"],"e":[]},{"new":"ä"}]"#,
            &at(&[]),
        );
        assert_eq!(header, "id|n|b|z|l|e|new");
        assert_eq!(rows, [r#"123456789012345678|1.50e3|true||[1,"a\n"]||"#, "||||||ä"]);
    }

    #[test]
    fn a_null_lookup_is_no_column_beside_its_fields() {
        let (header, rows, _) = read(r#"[{"Owner":null},{"Owner":{"Name":"Ana"}},{"Owner":{}}]"#, &at(&[]));
        assert_eq!(header, "Owner.Name");
        assert_eq!(rows, ["", "Ana", ""]);
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts_and_the_first_is_set_aside() {
        let (_, rows, aside) = read(r#"[{"a":1,"a":2}, 7]"#, &at(&[]));
        assert_eq!(rows, ["2"]);
        let aside: Vec<&str> = aside.iter().map(|aside| aside.text.as_str()).collect();
        assert_eq!(aside, ["1", "7"]);
    }

    #[test]
    fn lines_and_utf_16_are_read() {
        assert_eq!(read("{\"a\":1}\n{\"a\":2}\n", &at(&[])).1, ["1", "2"]);
        let utf16: Vec<u8> = r#"[{"a":"ä"}]"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (_file, input) = file(&utf16);
        assert_eq!(drain(&mut open(&input, &ReadOptions::default(), &at(&[])).unwrap()).0, ["ä"]);
    }

    #[test]
    fn a_cut_document_is_refused_with_its_line_unless_lenient() {
        let text = "[{\"a\":1},\n{\"a\":";
        let error = failure(text, &at(&[]));
        assert_eq!((error.problem, error.row), (Problem::Damaged, Some(2)));
        let (_file, input) = file(text.as_bytes());
        let lenient = ReadOptions { lenient: true, ..ReadOptions::default() };
        let mut table = open(&input, &lenient, &at(&[])).unwrap();
        assert_eq!(drain(&mut table).0, ["1"]);
        assert_eq!(table.rows.notes().len(), 1);
    }

    #[test]
    fn what_is_no_document_of_records_is_refused() {
        assert_eq!(failure("", &at(&[])).problem, Problem::Empty);
        assert_eq!(failure("[1,2]", &at(&[])).problem, Problem::Unusable);
        assert_eq!(failure("[{\"a\":NaN}]", &at(&[])).problem, Problem::Damaged);
        assert_eq!(failure(&"[".repeat(100_000), &at(&[])).problem, Problem::Damaged);
        assert_eq!(failure("[1]", &at(&["records"])).problem, Problem::Unusable);
        let error = failure("[{\"secret\":\"ab\x01c\"}]", &at(&[]));
        assert!(!error.to_string().contains("secret"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            tokens in proptest::collection::vec(r#"[\[\]{}:,"]|"a":|"b":\{|1e9|null|"records":\[|\{"a":1\},?"#, 0..40),
            pages: bool,
            deep: bool,
        ) {
            let plan = JsonPlan { pages, ..at(if deep { &["records"] } else { &[] }) };
            for bytes in [bytes, tokens.concat().into_bytes()] {
                let (_file, input) = file(&bytes);
                let options = ReadOptions { lenient: deep, ..ReadOptions::default() };
                let _ = super::super::outline(&input, &options);
                if let Ok(mut table) = open(&input, &options, &plan) {
                    let mut row = Row::new();
                    while let Ok(true) = table.rows.next(&mut row) {}
                }
            }
        }
    }
}
