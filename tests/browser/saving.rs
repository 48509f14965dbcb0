//! Saving while people write: points 7 to 12 and 15 of the checklist.

use chrono::Duration;
use serde_json::{Value, json};

use crate::driver::{Browser, Key};
use crate::stage::{FIRST, KENYA, Stage, UGANDA, play, play_on_both};
use crate::support::people::PASSWORD;

/// Waits until the server has an answer.
fn await_stored(stage: &Stage, browser: &Browser, path: &str, value: &str) {
    browser.until(&format!("{value:?} in {path}"), || (stage.stored(path) == value).then_some(()));
}

/// The words that wait in the browser for this person and whoever else.
fn waiting(browser: &Browser) -> Vec<String> {
    let look = "const done = arguments[0]; const request = indexedDB.open('godwit', 1); \
         request.onsuccess = () => { const all = request.result.transaction('answers').objectStore('answers').getAll(); \
         all.onsuccess = () => { request.result.close(); done(all.result.flatMap((one) => one.parts.map((part) => part[1]))); }; };";
    let found = browser.run_async(look, &json!([]));
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn await_waiting(browser: &Browser, text: &str) {
    browser.until(&format!("{text:?} in the queue"), || waiting(browser).iter().any(|one| one == text).then_some(()));
}

/// Signs somebody in as another tab of the same browser does.
fn sign_in_elsewhere(browser: &Browser, email: &str) {
    let sign_in = "const [email, password, done] = arguments; \
         fetch('/sign-in', {method: 'POST', body: new URLSearchParams({email, password})}).then((answer) => done(answer.status))";
    assert_eq!(browser.run_async(sign_in, &json!([email, PASSWORD])), 200);
    browser.run("window.dispatchEvent(new Event('focus'))", &json!([]));
}

#[test]
fn point_7_each_answer_is_saved_on_change_and_on_leaving_and_says_so() {
    play_on_both(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.write("#line-value", "The Wildlife Service");
        kenya.await_text("[role=status]", "Saved ");
        assert_eq!(stage.stored("line"), "The Wildlife Service", "said only once it is kept");
        kenya.click("#one-value-yes");
        await_stored(stage, &kenya, "one", "yes");
        kenya.write("#story-value", "Fences, then\nwells");
        kenya.click("#line-value");
        await_stored(stage, &kenya, "story", "Fences, then\nwells");
        kenya.until("nothing waits", || waiting(&kenya).is_empty().then_some(()));
        kenya.write("#line-value", " of Kenya");
        await_stored(stage, &kenya, "line", "The Wildlife Service of Kenya");
        assert!(!kenya.has(".wrong"), "whoever goes on typing is in nobody's way");
    });
}

#[test]
fn point_8_save_and_exit_works_too() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.write("#line-value", "At once");
        kenya.press("button[value=list]");
        assert_eq!(kenya.path(), "/reports/invented-1/KEN?done=saved");
        assert_eq!(stage.stored("line"), "At once");
        kenya.visit(FIRST);
        kenya.write("#whole-value", "12");
        kenya.keys(&[Key::Enter]);
        kenya.await_text("[role=status]", "Saved ");
        assert!(stage.stored("whole") == 12 && kenya.has_focus("#whole-value"), "Enter saves and leads nowhere");
    });
}

#[test]
fn point_9_a_killed_browser_gives_the_words_back() {
    play(|stage| {
        let mut kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.offline();
        kenya.write("#line-value", "The Wildlife Service");
        kenya.write("#story-value", "In the middle of a sent");
        await_waiting(&kenya, "In the middle of a sent");
        kenya.kill();
        kenya.start_again();
        crate::stage::sign_in(&kenya, KENYA);
        kenya.visit(FIRST);
        kenya.until("the words are back", || (kenya.value("#story-value") == "In the middle of a sent").then_some(()));
        await_stored(stage, &kenya, "line", "The Wildlife Service");
        await_stored(stage, &kenya, "story", "In the middle of a sent");
        kenya.until("nothing waits", || waiting(&kenya).is_empty().then_some(()));
    });
}

#[test]
fn point_10_without_a_line_typing_goes_on_and_all_is_sent_when_it_is_back() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.offline();
        kenya.write("#line-value", "Written");
        kenya.await_text("[role=status]", "No connection: your words are kept in this browser");
        kenya.write("#line-value", " in the field");
        kenya.click("#many-value-law");
        kenya.click("button[value=next]");
        await_waiting(&kenya, "law");
        assert_eq!(kenya.path(), FIRST, "the page stays where nothing can be sent");
        assert_eq!(stage.stored("line"), Value::Null);
        kenya.online();
        await_stored(stage, &kenya, "line", "Written in the field");
        kenya.until("the choice", || (stage.stored("many") == json!(["law"])).then_some(()));
        kenya.await_text("[role=status]", "Saved ");
    });
}

#[test]
fn point_11_after_signing_in_again_the_words_are_sent_from_where_they_stand() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        stage.server.wait(Duration::hours(13));
        kenya.write("#line-value", "After lunch");
        kenya.await_text("[role=status]", "You were signed out.");
        assert_eq!(
            kenya.attribute("[role=status] a", "href"),
            "/sign-in?next=%2Freports%2Finvented-1%2FKEN%2Fsections%2Ffirst"
        );
        sign_in_elsewhere(&kenya, UGANDA);
        kenya.await_text("[role=status]", "Somebody else has signed in");
        assert_eq!(stage.stored("line"), Value::Null, "nobody sends another's words");
        sign_in_elsewhere(&kenya, KENYA);
        await_stored(stage, &kenya, "line", "After lunch");
        assert_eq!(kenya.value("#line-value"), "After lunch");
        kenya.write("#line-value", " and on");
        await_stored(stage, &kenya, "line", "After lunch and on");
    });
}

#[test]
fn point_11_the_end_of_a_session_is_said_before_and_can_be_put_off() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        // As if nearly half an hour went by after the next answer.
        kenya.run("document.querySelector('[data-idle]').dataset.idle = 5.001", &json!([]));
        kenya.write("#line-value", "Busy");
        kenya.await_text("[role=alert]", "You will be signed out at ");
        kenya.run("document.querySelector('[data-idle]').dataset.idle = 30", &json!([]));
        kenya.click(".status button");
        kenya.until("the warning to go", || (!kenya.has("[role=alert]")).then_some(()));
        await_stored(stage, &kenya, "line", "Busy");
    });
}

#[test]
fn point_12_another_browser_goes_on_where_the_first_stopped() {
    play(|stage| {
        let (office, home) = (stage.kenya(), stage.kenya());
        office.visit(FIRST);
        office.write("#line-value", "From the office");
        await_stored(stage, &office, "line", "From the office");
        home.visit(FIRST);
        assert_eq!(home.value("#line-value"), "From the office");
        home.write("#line-value", ", and from home");
        await_stored(stage, &home, "line", "From the office, and from home");
    });
}

/// Writes an answer that somebody else saves before the news of it gets here: both stand there to choose from.
fn meet(stage: &Stage, kenya: &Browser) {
    kenya.visit(FIRST);
    kenya.offline();
    kenya.write("#line-value", "Mine");
    stage.answer("line", &json!("Theirs"));
    kenya.online();
    kenya.await_seen("#line-theirs button");
}

#[test]
fn point_15_the_second_to_save_sees_both_and_joins_them() {
    play_on_both(|stage| {
        let kenya = stage.kenya();
        meet(stage, &kenya);
        kenya.await_text("[role=status]", "Somebody else has changed the same answer");
        assert!(kenya.text("#line-theirs").contains("Theirs") && kenya.value("#line-value") == "Mine");
        assert!(kenya.has_focus("#line-value"), "the keyboard stays where it was");
        kenya.write("#line-value", " too");
        await_waiting(&kenya, "Mine too");
        assert_eq!(stage.stored("line"), "Theirs", "nothing is overwritten before the choice");
        kenya.click("#line-theirs button:last-of-type");
        await_stored(stage, &kenya, "line", "Theirs Mine too");
        assert!(kenya.has_focus("#line-value") && !kenya.has("#line-theirs"));
    });
}

#[test]
fn point_15_mine_or_theirs_is_chosen_by_the_keyboard() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.offline();
        kenya.write("#line-value", "Mine");
        kenya.write("#whole-value", "8");
        stage.answer("line", &json!("Theirs"));
        stage.answer("whole", &json!(7));
        kenya.online();
        kenya.await_seen("#line-theirs");
        kenya.await_seen("#whole-theirs");
        let press = |css: &str| {
            kenya.run("document.querySelector(arguments[0]).focus()", &json!([css]));
            kenya.keys(&[Key::Enter]);
        };
        press("#line-theirs button:nth-of-type(1)");
        await_stored(stage, &kenya, "line", "Mine");
        press("#whole-theirs button:nth-of-type(2)");
        kenya.until("theirs is shown", || (kenya.value("#whole-value") == "7").then_some(()));
        kenya.until("nothing waits", || waiting(&kenya).is_empty().then_some(()));
        assert!(stage.stored("whole") == 7 && kenya.has_focus("#whole-value"));
    });
}

/// Makes the page write its words down once more at the moment in which it throws them away.
const BUSY_KEYS: &str = "const plain = IDBObjectStore.prototype.delete; IDBObjectStore.prototype.delete = function (key) { \
     IDBObjectStore.prototype.delete = plain; const done = plain.call(this, key); \
     const field = document.getElementById('line-value'); \
     for (const name of ['input', 'focusout']) field.dispatchEvent(new Event(name, {bubbles: true})); \
     return done; }";

#[test]
fn point_15_what_was_given_up_for_theirs_does_not_come_back() {
    play(|stage| {
        let kenya = stage.kenya();
        meet(stage, &kenya);
        kenya.run(BUSY_KEYS, &json!([]));
        kenya.click("#line-theirs button:nth-of-type(2)");
        kenya.await_unseen("#line-theirs");
        kenya.write("#whole-value", "8");
        kenya.until("what is sent after it", || (stage.stored("whole") == 8).then_some(()));
        kenya.until("nothing waits", || waiting(&kenya).is_empty().then_some(()));
        assert_eq!(stage.stored("line"), "Theirs");
        assert_eq!(kenya.value("#line-value"), "Theirs");
    });
}

#[test]
fn what_cannot_be_read_waits_in_its_field_and_is_said_when_it_was_left() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.write("#whole-value", "many");
        await_waiting(&kenya, "many");
        kenya.click("#line-value");
        kenya.await_text("[role=status]", "1 answer is not saved yet.");
        assert!(!kenya.has(".wrong"), "nothing turns red by itself");
        kenya.click("[role=status] a");
        assert!(kenya.has_focus("#whole-value"));
        kenya.fill("#whole-value", "9");
        kenya.until("the number", || (stage.stored("whole") == 9).then_some(()));
        kenya.await_text("[role=status]", "Saved ");
    });
}

#[test]
fn signing_out_with_words_that_are_not_saved_asks_first_and_keeps_them_for_their_writer() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.write("#whole-value", "many");
        await_waiting(&kenya, "many");
        kenya.run("window.confirm = (said) => { document.title = said; return false; }", &json!([]));
        kenya.click("header form button");
        kenya.until("the question", || kenya.title().starts_with("1 answer is not saved yet.").then_some(()));
        kenya.run("window.confirm = () => true", &json!([]));
        kenya.press("header form button");
        crate::stage::sign_in(&kenya, UGANDA);
        kenya.visit(&FIRST.replace("KEN", "UGA"));
        kenya.write("#line-value", "Uganda's");
        kenya.await_text("[role=status]", "Saved ");
        assert_eq!(kenya.value("#whole-value"), "");
        assert!(waiting(&kenya).iter().any(|one| one == "many"), "they wait for their writer");
        kenya.visit("/account");
        kenya.press("header form button");
        crate::stage::sign_in(&kenya, KENYA);
        kenya.visit(FIRST);
        kenya.until("the words are back", || (kenya.value("#whole-value") == "many").then_some(()));
    });
}
