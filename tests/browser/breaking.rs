//! What breaks while somebody types: at most the last second of it is lost, and where the page lives on, nothing.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::driver::Browser;
use crate::stage::{FIRST, KENYA, Stage, play, play_whole, sign_in};
use crate::support::TestServer;
use crate::template::template;

const STORY: &str = "#story-value";
/// What may be lost of typing.
const LOSS: Duration = Duration::from_secs(1);
/// How long somebody types on before and after something breaks.
const TYPING: Duration = Duration::from_millis(2_500);

/// Somebody at a keyboard: all they typed, and by when.
#[derive(Default)]
struct Typing {
    text: String,
    by: Vec<(Instant, usize)>,
}

impl Typing {
    /// Types words for a while, without a pause and without ending one.
    fn go_on(&mut self, browser: &Browser) {
        let until = Instant::now() + TYPING;
        while Instant::now() < until {
            let some = format!("wor{} d", self.by.len());
            browser.type_text(&some);
            self.text.push_str(&some);
            self.by.push((Instant::now(), self.text.len()));
        }
    }

    /// What stood there a second before now.
    fn safe(&self) -> String {
        let now = Instant::now();
        let old = self.by.iter().rev().find(|(at, _)| *at + LOSS <= now);
        self.text[..old.expect("somebody typed for longer than a second").1].to_owned()
    }
}

/// Opens the page and begins to type.
fn begin(kenya: &Browser) -> Typing {
    kenya.visit(FIRST);
    kenya.focus(STORY);
    let mut typing = Typing::default();
    typing.go_on(kenya);
    typing
}

/// Kills the browser in the middle of a word; answers what must not be lost.
fn kill(kenya: &mut Browser, typing: &Typing) -> String {
    let safe = typing.safe();
    kenya.kill();
    safe
}

/// Starts the browser again: what was typed stands in the field, and gets to the server.
fn comes_back(stage: &Stage, kenya: &mut Browser, safe: &str) {
    kenya.start_again();
    sign_in(kenya, KENYA);
    kenya.visit(FIRST);
    let seen = kenya.until("the words in the field", || Some(kenya.value(STORY)).filter(|all| all.starts_with(safe)));
    kenya.until("the words at the server", || (stage.stored("story") == json!(seen)).then_some(()));
}

fn is_whole(stage: &Stage, kenya: &Browser, typing: &Typing) {
    kenya.until("all that was typed", || (stage.stored("story") == json!(typing.text)).then_some(()));
    assert_eq!(kenya.value(STORY), typing.text);
    kenya.await_text("[role=status]", "Saved ");
}

#[test]
fn a_tab_that_is_killed_in_mid_word_loses_a_second_at_most() {
    play(|stage| {
        let mut kenya = stage.kenya();
        let typing = begin(&kenya);
        let safe = kill(&mut kenya, &typing);
        comes_back(stage, &mut kenya, &safe);
    });
}

#[test]
fn a_line_that_is_cut_in_mid_word_loses_nothing() {
    play(|stage| {
        let kenya = stage.kenya();
        let mut typing = begin(&kenya);
        kenya.offline();
        typing.go_on(&kenya);
        kenya.await_text("[role=status]", "No connection");
        kenya.online();
        typing.go_on(&kenya);
        is_whole(stage, &kenya, &typing);
    });
}

#[test]
fn a_tab_that_is_killed_while_the_line_is_cut_loses_a_second_at_most() {
    play(|stage| {
        let mut kenya = stage.kenya();
        let mut typing = begin(&kenya);
        kenya.offline();
        typing.go_on(&kenya);
        let safe = kill(&mut kenya, &typing);
        comes_back(stage, &mut kenya, &safe);
    });
}

#[test]
fn a_session_that_ends_in_mid_word_loses_nothing_though_the_tab_is_killed_besides() {
    play(|stage| {
        let mut kenya = stage.kenya();
        let mut typing = begin(&kenya);
        stage.server.wait(TimeDelta::hours(13));
        typing.go_on(&kenya);
        kenya.await_text("[role=status]", "You were signed out.");
        let all = typing.text.clone();
        typing.go_on(&kenya);
        let safe = kill(&mut kenya, &typing);
        assert!(safe.starts_with(&all), "what was there when it was said is safe: {safe}");
        comes_back(stage, &mut kenya, &safe);
    });
}

#[test]
fn a_server_that_restarts_in_mid_word_loses_nothing() {
    play_whole(|stage| {
        let kenya = stage.kenya();
        let mut typing = begin(&kenya);
        let Stage { database, server } = stage;
        let address = server.address();
        kenya.forgive_failed_requests();
        server.stop();
        typing.go_on(&kenya);
        kenya.await_text("[role=status]", "No connection");
        let server = TestServer::at(database, address);
        typing.go_on(&kenya);
        let again = Stage { database, server };
        is_whole(&again, &kenya, &typing);
    });
}

#[test]
fn two_tabs_of_one_person_keep_each_its_words() {
    play(|stage| {
        let kenya = stage.kenya();
        let first = kenya.window();
        kenya.visit(FIRST);
        let second = kenya.open_window();
        kenya.visit(FIRST);
        kenya.turn_to(&first);
        kenya.offline();
        kenya.write(STORY, "From the first");
        kenya.turn_to(&second);
        kenya.online();
        kenya.reload();
        assert_eq!(kenya.value(STORY), "", "another tab's words are its own while it is there");
        kenya.write(STORY, "From the second");
        kenya.until("the second's", || (stage.stored("story") == "From the second").then_some(()));
        kenya.turn_to(&first);
        kenya.online();
        kenya.await_seen("#story-theirs");
        assert_eq!(kenya.value(STORY), "From the first");
        kenya.click("#story-theirs button:last-of-type");
        kenya.until("both", || (stage.stored("story") == "From the second\n\nFrom the first").then_some(()));
    });
}

#[test]
fn what_a_closed_tab_could_not_send_the_one_beside_it_does() {
    play(|stage| {
        let kenya = stage.kenya();
        let first = kenya.window();
        kenya.visit(FIRST);
        let second = kenya.open_window();
        kenya.visit(FIRST);
        kenya.offline();
        kenya.write("#line-value", "Nearly lost");
        kenya.await_text("[role=status]", "No connection");
        kenya.turn_to(&first);
        kenya.online();
        kenya.write(STORY, "Written meanwhile");
        kenya.until("the first's", || (stage.stored("story") == "Written meanwhile").then_some(()));
        assert_eq!(stage.stored("line"), Value::Null);
        kenya.turn_to(&second);
        kenya.close_window(&first);
        kenya.until("the second's", || (stage.stored("line") == "Nearly lost").then_some(()));
        assert_eq!(kenya.value("#line-value"), "Nearly lost", "the tab that is left shows it");
    });
}

#[test]
fn words_whose_question_is_gone_are_shown_to_be_copied() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.offline();
        kenya.write(STORY, "Words without a place");
        kenya.await_text("[role=status]", "No connection");
        let admin = stage.server.secretariat_admin();
        let mut without = template();
        without["items"][0]["items"].as_array_mut().unwrap().retain(|item| item["name"] != "story");
        admin.post("/api/v1/templates", &without).expect(201);
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
        let seen = admin.get("/api/v1/cycles/invented-1/moves?to=2").expect(200).json();
        let body = json!({"version": 2, "reason": "invented", "impact": seen["impact"]});
        admin.post("/api/v1/cycles/invented-1/moves", &body).expect(201);
        kenya.online();
        kenya.click("#line-value");
        kenya.until("no to them", || kenya.texts(".status").concat().contains("not saved yet").then_some(()));
        kenya.visit(FIRST);
        kenya.await_seen("#orphans summary");
        kenya.click("#orphans summary");
        assert_eq!(kenya.value("#orphans textarea"), "Words without a place");
        assert!(kenya.text("#orphans p").contains("no longer asked"), "{}", kenya.text("#orphans p"));
        kenya.is_accessible("words without a place");
        kenya.click("#orphans button");
        kenya.until("they are thrown away", || (!kenya.has("#orphans")).then_some(()));
    });
}
