//! Finding one's way: points 1 to 6 of the checklist.

use serde_json::json;

use crate::stage::{FIRST, REPORT, SECOND, THIRD, play};

#[test]
fn point_01_the_list_of_sections_says_how_far_each_is() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.press(".card a.button");
        assert_eq!(kenya.path(), REPORT);
        assert_eq!(kenya.texts(".tasks .what a"), ["Conservation", "Sites and people", "Closing"]);
        assert!(kenya.texts(".tasks li").iter().all(|line| line.contains("Not started")));
        kenya.press(".tasks li:last-child a");
        kenya.fill("#last-value", "More of it");
        kenya.click("label[for=completed-yes]");
        kenya.press("button[value=list]");
        assert_eq!(kenya.path(), format!("{REPORT}?done=saved"), "back at the list, as after each section");
        let colour = |line: u8| {
            let tag = format!(".tasks li:nth-child({line}) > :last-child");
            kenya.run("return getComputedStyle(document.querySelector(arguments[0])).backgroundColor", &json!([tag]))
        };
        let ink =
            |css: &str| kenya.run("return getComputedStyle(document.querySelector(arguments[0])).color", &json!([css]));
        assert_eq!(ink(".tasks li:nth-child(3) > :last-child"), ink("main h2"), "in the ink of all text");
        assert_eq!(colour(3), "rgba(0, 0, 0, 0)", "what is complete is plain");
        assert_ne!(colour(1), "rgba(0, 0, 0, 0)", "what is not is marked");
    });
}

#[test]
fn point_03_whoever_answers_says_when_a_section_is_completed() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        assert_eq!(kenya.texts("#completed .choice").len(), 2);
        kenya.click("label[for=completed-yes]");
        kenya.press("button[value=list]");
        kenya.shows("0 of 3 sections completed");
        kenya.shows("Cannot be completed yet");
        kenya.press(".tasks li:first-child a");
        assert!(kenya.is_ticked("#completed-yes"), "their word is kept");
        kenya.fill("#line-value", "The Wildlife Service");
        kenya.press("button[value=list]");
        kenya.shows("1 of 3 sections completed");
        kenya.press(".tasks li:first-child a");
        kenya.click("label[for=completed-no]");
        kenya.press("button[value=list]");
        kenya.shows("0 of 3 sections completed");
    });
}

#[test]
fn point_02_sections_are_answered_in_any_order() {
    play(|stage| {
        let kenya = stage.kenya();
        for (section, field) in [(THIRD, "#last-value"), (FIRST, "#line-value")] {
            kenya.visit(REPORT);
            kenya.press(&format!(".tasks a[href='{section}']"));
            kenya.fill(field, "Answered");
            kenya.press("button[value=list]");
        }
        assert_eq!((stage.stored("last"), stage.stored("line")), (json!("Answered"), json!("Answered")));
    });
}

#[test]
fn point_04_a_section_is_one_page() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        let asked = kenya.texts("main form[method=post] .field label, main form[method=post] .field legend");
        for question in ["1.1 Which authority leads?", "1.7 Is there a national plan?", "1.13 The plans"] {
            assert!(asked.iter().any(|one| one.starts_with(question)), "{question} in {asked:?}");
        }
        assert_eq!(kenya.texts("h1"), ["1 Conservation"]);
    });
}

#[test]
fn point_05_back_keeps_what_was_answered() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(REPORT);
        kenya.press(&format!(".tasks a[href='{FIRST}']"));
        assert!(kenya.sees(".back"));
        kenya.fill("#line-value", "The Wildlife Service");
        kenya.press("button[value=next]");
        assert_eq!(kenya.path(), format!("{SECOND}?done=saved"));
        kenya.leaving(|| kenya.back());
        assert_eq!(kenya.value("#line-value"), "The Wildlife Service");
        kenya.press(".back");
        assert_eq!(kenya.path(), REPORT);
        assert_eq!(stage.stored("line"), json!("The Wildlife Service"));
    });
}

#[test]
fn point_06_progress_is_said_in_sections() {
    play(|stage| {
        let kenya = stage.kenya();
        for page in ["/", REPORT] {
            kenya.visit(page);
            kenya.shows("0 of 3 sections completed");
            assert!(!kenya.has("progress, [role=progressbar]"), "no bar of steps");
        }
    });
}
