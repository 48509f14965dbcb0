//! A workbook brought back: what it would change is shown first, then saved as it was ticked.

use godwit::sheets::Cell;
use serde_json::{Value, json};

use crate::hand::{Paper, text};
use crate::html;
use crate::rows;
use crate::scene::{Browser, Page, REPORT, fields, filled, scene};
use crate::support::{Client, TestServer, on_both};

const API: &str = "/api/v1/reports/invented-1/KEN";
const ROWS: &str = "/reports/invented-rows/KEN";
const ROWS_API: &str = "/api/v1/reports/invented-rows/KEN";

pub fn take(client: &Client, api: &str) -> Paper {
    Paper::open(&client.download(&format!("{api}/workbook")))
}

/// Brings a file to the page of a report.
pub fn bring(browser: &Browser, report: &str, bytes: &[u8]) -> Page {
    let action = format!("{report}/workbook");
    let token = browser.get(&action).expect(200).value(&action, "token");
    browser.send_file(&action, &[("token", &token)], ("report.xlsx", bytes))
}

/// Presses the button of a page of differences as it stands.
pub fn save(browser: &Browser, report: &str, page: &Page) -> Page {
    let action = format!("{report}/workbook/changes");
    browser.post(&action, &filled(page, &action, &[]))
}

pub fn revision(client: &Client, api: &str) -> Value {
    client.get(api).expect(200).json()["revision"].clone()
}

pub fn value(client: &Client, api: &str, path: &str) -> Value {
    client.get(&format!("{api}/answers/{path}")).expect(200).json()["value"].clone()
}

pub fn put(client: &Client, api: &str, path: &str, value: Value, revision: i32) {
    client.put(&format!("{api}/answers/{path}"), &json!({"value": value, "revision": revision})).expect(200);
}

pub fn answered(server: &TestServer) -> Client {
    let kenya = server.focal_point();
    let answers = json!({"answers": [
        {"path": "line", "value": "=1+1 _x000A_", "comment": "@home\tx", "revision": 0},
        {"path": "area_text", "value": " two\nlines 🐦 مرحبا ", "revision": 0},
        {"path": "whole", "value": 12, "qualifier": "estimate", "revision": 0},
        {"path": "area", "value": 1234.5, "revision": 0},
        {"path": "month", "value": "2025-03", "revision": 0},
        {"path": "one", "value": "other", "other": "-words", "revision": 0},
        {"path": "many", "value": ["plan", "other"], "other": "+words", "revision": 0},
        {"path": "order", "value": ["plan", "law"], "revision": 0},
        {"path": "links", "value": [{"url": "https://a.example/x", "label": "A b"}, {"url": "https://b.example"}], "revision": 0},
        {"path": "sure", "value": true, "revision": 0}]});
    kenya.patch(&format!("{API}/answers"), &answers).expect(200);
    kenya
}

#[test]
fn what_nobody_changed_changes_nothing() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let before = revision(&program, API);
        let bytes = program.download(&format!("{API}/workbook"));
        for bytes in [bytes.clone(), Paper::open(&bytes).save()] {
            let page = bring(&kenya, REPORT, &bytes).expect(200);
            page.holds("This workbook says what the report says");
            page.holds("12 answers stay as they are");
        }
        assert_eq!(revision(&program, API), before);
    });
}

#[test]
fn changes_are_shown_and_then_saved_as_they_were_ticked() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let before = revision(&program, API);
        let mut paper = take(&program, API);
        paper.fill("line", "value", text("New words"));
        paper.fill("whole", "value", Cell::Number("13".to_owned()));
        paper.fill("area", "value", text("1 234,75"));
        paper.fill("share", "value", Cell::Number("12.300000000000001".to_owned()));
        paper.fill("month", "value", Cell::Date("2026-05-01".parse().unwrap()));
        paper.fill("one", "value", text("yes <script>alert('1')</script>\"&amp;"));
        paper.fill("one", "other", None);
        paper.fill("many|law", "value", text("X"));
        paper.fill("order|law", "value", Cell::Number("1".to_owned()));
        paper.fill("order|plan", "value", text("2"));
        paper.fill("sure", "value", None);
        paper.fill("links", "value", text("c.example Third"));
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        page.holds("10 changes");
        page.holds("New words");
        assert_eq!(revision(&program, API), before, "nothing is saved by looking");
        // One tick is taken away.
        let action = format!("{REPORT}/workbook/changes");
        let mut sent = filled(&page, &action, &[]);
        sent.retain(|(_, value)| !value.contains("\"whole\""));
        assert_eq!(kenya.post(&action, &sent).expect(303).location, format!("{REPORT}?done=saved"));
        let now = |path: &str| value(&program, API, path);
        assert_eq!((now("line"), now("whole"), now("area")), (json!("New words"), json!(12), json!(1234.75)));
        assert_eq!((now("share"), now("month"), now("one")), (json!(12.3), json!("2026-05"), json!("yes")));
        assert_eq!((now("many"), now("order")), (json!(["law", "plan", "other"]), json!(["law", "plan"])));
        assert_eq!((now("sure"), now("links")[0]["url"].clone()), (Value::Null, json!("https://c.example")));
        // Brought again, only what was left out is new; and what was shown is saved but once.
        bring(&kenya, REPORT, &paper.save()).expect(200).holds("1 change");
        kenya.post(&action, &sent).expect(303);
        assert_eq!(value(&program, API, "line"), json!("New words"));
    });
}

#[test]
fn what_somebody_else_changed_stays_unless_it_is_chosen() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let mut paper = take(&program, API);
        paper.fill("line", "value", text("Mine"));
        put(&program, API, "line", json!("Theirs"), 1);
        put(&program, API, "last", json!("New there"), 0);
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        page.holds("1 answer was changed in the report meanwhile");
        page.holds("Theirs");
        page.holds("Mine");
        save(&kenya, REPORT, &page).expect(303);
        assert_eq!(value(&program, API, "line"), json!("Theirs"), "the server's stays where nobody chose");
        assert_eq!(value(&program, API, "last"), json!("New there"), "what was blank in the workbook clears nothing");
        let action = format!("{REPORT}/workbook/changes");
        let all = html::elements(&page.text);
        let mine = all.iter().filter_map(|e| e.get("value")).find(|value| value.contains("Mine")).unwrap();
        let chosen = filled(&page, &action, &[("change-c0", mine)]);
        // Changed once more before the button was pressed: nothing is overwritten.
        put(&program, API, "line", json!("Theirs again"), 2);
        kenya.post(&action, &chosen).expect(409).holds("Somebody changed it since you looked");
        assert_eq!(value(&program, API, "line"), json!("Theirs again"));
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        let all = html::elements(&page.text);
        let mine = all.iter().filter_map(|e| e.get("value")).find(|value| value.contains("Mine")).unwrap();
        kenya.post(&action, &filled(&page, &action, &[("change-c0", mine)])).expect(303);
        assert_eq!(value(&program, API, "line"), json!("Mine"));
    });
}

#[test]
fn what_cannot_be_read_is_named_by_sheet_and_cell() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        let before = revision(&program, API);
        let mut paper = take(&program, API);
        paper.sheet("first").name = "Renamed & moved".to_owned();
        paper.fill("line", "value", Cell::Formula);
        paper.fill("area", "value", text("about 5"));
        paper.fill("month", "value", text("soon"));
        paper.fill("one", "value", text("perhaps"));
        paper.fill("many|law", "value", text("why not"));
        paper.fill("order|law", "value", text("1"));
        paper.fill("order|plan", "value", text("1"));
        let first = paper.sheet("first");
        let cell = |key: &str, column: &str| {
            let letters = godwit::sheets::place::letters(u32::try_from(first.column(column)).unwrap());
            format!("Renamed & moved!{letters}{}", first.line(key) + 1)
        };
        let (line, many) = (cell("line", "value"), cell("many|law", "value"));
        paper.sheets.retain(|sheet| !sheet.lines.iter().flatten().any(|cell| *cell == Some(text("godwit:second"))));
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        page.holds("6 things in the workbook were not read");
        page.holds(&line);
        page.holds("This cell holds a formula");
        page.holds(&many);
        page.holds("Put x, or leave the cell empty.");
        page.holds("Write a number, in digits.");
        page.holds("Two choices have the place 1");
        page.holds("A sheet is not in this workbook; its answers stay as they are: Second");
        assert_eq!(revision(&program, API), before);
    });
}

/// What the page sends to take a row away.
fn removal(page: &Page) -> String {
    let all = html::elements(&page.text);
    all.iter().filter_map(|e| e.get("value")).find(|value| value.contains("remove")).unwrap().to_owned()
}

#[test]
fn lines_and_columns_may_move_and_rows_come_and_go() {
    on_both(|database| {
        let server = rows::scene(database);
        let (program, kenya) = (server.focal_point(), Browser::kenya(&server));
        put(&program, ROWS_API, "projects/p1/title", json!("One"), 0);
        put(&program, ROWS_API, "projects/p2/title", json!("Two"), 0);
        put(&program, ROWS_API, "projects/p1/places/a/place", json!("Bay"), 0);
        let before = revision(&program, ROWS_API);
        let original = take(&program, ROWS_API);
        bring(&kenya, ROWS, &original.save()).expect(200).holds("says what the report says");

        let mut paper = original.clone();
        let projects = paper.sheet("projects");
        // Sorted the other way round, the hidden column moved to the end, the line of a row taken out.
        projects.lines[1..].reverse();
        for line in &mut projects.lines {
            line.resize(8, None);
            line.swap(0, 7);
        }
        let gone = projects.line("projects/p2");
        projects.lines.remove(gone);
        // One spare line is filled.
        let spare = projects.keys().into_iter().find(|key| key != "projects/p1").unwrap();
        paper.fill(&spare, "title|value", text("Three"));
        // A line is put in with the name of its row, one is copied with its hidden cells.
        let places = paper.sheet("places");
        let (name, place) = (places.column("row/projects"), places.column("place|value"));
        let mut added = vec![None; place + 1];
        (added[name], added[place]) = (Some(text("One")), Some(text("Inlet")));
        places.lines.push(added.clone());
        let mut copied = places.lines[places.line("projects/p1/places/a")].clone();
        copied[place] = Some(text("Cape"));
        places.lines.push(copied);
        added[name] = Some(text("Nowhere"));
        places.lines.push(added);
        let page = bring(&kenya, ROWS, &paper.save()).expect(200);
        page.holds("3 changes");
        page.holds("A new row");
        page.holds("1 row has no line any more");
        page.holds("It is not clear inside which row this line belongs.");
        assert_eq!(revision(&program, ROWS_API), before);
        save(&kenya, ROWS, &page).expect(303);
        let answers = program.get(&format!("{ROWS_API}/answers")).expect(200).text;
        for there in ["\"One\"", "\"Two\"", "\"Three\"", "\"Bay\"", "\"Inlet\"", "\"Cape\""] {
            assert!(answers.contains(there), "{there} in {answers}");
        }
        // The same workbook again makes no row twice; the row without a line goes when that is ticked.
        let page = bring(&kenya, ROWS, &paper.save()).expect(200);
        assert!(!page.text.contains("A new row"), "{}", page.text);
        let action = format!("{ROWS}/workbook/changes");
        put(&program, ROWS_API, "projects/p2/title", json!("Two and more"), 1);
        let ticked = filled(&page, &action, &[("change-g0", &removal(&page))]);
        kenya.post(&action, &ticked).expect(409).holds("What is in this row changed since you looked");
        let page = bring(&kenya, ROWS, &paper.save()).expect(200);
        kenya.post(&action, &filled(&page, &action, &[("change-g0", &removal(&page))])).expect(303);
        assert!(!program.get(&format!("{ROWS_API}/answers")).expect(200).text.contains("Two and more"));
    });
}

#[test]
fn rows_that_colleagues_made_meanwhile_leave_no_room_and_then_nothing_is_saved() {
    on_both(|database| {
        let server = rows::scene(database);
        let (program, kenya) = (server.focal_point(), Browser::kenya(&server));
        let mut paper = take(&program, ROWS_API);
        let spare = paper.sheet("projects").keys().remove(0);
        paper.fill(&spare, "title|value", text("Mine"));
        paper.fill("grid/dams", "cases|value", text("4"));
        let page = bring(&kenya, ROWS, &paper.save()).expect(200);
        for key in ["a", "b", "c"] {
            put(&program, ROWS_API, &format!("projects/{key}/title"), json!("Theirs"), 0);
        }
        let before = revision(&program, ROWS_API);
        save(&kenya, ROWS, &page).expect(409).holds("There is no room for so many rows. Nothing was saved");
        assert_eq!(revision(&program, ROWS_API), before);
    });
}

#[test]
fn a_workbook_of_another_report_is_refused_by_name() {
    on_both(|database| {
        let server = rows::scene(database);
        let (kenya, program) = (Browser::kenya(&server), server.focal_point());
        let uganda = server.other_focal_point().download("/api/v1/reports/invented-1/UGA/workbook");
        bring(&kenya, REPORT, &uganda).expect(422).holds("invented-1/UGA, of another Party");
        let other = program.download(&format!("{ROWS_API}/workbook"));
        bring(&kenya, REPORT, &other).expect(422).holds("invented-rows/KEN, of another round");
        let mut forged = take(&program, API);
        for sheet in &mut forged.sheets {
            for line in sheet.lines.iter_mut().filter(|line| line.first() == Some(&Some(text("version")))) {
                line[1] = Some(text("7"));
            }
        }
        bring(&kenya, REPORT, &forged.save()).expect(422).holds("made of other questions");
        bring(&kenya, REPORT, b"no workbook").expect(422).holds("This is no .xlsx workbook");
        bring(&kenya, REPORT, &crate::hand::packed(&[("a".to_owned(), String::new())])).expect(422).holds(".xlsx");
        let mut bare = take(&program, API);
        bare.sheets.retain(|sheet| sheet.name != "_godwit");
        bring(&kenya, REPORT, &bare.save()).expect(422).holds("its hidden sheet is gone");
        let action = format!("{REPORT}/workbook");
        kenya.send_file(&action, &[("token", "another")], ("a.xlsx", &uganda)).expect(403);
        Browser::uganda(&server).get(&action).expect(404);
    });
}

#[test]
fn a_colleague_brings_back_what_is_theirs() {
    on_both(|database| {
        let server = scene(database);
        let program = answered(&server);
        let mut paper = take(&program, API);
        paper.fill("line", "value", text("Not mine"));
        paper.fill("last", "value", text("Mine"));
        let colleague = Browser::colleague(&server, "second");
        let page = bring(&colleague, REPORT, &paper.save()).expect(200);
        page.holds("are of sections that are not yours, and were not read");
        assert!(!page.text.contains("Not mine") && !page.text.contains("=1+1"), "{}", page.text);
        save(&colleague, REPORT, &page).expect(303);
        assert_eq!(value(&program, API, "last"), json!("Mine"));
        // What a form of their own says is held against their sections, too.
        let action = format!("{REPORT}/workbook/changes");
        let token = page.value(&action, "token");
        let stolen = json!({"answers": [{"path": "line", "value": "Stolen", "revision": 1}]}).to_string();
        colleague.post(&action, &fields(&[("token", &token), ("change-0", &stolen)])).expect(404);
        colleague.post(&action, &fields(&[("token", &token), ("change-0", "{}x")])).expect(400);
        assert_eq!(value(&program, API, "line"), json!("=1+1 _x000A_"));
    });
}

#[test]
fn a_report_submitted_meanwhile_takes_nothing() {
    on_both(|database| {
        let server = scene(database);
        let (program, kenya) = (answered(&server), Browser::kenya(&server));
        put(&program, API, "last", json!("There"), 0);
        let mut paper = take(&program, API);
        paper.fill("line", "value", text("Too late"));
        let page = bring(&kenya, REPORT, &paper.save()).expect(200);
        let declared = json!({"declaration": {"name": "Invented Person", "capacity": "focal point"}});
        program.post(&format!("{API}/submissions"), &declared).expect(201);
        save(&kenya, REPORT, &page).expect(409);
        kenya.get(&format!("{REPORT}/workbook")).expect(409);
        assert_eq!(value(&program, API, "line"), json!("=1+1 _x000A_"));
    });
}
