//! What colleagues say about an answer, and what was said in it before, at pages without script.

use chrono::Duration;
use godwit::mail;
use serde_json::json;

use crate::html;
use crate::rows;
use crate::scene::{Browser, FIRST, HOSTILE, Page, REPORT, filled, scene};
use crate::support::on_both;
use crate::support::people::PASSWORD;

const LINE: &str = "/reports/invented-1/KEN/comments/line";
const BEFORE: &str = "/reports/invented-1/KEN/history/line";

/// Presses a button of a page that has a form for each of many things.
fn press(browser: &Browser, page: &Page, action: &str, button: (&str, &str)) -> Page {
    browser.post(action, &filled(page, action, &[button]))
}

#[test]
fn a_remark_is_made_seen_beside_its_answer_settled_and_opened_again() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "as it stands")]).expect(303);
        let page = kenya.get(FIRST);
        assert!(page.text.contains(&format!("<a href=\"{LINE}\">Discuss")), "{}", page.text);
        let talk = kenya.get(LINE).expect(200);
        talk.holds("<p class=\"said\"><bdi>as it stands</bdi></p>");
        let empty = kenya.post(LINE, &filled(&talk, LINE, &[("words", " ")])).expect(422);
        empty.holds("Write something first.");
        let long = "x".repeat(100_000);
        let refused = kenya.post(LINE, &filled(&talk, LINE, &[("words", &long)])).expect(422);
        refused.holds("at most 2000 characters");
        assert_eq!(refused.value(LINE, "words"), long, "what was typed stands there to be shortened");
        let said = filled(&talk, LINE, &[("words", &format!("{HOSTILE}\r\nsecond line"))]);
        assert_eq!(kenya.post(LINE, &said).expect(303).location, format!("{LINE}?done=remarked"));
        kenya.post(LINE, &said).expect(303);
        let talk = kenya.get(LINE).expect(200);
        talk.holds(&format!("{HOSTILE}\nsecond line"));
        assert_eq!(talk.text.matches("id=\"remark-").count(), 1, "the same form twice says it once");
        kenya.get(FIRST).holds("1 open remark");
        let report = kenya.get(REPORT).expect(200);
        report.holds("Open remarks");
        report.holds(&format!("{LINE}#remark-1"));
        press(&kenya, &talk, LINE, ("resolve", "1")).expect(303);
        kenya.get(LINE).holds("1 settled remark");
        assert!(!kenya.get(FIRST).text.contains("open remark"));
        assert!(!kenya.get(REPORT).text.contains("Open remarks"));
        let talk = kenya.get(LINE);
        talk.holds("Settled by Invented Person");
        press(&kenya, &talk, LINE, ("reopen", "1")).expect(303);
        kenya.get(FIRST).holds("1 open remark");
        press(&kenya, &talk, LINE, ("resolve", "7")).expect(404);
        press(&kenya, &talk, LINE, ("resolve", "one")).expect(404);
        // Who was given another section, or belongs to another Party, finds nothing.
        Browser::colleague(&server, "second").get(LINE).expect(404);
        Browser::uganda(&server).get(LINE).expect(404);
    });
}

#[test]
fn whoever_is_called_in_gets_a_letter_once() {
    on_both(|database| {
        let server = scene(database);
        let amina = json!({"email": "amina@kenya.example", "name": "Amina Odhiambo", "language": "en", "instrument": "CMS",
                           "role": "contributor", "party": "KEN", "sections": ["first"]});
        let chen = json!({"email": "chen@kenya.example", "name": "Chen Li", "language": "en", "instrument": "CMS",
                          "role": "contributor", "party": "KEN", "sections": ["second"]});
        for person in [amina, chen] {
            server.secretariat_admin().post("/api/v1/accounts", &person).expect(201);
        }
        let kenya = Browser::kenya(&server);
        let talk = kenya.get(LINE).expect(200);
        talk.holds("@Amina Odhiambo");
        assert!(!talk.text.contains("Chen Li"), "a colleague of another section is not offered");
        let said = filled(&talk, LINE, &[("words", "@amina @Chen Li and @Invented Person: look")]);
        kenya.post(LINE, &said).expect(303);
        kenya.post(LINE, &said).expect(303);
        let keys = server.house.db.read(|tx| mail::store::keys_like(tx, "remark:")).unwrap();
        assert_eq!(keys.len(), 1, "{keys:?}");
    });
}

#[test]
fn a_session_that_ended_keeps_what_was_said() {
    on_both(|database| {
        let server = scene(database);
        let mut kenya = Browser::kenya(&server);
        let said = filled(&kenya.get(LINE), LINE, &[("words", "long thought of")]);
        server.wait(Duration::hours(13));
        let out = kenya.post(LINE, &said).expect(401);
        let right = filled(&out, "/sign-in", &[("email", "focal-point@kenya.example"), ("password", PASSWORD)]);
        let resumed = kenya.post("/sign-in", &right).expect(200);
        resumed.holds("long thought of");
        kenya.take_cookie(&resumed);
        kenya.post(LINE, &html::fields(&resumed.text, LINE)).expect(303);
        kenya.get(LINE).holds("long thought of");
    });
}

#[test]
fn an_earlier_answer_is_seen_and_restored() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.get(BEFORE).expect(200).holds("Nothing was saved here yet.");
        for words in ["one", HOSTILE, "three"] {
            kenya.fill(FIRST, FIRST, &[("line-value", words)]).expect(303);
        }
        kenya.get(FIRST).holds(&format!("<a href=\"{BEFORE}\">History"));
        let before = kenya.get(BEFORE).expect(200);
        let at = |text: &str| {
            html::unescaped(&before.text).find(&format!("<p class=\"said\"><bdi>{text}</bdi></p>")).unwrap()
        };
        assert!(at("three") < at(HOSTILE) && at(HOSTILE) < at("one"), "the newest first");
        assert_eq!(before.text.matches("name=\"restore\"").count(), 2, "what stands is not restored");
        press(&kenya, &before, BEFORE, ("restore", "0")).expect(303);
        let page = kenya.get(FIRST);
        assert_eq!((page.value(FIRST, "line-value"), page.value(FIRST, "line-revision")), ("one".into(), "4".into()));
        let stale = press(&kenya, &before, BEFORE, ("restore", "1")).expect(409);
        stale.holds("Somebody saved this answer since you opened this page.");
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-revision"), "4");
        press(&kenya, &stale, BEFORE, ("restore", "9")).expect(404);
        Browser::colleague(&server, "second").get(BEFORE).expect(404);
        let reader = Browser::signed_in(&server, "reader@cms.example");
        reader.get(BEFORE).expect(403);
    });
}

#[test]
fn what_no_longer_fits_is_not_restored() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        for choice in ["law", "plan"] {
            kenya.fill(FIRST, FIRST, &[("many-value", choice)]).expect(303);
        }
        let admin = server.secretariat_admin();
        let mut document = crate::scene::template();
        document["lists"]["means"]["choices"].as_array_mut().unwrap().remove(0);
        admin.post("/api/v1/templates", &document).expect(201);
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
        let seen = admin.get("/api/v1/cycles/invented-1/moves?to=2").expect(200).json();
        let body = json!({"version": 2, "reason": "invented", "impact": seen["impact"]});
        admin.post("/api/v1/cycles/invented-1/moves", &body).expect(201);
        let many = "/reports/invented-1/KEN/history/many";
        let page = press(&kenya, &kenya.get(many).expect(200), many, ("restore", "0")).expect(422);
        page.holds("Choose from the list.");
    });
}

#[test]
fn rows_and_cells_are_talked_about_also_when_they_were_taken_away() {
    on_both(|database| {
        let server = rows::scene(database);
        let kenya = Browser::kenya(&server);
        let made = rows::press(&kenya, rows::SECTION, &[], "add-projects").expect(303);
        let page = rows::follow(&kenya, &made);
        let [project] = &rows::keys(&page, "projects")[..] else { panic!("one project") };
        let title = format!("{}/comments/projects/{project}/title", rows::REPORT);
        let talk = kenya.get(&title).expect(200);
        kenya.post(&title, &filled(&talk, &title, &[("words", "which one?")])).expect(303);
        // A table has a page with its cells, in a row too.
        let grid = kenya.get(&format!("{}/comments/grid", rows::REPORT)).expect(200);
        let cell = format!("{}/comments/grid/dams/cases", rows::REPORT);
        grid.holds(&cell);
        kenya.get(&format!("{}/comments/projects/{project}/places", rows::REPORT)).expect(200);
        kenya.get(&format!("{}/history/projects/{project}/places", rows::REPORT)).expect(200);
        kenya.post(&cell, &filled(&kenya.get(&cell), &cell, &[("words", "how many?")])).expect(303);
        let page = kenya.get(rows::SECTION);
        assert_eq!(page.text.matches("1 open remark").count(), 2);
        let removal = format!("{}/removals/projects/{project}", rows::SECTION);
        kenya.fill(&removal, &removal, &[]).expect(303);
        kenya.get(&title).expect(200).holds("which one?");
        kenya.get(rows::REPORT).expect(200).holds("which one?");
        kenya.get(&format!("{}/comments/projects/nobody-made-it/title", rows::REPORT)).expect(404);
    });
}
