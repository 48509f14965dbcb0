//! A server in this process over a fresh database, a clock that stands until it is moved, and invented people by role.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use diesel::RunQueryDsl;
use godwit::access::{Action, Permit, Place, Role, Sections, SystemReason};
use godwit::accounts::add::{self, Added};
use godwit::accounts::email::Email;
use godwit::accounts::password::Hasher;
use godwit::accounts::person::NewPerson;
use godwit::accounts::session::Kind;
use godwit::accounts::{Credential, Refusal, store, token};
use godwit::audit::Secret;
use godwit::clock::{self, Clock, Moment};
use godwit::db::Db;
use godwit::fault::Fault;
use godwit::ids::ItemName;
use godwit::web::{House, How, Running};

use super::{Client, TestDatabase};

/// The password of everybody here. Invented.
pub const PASSWORD: &str = "storks over the strait";
/// Longer than anything in a test takes; what would hang fails instead.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub struct TestServer {
    /// What it runs on: for a look behind the doors.
    pub house: House,
    running: Running,
}

impl TestServer {
    /// Serves a database on a port of its own, with the instruments CMS and AEWA and a few Parties in it.
    pub fn start(database: &TestDatabase) -> Self {
        let db = database.open();
        registers(&db);
        let clock = Clock::standing(clock::read("2027-03-01T08:00:00Z").unwrap());
        let house = House::new(db, clock, Secret::new(vec![7; 32]).unwrap(), "http://127.0.0.1");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let how = How { workers: 2, signals: false, ..How::default() };
        Self { running: Running::start(house.clone(), listener, how).unwrap(), house }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// What its clock says.
    pub fn now(&self) -> Moment {
        self.house.clock.now()
    }

    /// Moves its clock.
    pub fn wait(&self, time: chrono::Duration) {
        self.house.clock.set(self.now() + time);
    }

    /// Somebody who can sign in with [`PASSWORD`].
    pub fn person(&self, email: &str, instrument: &str, role: Role, party: Option<&str>, sections: Sections) -> Added {
        static HASHED: OnceLock<String> = OnceLock::new();
        let phc = HASHED.get_or_init(|| Hasher::with_queue(1).hash(PASSWORD).unwrap()).clone();
        let person = NewPerson {
            email: Email::read(email).unwrap(),
            name: "Invented Person".to_owned(),
            language: "en".to_owned(),
            role,
            party: party.map(|code| code.parse().unwrap()),
            sections,
        };
        let place = Place::of_instrument(instrument.parse().unwrap());
        let permit = Permit::system(SystemReason::Demo, Action::ManagePeople, place);
        let (secret, now) = (self.house.secret.clone(), self.now());
        self.house
            .db
            .write(move |tx| add::with_password(tx, &permit, &person, &phc, &secret, now))
            .unwrap_or_else(|refusal| panic!("{email}: {refusal}"))
    }

    /// A client for this person with a session of their own, made without a password's cost.
    pub fn client(&self, email: &str) -> Client {
        let (secret, now, key) = (self.house.secret.clone(), self.now(), Email::read(email).unwrap().key().to_owned());
        let jwt = self.house.db.write(move |tx| {
            let known = store::known(tx, &key)?.ok_or_else(|| Fault::Broken("nobody has this address".to_owned()))?;
            let session = store::open_session(tx, Kind::Token, &known, None, now)?;
            let credential = Credential { session, epoch: known.epoch };
            Ok::<_, Refusal>(token::issue(&secret, &credential, &known.account, now)?.0)
        });
        Client::new(&format!("http://{}", self.address()), Some(jwt.unwrap_or_else(|no| panic!("{email}: {no}"))))
    }

    fn someone(&self, email: &str, instrument: &str, role: Role, party: Option<&str>) -> Client {
        let address = Email::read(email).unwrap().key().to_owned();
        let known = self.house.db.read(|tx| store::known(tx, &address)).unwrap();
        if known.is_none() {
            self.person(email, instrument, role, party, Sections::All);
        }
        self.client(email)
    }

    /// Nobody who is signed in.
    pub fn visitor(&self) -> Client {
        Client::new(&format!("http://{}", self.address()), None)
    }

    /// Kenya's focal point for CMS.
    pub fn focal_point(&self) -> Client {
        self.someone("focal-point@kenya.example", "CMS", Role::FocalPoint, Some("KEN"))
    }

    /// The focal point of another Party.
    pub fn other_focal_point(&self) -> Client {
        self.someone("focal-point@uganda.example", "CMS", Role::FocalPoint, Some("UGA"))
    }

    /// A colleague of Kenya's focal point, for these sections alone.
    pub fn contributor(&self, sections: &[&str]) -> Client {
        let email =
            format!("{}@kenya.example", if sections.is_empty() { "nothing".to_owned() } else { sections.join("-") });
        let names = sections.iter().map(|name| name.parse::<ItemName>().unwrap()).collect();
        self.person(&email, "CMS", Role::Contributor, Some("KEN"), Sections::Only(names));
        self.client(&email)
    }

    /// A reporter of an invented organisation.
    pub fn ngo_reporter(&self) -> Client {
        self.someone("reporter@trust.example", "CMS", Role::NgoReporter, Some("NGO-1"))
    }

    /// Who writes templates and opens cycles.
    pub fn secretariat_admin(&self) -> Client {
        self.someone("admin@cms.example", "CMS", Role::SecretariatAdmin, None)
    }

    /// Who reads what the Secretariat reads.
    pub fn secretariat_reader(&self) -> Client {
        self.someone("reader@cms.example", "CMS", Role::SecretariatReader, None)
    }

    /// The admin of another instrument.
    pub fn other_admin(&self) -> Client {
        self.someone("admin@aewa.example", "AEWA", Role::SecretariatAdmin, None)
    }

    /// Sends bytes as they are and reads until the server closes the connection.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// Two instruments and four reporting entities; the organisation is invented.
fn registers(db: &Db) {
    let mut rows = vec![
        "INSERT INTO instruments (code, name) VALUES ('CMS', 'Convention on Migratory Species')".to_owned(),
        "INSERT INTO instruments (code, name) VALUES ('AEWA', 'African-Eurasian Waterbird Agreement')".to_owned(),
    ];
    let parties = [
        ("KEN", "state", "Kenya", "party"),
        ("UGA", "state", "Uganda", "party"),
        ("FRA", "state", "France", "party"),
        ("NGO-1", "organisation", "Invented Trust", "accredited_ngo"),
    ];
    for (code, kind, name, status) in parties {
        rows.push(format!(
            "INSERT INTO parties (code, kind, name_en, name_fr, name_es) VALUES ('{code}', '{kind}', '{name}', '{name}', '{name}')"
        ));
        rows.push(format!(
            "INSERT INTO memberships (id, party, instrument, region, status, from_date, until_date, recorded_at) VALUES \
             ('m-{code}', '{code}', 'CMS', 'Africa', '{status}', '2000-01-01', NULL, '2020-01-01 00:00:00')"
        ));
    }
    db.write(move |tx| {
        for row in rows {
            diesel::sql_query(row).execute(tx)?;
        }
        Ok::<_, Fault>(())
    })
    .unwrap();
}
