//! A server in this process over a fresh database, a clock that stands until it is moved, and invented people by role.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use godwit::access::{Role, Sections};
use godwit::accounts::add::Added;
use godwit::audit::Secret;
use godwit::clock::{self, Clock, Moment};
use godwit::files::Files;
use godwit::ids::ItemName;
use godwit::web::{House, How, Running};

use super::{Client, TestDatabase, people};

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
        people::registers(&database.open());
        Self::over(database)
    }

    /// Serves a database as it is.
    pub fn over(database: &TestDatabase) -> Self {
        Self::at(database, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// Like [`Self::over`], where another that was stopped has listened.
    pub fn at(database: &TestDatabase, address: SocketAddr) -> Self {
        let db = database.open();
        let clock = Clock::standing(clock::read("2027-03-01T08:00:00Z").unwrap());
        let house = House::new(
            db,
            Files::inside(database.folder.path().join("files")),
            clock,
            Secret::new(vec![7; 32]).unwrap(),
            "http://127.0.0.1",
        );
        let listener = TcpListener::bind(address).unwrap();
        let how = How { workers: 2, signals: false, ..How::default() };
        Self { running: Running::start(house.clone(), listener, how).unwrap(), house }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Finishes what is under way and ends.
    pub fn stop(self) {
        self.running.stop();
    }

    /// What its clock says.
    pub fn now(&self) -> Moment {
        self.house.clock.now()
    }

    /// Moves its clock.
    pub fn wait(&self, time: chrono::Duration) {
        self.house.clock.set(self.now() + time);
    }

    /// Somebody who can sign in with [`people::PASSWORD`].
    pub fn person(&self, email: &str, instrument: &str, role: Role, party: Option<&str>, sections: Sections) -> Added {
        people::person(&self.house, email, instrument, role, party, sections)
    }

    /// A client for this person with a session of their own, made without a password's cost.
    pub fn client(&self, email: &str) -> Client {
        let session = people::session(&self.house, email);
        Client::new(&format!("http://{}", self.address()), Some(people::jwt(&self.house.secret, &session, self.now())))
    }

    fn someone(&self, email: &str, instrument: &str, role: Role, party: Option<&str>) -> Client {
        if !people::is_known(&self.house, email) {
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
