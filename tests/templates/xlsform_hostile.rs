//! Workbooks from nobody's hand: refused within seconds and 64 MiB, in a plain sentence.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::book::{book, packed, row, sheet, unpacked, with_part};
use crate::support::Folder;
use crate::support::godwit::without_settings;

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Runs `check template` on a workbook with 64 MiB of memory to it, and answers what it said.
fn refused(bytes: &[u8]) -> String {
    let folder = Folder::fresh();
    let path = folder.path().join("form.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let started = Instant::now();
    let output = without_settings("bash")
        .args(["-c", "ulimit -d 65536 && exec \"$0\" check template \"$1\" --instrument CMS --name a-form"])
        .arg(env!("CARGO_BIN_EXE_godwit"))
        .arg(&path)
        .env("GODWIT_DATA_DIR", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let start: String = said.chars().take(500).collect();
    assert_eq!(output.status.code(), Some(1), "{:?}: {start}", output.status);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}: {start}", started.elapsed());
    assert!(said.len() < 300_000 && !said.contains("panicked"), "{start}");
    said
}

fn check(bytes: &[u8], expect: &str) {
    let said = refused(bytes);
    let start: String = said.chars().take(500).collect();
    assert!(said.contains(expect), "{expect:?} is not in {start}");
}

fn head() -> String {
    row(1, &["type", "name", "label"])
}

#[test]
fn what_is_no_workbook_is_refused() {
    let good = book(&[("survey", &[&["type", "name"], &["text", "a"]])]);
    check(b"", "no .xlsx workbook");
    check(b"type,name\ntext,a\n", "no .xlsx workbook");
    check(&good[..good.len() / 2], "no .xlsx workbook");
    check(&packed(&[("a.txt".to_owned(), b"a".to_vec())]), "no .xlsx workbook");
    check(&book(&[("sheet1", &[&["type", "name"]])]), "no sheet `survey`");
    let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    old.resize(4_000, 0);
    check(&old, ".xls");
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    check(&old, "password");
    check(&vec![b'P'; 5_000_000], "more than 4194304 bytes");
}

#[test]
fn bombs_are_not_unpacked() {
    let spaces = " ".repeat(100 * 1024 * 1024);
    let bomb = with_part(SHEET, &sheet(&spaces));
    assert!(bomb.len() < 1_000_000);
    check(&bomb, "bytes are packed");
    // The archive says that each part is small.
    let mut lying = bomb;
    for at in 0..lying.len() - 30 {
        let size = match &lying[at..at + 4] {
            b"PK\x01\x02" => at + 24,
            b"PK\x03\x04" => at + 22,
            _ => continue,
        };
        lying[size..size + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    refused(&lying);
    let many: Vec<(String, Vec<u8>)> = (0..3_000).map(|n| (format!("{n}.xml"), Vec::new())).collect();
    check(&packed(&many), "parts");
}

#[test]
fn counts_that_a_file_states_are_not_believed() {
    let string = "<sst uniqueCount=\"99999999999999\" count=\"1\"><si><t>type</t></si></sst>";
    refused(&with_part("xl/sharedStrings.xml", string));
    let formula = "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"4294967295\" ref=\"A1:A2\">1+1</f><v>2</v></c></row>";
    check(&with_part(SHEET, &sheet(formula)), "survey!A1: This cell holds a formula");
    let far = "<row r=\"4294967295\"><c r=\"XFD4294967295\" t=\"str\"><v>a</v></c></row>";
    check(&with_part(SHEET, &sheet(&(head() + far))), "256 columns");
    let wide = "<dimension ref=\"A1:XFD1048576\"/><row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row>";
    check(&with_part(SHEET, &sheet(wide)), "cannot be read");
    check(&with_part(SHEET, &sheet("<row r=\"1\"><c t=\"s\"><v>7</v></c></row>")), "cannot be read");
}

#[test]
fn xml_is_not_trusted() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"xxxxxxxxxx\"><!ENTITY c \"&b;&b;&b;&b;\">]><worksheet><sheetData>&c;</sheetData></worksheet>";
    check(&with_part(SHEET, bomb), "cannot be read");
    check(&with_part(SHEET, &"<a>".repeat(2_000_000)), "cannot be read");
    let mut attributes = String::new();
    (0..400_000).for_each(|n| write!(attributes, " a{n}=\"\"").unwrap());
    refused(&with_part(SHEET, &sheet(&format!("<row{attributes} r=\"1\"></row>"))));
    check(&with_part(SHEET, &sheet(&"<row><c><v>".repeat(3))), "cannot be read");
}

#[test]
fn a_form_beyond_all_measure_is_refused() {
    let rows = |make: &dyn Fn(u32) -> String, count: u32| {
        let mut rows = head();
        (2..count + 2).for_each(|number| rows += &make(number));
        with_part(SHEET, &sheet(&rows))
    };
    let items = rows(&|n| row(n, &["text", &format!("q{n}"), "Label"]), 50_000);
    check(&items, "more than 15000 rows");
    // So many that a sheet holds them, but no template.
    check(&rows(&|n| row(n, &["text", &format!("q{n}"), "Label"]), 6_000), "at most 5000 items");
    check(&rows(&|n| row(n, &["begin_group", &format!("g{n}"), "Label"]), 10_000), "stand more than 28 deep");
    check(&rows(&|n| row(n, &["end_group"]), 10_000), "Nothing is open here");
    check(&rows(&|n| row(n, &["text", &"x".repeat(3_000), "Label"]), 900), "will not do");
    check(
        &rows(&|n| row(n, &["text", &format!("Not a name {n}"), "L"]), 10_000),
        "survey!B2: \"Not a name 2\" will not do",
    );
    // One long text that every cell shares.
    let mut shared = unpacked(&book(&[("survey", &[&["type", "name", "label"], &[&"x".repeat(30_000), "a", "A"]])]));
    for (name, part) in &mut shared {
        if name == SHEET {
            let cells = "<c t=\"s\"><v>3</v></c>".repeat(200);
            let rows: String = (1..500).map(|n| format!("<row r=\"{n}\">{cells}</row>")).collect();
            *part = sheet(&rows).into_bytes();
        }
    }
    check(&packed(&shared), "more than a template can");
}

#[test]
fn formulas_and_errors_are_told_by_cell() {
    let cells = "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>text</v></c><c r=\"B2\" t=\"str\"><f>A2&amp;\"x\"</f><v>textx</v></c>\
                 <c r=\"C2\" t=\"e\"><v>#REF!</v></c></row>";
    let said = refused(&with_part(SHEET, &sheet(&(head() + cells))));
    assert!(said.contains("survey!B2: This cell holds a formula"), "{said}");
    assert!(said.contains("survey!C2: This cell holds the error \"#REF!\""), "{said}");
}

#[test]
fn many_words_in_many_languages_stay_within_bounds() {
    let words = ["Word"; 9];
    let heads =
        ["label::en", "label::fr", "label::es", "hint::en", "hint::fr", "guidance_hint::en", "constraint_message::en"];
    let mut survey = row(1, &[&["type", "name"], &heads[..]].concat());
    (2..14_000).for_each(|n| survey += &row(n, &[&["text", &format!("q{n}")], &words[..7]].concat()));
    check(&with_part(SHEET, &sheet(&survey)), "at most 5000 items");
    let mut choices = row(1, &["list_name", "name", "label::en", "label::fr", "label::es", "one", "two"]);
    (2..14_000).for_each(|n| choices += &row(n, &[&["l", &format!("c{n}")], &words[..5]].concat()));
    let mut parts = unpacked(&book(&[("survey", &[&["type", "name"]]), ("choices", &[&["list_name"]])]));
    for (name, part) in &mut parts {
        match name.as_str() {
            SHEET => *part = sheet(&survey).into_bytes(),
            "xl/worksheets/sheet2.xml" => *part = sheet(&choices).into_bytes(),
            _ => {}
        }
    }
    check(&packed(&parts), "at most 6000 choices");
    // As many as are read of each.
    let short =
        |rows: &str, most: usize| sheet(&rows.split_inclusive("</row>").take(most).collect::<String>()).into_bytes();
    for (name, part) in &mut parts {
        match name.as_str() {
            SHEET => *part = short(&survey, 5_000),
            "xl/worksheets/sheet2.xml" => *part = short(&choices, 6_000),
            _ => {}
        }
    }
    check(&packed(&parts), "from 1 to 500 choices");
}
