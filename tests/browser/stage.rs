//! A server with an invented round open for Kenya and Uganda, and browsers for whoever is there.

use diesel::RunQueryDsl;
use godwit::access::{Role, Sections};
use serde_json::{Value, json};

use crate::driver::{Browser, is_there};
use crate::support::people::PASSWORD;
use crate::support::{TestDatabase, TestServer, on_both};
use crate::template::template;

pub const REPORT: &str = "/reports/invented-1/KEN";
pub const FIRST: &str = "/reports/invented-1/KEN/sections/first";
pub const SECOND: &str = "/reports/invented-1/KEN/sections/second";
pub const THIRD: &str = "/reports/invented-1/KEN/sections/third";
pub const CHECK: &str = "/reports/invented-1/KEN/check";

pub const KENYA: &str = "focal-point@kenya.example";
pub const UGANDA: &str = "focal-point@uganda.example";
pub const COLLEAGUE: &str = "colleague@kenya.example";
pub const ADMIN: &str = "admin@cms.example";

/// What a test is given.
pub struct Stage<'a> {
    pub database: &'a TestDatabase,
    pub server: TestServer,
}

/// Runs a test on a fresh stage, where there is a browser to run it with.
pub fn play(test: impl Fn(&Stage)) {
    if is_there() {
        test(&Stage::set(&TestDatabase::sqlite(), &template()));
    }
}

/// Like [`play`], with another template, named `invented` too.
pub fn play_with(template: &Value, test: impl Fn(&Stage)) {
    if is_there() {
        test(&Stage::set(&TestDatabase::sqlite(), template));
    }
}

/// Like [`play`], for what stops the server and starts it again.
pub fn play_whole(test: impl Fn(Stage)) {
    if is_there() {
        test(Stage::set(&TestDatabase::sqlite(), &template()));
    }
}

/// Like [`play`], on each database: where it matters what is stored.
pub fn play_on_both(test: impl Fn(&Stage)) {
    if is_there() {
        on_both(|database| test(&Stage::set(database, &template())));
    }
}

impl<'a> Stage<'a> {
    fn set(database: &'a TestDatabase, template: &Value) -> Self {
        let server = TestServer::start(database);
        let admin = server.secretariat_admin();
        admin.post("/api/v1/templates", template).expect(201);
        admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
        let cycle = json!({
            "cycle": "invented-1", "instrument": "CMS", "meeting": "COP15", "template": "invented", "version": 1,
            "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-06-30T20:59:59Z", "closes_at": "2027-12-31T00:00:00Z",
            "time_zone": "Africa/Nairobi", "parties": ["KEN", "UGA"]
        });
        admin.post("/api/v1/cycles", &cycle).expect(201);
        server.focal_point();
        server.other_focal_point();
        Self { database, server }
    }

    /// A browser with nobody signed in.
    pub fn browser(&self) -> Browser {
        Browser::open(&format!("http://{}", self.server.address()))
    }

    /// A browser in which somebody has just signed in.
    pub fn signed_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        sign_in(&browser, email);
        browser
    }

    /// Kenya's focal point at a browser.
    pub fn kenya(&self) -> Browser {
        self.signed_in(KENYA)
    }

    /// A colleague of Kenya's focal point, for these sections alone, at a browser.
    pub fn colleague(&self, sections: &[&str]) -> Browser {
        let names = sections.iter().map(|name| name.parse().unwrap()).collect();
        self.server.person(COLLEAGUE, "CMS", Role::Contributor, Some("KEN"), Sections::Only(names));
        self.signed_in(COLLEAGUE)
    }

    /// Saves an answer as Kenya's focal point does from another program, whatever was there.
    pub fn answer(&self, path: &str, value: &Value) {
        let program = self.server.focal_point();
        let at = format!("/api/v1/reports/invented-1/KEN/answers/{path}");
        // A row that nobody has made yet has no answer to look at: writing makes it.
        let there = program.get(&at);
        let revision = if there.status == 404 { json!(0) } else { there.expect(200).json()["revision"].take() };
        program.put(&at, &json!({"value": value, "revision": revision})).expect(200);
    }

    /// What is stored as an answer of Kenya.
    pub fn stored(&self, path: &str) -> Value {
        let program = self.server.focal_point();
        program.get(&format!("/api/v1/reports/invented-1/KEN/answers/{path}")).expect(200).json()["value"].take()
    }

    /// Everybody reads the pages in this language from now on.
    pub fn speak(&self, language: &str) {
        let language = language.to_owned();
        let spoken = self.server.house.db.write(move |tx| {
            diesel::sql_query("UPDATE accounts SET language = $1")
                .bind::<diesel::sql_types::Text, _>(language)
                .execute(tx)?;
            Ok::<_, godwit::fault::Fault>(())
        });
        spoken.unwrap();
    }

    /// Answers what is needed before the report can be submitted.
    pub fn answer_what_is_needed(&self) {
        self.answer("line", &json!("The Wildlife Service"));
        self.answer("last", &json!("More of it"));
    }
}

/// Signs in at the page.
pub fn sign_in(browser: &Browser, email: &str) {
    browser.visit("/sign-in");
    browser.fill("#email", email);
    browser.fill("#password", PASSWORD);
    browser.press("main form button");
    assert_eq!(browser.path(), "/", "signed in");
}
