//! One chromedriver with one Chromium, in a process group of their own that ends when this is dropped.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Once, mpsc};

use serde_json::json;

use super::wire::Wire;
use crate::support::godwit::without_settings;
use crate::support::server::PATIENCE;

/// How Chromium is started. The pipe, and no port, makes it end by itself when chromedriver is gone; nothing here may
/// speak to the world.
const FLAGS: [&str; 16] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-breakpad",
    "--remote-debugging-pipe",
    // Windows that nobody looks at are as awake as any.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--window-size=1280,900",
];

/// Whether there is a browser to drive. Where there is none, says so once; in the gate that is a failure.
pub fn is_there() -> bool {
    static SAID: Once = Once::new();
    let missing: Vec<&str> = ["chromium", "chromedriver"].into_iter().filter(|program| !runs(program)).collect();
    if !missing.is_empty() {
        let missing = missing.join(" and ");
        assert!(
            std::env::var("GODWIT_REQUIRE_BROWSER").is_err(),
            "GODWIT_REQUIRE_BROWSER is set, but there is no {missing}"
        );
        SAID.call_once(|| eprintln!("NOTICE: no {missing}: skipped; tests/run installs both on Debian"));
    }
    missing.is_empty()
}

fn runs(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    asked.is_ok_and(|said| said.status.success())
}

/// How often chromedriver is started before a test gives up.
const STARTS: usize = 5;

/// The processes.
pub struct Driver {
    child: Child,
    pub wire: Wire,
}

impl Driver {
    /// Starts both on a profile's folder.
    pub fn start(profile: &Path) -> Self {
        // Where many start at once, one at times ends without having named a port.
        let started = (0..STARTS).find_map(|_| {
            let mut child = chromedriver(profile);
            match port(&mut child) {
                Ok(port) => Some((child, port)),
                Err(_) => {
                    end(&mut child);
                    None
                }
            }
        });
        let (mut child, port) = started.expect("chromedriver names no port, however often it is started");
        let mut arguments: Vec<String> = FLAGS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let capabilities = json!({
            "goog:chromeOptions": {"args": arguments, "prefs": {"intl.accept_languages": "en"}},
            "goog:loggingPrefs": {"browser": "ALL"},
            // A question that a page asks when it is left is the test's to answer.
            "unhandledPromptBehavior": "ignore",
        });
        match Wire::open(port, &capabilities) {
            Ok((wire, _)) => Self { child, wire },
            Err(refused) => {
                end(&mut child);
                panic!("Chromium did not start: {}", refused.message);
            }
        }
    }

    /// SIGKILL for all of it: nothing is put in order.
    pub fn kill(mut self) {
        end(&mut self.child);
    }
}

fn chromedriver(profile: &Path) -> Child {
    without_settings("chromedriver")
        .args(["--port=0", "--log-level=SEVERE"])
        // What they leave behind when they are killed goes with the profile.
        .env("TMPDIR", profile)
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts")
}

impl Drop for Driver {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Ends the group that the child leads. Its number is ours until the child was waited for.
fn end(child: &mut Child) {
    if child.try_wait().is_ok_and(|ended| ended.is_none()) {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = child.wait();
    }
}

/// The port that chromedriver took, from what it prints. It is read to its end, so that it can always print.
fn port(child: &mut Child) -> Result<u16, String> {
    let lines = BufReader::new(child.stdout.take().ok_or("its output is not piped")?).lines();
    let (told, port) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let number = line.strip_prefix("ChromeDriver was started successfully on port ");
            if let Some(number) = number.and_then(|rest| rest.trim_end_matches('.').parse::<u16>().ok()) {
                let _ = told.send(number);
            }
        }
    });
    port.recv_timeout(PATIENCE).map_err(|_| "it names no port".to_owned())
}
