//! Checking and submitting: points 23 and 27 to 32 of the checklist.

use serde_json::{Value, json};

use crate::driver::Browser;
use crate::stage::{CHECK, FIRST, REPORT, play, play_with};
use crate::template::template;

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

/// With a rule that nothing passes, and one that asks for a word of explanation.
fn ruled() -> Value {
    let mut ruled = template();
    ruled["rules"] = json!([
        {"name": "no_more_than_half", "severity": "error", "check": "${share} <= 50", "at": ["share"],
         "message": {"en": "No budget goes to it by more than half.", "fr": "Pas plus de la moitié."}},
        {"name": "so_many", "severity": "warning", "explain": true, "check": "${whole} <= 100", "at": ["whole"],
         "message": {"en": "These are more sites than the country has parks.", "fr": "Plus de sites que de parcs."}}
    ]);
    ruled
}

const SUBMIT: &str = "form[action$='/submissions'] button";
const HALF: &str = "No budget goes to it by more than half.";

#[test]
fn point_28_blockers_block_and_warnings_ask_for_an_explanation() {
    play_with(&ruled(), |stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        kenya.visit(CHECK);
        kenya.fill("#capacity", "National Focal Point");
        // While the page stood open, a colleague said something that cannot be.
        stage.answer("share", &json!(95));
        stage.answer("whole", &json!(500));
        kenya.press(SUBMIT);
        assert_eq!(kenya.status(), 409);
        assert!(kenya.title().starts_with("Error: ") && kenya.has_focus(".summary"), "{}", kenya.title());
        kenya.shows(HALF);
        assert!(!kenya.has(SUBMIT), "nothing to press while something blocks");
        // Nor is it up to the page.
        let revision = stage.server.focal_point().get("/api/v1/reports/invented-1/KEN").expect(200).json();
        let send = "const [revision] = arguments, form = document.createElement('form'); form.method = 'post'; \
             form.action = location.pathname.replace(/[^/]*$/, 'submissions'); \
             const parts = {token: document.querySelector('[name=token]').value, name: 'A', capacity: 'B', revision}; \
             for (const [name, value] of Object.entries(parts)) { const one = document.createElement('input'); \
             Object.assign(one, {name, value}); form.append(one); } document.body.append(form); form.submit()";
        kenya.leaving(|| {
            kenya.run(send, &json!([revision["revision"]]));
        });
        assert_eq!(kenya.status(), 422);
        assert!(kenya.title().starts_with("Error: ") && kenya.has_focus("#missing.summary"), "{}", kenya.title());
        kenya.shows("2 answers are still needed");
        mend(&kenya);
        kenya.shows("1 answer is still needed");
        explain(&kenya);
        kenya.fill("#capacity", "National Focal Point");
        kenya.press(SUBMIT);
        assert_eq!(kenya.path(), format!("{REPORT}/submissions/1"));
        kenya.visit(&format!("{REPORT}/submissions/1/answers"));
        assert!(kenya.text("#so_many-answer").contains("The new census found them."), "it stands in the frozen copy");
        let frozen = stage.server.focal_point().get("/api/v1/reports/invented-1/KEN/submissions/1").expect(200).json();
        assert_eq!(frozen["explanations"], json!({"so_many": "The new census found them."}));
    });
}

/// From the summary to the field that blocks, and back.
fn mend(kenya: &Browser) {
    let said = kenya.texts("#missing li");
    assert!(said[0].contains("Share of the budget") && said[0].contains(HALF), "{said:?}");
    kenya.press("#missing li:first-child a");
    assert!(kenya.path().starts_with(FIRST) && kenya.sees("#share-value"), "{}", kenya.path());
    assert!(in_view(kenya, "#share-value"), "the link leads to the field");
    kenya.fill("#share-value", "40");
    kenya.press("button[value=check-share]");
    assert_eq!(kenya.path(), format!("{CHECK}?done=saved#share-answer"), "and back");
    assert!(!kenya.texts("main").concat().contains(HALF));
}

/// Without a word the warning blocks; with one it does not.
fn explain(kenya: &Browser) {
    let save = "#so_many-answer button";
    kenya.press("#missing li:first-child a");
    assert!(kenya.path().starts_with(FIRST) && in_view(kenya, "#so_many-value"), "{}", kenya.path());
    kenya.back();
    assert!(!kenya.has(SUBMIT));
    kenya.fill("#so_many-value", "  ");
    kenya.press(save);
    kenya.shows("1 answer is still needed");
    assert!(!kenya.has(SUBMIT), "nothing said explains nothing");
    kenya.fill("#so_many-value", "The new census found them.");
    kenya.press(save);
    assert_eq!(kenya.path(), format!("{CHECK}?done=saved#so_many-answer"));
    assert!(!kenya.has("#missing") && kenya.has(SUBMIT));
    assert_eq!(kenya.value("#so_many-value"), "The new census found them.", "it can still be changed");
}

fn in_view(kenya: &Browser, css: &str) -> bool {
    let look = "const at = document.querySelector(arguments[0])?.getBoundingClientRect(); \
         return Boolean(at) && at.top >= 0 && at.bottom <= innerHeight";
    kenya.run(look, &json!([css])) == true
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
        kenya.shows("secretariat@cms.example");
        assert!(kenya.has("a[href='mailto:secretariat@cms.example']"), "somebody to ask");
        assert!(kenya.has(&format!("a[href='{receipt}/print']")), "a page for paper or PDF");
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
        kenya.shows("In your report to invented-1");
        let history = stage.server.focal_point().get("/api/v1/reports/invented-2/KEN/history/line").expect(200).json();
        let from: Vec<&Value> =
            history["revisions"].as_array().unwrap().iter().map(|one| &one["carried_from"]).collect();
        assert!(
            from.iter().any(|from| from["cycle"] == "invented-1" && from["reference"] == "invented-1/KEN/1"),
            "{from:?}"
        );
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

/// How many pages a PDF file has: each has an object of its own.
fn pages(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF"), "{:?}", pdf.get(..20));
    let text = String::from_utf8_lossy(pdf);
    let each = text.match_indices("/Type /Page").filter(|(at, kind)| !text[at + kind.len()..].starts_with('s'));
    each.count()
}

/// The labels of all questions, those in groups and in rows too.
fn labels(items: &Value, found: &mut Vec<String>) {
    for item in items.as_array().unwrap() {
        if item["items"].is_array() {
            labels(&item["items"], found);
        } else if item["type"] != "note" {
            found.push(item["label"]["en"].as_str().unwrap().to_owned());
        }
    }
}

#[test]
fn point_32_what_is_printed_is_a_file_with_every_question_and_no_way_about() {
    // What is there to go elsewhere, and what of it takes room.
    const WAYS: &str = "const ways = [...document.querySelectorAll('header a, nav, footer, .top, .skip, .back, .screen, form, button')]; \
        return [ways.length, ways.filter(way => way.getClientRects().length).map(way => way.outerHTML)]";
    play(|stage| {
        stage.answer_what_is_needed();
        stage.answer("each/r1/site", &json!("Invented bay"));
        let kenya = stage.kenya();
        let mut asked = Vec::new();
        labels(&template()["items"], &mut asked);
        assert!(asked.len() > 20, "{asked:?}");
        for path in [format!("{REPORT}/print"), "/cycles/invented-1/form".to_owned()] {
            kenya.visit(&path);
            let shown = kenya.run(WAYS, &json!([]));
            assert_ne!(shown[1], json!([]), "on the screen there are ways about: {path}");
            kenya.devtools("Emulation.setEmulatedMedia", &json!({"media": "print"}));
            let printed = kenya.run(WAYS, &json!([]));
            assert_eq!(printed[1], json!([]), "{path}");
            let seen = kenya.run("return document.body.innerText", &json!([]));
            for label in &asked {
                // In a report the questions of a repeat stand in its rows.
                let in_rows = label.starts_with("Is it common") || label.starts_with("What is known");
                assert!(in_rows || seen.as_str().unwrap().contains(label), "{label} on {path}");
            }
            kenya.devtools("Emulation.setEmulatedMedia", &json!({"media": ""}));
            let pdf = kenya.pdf();
            assert!(pages(&pdf) > 1, "{} pages of {path} in {} bytes", pages(&pdf), pdf.len());
        }
    });
}
