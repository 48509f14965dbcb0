//! Checking and submitting: points 27 and 29 to 31 of the checklist.

use serde_json::json;

use crate::driver::Browser;
use crate::stage::{CHECK, FIRST, REPORT, play};

pub fn submit(kenya: &Browser) {
    kenya.visit(CHECK);
    kenya.fill("#capacity", "National Focal Point");
    kenya.press("form[action$='/submissions'] button");
}

#[test]
fn point_27_answers_are_checked_and_changed_from_one_page() {
    play(|stage| {
        stage.answer("line", &json!("The Wildlife Service"));
        let kenya = stage.kenya();
        kenya.visit(CHECK);
        kenya.shows("The Wildlife Service");
        kenya.shows("Not provided");
        kenya.shows("1 answer is still needed");
        let change = ".change a[href*='line']";
        kenya.press(change);
        assert!(kenya.path().starts_with(FIRST), "{}", kenya.path());
        assert!(kenya.has("#line-value"));
        kenya.fill("#line-value", "Another service");
        kenya.press("button[value=check-line]");
        assert_eq!(
            kenya.path(),
            format!("{CHECK}?done=saved#line-answer"),
            "Change leads back to where the answer stands"
        );
        assert!(kenya.sees("#line-answer"));
        kenya.shows("Another service");
    });
}

#[test]
fn point_29_the_receipt_can_be_kept() {
    play(|stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        submit(&kenya);
        let receipt = kenya.path();
        assert_eq!(receipt, format!("{REPORT}/submissions/1"));
        kenya.shows("invented-1/KEN/1");
        kenya.shows("What happens next");
        kenya.visit("/");
        kenya.visit(&receipt);
        kenya.shows("invented-1/KEN/1");
    });
}

#[test]
fn point_30_a_double_click_submits_once() {
    play(|stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        kenya.visit(CHECK);
        kenya.fill("#capacity", "National Focal Point");
        kenya.leaving(|| kenya.click_twice("form[action$='/submissions'] button"));
        assert_eq!(kenya.path(), format!("{REPORT}/submissions/1"));
        kenya.visit(&format!("{REPORT}/submissions/2"));
        assert!(!kenya.has(".receipt"));
    });
}

#[test]
fn point_31_the_submitted_copy_stays_and_a_reopened_report_goes_on() {
    play(|stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        submit(&kenya);
        let copy = format!("{REPORT}/submissions/1/answers");
        kenya.visit(FIRST);
        assert_eq!(kenya.path(), CHECK, "what was submitted is read");
        kenya.visit(REPORT);
        kenya.fill("#reason", "A name was wrong");
        kenya.press("form[action$='/reopenings'] button");
        kenya.visit(FIRST);
        kenya.fill("#line-value", "Another service");
        kenya.press("button[value=list]");
        kenya.visit(&copy);
        kenya.shows("The Wildlife Service");
        submit(&kenya);
        assert_eq!(kenya.path(), format!("{REPORT}/submissions/2"));
        kenya.visit(&copy);
        kenya.shows("The Wildlife Service");
        kenya.visit(&format!("{REPORT}/submissions/2/answers"));
        kenya.shows("Another service");
        kenya.visit(&format!("{REPORT}/submissions/2"));
        kenya.press("a[href$='/changes']");
        kenya.shows("1 change");
        kenya.shows("The Wildlife Service");
        kenya.shows("Another service");
    });
}

#[test]
fn point_23_what_was_said_before_is_taken_over_by_a_press() {
    play(|stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        submit(&kenya);
        let next = json!({
            "cycle": "invented-2", "instrument": "CMS", "template": "invented", "version": 1,
            "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-09-30T20:59:59Z", "time_zone": "Africa/Nairobi",
            "parties": ["KEN"]
        });
        stage.server.secretariat_admin().post("/api/v1/cycles", &next).expect(201);
        kenya.visit("/reports/invented-2/KEN/sections/first");
        assert_eq!(kenya.value("#line-value"), "");
        kenya.shows("In your report to invented-1");
        kenya.press("button[value=reuse-line]");
        assert_eq!(kenya.value("#line-value"), "The Wildlife Service");
    });
}

#[test]
fn point_32_the_report_and_the_empty_form_can_be_printed() {
    play(|stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        kenya.visit(REPORT);
        kenya.press("a[href$='/print']");
        kenya.shows("Draft, not submitted");
        kenya.shows("The Wildlife Service");
        let pages = kenya.run("return document.querySelectorAll('.paper h2').length", &json!([]));
        assert_eq!(pages, json!(3), "every section stands on it");
        kenya.visit("/cycles/invented-1/form");
        kenya.shows("Filled in by");
        submit(&kenya);
        kenya.press("a[href$='/print']");
        kenya.shows("invented-1/KEN/1");
        kenya.shows("SHA-256");
    });
}
