//! Answers as the script of a page sends and fetches them.

use serde_json::Value;

use crate::scene::{Browser, FIRST, HOSTILE, Page, REPORT, SECOND, scene};
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
