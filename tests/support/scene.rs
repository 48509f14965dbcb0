//! The server under test and those who use it.

use std::time::Duration;

use godwit::access::{Role, Sections};
use godwit::audit::Secret;
use godwit::clock::Clock;
use godwit::files::Files;
use godwit::web::House;

use super::people::{self, Session};
use super::round::{self, PARTIES};
use super::{Client, Godwit, TestDatabase, godwit as child};

/// The server's secret. Invented.
const SECRET: &[u8] = b"invented, and at least thirty-two bytes long";

/// An open round on disk, with a focal point for each Party.
pub struct Scene {
    pub data: std::path::PathBuf,
    settings: Vec<(String, String)>,
    secret: Secret,
    sessions: Vec<Session>,
}

impl Scene {
    /// Opens the round; nothing runs afterwards.
    pub fn set(database: &TestDatabase) -> Self {
        let data = database.folder.path().to_owned();
        let secret_file = data.join("secret");
        std::fs::write(&secret_file, SECRET).unwrap();
        let secret = Secret::new(SECRET.to_vec()).unwrap();
        let house = House::new(
            database.open(),
            Files::inside(data.join("files")),
            Clock::system(),
            secret.clone(),
            "http://127.0.0.1",
        );
        people::registers(&house.db);
        round::open(&house);
        let session = |party: &&str| {
            let email = format!("focal-point@{}.example", party.to_lowercase());
            people::person(&house, &email, "CMS", Role::FocalPoint, Some(party), Sections::All);
            people::session(&house, &email)
        };
        let sessions = PARTIES.iter().map(session).collect();
        let settings = vec![
            ("GODWIT_DATABASE_URL".to_owned(), database.url()),
            ("GODWIT_SECRET_FILE".to_owned(), secret_file.display().to_string()),
        ];
        Self { data, settings, secret, sessions }
    }

    fn settings(&self) -> Vec<(&str, &str)> {
        self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Starts the server and waits until it is ready: whatever the last kill left behind is put in order here.
    pub fn start(&self) -> Godwit {
        Godwit::spawn(&["serve"], &self.data, &self.settings())
    }

    /// The address of an answer of one of [`PARTIES`].
    pub fn answer(party: &str, question: &str) -> String {
        format!("/api/v1/reports/{}/{party}/answers/{question}", round::CYCLE)
    }

    /// Starts it through a shell that sets limits first: `limits` are the shell's words.
    pub fn start_with_limits(&self, limits: &str) -> Godwit {
        Godwit::spawn_with_limits(limits, &["serve"], &self.data, &self.settings())
    }

    /// Starts it and kills it after a while, whether it answers by then or not.
    pub fn kill_while_starting(&self, after: Duration) {
        let mut child = child::command(&["serve"])
            .env("GODWIT_DATA_DIR", &self.data)
            .env("GODWIT_BIND", "127.0.0.1:0")
            .envs(self.settings())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// A fresh client of the server for each Party, in the order of [`PARTIES`].
    pub fn clients(&self, url: &str) -> Vec<Client> {
        let now = Clock::system().now();
        let jwt = |session| Some(people::jwt(&self.secret, session, now));
        self.sessions.iter().map(|session| Client::new(url, jwt(session))).collect()
    }

    /// Runs a command on the scene's data.
    pub fn command(&self, arguments: &[&str]) -> (i32, String, String) {
        child::run(arguments, &self.data, &self.settings())
    }
}
