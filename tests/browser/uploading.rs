//! Files sent from beside their answers, with script: point 26 of the checklist.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::driver::Browser;
use crate::stage::{FIRST, Stage, play};

const ADD: &str = "button[value='file-plans']";
const SAID: &str = ".upload [role=status]";
/// What is seen and what is read out from now on, each once.
const WATCH: &str = "const box = document.querySelector('.upload'), seen = box.querySelector('[aria-hidden]'), \
     said = box.querySelector('[role=status]'); window.seen = []; window.said = []; \
     const note = (all, text) => text && all.at(-1) !== text && all.push(text); \
     new MutationObserver(() => { note(window.seen, seen.textContent); note(window.said, said.textContent); }) \
         .observe(box, {childList: true, subtree: true, characterData: true})";

/// A file of the tester's own machine, as many bytes long.
fn file(stage: &Stage, name: &str, bytes: usize) -> PathBuf {
    let path = stage.database.folder.path().join(name);
    let mut content = format!("%PDF-1.7\n{name}\n").into_bytes();
    content.resize(bytes, b' ');
    std::fs::write(&path, content).unwrap();
    path
}

fn words(browser: &Browser, name: &str) -> Vec<String> {
    let all = browser.run(&format!("return window.{name}"), &json!([]));
    all.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Opens the place for a file and says what is to be known before.
fn open(kenya: &Browser) {
    kenya.visit(FIRST);
    kenya.run("window.here = true", &json!([]));
    kenya.click(ADD);
    kenya.until("the focus on the field for a file", || kenya.has_focus("#plans-file").then_some(()));
    assert_eq!(kenya.attribute("#plans-file", "aria-describedby"), "plans-file-hint");
    let hint = kenya.text("#plans-file-hint");
    assert!(hint.contains("20 MiB") && hint.contains("PDF"), "size and type are said before: {hint}");
}

/// Whether it is still the page that was opened.
fn is_same_page(kenya: &Browser) -> bool {
    kenya.run("return window.here === true", &json!([])) == true && kenya.path() == FIRST
}

fn files(stage: &Stage) -> usize {
    stage.stored("plans").as_array().map_or(0, Vec::len)
}

#[test]
fn point_26_a_file_goes_up_with_progress_while_a_colleague_edits() {
    play(|stage| {
        let (kenya, colleague) = (stage.kenya(), stage.colleague(&["first"]));
        colleague.visit(FIRST);
        open(&kenya);
        kenya.is_accessible("the place for a file");
        kenya.run(WATCH, &json!([]));
        kenya.slow();
        kenya.attach("#plans-file", &file(stage, "plan.pdf", 400_000));
        kenya.await_seen(".upload progress");
        kenya.is_accessible("a file on its way");
        kenya.write("#line-value", "The Wildlife Service");
        colleague.write("#story-value", "Fences");
        kenya.until("a colleague's words", || (kenya.value("#story-value") == "Fences").then_some(()));
        kenya.until("the own words", || (stage.stored("line") == "The Wildlife Service").then_some(()));
        assert!(kenya.sees(".upload progress") && files(stage) == 0, "both are there before the file is");
        assert!(leaving_asks(&kenya), "whoever leaves now is asked first");
        kenya.await_text(SAID, "plan.pdf was added.");
        assert!(is_same_page(&kenya) && kenya.has_focus("#line-value") && !leaving_asks(&kenya));
        kenya.await_seen("#plans-question .choice a");
        assert!(kenya.text("#plans-question .choice").contains("plan.pdf") && files(stage) == 1);
        assert_eq!(kenya.value("#line-value"), "The Wildlife Service");
        assert_eq!((stage.stored("line"), stage.stored("story")), (json!("The Wildlife Service"), json!("Fences")));
        let (seen, said) = (words(&kenya, "seen"), words(&kenya, "said"));
        let parts: Vec<u32> = seen.iter().map(|one| one.split([' ', '%']).nth(2).unwrap().parse().unwrap()).collect();
        assert!(parts.is_sorted() && parts.iter().any(|part| (1..100).contains(part)), "{seen:?}");
        assert_eq!(said, ["Sending plan.pdf: 0%", "plan.pdf was added."], "read out at the start and at the end");
        colleague.await_seen("#plans-question .choice a");
    });
}

/// Whether the browser would ask before it leaves the page.
fn leaving_asks(kenya: &Browser) -> bool {
    let leave = "const event = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(event); return event.defaultPrevented";
    kenya.run(leave, &json!([])) == true
}

#[test]
fn point_26_a_file_is_stopped_refused_broken_off_and_taken_off_without_another_page() {
    play(|stage| {
        let kenya = stage.kenya();
        open(&kenya);
        kenya.slow();
        kenya.attach("#plans-file", &file(stage, "plan.pdf", 400_000));
        kenya.await_seen(".upload progress");
        kenya.click(".upload button");
        kenya.await_text(SAID, "plan.pdf was not sent.");
        assert!(!kenya.sees(".upload progress") && kenya.has_focus(".upload button"), "the keyboard stays");
        kenya.offline();
        kenya.click(".upload button");
        kenya.await_text(SAID, "plan.pdf did not get through.");
        assert_eq!(files(stage), 0);
        kenya.online();
        kenya.click(".upload button");
        kenya.await_text(SAID, "plan.pdf was added.");
        assert!(files(stage) == 1 && kenya.has_focus("#plans-file"), "the button is gone, the keyboard is not");
        let page = stage.database.folder.path().join("page.pdf");
        std::fs::write(&page, "<html>").unwrap();
        kenya.attach("#plans-file", &page);
        kenya.await_text(SAID, "page.pdf was not added. By its content, this is none of the files that are taken");
        let film = file(stage, "film.pdf", 20 * 1024 * 1024 + 1);
        kenya.attach("#plans-file", &film);
        kenya.await_text(SAID, "film.pdf was not added. A file has at most 20 MiB.");
        kenya.attach("#plans-file", &file(stage, "second.pdf", 100));
        kenya.await_text(SAID, "second.pdf was added.");
        kenya.attach("#plans-file", &file(stage, "third.pdf", 100));
        kenya.await_text(SAID, "third.pdf was not added. This answer has as many files as fit.");
        kenya.until("both files", || (kenya.texts("#plans-question .choice").len() == 2).then_some(()));
        kenya.click("#plans-question .choice:has(+ .choice) input");
        kenya.until("one file", || (files(stage) == 1).then_some(()));
        assert!(is_same_page(&kenya) && !kenya.has(".wrong") && !kenya.has(".summary"));
        kenya.visit(FIRST);
        assert!(kenya.text("#plans-question .choice").contains("second.pdf"), "the other is taken off");
    });
}

#[test]
fn point_26_words_that_wait_in_the_same_answer_stay_beside_a_file_that_came() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        // Too long a text waits until it is shorter.
        kenya.write("#line-value", &"The Wildlife Service, ".repeat(5));
        kenya.click("#story-value");
        kenya.await_text(".status [role=status]", "1 answer is not saved yet.");
        kenya.click("#line-question details.comment:has(button[value='file-line']) summary");
        kenya.click("button[value='file-line']");
        kenya.await_seen("#line-file");
        kenya.attach("#line-file", &file(stage, "plan.pdf", 100));
        kenya.await_seen("#line-question .comment .choice a");
        assert_eq!(kenya.value("#line-value"), "The Wildlife Service, ".repeat(5));
        kenya.fill("#line-value", "The Wildlife Service");
        kenya.until("the words", || (stage.stored("line") == "The Wildlife Service").then_some(()));
        assert!(!kenya.has("#line-theirs"), "nobody is in the way of their own file");
        let program = stage.server.focal_point();
        let kept = program.get("/api/v1/reports/invented-1/KEN/answers/line").expect(200).json();
        assert_eq!(kept["attachments"].as_array().map(Vec::len), Some(1), "{kept}");
    });
}
