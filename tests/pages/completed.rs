//! "Have you completed this section?": a person's word, and how a section stands with it.

use serde_json::json;

use crate::scene::{Browser, FIRST, REPORT, SECOND, scene};
use crate::support::on_both;

const STATE: &str = "/api/v1/reports/invented-1/KEN";

#[test]
fn a_section_is_completed_when_somebody_says_so_and_nothing_is_missing() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.get(FIRST).expect(200).holds("Have you completed this section?");
        kenya.fill(FIRST, FIRST, &[("line-value", "a"), ("then", "list")]).expect(303);
        kenya.get(REPORT).holds("In progress");
        kenya.get("/").holds("0 of 2 sections completed");
        kenya.fill(FIRST, FIRST, &[("completed", "yes"), ("then", "list")]).expect(303);
        kenya.get(FIRST).holds("Invented Person said so on 1 March 2027, 11:00 (Africa/Nairobi).");
        kenya.get("/").holds("1 of 2 sections completed");
        let state = server.focal_point().get(STATE).expect(200).json();
        assert_eq!(state["progress"][0]["status"], "completed");
        assert_eq!(state["progress"][0]["declared"]["by"], "Invented Person");
        assert_eq!(state["progress"][1]["status"], "not_started");
        assert_eq!(state["progress"][1]["declared"], json!(null));

        // The word stays when an answer is taken away; the section says what it still needs.
        kenya.fill(FIRST, FIRST, &[("line-value", ""), ("then", "stay")]).expect(303);
        let page = kenya.get(FIRST);
        page.holds("1 answer is still needed.");
        assert_eq!(page.value(FIRST, "completed"), "yes");
        kenya.get(REPORT).holds("Cannot be completed yet");
        kenya.fill(FIRST, FIRST, &[("completed", "no"), ("line-value", "b")]).expect(303);
        kenya.get("/").holds("0 of 2 sections completed");
    });
}

#[test]
fn a_section_that_nobody_called_completed_keeps_no_report_from_being_submitted() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "a")]).expect(303);
        kenya.fill(SECOND, SECOND, &[("last-value", "b"), ("completed", "no")]).expect(303);
        let send = format!("{REPORT}/submissions");
        kenya.fill(&format!("{REPORT}/check"), &send, &[("capacity", "Focal Point")]).expect(303);
        // Whoever submits stands for all of it, until something is taken up again.
        kenya.get("/").holds("2 of 2 sections completed");
        kenya.fill(REPORT, &format!("{REPORT}/reopenings"), &[("reason", "A figure was wrong")]).expect(303);
        kenya.get("/").holds("1 of 2 sections completed");
    });
}

#[test]
fn a_colleague_speaks_for_the_own_section_alone() {
    on_both(|database| {
        let server = scene(database);
        let colleague = Browser::colleague(&server, "second");
        colleague.fill(SECOND, SECOND, &[("completed", "yes")]).expect(303);
        let kenya = Browser::kenya(&server);
        kenya.get(REPORT).holds("Cannot be completed yet");
        let form =
            crate::scene::fields(&[("token", &colleague.get("/").value("/sign-out", "token")), ("completed", "yes")]);
        colleague.post(FIRST, &form).expect(404);
        let flawed = kenya.fill(FIRST, FIRST, &[("completed", "yes"), ("share-value", "150")]).expect(422);
        assert_eq!(flawed.value(FIRST, "completed"), "yes", "what was said is not lost");
        kenya.get("/").holds("0 of 2 sections completed");
    });
}
