//! The demonstration as a newcomer meets it: one command, one line, and everybody in it can sign in.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::godwit::{command, first_line};
use crate::support::{Client, Folder, TestDatabase};

/// A running demonstration and what it printed.
pub struct Demo {
    child: Child,
    line: Value,
}

impl Demo {
    pub fn start(data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut child = command(&["demo", "--json", "--bind", "127.0.0.1:0", "--data", data.to_str().unwrap()])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let line = first_line(&mut child);
        let mut demo = Self { child, line: Value::Null };
        demo.line = serde_json::from_str(&line.expect("it prints its line")).expect("the line is JSON");
        demo
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn url(&self) -> &str {
        self.line["url"].as_str().expect("a url")
    }

    fn people(&self) -> &Vec<Value> {
        self.line["people"].as_array().expect("people")
    }

    /// Signs in as the first person of a role.
    pub fn sign_in(&self, role: &str) -> (Client, &Value) {
        let person = self.people().iter().find(|person| person["role"] == role).expect("one person of each role");
        let who = json!({"email": person["email"], "password": person["password"]});
        let session = Client::new(self.url(), None).post("/api/v1/session", &who).expect(200).json();
        (Client::new(self.url(), session["token"].as_str().map(str::to_owned)), person)
    }

    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text_answers(client: &Client, report: &str) -> Vec<Value> {
    let found = client.get(&format!("/api/v1/reports/{report}/answers")).expect(200).json();
    let answers = found["answers"].as_array().expect("answers").iter();
    answers.filter(|answer| answer["type"] == "text" && answer["state"] != "not_applicable").cloned().collect()
}

fn a_newcomer_can_begin(data: &Path, settings: &[(&str, &str)]) {
    let demo = Demo::start(data, settings);
    for role in ["secretariat_admin", "secretariat_reader", "focal_point", "contributor", "ngo_reporter"] {
        let (client, person) = demo.sign_in(role);
        let me = client.get("/api/v1/me").expect(200).json();
        assert_eq!(me["grants"][0]["role"], role, "{me}");
        assert!(
            person["cycle"].is_string() && person["party"].is_string() != role.starts_with("secretariat"),
            "{person}"
        );
    }
    let (admin, _) = demo.sign_in("secretariat_admin");
    let cycle = demo.line["cycle"].as_str().expect("a cycle");
    let standing = admin.get(&format!("/api/v1/cycles/{cycle}/reports?limit=500")).expect(200).text;
    for state in ["not_started", "in_progress", "submitted"] {
        assert!(standing.contains(state), "no Party is {state}");
    }
    let (focal_point, person) = demo.sign_in("focal_point");
    let species = focal_point.get("/api/v1/lists/CMS/species?party=KEN").expect(200).json();
    assert!(species["rows"].as_array().expect("rows").len() >= 5, "{species}");
    assert_eq!((person["party"].as_str(), person["cycle"].as_str()), (Some("KEN"), Some(cycle)));
    let report = format!("{cycle}/KEN");
    assert_eq!(focal_point.get(&format!("/api/v1/reports/{report}")).expect(200).json()["state"], "in_progress");
    let texts = text_answers(&focal_point, &report);
    let at_the_top = texts.iter().filter(|text| !text["path"].as_str().unwrap().contains('/')).count();
    assert!(at_the_top >= 8, "{at_the_top} text questions");
    let answers = focal_point.get(&format!("/api/v1/reports/{report}/answers")).expect(200).json();
    for rows in ["each_species/loxodonta-africana/", "network_site_list/line-1/", "barriers/dams/"] {
        let said =
            |answer: &&Value| answer["path"].as_str().unwrap().starts_with(rows) && answer["state"] == "answered";
        assert!(answers["answers"].as_array().unwrap().iter().any(|answer| said(&answer)), "nothing is said in {rows}");
    }
    let (path, revision) = (texts[0]["path"].as_str().unwrap().to_owned(), texts[0]["revision"].as_u64().unwrap());
    let body = json!({"value": "Invented by a newcomer.", "revision": revision});
    focal_point.put(&format!("/api/v1/reports/{report}/answers/{path}"), &body).expect(200);
    let people = demo.people().clone();
    demo.stop();

    let again = Demo::start(data, settings);
    assert_eq!(again.people(), &people, "started again it prints the same people");
    let (focal_point, _) = again.sign_in("focal_point");
    let kept = focal_point.get(&format!("/api/v1/reports/{report}/answers/{path}")).expect(200).json();
    assert_eq!(kept["value"], "Invented by a newcomer.");
    again.stop();
}

#[test]
fn a_newcomer_can_begin_with_one_command() {
    a_newcomer_can_begin(Folder::fresh().path(), &[]);
}

#[test]
fn a_newcomer_can_begin_on_postgresql() {
    let Some(database) = TestDatabase::empty_postgres() else { return };
    let secret = database.folder.path().join("own-secret");
    std::fs::write(&secret, "invented, and at least thirty-two bytes long").unwrap();
    let (url, secret) = (database.url(), secret.display().to_string());
    let settings = [("GODWIT_DATABASE_URL", url.as_str()), ("GODWIT_SECRET_FILE", secret.as_str())];
    a_newcomer_can_begin(database.folder.path(), &settings);
}

/// Somebody has a report open and is told what happens in it: the program ends all the same, and at once.
#[test]
fn who_listens_does_not_keep_it_from_ending() {
    let data = Folder::fresh();
    let demo = Demo::start(data.path(), &[]);
    let (_, person) = demo.sign_in("focal_point");
    let escaped = |name: &str| {
        let bytes = person[name].as_str().unwrap().bytes();
        bytes.map(|byte| format!("%{byte:02X}")).collect::<String>()
    };
    let form = format!("email={}&password={}", escaped("email"), escaped("password"));
    let media = [("content-type", "application/x-www-form-urlencoded")];
    let signed_in = Client::new(demo.url(), None).send("POST", "/sign-in", &media, Some(form.as_bytes())).expect(303);
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let address = demo.url().trim_start_matches("http://").to_owned();
    let (cycle, party) = (person["cycle"].as_str().unwrap(), person["party"].as_str().unwrap());
    let mut line = TcpStream::connect(&address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let asked = format!("GET /reports/{cycle}/{party}/events HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
    line.write_all(asked.as_bytes()).unwrap();
    let mut line = BufReader::new(line);
    let mut said = String::new();
    while !said.contains("event: state") {
        assert!(line.read_line(&mut said).unwrap() > 0, "{said}");
    }
    let told = Instant::now();
    demo.stop();
    assert!(told.elapsed() < Duration::from_secs(8), "it took {:?}", told.elapsed());
    let _ = line.read_to_string(&mut said);
    assert!(said.trim_end().ends_with("\r\n0"), "the stream has an end: {said}");
}
