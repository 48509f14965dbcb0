//! A real mail server that keeps what it is given, and misbehaves when a test says so.
//!
//! Threads and sockets alone: nothing sleeps, and a test waits on a condition, never on time.

mod certificate;
mod received;
mod talk;

use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

pub use certificate::Authority;
pub use received::Received;

/// Longest a test waits for letters that must come. Reached only by a test that fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// In the open.
    Plain,
    /// In the open until STARTTLS, and no letter before.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// What the server does to one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Takes the letter.
    Accept,
    /// Says this in place of its greeting, and closes.
    Greet(&'static str),
    /// Says this to the receiver's address.
    Refuse(&'static str),
    /// Says nothing, not even a greeting, until the client goes.
    Hang,
    /// Takes the letter and closes without a word.
    DropAfterDot,
    /// Takes the letter and then never answers.
    HangAfterDot,
}

/// What the threads share.
pub(crate) struct Shared {
    line: Line,
    config: Option<Arc<rustls::ServerConfig>>,
    /// `AUTH PLAIN` words that are let in; none where nobody has to sign in.
    login: Option<String>,
    script: Mutex<VecDeque<Does>>,
    letters: Mutex<Vec<Received>>,
    arrived: Condvar,
    over: AtomicBool,
}

/// The server, gone when dropped.
pub struct Sink {
    shared: Arc<Shared>,
    address: SocketAddr,
    authority: Authority,
    door: Option<JoinHandle<()>>,
}

impl Sink {
    /// A server on a free port of this machine.
    pub fn open(line: Line) -> Self {
        Self::with(line, Authority::fresh(), None)
    }

    /// A server that lets in nobody but `user` with `password`.
    pub fn with_login(line: Line, user: &str, password: &str) -> Self {
        Self::with(line, Authority::fresh(), Some(received::base64(format!("\0{user}\0{password}").as_bytes())))
    }

    fn with(line: Line, authority: Authority, login: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            line,
            config: (line != Line::Plain).then(|| authority.server("localhost")),
            login,
            script: Mutex::default(),
            letters: Mutex::default(),
            arrived: Condvar::new(),
            over: AtomicBool::new(false),
        });
        let at_door = Arc::clone(&shared);
        let door = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if at_door.over.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&at_door);
                std::thread::spawn(move || shared.meet(stream));
            }
        });
        Self { shared, address, authority, door: Some(door) }
    }

    /// What the next connections meet, in order; whoever comes after them is accepted.
    pub fn next(&self, does: &[Does]) {
        self.shared.script.lock().unwrap().extend(does);
    }

    /// What `GODWIT_SMTP_URL` says to reach it.
    pub fn url(&self) -> String {
        self.url_as("")
    }

    /// The same with `USER:PASSWORD@` before the host.
    pub fn url_as(&self, credentials: &str) -> String {
        let scheme = match self.shared.line {
            Line::Plain => "smtp",
            Line::StartTls => "smtp+starttls",
            Line::Tls => "smtps",
        };
        format!("{scheme}://{credentials}localhost:{}", self.address.port())
    }

    /// The PEM text of the authority that signed its certificate.
    pub fn authority(&self) -> &str {
        &self.authority.pem
    }

    /// Every letter taken so far, in the order of their final dots.
    pub fn letters(&self) -> Vec<Received> {
        self.shared.letters.lock().unwrap().clone()
    }

    /// Waits until there are so many letters.
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        let letters = self.shared.letters.lock().unwrap();
        let fewer = |letters: &mut Vec<Received>| letters.len() < count;
        let (letters, _) = self.shared.arrived.wait_timeout_while(letters, PATIENCE, fewer).unwrap();
        assert!(letters.len() >= count, "{} letters came, {count} were to come", letters.len());
        letters.clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the thread at the door.
        let _ = TcpStream::connect(self.address);
        if let Some(door) = self.door.take() {
            let _ = door.join();
        }
    }
}

/// A port of this machine that nobody listens on.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
