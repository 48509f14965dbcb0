//! Answering: points 17, 19 to 22, 24 and 26 of the checklist.

use serde_json::json;

use crate::driver::Browser;
use crate::stage::{CHECK, FIRST, REPORT, SECOND, THIRD, play};

/// What the page says out loud of the count from now on.
const LISTEN: &str = "window.heard = []; \
     for (const one of document.querySelectorAll('form > .unseen[role=status]')) \
         new MutationObserver(() => heard.push(one.textContent)).observe(one, {childList: true, subtree: true, characterData: true})";
/// What the server refused of the words that wait in this browser, by path.
const REFUSED: &str = "const done = arguments[0]; const request = indexedDB.open('godwit', 1); \
     request.onsuccess = () => { const all = request.result.transaction('answers').objectStore('answers').getAll(); \
     all.onsuccess = () => { request.result.close(); done(all.result.filter((one) => one.stuck).map((one) => one.path)); }; };";

/// Waits until the server has said no to what stands in these fields.
fn await_refused(browser: &Browser, paths: &[&str]) {
    let refused = || (browser.run_async(REFUSED, &json!([])) == json!(paths)).then_some(());
    browser.until(&format!("no to {paths:?}"), refused);
}

/// Nothing on the page calls anything wrong.
fn is_unjudged(browser: &Browser) {
    for judged in [".wrong", ".message", ".summary", "[aria-invalid]", "[role=alert]"] {
        assert!(!browser.has(judged), "{judged}");
    }
    let (title, page) = (browser.title(), browser.texts("main").concat());
    assert!(!title.contains("Error") && !page.contains("Error"), "{title}: {page}");
}

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
fn point_19_nothing_is_judged_while_typing_but_the_count_is_said() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.write("#whole-value", "many");
        await_refused(&kenya, &["whole"]);
        let said = kenya.texts(".status").concat();
        assert!(!said.contains("not saved"), "the server knows, and whoever types is left in peace: {said}");
        is_unjudged(&kenya);
        kenya.write("#line-value", "The Wildlife Service");
        kenya.await_text(".status [role=status]", "1 answer is not saved yet.");
        assert!(kenya.has(".status [role=status] a"), "said calmly, with the way there");
        is_unjudged(&kenya);
        assert!(!kenya.has(".left"), "far from the limit nothing is counted beneath a line");
        kenya.type_text(&"!".repeat(90));
        assert_eq!(kenya.texts("#line-question .left"), ["10 characters too many"]);
        await_refused(&kenya, &["line", "whole"]);
        is_unjudged(&kenya);
        kenya.click("#story-value");
        kenya.await_text(".status [role=status]", "2 answers are not saved yet.");
        is_unjudged(&kenya);
    });
}

#[test]
fn point_19_the_count_is_seen_at_each_key_and_read_out_once() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        assert_eq!(kenya.attribute("#story-value", "aria-describedby"), "story-most");
        assert_eq!(kenya.text("#story-most"), "At most 2000 characters");
        let height = || kenya.run("return document.querySelector('#story-question').offsetHeight", &json!([]));
        let before = height();
        kenya.run(LISTEN, &json!([]));
        kenya.write("#story-value", "Fences 🐘");
        assert_eq!(kenya.texts("#story-question .left"), ["1992 characters left"], "an elephant is one character");
        assert_eq!(height(), before, "nothing jumps");
        let heard = || kenya.run("return window.heard", &json!([]));
        kenya.until("the count to be read out", || (heard() != json!([])).then_some(()));
        assert_eq!(heard(), json!(["1992 characters left"]), "once, not at each key");
        assert_eq!(kenya.attribute("#story-question .left", "aria-hidden"), "true");
        kenya.await_text("[role=status]", "Saved ");
        let spoken = [
            ("fr", "1991 caractères restants"),
            ("es", "Quedan 1990 caracteres"),
            ("ru", "Осталось 1989 знаков"),
            ("ar", "بقي 1988 حرفًا"),
        ];
        for (language, said) in spoken {
            stage.speak(language);
            kenya.visit(FIRST);
            kenya.write("#story-value", "!");
            assert_eq!(kenya.texts("#story-question .left"), [said], "{language}");
            let typed = kenya.value("#story-value");
            kenya.until("the word to be saved", || (stage.stored("story") == typed.as_str()).then_some(()));
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
fn point_26_a_file_is_added_and_taken_off_without_script() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.without_script();
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
