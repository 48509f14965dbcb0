//! A report taken away as a workbook.

use std::collections::BTreeMap;

use godwit::sheets::{Allowance, Book, Cell, Limits};
use serde_json::json;

use crate::scene::scene;
use crate::support::on_both;

/// The cells of each sheet, by where they are: `Second!D4`.
fn cells(bytes: &[u8]) -> BTreeMap<String, Cell> {
    let mut book = Book::open(bytes).unwrap();
    let formats = book.formats().unwrap();
    let (limits, mut allowance) = (Limits { columns: 500, rows: 5_000 }, Allowance { cells: 100_000, bytes: 1 << 22 });
    let mut found = BTreeMap::new();
    for (place, name) in book.names().iter().enumerate() {
        book.rows::<()>((place, name), &formats, limits, &mut allowance, |at, cell| {
            found.insert(at, cell);
            Ok(None)
        })
        .unwrap();
    }
    found
}

/// Where a cell of these words is, and the words of the cells of its line.
fn line(cells: &BTreeMap<String, Cell>, words: &str) -> Vec<Cell> {
    let place = |at: &str| {
        let (sheet, cell) = at.rsplit_once('!').unwrap();
        let row = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        (sheet.to_owned(), row.to_owned())
    };
    let wanted = Cell::Text(words.to_owned());
    let (at, _) =
        cells.iter().find(|(_, cell)| **cell == wanted).unwrap_or_else(|| panic!("no {words:?} in {cells:?}"));
    cells.iter().filter(|(other, _)| place(other) == place(at)).map(|(_, cell)| cell.clone()).collect()
}

#[test]
fn a_workbook_holds_what_is_asked_and_what_was_answered() {
    on_both(|database| {
        let server = scene(database);
        let kenya = server.focal_point();
        let answers = json!({"answers": [
            {"path": "line", "value": "=1+1", "comment": "@home", "revision": 0},
            {"path": "area_text", "value": " two\nlines 🐦 ", "revision": 0},
            {"path": "whole", "value": 12, "qualifier": "estimate", "revision": 0},
            {"path": "share", "value": serde_json::from_str::<serde_json::Value>("12.34567890123456789").unwrap(), "revision": 0},
            {"path": "many", "value": ["plan", "other"], "other": "-words", "revision": 0},
            {"path": "order", "value": ["plan", "law"], "revision": 0},
            {"path": "sure", "value": true, "revision": 0}]});
        kenya.patch("/api/v1/reports/invented-1/KEN/answers", &answers).expect(200);
        let cells = cells(&kenya.download("/api/v1/reports/invented-1/KEN/workbook"));
        let text = |text: &str| Cell::Text(text.to_owned());
        let holds = |key: &str, expect: &[Cell]| {
            let line = line(&cells, key);
            assert!(expect.iter().all(|cell| line.contains(cell)), "{key}: {line:?}");
        };
        holds("line", &[text("=1+1"), text("@home"), text("1.1")]);
        holds("area_text", &[text(" two\nlines 🐦 ")]);
        holds("whole", &[Cell::Number("12".to_owned()), text("Estimate"), text("sites")]);
        holds("share", &[text("12.34567890123456789"), text("%")]);
        holds("many|plan", &[text("x")]);
        assert!(!line(&cells, "many|law").contains(&text("x")));
        holds("many", &[text("-words")]);
        holds("order|law", &[Cell::Number("2".to_owned())]);
        holds("sure", &[text("x")]);
        holds("cycle", &[text("invented-1")]);
        // Nothing that people typed is a formula, and a file is named but not asked for.
        assert!(!cells.values().any(|cell| *cell == Cell::Formula));
        assert!(!cells.values().any(|cell| *cell == text("plans")));
    });
}

#[test]
fn a_colleague_takes_their_sections_away() {
    on_both(|database| {
        let server = scene(database);
        let colleague = server.contributor(&["second"]);
        let cells = cells(&colleague.download("/api/v1/reports/invented-1/KEN/workbook"));
        assert!(cells.values().any(|cell| *cell == Cell::Text("last".to_owned())));
        assert!(!cells.values().any(|cell| *cell == Cell::Text("line".to_owned())), "{cells:?}");
    });
}
