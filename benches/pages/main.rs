//! What the pages of a long form cost the server, beside the same report as data in the same run.
//!
//! `cargo bench --bench pages` runs it, on SQLite. The template and its answers are invented: six sections of 50 questions, all
//! answered, and a table.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement may fail loudly, and prints what it found"
)]

#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/browser/template.rs"]
mod template;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::people::PASSWORD;
use support::{Client, TestDatabase, TestServer};

const REPORT: &str = "/reports/invented-1/KEN";
/// Runs of each.
const RUNS: usize = 41;
/// What was promised of the page on which all answers are checked.
const MOST: Duration = Duration::from_millis(200);

/// Somebody at a browser whose pages run script.
struct Browser {
    client: Client,
    cookie: String,
}

impl Browser {
    fn sign_in(server: &TestServer) -> Self {
        let client = server.visitor();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let body = format!("email=focal-point%40kenya.example&password={PASSWORD}");
        let answer = client.try_send("POST", "/sign-in", &kind, Some(body.as_bytes())).unwrap().expect(303);
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        Self { client, cookie }
    }

    fn get(&self, path: &str) -> String {
        self.client.try_send("GET", path, &[("cookie", &self.cookie)], None).unwrap().expect(200).text
    }

    /// Saves an answer as the page's script does; what the server tells of it.
    fn save(&self, token: &str, (path, revision, words): (&str, i64, &str)) -> Value {
        let words = words.replace(' ', "+");
        let body = format!("token={token}&section=s3&{path}-revision={revision}&{path}-value={words}");
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("accept", "application/json"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answers = format!("{REPORT}/answers");
        self.client.try_send("POST", &answers, &headers, Some(body.as_bytes())).unwrap().expect(200).json()
    }
}

fn main() {
    let database = TestDatabase::sqlite();
    let server = TestServer::start(&database);
    open_round(&server);
    let program = server.focal_point();
    answer_all(&program);
    let browser = Browser::sign_in(&server);
    let section = format!("{REPORT}/sections/s3");
    let token = hidden(&browser.get(&section), "token");
    let data = format!("/api/v1{REPORT}");

    let mut times: [Vec<Duration>; 5] = Default::default();
    let mut revision = 1;
    for run in 0..RUNS {
        // In turns, so that whatever else the machine does falls on all.
        times[0].push(timed(|| program.get(&data).expect(200)));
        times[1].push(timed(|| browser.get(&format!("{REPORT}/check"))));
        times[2].push(timed(|| browser.get(&section)));
        times[3].push(timed(|| browser.get(REPORT)));
        times[4].push(timed(|| {
            let told = browser.save(&token, ("s3_q1", revision, &format!("Words of run {run}")));
            revision = told["saved"][0]["revision"].as_i64().unwrap();
        }));
    }
    let [reference, check, section, list, save] = times.map(|mut all| median(&mut all));
    println!("300 answered questions in six sections and a table; medians of {RUNS}, as whole requests over loopback");
    println!("  reference: the report as JSON   {reference:.1?}");
    let ratio = |time: Duration| time.as_secs_f64() / reference.as_secs_f64();
    for (what, time) in [
        ("all answers to check", check),
        ("a section of 50 questions", section),
        ("the list of sections", list),
        ("one answer saved by the script", save),
    ] {
        println!("  {what:<31} {time:.1?}, ratio {:.2}", ratio(time));
    }
    assert!(check <= MOST, "the page to check took longer than {MOST:?}");
}

fn open_round(server: &TestServer) {
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", &template::long()).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    let cycle = json!({
        "cycle": "invented-1", "instrument": "CMS", "meeting": "COP15", "template": "invented", "version": 1,
        "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-06-30T20:59:59Z", "closes_at": "2027-12-31T00:00:00Z",
        "time_zone": "Africa/Nairobi", "parties": ["KEN"]
    });
    admin.post("/api/v1/cycles", &cycle).expect(201);
}

fn answer_all(program: &Client) {
    let answer = |section: usize, n: usize| {
        let value = match n % 3 {
            0 => json!("yes"),
            1 => json!(format!(
                "Invented words about {n}, as long as a sentence of a report usually is, and then a little more."
            )),
            _ => json!(n),
        };
        json!({"path": format!("s{section}_q{n}"), "value": value, "revision": 0})
    };
    for section in 1..=6 {
        let answers: Vec<Value> = (1..=50).map(|n| answer(section, n)).collect();
        program.patch(&format!("/api/v1{REPORT}/answers"), &json!({"answers": answers})).expect(200);
    }
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    after.split('"').next().unwrap().to_owned()
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn median(all: &mut [Duration]) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}
