//! What pages log: errors of script, violations of the policy, requests that failed.

use serde_json::{Value, json};

use super::Browser;

/// One entry of the browser's log.
#[derive(Debug, Clone)]
pub struct Logged {
    level: String,
    source: String,
    message: String,
}

impl Logged {
    fn read(entry: &Value) -> Self {
        let word = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        Self { level: word("level"), source: word("source"), message: word("message") }
    }

    /// Whether a page did something wrong. A request that got our own no (400 to 429) is the test's business, not the log's;
    /// one that got no answer is an error unless the line was cut on purpose.
    pub fn is_wrong(&self, cut: bool) -> bool {
        if self.level != "SEVERE" {
            return self.source == "security";
        }
        let ours = ["400", "401", "403", "404", "409", "413", "415", "422", "429"];
        let asset = self.message.contains("/assets/") || self.message.contains("favicon");
        let refused = ours.iter().any(|status| self.message.contains(&format!("responded with a status of {status}")));
        let unanswered = self.message.contains("net::ERR_") || self.message.contains("status of 503");
        self.source != "network" || !(refused && !asset || unanswered && cut)
    }
}

impl Browser {
    /// Takes what was logged since the last time: the browser says each entry once.
    pub(super) fn gather(&self) {
        let Some(driver) = &self.driver else { return };
        if let Ok(Value::Array(entries)) = driver.wire.post("/se/log", &json!({"type": "browser"})) {
            self.logged.borrow_mut().extend(entries.iter().map(Logged::read));
        }
    }

    /// Everything that was logged as wrong, told at once and forgotten: for a test of what must be logged.
    pub fn complaints(&self) -> Vec<String> {
        self.gather();
        let logged = self.logged.take();
        logged.into_iter().filter(|one| one.is_wrong(self.cut.get())).map(|one| one.message).collect()
    }
}
