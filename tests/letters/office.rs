//! A post office for a test: a database, a standing clock, a mail server.

use std::sync::Arc;
use std::time::Duration;

use godwit::clock::{self, Clock, Moment};
use godwit::db::Db;
use godwit::fault::Fault;
use godwit::mail::post::{MakeToken, PostReport, Postbox, post};
use godwit::mail::store::{Outbox, enqueue, outbox};
use godwit::mail::{Letter, Sender, Smtp, TOKEN_MARK, Transport};

use crate::support::{Sink, TestDatabase};

/// How long our client waits for an answer, where the test means it to come.
const ANSWER_TIME: Duration = Duration::from_secs(20);

pub struct Office {
    pub db: Db,
    pub clock: Clock,
    pub postbox: Postbox,
}

pub fn at(text: &str) -> Moment {
    clock::read(text).unwrap()
}

pub fn sender() -> Sender {
    Sender::read("Godwit <godwit@example.org>", "https://reports.example.org").unwrap()
}

impl Office {
    /// Letters go to this server, whose authority is trusted.
    pub fn to(database: &TestDatabase, sink: &Sink) -> Self {
        Self::over(database, &sink.url(), Some(sink.authority()), ANSWER_TIME)
    }

    pub fn over(database: &TestDatabase, url: &str, authority: Option<&str>, answer_time: Duration) -> Self {
        let smtp = Smtp::new(url, authority.map(str::as_bytes), answer_time).unwrap();
        Self::with(database, Transport::Smtp(smtp))
    }

    pub fn with(database: &TestDatabase, transport: Transport) -> Self {
        let clock = Clock::standing(at("2027-03-01T08:00:00Z"));
        Self { db: database.open(), clock, postbox: Postbox { transport, sender: sender() } }
    }

    /// Writes a letter down under a key; `false` when it was there.
    pub fn write(&self, key: &str) -> bool {
        self.enqueue(letter(key, self.clock.now()))
    }

    pub fn enqueue(&self, letter: Letter) -> bool {
        let now = self.clock.now();
        self.db.write(move |tx| enqueue(tx, &letter, now)).unwrap()
    }

    pub fn post(&self) -> PostReport {
        post(&self.db, &self.postbox, &no_tokens(), &self.clock).unwrap()
    }

    /// Moves the clock forward.
    pub fn later(&self, by: Duration) {
        self.clock.set(self.clock.now() + by);
    }

    pub fn outbox(&self) -> Outbox {
        self.db.read(outbox).unwrap()
    }
}

pub fn letter(key: &str, post_after: Moment) -> Letter {
    Letter {
        message_key: key.to_owned(),
        kind: "receipt",
        account: None,
        address: "amina@example.org".to_owned(),
        language: "fr".to_owned(),
        subject: format!("Rapport reçu {key}"),
        body: format!("Le rapport {key} a été reçu.\n\n.\nUne ligne qui commence par un point.\n"),
        token_purpose: None,
        post_after,
    }
}

pub fn with_token(key: &str, post_after: Moment) -> Letter {
    Letter {
        token_purpose: Some("invitation"),
        body: format!("https://reports.example.org/invitation#{TOKEN_MARK}\n"),
        ..letter(key, post_after)
    }
}

pub fn no_tokens() -> MakeToken {
    Arc::new(|_, letter, _| Err(Fault::Broken(format!("no token for {:?}", letter.token_purpose))))
}

pub fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}
