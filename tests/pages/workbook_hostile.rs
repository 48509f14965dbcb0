//! Workbooks from nobody's hand: refused in plain words and in little time, and nothing of them is saved.

use std::time::{Duration, Instant};

use godwit::sheets::Cell;

use crate::hand::{Paper, packed, text};
use crate::scene::{Browser, Page, REPORT, scene};
use crate::support::on_both;

const API: &str = "/api/v1/reports/invented-1/KEN";

fn bring(browser: &Browser, bytes: &[u8]) -> Page {
    let action = format!("{REPORT}/workbook");
    let token = browser.get(&action).expect(200).value(&action, "token");
    let started = Instant::now();
    let page = browser.send_file(&action, &[("token", &token)], ("report.xlsx", bytes));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    page
}

#[test]
fn what_is_no_workbook_of_ours_is_refused() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        old.resize(4_000, 0);
        bring(&kenya, &old).expect(422).holds("This is an old workbook (.xls)");
        old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        bring(&kenya, &old).expect(422).holds("protected by a password");
        bring(&kenya, b"").expect(422).holds("This is no .xlsx workbook");
        bring(&kenya, &vec![b'P'; 5_000_000]).expect(422).holds("too large");
        let spaces = " ".repeat(60 * 1024 * 1024);
        let bomb = [("xl/workbook.xml".to_owned(), spaces)];
        bring(&kenya, &packed(&bomb)).expect(422).holds("too large");
        let entities = "<!DOCTYPE a [<!ENTITY b \"xx\"><!ENTITY c \"&b;&b;\">]><workbook>&c;</workbook>";
        bring(&kenya, &packed(&[("xl/workbook.xml".to_owned(), entities.to_owned())]))
            .expect(422)
            .holds("cannot be read");
    });
}

#[test]
fn what_is_beyond_all_measure_is_refused() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, program) = (Browser::kenya(&server), server.focal_point());
        let paper = Paper::open(&program.download(&format!("{API}/workbook")));
        let mut long = paper.clone();
        let first = long.sheet("first");
        let line = first.lines[first.line("line")].clone();
        first.lines.extend(std::iter::repeat_n(line, 50_000));
        bring(&kenya, &long.save()).expect(422).holds("holds more than a report can");
        let mut wide = paper.clone();
        wide.sheet("first").lines[1].resize(5_000, Some(text("x")));
        bring(&kenya, &wide.save()).expect(422).holds("holds more than a report can");
        // Thousands of lines that lead nowhere are told, not all of them, and nothing is saved.
        let mut lost = paper.clone();
        let first = lost.sheet("first");
        let (key, value) = (first.column("godwit:first"), first.column("value"));
        for number in 0..5_000 {
            let mut line = vec![None; value + 1];
            (line[key], line[value]) = (Some(text(&format!("no_such_{number}"))), Some(Cell::Formula));
            first.lines.push(line);
        }
        let page = bring(&kenya, &lost.save()).expect(200);
        page.holds("200 things in the workbook were not read");
        page.holds("names no question of this report");
        // The same line twice is neither.
        let mut twice = paper;
        let first = twice.sheet("first");
        let copy = first.lines[first.line("line")].clone();
        first.lines.push(copy);
        twice.fill("line", "value", text("Which one?"));
        bring(&kenya, &twice.save()).expect(200).holds("This line stands twice");
        assert_eq!(program.get(API).expect(200).json()["revision"], 0);
    });
}
