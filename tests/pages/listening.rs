//! What happens in a report is told to those who have it open, and to nobody else.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use godwit::web::live::MOST_OF_A_PERSON;
use serde_json::{Value, json};

use crate::scene::{Browser, FIRST, REPORT, SECOND, fields, filled, scene};
use crate::support::{TestServer, on_both};

const EVENTS: &str = "/reports/invented-1/KEN/events";
const PRESENCE: &str = "/reports/invented-1/KEN/presence";
const LINE: &str = "/reports/invented-1/KEN/comments/line";
/// Longer than a stream needs for anything; what never comes fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody who listens.
struct Ear {
    lines: BufReader<TcpStream>,
    /// The newest mark that was heard.
    mark: String,
}

/// One event: its name and what it says. None: the stream ended.
type Heard = Option<(String, Value)>;

impl Ear {
    fn open(server: &TestServer, browser: &Browser, path: &str, mark: Option<&str>) -> Self {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mark = mark.map(|mark| format!("Last-Event-ID: {mark}\r\n")).unwrap_or_default();
        let cookie = browser.cookie.as_deref().unwrap_or_default();
        let asked = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n{mark}\r\n");
        stream.write_all(asked.as_bytes()).unwrap();
        let mut ear = Self { lines: BufReader::new(stream), mark: String::new() };
        let mut head = String::new();
        while let Some(line) = ear.line().filter(|line| !line.is_empty()) {
            head.push_str(&format!("{line}\n"));
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("content-type: text/event-stream") && !head.contains("content-encoding"), "{head}");
        ear
    }

    /// Listens, and waits until it is known that it does: where the report stands is told at first.
    fn at(server: &TestServer, browser: &Browser) -> Self {
        let mut ear = Self::open(server, browser, EVENTS, None);
        ear.expect("people");
        ear
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).expect("a line, or the end, in time");
        (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn next(&mut self) -> Heard {
        let mut name = String::new();
        loop {
            let line = self.line()?;
            // The sizes of chunks stand between; the last is 0.
            match line.split_once(": ") {
                None if line == "0" => return None,
                Some(("id", mark)) => self.mark = mark.to_owned(),
                Some(("event", said)) => name = said.to_owned(),
                Some(("data", said)) => return Some((name, serde_json::from_str(said).unwrap())),
                _ => {}
            }
        }
    }

    /// The next event of this name; those before it are passed over.
    #[track_caller]
    fn expect(&mut self, name: &str) -> Value {
        loop {
            match self.next() {
                Some((heard, said)) if heard == name => return said,
                Some(_) => {}
                None => panic!("the stream ended without {name}"),
            }
        }
    }

    #[track_caller]
    fn ends(&mut self) {
        while self.next().is_some() {}
    }
}

fn paths(said: &Value) -> Vec<&str> {
    said["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect()
}

fn save(browser: &Browser, section: &str, field: &str, words: &str) {
    browser.fill(section, section, &[(field, words)]).expect(303);
}

#[test]
fn what_a_colleague_does_is_told() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, colleague) = (Browser::kenya(&server), Browser::colleague(&server, "first"));
        let mut ear = Ear::at(&server, &kenya);
        save(&colleague, FIRST, "line-value", "theirs");
        let said = ear.expect("answers");
        assert_eq!((paths(&said), &said["by"], &said["you"]), (vec!["line"], &json!("Invented Person"), &json!(false)));
        assert_eq!(said["revision"], 1);
        assert!(!said.to_string().contains("theirs"), "which answer, not what it says");
        let talk = colleague.get(LINE);
        colleague.post(LINE, &filled(&talk, LINE, &[("words", "look")])).expect(303);
        assert_eq!(paths(&ear.expect("comments")), ["line"]);
        save(&kenya, SECOND, "last-value", "mine");
        let said = ear.expect("answers");
        assert_eq!((paths(&said), &said["you"]), (vec!["last"], &json!(true)));
        let token = kenya.get(REPORT).value("/sign-out", "token");
        let declared = [("token", token.as_str()), ("name", "A"), ("capacity", "B"), ("revision", "2")];
        kenya.post(&format!("{REPORT}/submissions"), &fields(&declared)).expect(303);
        let state = ear.expect("state");
        assert_eq!((&state["state"], &state["open"]), (&json!("submitted"), &json!(false)), "{state}");
    });
}

#[test]
fn a_delegate_hears_of_the_own_section_alone() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, colleague) = (Browser::kenya(&server), Browser::colleague(&server, "second"));
        save(&kenya, FIRST, "line-value", "begun");
        let mut ear = Ear::at(&server, &colleague);
        save(&kenya, FIRST, "line-value", "not yours");
        kenya.post(LINE, &filled(&kenya.get(LINE), LINE, &[("words", "nor this")])).expect(303);
        save(&kenya, SECOND, "last-value", "yours");
        let (name, said) = ear.next().unwrap();
        assert_eq!((name.as_str(), paths(&said)), ("answers", vec!["last"]));
    });
}

#[test]
fn what_another_server_keeps_is_told_too() {
    on_both(|database| {
        let (here, there) = (scene(database), TestServer::over(database));
        let kenya = Browser::kenya(&here);
        let mut ear = Ear::at(&here, &kenya);
        there
            .focal_point()
            .put("/api/v1/reports/invented-1/KEN/answers/line", &json!({"value": "x", "revision": 0}))
            .expect(200);
        assert_eq!(paths(&ear.expect("answers")), ["line"]);
        ear.expect("state");
        assert_eq!(ear.mark, "1-0", "it stands at the last of what happened at once");
    });
}

#[test]
fn whoever_lost_the_line_is_told_what_they_missed() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        save(&kenya, FIRST, "line-value", "before");
        let mut ear = Ear::at(&server, &kenya);
        save(&kenya, FIRST, "line-value", "heard");
        ear.expect("answers");
        let mark = std::mem::take(&mut ear.mark);
        drop(ear);
        save(&kenya, FIRST, "whole-value", "3");
        save(&kenya, SECOND, "last-value", "missed");
        let mut again = Ear::open(&server, &kenya, EVENTS, Some(&mark));
        assert_eq!(paths(&again.expect("answers")), ["whole", "last"]);
        assert_eq!(
            paths(&Ear::open(&server, &kenya, &format!("{EVENTS}?since=1-0"), None).expect("answers")),
            ["line", "whole", "last"]
        );
        // A mark that nobody was ever given: read it all again.
        for rubbish in ["9-9", "x", "1-1"] {
            Ear::open(&server, &kenya, EVENTS, Some(rubbish)).expect("missed");
        }
    });
}

#[test]
fn a_stream_ends_with_the_right_to_it() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let (signed_out, colleague) = (Browser::kenya(&server), Browser::colleague(&server, "first"));
        let reader = Browser::signed_in(&server, "reader@cms.example");
        assert_eq!(reader.get(EVENTS).status, 403);
        assert_eq!(Browser::uganda(&server).get(EVENTS).status, 404);
        server.focal_point().patch("/api/v1/reports/invented-1/KEN", &json!({"shared": true})).expect(200);
        let mut ears = [&signed_out, &colleague, &reader].map(|browser| Ear::at(&server, browser));
        let mut stays = Ear::at(&server, &kenya);
        let token = signed_out.get(REPORT).value("/sign-out", "token");
        signed_out.post("/sign-out", &fields(&[("token", &token)])).expect(303);
        server.focal_point().patch("/api/v1/reports/invented-1/KEN", &json!({"shared": false})).expect(200);
        let end = "UPDATE grants SET ended_at = from_at WHERE role = 'contributor'";
        database.connect().batch_execute(end).unwrap();
        ears.iter_mut().for_each(Ear::ends);
        save(&kenya, FIRST, "line-value", "still here");
        stays.expect("answers");
        // Left alone for half an hour, a browser is signed out, and listening keeps nobody signed in.
        server.wait(TimeDelta::minutes(31));
        stays.ends();
    });
}

#[test]
fn who_is_there_is_told_and_forgotten() {
    on_both(|database| {
        let server = scene(database);
        let (kenya, colleague) = (Browser::kenya(&server), Browser::colleague(&server, "second"));
        let mut ear = Ear::at(&server, &kenya);
        let here = |browser: &Browser, section: &str| {
            let token = browser.get(REPORT).value("/sign-out", "token");
            browser.post(PRESENCE, &fields(&[("token", &token), ("section", section)]))
        };
        here(&colleague, "second").expect(204);
        let people = ear.expect("people");
        let [one] = people.as_array().unwrap().as_slice() else { panic!("{people}") };
        assert_eq!(
            (&one["name"], &one["section"], &one["you"]),
            (&json!("Invented Person"), &json!("second"), &json!(false))
        );
        here(&colleague, "first").expect(404);
        here(&colleague, "../x").expect(404);
        // Of a section that somebody does not reach they are not told the name.
        let mut delegate = Ear::at(&server, &colleague);
        here(&kenya, "first").expect(204);
        let people = delegate.expect("people");
        let other = people.as_array().unwrap().iter().find(|one| one["you"] == false).unwrap();
        assert_eq!(other["section"], Value::Null, "{people}");
        server.wait(TimeDelta::seconds(31));
        while ear.expect("people") != json!([]) {}
    });
}

#[test]
fn nobody_has_too_many_streams_and_whoever_reads_none_is_let_go() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let mut ears: Vec<Ear> = (0..MOST_OF_A_PERSON + 3).map(|_| Ear::at(&server, &kenya)).collect();
        ears[..3].iter_mut().for_each(Ear::ends);
        save(&kenya, FIRST, "line-value", "told");
        ears[3..].iter_mut().for_each(|ear| drop(ear.expect("answers")));
        drop(ears);
        let until = Instant::now() + PATIENCE;
        // A stream that nobody reads from, as one that is stuck: at this end of it, for a socket takes much before it is.
        let colleague = Browser::colleague(&server, "first");
        let stuck = Ear::at(&server, &colleague);
        drop(stuck);
        let mut number = 0;
        while server.house.live.count() > 0 {
            assert!(Instant::now() < until, "{} still listen", server.house.live.count());
            number += 1;
            save(&kenya, FIRST, "line-value", &number.to_string());
        }
    });
}

#[test]
fn a_server_that_stops_waits_for_no_stream() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let mut ears: Vec<Ear> = (0..4).map(|_| Ear::at(&server, &kenya)).collect();
        let started = Instant::now();
        server.stop();
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        ears.iter_mut().for_each(Ear::ends);
    });
}
