//! Workbooks and markup that claim too much, reach out, or are broken.

use super::bytes::{Member, archive, zipped};
use super::run::{ACCOUNTS, Ended, Ground, audit, inspect};

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Account" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;

/// One row of text cells.
fn row(number: u64, cells: &[&str]) -> String {
    let cells: String =
        cells.iter().map(|cell| format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#)).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn sheet(inside: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>"#
    )
}

fn accounts() -> String {
    let rows: String = ACCOUNTS
        .lines()
        .zip(1..)
        .map(|(line, number)| row(number, &line.split(',').collect::<Vec<_>>()))
        .collect();
    sheet(&format!("<sheetData>{rows}</sheetData>"))
}

fn workbook(workbook: &str, sheet: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn read(sheet: &str) -> Ended {
    inspect("Account.xlsx", workbook(WORKBOOK, sheet))
}

#[test]
fn a_sound_workbook_is_read() {
    read(&accounts()).done().says(&["read 2 records"]);
}

#[test]
fn a_dimension_of_seventeen_billion_cells_makes_no_dense_grid() {
    let claims = accounts().replace("<sheetData>", r#"<dimension ref="A1:XFD1048576"/><sheetData>"#);
    read(&claims).done().says(&["read 2 records"]).within(10);
}

#[test]
fn a_cell_in_the_last_corner_and_a_row_beyond_the_last_make_no_dense_grid() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>"#;
    read(&accounts().replace("</sheetData>", far)).ended_well().within(10);
    let beyond = r#"<row r="4294967295"><c r="A4294967295"><v>1</v></c></row></sheetData>"#;
    read(&accounts().replace("</sheetData>", beyond)).ended_well().within(10);
}

#[test]
fn entities_and_document_types_are_refused() {
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet"#;
    read(&accounts().replace("<worksheet", laughs)).refused(&["Account.xlsx: "]);
    let book = WORKBOOK.replace("<workbook", r#"<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook"#);
    inspect("Account.xlsx", workbook(&book, &accounts())).refused(&["Account.xlsx: "]);
}

#[test]
fn a_workbook_bomb_is_refused() {
    let head = sheet("<sheetData>").replace("</worksheet>", "");
    let blank = r#"<row><c><v></v></c></row>"#.repeat(1 << 15);
    let part = Member::bomb(b"xl/worksheets/sheet1.xml", head.as_bytes(), blank.as_bytes(), 400);
    let members = [
        Member::stored(b"_rels/.rels", ROOT.as_bytes()),
        Member::stored(b"xl/workbook.xml", WORKBOOK.as_bytes()),
        Member::stored(b"xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        part,
    ];
    inspect("Account.xlsx", archive(&members)).refused(&["Account.xlsx: "]).within(30);
}

#[test]
fn a_workbook_cut_or_without_its_parts_is_refused() {
    let good = workbook(WORKBOOK, &accounts());
    for keep in [100, good.len() / 2, good.len() - 1] {
        inspect("Account.xlsx", &good[..keep]).refused(&["Account.xlsx"]);
    }
    inspect("Account.xlsx", zipped(&[("xl/workbook.xml", WORKBOOK.as_bytes())])).refused(&["Account.xlsx"]);
    let cut = accounts().replace("</sheetData></worksheet>", "");
    read(&cut).refused(&["Account.xlsx"]);
}

#[test]
fn a_shared_string_that_is_not_there_is_no_value() {
    let missing = accounts().replace(
        "</sheetData>",
        r#"<row r="4"><c t="s"><v>7</v></c><c t="s"><v>99999999999</v></c></row></sheetData>"#,
    );
    read(&missing).ended_well();
}

#[test]
fn an_encrypted_workbook_and_an_old_binary_one_are_named() {
    let ole = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 2_000]].concat();
    inspect("Account.xlsx", &ole).refused(&["Account.xlsx: ", "Excel 97-2003", "save it as XLSX"]);
    let part: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    inspect("Account.xlsx", [ole, part].concat()).refused(&["Account.xlsx: ", "password"]);
}

#[test]
fn several_sheets_are_never_chosen_among_in_silence() {
    let two = WORKBOOK.replace("</sheets>", r#"<sheet name="Lead" sheetId="2" r:id="rId2"/></sheets>"#);
    let relations = RELATIONS.replace(
        "</Relationships>",
        r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#,
    );
    let bytes = zipped(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", two.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", accounts().as_bytes()),
        ("xl/worksheets/sheet2.xml", accounts().as_bytes()),
    ]);
    let ground = Ground::with("book.xlsx", bytes);
    ground.run(&["inspect", "book.xlsx"]).refused(&["book.xlsx: ", "Account", "Lead", "--sheet"]);
    ground.run(&["inspect", "book.xlsx", "--sheet", "Account", "--as", "salesforce/Account"]).done();
    ground.run(&["inspect", "book.xlsx", "--sheet", "Nobody"]).refused(&["book.xlsx: ", "Nobody"]);
}

const FIELD: &str = r#"<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>ARR__c</fullName><label>ARR</label><type>Number</type></CustomField>"#;

#[test]
fn laughs_external_entities_and_external_definitions_are_refused() {
    let laughs: String = (1..10)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect();
    let ground = Ground::with("secret.txt", "the secret");
    let outside =
        format!(r#"<!DOCTYPE x [<!ENTITY l9 SYSTEM "file://{}">]>"#, ground.path("secret.txt").display());
    let remote = r#"<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">"#.to_owned();
    for front in [format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>"), outside, remote] {
        let text = format!("<?xml version=\"1.0\"?>{front}{}", FIELD.replace("<label>ARR", "<label>&l9;"));
        ground.put("Account.ARR__c.field-meta.xml", text);
        let ended = ground.run(&["inspect", "Account.ARR__c.field-meta.xml"]);
        ended.refused(&["Account.ARR__c.field-meta.xml: "]).within(10);
        assert!(!ended.stderr.contains("the secret"));
    }
}

#[test]
fn markup_two_hundred_thousand_deep_or_wide_ends_well() {
    let deep = format!("<?xml version=\"1.0\"?>{}{FIELD}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    inspect("Account.field-meta.xml", &deep).refused(&["Account.field-meta.xml: "]).within(10);
    let wide: String = (0..200_000).map(|index| format!(" a{index}=\"1\"")).collect();
    inspect("Account.field-meta.xml", format!("<CustomField{wide}/>")).ended_well().within(20);
    let cut = &FIELD[..FIELD.len() - 30];
    inspect("Account.ARR__c.field-meta.xml", cut).refused(&["Account.ARR__c.field-meta.xml: "]);
}

#[test]
fn an_index_of_four_billion_in_a_spreadsheet_makes_no_dense_grid() {
    let head = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="String">Id</Data></Cell></Row>"#;
    for jump in [r#"<Row ss:Index="4294967295"><Cell>"#, r#"<Row><Cell ss:Index="4294967295">"#] {
        let text = format!(
            "{head}{jump}<Data ss:Type=\"String\">1</Data></Cell></Row></Table></Worksheet></Workbook>"
        );
        inspect("Account.xls", text).ended_well().within(10);
    }
}

#[test]
fn parquet_without_sense_is_refused() {
    let mut footer = b"PAR1".to_vec();
    footer.extend([0x15; 64]);
    footer.extend((2_000_000_000_u32).to_le_bytes());
    footer.extend(b"PAR1");
    let mut rubbish = b"PAR1".to_vec();
    rubbish.extend([0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f].repeat(20));
    rubbish.extend(140_u32.to_le_bytes());
    rubbish.extend(b"PAR1");
    for bytes in [&b"PAR1PAR1"[..], b"PAR1", &footer, &rubbish, b"PAR1\0\0\0\0PAR1"] {
        inspect("Account.parquet", bytes).refused(&["Account.parquet: "]).within(10);
    }
}

#[test]
fn binaries_named_csv_are_refused() {
    let elf = [&b"\x7fELF\x02\x01\x01"[..], &[0; 100]].concat();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01".to_vec();
    let pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec();
    let sqlite = [&b"SQLite format 3\0"[..], &[0; 200]].concat();
    for bytes in [elf, png, pdf, sqlite, vec![0; 100_000]] {
        audit("Account.csv", bytes).refused(&["Account.csv: "]);
    }
    let page =
        "<!DOCTYPE html><html><head><title>Log in</title></head><body><form>Password</form></body></html>";
    audit("Account.csv", page).refused(&["Account.csv: "]);
    audit("Account.json", page).refused(&["Account.json: "]);
}
