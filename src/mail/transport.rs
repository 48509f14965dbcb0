//! Where letters go: to a mail server, or into a folder where there is none.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::retry::Failure;
use super::server::{Privacy, Server};
use crate::config::Settings;
use crate::ids::LetterId;

/// How long a mail server may keep us waiting for each of its answers, or for taking what we write.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// How long it may take to say goodbye: the letter has been accepted by then.
const GOODBYE_TIME: Duration = Duration::from_secs(2);

/// A letter's way out.
#[derive(Debug)]
pub enum Transport {
    /// A mail server.
    Smtp(Smtp),
    /// A folder, one `.eml` file for each letter.
    Folder(PathBuf),
}

/// A mail server and how to trust it.
pub struct Smtp {
    server: Server,
    /// None on an open line.
    tls: Option<TlsParameters>,
    answer_time: Duration,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.server.fmt(f)
    }
}

impl Transport {
    /// What the settings say.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong.
    pub fn of(settings: &Settings) -> Result<Self, String> {
        let Some(url) = &settings.smtp_url else { return Ok(Self::Folder(settings.data_dir.join("letters"))) };
        let authority = match &settings.smtp_ca_file {
            Some(path) => {
                Some(std::fs::read(path).map_err(|error| format!("GODWIT_SMTP_CA_FILE: {}: {error}", path.display()))?)
            }
            None => None,
        };
        Ok(Self::Smtp(Smtp::new(url, authority.as_deref(), ANSWER_TIME)?))
    }

    /// Hands a letter over. `Ok` means that it was accepted, or lies on the disk.
    pub(super) fn send(&self, id: &LetterId, message: &Message) -> Result<(), Failure> {
        match self {
            Self::Smtp(smtp) => smtp.send(message),
            Self::Folder(folder) => {
                write_file(folder, id, &message.formatted()).map_err(|error| Failure::Server(error.to_string()))
            }
        }
    }
}

impl Smtp {
    /// A mail server by its address, with the PEM text of an authority to trust beside the public ones, and the time it
    /// may take for each answer.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong.
    pub fn new(url: &str, authority: Option<&[u8]>, answer_time: Duration) -> Result<Self, String> {
        let server = Server::read(url).map_err(|why| format!("GODWIT_SMTP_URL: {why}"))?;
        let tls = match server.privacy {
            Privacy::Plain => None,
            Privacy::Tls | Privacy::StartTls => {
                let blamed = if authority.is_some() { "GODWIT_SMTP_CA_FILE" } else { "GODWIT_SMTP_URL" };
                let mut tls = TlsParameters::builder(server.host.clone());
                if let Some(pem) = authority {
                    let wrong = |why: String| format!("GODWIT_SMTP_CA_FILE holds no PEM certificate: {why}");
                    if !pem.windows(PEM_START.len()).any(|bytes| bytes == PEM_START) {
                        return Err(wrong("no BEGIN CERTIFICATE".to_owned()));
                    }
                    tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(|error| wrong(said(&error)))?);
                }
                Some(tls.build().map_err(|error| format!("{blamed}: no TLS with it: {}", said(&error)))?)
            }
        };
        Ok(Self { server, tls, answer_time })
    }

    /// One connection for each letter: what one of them meets cannot touch the next.
    fn send(&self, message: &Message) -> Result<(), Failure> {
        // Whatever goes wrong before the letter is named is the server's doing, a refused password included.
        let mut connection = self.connect().map_err(|error| Failure::Server(said(&error)))?;
        let handed = connection.send(message.envelope(), &message.formatted());
        // The answer stands. A server that dawdles over the goodbye only costs this much more.
        let _ = connection.set_timeout(Some(GOODBYE_TIME));
        connection.abort();
        handed.map(|_| ()).map_err(|error| failure(&error, message))
    }

    fn connect(&self) -> Result<SmtpConnection, lettre::transport::smtp::Error> {
        let hello = ClientId::default();
        let place = (self.server.host.as_str(), self.server.port);
        let at_once = self.tls.as_ref().filter(|_| self.server.privacy == Privacy::Tls);
        let mut connection = SmtpConnection::connect(place, Some(self.answer_time), &hello, at_once, None)?;
        if let Some(tls) = self.tls.as_ref().filter(|_| self.server.privacy == Privacy::StartTls) {
            connection.starttls(tls, &hello)?;
        }
        if let Some((user, password)) = &self.server.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &Credentials::new(user.clone(), password.clone()))?;
        }
        Ok(connection)
    }
}

/// What an error after the handshake says of the letter.
fn failure(error: &lettre::transport::smtp::Error, message: &Message) -> Failure {
    let has_plain_receiver = message.envelope().to().iter().all(|address| AsRef::<str>::as_ref(address).is_ascii());
    let code = error.status().map(u16::from).unwrap_or_default();
    let reason = said(error);
    if SERVER_CODES.contains(&code) {
        Failure::Server(reason)
    } else if error.is_permanent() || (error.is_client() && !has_plain_receiver) {
        Failure::Permanent(reason)
    } else if error.is_transient() {
        Failure::Temporary(reason)
    } else {
        Failure::Server(reason)
    }
}

/// How a certificate begins in a PEM file. A file without one would be taken for an empty list.
const PEM_START: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// What a server says of itself, not of the letter: it closes, or it wants us to sign in (in another way).
const SERVER_CODES: [u16; 6] = [421, 454, 530, 534, 535, 538];

/// An error in words with what lies behind it, on one line.
fn said(error: &lettre::transport::smtp::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a letter whole or not at all. Written twice, it is one file: its name is the letter's id.
fn write_file(folder: &Path, id: &LetterId, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!("{id}.part"));
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join(format!("{id}.eml")))?;
    std::fs::File::open(folder)?.sync_all()
}
