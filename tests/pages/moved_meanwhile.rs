//! A page stands open while the round moves to another version of its questions: nothing typed in it is lost.

use chrono::Duration;
use serde_json::{Value, json};

use crate::html;
use crate::live::{paths, reply, send};
use crate::scene::{Browser, FIRST, Page, REPORT, SECOND, filled, scene, template};
use crate::support::{TestServer, on_both};

const MOVES: &str = "/cycles/invented-1/moves";

/// One question renamed, two dropped, one in another section, one behind a condition that does not hold.
pub fn second() -> Value {
    let mut document = template();
    let mut month = Value::Null;
    let questions = document["items"][0]["items"].as_array_mut().unwrap();
    questions.retain_mut(|question| match question["name"].as_str().unwrap() {
        "area_text" => {
            question["name"] = json!("words");
            question["was"] = json!("area_text");
            true
        }
        "numbers" => {
            let numbers = question["items"].as_array_mut().unwrap();
            numbers.retain(|number| number["name"] == "area");
            numbers[0]["relevant"] = json!("${line} = 'never'");
            true
        }
        "month" => {
            month = question.take();
            false
        }
        "many" => false,
        _ => true,
    });
    document["items"][1]["items"].as_array_mut().unwrap().push(month);
    document
}

pub fn moved(server: &TestServer, document: &Value) {
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", document).expect(201);
    admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
    let admin = Browser::signed_in(server, "admin@cms.example");
    admin.fill(&format!("{MOVES}?to=2"), MOVES, &[("reason", "asked for")]).expect(303);
}

/// What the page gives back to be copied: of which question, and the words.
fn given_back(page: &Page) -> Vec<(String, String)> {
    let all = html::elements(&page.text);
    let labels =
        all.iter().filter(|one| one.name == "label" && one.get("for").is_some_and(|id| id.starts_with("lost-")));
    let texts =
        all.iter().filter(|one| one.name == "textarea" && one.get("id").is_some_and(|id| id.starts_with("lost-")));
    let first = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
    labels.zip(texts).map(|(label, text)| (first(&label.text), text.text.trim_start_matches('\n').to_owned())).collect()
}

fn answer(server: &TestServer, path: &str) -> Value {
    server.client("focal-point@kenya.example").get(&format!("/api/v1{REPORT}/answers/{path}")).expect(200).json()
}

#[test]
fn what_is_asked_under_another_name_or_elsewhere_is_saved_and_the_rest_is_given_back() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("area_text-value", "Before"), ("share-value", "7")]).expect(303);
        let opened = kenya.get(FIRST).expect(200);
        moved(&server, &second());
        let typed = [
            ("line-value", "A line"),
            ("area_text-value", "Since\r\nthen"),
            ("whole-value", "12"),
            ("whole-qualifier", "estimate"),
            ("area-value", "no number"),
            ("month-value", "2027-03"),
            ("many-value", "law"),
        ];
        let form = filled(&opened, FIRST, &typed);
        let page = kenya.post(FIRST, &form).expect(422);
        page.holds("3 answers are saved.");
        let back = [("Whole", "12"), ("Many", "Law"), ("Area", "no number")];
        let texts: Vec<(String, String)> = given_back(&page);
        let starts =
            |(told, (label, text)): (&(String, String), &(&str, &str))| told.0 == *label && told.1.starts_with(text);
        assert!(texts.len() == 3 && texts.iter().zip(&back).all(starts), "{texts:?}");
        page.holds("Not asked here any more.");
        page.holds("href=\"#lost-0\"");
        assert_eq!(answer(&server, "words")["value"], "Since\nthen");
        assert_eq!(
            (&answer(&server, "line")["value"], &answer(&server, "month")["value"]),
            (&json!("A line"), &json!("2027-03"))
        );
        assert!(
            !given_back(&page).iter().any(|(label, _)| label == "Share"),
            "what nobody touched is kept, and not told"
        );
        // The page that came back is the section as it is asked now.
        kenya.post(FIRST, &filled(&page, FIRST, &[("words-value", "And on")])).expect(303);
        assert_eq!(answer(&server, "words")["value"], "And on");
        kenya.get(SECOND).expect(200).holds("2027-03");
    });
}

#[test]
fn a_new_name_is_told_and_a_form_that_changes_nothing_says_nothing() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("area_text-value", "Before"), ("share-value", "7")]).expect(303);
        let opened = kenya.get(FIRST).expect(200);
        moved(&server, &second());
        let untouched = kenya.post(FIRST, &filled(&opened, FIRST, &[])).expect(303);
        assert_eq!(untouched.location, format!("{FIRST}?done=saved"));
        let said = kenya.post(FIRST, &filled(&opened, FIRST, &[("area_text-value", "Since")])).expect(303);
        kenya.get(&said.location).expect(200).holds("what you typed went to the questions as they are asked now");
        // The same page once more: somebody, here the same person, has saved it under its new name since.
        let late = kenya.post(FIRST, &filled(&opened, FIRST, &[("area_text-value", "Later")])).expect(409);
        late.holds("Somebody else saved this answer while you were typing.");
        late.holds("Since");
        assert_eq!(late.value(FIRST, "words-value"), "Later");
        kenya.post(FIRST, &filled(&late, FIRST, &[])).expect(303);
        assert_eq!(answer(&server, "words")["value"], "Later");
    });
}

#[test]
fn what_was_saved_under_the_old_name_after_the_page_was_opened_is_a_conflict() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let opened = kenya.get(FIRST).expect(200);
        kenya.fill(FIRST, FIRST, &[("area_text-value", "Theirs")]).expect(303);
        moved(&server, &second());
        // Whoever typed nothing there overwrites nothing.
        kenya.post(FIRST, &filled(&opened, FIRST, &[("line-value", "x")])).expect(303);
        assert_eq!(answer(&server, "words")["value"], "Theirs");
        let page = kenya.post(FIRST, &filled(&opened, FIRST, &[("area_text-value", "Mine")])).expect(409);
        page.holds("Theirs");
        assert_eq!(page.value(FIRST, "words-value"), "Mine");
    });
}

#[test]
fn what_the_script_sends_under_a_former_name_is_saved_under_the_new_one_as_often_as_it_comes() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, other) = (Browser::kenya(&server), Browser::kenya(&server));
        kenya.fill(FIRST, FIRST, &[("area_text-value", "Before")]).expect(303);
        moved(&server, &second());
        let gone = [("whole-value", "12"), ("whole-revision", "0")];
        let typed = [("area_text-value", "Since"), ("area_text-revision", "1"), ("area_text-operation", "a-1")];
        let told = reply(&send(&kenya, &[&typed[..], &gone].concat()).expect(200));
        assert_eq!((paths(&told, "saved"), paths(&told, "flaws")), (vec!["area_text".into()], vec!["whole".into()]));
        assert!(told["flaws"][0]["message"].as_str().unwrap().starts_with("Whole <script>"), "it has no field: {told}");
        assert_eq!((&told["moved"], &told["fields"]), (&json!([{"from": "area_text", "to": "words"}]), &json!([])));
        assert_eq!(answer(&server, "words")["value"], "Since");
        let again = reply(&send(&kenya, &typed).expect(200));
        assert_eq!((&again["saved"], paths(&again, "conflicts").len()), (&told["saved"], 0), "a repeat is harmless");
        // The page stays as it is, and its writer goes on.
        let on = |words: &str, told: &Value| {
            let revision = told["saved"][0]["revision"].to_string();
            send(&kenya, &[("area_text-value", words), ("area_text-revision", &revision)]).expect(200)
        };
        let next = reply(&on("Since then", &told));
        assert_eq!((paths(&next, "saved").len(), &answer(&server, "words")["value"]), (1, &json!("Since then")));
        // What somebody else says under the new name comes back under the name that the page knows.
        other.fill(FIRST, FIRST, &[("words-value", "Theirs")]).expect(303);
        let clash = reply(&on("Mine", &next));
        assert_eq!(
            (paths(&clash, "conflicts"), paths(&clash, "fields")),
            (vec!["area_text".to_owned()], vec!["area_text".to_owned()])
        );
        let html = clash["fields"][0]["html"].as_str().unwrap();
        let holds = ["data-path=\"area_text\"", "id=\"area_text-theirs\"", "Theirs", "Mine"];
        assert!(holds.iter().all(|part| html.contains(part)) && !html.contains("words-"), "{html}");
        let theirs = kenya.get(&format!("{REPORT}/fields/area_text")).expect(200);
        theirs.holds("Theirs");
        let shown =
            theirs.text.split("name=\"area_text-revision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(html.contains(&format!("name=\"area_text-revision\" value=\"{shown}\"")), "{html}");
        on("Mine", &json!({"saved": [{"revision": shown.parse::<i32>().unwrap()}]}));
        assert_eq!(answer(&server, "words")["value"], "Mine");
        // So does the page's own button: what the script was told stands in the form.
        let token = kenya.get(FIRST).value(FIRST, "token");
        let sent = |revision: i64| {
            let revision = revision.to_string();
            let all = [("area_text-value", "By hand"), ("area_text-revision", revision.as_str()), ("token", &token)];
            kenya.post(FIRST, &crate::scene::fields(&all))
        };
        sent(-9).expect(409).holds("Mine");
        sent(-answer(&server, "words")["revision"].as_i64().unwrap()).expect(303);
        assert_eq!(answer(&server, "words")["value"], "By hand");
    });
}

#[test]
fn the_script_saves_nothing_under_a_former_name_that_the_new_one_would_not_take() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let opened = kenya.get(FIRST).value(FIRST, "area_text-revision");
        moved(&server, &second());
        kenya.fill(FIRST, FIRST, &[("words-value", "Theirs")]).expect(303);
        let typed = [("area_text-value", "Mine"), ("area_text-revision", &*opened)];
        assert_eq!(paths(&reply(&send(&kenya, &typed).expect(200)), "conflicts"), ["area_text"]);
        let too_long = "x".repeat(2001);
        let wrong = [("area_text-value", too_long.as_str()), ("area_text-revision", "-1")];
        let told = reply(&send(&kenya, &wrong).expect(200));
        assert_eq!((paths(&told, "flaws"), &told["flaws"][0]["code"]), (vec!["area_text".into()], &json!("too_long")));
        // Both names at once: which of them is newer, nobody knows.
        let both = [&typed[..], &[("words-value", "Newer"), ("words-revision", "1")]].concat();
        let told = reply(&send(&kenya, &both).expect(200));
        assert_eq!((paths(&told, "saved"), paths(&told, "flaws")), (vec!["words".into()], vec!["area_text".into()]));
        let colleague = Browser::colleague(&server, "second");
        send(&colleague, &typed).expect(404);
        colleague.get(&format!("{REPORT}/fields/area_text")).expect(404);
        assert_eq!(answer(&server, "words")["value"], "Newer");
    });
}

#[test]
fn a_section_that_is_gone_gives_back_all_that_was_typed() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let opened = kenya.get(SECOND).expect(200);
        let mut document = template();
        document["items"].as_array_mut().unwrap().remove(1);
        moved(&server, &document);
        let page = kenya.post(SECOND, &filled(&opened, SECOND, &[("last-value", "Typed in vain")])).expect(404);
        page.holds("Typed in vain");
        page.holds("This page is no longer there, or no longer yours to fill.");
    });
}

#[test]
fn a_session_that_ended_on_the_page_of_another_version_loses_nothing() {
    on_both(|database| {
        let server = scene(database);
        let mut kenya = Browser::kenya(&server);
        let typed = filled(&kenya.get(FIRST), FIRST, &[("area_text-value", "Since"), ("whole-value", "5")]);
        moved(&server, &second());
        server.wait(Duration::hours(13));
        let out = kenya.post(FIRST, &typed).expect(401);
        let person = [("email", "focal-point@kenya.example"), ("password", crate::support::people::PASSWORD)];
        let resumed = kenya.post("/sign-in", &filled(&out, "/sign-in", &person)).expect(200);
        kenya.take_cookie(&resumed);
        let page = kenya.post(FIRST, &html::fields(&resumed.text, FIRST)).expect(409);
        assert_eq!(given_back(&page).len(), 1);
        assert_eq!(kenya.get(FIRST).value(FIRST, "words-value"), "Since");
    });
}
