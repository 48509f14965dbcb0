//! Settings: read once, each named when it is wrong.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::audit::Secret;
use crate::db::Address;
use crate::digest;
use crate::fault::Fault;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `GODWIT_DATA_DIR`: the database file, letters, files and the secret. `./data` unless set.
    pub data_dir: PathBuf,
    /// `GODWIT_DATABASE_URL`: `postgres://…` or a SQLite path; a file in the data directory unless set.
    pub database: Address,
    /// `GODWIT_BIND`: where `serve` listens, `127.0.0.1:8080` unless set.
    pub bind: SocketAddr,
    /// `GODWIT_BASE_URL`: what people type to get here, for links in letters and the same-origin check.
    pub base_url: Option<String>,
    /// `GODWIT_SMTP_URL`: `smtp://`, `smtp+starttls://` or `smtps://USER:PASSWORD@HOST:PORT`; letters go to files unless set.
    pub smtp_url: Option<String>,
    /// `GODWIT_SMTP_CA_FILE`: a PEM file with the authority that signed the mail server's certificate, when no public one did.
    pub smtp_ca_file: Option<PathBuf>,
    /// `GODWIT_MAIL_FROM`: the sender's mailbox.
    pub mail_from: String,
    /// `GODWIT_SECRET_FILE`: at least 32 bytes; made on first start in the data directory unless set.
    pub secret_file: Option<PathBuf>,
}

/// The database's file in the data directory.
const DATABASE_FILE: &str = "godwit.sqlite3";
/// The names of all settings.
const NAMES: [&str; 8] = [
    "GODWIT_DATA_DIR",
    "GODWIT_DATABASE_URL",
    "GODWIT_BIND",
    "GODWIT_BASE_URL",
    "GODWIT_SMTP_URL",
    "GODWIT_SMTP_CA_FILE",
    "GODWIT_MAIL_FROM",
    "GODWIT_SECRET_FILE",
];

impl Settings {
    /// Reads the environment over an optional file of `NAME=VALUE` lines; a name of the environment wins.
    ///
    /// # Errors
    /// One sentence for each setting that is wrong or unknown.
    pub fn read(environment: impl Iterator<Item = (String, String)>, file: Option<&str>) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let mut values = file.map(|text| lines(text, &mut wrong)).unwrap_or_default();
        for (name, value) in environment.filter(|(name, _)| name.starts_with("GODWIT_")) {
            if NAMES.contains(&name.as_str()) {
                values.insert(name, value);
            } else {
                wrong.push(format!("{name} is not a setting; there are {}", NAMES.join(", ")));
            }
        }
        let mut take = |name: &str| values.remove(name).filter(|value| !value.is_empty());
        let data_dir = PathBuf::from(take("GODWIT_DATA_DIR").unwrap_or_else(|| "./data".to_owned()));
        let database = match take("GODWIT_DATABASE_URL") {
            Some(url) => Address::read(&url).unwrap_or_else(|why| {
                wrong.push(format!("GODWIT_DATABASE_URL: {why}"));
                Address::Sqlite(PathBuf::new())
            }),
            None => Address::Sqlite(data_dir.join(DATABASE_FILE)),
        };
        let bind = take("GODWIT_BIND").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let bind = bind.parse().unwrap_or_else(|_| {
            wrong.push(format!("GODWIT_BIND: {bind:?} is no address; write 127.0.0.1:8080"));
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let base_url = take("GODWIT_BASE_URL").map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = base_url.as_ref().filter(|url| !(url.starts_with("https://") || url.starts_with("http://")))
        {
            wrong.push(format!("GODWIT_BASE_URL: {url:?} must begin with https:// or http://"));
        }
        let secret_file = take("GODWIT_SECRET_FILE").map(PathBuf::from);
        if matches!(database, Address::Postgres(_)) && secret_file.is_none() {
            wrong.push("GODWIT_SECRET_FILE is required on PostgreSQL, the same on each server".to_owned());
        }
        let settings = Self {
            database,
            bind,
            base_url,
            smtp_url: take("GODWIT_SMTP_URL"),
            smtp_ca_file: take("GODWIT_SMTP_CA_FILE").map(PathBuf::from),
            mail_from: take("GODWIT_MAIL_FROM").unwrap_or_else(|| "Godwit <godwit@localhost>".to_owned()),
            secret_file,
            data_dir,
        };
        if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
    }

    /// The server's secret, made on first use where the settings allow it.
    pub fn secret(&self) -> Result<Secret, Fault> {
        let path = self.secret_file.clone().unwrap_or_else(|| self.data_dir.join("secret"));
        if !path.exists() {
            if self.secret_file.is_some() && matches!(self.database, Address::Postgres(_)) {
                return Err(Fault::Io(format!(
                    "{} is not there; make it once and copy it to each server",
                    path.display()
                )));
            }
            make_secret(&path)?;
        }
        let bytes = std::fs::read(&path).map_err(|error| Fault::Io(format!("{}: {error}", path.display())))?;
        Secret::new(bytes)
            .ok_or_else(|| Fault::Io(format!("{} holds fewer than {} bytes", path.display(), Secret::LEAST_BYTES)))
    }

    /// The same settings in another data directory; a SQLite database goes along.
    #[must_use]
    pub fn inside(&self, directory: &Path) -> Self {
        let database = match &self.database {
            Address::Sqlite(_) => Address::Sqlite(directory.join(DATABASE_FILE)),
            Address::Postgres(url) => Address::Postgres(url.clone()),
        };
        Self { database, data_dir: directory.to_owned(), ..self.clone() }
    }

    /// The folder of the files that people send along.
    pub fn files(&self) -> PathBuf {
        self.data_dir.join("files")
    }

    /// What people type to get here.
    pub fn base(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.bind))
    }
}

fn lines(text: &str, wrong: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (number, line) in text.lines().enumerate().map(|(n, line)| (n + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once('=') {
            Some((name, value)) if NAMES.contains(&name.trim()) => {
                values.insert(name.trim().to_owned(), value.trim().to_owned());
            }
            _ => wrong.push(format!("line {number} of the settings file is no NAME=VALUE of {}", NAMES.join(", "))),
        }
    }
    values
}

/// Writes a new secret that only its owner may read; somebody who was faster wins.
fn make_secret(path: &Path) -> Result<(), Fault> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    let fresh: [u8; 32] = digest::random()?;
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            file.write_all(digest::hex(&fresh).as_bytes())?;
            Ok(file.sync_all()?)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Fault::Io(format!("{}: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)], file: Option<&str>) -> Result<Settings, Vec<String>> {
        Settings::read(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())), file)
    }

    #[test]
    fn every_bad_setting_is_named() {
        let wrong = read(
            &[("GODWIT_BIND", "here"), ("GODWIT_COLOUR", "red"), ("GODWIT_DATABASE_URL", "postgres://x")],
            Some("nonsense"),
        )
        .unwrap_err();
        let said = wrong.join("\n");
        for part in ["GODWIT_BIND", "GODWIT_COLOUR", "GODWIT_SECRET_FILE", "line 1"] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let settings =
            read(&[("GODWIT_BIND", "127.0.0.1:1")], Some("GODWIT_BIND=127.0.0.1:2\nGODWIT_DATA_DIR=/d\n")).unwrap();
        assert_eq!(settings.bind.port(), 1);
        assert_eq!(settings.database, Address::Sqlite("/d/godwit.sqlite3".into()));
    }
}
