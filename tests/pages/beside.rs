//! Links and files beside an answer, in a section's form without script.

use serde_json::{Value, json};

use crate::html;
use crate::scene::{Browser, FIRST, HOSTILE, Page, REPORT, filled, scene};
use crate::support::{Client, on_both};

const ADD: &str = "/reports/invented-1/KEN/files/line";
const API: &str = "/api/v1/reports/invented-1/KEN";
const PDF: &[u8] = b"%PDF-1.7\ninvented\n%%EOF\n";
const URL: &str = "line-beside-url";
const LABEL: &str = "line-beside-label";
const FILE: &str = "line-beside-file";

fn line(program: &Client) -> Value {
    program.get(&format!("{API}/answers/line")).expect(200).json()
}

fn added(kenya: &Browser, name: &str) {
    let token = kenya.get(ADD).expect(200).value(ADD, "token");
    let sent = kenya.send_file(ADD, &[("token", &token)], (name, PDF)).expect(303);
    assert_eq!(sent.location, format!("{FIRST}?done=saved#line-question"));
}

/// Every value that a form would send under a name.
fn all(page: &Page, name: &str) -> Vec<String> {
    let fields = html::fields(&page.text, FIRST).into_iter();
    fields.filter(|(field, _)| field == name).map(|(_, value)| value).collect()
}

/// The form without one of its fields.
fn without(page: &Page, name: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    filled(page, FIRST, changes).into_iter().filter(|(field, _)| field != name).collect()
}

#[test]
fn links_are_added_one_by_one_and_taken_away() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, program) = (Browser::kenya(&server), server.focal_point());
        let page = kenya.get(FIRST).expect(200);
        assert_eq!((all(&page, URL), all(&page, LABEL)), (vec![String::new()], vec![String::new()]));
        assert!(!page.text.contains("area_text-beside"), "what takes none has no fields for it");
        let first = [(URL, "www.example.org/plan"), (LABEL, HOSTILE), ("then", "links-line")];
        let more = kenya.post(FIRST, &filled(&page, FIRST, &first)).expect(303);
        assert_eq!(more.location, format!("{FIRST}?done=saved#line-question"));
        let one = json!({ "url": "https://www.example.org/plan", "label": HOSTILE });
        assert_eq!((&line(&program)["links"], &line(&program)["value"]), (&json!([one]), &Value::Null));
        let page = kenya.get(FIRST).expect(200);
        assert_eq!(all(&page, URL), ["https://www.example.org/plan", ""]);
        let mut two = without(&page, "none", &[]);
        two.iter_mut().filter(|(name, text)| name == URL && text.is_empty()).for_each(|(_, text)| {
            *text = "javascript:alert(1)".to_owned();
        });
        let wrong = kenya.post(FIRST, &two).expect(422);
        wrong.holds("A link begins with https:// or http://");
        assert_eq!(all(&wrong, URL), ["https://www.example.org/plan", "javascript:alert(1)", ""]);
        assert_eq!(line(&program)["revision"], 1);
        let many: Vec<(&str, &str)> = vec![(URL, "https://a.example"); 51];
        kenya.post(FIRST, &filled(&page, FIRST, &many)).expect(422).holds("At most 50 links fit beside an answer.");
        let long = [(URL, "https://a.example"), (LABEL, &*"x".repeat(301))];
        kenya.post(FIRST, &filled(&page, FIRST, &long)).expect(422).holds("has at most 300 characters");
        // What nobody touched is not saved again; what was emptied is gone.
        kenya.fill(FIRST, FIRST, &[("area_text-value", "else")]).expect(303);
        assert_eq!(line(&program)["revision"], 1);
        kenya.post(FIRST, &filled(&page, FIRST, &[(URL, ""), (LABEL, "")])).expect(303);
        assert_eq!((&line(&program)["links"], &line(&program)["revision"]), (&Value::Null, &json!(2)));
    });
}

#[test]
fn files_are_added_on_their_page_and_left_out_by_a_tick() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, program) = (Browser::kenya(&server), server.focal_point());
        let pressed = [("line-value", "saved on the way"), ("then", "file-line")];
        assert_eq!(kenya.fill(FIRST, FIRST, &pressed).expect(303).location, ADD);
        added(&kenya, "plan.pdf");
        added(&kenya, "annex.pdf");
        let now = line(&program);
        assert_eq!(now["value"], "saved on the way");
        let ids: Vec<&str> = now["attachments"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let page = kenya.get(FIRST).expect(200);
        page.holds("annex.pdf");
        assert_eq!(all(&page, FILE), ["", ids[0], ids[1]]);
        assert!(page.text.contains(&format!("href=\"{REPORT}/attachments/{}\"", ids[1])));
        kenya.get("/reports/invented-1/KEN/files/area_text").expect(404);
        // A form that does not ask for files leaves them alone.
        kenya.post(FIRST, &without(&page, FILE, &[("line-value", "two")])).expect(303);
        let now = line(&program);
        assert_eq!((&now["attachments"], &now["value"]), (&json!(ids), &json!("two")));
        let page = kenya.get(FIRST).expect(200);
        kenya.post(FIRST, &filled(&page, FIRST, &[(FILE, ids[1])])).expect(303);
        assert_eq!(line(&program)["attachments"], json!([ids[1]]));
        let page = kenya.get(FIRST).expect(200);
        kenya.post(FIRST, &filled(&page, FIRST, &[(FILE, "")])).expect(303);
        assert_eq!(line(&program)["attachments"], Value::Null);
        assert_eq!(line(&program)["value"], "two", "the answer stays");
        let foreign = [(FILE, "00000000-0000-7000-8000-000000000000")];
        kenya.fill(FIRST, FIRST, &foreign).expect(422);
        kenya.post(FIRST, &without(&page, FILE, &[(URL, "https://a.example")])).expect(409);
    });
}

/// The answer as somebody else leaves it: with a file and a link.
fn theirs(program: &Client) -> Value {
    let file = program.upload(&format!("{API}/attachments"), &[], &[], ("theirs.pdf", PDF)).expect(201).json();
    let links = json!([{ "url": "https://theirs.example" }]);
    let body = json!({ "value": "a", "attachments": [file["id"]], "links": links, "revision": 1 });
    program.put(&format!("{API}/answers/line"), &body).expect(200);
    file["id"].clone()
}

#[test]
fn a_conflict_shows_what_stands_beside_and_nobodys_file_is_lost() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, program) = (Browser::kenya(&server), server.focal_point());
        kenya.fill(FIRST, FIRST, &[("line-value", "a")]).expect(303);
        let opened = kenya.get(FIRST).expect(200);
        let file = theirs(&program);
        // Nothing changed here: what somebody else added is not taken away by a form that never showed it.
        kenya.post(FIRST, &filled(&opened, FIRST, &[("area_text-value", "else")])).expect(303);
        assert_eq!(line(&program)["revision"], 2);
        let page = kenya.post(FIRST, &filled(&opened, FIRST, &[(URL, "https://mine.example")])).expect(409);
        page.holds("Somebody else saved this answer while you were typing.");
        page.holds("https://theirs.example");
        page.holds("theirs.pdf");
        assert_eq!(all(&page, URL), ["https://mine.example", ""]);
        assert_eq!(all(&page, FILE), ["", file.as_str().unwrap()], "it stays unless somebody who sees it unticks it");
        kenya.post(FIRST, &filled(&page, FIRST, &[])).expect(303);
        let now = line(&program);
        assert_eq!(now["links"], json!([{ "url": "https://mine.example" }]));
        assert_eq!((&now["attachments"], &now["revision"]), (&json!([file]), &json!(3)));
    });
}
