//! The invented people of the demonstration: one of each role, with passwords made once and kept beside the database.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{NGO_CYCLE, PARTY_CYCLE};
use crate::commands::No;
use crate::digest;

/// Where the passwords are kept, readable by their owner alone.
const FILE: &str = "demo-people.json";
/// Role, e-mail, name, language, Party, cycle.
type Part = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, &'static str);
/// Who plays what.
const CAST: [Part; 5] = [
    ("secretariat_admin", "admin@secretariat.example.org", "Ingrid Invented", "en", None, PARTY_CYCLE),
    ("secretariat_reader", "reader@secretariat.example.org", "Rafael Invented", "es", None, PARTY_CYCLE),
    ("focal_point", "focal.point@kenya.example.org", "Wanjiru Invented", "en", Some("KEN"), PARTY_CYCLE),
    ("contributor", "colleague@kenya.example.org", "Otieno Invented", "en", Some("KEN"), PARTY_CYCLE),
    ("ngo_reporter", "reports@wetlands.example.org", "Marie Invented", "fr", Some("NGO-DEMO-1"), NGO_CYCLE),
];
/// The sections that Kenya's focal point gave to a colleague.
pub const DELEGATED: [&str; 3] = ["networks", "monitoring", "marine"];

/// One person of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The role's word.
    pub role: String,
    /// What to sign in with.
    pub email: String,
    /// Made when the demonstration was.
    pub password: String,
    /// For whom; none for the Secretariat.
    pub party: Option<String>,
    /// In which cycle there is something to do.
    pub cycle: String,
}

/// The cast.
#[derive(Debug, Clone)]
pub struct People(Vec<Person>);

impl People {
    /// The people whose passwords are kept in a directory, and whether they were there already.
    pub fn of(directory: &Path) -> Result<(Self, bool), No> {
        let path = directory.join(FILE);
        if path.exists() {
            let text = std::fs::read_to_string(&path)?;
            let people = serde_json::from_str(&text)
                .map_err(|error| No::because(format!("{} cannot be read: {error}", path.display())))?;
            return Ok((Self(people), true));
        }
        let mut people = Vec::new();
        for (role, email, _, _, party, cycle) in CAST {
            people.push(Person {
                role: role.to_owned(),
                email: email.to_owned(),
                password: password()?,
                party: party.map(str::to_owned),
                cycle: cycle.to_owned(),
            });
        }
        let text = serde_json::to_string_pretty(&people).unwrap_or_default();
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok((Self(people), false))
    }

    /// All of them.
    pub fn all(&self) -> &[Person] {
        &self.0
    }

    /// Each with name and language.
    pub fn with_names(&self) -> impl Iterator<Item = (&Person, &'static str, &'static str)> {
        self.0.iter().filter_map(|person| {
            let cast = CAST.iter().find(|(_, email, ..)| *email == person.email)?;
            Some((person, cast.2, cast.3))
        })
    }

    /// As `--json` prints them.
    pub fn json(&self) -> Json {
        json!(self.0)
    }
}

/// Four groups of letters and digits that can be read aloud.
fn password() -> Result<String, No> {
    let hex = digest::hex(&digest::random::<10>()?);
    let groups: Vec<&str> = hex.as_bytes().chunks(5).filter_map(|chunk| std::str::from_utf8(chunk).ok()).collect();
    Ok(groups.join("-"))
}
