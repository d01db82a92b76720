//! XLSX workbooks, one worksheet at a time.
//!
//! calamine's cell reader borrows the workbook it reads from, so each open sheet is read by a thread of its
//! own that owns the workbook and sends batches of rows. Dropping the table ends the thread.

pub(super) mod cells;
mod package;

use std::io::BufReader;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use self::cells::SheetCells;
use super::sheet_rows::{self, RawRow, RawRows};
use super::{Input, InputError, Problem, ReadOptions, ReadSeek, Table};

type Workbook = Xlsx<BufReader<Box<dyn ReadSeek>>>;

/// Rows sent at once, and batches that may wait: enough to keep both sides busy, too few to matter.
const BATCH: usize = 256;
const WAITING: usize = 4;
/// Cells looked at to tell whether a sheet holds a table.
const PROBED_CELLS: usize = 20_000;

/// Names the visible sheets that hold data, in the order of the workbook.
///
/// # Errors
/// When the workbook is damaged, encrypted, unsafe or not an XLSX at all.
pub fn sheets(input: &Input) -> Result<Vec<String>, InputError> {
    package::check(input)?;
    Ok(filled(&mut load(input)?, input)?.into_iter().map(|(name, _)| name).collect())
}

/// Opens a worksheet; without a name, the only one that holds a table.
///
/// # Errors
/// When the workbook cannot be read, or several sheets could be meant.
pub fn open(input: &Input, options: &ReadOptions, sheet: Option<&str>) -> Result<Table, InputError> {
    package::check(input)?;
    let mut workbook = load(input)?;
    let several = worksheets(&workbook).count() > 1;
    let (name, notes) = match sheet {
        Some(wanted) => (named(&workbook, wanted).map_err(|error| error.in_file(&input.name))?, Vec::new()),
        None => {
            let filled = filled(&mut workbook, input)?;
            let name = choose(&filled).map_err(|error| error.in_file(&input.name))?;
            let notes = passed_over(&workbook, &filled, &name);
            (name, notes)
        }
    };
    let source = Received::start(workbook, name.clone(), notes, input.name.clone())?;
    let (header, rows) = sheet_rows::table(source, &input.name, options)?;
    Ok(Table {
        header,
        format: "xlsx",
        encoding: None,
        delimiter: None,
        sheet: several.then_some(name),
        rows: Box::new(rows),
    })
}

fn load(input: &Input) -> Result<Workbook, InputError> {
    let stream = BufReader::new(input.open_seekable()?);
    Xlsx::new(stream).map_err(|error| workbook_error(&error, &input.name))
}

fn worksheets(workbook: &Workbook) -> impl Iterator<Item = &calamine::Sheet> {
    workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet)
}

/// The visible sheets with data, and whether any row of theirs has two cells.
fn filled(workbook: &mut Workbook, input: &Input) -> Result<Vec<(String, bool)>, InputError> {
    let visible: Vec<String> = worksheets(workbook)
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut filled = Vec::new();
    for name in visible {
        let mut cells = match SheetCells::open(workbook, &name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(workbook_error(&error, &input.name)),
        };
        let mut widest = 0;
        while widest < 2 && cells.read() < PROBED_CELLS {
            let Some(row) = cells.next_row().map_err(|error| workbook_error(&error, &input.name))? else {
                break;
            };
            widest = widest.max(row.cells.len());
        }
        if widest > 0 {
            filled.push((name, widest > 1));
        }
    }
    Ok(filled)
}

/// Chooses the only sheet with data, or the only one with two columns.
pub(super) fn choose(filled: &[(String, bool)]) -> Result<String, InputError> {
    let mut tables = filled.iter().filter(|(_, wide)| *wide || filled.len() == 1);
    match (tables.next(), tables.next()) {
        (Some((name, _)), None) => Ok(name.clone()),
        _ if filled.is_empty() => Err(InputError::new(Problem::Empty, "no visible sheet holds data")),
        _ => {
            let names: Vec<String> = filled.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("{} sheets hold data: {}", filled.len(), names.join(", "));
            Err(InputError::new(Problem::Ambiguous, message).hint("name one with `--sheet`"))
        }
    }
}

/// Says which sheets were not chosen although somebody may miss them.
fn passed_over(workbook: &Workbook, filled: &[(String, bool)], chosen: &str) -> Vec<String> {
    let narrow = filled.iter().filter(|(name, _)| name != chosen);
    let narrow = narrow.map(|(name, _)| format!("sheet `{name}` was not read: it has one column"));
    let hidden = worksheets(workbook).filter(|sheet| sheet.visible != SheetVisible::Visible);
    let hidden = hidden.map(|sheet| format!("sheet `{}` was not read: it is hidden", sheet.name));
    narrow.chain(hidden).collect()
}

fn named(workbook: &Workbook, wanted: &str) -> Result<String, InputError> {
    let names: Vec<&str> = worksheets(workbook).map(|sheet| sheet.name.as_str()).collect();
    find_sheet(&names, wanted)
}

/// Finds a sheet by its name, in any case.
pub(super) fn find_sheet(names: &[&str], wanted: &str) -> Result<String, InputError> {
    let folded = wanted.trim().to_lowercase();
    let exact = names.iter().find(|name| **name == wanted);
    if let Some(name) = exact.or_else(|| names.iter().find(|name| name.trim().to_lowercase() == folded)) {
        return Ok((*name).to_owned());
    }
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    Err(InputError::new(Problem::Invalid, format!("there is no sheet `{wanted}`"))
        .hint(format!("the workbook has {}", listed.join(", "))))
}

/// What calamine said, without the value it may quote.
fn workbook_error(error: &XlsxError, file: &str) -> InputError {
    let damaged = |message: &str| {
        InputError::new(Problem::Damaged, message).in_file(file).hint("export the workbook again")
    };
    match error {
        XlsxError::Io(error) => super::transcode::read_error(error, file),
        XlsxError::Password => package::encrypted().in_file(file),
        XlsxError::Zip(_) => damaged("a part of the workbook cannot be unpacked"),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::WorksheetNotFound(_) => {
            damaged("a part of the workbook is missing")
        }
        XlsxError::XmlEof(_) => damaged("a part of the workbook is cut short"),
        XlsxError::RowNumberOverflow | XlsxError::ColumnNumberOverflow => {
            damaged("a cell lies outside the sheet")
        }
        _ => damaged("a part of the workbook cannot be understood"),
    }
}

/// The receiving end of the thread that reads a sheet.
struct Received {
    batches: Receiver<Result<Vec<RawRow>, InputError>>,
    current: std::vec::IntoIter<RawRow>,
    ended: bool,
    notes: Vec<String>,
    file: String,
}

impl Received {
    fn start(
        workbook: Workbook,
        sheet: String,
        notes: Vec<String>,
        file: String,
    ) -> Result<Self, InputError> {
        let (sender, batches) = sync_channel(WAITING);
        let name = file.clone();
        std::thread::Builder::new()
            .name("worksheet".to_owned())
            .spawn(move || send(workbook, &sheet, &name, &sender))
            .map_err(|error| InputError::io(&error, &file))?;
        Ok(Self { batches, current: Vec::new().into_iter(), ended: false, notes, file })
    }
}

/// Sends the rows of a sheet and, to say that it is whole, an empty batch.
fn send(
    mut workbook: Workbook,
    sheet: &str,
    file: &str,
    sender: &SyncSender<Result<Vec<RawRow>, InputError>>,
) {
    let result = send_rows(&mut workbook, sheet, sender);
    let last = result.map(|()| Vec::new()).map_err(|error| workbook_error(&error, file));
    // Nobody listens when the table has been dropped, and that is fine.
    let _ = sender.send(last);
}

fn send_rows(
    workbook: &mut Workbook,
    sheet: &str,
    sender: &SyncSender<Result<Vec<RawRow>, InputError>>,
) -> Result<(), XlsxError> {
    let mut cells = SheetCells::open(workbook, sheet)?;
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(row) = cells.next_row()? {
        batch.push(row);
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if sender.send(Ok(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        let _ = sender.send(Ok(batch));
    }
    Ok(())
}

impl RawRows for Received {
    fn next(&mut self) -> Result<Option<RawRow>, InputError> {
        loop {
            if let Some(row) = self.current.next() {
                return Ok(Some(row));
            }
            if self.ended {
                return Ok(None);
            }
            let Ok(batch) = self.batches.recv() else {
                return Err(InputError::new(Problem::Damaged, "the sheet cannot be read to its end")
                    .in_file(&self.file));
            };
            let batch = batch?;
            self.ended = batch.is_empty();
            self.current = batch.into_iter();
        }
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    use super::super::transcode::testing::{drain, file, fixture};
    use super::*;

    const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="9"/></cellXfs></styleSheet>"#;
    const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Harbor &amp; Co</t></si><si><r><t xml:space="preserve">Mill </t></r><r><t>Stores</t></r></si></sst>"#;

    fn pack(members: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// A workbook of sheets given as name, state and the XML of the rows.
    fn workbook(sheets: &[(&str, &str, &str)], properties: &str) -> Vec<u8> {
        let spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let (mut list, mut links, mut members) = (String::new(), String::new(), Vec::new());
        for (index, (name, state, rows)) in sheets.iter().enumerate() {
            list += &format!(r#"<sheet name="{name}" sheetId="{index}" state="{state}" r:id="r{index}"/>"#);
            links += &format!(
                r#"<Relationship Id="r{index}" Type="{office}/worksheet" Target="worksheets/{index}.xml"/>"#
            );
            let sheet =
                format!(r#"<worksheet xmlns="{spreadsheet}"><sheetData>{rows}</sheetData></worksheet>"#);
            members.push((format!("xl/worksheets/{index}.xml"), sheet));
        }
        let book = format!(
            r#"<workbook xmlns="{spreadsheet}" xmlns:r="{office}">{properties}<sheets>{list}</sheets></workbook>"#
        );
        let root = format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        );
        let links = format!(r#"<Relationships xmlns="{package}">{links}</Relationships>"#);
        let mut all = vec![
            ("_rels/.rels", root.as_str()),
            ("xl/workbook.xml", &book),
            ("xl/_rels/workbook.xml.rels", &links),
            ("xl/styles.xml", STYLES),
            ("xl/sharedStrings.xml", STRINGS),
        ];
        all.extend(members.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        pack(&all)
    }

    fn text(cell: &str, value: &str) -> String {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t>{value}</t></is></c>"#)
    }

    fn rows(cells: &[&str]) -> String {
        cells.iter().map(|cells| format!("<row>{cells}</row>")).collect()
    }

    fn table(id: &str) -> String {
        rows(&[
            &format!("{}{}", text("A1", "Id"), text("B1", "Name")),
            &format!("{}{}", text("A2", id), text("B2", "x")),
        ])
    }

    fn failure(bytes: &[u8]) -> InputError {
        let (_file, input) = file(bytes);
        open(&input, &ReadOptions::default(), None).err().unwrap()
    }

    #[test]
    fn cells_read_as_their_csv_would() {
        let header: String = ["Id", "Closed", "Seen", "Share", "Won", "Name", "Other", "Sum"]
            .iter()
            .zip('A'..)
            .map(|(name, column)| text(&format!("{column}1"), name))
            .collect();
        let values = r#"<c r="A2"><v>15930412345</v></c><c r="B2" s="1"><v>46346</v></c><c r="C2" s="2"><v>46346.5</v></c><c r="D2" s="3"><v>0.1</v></c><c r="E2" t="b"><v>1</v></c><c r="F2" t="s"><v>0</v></c><c r="G2" t="s"><v>1</v></c><c r="H2" t="e"><v>#N/A</v></c>"#;
        let bytes = workbook(&[("Deals", "visible", &rows(&[&header, values]))], "");
        let (_file, input) = file(&bytes);
        let mut table = open(&input, &ReadOptions::default(), None).unwrap();
        let (rows, aside) = drain(&mut table);
        assert_eq!(rows, ["15930412345|2026-11-20|2026-11-20 12:00:00|10%|true|Harbor & Co|Mill Stores|"]);
        assert_eq!((aside[0].reason.as_str(), aside[0].column.as_deref()), ("error cell", Some("Sum")));
        assert_eq!(table.sheet, None);
    }

    #[test]
    fn the_calendar_of_1904_is_four_years_on() {
        let data = rows(&[
            &format!("{}{}", text("A1", "Id"), text("B1", "Closed")),
            r#"<c r="A2"><v>1</v></c><c r="B2" s="1"><v>44884</v></c>"#,
        ]);
        let (_file, input) = file(&workbook(&[("a", "visible", &data)], r#"<workbookPr date1904="1"/>"#));
        assert_eq!(drain(&mut open(&input, &ReadOptions::default(), None).unwrap()).0, ["1|2026-11-20"]);
    }

    #[test]
    fn two_sheets_with_data_need_a_name_and_hidden_ones_do_not_count() {
        let (one, two, title) = (table("1"), table("2"), rows(&[&text("A1", "About this report")]));
        let both =
            [("Deals", "visible", one.as_str()), ("Old", "hidden", &two), ("About", "visible", &title)];
        let (_file, input) = file(&workbook(&both, ""));
        assert_eq!(sheets(&input).unwrap(), ["Deals", "About"]);
        let mut chosen = open(&input, &ReadOptions::default(), None).unwrap();
        assert_eq!(drain(&mut chosen).0, ["1|x"]);
        assert_eq!(chosen.sheet.as_deref(), Some("Deals"));
        assert_eq!(chosen.rows.notes().len(), 2);
        assert_eq!(drain(&mut open(&input, &ReadOptions::default(), Some("old")).unwrap()).0, ["2|x"]);

        let error = failure(&workbook(&[("a", "visible", &one), ("b", "visible", &two)], ""));
        assert_eq!(
            (error.problem, error.message.as_str()),
            (Problem::Ambiguous, "2 sheets hold data: `a`, `b`")
        );
        assert_eq!(failure(&workbook(&[("a", "visible", "")], "")).problem, Problem::Empty);
    }

    #[test]
    fn a_cell_in_the_far_corner_costs_nothing() {
        let far = format!("{}{}", table("1"), rows(&[&text("XFD1048576", "far")]));
        let (_file, input) = file(&workbook(&[("a", "visible", &far)], ""));
        let (rows, aside) = drain(&mut open(&input, &ReadOptions::default(), None).unwrap());
        assert_eq!((rows.len(), aside[0].number), (2, 1_048_576));
    }

    #[test]
    fn what_is_unsafe_encrypted_or_cut_is_refused() {
        let entities = pack(&[("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>")]);
        assert_eq!(failure(&entities).problem, Problem::Unsafe);
        let good = workbook(&[("a", "visible", &table("1"))], "");
        assert_eq!(failure(&good[..good.len() / 2]).problem, Problem::Damaged);
        assert_eq!(failure(b"PK\x03\x04").problem, Problem::Damaged);
        assert_eq!(failure(b"Id,Name").problem, Problem::Unusable);
        let mut ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(failure(&ole).message, "the workbook is encrypted");
        let strings = workbook(&[("a", "visible", &rows(&[r#"<c r="A1" t="s"><v>9</v></c>"#]))], "");
        assert_eq!(failure(&strings).problem, Problem::Damaged);
    }

    #[test]
    fn the_formatted_report_of_salesforce_is_found_below_its_title() {
        let mut table =
            open(&fixture("salesforce/formatted-report.xlsx"), &ReadOptions::default(), None).unwrap();
        let (rows, aside) = drain(&mut table);
        assert_eq!(table.header, ["Stage", "Opportunity Name", "Amount", "Close Date", "Opportunity Owner"]);
        assert_eq!(rows[1], "Prospecting|Canal Road relamp|4500.5|2027-01-09|Tom Becker");
        assert_eq!(rows[2], "Proposal|Mill Lane renewal|30000|2027-01-09|Tom Becker");
        let reasons: Vec<&str> = aside.iter().map(|aside| aside.reason.as_str()).collect();
        assert_eq!(reasons[3..], ["above the header", "subtotal", "subtotal"]);
    }
}
