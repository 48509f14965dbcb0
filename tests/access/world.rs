//! Two instruments, their rounds and reports in every state, and one person of each kind. All of it invented.

use godwit::access::{Role, Sections, SystemReason};
use godwit::accounts::email::Email;
use godwit::accounts::session::Kind;
use godwit::accounts::token::{self, Opaque};
use godwit::accounts::{Refusal, invite, store};
use godwit::fault::Fault;
use godwit::templates::reference::{import::import, sheet::Sheet};
use serde_json::{Value, json};

use crate::support::people::PASSWORD;
use crate::support::{Client, TestDatabase, TestServer};
use crate::table::PEOPLE;

/// Stands in every answer: whoever was refused must not see it.
pub const CANARY: &str = "canary";

/// A person with both ways in.
pub struct Person {
    pub email: &'static str,
    pub bearer: Client,
    /// The session cookie of a browser; none for the public.
    pub cookie: Option<String>,
    /// What this browser's forms carry.
    pub token: String,
}

/// Everything there is.
pub struct World {
    pub server: TestServer,
    pub people: Vec<Person>,
    /// A person of CMS and their grant, to be taken away.
    pub spare: (String, String),
    /// A person of AEWA and their grant.
    pub foreign: (String, String),
    /// Files by report.
    pub files: Vec<(&'static str, String)>,
    /// The token of an invitation.
    pub invitation: String,
    /// A refresh token of the focal point.
    pub refresh: String,
}

const EMAILS: [&str; 10] = [
    "",
    "gone@cms.example",
    "focal-point@kenya.example",
    "section-a@kenya.example",
    "section-b@kenya.example",
    "reporter@trust.example",
    "reader@cms.example",
    "admin@cms.example",
    "focal-point@uganda.example",
    "admin@aewa.example",
];

impl World {
    /// Builds it; `role_of_reader` is what the Secretariat's reader really is.
    pub fn build(database: &TestDatabase, role_of_reader: Role) -> Self {
        let server = TestServer::start(database);
        let only = |section: &str| Sections::Only([section.parse().unwrap()].into());
        for (email, instrument, role, party, sections) in [
            (EMAILS[1], "CMS", Role::SecretariatAdmin, None, Sections::All),
            (EMAILS[2], "CMS", Role::FocalPoint, Some("KEN"), Sections::All),
            (EMAILS[3], "CMS", Role::Contributor, Some("KEN"), only("a")),
            (EMAILS[4], "CMS", Role::Contributor, Some("KEN"), only("b")),
            (EMAILS[5], "CMS", Role::NgoReporter, Some("NGO-1"), Sections::All),
            (EMAILS[6], "CMS", role_of_reader, None, Sections::All),
            (EMAILS[7], "CMS", Role::SecretariatAdmin, None, Sections::All),
            (EMAILS[8], "CMS", Role::FocalPoint, Some("UGA"), Sections::All),
            (EMAILS[9], "AEWA", Role::SecretariatAdmin, None, Sections::All),
        ] {
            server.person(email, instrument, role, party, sections);
        }
        let spare = server.person("spare@cms.example", "CMS", Role::SecretariatReader, None, Sections::All);
        let foreign = server.person("canary@aewa.example", "AEWA", Role::SecretariatReader, None, Sections::All);
        let ids = |added: godwit::accounts::add::Added| (added.account.to_string(), added.grant.to_string());
        lists(&server);
        let before = templates_and_rounds(&server);
        let files = answers(&server, vec![before]);
        let invitation = invitation(&server);
        let signed_in = json!({"email": EMAILS[2], "password": PASSWORD});
        let session = server.visitor().post("/api/v1/session", &signed_in).expect(200).json();
        let refresh = session["refresh_token"].as_str().unwrap().to_owned();
        let people = EMAILS.into_iter().map(|email| person(&server, email)).collect();
        Self { server, people, spare: ids(spare), foreign: ids(foreign), files, invitation, refresh }
    }

    /// The file of a report.
    pub fn file(&self, report: &str) -> &str {
        self.files.iter().find(|(of, _)| *of == report).map_or("", |(_, id)| id)
    }

    pub fn person(&self, name: &str) -> &Person {
        &self.people[PEOPLE.iter().position(|person| *person == name).unwrap()]
    }
}

/// A template of two sections, a question in each.
pub fn template(instrument: &str, name: &str) -> Value {
    let words = |text: &str| json!({ "en": text });
    let (a, b) = if instrument == "CMS" { ("a1", "b1") } else { ("x1", "y1") };
    json!({
        "format": "godwit-template/1", "name": name, "instrument": instrument,
        "default_language": "en", "languages": ["en"], "title": words("Invented"),
        "lists": {"places": {"choices": [{"name": "here", "label": words("Here")}]}},
        "items": [
            {"name": "a", "type": "section", "label": words("A"), "items": [
                {"name": a, "type": "text", "label": words("What was done?"), "required": "submit"},
                {"name": "again", "type": "text", "label": words("Still?"), "prefill": {}},
                {"name": format!("{a}_files"), "type": "file", "label": words("Which plans?")},
                {"name": "sites", "type": "table", "label": words("Where?"), "rows": {}, "columns": [
                    {"name": "site", "type": "text", "label": words("Site")}]},
                {"name": "each", "type": "group", "label": words("Each"), "repeat": {"over": "places"}, "items": [
                    {"name": "told", "type": "text", "label": words("What was told?")}]}]},
            {"name": "b", "type": "section", "label": words("B"), "items": [
                {"name": b, "type": "text", "label": words("And then?")}]}]
    })
}

/// A reference list of each instrument; what a stranger must not see is in the other's.
fn lists(server: &TestServer) {
    for (instrument, list, label) in [("CMS", "species", "Invented crane"), ("AEWA", "canary-list", CANARY)] {
        let file = format!("key,label,parent,parties,retired\nrow-1,{label},,KEN,\n");
        let (instrument, list) = (instrument.parse().unwrap(), list.parse().unwrap());
        let sheet = Sheet::read(instrument, list, None, "en", file.as_bytes()).unwrap();
        let (secret, now) = (server.house.secret.clone(), server.now());
        server.house.db.write(move |tx| import(tx, SystemReason::Demo, &secret, &sheet, now)).unwrap();
    }
}

fn round(code: &str, instrument: &str, template: &str, parties: &[&str], due: &str) -> Value {
    json!({
        "cycle": code, "instrument": instrument, "template": template, "version": 1,
        "opens_at": "2027-01-01T00:00:00Z", "due_at": due, "time_zone": "Africa/Nairobi", "parties": parties
    })
}

/// The round of a new report.
pub fn new_round() -> Value {
    round("cms-new", "CMS", "asked", &["FRA"], "2027-06-30T00:00:00Z")
}

/// Answers the file of the round that is over.
fn templates_and_rounds(server: &TestServer) -> (&'static str, String) {
    let (cms, aewa) = (server.client(EMAILS[7]), server.client(EMAILS[9]));
    for (admin, instrument, name) in [(&cms, "CMS", "asked"), (&aewa, "AEWA", "canary-asked")] {
        admin.post("/api/v1/templates", &template(instrument, name)).expect(201);
        admin.post(&format!("/api/v1/templates/{name}/versions/1/publish"), &json!({})).expect(200);
    }
    cms.post("/api/v1/templates", &template("CMS", "asked")).expect(201);
    cms.post("/api/v1/templates/asked/versions/2/publish", &json!({})).expect(200);
    cms.post("/api/v1/templates", &template("CMS", "pending")).expect(201);
    let june = "2027-06-30T00:00:00Z";
    let mut late = round("cms-late", "CMS", "asked", &["KEN"], "2027-02-01T00:00:00Z");
    late["cut_off_at"] = json!("2027-02-10T00:00:00Z");
    // Over already: what Kenya said in it, the others begin with.
    cms.post("/api/v1/cycles", &late).expect(201);
    let kenya = server.client(EMAILS[2]);
    let file = answer(&kenya, "cms-late/KEN", &["a1", "again"]);
    for (admin, round) in [
        (&cms, round("cms-draft", "CMS", "asked", &["KEN", "NGO-1", "UGA"], june)),
        (&cms, round("cms-shared", "CMS", "asked", &["KEN"], june)),
        (&cms, round("cms-submitted", "CMS", "asked", &["KEN", "NGO-1", "UGA"], june)),
        (&aewa, round("aewa-draft", "AEWA", "canary-asked", &["KEN", "UGA"], june)),
    ] {
        admin.post("/api/v1/cycles", &round).expect(201);
    }
    file
}

/// Answers questions of a report, says something about one, and sends it a file; in a round that is called so, submits it. Answers the file.
fn answer(person: &Client, report: &'static str, paths: &[&str]) -> (&'static str, String) {
    for path in paths {
        // What is carried forward is shown to its own Party time and again.
        let said = json!({"value": if *path == "again" { "as ever" } else { CANARY }, "revision": 0});
        person.put(&format!("/api/v1/reports/{report}/answers/{path}"), &said).expect(200);
    }
    person.post(&format!("/api/v1/reports/{report}/comments/a1"), &json!({"words": CANARY})).expect(201);
    let path = format!("/api/v1/reports/{report}/attachments");
    let sent = person.upload(&path, &[], &[], ("canary.txt", format!("{CANARY} of {report}").as_bytes()));
    let file = sent.expect(201).json()["id"].as_str().unwrap().to_owned();
    if report.starts_with("cms-submitted") || report.starts_with("cms-late") {
        person.post(&format!("/api/v1/reports/{report}/submissions"), &declaration()).expect(201);
    }
    (report, file)
}

/// An answer and a file in each report; answers the files, those that were there before too.
fn answers(server: &TestServer, mut files: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let (kenya, uganda, trust) = (server.client(EMAILS[2]), server.client(EMAILS[8]), server.client(EMAILS[5]));
    for (person, report) in [
        (&kenya, "cms-draft/KEN"),
        (&kenya, "cms-shared/KEN"),
        (&kenya, "cms-submitted/KEN"),
        (&trust, "cms-draft/NGO-1"),
        (&trust, "cms-submitted/NGO-1"),
        (&uganda, "cms-draft/UGA"),
        (&uganda, "cms-submitted/UGA"),
    ] {
        files.push(answer(person, report, &["a1", "sites/r1/site"]));
    }
    kenya.patch("/api/v1/reports/cms-shared/KEN", &json!({"shared": true})).expect(200);
    files
}

/// Who stands for a report.
pub fn declaration() -> Value {
    json!({"declaration": {"name": "Invented Person", "capacity": "focal point"}})
}

fn invitation(server: &TestServer) -> String {
    let body = json!({"email": "invited@cms.example", "name": "Invented Guest", "language": "en", "instrument": "CMS",
                      "role": "secretariat_reader"});
    let added = server.client(EMAILS[7]).post("/api/v1/accounts", &body).expect(201).json();
    let (account, now) = (added["account"].as_str().unwrap().parse().unwrap(), server.now());
    server.house.db.write(move |tx| invite::make_token(tx, &account, now)).unwrap()
}

fn person(server: &TestServer, email: &'static str) -> Person {
    if email.is_empty() {
        return Person { email: EMAILS[2], bearer: server.visitor(), cookie: None, token: String::new() };
    }
    let bearer = server.client(email);
    let secret = Opaque::fresh().unwrap();
    let (key, value, now) = (Email::read(email).unwrap().key().to_owned(), secret.expose().to_owned(), server.now());
    let session = server.house.db.write(move |tx| {
        let known = store::known(tx, &key)?.ok_or_else(|| Fault::Broken("nobody has this address".to_owned()))?;
        Ok::<_, Refusal>(store::open_session(tx, Kind::Browser, &known, Some(&secret), now)?)
    });
    let session = session.unwrap_or_else(|no| panic!("{email}: {no}"));
    let token = token::masked(&token::csrf_token(&server.house.secret, &session)).unwrap();
    if email == EMAILS[1] {
        bearer.delete("/api/v1/session").expect(204);
        server.house.db.write(move |tx| store::close_session(tx, &session, now)).unwrap();
    }
    Person { email, bearer, cookie: Some(format!("godwit={value}")), token }
}
