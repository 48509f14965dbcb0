//! The Secretariat moves a round to another version of its questions; people find their answers, also those that no longer fit.

use serde_json::{Value, json};

use crate::scene::{Browser, FIRST, REPORT, SECOND, filled, scene, template};
use crate::support::{TestServer, on_both};

const CYCLE: &str = "/cycles/invented-1";
const MOVES: &str = "/cycles/invented-1/moves";

/// The template with a question renamed, a choice gone, a comment no longer asked for and a unit changed.
fn second() -> Value {
    let mut document = template();
    let questions = document["items"][0]["items"].as_array_mut().unwrap();
    for question in questions.iter_mut() {
        match question["name"].as_str().unwrap() {
            "line" => question["comment"] = json!(false),
            "area_text" => {
                question["name"] = json!("words");
                question["was"] = json!("area_text");
            }
            "numbers" => question["items"][1]["unit"] = json!("ha"),
            _ => {}
        }
    }
    document["lists"]["means"]["choices"].as_array_mut().unwrap().remove(0);
    document
}

fn publish(server: &TestServer) -> Browser {
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", &second()).expect(201);
    admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
    Browser::signed_in(server, "admin@cms.example")
}

#[test]
fn a_round_is_moved_once_its_impact_was_seen() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("area_text-value", "Kept words"), ("many-value", "law")]).expect(303);
        let admin = publish(&server);
        admin.get(CYCLE).holds("The questions are those of version 1");
        admin.get(MOVES).expect(200).holds("See what changes with version 2");
        let seen = admin.get(&format!("{MOVES}?to=2")).expect(200);
        seen.holds("Its name was area_text and is words.");
        seen.holds("Choices that are gone: law.");
        seen.holds("not comparable");
        // What was saved since is seen before it is moved.
        Browser::uganda(&server)
            .fill(
                "/reports/invented-1/UGA/sections/first",
                "/reports/invented-1/UGA/sections/first",
                &[("area_text-value", "x")],
            )
            .expect(303);
        let stale = admin.post(MOVES, &filled(&seen, MOVES, &[("reason", "asked for")])).expect(422);
        stale.holds("Something was saved since you saw this list.");
        let wanting = admin.post(MOVES, &filled(&stale, MOVES, &[("reason", " ")])).expect(422);
        wanting.holds("Give the reason");
        let moved = admin.post(MOVES, &filled(&wanting, MOVES, &[("reason", "asked for")])).expect(303);
        assert_eq!(moved.location, format!("{CYCLE}?done=moved"));
        admin.get(&moved.location).holds("The round asks another version of the questions now.");
        admin.get(CYCLE).holds("The questions are those of version 2");
        let reader = Browser::signed_in(&server, "reader@cms.example");
        assert!(!reader.get(CYCLE).expect(200).text.contains(MOVES), "a reader moves nothing");
        reader.get(MOVES).expect(403);
        assert_eq!(kenya.get(FIRST).value(FIRST, "words-value"), "Kept words");
    });
}

fn moved(server: &TestServer) -> Browser {
    let admin = publish(server);
    admin.fill(&format!("{MOVES}?to=2"), MOVES, &[("reason", "asked for")]).expect(303);
    admin
}

#[test]
fn what_no_longer_fits_stays_in_the_form_until_it_is_changed() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let said = [("line-value", "Line"), ("line-comment", "A word beside it"), ("many-value", "law")];
        kenya.fill(FIRST, FIRST, &said).expect(303);
        moved(&server);
        let page = kenya.get(FIRST).expect(200);
        page.holds("law (no longer in the list)");
        assert_eq!(page.value(FIRST, "line-comment"), "A word beside it");
        kenya.get(&format!("{REPORT}/check")).holds("This answer no longer fits");
        // The form goes back with something else changed: what does not fit was not touched, and stays.
        kenya.fill(FIRST, FIRST, &[("words-value", "New words")]).expect(303);
        let page = kenya.get(FIRST).expect(200);
        page.holds("law (no longer in the list)");
        assert_eq!(page.value(FIRST, "line-comment"), "A word beside it");
        let form: Vec<_> = filled(&page, FIRST, &[("line-comment", "")])
            .into_iter()
            .filter(|(name, _)| name != "many-value")
            .collect();
        kenya.post(FIRST, &form).expect(303);
        let page = kenya.get(FIRST).expect(200);
        assert!(!page.text.contains("no longer in the list") && !page.text.contains("A word beside it"));
        let check = kenya.get(&format!("{REPORT}/check")).expect(200);
        assert!(!check.text.contains("no longer fits"));
    });
}

#[test]
fn a_submission_is_read_in_the_version_it_answered() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya
            .fill(FIRST, FIRST, &[("line-value", "Line"), ("area_text-value", "Old words"), ("many-value", "law")])
            .expect(303);
        kenya.fill(SECOND, SECOND, &[("last-value", "Last")]).expect(303);
        let sent = [("name", "Amina Invented"), ("capacity", "Focal point")];
        kenya.fill(&format!("{REPORT}/check"), &format!("{REPORT}/submissions"), &sent).expect(303);
        moved(&server);
        let frozen = kenya.get(&format!("{REPORT}/submissions/1/answers")).expect(200);
        frozen.holds("Old words");
        frozen.holds("Law");
        kenya.get(&format!("{REPORT}/submissions/1")).expect(200);
    });
}
