//! The real program as a child, ended by its own handle.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Answer, Client};

const PROGRAM: &str = env!("CARGO_BIN_EXE_godwit");
/// No start takes longer; what does is broken.
const HANGS: Duration = Duration::from_secs(120);

/// A demonstration in a directory of its own.
pub struct Demo {
    pub address: String,
    people: Value,
    directory: PathBuf,
    child: Child,
}

impl Demo {
    pub fn start() -> Self {
        let directory = fresh_directory("demo");
        let mut child = program(&directory)
            .args(["demo", "--json", "--bind", "127.0.0.1:0", "--data"])
            .arg(&directory)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("a line of JSON");
        let address = said["url"].as_str().expect("a URL").trim_start_matches("http://").to_owned();
        Self { address, people: said["people"].clone(), directory, child }
    }

    pub fn database(&self) -> PathBuf {
        self.directory.join("godwit.sqlite3")
    }

    /// A token of one of the people.
    pub fn sign_in(&self, role: &str) -> String {
        let people = self.people.as_array().expect("people");
        let person = people.iter().find(|person| person["role"] == role).expect("somebody in that role");
        let body = json!({ "email": person["email"], "password": person["password"] }).to_string();
        let (status, said) = Client::connect(&self.address, "").call("POST", "/api/v1/session", &body);
        assert_eq!(status, 200, "{said}");
        let said: Value = serde_json::from_str(&said).expect("JSON");
        said["token"].as_str().expect("a token").to_owned()
    }

    /// Answers of Kenya's report, as many as asked for: each is saved again as it is, which is a revision like any other.
    pub fn answers(&self, token: &str, count: usize) -> Vec<Answer> {
        let path = "/api/v1/reports/cms-cop15/KEN/answers";
        let (status, said) = Client::connect(&self.address, token).call("GET", path, "");
        assert_eq!(status, 200, "{said}");
        let said: Value = serde_json::from_str(&said).expect("JSON");
        let answers: Vec<Answer> = said["answers"]
            .as_array()
            .expect("answers")
            .iter()
            // What is worked out from other answers, nobody saves.
            .filter(|answer| answer["type"] != "calculate")
            .take(count)
            .map(|answer| Answer {
                path: answer["path"].as_str().expect("a path").to_owned(),
                value: answer["value"].to_string(),
                qualifier: answer["qualifier"].to_string(),
                other: answer["other"].to_string(),
                revision: answer["revision"].as_u64().expect("a revision"),
            })
            .collect();
        assert_eq!(answers.len(), count, "the template has fewer questions");
        answers
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Seconds from the start of `serve` on an empty directory to its first answer, and its memory then in MiB.
pub fn cold_start() -> (f64, f64) {
    let directory = fresh_directory("start");
    let address = free_address();
    let started = Instant::now();
    let mut child = program(&directory)
        .arg("serve")
        .env("GODWIT_DATA_DIR", &directory)
        .env("GODWIT_BIND", &address)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    while !answers(&address) {
        assert!(started.elapsed() < HANGS, "it never answered");
    }
    let seconds = started.elapsed().as_secs_f64();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("its status");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("its memory");
    let kibibytes: f64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
    child.kill().expect("ended");
    child.wait().expect("gone");
    let _ = std::fs::remove_dir_all(&directory);
    (seconds, kibibytes / 1024.0)
}

/// Seconds that the program takes to do nothing.
pub fn version_seconds() -> f64 {
    let started = Instant::now();
    Command::new(PROGRAM).arg("--version").stdout(Stdio::null()).status().expect("it runs");
    started.elapsed().as_secs_f64()
}

fn answers(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_end(&mut answer).is_ok()
        && answer.starts_with(b"HTTP/1.1 200")
}

/// An address nobody listens at just now.
fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string()
}

fn fresh_directory(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("godwit-bench-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).expect("a directory");
    directory
}

fn program(directory: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GODWIT_")) {
        command.env_remove(name);
    }
    command.current_dir(directory).stdin(Stdio::null());
    command
}
