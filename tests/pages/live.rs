//! Answers as the script of a page sends and fetches them.

use serde_json::Value;

use crate::rows;
use crate::scene::{Browser, FIRST, HOSTILE, Page, REPORT, SECOND, filled, scene};
use crate::support::on_both;

/// What the script's route answers.
pub fn reply(page: &Page) -> Value {
    serde_json::from_str(&page.text).unwrap_or_else(|error| panic!("{error}: {page:?}"))
}

/// Sends answers as the script does, with the token of the page of the first section.
pub fn send(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    send_to(browser, REPORT, &[&[("section", "first")], fields].concat())
}

/// Sends answers of a report as the script does.
pub fn send_to(browser: &Browser, report: &str, fields: &[(&str, &str)]) -> Page {
    let token = browser.get("/account").value("/sign-out", "token");
    let fields = [&[("token", token.as_str())], fields].concat();
    browser.ask(&format!("{report}/answers"), &crate::scene::fields(&fields))
}

pub fn paths(reply: &Value, list: &str) -> Vec<String> {
    let path = |one: &Value| one["path"].as_str().or(one.as_str()).unwrap().to_owned();
    reply[list].as_array().unwrap().iter().map(path).collect()
}

#[test]
fn answers_of_several_sections_are_saved_in_one_request() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let fields = [("line-value", HOSTILE), ("line-revision", "0"), ("last-value", "end"), ("last-revision", "0")];
        let told = reply(&send(&kenya, &fields).expect(200));
        assert_eq!(paths(&told, "saved"), ["line", "last"]);
        assert_eq!((&told["saved"][0]["revision"], told["flaws"].as_array().unwrap().len()), (&1.into(), 0));
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), HOSTILE);
        assert_eq!(kenya.get(SECOND).value(SECOND, "last-value"), "end");
    });
}

#[test]
fn what_cannot_be_taken_keeps_nothing_else_from_being_saved() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let fields = [
            ("whole-value", "letters"),
            ("whole-revision", "0"),
            ("nothing-value", "x"),
            ("nothing-revision", "0"),
            ("area_text-value", "x"),
            ("area_text-revision", "none"),
            ("line-value", "kept"),
            ("line-revision", "0"),
        ];
        let told = reply(&send(&kenya, &fields).expect(200));
        assert_eq!(paths(&told, "saved"), ["line"]);
        assert_eq!(paths(&told, "flaws"), ["nothing", "area_text", "whole"]);
        assert_eq!(told["flaws"][2]["message"], "Write a whole number, in digits.");
        assert_eq!(told["flaws"][0]["code"], "not_asked");
        let nothing = send(&kenya, &[("nothing-value", "x"), ("nothing-revision", "0")]).expect(404);
        assert_eq!(reply(&nothing)["errors"][0]["code"], "not_asked");
    });
}

#[test]
fn what_somebody_else_saved_first_comes_back_beside_mine() {
    on_both(|database| {
        let server = scene(database);
        let (one, two) = (Browser::kenya(&server), Browser::kenya(&server));
        send(&two, &[("line-value", HOSTILE), ("line-revision", "0")]).expect(200);
        let told = reply(&send(&one, &[("line-value", "mine"), ("line-revision", "0")]).expect(200));
        assert_eq!(paths(&told, "conflicts"), ["line"]);
        let html = told["fields"][0]["html"].as_str().unwrap();
        assert!(html.contains("value=\"mine\"") && html.contains("name=\"line-take\"") && !html.contains("<script>"));
        assert!(html.contains("name=\"line-revision\" value=\"1\""), "both are seen: {html}");
        let same = reply(&send(&one, &[("line-value", HOSTILE), ("line-revision", "0")]).expect(200));
        assert_eq!((&paths(&same, "saved")[..], &same["saved"][0]["revision"]), (&["line".to_owned()][..], &1.into()));
        assert!(same["fields"][0]["html"].as_str().unwrap().contains("name=\"line-revision\" value=\"1\""));
        let take = [("line-value", "mine"), ("line-revision", "1"), ("line-take", "1")];
        let taken = reply(&send(&one, &take).expect(200));
        assert_eq!(paths(&taken, "fields"), ["line"]);
        assert_eq!(two.get(FIRST).value(FIRST, "line-value"), HOSTILE);
    });
}

#[test]
fn refusals_are_said_to_the_script_as_problems() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let line = [("line-value", "x"), ("line-revision", "0")];
        let all = [&[("token", "stale")], &line[..]].concat();
        let route = format!("{REPORT}/answers");
        let stale = kenya.ask(&route, &crate::scene::fields(&all)).expect(403);
        assert_eq!(reply(&stale)["code"], "forbidden");
        let out = Browser::new(&server).ask(&route, &crate::scene::fields(&line)).expect(401);
        assert_eq!(reply(&out)["code"], "signed_out");
        send(&Browser::uganda(&server), &line).expect(404);
        let colleague = Browser::colleague(&server, "second");
        send(&colleague, &line).expect(404);
        let both = [&line[..], &[("last-value", "y"), ("last-revision", "0")]].concat();
        let told = reply(&send(&colleague, &both).expect(200));
        assert_eq!((paths(&told, "saved"), paths(&told, "flaws")), (vec!["last".to_owned()], vec!["line".to_owned()]));
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), "");
        kenya.get(&format!("{REPORT}/fields/line")).expect(200).holds("data-path=\"line\"");
        colleague.get(&format!("{REPORT}/fields/line")).expect(404);
        assert_eq!(kenya.get(&format!("{REPORT}/fields/nothing")).expect(404).status, 404);
    });
}

#[test]
fn a_repeat_is_answered_as_the_first_time_whatever_happened_since() {
    on_both(|database| {
        let server = scene(database);
        let (one, two) = (Browser::kenya(&server), Browser::kenya(&server));
        let said = [("line-value", "first"), ("line-revision", "0"), ("line-operation", "abc-1")];
        for _ in 0..2 {
            let told = reply(&send(&one, &said).expect(200));
            assert_eq!((paths(&told, "saved"), &told["saved"][0]["revision"]), (vec!["line".to_owned()], &1.into()));
        }
        send(&two, &[("line-value", "second"), ("line-revision", "1"), ("line-operation", "abc-2")]).expect(200);
        let told = reply(&send(&one, &said).expect(200));
        assert_eq!(told["saved"][0]["revision"], 1, "no conflict with what was based on it");
        assert_eq!(one.get(FIRST).value(FIRST, "line-value"), "second", "and nothing is saved again");
        let other = [("line-value", "other words"), ("line-revision", "0"), ("line-operation", "abc-1")];
        assert_eq!(reply(&send(&one, &other).expect(200))["flaws"][0]["code"], "operation_reused");
        for wrong in ["", "a b", &"x".repeat(101)] {
            let told = reply(&send(&one, &[("line-value", "y"), ("line-revision", "2"), ("line-operation", wrong)]));
            assert_eq!(told["errors"][0]["code"], "incomplete", "{wrong:?}: {told}");
        }
        one.fill(SECOND, SECOND, &[("last-value", "b")]).expect(303);
        let submit = format!("{REPORT}/submissions");
        one.fill(&format!("{REPORT}/check"), &submit, &[("capacity", "Focal Point")]).expect(303);
        assert_eq!(reply(&send(&one, &said).expect(200))["saved"][0]["revision"], 1, "it is in what was submitted");
        let late = [("line-value", "late"), ("line-revision", "2"), ("line-operation", "abc-3")];
        assert_eq!(reply(&send(&one, &late).expect(409))["code"], "submitted");
    });
}

/// Sends one answer of the report that has rows.
fn send_in(browser: &Browser, path: &str, words: &str, revision: i64) -> Value {
    let (value, shown) = (format!("{path}-value"), format!("{path}-revision"));
    let fields = [(value.as_str(), words), (&shown, &revision.to_string())];
    reply(&send_to(browser, rows::REPORT, &fields).expect(200))
}

fn take_away(browser: &Browser, row: &str) {
    let removal = format!("{}/removals/{row}", rows::SECTION);
    browser.fill(&removal, &removal, &[]).expect(303);
}

#[test]
fn a_row_that_a_colleague_took_away_comes_back_with_what_is_typed_in_it() {
    on_both(|database| {
        let server = rows::scene(database);
        let (one, two) = (Browser::kenya(&server), Browser::kenya(&server));
        let (title, place) = ("projects/one/title", "projects/one/places/two/place");
        for (path, words) in [(title, "A project"), (place, "A bay")] {
            assert_eq!(paths(&send_in(&one, path, words, 0), "saved"), [path]);
        }
        take_away(&two, "projects/one");
        // What stands there already says nothing new, and brings nothing back.
        assert_eq!(paths(&send_in(&one, title, "A project", 1), "saved"), [title]);
        assert_eq!(rows::keys(&two.get(rows::SECTION), "projects"), [""; 0]);
        let told = send_in(&one, place, "A longer bay", 1);
        assert_eq!((paths(&told, "saved"), &told["saved"][0]["revision"]), (vec![place.to_owned()], &2.into()));
        let page = two.get(rows::SECTION);
        let all = [title, place].map(|path| page.value(rows::SECTION, &format!("{path}-value")));
        assert_eq!(all, ["A project", "A longer bay"], "the row is back with all that was in it");
        // Who changed the answer before the row went has a word in it still.
        assert_eq!(paths(&send_in(&two, place, "Theirs", 2), "saved"), [place]);
        take_away(&two, "projects/one/places/two");
        let clash = send_in(&one, place, "Mine", 2);
        assert_eq!(paths(&clash, "conflicts"), [place]);
        let html = clash["fields"][0]["html"].as_str().unwrap();
        assert!(html.contains("Theirs") && html.contains("value=\"Mine\""), "{html}");
        one.get(&format!("{}/fields/{place}", rows::REPORT)).expect(200).holds("Theirs");
        assert_eq!(paths(&send_in(&one, place, "Mine", 3), "saved"), [place]);
        assert_eq!(two.get(rows::SECTION).value(rows::SECTION, &format!("{place}-value")), "Mine");
    });
}

#[test]
fn words_for_whose_row_there_is_no_room_are_told_by_the_name_of_what_was_asked() {
    on_both(|database| {
        let server = rows::scene(database);
        let kenya = Browser::kenya(&server);
        send_in(&kenya, "projects/mine/title", "Mine", 0);
        let opened = kenya.get(rows::SECTION);
        take_away(&kenya, "projects/mine");
        for key in ["a", "b", "c"] {
            send_in(&kenya, &format!("projects/{key}/title"), key, 0);
        }
        let (title, cell) = ("projects/mine/title", "projects/mine/places/new/place");
        for path in [title, cell] {
            let told = send_in(&kenya, path, "More", i64::from(path == title));
            let flaw = &told["flaws"][0];
            assert_eq!((paths(&told, "flaws"), &flaw["code"]), (vec![path.to_owned()], &"too_many_rows".into()));
            let message = flaw["message"].as_str().unwrap();
            let asked = if path == title { "Title" } else { "Places" };
            assert!(
                message.contains(asked)
                    && message.ends_with("There is no room for another row here. Take one away first.")
            );
        }
        let wrong = send_in(&kenya, "projects/mine/places/new/km2", "many", 0);
        assert!(wrong["flaws"][0]["message"].as_str().unwrap().contains("km2"), "{wrong}");
        // The page's own button says so, too, and keeps nothing else from being saved.
        let typed = [("projects/mine/title-value", "More"), ("grid/dams/cases-value", "4")];
        let page = kenya.post(rows::SECTION, &filled(&opened, rows::SECTION, &typed)).expect(422);
        page.holds("1 answer is saved.");
        page.holds("There is no room for another row here.");
        assert_eq!(page.value(rows::SECTION, typed[0].0), "More");
        take_away(&kenya, "projects/b");
        kenya.post(rows::SECTION, &filled(&page, rows::SECTION, &[])).expect(303);
        let page = kenya.get(rows::SECTION);
        assert_eq!(page.value(rows::SECTION, typed[0].0), "More");
        assert_eq!(page.value(rows::SECTION, typed[1].0), "4");
    });
}
