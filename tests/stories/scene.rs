//! A Secretariat that is ready: registers imported, the shipped template published, a round open, a mail server listening.

use std::time::Duration;

use godwit::access::{Role, Sections};
use godwit::commands::post::tokens;
use godwit::mail::post::{Postbox, post};
use godwit::mail::{Sender, Smtp, Transport};
use serde_json::{Value, json};

use crate::support::godwit::run;
use crate::support::people::PASSWORD;
use crate::support::{Client, Line, Received, Sink, TestDatabase, TestServer, registers};

pub const TEMPLATE: &str = include_str!("../../schemas/templates/cms-cop15-connectivity.json");
pub const NAME: &str = "cms-cop15-connectivity";
pub const ADMIN: &str = "admin@cms.example";

pub struct Scene<'d> {
    pub server: TestServer,
    sink: Sink,
    database: &'d TestDatabase,
}

impl<'d> Scene<'d> {
    /// Imports the registers from the command line, publishes the template and opens the round over HTTP.
    pub fn open(database: &'d TestDatabase) -> Self {
        // The tables, then the secret that the server and the command line share.
        drop(database.open());
        std::fs::write(database.folder.path().join("secret"), [7; 32]).unwrap();
        // The registers that ship, then one of the Secretariat's own that says where it can be asked.
        let own = database.folder.path().join("own.json");
        let contact = json!({"format": "godwit-mandates/1", "documents": [], "mandates": [], "instruments": [
            {"code": "CMS", "name": "Invented Convention", "contact": "secretariat@cms.example"}
        ]});
        std::fs::write(&own, contact.to_string()).unwrap();
        let (parties, mandates) = (registers::shipped("cms-parties.csv"), registers::shipped("mandates.json"));
        let own = own.display().to_string();
        for (register, file) in [("parties", &parties), ("mandates", &mandates), ("mandates", &own)] {
            let (code, _, said) = godwit(database, &["import", register, file]);
            assert_eq!(code, 0, "{said}");
        }
        let species = registers::import_species();
        let (code, _, said) = godwit(database, &species.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(code, 0, "{said}");
        let server = TestServer::over(database);
        server.person(ADMIN, "CMS", Role::SecretariatAdmin, None, Sections::All);
        let scene = Self { server, sink: Sink::open(Line::StartTls), database };
        let admin = scene.admin();
        admin.post("/api/v1/templates", &document()).expect(201);
        admin.post(&format!("/api/v1/templates/{NAME}/versions/1/publish"), &json!({})).expect(200);
        admin.post("/api/v1/cycles", &round("cms-cop15")).expect(201);
        scene
    }

    /// Runs the program on this database.
    pub fn godwit(&self, arguments: &[&str]) -> (i32, String, String) {
        godwit(self.database, arguments)
    }

    /// The Secretariat's admin, with a token of now.
    pub fn admin(&self) -> Client {
        self.server.client(ADMIN)
    }

    /// A focal point who can sign in already.
    pub fn focal_point(&self, party: &str) -> Client {
        let email = format!("{}@parties.example", party.to_lowercase());
        self.server.person(&email, "CMS", Role::FocalPoint, Some(party), Sections::All);
        self.server.client(&email)
    }

    /// Posts what waits, through the mail server. Answers the letters that it took.
    pub fn post(&self) -> Vec<Received> {
        let before = self.sink.letters().len();
        let smtp =
            Smtp::new(&self.sink.url(), Some(self.sink.authority().as_bytes()), Duration::from_secs(20)).unwrap();
        let sender = Sender::read("Godwit <godwit@example.org>", "https://reports.example.org").unwrap();
        let postbox = Postbox { transport: Transport::Smtp(smtp), sender };
        let house = &self.server.house;
        let report = post(&house.db, &postbox, &tokens(), &house.clock).unwrap();
        assert_eq!((report.deferred, report.abandoned, &report.stopped), (0, 0, &None));
        let letters = self.sink.wait_for(before + usize::try_from(report.posted).unwrap());
        letters[before..].to_vec()
    }

    /// Invites somebody, opens the letter, follows its link, chooses a password and signs in.
    pub fn invite(&self, email: &str, party: &str) -> Client {
        let person = json!({"email": email, "name": "Amina Invented", "language": "en", "instrument": "CMS",
                            "role": "focal_point", "party": party});
        self.admin().post("/api/v1/accounts", &person).expect(201);
        let letters = self.post();
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert!(letter.is_private && letter.to == [email], "{letter:?}");
        let text = letter.text();
        let link = text.split_whitespace().find(|word| word.contains("/invitation#")).expect("the letter has a link");
        let form = format!("invitation={}&password={PASSWORD}&again={PASSWORD}", link.replace('#', "%23"));
        let form = form.replace(' ', "+");
        let media = [("content-type", "application/x-www-form-urlencoded")];
        let accept = || self.server.visitor().send("POST", "/invitation", &media, Some(form.as_bytes()));
        assert_eq!(accept().expect(303).header("location"), Some("/sign-in?done=password_set"));
        accept().expect(422);
        self.sign_in(email)
    }

    /// Signs in over the API.
    pub fn sign_in(&self, email: &str) -> Client {
        let signed_in = json!({"email": email, "password": PASSWORD});
        let session = self.server.visitor().post("/api/v1/session", &signed_in).expect(200).json();
        let token = session["token"].as_str().unwrap().to_owned();
        Client::new(&format!("http://{}", self.server.address()), Some(token))
    }

    /// What stands at a path of the API.
    pub fn seen(&self, person: &Client, path: &str) -> Value {
        person.get(&format!("/api/v1/{path}")).expect(200).json()
    }
}

fn godwit(database: &TestDatabase, arguments: &[&str]) -> (i32, String, String) {
    let secret = database.folder.path().join("secret").display().to_string();
    let url = database.url();
    run(arguments, database.folder.path(), &[("GODWIT_DATABASE_URL", &url), ("GODWIT_SECRET_FILE", &secret)])
}

/// The shipped template.
pub fn document() -> Value {
    serde_json::from_str(TEMPLATE).unwrap()
}

/// Four Parties are asked, one is exempt, one is covered by another's report.
pub fn round(code: &str) -> Value {
    json!({
        "cycle": code, "instrument": "CMS", "meeting": "COP15", "template": NAME, "version": 1,
        "opens_at": "2027-02-01T00:00:00+03:00", "due_at": "2027-06-30T23:59:59+03:00",
        "closes_at": "2027-12-31T23:59:59+03:00", "time_zone": "Africa/Nairobi",
        "parties": ["KEN", "UGA", "FRA", "EUU"],
        "exempt": [{"party": "AUS", "reason": "invented"}],
        "covered": [{"party": "DEU", "covered_by": "EUU"}],
    })
}

/// The paths of all that can be answered in Kenya's report while nobody has added a row: what lists give it is there.
pub fn paths(kenya: &Client) -> Vec<String> {
    let said = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    let species = kenya.get("/api/v1/lists/CMS/species?party=KEN").expect(200).json();
    let document = document();
    let sections = document["items"].as_array().unwrap();
    let section = sections.iter().find(|section| section["name"] == "species_section").unwrap();
    let of_species =
        |name: &str| section["items"][0]["items"].as_array().unwrap().iter().any(|item| item["name"] == name);
    let mut paths = Vec::new();
    for question in questions() {
        let (name, table) = (said(&question, "name"), question["type"] == "table");
        match question["rows"]["over"].as_str() {
            Some(list) => {
                let rows = document["lists"][list]["choices"].as_array().unwrap();
                for column in question["columns"].as_array().unwrap() {
                    let path = |row| format!("{name}/{}/{}", said(row, "name"), said(column, "name"));
                    paths.extend(rows.iter().map(path));
                }
            }
            None if table => {}
            None if of_species(&name) => {
                let rows = species["rows"].as_array().unwrap().iter();
                paths.extend(rows.map(|row| format!("each_species/{}/{name}", said(row, "key"))));
            }
            None => paths.push(name),
        }
    }
    paths
}

/// Every question of the template, in its order.
pub fn questions() -> Vec<Value> {
    fn walk(items: &Value, found: &mut Vec<Value>) {
        for item in items.as_array().into_iter().flatten() {
            match item["type"].as_str() {
                Some("section" | "group") => walk(&item["items"], found),
                Some("note") => {}
                _ => found.push(item.clone()),
            }
        }
    }
    let mut found = Vec::new();
    walk(&document()["items"], &mut found);
    found
}

/// The names of the questions that a submission needs.
pub fn required() -> Vec<String> {
    let needed = questions().into_iter().filter(|question| question["required"] == "submit");
    needed.map(|question| question["name"].as_str().unwrap().to_owned()).collect()
}

/// An answer that fits: the first choice, or invented words.
pub fn invented(name: &str) -> Value {
    let question = questions().into_iter().find(|question| question["name"] == name).unwrap();
    let list = question["list"].as_str().unwrap_or_default();
    let first = document()["lists"][list]["choices"][0]["name"].clone();
    match question["type"].as_str().unwrap() {
        "select_one" => first,
        "select_multiple" => json!([first]),
        "text" => json!("Invented for a test"),
        other => panic!("no invented answer for {other}"),
    }
}

/// Saves an invented answer wherever one is missing.
pub fn fill(person: &Client, report: &str) {
    let gaps = person.get(&format!("/api/v1/reports/{report}/gaps")).expect(200).json();
    let answers: Vec<Value> = gaps["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| gap["path"].as_str().unwrap())
        .map(|path| json!({"path": path, "value": invented(path), "revision": 0}))
        .collect();
    person.patch(&format!("/api/v1/reports/{report}/answers"), &json!({"answers": answers})).expect(200);
}

/// Who stands for a report.
pub fn declaration() -> Value {
    json!({"declaration": {"name": "Amina Invented", "capacity": "National Focal Point"}})
}
