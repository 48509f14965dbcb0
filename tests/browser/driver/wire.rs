//! W3C WebDriver, said to one chromedriver over HTTP. What it refuses is a value here; what it does not answer fails.

use serde_json::{Value, json};

use crate::support::server::PATIENCE;

/// What chromedriver refused: its code, and what it says of it.
#[derive(Debug)]
pub struct Refused {
    pub code: String,
    pub message: String,
}

/// The calls of one session.
#[derive(Clone)]
pub struct Wire {
    agent: ureq::Agent,
    base: String,
}

impl Wire {
    /// Opens a session: the browser starts.
    pub fn open(port: u16, capabilities: &Value) -> Result<(Self, Value), Refused> {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().into();
        let mut wire = Self { agent, base: format!("http://127.0.0.1:{port}/session") };
        let opened = wire.send("POST", "", Some(&json!({"capabilities": {"alwaysMatch": capabilities}})))?;
        let id = opened["sessionId"].as_str().expect("a session has an id");
        wire.base = format!("{}/{id}", wire.base);
        Ok((wire, opened))
    }

    pub fn get(&self, path: &str) -> Result<Value, Refused> {
        self.send("GET", path, None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        self.send("POST", path, Some(body))
    }

    pub fn delete(&self, path: &str) -> Result<Value, Refused> {
        self.send("DELETE", path, None)
    }

    /// A command of Chromium's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, Refused> {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
        let gone = |error: ureq::Error| Refused { code: "no answer".to_owned(), message: error.to_string() };
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        let sent = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json; charset=utf-8");
                self.agent.run(request.body(body.to_string()).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        // A page as a picture is large.
        let mut answer: Value =
            sent.map_err(gone)?.body_mut().with_config().limit(1 << 28).read_json().map_err(gone)?;
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(code) => {
                let message = value["message"].as_str().unwrap_or_default().to_owned();
                Err(Refused { code: code.to_owned(), message })
            }
            None => Ok(value),
        }
    }
}
