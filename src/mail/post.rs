//! Post what is due: lease a letter, make its token, send it, say what became of it. Each step is a transaction of its own,
//! so that a process may die between any two of them.

use std::sync::Arc;
use std::time::Duration;

use super::compose::{Sender, compose};
use super::retry::{Failure, fate};
use super::store::{self, Fate};
use super::{LeasedLetter, Transport};
use crate::clock::{Clock, Moment};
use crate::config::Settings;
use crate::db::{Conn, Db};
use crate::fault::Fault;
use crate::ids::RowId;

/// How long a poster holds a letter. Longer than the fifteen answers of a mail server that takes its full time for each,
/// so that no letter is taken by a second poster while the first still waits.
pub const LEASE: Duration = Duration::from_secs(16 * 60);

/// How often we try to write down that a letter left, before we must leave it to the lease to end.
const MARK_TRIES: u32 = 3;

/// Makes the token of a letter that has one and writes its row, in a transaction that is committed before the letter leaves.
/// For the room that knows the token's purpose.
pub type MakeToken = Arc<dyn Fn(&mut Conn, &LeasedLetter, Moment) -> Result<String, Fault> + Send + Sync>;

/// Where letters are handed in, and in whose name.
#[derive(Debug)]
pub struct Postbox {
    /// Where to.
    pub transport: Transport,
    /// From whom.
    pub sender: Sender,
}

impl Postbox {
    /// What the settings say.
    ///
    /// # Errors
    /// One sentence for each setting that is wrong.
    pub fn of(settings: &Settings) -> Result<Self, Vec<String>> {
        let transport = Transport::of(settings);
        let sender =
            Sender::read(&settings.mail_from, &settings.base()).map_err(|why| format!("GODWIT_MAIL_FROM: {why}"));
        match (transport, sender) {
            (Ok(transport), Ok(sender)) => Ok(Self { transport, sender }),
            (transport, sender) => Err([transport.err(), sender.err()].into_iter().flatten().collect()),
        }
    }
}

/// What one run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostReport {
    /// Letters that left.
    pub posted: u32,
    /// Of these, letters that an interrupted run may have sent before, under the same Message-ID.
    pub repeated: u32,
    /// Letters that wait for another try.
    pub deferred: u32,
    /// Letters given up.
    pub abandoned: u32,
    /// Why the run ended before the outbox was empty: the mail server's own failure, which every letter would meet.
    pub stopped: Option<String>,
}

/// Posts every letter that is due, one after another, until none is left or the mail server fails.
/// Any number of runs at once send each letter once.
///
/// # Errors
/// `Fault` when the database fails. What left before is marked; what did not is taken up by a later run.
pub fn post(db: &Db, postbox: &Postbox, make_token: &MakeToken, clock: &Clock) -> Result<PostReport, Fault> {
    let worker = RowId::fresh().to_string();
    let mut report = PostReport::default();
    while report.stopped.is_none() {
        let (mine, now) = (worker.clone(), clock.now());
        let Some(letter) = db.write(move |tx| store::lease(tx, &mine, LEASE, now))? else { break };
        if letter.interrupted {
            tracing::warn!(letter = %letter.id, "an earlier try ended without a word; the letter may arrive twice");
        }
        match hand_over(db, postbox, make_token, &letter, clock) {
            Ok(()) => {
                mark_posted(db, &letter, clock)?;
                report.posted += 1;
                report.repeated += u32::from(letter.interrupted);
            }
            Err(failure) => put_back(db, &worker, letter, failure, clock, &mut report)?,
        }
    }
    Ok(report)
}

fn hand_over(
    db: &Db,
    postbox: &Postbox,
    make_token: &MakeToken,
    letter: &LeasedLetter,
    clock: &Clock,
) -> Result<(), Failure> {
    let now = clock.now();
    let token = match &letter.token_purpose {
        Some(_) => Some(token(db, make_token, letter, now).map_err(|fault| Failure::Temporary(fault.to_string()))?),
        None => None,
    };
    let message = compose(&postbox.sender, letter, token.as_deref(), now)?;
    postbox.transport.send(&letter.id, &message)
}

fn token(db: &Db, make_token: &MakeToken, letter: &LeasedLetter, now: Moment) -> Result<String, Fault> {
    let (make, letter) = (Arc::clone(make_token), letter.clone());
    db.write(move |tx| make(tx, &letter, now))
}

/// Writes down that the letter left. It has: a failure here is worth another try at once.
fn mark_posted(db: &Db, letter: &LeasedLetter, clock: &Clock) -> Result<(), Fault> {
    let mark = || {
        let (letter, now) = (letter.clone(), clock.now());
        db.write(move |tx| store::mark_posted(tx, &letter, now))
    };
    let mut marked = mark();
    for _ in 1..MARK_TRIES {
        if marked.is_ok() {
            break;
        }
        marked = mark();
    }
    marked.inspect_err(|fault| tracing::error!(letter = %letter.id, %fault, "a letter left, but is not marked so"))
}

fn put_back(
    db: &Db,
    worker: &str,
    letter: LeasedLetter,
    failure: Failure,
    clock: &Clock,
    report: &mut PostReport,
) -> Result<(), Fault> {
    let fate = fate(&failure, letter.attempts, clock.now());
    let reason = failure.reason().to_owned();
    match fate {
        Fate::Later(_) => report.deferred += 1,
        Fate::Abandoned(_) => report.abandoned += 1,
    }
    tracing::warn!(letter = %letter.id, kind = letter.kind, attempts = letter.attempts, ?fate, reason, "a letter did not leave");
    if let Failure::Server(reason) = &failure {
        report.stopped = Some(reason.clone());
    }
    let worker = worker.to_owned();
    db.write(move |tx| store::mark_failed(tx, &letter, &worker, fate, &reason))
}
