//! When a form cannot be taken, what was typed goes on with the person.

use chrono::Duration;
use diesel::connection::SimpleConnection;

use crate::html;
use crate::scene::{Browser, FIRST, HOSTILE, REPORT, SECOND, fields, filled, scene};
use crate::support::on_both;
use crate::support::people::PASSWORD;

#[test]
fn a_session_that_ended_while_typing_loses_nothing() {
    on_both(|database| {
        let server = scene(database);
        let mut kenya = Browser::kenya(&server);
        let typed = filled(&kenya.get(FIRST), FIRST, &[("line-value", HOSTILE), ("area_text-value", "a\r\nb")]);
        server.wait(Duration::hours(13));
        let out = kenya.post(FIRST, &typed).expect(401);
        out.holds("Your session ended while you were typing.");
        let email = "focal-point@kenya.example";
        let wrong = filled(&out, "/sign-in", &[("email", email), ("password", "not it at all")]);
        let again = kenya.post("/sign-in", &wrong).expect(422);
        let right = filled(&again, "/sign-in", &[("email", email), ("password", PASSWORD)]);
        let resumed = kenya.post("/sign-in", &right).expect(200);
        resumed.holds("You are signed in again");
        kenya.take_cookie(&resumed);
        kenya.post(FIRST, &html::fields(&resumed.text, FIRST)).expect(303);
        let page = kenya.get(FIRST);
        assert_eq!(
            (page.value(FIRST, "line-value"), page.value(FIRST, "area_text-value")),
            (HOSTILE.into(), "a\r\nb".into())
        );
    });
}

#[test]
fn a_database_that_does_not_answer_loses_nothing() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let typed = filled(&kenya.get(FIRST), FIRST, &[("line-value", HOSTILE)]);
        let mut other = database.connect();
        let hold = if database.is_postgres() { "BEGIN; UPDATE reports SET shared = shared" } else { "BEGIN IMMEDIATE" };
        other.batch_execute(hold).unwrap();
        let page = kenya.post(FIRST, &typed).expect(503);
        page.holds("What you typed is kept in this page");
        assert!(page.headers.iter().any(|(name, _)| name == "retry-after"));
        other.batch_execute("ROLLBACK").unwrap();
        kenya.post(FIRST, &html::fields(&page.text, FIRST)).expect(303);
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), HOSTILE);
    });
}

#[test]
fn another_session_in_the_same_browser_asks_for_one_more_press() {
    on_both(|database| {
        let server = scene(database);
        let old = filled(&Browser::kenya(&server).get(FIRST), FIRST, &[("line-value", "typed before")]);
        let kenya = Browser::kenya(&server);
        let page = kenya.post(FIRST, &old).expect(403);
        page.holds("You have signed in again since you opened this page.");
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), "", "nothing is saved without the session's own token");
        kenya.post(FIRST, &filled(&page, FIRST, &[])).expect(303);
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), "typed before");
    });
}

#[test]
fn a_report_that_was_submitted_or_closed_meanwhile_gives_the_text_back() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "a")]).expect(303);
        kenya.fill(SECOND, SECOND, &[("last-value", "b")]).expect(303);
        let opened = filled(&kenya.get(FIRST), FIRST, &[("line-value", "too late")]);
        let send = format!("{REPORT}/submissions");
        kenya.fill(&format!("{REPORT}/check"), &send, &[("capacity", "Focal Point")]).expect(303);
        let page = kenya.post(FIRST, &opened).expect(409);
        page.holds("This report was submitted meanwhile");
        assert_eq!(page.value(FIRST, "line-value"), "too late");

        let uganda_first = FIRST.replace("KEN", "UGA");
        let uganda = Browser::uganda(&server);
        let opened = uganda.get(&uganda_first);
        server.wait(Duration::days(400));
        let late = Browser::uganda(&server);
        late.get("/reports/invented-1/UGA").expect(200).holds("Answers can no longer be saved.");
        let token = late.get("/account").value("/sign-out", "token");
        let form = filled(&opened, &uganda_first, &[("line-value", "too late"), ("token", &token)]);
        let page = late.post(&uganda_first, &form).expect(409);
        page.holds("This round was closed meanwhile");
        assert_eq!(page.value(&uganda_first, "line-value"), "too late");
        assert_eq!(late.post("/", &fields(&[("token", &token)])).status, 405);
    });
}
