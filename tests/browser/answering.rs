//! Answering: points 17 and 20 to 24 of the checklist.

use serde_json::json;

use crate::stage::{CHECK, FIRST, REPORT, SECOND, THIRD, play};

#[test]
fn point_17_a_colleague_sees_the_delegated_section_alone() {
    play(|stage| {
        stage.answer("line", &json!("Not for the colleague"));
        let colleague = stage.colleague(&["third"]);
        colleague.visit(REPORT);
        assert_eq!(colleague.texts(".tasks .what a"), ["Closing"]);
        colleague.press(".tasks a");
        colleague.fill("#last-value", "From a colleague");
        colleague.press("button[value=list]");
        assert_eq!(stage.stored("last"), json!("From a colleague"));
        for refused in [FIRST, SECOND] {
            colleague.visit(refused);
            assert_eq!(colleague.status(), 404, "{refused}");
        }
        for path in [REPORT, CHECK] {
            colleague.visit(path);
            assert!(!colleague.texts("body").concat().contains("Not for the colleague"), "{path}");
        }
        for path in ["/cycles/invented-1/exports/answers.csv", "/reports/invented-1/KEN/submissions/1/document.json"] {
            colleague.visit(path);
            let status = colleague.status();
            assert!(status == 403 || status == 404, "{path}: {status}");
        }
    });
}

#[test]
fn point_20_errors_are_summed_up_said_at_the_field_and_linked() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        assert!(kenya.has("main form[method=post][novalidate]"));
        kenya.fill("#whole-value", "many");
        kenya.fill("#line-value", "Right");
        kenya.press("button[value=next]");
        assert!(kenya.title().starts_with("Error: "), "{}", kenya.title());
        assert!(kenya.has_focus(".summary"), "the summary has the focus");
        let said = kenya.text("#whole-wrong");
        let summed = kenya.text(".summary li a");
        let words = said.trim_start_matches("Error:").trim();
        assert!(summed.contains(words) && !words.is_empty(), "{summed} says {words}");
        kenya.click(".summary li a");
        assert!(kenya.has_focus("#whole-value"), "the link leads to the field");
        assert_eq!(kenya.value("#whole-value"), "many", "as it was typed");
        assert_eq!(stage.stored("line"), json!("Right"), "what is right is saved");
    });
}

#[test]
fn point_21_what_may_be_left_out_says_so_and_nothing_has_an_asterisk() {
    play(|stage| {
        let kenya = stage.kenya();
        for section in [FIRST, THIRD] {
            kenya.visit(section);
            assert!(!kenya.texts("main").concat().contains('*'));
            assert!(!kenya.has("main form[method=post] [required]"), "drafts always save");
        }
        kenya.visit(FIRST);
        assert!(kenya.text("#story-question label").contains("(optional)"));
        assert!(!kenya.text("#line-question label").contains("(optional)"));
    });
}

#[test]
fn point_22_pasted_spaces_and_local_decimals_are_taken() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.focus("#area-value");
        kenya.paste(" 12 345,5 ");
        kenya.focus("#whole-value");
        kenya.paste("1\u{a0}234\n");
        kenya.press("button[value=stay]:not(.unseen)");
        assert!(!kenya.has(".summary"), "{:?}", kenya.texts(".summary"));
        assert_eq!(stage.stored("area"), json!(12345.5));
        assert_eq!(stage.stored("whole"), json!(1234));
    });
}

#[test]
fn point_24_a_hidden_answer_comes_back_when_the_condition_turns() {
    play(|stage| {
        stage.answer("one", &json!("yes"));
        stage.answer("plan_name", &json!("The flyway plan"));
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        assert_eq!(kenya.value("#plan_name-value"), "The flyway plan");
        kenya.click("label[for='one-value-no']");
        kenya.press("button[value=stay]:not(.unseen)");
        assert!(!kenya.sees("#plan_name-value"), "hidden");
        kenya.click("label[for='one-value-yes']");
        kenya.press("button[value=stay]:not(.unseen)");
        assert_eq!(kenya.value("#plan_name-value"), "The flyway plan");
        assert_eq!(stage.stored("plan_name"), json!("The flyway plan"));
    });
}

#[test]
fn point_26_a_file_is_added_and_taken_off() {
    play(|stage| {
        let kenya = stage.kenya();
        let file = stage.database.folder.path().join("plan.pdf");
        std::fs::write(&file, b"%PDF-1.7\ninvented\n%%EOF\n").unwrap();
        kenya.visit(FIRST);
        kenya.fill("#line-value", "Typed before");
        kenya.press("button[value='file-plans']");
        let said = kenya.text("#file-hint");
        assert!(said.contains("20 MiB") && said.contains("PDF"), "size and type are said first: {said}");
        kenya.attach("#file", &file);
        kenya.press("main form button");
        assert!(kenya.path().starts_with(FIRST), "{}", kenya.path());
        assert_eq!(kenya.value("#line-value"), "Typed before");
        assert!(kenya.text("#plans-question").contains("plan.pdf"));
        kenya.click("#plans-question .choice input");
        kenya.press("button[value=stay]:not(.unseen)");
        assert!(!kenya.text("#plans-question").contains("plan.pdf"));
    });
}
