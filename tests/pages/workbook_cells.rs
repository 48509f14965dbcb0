//! What people and their spreadsheets do to cells: days, digits, formulas, lengths, other questions than there are now. Each is
//! understood, or named by sheet and cell.

use godwit::sheets::{Cell, place};
use serde_json::json;

use crate::hand::{Paper, text};
use crate::languages::choose;
use crate::moved_meanwhile::{moved, second};
use crate::scene::{Browser, REPORT, filled, scene};
use crate::support::on_both;
use crate::workbook_back::{answered, bring, put, revision, save, take, value};

const API: &str = "/api/v1/reports/invented-1/KEN";

/// Where a part of a question stands: `First!E7`.
fn cell(paper: &mut Paper, key: &str, part: &str) -> String {
    let first = paper.sheet("first");
    let letters = place::letters(u32::try_from(first.column(part)).unwrap());
    format!("{}!{letters}{}", first.name, first.line(key) + 1)
}

#[test]
fn a_workbook_of_the_version_before_is_taken_under_the_names_of_today() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let mut paper = take(&program, API);
        moved(&server, &second());
        paper.fill("line", "value", text("A line"));
        paper.fill("area_text", "value", text("Renamed since"));
        paper.fill("month", "value", text("2027-04"));
        paper.fill("whole", "value", Cell::Number("77".to_owned()));
        paper.fill("many|law", "value", text("x"));
        let (whole, many) = (cell(&mut paper, "whole", "value"), cell(&mut paper, "many", "value"));
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        page.holds("3 changes");
        page.holds("2 things in the workbook were not read");
        for at in [whole, many] {
            page.holds(&at);
        }
        page.holds("This is not asked in this report, or no longer. It was not read.");
        save(&kenya, REPORT, &page).expect(303);
        let now = |path: &str| value(&program, API, path);
        assert_eq!((now("line"), now("words")), (json!("A line"), json!("Renamed since")));
        assert_eq!(now("month"), json!("2027-04"), "asked in another section since");
    });
}

#[test]
fn days_are_read_as_spreadsheets_keep_them() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let mut paper = take(&program, API);
        paper.fill("month", "value", Cell::Date("2026-05-14".parse().unwrap()));
        for first in ["1899-12-30", "1904-01-01"] {
            let page = bring(&kenya, REPORT, &paper.save_with_days_since(first.parse().unwrap())).expect(200);
            page.holds("1 change");
            page.holds("May 2026");
        }
        // A number that nothing shows as a day is none: which day is meant is not guessed.
        paper.fill("month", "value", Cell::Number("46156".to_owned()));
        let at = cell(&mut paper, "month", "value");
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        page.holds(&at);
        page.holds("Write a date that exists, like 2025-03.");
        // What is a number may have been made a day by the spreadsheet.
        paper.fill("month", "value", text("2026-05"));
        paper.fill("area", "value", Cell::Date("2026-05-14".parse().unwrap()));
        let at = cell(&mut paper, "area", "value");
        let page = bring(&kenya, REPORT, &paper.save_with_days_since("1899-12-30".parse().unwrap())).expect(200);
        page.holds(&at);
        page.holds("The spreadsheet has made a date of this.");
        page.holds("1 change");
        save(&kenya, REPORT, &page).expect(303);
        assert_eq!((value(&program, API, "month"), value(&program, API, "area")), (json!("2026-05"), json!(1234.5)));
    });
}

#[test]
fn a_sheet_from_right_to_left_with_arabic_digits_is_understood() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        choose(&kenya, "ar", "/").expect(303);
        let bytes = program.download(&format!("{API}/workbook"));
        assert!(sheet(&bytes).contains("rightToLeft=\"1\""), "it runs from the right");
        bring(&kenya, REPORT, &bytes).expect(200).holds("ما في هذا المصنف هو ما في التقرير");
        let mut paper = Paper::open(&bytes);
        paper.fill("whole", "value", text("١٣"));
        paper.fill("area", "value", text("\u{200f}١٬٢٣٤٫٧٥"));
        paper.fill("share", "value", text("۱۲٫۵"));
        paper.fill("month", "value", text("٢٠٢٦-٠٥"));
        paper.fill("many|law", "value", text("١"));
        paper.fill("order|law", "value", text("١"));
        paper.fill("order|plan", "value", text("٢."));
        paper.fill("line", "value", text("عام ٢٠٢٦"));
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        assert!(!page.text.contains("href=\"#flaw") && !page.text.contains("unread"), "{}", page.text);
        save(&kenya, REPORT, &page).expect(303);
        let now = |path: &str| value(&program, API, path);
        assert_eq!((now("whole"), now("area"), now("share")), (json!(13), json!(1234.75), json!(12.5)));
        assert_eq!((now("month"), now("many")), (json!("2026-05"), json!(["law", "plan", "other"])));
        assert_eq!((now("order"), now("line")), (json!(["law", "plan"]), json!("عام ٢٠٢٦")), "words stay as they are");
    });
}

/// The first sheet of a workbook as it is packed.
fn sheet(bytes: &[u8]) -> String {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn what_is_too_long_a_formula_or_an_error_is_named_by_its_cell() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let before = revision(&program, API);
        let mut paper = take(&program, API);
        paper.fill("line", "value", text(&"é".repeat(101)));
        paper.fill("line", "comment", text(&"x".repeat(40_000)));
        paper.fill("area_text", "value", text(&"🐦".repeat(32_767)));
        paper.fill("whole", "value", Cell::Formula);
        paper.fill("area", "value", Cell::Error("#REF!".to_owned()));
        paper.fill("many|law", "value", Cell::Error("#N/A".to_owned()));
        paper.fill("one", "other", Cell::Formula);
        paper.fill("share", "value", text("#DIV/0!"));
        let wrong = [
            ("line", "value", "at most 100 characters fit"),
            ("area_text", "value", "at most 2000 characters fit"),
            ("whole", "value", "This cell holds a formula. Write its result in its place."),
            ("area", "value", "This cell holds the error #REF!. Write what it should say."),
            ("many|law", "value", "This cell holds the error #N/A."),
            ("one", "other", "This cell holds a formula."),
            ("share", "value", "Write a number, in digits."),
        ];
        let places: Vec<String> = wrong.iter().map(|(key, part, _)| cell(&mut paper, key, part)).collect();
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        for (at, (.., said)) in places.iter().zip(wrong) {
            page.holds(at);
            page.holds(said);
        }
        assert!(!page.text.contains("type=\"checkbox\""), "nothing of it is offered");
        assert_eq!(revision(&program, API), before);
    });
}

#[test]
fn columns_that_are_gone_and_sheets_that_are_copied_are_told() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let original = take(&program, API);
        // The columns the other way round, under another name: all is found.
        let mut turned = original.clone();
        turned.fill("line", "value", text("Turned"));
        let first = turned.sheet("first");
        first.name = "Their own name".to_owned();
        let width = first.lines.iter().map(Vec::len).max().unwrap();
        for line in &mut first.lines {
            line.resize(width, None);
            line.reverse();
        }
        bring(&kenya, REPORT, &turned.save()).expect(200).holds("1 change");
        // A column is taken out.
        let mut gone = original.clone();
        gone.fill("last", "value", text("Still read"));
        let first = gone.sheet("first");
        let comment = first.column("comment");
        first.lines.iter_mut().filter(|line| line.len() > comment).for_each(|line| drop(line.remove(comment)));
        let name = first.name.clone();
        let page = bring(&kenya, REPORT, &gone.save()).expect(200);
        page.holds("A column of this sheet is gone");
        page.holds(&name);
        page.holds("1 change");
        // A sheet is copied, and one is changed in the copy.
        let mut twice = original;
        let mut copy = twice.sheet("first").clone();
        copy.name = "First (2)".to_owned();
        twice.sheets.push(copy);
        bring(&kenya, REPORT, &twice.save()).expect(200).holds("This sheet is a copy of");
    });
}

#[test]
fn the_same_workbook_looked_at_twice_is_saved_once() {
    const ROWS: &str = "/reports/invented-rows/KEN";
    const ROWS_API: &str = "/api/v1/reports/invented-rows/KEN";
    on_both(|database| {
        let server = crate::rows::scene(database);
        let (program, kenya) = (server.focal_point(), Browser::kenya(&server));
        put(&program, ROWS_API, "projects/p1/title", json!("One"), 0);
        let mut paper = take(&program, ROWS_API);
        let spare = paper.sheet("projects").keys().into_iter().find(|key| key != "projects/p1").unwrap();
        paper.fill(&spare, "title|value", text("A new one"));
        paper.fill("projects/p1", "title|value", text("One, renamed"));
        let bytes = paper.save();
        // Two windows show the same differences; both are saved, at once.
        let pages = [bring(&kenya, ROWS, &bytes).expect(200), bring(&kenya, ROWS, &bytes).expect(200)];
        let action = format!("{ROWS}/workbook/changes");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let (kenya, action) = (&kenya, &action);
            let press = |page| scope.spawn(move || kenya.post(action, &filled(page, action, &[])).status);
            let pressed: Vec<_> = pages.iter().map(press).collect();
            pressed.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(statuses, [303, 303], "the second finds what it would save saved");
        let answers = program.get(&format!("{ROWS_API}/answers")).expect(200).text;
        assert_eq!((answers.matches("\"A new one\"").count(), answers.matches("\"One, renamed\"").count()), (1, 1));
        let history = program.get(&format!("{ROWS_API}/history/projects/p1/title")).expect(200).json();
        assert_eq!(history["revisions"].as_array().unwrap().len(), 2, "{history}");
        bring(&kenya, ROWS, &bytes).expect(200).holds("says what the report says");
    });
}
