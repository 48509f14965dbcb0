//! A server over a fresh database, with a clock that stands until it is moved, and invented people.

use std::net::TcpListener;

use diesel::RunQueryDsl;
use godwit::access::{Action, Permit, Place, Role, Sections, SystemReason};
use godwit::accounts::Refusal;
use godwit::accounts::add::{self, Added};
use godwit::accounts::email::Email;
use godwit::accounts::person::NewPerson;
use godwit::audit::Secret;
use godwit::clock::{self, Clock, Moment};
use godwit::db::{Conn, Db};
use godwit::files::Files;
use godwit::web::{House, How, Running};
use serde_json::{Value, json};

use crate::support::TestDatabase;

/// The password of everybody here. Invented.
pub const PASSWORD: &str = "storks over the strait";

/// When the clock stands.
pub fn start() -> Moment {
    clock::read("2027-03-01T08:00:00Z").unwrap()
}

pub struct Scene {
    pub house: House,
    pub server: Running,
}

/// An answer, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    pub retry_after: Option<String>,
    pub location: Option<String>,
    pub set_cookie: Option<String>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn said(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_else(|| panic!("no {field}: {self:?}")).to_owned()
    }
}

impl Scene {
    pub fn on(database: &TestDatabase) -> Self {
        Self::at(database, "http://127.0.0.1")
    }

    pub fn at(database: &TestDatabase, base_url: &str) -> Self {
        let db = database.open();
        registers(&db);
        let house = House::new(
            db,
            Files::inside(database.folder.path().join("files")),
            Clock::standing(start()),
            Secret::new(vec![7; 32]).unwrap(),
            base_url,
        );
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server =
            Running::start(house.clone(), listener, How { workers: 2, signals: false, ..How::default() }).unwrap();
        Self { house, server }
    }

    pub fn now(&self) -> Moment {
        self.house.clock.now()
    }

    pub fn wait(&self, time: chrono::Duration) {
        self.house.clock.set(self.now() + time);
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address())
    }

    /// Somebody who can sign in with [`PASSWORD`].
    pub fn person(&self, email: &str, instrument: &str, role: Role, party: Option<&str>) -> Added {
        let person = NewPerson {
            email: Email::read(email).unwrap(),
            name: "Invented Person".to_owned(),
            language: "en".to_owned(),
            role,
            party: party.map(|code| code.parse().unwrap()),
            sections: Sections::All,
        };
        let phc = self.house.turns.hasher().hash(PASSWORD).unwrap();
        let (permit, secret, now) = (manager(instrument), self.house.secret.clone(), self.now());
        self.write(move |tx| add::with_password(tx, &permit, &person, &phc, &secret, now)).unwrap()
    }

    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.house.db.write(job)
    }

    pub fn call(&self, method: &str, path: &str, bearer: Option<&str>, body: Option<&Value>) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(self.url(path));
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        let text = body.map(Value::to_string).unwrap_or_default();
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        self.send(request.body(text).unwrap())
    }

    pub fn send(&self, request: ureq::http::Request<String>) -> Answer {
        // An agent of its own: it would keep the cookies of the one before.
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let mut answer = agent.run(request).expect("the server answers");
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (retry_after, location, set_cookie) = (header("retry-after"), header("location"), header("set-cookie"));
        let text = answer.body_mut().read_to_string().unwrap();
        Answer { status: answer.status().as_u16(), text, retry_after, location, set_cookie }
    }

    /// A page, or a form sent from one.
    pub fn page(&self, path: &str, cookie: Option<&str>, form: Option<&[(&str, &str)]>) -> Answer {
        let method = if form.is_some() { "POST" } else { "GET" };
        let mut request = ureq::http::Request::builder().method(method).uri(self.url(path));
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        if form.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let fields: Vec<String> =
            form.unwrap_or_default().iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.send(request.body(fields.join("&")).unwrap())
    }

    pub fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        self.call("POST", "/api/v1/session", None, Some(&json!({"email": email, "password": password})))
    }

    /// A JWT and a refresh token.
    pub fn sign_in(&self, email: &str) -> (String, String) {
        let answer = self.try_sign_in(email, PASSWORD);
        assert_eq!(answer.status, 200, "{answer:?}");
        (answer.said("token"), answer.said("refresh_token"))
    }

    /// Whether a JWT still opens anything.
    pub fn counts(&self, jwt: &str) -> bool {
        let answer = self.call("GET", "/api/v1/me", Some(jwt), None);
        assert!([200, 401].contains(&answer.status), "{answer:?}");
        answer.status == 200
    }
}

/// The house itself, managing people.
pub fn manager(instrument: &str) -> Permit {
    let place = Place::of_instrument(instrument.parse().unwrap());
    Permit::system(SystemReason::Demo, Action::ManagePeople, place)
}

/// Two instruments and three Parties; the organisation is invented.
fn registers(db: &Db) {
    let rows = [
        "INSERT INTO instruments (code, name) VALUES ('CMS', 'Convention on Migratory Species')",
        "INSERT INTO instruments (code, name) VALUES ('AEWA', 'African-Eurasian Waterbird Agreement')",
        "INSERT INTO parties (code, kind, name_en, name_fr, name_es) VALUES ('KEN', 'state', 'Kenya', 'Kenya', 'Kenia')",
        "INSERT INTO parties (code, kind, name_en, name_fr, name_es) \
         VALUES ('UGA', 'state', 'Uganda', 'Ouganda', 'Uganda')",
        "INSERT INTO parties (code, kind, name_en, name_fr, name_es) \
         VALUES ('NGO-1', 'organisation', 'Invented Trust', 'Invented Trust', 'Invented Trust')",
    ];
    db.write(move |tx| {
        for row in rows {
            diesel::sql_query(row).execute(tx)?;
        }
        Ok::<_, godwit::fault::Fault>(())
    })
    .unwrap();
}
