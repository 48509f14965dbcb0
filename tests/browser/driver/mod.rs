//! A real Chromium as a person uses it: pages, keys, a line that may be slow or cut.
//!
//! Everything waits until what it needs is there, and fails with the page's state when it does not come. Whatever a page
//! logs as an error fails the test when the browser is dropped.

mod axe;
mod console;
mod keys;
mod line;
mod page;
mod process;
mod windows;
mod wire;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::Folder;
pub use console::Logged;
pub use keys::Key;
use process::Driver;
pub use process::is_there;
pub use windows::Window;
use wire::{Refused, Wire};

/// Longer than anything a page does; what would hang fails instead.
const LIMIT: Duration = Duration::from_secs(40);
/// How often a condition is looked at.
const EVERY: Duration = Duration::from_millis(20);

/// One browser with a profile of its own.
pub struct Browser {
    base: String,
    // Before the profile: the processes end before their folder goes.
    driver: Option<Driver>,
    profile: Folder,
    logged: RefCell<Vec<Logged>>,
    /// Whether the line was cut or the server stopped on purpose: failed requests are no error of a page then.
    cut: Cell<bool>,
    /// Whether pages run script.
    scripted: Cell<bool>,
}

impl Browser {
    /// Starts one for the server at `http://HOST:PORT`.
    pub fn open(base: &str) -> Self {
        let profile = Folder::fresh();
        let driver = Some(Driver::start(profile.path()));
        let logged = RefCell::default();
        Self { base: base.to_owned(), driver, profile, logged, cut: Cell::new(false), scripted: Cell::new(true) }
    }

    /// Kills it as a crash or a battery does. Its profile stays.
    pub fn kill(&mut self) {
        self.gather();
        if let Some(driver) = self.driver.take() {
            driver.kill();
        }
    }

    /// Starts it again on the profile it had.
    pub fn start_again(&mut self) {
        self.kill();
        // The lock of the killed one is no lock.
        for name in ["SingletonLock", "SingletonCookie", "SingletonSocket"] {
            let _ = std::fs::remove_file(self.profile.path().join(name));
        }
        self.driver = Some(Driver::start(self.profile.path()));
    }

    fn wire(&self) -> &Wire {
        &self.driver.as_ref().expect("the browser was killed and not started again").wire
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.wire().devtools(command, parameters).unwrap_or_else(|no| panic!("{command}: {}", no.message))
    }

    /// Waits until something can be had. `what` says what was awaited.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(since.elapsed() < LIMIT, "{what}: not within {LIMIT:?}. {}", self.state());
            std::thread::sleep(EVERY);
        }
    }

    /// Runs script in the page: `arguments` are its `arguments`, what it returns comes back.
    #[track_caller]
    pub fn run(&self, script: &str, arguments: &Value) -> Value {
        let sent = self.try_run(script, arguments);
        sent.unwrap_or_else(|no| panic!("{script}: {}. {}", no.message, self.state()))
    }

    fn try_run(&self, script: &str, arguments: &Value) -> Result<Value, Refused> {
        self.wire().post("/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Runs script that ends by calling its last argument.
    #[track_caller]
    pub fn run_async(&self, script: &str, arguments: &Value) -> Value {
        let sent = self.wire().post("/execute/async", &json!({"script": script, "args": arguments}));
        sent.unwrap_or_else(|no| panic!("{:.100}: {}", script, no.message.lines().last().unwrap_or_default()))
    }

    /// Pages run no script from the next one on, as where a ministry's policy forbids it.
    pub fn without_script(&self) {
        self.scripted(false);
    }

    /// Pages run script again. One that was loaded without it stays as it is.
    pub fn scripted(&self, runs: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": !runs}));
        self.scripted.set(runs);
    }

    /// The window's size, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// The page as it is printed, as a PDF file.
    #[track_caller]
    pub fn pdf(&self) -> Vec<u8> {
        let printed = self.devtools("Page.printToPDF", &json!({"preferCSSPageSize": true}));
        STANDARD.decode(printed["data"].as_str().unwrap_or_default()).expect("a file in base64")
    }

    /// The whole page as a picture, among what the tests leave behind; says where.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.try_picture(name).unwrap_or_else(|why| panic!("no picture: {why}"))
    }

    fn try_picture(&self, name: &str) -> Result<PathBuf, String> {
        let whole = json!({"captureBeyondViewport": true});
        let taken = self.wire().devtools("Page.captureScreenshot", &whole).map_err(|no| no.message)?;
        let bytes = STANDARD.decode(taken["data"].as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        let path = folder.join(format!("{}.png", name.replace(|c: char| !c.is_alphanumeric(), "-")));
        let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, bytes));
        written.map(|()| path).map_err(|error| error.to_string())
    }

    /// Where it is and what it shows, for what a failure says.
    fn state(&self) -> String {
        let Ok(seen) = self.try_run("return [location.href, document.body?.innerText.slice(0, 3000)]", &json!([]))
        else {
            return "The page does not answer.".to_owned();
        };
        self.gather();
        let logged = self.logged.borrow();
        format!("At {}:\n{}\n{logged:?}", seen[0].as_str().unwrap_or("?"), seen[1].as_str().unwrap_or_default())
    }

    /// What went wrong, as a picture, where a test failed.
    fn leave_trace(&self) {
        let name = std::thread::current().name().unwrap_or("a test").to_owned();
        eprintln!("{}\nA picture: {:?}", self.state(), self.try_picture(&name));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if self.driver.is_none() {
            return;
        }
        if std::thread::panicking() {
            self.leave_trace();
            return;
        }
        self.gather();
        self.driver = None;
        let wrong: Vec<Logged> =
            self.logged.borrow().iter().filter(|one| one.is_wrong(self.cut.get())).cloned().collect();
        assert!(wrong.is_empty(), "the page logged {wrong:#?}");
    }
}
