//! Tables by keyboard and from a spreadsheet: point 25 of the checklist.

use serde_json::json;

use crate::driver::{Browser, Key};
use crate::stage::{SECOND, play, play_on_both};

const LAST: &str = "#people-question tbody tr:last-child";

fn rows(kenya: &Browser) -> usize {
    kenya.texts("#people-question tbody tr").len()
}

/// What the page said last to those who do not see it.
fn heard(kenya: &Browser, words: &str) {
    let script = "return [...document.querySelectorAll('form [role=status]')].map((one) => one.textContent).join('|')";
    kenya.until(words, || kenya.run(script, &json!([])).as_str().unwrap().contains(words).then_some(()));
}

/// The answers of the table as they are stored, by row and column.
fn cells(kenya: &Browser) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('#people-question tbody tr')].map((row) =>
        [...row.querySelectorAll('td[data-path]')].map((cell) => cell.querySelector('input:not([type=hidden]),select').value))";
    serde_json::from_value(kenya.run(script, &json!([]))).unwrap()
}

#[test]
fn point_25_enter_in_the_last_row_adds_one_and_arrows_are_left_alone() {
    play_on_both(|stage| {
        let kenya = stage.kenya();
        kenya.visit(SECOND);
        let before = rows(&kenya);
        kenya.focus(&format!("{LAST} input[name$='who-value']"));
        kenya.type_text("Rangers");
        kenya.keys(&[Key::Enter]);
        heard(&kenya, &format!("Row {} was added", before + 1));
        assert_eq!(rows(&kenya), before + 1);
        assert!(kenya.has_focus(&format!("{LAST} input[name$='who-value']")), "the new row is where one writes on");
        kenya.type_text("Wardens");
        kenya.keys(&[Key::Up, Key::Down, Key::End]);
        kenya.type_text("x");
        assert_eq!(kenya.value(&format!("{LAST} input[name$='who-value']")), "Wardensx", "arrows move nothing else");
        kenya.press("button[value=stay]:not(.unseen)");
        let said: Vec<String> =
            cells(&kenya).into_iter().map(|row| row[0].clone()).filter(|one| !one.is_empty()).collect();
        assert_eq!(said, ["Rangers", "Wardensx"]);
    });
}

#[test]
fn point_25_what_is_pasted_from_a_spreadsheet_fills_cells_and_makes_rows() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(SECOND);
        kenya.focus("#people-question tbody tr:first-child input[name$='who-value']");
        let lines: Vec<String> =
            (0..40).map(|row| format!("Body {row}\t{row}\t{}", if row % 2 == 0 { "Yes" } else { "maybe" })).collect();
        kenya.paste(&format!("\"Two\nlines\"\t7\tno\r\n{}\r\n", lines.join("\r\n")));
        heard(&kenya, "Cells filled: 103.");
        heard(&kenya, "20");
        kenya.press("button[value=stay]:not(.unseen)");
        assert!(!kenya.has(".summary"), "{:?}", kenya.texts(".summary"));
        let body = |row: usize| {
            let sure = if row.is_multiple_of(2) { "yes" } else { "" };
            [format!("Body {row}"), row.to_string(), sure.to_owned()]
        };
        let first = ["Two lines", "7", "no"].map(str::to_owned);
        let pasted: Vec<_> = std::iter::once(first).chain((0..40).map(body)).collect();
        assert_eq!(cells(&kenya)[..41], pasted, "the rows stand in the order of the spreadsheet");
    });
}

#[test]
fn point_25_a_row_is_taken_away_and_comes_back() {
    play(|stage| {
        stage.answer("people/one/who", &json!("Rangers"));
        stage.answer("people/two/who", &json!("Wardens"));
        let kenya = stage.kenya();
        kenya.visit(SECOND);
        let before = rows(&kenya);
        kenya.click("button[value='take-people/one']");
        heard(&kenya, "was taken away");
        assert!(!kenya.sees("#people\\/one\\/who-value"));
        assert_eq!(rows(&kenya), before, "the way back stands in its place");
        let program = stage.server.focal_point();
        let taken = program.get("/api/v1/reports/invented-1/KEN/answers/people/one/who").expect(200).json();
        assert_eq!(taken["state"], "not_applicable");
        kenya.keys(&[Key::Enter]);
        kenya.await_seen("#people\\/one\\/who-value");
        heard(&kenya, "is back");
        assert_eq!(kenya.value("#people\\/one\\/who-value"), "Rangers");
        assert_eq!(stage.stored("people/one/who"), json!("Rangers"));
    });
}

#[test]
fn ranks_move_by_a_press() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(crate::stage::FIRST);
        for choice in ["law", "money"] {
            kenya.click(&format!("#order-value-{choice} ~ button"));
        }
        heard(&kenya, "A fund: place 2 of 3");
        kenya.keys(&[Key::Enter]);
        heard(&kenya, "A fund: place 1 of 3");
        kenya.press("button[value=stay]:not(.unseen)");
        assert_eq!(stage.stored("order"), json!(["money", "law"]));
    });
}

#[test]
fn rows_are_found_by_what_stands_in_them() {
    play(|stage| {
        for row in 0..25 {
            stage.answer(&format!("people/row{row}/who"), &json!(format!("Body {row}")));
        }
        let kenya = stage.kenya();
        kenya.visit(SECOND);
        kenya.fill("#people-question .looking input", "body 2");
        heard(&kenya, "6 found.");
        assert!(kenya.sees("#people\\/row2\\/who-value") && !kenya.sees("#people\\/row1\\/who-value"));
    });
}
