//! The pages around the form: checking with the way back, explanations, paper, and what changed.

use serde_json::{Value, json};

use crate::scene::{Browser, HOSTILE, filled};
use crate::support::{TestDatabase, TestServer, on_both};

const REPORT: &str = "/reports/paper-1/KEN";
const CHECK: &str = "/reports/paper-1/KEN/check";
const A: &str = "/reports/paper-1/KEN/sections/a";
const B: &str = "/reports/paper-1/KEN/sections/b";
const SEND: &str = "/reports/paper-1/KEN/submissions";

fn words(text: &str) -> Value {
    json!({"en": format!("{text} {HOSTILE}"), "fr": format!("{text} en français")})
}

fn template() -> Value {
    json!({
        "format": "godwit-template/1", "name": "paper", "instrument": "CMS", "default_language": "en",
        "languages": ["en", "fr"], "title": words("On paper"),
        "lists": {"yes_no": {"choices": [{"name": "yes", "label": {"en": "Yes"}}, {"name": "no", "label": {"en": "No"}}]}},
        "items": [
            {"name": "a", "type": "section", "number": "1", "label": words("First"), "items": [
                {"name": "has", "number": "1.1", "type": "select_one", "list": "yes_no", "label": words("Has it")},
                {"name": "how", "number": "1.2", "type": "text", "label": words("How"), "max_length": 200,
                 "relevant": "${has} = 'yes'", "guidance": words("Guidance")},
                {"name": "part", "number": "1.3", "type": "integer", "label": words("Part"), "min": 0, "unit": "sites"},
                {"name": "whole", "number": "1.4", "type": "integer", "label": words("Whole"), "min": 0},
                {"name": "proof", "type": "url", "label": words("Proof")},
                {"name": "sites", "number": "1.5", "type": "table", "label": words("Sites"), "rows": {"max": 9}, "columns": [
                    {"name": "site", "type": "text", "label": words("Site"), "max_length": 50}]}]},
            {"name": "b", "type": "section", "number": "2", "label": words("Second"), "relevant": "${part} > 0", "items": [
                {"name": "last", "number": "2.1", "type": "text", "label": words("Last"), "max_length": 100, "required": "submit"}]}],
        "rules": [{"name": "sum_up", "severity": "warning", "check": "${whole} >= ${part}", "at": ["whole"],
                   "message": words("The whole is less than its part."), "explain": true}]
    })
}

fn scene(database: &TestDatabase) -> TestServer {
    let server = crate::scene::scene(database);
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", &template()).expect(201);
    admin.post("/api/v1/templates/paper/versions/1/publish", &json!({})).expect(200);
    let cycle = json!({
        "cycle": "paper-1", "instrument": "CMS", "template": "paper", "version": 1, "opens_at": "2027-01-01T00:00:00Z",
        "due_at": "2027-06-30T20:59:59Z", "time_zone": "Africa/Nairobi", "parties": ["KEN", "UGA"]
    });
    admin.post("/api/v1/cycles", &cycle).expect(201);
    server
}

fn submit(kenya: &Browser) {
    kenya.fill(CHECK, SEND, &[("capacity", "National Focal Point")]).expect(303);
}

#[test]
fn whoever_changes_an_answer_while_checking_comes_back_to_it() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(A, A, &[("part-value", "3"), ("has-value", "no")]).expect(303);
        let check = kenya.get(CHECK).expect(200);
        check.holds("Not provided");
        assert!(!check.text.contains("how-answer"), "what a condition hides is not listed");
        assert!(check.text.contains(&format!("{A}?back=part#part-question")), "{}", check.text);
        let page = kenya.get(&format!("{A}?back=part")).expect(200);
        page.holds("Save and go back to check");
        let wrong = kenya.post(A, &filled(&page, A, &[("part-value", "-1"), ("then", "check-part")])).expect(422);
        let saved = kenya.post(A, &filled(&wrong, A, &[("part-value", "4"), ("then", "check-part")])).expect(303);
        assert_eq!(saved.location, format!("{CHECK}?done=saved#part-answer"));
        // Nothing that somebody writes into the address is shown or followed.
        let odd = kenya.get(&format!("{A}?back=%22%3E%3Cscript%3E")).expect(200);
        assert!(!odd.text.contains("go back to check"));

        let part = kenya.get(&format!("{CHECK}?section=b")).expect(200);
        part.holds("1 answer is still needed");
        assert!(!part.text.contains("part-answer") && !part.text.contains(SEND), "one section alone");
        kenya.get(&format!("{CHECK}?section=nothing")).expect(404);
    });
}

#[test]
fn a_warning_is_explained_where_the_report_is_checked() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(A, A, &[("part-value", "3"), ("whole-value", "2")]).expect(303);
        kenya.fill(B, B, &[("last-value", "done")]).expect(303);
        let check = kenya.get(CHECK).expect(200);
        check.holds("The whole is less than its part.");
        let refused = kenya.post(SEND, &declared(&server, &kenya)).expect(422);
        refused.holds("<title>Error: Check your answers");
        let form = filled(&check, A, &[("sum_up-value", "Counted twice"), ("then", "check-sum_up")]);
        let saved = kenya.post(A, &form).expect(303);
        assert_eq!(saved.location, format!("{CHECK}?done=saved#sum_up-answer"));
        assert_eq!(kenya.get(CHECK).value(A, "sum_up-value"), "Counted twice");
        assert_eq!(kenya.get(A).value(A, "part-value"), "3", "nothing else was touched");
        let stands = "The whole is less than its part.";
        let draft = kenya.get(&format!("{REPORT}/print")).expect(200);
        assert!(draft.text.contains(stands) && draft.text.contains("Counted twice"), "on paper, too: {}", draft.text);
        submit(&kenya);
        for copy in ["answers", "print"] {
            let copy = kenya.get(&format!("{SEND}/1/{copy}")).expect(200);
            assert!(copy.text.contains(stands) && copy.text.contains("Counted twice"), "{}", copy.text);
        }
    });
}

/// A declaration as the page would send it, though answers are missing.
fn declared(server: &TestServer, kenya: &Browser) -> Vec<(String, String)> {
    let state = server.focal_point().get("/api/v1/reports/paper-1/KEN").expect(200).json();
    let token = kenya.get("/").value("/sign-out", "token");
    let (revision, key) = (state["revision"].to_string(), "5f0f2f0e-7c0e-4a58-9d0b-0d6f3a3b8f11");
    crate::scene::fields(&[
        ("token", &token),
        ("revision", &revision),
        ("key", key),
        ("name", "Invented Person"),
        ("capacity", "Focal Point"),
    ])
}

#[test]
fn a_report_is_printed_as_it_stands_and_as_it_was_submitted() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let links = [("proof-url", "https://example.org/a"), ("proof-label", HOSTILE)];
        kenya
            .fill(A, A, &[("part-value", "1"), ("has-value", "yes"), ("how-value", HOSTILE), links[0], links[1]])
            .expect(303);
        kenya.fill(B, B, &[("last-value", "for the whole")]).expect(303);
        let draft = kenya.get(&format!("{REPORT}/print")).expect(200);
        for words in ["Draft, not submitted", "Kenya · CMS paper-1", "1\u{a0}sites", "https://example.org/a", HOSTILE]
        {
            draft.holds(words);
        }
        let colleague = Browser::colleague(&server, "b");
        let own = colleague.get(&format!("{REPORT}/print")).expect(200);
        own.holds("for the whole");
        assert!(!own.text.contains("part-answer"), "sections that are not theirs are not printed");
        let reader = Browser::signed_in(&server, "reader@cms.example");
        reader.get(&format!("{REPORT}/print")).expect(403);
        submit(&kenya);
        let copy = reader.get(&format!("{SEND}/1/print")).expect(200);
        for words in ["paper-1/KEN/1", "SHA-256", "Invented Person, National Focal Point", "for the whole"] {
            copy.holds(words);
        }
        assert!(!copy.text.contains("Draft, not submitted"));
        colleague.get(&format!("{SEND}/1/print")).expect(403);
        Browser::uganda(&server).get(&format!("{SEND}/1/print")).expect(404);
        kenya.get(&format!("{SEND}/2/print")).expect(404);
    });
}

#[test]
fn the_empty_form_says_everything_that_is_asked() {
    on_both(|database| {
        let server = scene(database);
        let form = Browser::kenya(&server).get("/cycles/paper-1/form").expect(200);
        for words in ["Only if 1.1 is “Yes”", "Only if 1.3 is more than 0", "Guidance", "Kenya", "Add further rows"]
        {
            form.holds(words);
        }
        for number in ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1"] {
            form.holds(&format!("<span class=\"nr\">{number}</span>"));
        }
        Browser::signed_in(&server, "reader@cms.example").get("/cycles/paper-1/form").expect(200);
        Browser::kenya(&server).get("/cycles/none/form").expect(404);
    });
}

#[test]
fn what_changed_is_told_answer_by_answer() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let row = "sites/r1/site";
        let focal_point = server.focal_point();
        let put = |path: &str, value: &str, revision: i32| {
            let path = format!("/api/v1{REPORT}/answers/{path}");
            focal_point.put(&path, &json!({"value": value, "revision": revision})).expect(200);
        };
        kenya.fill(A, A, &[("part-value", "1"), ("has-value", "no")]).expect(303);
        put(row, "Old bay", 0);
        kenya.fill(B, B, &[("last-value", "first words")]).expect(303);
        kenya.get(&format!("{REPORT}/changes")).expect(404);
        submit(&kenya);
        kenya.get(&format!("{SEND}/1/changes")).expect(404);
        kenya.fill(REPORT, &format!("{REPORT}/reopenings"), &[("reason", "A figure was wrong")]).expect(303);
        kenya.fill(B, B, &[("last-value", &format!("second {HOSTILE}"))]).expect(303);
        put("sites/r2/site", "New bay", 0);
        let draft = kenya.get(&format!("{REPORT}/changes")).expect(200);
        for words in
            ["first words", &format!("second {HOSTILE}"), "row added", "New bay", "3 changes", "Draft, not submitted"]
        {
            draft.holds(words);
        }
        assert!(!draft.text.contains("Old bay"), "what stayed is not listed");
        submit(&kenya);
        let reader = Browser::signed_in(&server, "reader@cms.example");
        reader.get(&format!("{SEND}/2/changes")).expect(200).holds("first words");
        kenya.get(&format!("{SEND}/2")).expect(200).holds("What changed");
        kenya.get(&format!("{SEND}/2/changes?since=2")).expect(404);
        Browser::uganda(&server).get(&format!("{SEND}/2/changes")).expect(404);
        Browser::colleague(&server, "b").get(&format!("{SEND}/2/changes")).expect(403);
        let told = focal_point.get(&format!("/api/v1{SEND}/2/changes")).expect(200).json();
        assert_eq!(told["before"], "paper-1/KEN/1");
        let told: Vec<(&str, &str)> = told["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| (change["what"].as_str().unwrap(), change["path"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [("row_added", "sites/r2"), ("changed", "sites/r2/site"), ("changed", "last")]);
    });
}

/// The round after: the same questions, of which none is carried forward of itself.
fn next_round(server: &TestServer) {
    let cycle = json!({
        "cycle": "paper-2", "instrument": "CMS", "template": "paper", "version": 1, "opens_at": "2027-01-01T00:00:00Z",
        "due_at": "2027-12-31T20:59:59Z", "time_zone": "Africa/Nairobi", "parties": ["KEN", "UGA"]
    });
    server.secretariat_admin().post("/api/v1/cycles", &cycle).expect(201);
}

#[test]
fn what_was_said_before_stands_beside_the_field_and_is_taken_over_by_a_press() {
    const NEXT: &str = "/reports/paper-2/KEN/sections/a";
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let focal_point = server.focal_point();
        let put = |path: &str, value: &str| {
            focal_point.put(&format!("/api/v1/reports/{path}"), &json!({"value": value, "revision": 0})).expect(200);
        };
        kenya.fill(A, A, &[("part-value", "3"), ("has-value", "yes"), ("how-value", HOSTILE)]).expect(303);
        put("paper-1/KEN/answers/sites/r1/site", "Old bay");
        kenya.fill(B, B, &[("last-value", "done")]).expect(303);
        submit(&kenya);
        next_round(&server);
        let page = kenya.get(NEXT).expect(200);
        page.holds("In your report to paper-1");
        page.holds("3\u{a0}sites");
        assert_eq!(page.value(NEXT, "part-value"), "", "nothing is filled in unasked");
        let other = Browser::uganda(&server).get("/reports/paper-2/UGA/sections/a").expect(200);
        assert!(!other.text.contains("paper-1"), "what a Party said is shown to nobody else");

        let form = filled(&page, NEXT, &[("then", "reuse-part"), ("whole-value", "9"), ("part-value", "rubbish")]);
        let saved = kenya.post(NEXT, &form).expect(303);
        assert_eq!(saved.location, format!("{NEXT}?done=saved#part-question"));
        let page = kenya.get(NEXT);
        assert_eq!((page.value(NEXT, "part-value"), page.value(NEXT, "whole-value")), ("3".into(), "9".into()));
        assert!(!page.text.contains("reuse-part"), "what is there already is not offered");
        let history = focal_point.get("/api/v1/reports/paper-2/KEN/history/part").expect(200).json();
        let revisions = history["revisions"].as_array().unwrap();
        assert_eq!((&revisions[0]["saved_by"], &revisions[0]["value"]), (&json!(null), &json!(3)), "as it was carried");
        assert_eq!((&revisions[1]["saved_by"], &revisions[1]["value"]), (&json!("Invented Person"), &json!(3)));

        // Pressed twice it is taken over once; a form that is behind overwrites nothing.
        kenya.post(NEXT, &form).expect(303);
        assert_eq!(kenya.get(NEXT).value(NEXT, "part-revision"), "2");
        kenya.fill(NEXT, NEXT, &[("part-value", "5")]).expect(303);
        kenya.post(NEXT, &form).expect(409).holds("5\u{a0}sites");
        // In a row that is there.
        put("paper-2/KEN/answers/sites/r1/site", "New bay");
        kenya.get(NEXT).holds("Old bay");
        kenya.fill(NEXT, NEXT, &[("then", "reuse-sites/r1/site")]).expect(303);
        assert_eq!(kenya.get(NEXT).value(NEXT, "sites/r1/site-value"), "Old bay");
        let colleague = Browser::colleague(&server, "b");
        let token = colleague.get("/").value("/sign-out", "token");
        let form = crate::scene::fields(&[
            ("token", &token),
            ("then", "reuse-part"),
            ("part-revision", "2"),
            ("part-value", ""),
        ]);
        colleague.post(NEXT, &form).expect(404);
    });
}
