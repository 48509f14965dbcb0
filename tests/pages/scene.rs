//! A server with an invented template, a round open for Kenya and Uganda, and people at browsers.

use std::io::{Read, Write};
use std::net::TcpStream;

use godwit::access::{Role, Sections};
use serde_json::{Value, json};

use crate::html;
use crate::support::client::{MULTIPART, form};
use crate::support::people::PASSWORD;
use crate::support::{TestDatabase, TestServer};

pub const REPORT: &str = "/reports/invented-1/KEN";
pub const FIRST: &str = "/reports/invented-1/KEN/sections/first";
pub const SECOND: &str = "/reports/invented-1/KEN/sections/second";
/// In every text of the template: whatever does not escape it is found.
pub const HOSTILE: &str = "<script>alert('1')</script>\"&amp;";

fn words(text: &str) -> Value {
    json!({"en": format!("{text} {HOSTILE}"), "fr": format!("{text} en français {HOSTILE}")})
}

/// A question of every kind, and texts that try to get out of the page.
pub fn template() -> Value {
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en", "fr"], "title": words("Invented report"),
        "lists": {"yes_no": {"choices": [{"name": "yes", "label": words("Yes")}, {"name": "no", "label": words("No")}]},
                  "means": {"choices": [{"name": "law", "label": words("Law")}, {"name": "plan", "label": words("Plan")}]}},
        "items": [
            {"name": "first", "type": "section", "number": "1", "label": words("First"), "intro": words("Intro"), "items": [
                {"name": "heard", "type": "note", "label": words("Note")},
                {"name": "line", "number": "1.1", "type": "text", "label": words("Line"), "hint": words("Hint"),
                 "guidance": words("Guidance"), "max_length": 100, "required": "submit", "comment": true,
                 "attachments": true, "links": true},
                {"name": "area_text", "type": "text", "label": words("Words"), "max_length": 2000, "multiline": true},
                {"name": "numbers", "type": "group", "label": words("Numbers"), "intro": words("In figures"), "items": [
                    {"name": "whole", "type": "integer", "label": words("Whole"), "min": 0, "unit": "sites",
                     "qualifiers": ["exact", "estimate", "unknown"]},
                    {"name": "area", "type": "decimal", "label": words("Area"), "unit": "km2", "decimals": 2},
                    {"name": "share", "type": "percentage", "label": words("Share")}]},
                {"name": "month", "type": "date", "precision": "month", "label": words("Month")},
                {"name": "one", "type": "select_one", "list": "yes_no", "label": words("One"),
                 "other": {"name": "other", "max_length": 50}, "required": "warn"},
                {"name": "many", "type": "select_multiple", "list": "means", "label": words("Many"),
                 "other": {"name": "other", "max_length": 50}},
                {"name": "order", "type": "rank", "list": "means", "label": words("Order")},
                {"name": "sure", "type": "acknowledge", "label": words("Sure")},
                {"name": "links", "type": "url", "label": words("Links")},
                {"name": "plans", "type": "file", "label": words("Plans"), "max_files": 2}]},
            {"name": "second", "type": "section", "label": words("Second"), "items": [
                {"name": "last", "type": "text", "label": words("Last"), "max_length": 100, "required": "submit"}]}]
    })
}

/// Opens the round.
pub fn scene(database: &TestDatabase) -> TestServer {
    let server = TestServer::start(database);
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", &template()).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    let cycle = json!({
        "cycle": "invented-1", "instrument": "CMS", "meeting": "COP15", "template": "invented", "version": 1,
        "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-06-30T20:59:59Z", "closes_at": "2027-12-31T00:00:00Z",
        "time_zone": "Africa/Nairobi", "parties": ["KEN", "UGA"]
    });
    admin.post("/api/v1/cycles", &cycle).expect(201);
    server.focal_point();
    server.other_focal_point();
    server.secretariat_reader();
    server
}

/// Somebody at a browser: one cookie, no script.
pub struct Browser {
    base: String,
    pub cookie: Option<String>,
    agent: ureq::Agent,
}

/// What a browser got.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub text: String,
    pub location: String,
    pub headers: Vec<(String, String)>,
}

impl Page {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    #[track_caller]
    pub fn holds(&self, text: &str) {
        assert!(html::unescaped(&self.text).contains(text), "no {text:?} in {}", self.text);
    }

    /// The value that a field shows.
    #[track_caller]
    pub fn value(&self, action: &str, name: &str) -> String {
        let fields = html::fields(&self.text, action);
        let found = fields.into_iter().find(|(field, _)| field == name);
        found.unwrap_or_else(|| panic!("no {name} in {}", self.text)).1
    }
}

impl Browser {
    pub fn new(server: &TestServer) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        Self { base: format!("http://{}", server.address()), cookie: None, agent }
    }

    /// Signs in at the page.
    pub fn signed_in(server: &TestServer, email: &str) -> Self {
        let mut browser = Self::new(server);
        let page = browser.post("/sign-in", &fields(&[("email", email), ("password", PASSWORD)]));
        assert_eq!(page.status, 303, "{page:?}");
        browser.take_cookie(&page);
        browser
    }

    pub fn kenya(server: &TestServer) -> Self {
        Self::signed_in(server, "focal-point@kenya.example")
    }

    pub fn uganda(server: &TestServer) -> Self {
        Self::signed_in(server, "focal-point@uganda.example")
    }

    /// A colleague of Kenya's focal point, for one section.
    pub fn colleague(server: &TestServer, section: &str) -> Self {
        let sections = Sections::Only([section.parse().unwrap()].into());
        server.person("colleague@kenya.example", "CMS", Role::Contributor, Some("KEN"), sections);
        Self::signed_in(server, "colleague@kenya.example")
    }

    pub fn take_cookie(&mut self, page: &Page) {
        let set = page.headers.iter().find(|(name, _)| name == "set-cookie").expect("a cookie");
        self.cookie = set.1.split(';').next().map(str::to_owned);
    }

    /// A page; everything that is a page is checked as one.
    pub fn get(&self, path: &str) -> Page {
        self.send(self.request("GET", path).body(String::new()).unwrap())
    }

    /// The bytes of a file that a link leads to.
    pub fn file(&self, path: &str) -> Vec<u8> {
        let mut answer = self.agent.run(self.request("GET", path).body(String::new()).unwrap()).unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap()
    }

    /// A page, for a browser that asks for languages.
    pub fn get_in(&self, path: &str, languages: &str) -> Page {
        self.send(self.request("GET", path).header("accept-language", languages).body(String::new()).unwrap())
    }

    pub fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.post_as(path, fields, "text/html")
    }

    fn post_as(&self, path: &str, fields: &[(String, String)], reads: &str) -> Page {
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = self.request("POST", path).header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("accept", reads);
        self.send(request.body(body.join("&")).unwrap())
    }

    /// Posts as the script of a page does: it reads JSON.
    pub fn ask(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.post_as(path, fields, "application/json")
    }

    /// Opens a page, changes fields in the form it holds, and presses a button.
    pub fn fill(&self, page: &str, action: &str, changes: &[(&str, &str)]) -> Page {
        let page = self.get(page).expect(200);
        self.post(action, &filled(&page, action, changes))
    }

    /// Sends the form of a page with a file in it.
    pub fn send_file(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Page {
        self.send_file_as(path, fields, file, "text/html")
    }

    /// Sends a file as the script of a page does: it reads JSON.
    pub fn ask_with_file(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Page {
        self.send_file_as(path, fields, file, "application/json")
    }

    fn send_file_as(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8]), reads: &str) -> Page {
        let request = self.request("POST", path).header("content-type", MULTIPART).header("accept", reads);
        let body = form(fields, file);
        self.receive(self.agent.run(request.body(body).unwrap()).expect("the server answers"))
    }

    /// How many bytes an answer takes on the line, its head included, where a browser takes it packed.
    pub fn weight(&self, path: &str) -> usize {
        let (address, cookie) = (self.base.trim_start_matches("http://"), self.cookie.as_deref().unwrap_or_default());
        let mut line = TcpStream::connect(address).unwrap();
        let head =
            format!("Host: {address}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip, deflate\r\nConnection: close");
        line.write_all(format!("GET {path} HTTP/1.1\r\n{head}\r\n\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
        answer.len()
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    fn send(&self, request: ureq::http::Request<String>) -> Page {
        self.receive(self.agent.run(request).expect("the server answers"))
    }

    fn receive(&self, mut answer: ureq::http::Response<ureq::Body>) -> Page {
        let headers: Vec<(String, String)> = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let text = answer.body_mut().read_to_string().unwrap();
        let find = |name: &str| headers.iter().find(|(had, _)| had == name).map(|(_, value)| value.clone());
        // A single field is no page.
        if text.starts_with("<!doctype") {
            html::check(&text);
            assert!(!text.contains("<script>"), "something was not escaped: {text}");
            assert_eq!(find("cache-control").as_deref(), Some("no-store"));
        }
        let location = find("location").unwrap_or_default();
        Page { status: answer.status().as_u16(), text, location, headers }
    }
}

/// The fields of a page's form with some changed: what is not there is added, as a box that is ticked.
pub fn filled(page: &Page, action: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut sent = html::fields(&page.text, action);
    let changed = |name: &String| changes.iter().any(|(field, _)| field == name);
    sent.retain(|(name, _)| !changed(name));
    sent.extend(fields(changes));
    sent
}

pub fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
