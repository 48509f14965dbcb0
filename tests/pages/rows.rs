//! Repeats and tables as people meet them: rows are filled, made, taken away and brought back, and nothing typed is lost.

use godwit::access::SystemReason;
use godwit::templates::reference::{import::import, sheet::Sheet};
use serde_json::{Value, json};

use crate::html;
use crate::live::{reply, send_to};
use crate::scene::{Browser, HOSTILE, Page, filled};
use crate::support::{TestDatabase, TestServer, on_both};

pub const SECTION: &str = "/reports/invented-rows/KEN/sections/main";
pub const REPORT: &str = "/reports/invented-rows/KEN";

fn words(text: &str) -> Value {
    json!({"en": format!("{text} {HOSTILE}")})
}

/// Twelve birds and two threats; projects that people add, each with places; sites in a table.
fn template() -> Value {
    let bird = |number: usize| {
        json!({"name": format!("bird_{number}"), "label": {"en": format!("Bird {number} {HOSTILE}")},
                                      "attributes": {"realm": "land"}})
    };
    let birds: Vec<Value> = (1..=12).map(bird).collect();
    let column = |name: &str, kind: &str| json!({"name": name, "type": kind, "label": words(name)});
    json!({
        "format": "godwit-template/1", "name": "invented-rows", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": words("In rows"),
        "lists": {"birds": {"choices": birds},
                  "own": {"reference": "kinds", "per_party": true},
                  "threats": {"choices": [{"name": "line_kill", "label": words("Lines")}, {"name": "dams", "label": words("Dams")}]},
                  "yes_no": {"choices": [{"name": "yes", "label": words("Yes")}, {"name": "no", "label": words("No")}]}},
        "items": [{"name": "main", "type": "section", "label": words("Main"), "items": [
            {"name": "birds", "type": "group", "label": words("Birds"), "repeat": {"over": "birds"}, "items": [
                {"name": "trend", "type": "select_one", "list": "yes_no", "required": "submit",
                 "label": {"en": "Does {label} of the {realm} ({name}) increase, {unknown}?"}, "hint": words("{label}")}]},
            {"name": "kinds", "type": "group", "label": words("Kinds"), "repeat": {"over": "own", "add_own": true}, "items": [
                {"name": "kind_said", "type": "text", "label": words("Kind"), "max_length": 20}]},
            {"name": "projects", "type": "group", "label": words("Projects"), "repeat": {"max": 3}, "items": [
                {"name": "title", "type": "text", "label": words("Title"), "max_length": 50, "required": "submit",
                 "attachments": true, "links": true},
                {"name": "places", "type": "table", "label": words("Places"), "rows": {"max": 4},
                 "columns": [column("place", "text"), {"name": "km2", "type": "decimal", "label": words("km2"), "unit": "km2", "min": 0}]}]},
            {"name": "grid", "type": "table", "label": words("Grid"), "rows": {"over": "threats"}, "columns": [
                {"name": "sev", "type": "select_one", "list": "yes_no", "label": words("Severe")},
                {"name": "many", "type": "select_multiple", "list": "yes_no", "label": words("Many"), "other": {"name": "other", "max_length": 50}},
                {"name": "cases", "type": "integer", "label": words("Cases"), "min": 0, "qualifiers": ["exact", "unknown"], "comment": true},
                {"name": "sure", "type": "acknowledge", "label": words("Sure")},
                {"name": "links", "type": "url", "label": words("Links")},
                {"name": "order", "type": "rank", "list": "yes_no", "label": words("Order")}]},
            {"name": "sum", "type": "calculate", "label": words("Sum"), "calculation": "sum(${places.km2})"}]},
            {"name": "other", "type": "section", "label": words("Other"), "items": [
                {"name": "last", "type": "text", "label": words("Last")}]}]
    })
}

pub fn scene(database: &TestDatabase) -> TestServer {
    let server = crate::scene::scene(database);
    let admin = server.secretariat_admin();
    let list = "key,label,parent,parties,retired\nvalue-revision,Invented kind,,KEN,\nfrench,Of France,,FRA,\n";
    let sheet = Sheet::read("CMS".parse().unwrap(), "kinds".parse().unwrap(), None, "en", list.as_bytes()).unwrap();
    let (secret, now) = (server.house.secret.clone(), server.now());
    server.house.db.write(move |tx| import(tx, SystemReason::Demo, &secret, &sheet, now)).unwrap();
    let asked = template();
    let flaws = admin.post("/api/v1/templates", &asked).expect(422);
    assert_eq!(flaws.codes(), ["unknown_attribute"]);
    let mut asked = asked;
    asked["items"][0]["items"][0]["items"][0]["label"]["en"] =
        json!("Does {label} of the {realm} ({name}) increase, {Unknown}?");
    admin.post("/api/v1/templates", &asked).expect(201);
    admin.post("/api/v1/templates/invented-rows/versions/1/publish", &json!({})).expect(200);
    let cycle = json!({
        "cycle": "invented-rows", "instrument": "CMS", "template": "invented-rows", "version": 1,
        "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-06-30T20:59:59Z", "time_zone": "Africa/Nairobi",
        "parties": ["KEN", "UGA"]
    });
    admin.post("/api/v1/cycles", &cycle).expect(201);
    server
}

/// The keys of the rows on a page whose fields begin so, in order.
pub fn keys(page: &Page, frame: &str) -> Vec<String> {
    let ids = html::elements(&page.text);
    let ids = ids.iter().filter_map(|element| element.get("id")?.strip_prefix(frame)?.strip_suffix("-row"));
    ids.map(|key| key.trim_start_matches('/').to_owned()).filter(|key| !key.contains('/')).collect()
}

pub fn press(browser: &Browser, page: &str, changes: &[(&str, &str)], then: &str) -> Page {
    let all: Vec<(&str, &str)> = changes.iter().copied().chain([("then", then)]).collect();
    browser.fill(page, page, &all)
}

/// The page that an answer sends the browser to.
pub fn follow(browser: &Browser, answer: &Page) -> Page {
    browser.get(answer.location.split('#').next().unwrap()).expect(200)
}

#[test]
fn a_row_is_made_filled_taken_away_and_brought_back() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        assert_eq!(keys(&kenya.get(SECTION), "projects"), [""; 0]);
        let made = press(&kenya, SECTION, &[("grid/dams/cases-value", "7")], "add-projects").expect(303);
        let page = follow(&kenya, &made);
        page.holds("A row was added.");
        assert_eq!(page.value(SECTION, "grid/dams/cases-value"), "7", "what was typed is saved along with it");
        let [project] = &keys(&page, "projects")[..] else { panic!("one project") };
        page.holds("Row 1");
        let (title, place) = (format!("projects/{project}/title-value"), format!("projects/{project}/places"));
        let [spare, ..] = &keys(&page, &place)[..] else { panic!("a spare row") };
        let (name, km2) = (format!("{place}/{spare}/place-value"), format!("{place}/{spare}/km2-value"));
        let sent = [(title.as_str(), HOSTILE), (&name, "Invented Bay"), (&km2, "2.5")];
        let then = format!("spare-{place}");
        let typed: Vec<(&str, &str)> = sent.into_iter().chain([("then", then.as_str())]).collect();
        // Each page brings empty rows of its own.
        let saved = kenya.post(SECTION, &filled(&page, SECTION, &typed)).expect(303);
        assert!(saved.location.ends_with(&format!("#{place}-question")), "{}", saved.location);
        let page = follow(&kenya, &saved);
        assert_eq!((page.value(SECTION, &title), page.value(SECTION, &km2)), (HOSTILE.to_owned(), "2.5".to_owned()));
        page.holds("<output>2.5</output>");
        let to = press(&kenya, SECTION, &[], &format!("take-projects/{project}")).expect(303);
        let sure = follow(&kenya, &to);
        sure.holds(&format!("Take away “{HOSTILE}”?"));
        sure.holds("Invented Bay");
        let removal = format!("{SECTION}/removals/projects/{project}");
        let taken = kenya.fill(&removal, &removal, &[]).expect(303);
        let page = follow(&kenya, &taken);
        page.holds(&format!("“{HOSTILE}” was taken away. Nothing in it is lost."));
        page.holds("Bring it back");
        assert_eq!(keys(&page, "projects"), [""; 0]);
        kenya.get(&removal).expect(303);
        let back = press(&kenya, SECTION, &[], &format!("back-projects/{project}")).expect(303);
        let page = follow(&kenya, &back);
        assert_eq!((page.value(SECTION, &title), page.value(SECTION, &km2)), (HOSTILE.to_owned(), "2.5".to_owned()));
        kenya.get(&format!("{REPORT}/check")).expect(200).holds("Invented Bay");
    });
}

#[test]
fn many_rows_have_a_page_each() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let page = kenya.get(SECTION).expect(200);
        page.holds("0 of 1 answered");
        page.holds(&format!("Bird 12 {HOSTILE}"));
        assert!(!page.text.contains("birds/bird_1/trend-value"), "its questions are on its own page");
        let found = kenya.get(&format!("{SECTION}?within=birds&find=bIRD%2012")).expect(200);
        found.holds("1 found.");
        assert!(!found.text.contains("rows/birds/bird_1\""));
        let row = format!("{SECTION}/rows/birds/bird_1");
        let page = kenya.get(&row).expect(200);
        page.holds(&format!("Does Bird 1 {HOSTILE} of the land (bird_1) increase, {{Unknown}}?"));
        page.holds("1 of 12");
        let next = press(&kenya, &row, &[("birds/bird_1/trend-value", "yes")], "next").expect(303);
        assert_eq!(next.location, format!("{SECTION}/rows/birds/bird_2?done=saved"));
        let last = format!("{SECTION}/rows/birds/bird_12");
        let end = press(&kenya, &last, &[("birds/bird_12/trend-value", "no")], "next").expect(303);
        assert_eq!(end.location, format!("{SECTION}?done=saved"));
        follow(&kenya, &end).holds("1 of 1 answered");
        let check = kenya.get(&format!("{REPORT}/check")).expect(200);
        check.holds(&format!("{SECTION}/rows/birds/bird_2?back=birds/bird_2/trend#birds/bird_2/trend-question"));
        for wrong in
            ["birds/bird_13", "birds", "birds/bird_1/trend", "grid/dams", "other/x", "kinds/french", "projects/A"]
        {
            kenya.get(&format!("{SECTION}/rows/{wrong}")).expect(404);
        }
        kenya.get(&format!("{SECTION}/rows/projects/never")).expect(303);
        kenya.get(&format!("{SECTION}/removals/birds/bird_1")).expect(404);
    });
}

#[test]
fn a_cell_that_needs_a_second_look_is_shown_again_and_nothing_typed_is_lost() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let opened = kenya.get(SECTION);
        let wrong = [
            ("grid/dams/cases-value", "-4"),
            ("grid/line_kill/cases-value", "many"),
            ("grid/dams/sev-value", "yes"),
            ("grid/dams/links-url", "javascript:alert(1)"),
            ("kinds/value-revision/kind_said-value", "much too long to be taken"),
        ];
        let page = kenya.post(SECTION, &filled(&opened, SECTION, &wrong)).expect(422);
        page.holds("must not be below 0");
        page.holds("1 answer is saved.");
        page.holds("href=\"#grid/dams/cases-value\"");
        page.holds("href=\"#kinds/value-revision/kind_said-value\"");
        for (name, value) in wrong {
            assert_eq!(page.value(SECTION, name), value, "{name}");
        }
        let right = [
            ("grid/dams/cases-value", "4"),
            ("grid/line_kill/cases-value", ""),
            ("grid/dams/links-url", ""),
            ("kinds/value-revision/kind_said-value", "fits"),
        ];
        kenya.post(SECTION, &filled(&page, SECTION, &right)).expect(303);
        // Somebody else saved the cell meanwhile.
        let mine = [("grid/dams/cases-value", "9"), ("kinds/value-revision/kind_said-value", "mine")];
        let page = kenya.post(SECTION, &filled(&opened, SECTION, &mine)).expect(409);
        page.holds("Somebody else saved this answer while you were typing.");
        page.holds("href=\"#grid/dams/cases-theirs\"");
        assert_eq!(page.value(SECTION, "grid/dams/cases-value"), "9");
        let take = [("grid/dams/cases-take", "2"), ("kinds/value-revision/kind_said-value", "mine")];
        kenya.post(SECTION, &filled(&page, SECTION, &take)).expect(303);
        let page = kenya.get(SECTION);
        assert_eq!(page.value(SECTION, "grid/dams/cases-value"), "4");
        assert_eq!(page.value(SECTION, "kinds/value-revision/kind_said-value"), "mine");
    });
}

#[test]
fn a_row_that_was_taken_away_while_somebody_typed_in_it_comes_back_with_the_words() {
    on_both(|database| {
        let server = scene(database);
        let (one, two) = (Browser::kenya(&server), Browser::kenya(&server));
        press(&one, SECTION, &[], "add-projects").expect(303);
        let opened = one.get(SECTION);
        let project = keys(&opened, "projects").remove(0);
        let removal = format!("{SECTION}/removals/projects/{project}");
        two.fill(&removal, &removal, &[]).expect(303);
        let (title, too_long) = (format!("projects/{project}/title-value"), "x".repeat(51));
        let page = one.post(SECTION, &filled(&opened, SECTION, &[(&title, &too_long)])).expect(422);
        assert_eq!(page.value(SECTION, &title), too_long, "it stands there though the row is gone");
        one.post(SECTION, &filled(&page, SECTION, &[(&title, "kept")])).expect(303);
        assert_eq!(two.get(SECTION).value(SECTION, &title), "kept");
        for _ in 0..2 {
            press(&one, SECTION, &[], "add-projects").expect(303);
        }
        let typed = [("kinds/value-revision/kind_said-value", "typed")];
        let full = press(&one, SECTION, &typed, "add-projects").expect(422);
        full.holds("there is no room for another row");
        assert_eq!(full.value(SECTION, typed[0].0), "typed");
    });
}

#[test]
fn a_cell_keeps_its_place_on_the_page_while_its_table_takes_another_name() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, other) = (Browser::kenya(&server), Browser::kenya(&server));
        let mut renamed = template();
        renamed["items"][0]["items"][0]["items"][0]["label"] = words("Trend");
        let places = &mut renamed["items"][0]["items"][2]["items"][1];
        (places["name"], places["was"]) = (json!("spots"), json!("places"));
        renamed["items"][0]["items"][4]["calculation"] = json!("sum(${spots.km2})");
        let cell = |words: &str, revision: &Value| {
            let (value, part) = ("projects/one/places/two/place-value", "projects/one/places/two/place-revision");
            reply(&send_to(&kenya, REPORT, &[(value, words), (part, &revision.to_string())]).expect(200))
        };
        cell("A bay", &json!(0));
        let admin = server.secretariat_admin();
        admin.post("/api/v1/templates", &renamed).expect(201);
        admin.post("/api/v1/templates/invented-rows/versions/2/publish", &json!({})).expect(200);
        let (moves, admin) = ("/cycles/invented-rows/moves", Browser::signed_in(&server, "admin@cms.example"));
        admin.fill(&format!("{moves}?to=2"), moves, &[("reason", "asked for")]).expect(303);
        let told = cell("Another bay", &json!(1));
        assert_eq!(told["moved"][0]["to"], "projects/one/spots/two/place", "{told}");
        assert_eq!(kenya.get(SECTION).value(SECTION, "projects/one/spots/two/place-value"), "Another bay");
        other.fill(SECTION, SECTION, &[("projects/one/spots/two/place-value", "Theirs")]).expect(303);
        let clash = cell("Mine", &told["saved"][0]["revision"]);
        let html = clash["fields"][0]["html"].as_str().unwrap();
        assert!(
            html.starts_with("<td id=\"projects/one/places/two/place-question\"") && html.contains("Theirs"),
            "{html}"
        );
        assert!(!html.contains("spots"), "{html}");
    });
}

#[test]
fn rows_of_others_and_keys_from_nowhere_are_left_alone() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let token = kenya.get(SECTION).value(SECTION, "token");
        let send = |fields: &[(&str, &str)]| {
            let all: Vec<(&str, &str)> = fields.iter().copied().chain([("token", token.as_str())]).collect();
            kenya.post(SECTION, &crate::scene::fields(&all))
        };
        let foreign =
            send(&[("kinds/french/kind_said-revision", "0"), ("kinds/french/kind_said-value", "x")]).expect(409);
        foreign.holds("Not asked here any more.");
        for key in ["..", "A", "a b", "<script>", "-value-revision-", "%2F", "a/b", "", "é", &"a".repeat(37)] {
            let (revision, value) = (format!("projects/{key}/title-revision"), format!("projects/{key}/title-value"));
            // One of them is a key after all.
            match key {
                "-value-revision-" => drop(send(&[(&revision, "0"), (&value, "x")]).expect(303)),
                _ => send(&[(&revision, "0"), (&value, "typed <b>")]).expect(409).holds("typed <b>"),
            }
            for verb in ["add", "take", "back", "spare", "links", "file"] {
                let status = send(&[("then", &format!("{verb}-projects/{key}"))]).status;
                assert!(matches!(status, 303 | 404), "{verb} {key}: {status}");
            }
        }
        let key = "value-revision-then-0-";
        let (revision, value) = (format!("projects/{key}/title-revision"), format!("projects/{key}/title-value"));
        send(&[(&revision, "0"), (&value, "from hell")]).expect(303);
        let page = kenya.get(SECTION).expect(200);
        assert_eq!(page.value(SECTION, &value), "from hell");
        assert!(!page.text.contains("Of France"));
        let uganda = SECTION.replace("KEN", "UGA");
        kenya.get(&uganda).expect(404);
        Browser::uganda(&server).get(&format!("{uganda}/rows/kinds/value-revision")).expect(404);
        let colleague = Browser::colleague(&server, "other");
        let elsewhere = format!("{REPORT}/sections/other");
        for path in ["rows/birds/bird_1", &format!("removals/projects/{key}")] {
            colleague.get(&format!("{SECTION}/{path}")).expect(404);
            colleague.get(&format!("{elsewhere}/{path}")).expect(404);
        }
        colleague
            .fill(&elsewhere, &elsewhere, &[("birds/bird_1/trend-revision", "0"), ("birds/bird_1/trend-value", "yes")])
            .expect(409)
            .holds("birds/bird_1/trend</span> – Not asked here any more.");
        colleague.fill(&elsewhere, &elsewhere, &[("then", "add-projects")]).expect(404);
        kenya.get(SECTION).holds("0 of 1 answered");
    });
}

#[test]
fn an_answer_in_a_row_has_its_links_and_files_beside_it() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        press(&kenya, SECTION, &[], "add-projects").expect(303);
        let project = keys(&kenya.get(SECTION), "projects").remove(0);
        let title = format!("projects/{project}/title");
        let (value, url) = (format!("{title}-value"), format!("{title}-beside-url"));
        let typed = [(value.as_str(), "Invented"), (url.as_str(), "https://a.example")];
        let to = press(&kenya, SECTION, &typed, &format!("file-{title}")).expect(303);
        let add = format!("{REPORT}/files/{title}");
        assert_eq!(to.location, add);
        let token = kenya.get(&add).expect(200).value(&add, "token");
        kenya.send_file(&add, &[("token", &token)], ("row.txt", b"in a row")).expect(303);
        let page = kenya.get(SECTION).expect(200);
        page.holds("row.txt");
        assert_eq!(page.value(SECTION, &url), "https://a.example");
        kenya.get(&format!("{REPORT}/check")).expect(200).holds("row.txt");
    });
}
