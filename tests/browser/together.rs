//! Working together: points 14, 16 and 18 of the checklist. Point 15 is with the saving, 17 with the answering.

use chrono::TimeDelta;
use godwit::mail;
use serde_json::json;

use crate::driver::{Browser, Key};
use crate::stage::{FIRST, REPORT, play, play_on_both};
use crate::submitting::submit;

const STAY: &str = "button[value=stay]:not(.unseen)";

/// Waits until a field shows something.
fn await_value(browser: &Browser, css: &str, value: &str) {
    browser.until(&format!("{css} shows {value}"), || (browser.value(css) == value).then_some(()));
}

#[test]
fn point_14_what_a_colleague_saves_appears_and_takes_nothing_away() {
    play_on_both(|stage| {
        let (kenya, colleague) = (stage.kenya(), stage.colleague(&["first"]));
        kenya.visit(FIRST);
        colleague.visit(FIRST);
        kenya.await_words("Invented Person is in section 1.");
        kenya.fill("#story-value", "Words on their way");
        colleague.fill("#line-value", "From a colleague");
        colleague.press(STAY);
        await_value(&kenya, "#line-value", "From a colleague");
        kenya.await_words("Invented Person changed 1.1.");
        assert_eq!(kenya.value("#story-value"), "Words on their way");
        assert!(kenya.has_focus("#story-value"), "whoever types goes on typing");
        kenya.press(STAY);
        assert_eq!(stage.stored("line"), json!("From a colleague"));
        assert_eq!(stage.stored("story"), json!("Words on their way"));
    });
}

#[test]
fn point_14_what_was_missed_while_the_line_was_cut_appears_after() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        // Where the report stands was told: the line is there.
        stage.answer("line", &json!("Heard"));
        await_value(&kenya, "#line-value", "Heard");
        kenya.offline();
        stage.answer("story", &json!("Missed"));
        kenya.online();
        await_value(&kenya, "#story-value", "Missed");
    });
}

#[test]
fn point_16_who_is_there_is_seen_and_a_closed_laptop_is_not() {
    play(|stage| {
        let (kenya, mut colleague) = (stage.kenya(), stage.colleague(&["first"]));
        kenya.visit(FIRST);
        colleague.visit(FIRST);
        kenya.await_words("Invented Person is in section 1.");
        colleague.fill("#line-value", "Never sent");
        colleague.kill();
        stage.server.wait(TimeDelta::seconds(31));
        kenya.until("the colleague is gone", || {
            (!kenya.texts(".people").concat().contains("is in section")).then_some(())
        });
        // Nothing is locked that nobody could open.
        kenya.fill("#line-value", "Saved all the same");
        kenya.press(STAY);
        assert_eq!(stage.stored("line"), json!("Saved all the same"));
    });
}

#[test]
fn point_18_colleagues_talk_beside_the_answer_without_leaving_the_page() {
    play(|stage| {
        let (kenya, colleague) = (stage.kenya(), stage.colleague(&["first"]));
        kenya.visit(FIRST);
        colleague.visit(FIRST);
        kenya.fill("#story-value", "Half a sentence");
        kenya.click("#line-question .aside a");
        kenya.await_seen("dialog.talk #words");
        assert!(kenya.has_focus("#words"));
        kenya.is_accessible("a section with its remarks open");
        kenya.type_text("Is this the right authority?");
        kenya.click("dialog.talk .actions button");
        kenya.await_text("dialog.talk .remarks", "Is this the right authority?");
        assert_eq!((kenya.path().as_str(), kenya.value("#story-value").as_str()), (FIRST, "Half a sentence"));
        colleague.await_text("#line-question .aside", "1 open remark");
        colleague.click("#line-question .aside a");
        colleague.await_text("dialog.talk .remarks", "Is this the right authority?");
        colleague.click("dialog.talk button[name=resolve]");
        kenya.until("the remark is settled here, too", || {
            (!kenya.has("dialog.talk ol.remarks button[name=resolve]")).then_some(())
        });
        kenya.focus("dialog.talk #words");
        kenya.keys(&[Key::Escape]);
        kenya.await_unseen("dialog.talk");
        assert!(kenya.has_focus("#line-question .aside a"), "back where it was");
    });
}

#[test]
fn point_18_who_is_called_in_gets_a_letter_and_nothing_that_leaves_the_report_tells_of_it() {
    play(|stage| {
        stage.answer_what_is_needed();
        let (kenya, _colleague) = (stage.kenya(), stage.colleague(&["first"]));
        kenya.visit(FIRST);
        kenya.click("#line-question .aside a");
        kenya.await_seen("dialog.talk #words");
        kenya.shows("@Invented Person");
        kenya.fill("dialog.talk #words", "@Invented Person: between us, nobody counted them");
        kenya.click("dialog.talk .actions button");
        kenya.await_text("dialog.talk .remarks", "between us");
        let letters = stage.server.house.db.read(|tx| mail::store::keys_like(tx, "remark:")).unwrap();
        assert_eq!(letters.len(), 1, "{letters:?}");
        submit(&kenya);
        let receipt = format!("{REPORT}/submissions/1");
        let secretariat = stage.server.secretariat_admin();
        for path in ["", "/answers", "/print", "/changes", "/document.json"] {
            kenya.visit(&format!("{receipt}{path}"));
            assert!(!kenya.texts("body").concat().contains("between us"), "{path}");
        }
        for table in ["answers", "wide", "summary", "codebook"] {
            let rows = secretariat.get(&format!("/api/v1/cycles/invented-1/exports/{table}.csv")).expect(200).text;
            assert!(rows.contains("line") && !rows.contains("between us"), "{table}");
        }
    });
}
