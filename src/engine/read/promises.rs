//! What the reader promises of any file: an end, no lost word, and the same answer however it is cut up.

use std::io::{Cursor, Write};
use std::sync::Arc;

use proptest::prelude::*;

use super::archive::members;
use super::delimited::tests::{told_in_batches, told_in_steps};
use super::records::STEP;
use super::{Input, Limits, Pace, ReadOptions, delimited, shape};

/// What CRM exports are made of, broken in every way: far more of it is reached than by any bytes.
fn messy() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b","[..],
        b";",
        b"\"",
        b"\"\"",
        b"\n",
        b"\r\n",
        b"\r",
        b"a",
        b"word",
        b" ",
        b"\\",
        b"'",
        b"\0",
        b"\xe9",
        b"\xc3\xa9",
        b"#",
        b"sep=;\n",
        b"\x1a",
        b"a,b,c\n",
        b"\"x\",\"y\"\n",
        b"\t",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Tables as programs write them, now and then with what programs get wrong.
fn table() -> impl Strategy<Value = Vec<u8>> {
    let cell = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "\"\"",
        "\"\"",
        "a",
        "\"b\"",
        "word",
        "\"x, y\"",
        "\"two\nlines\"",
        "\"and\r\nmore\"",
        "\"say \"\"so\"\"\"",
        "\"\"\"\"",
        "\"\",\n,\"\"\"",
        "\u{e9}t\u{e9}",
        "\"a cell that is longer than a block of sixty-four bytes, as they are\"",
        " ",
        "#",
        "Id",
        "\0",
    ]);
    let record = prop::collection::vec(cell, 4).prop_map(|cells| cells.join(","));
    let line = prop_oneof![12 => record.prop_map(Some), 1 => Just(None)];
    let odd = prop::sample::select(vec![
        "\n",
        "\r\n",
        "  \n",
        "# note\n",
        "Id,Name,Notes,Tail\n",
        "1,2\n",
        "1,2,3,4,5,6\n",
        "1,2,3,4,,\n",
        "5\" pipe,x,y,z\n",
        "\"open,x,y,z\n",
        "\"a\" b,x,y,z\n",
        "Total\n",
        "\"Total\"\n",
        "a\rb,x,y,z\n",
    ]);
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    let trail = prop::sample::select(vec![
        "",
        "\n\n\n",
        "\"Total\"\n\"Copyright\"\n",
        ",,,\n,,,\n",
        "\u{1a}",
        "1,2,3,4",
    ]);
    (prop::collection::vec((line, odd), 0..120), end, trail, any::<bool>()).prop_map(
        |(lines, end, trail, mark)| {
            let mut text = if mark { "\u{feff}".to_owned() } else { String::new() };
            text.push_str("Id,Name,Notes,Tail");
            text.push_str(end);
            // Three times over: the first hundred records are read one by one to find the header.
            for (line, odd) in lines.iter().chain(&lines).chain(&lines) {
                match line {
                    Some(line) => {
                        text.push_str(line);
                        text.push_str(end);
                    }
                    None => text.push_str(odd),
                }
            }
            text.push_str(trail);
            text.into_bytes()
        },
    )
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

/// The beginnings of markup and JSON, broken likewise.
fn marked() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"<"[..],
        b">",
        b"<?xml",
        b"?>",
        b"<!--",
        b"-->",
        b"<!doctype html",
        b"html",
        b"\xc3\xa9",
        b"\xe9",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"a\":",
        b"1",
        b",",
        b"\n",
        b" ",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0",
        b"PK\x03\x04",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn batches_hold_what_a_reading_record_by_record_gives(
        bytes in prop_oneof![messy(), table()], chunk in 1_usize..400, head in 0_usize..5,
    ) {
        let footer: fn(&[&str], usize) -> Option<&'static str> =
            |cells, _| cells[0].starts_with("Copyright").then_some("report footer");
        for lenient in [false, true] {
            let options = ReadOptions { footer, lenient, ..ReadOptions::default() };
            let one_by_one = told_in_steps(&bytes, &options, STEP).map(|(header, mut rows, mut aside, notes)| {
                rows.iter_mut().flatten().for_each(|cell| *cell = cell.trim().to_owned());
                aside.sort_by_key(|line| line.split(' ').next().and_then(|number| number.parse::<u64>().ok()));
                (header, rows, aside, notes)
            });
            let in_batches = told_in_batches(&bytes, &options, Pace { chunk, head });
            prop_assert_eq!(in_batches.map_err(|error| error.to_string()), one_by_one.map_err(|error| error.to_string()));
        }
    }

    #[test]
    fn any_bytes_have_a_shape_or_an_error(bytes in marked()) {
        let _ = Input::bytes("x", &bytes, &Arc::default()).and_then(|input| shape(&input));
    }

    #[test]
    fn a_zip_with_wrong_bytes_is_read_or_refused(
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(),
    ) {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["Account.csv", "Lead.csv"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&b"Id,Name\n1,a\n".repeat(9)).unwrap();
        }
        let mut bytes = zip.finish().unwrap().into_inner();
        for (at, byte) in wrong {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut.index(4) == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        let input = Arc::new(Input::bytes("x.zip", &bytes, &Arc::default()).unwrap());
        for (_, member) in members(&input, &Limits::default()).unwrap_or_default() {
            let _ = delimited::open(&member, &ReadOptions::default());
        }
    }

    #[test]
    fn any_bytes_end_in_rows_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = told_in_steps(&bytes, &ReadOptions::default(), STEP);
    }

    #[test]
    fn the_step_never_changes_the_result(bytes in messy(), step in 1_usize..50) {
        let options = ReadOptions::default();
        let (small, large) = (told_in_steps(&bytes, &options, step), told_in_steps(&bytes, &options, STEP));
        match (small, large) {
            (Ok(small), Ok(large)) => prop_assert_eq!(small, large),
            (small, large) => prop_assert_eq!(small.is_err(), large.is_err()),
        }
    }

    #[test]
    fn no_word_is_lost(bytes in messy()) {
        let options = ReadOptions { lenient: true, ..ReadOptions::default() };
        if let Ok((header, rows, aside, notes)) = told_in_steps(&bytes, &options, STEP) {
            prop_assume!(!notes.iter().any(|note| note.contains("UTF-16") || note.contains("by its look")));
            let mut all = header.join(" ");
            rows.iter().for_each(|row| all.push_str(&format!(" {}", row.join(" "))));
            all.push_str(&format!(" {} {}", aside.join(" "), notes.join(" ")));
            let mut have = words(&all);
            let mut text = String::new();
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|_| 'é'));
            }
            for word in words(&text) {
                let found = have.iter().position(|other| *other == word);
                prop_assert!(found.is_some(), "{word} of {text:?} in {all:?}");
                have.swap_remove(found.unwrap_or(0));
            }
        }
    }

    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[ -&(-\\[\\]-~\n\té\",]{0,8}", 3), 1..20),
        always in any::<bool>(),
    ) {
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().quote_style(style).from_writer(Vec::new());
        writer.write_record(["Id", "Full Name", "Stage"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let options = ReadOptions { delimiter: Some(b','), lenient: true, ..ReadOptions::default() };
        let (_, read, aside, _) = told_in_steps(&bytes, &options, STEP).unwrap();
        prop_assert!(aside.is_empty());
        prop_assert_eq!(read, rows);
    }
}
