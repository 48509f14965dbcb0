//! People who listen to a report: what happens in it is told to their browsers while they work.
//!
//! One thread looks after all listeners of this server. A report that somebody listens to is looked at about once a second, and
//! at once after a write that passed through here; what other servers write is found in the same way. Whoever is told anything
//! is asked first whether they still may: the session and the grants are read in the same snapshot as the news.

mod events;
mod sweep;

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use tokio::sync::mpsc;

use crate::accounts::Credential;
use crate::clock::Clock;
use crate::db::Db;
use crate::fault::Fault;
use crate::ids::{AccountId, CycleCode, PartyCode};
use crate::reports::news::Mark;
use crate::templates::Shelf;
use sweep::Sweeper;

/// Most streams of one person: a browser needs one, however many tabs it has. Whoever opens more loses the oldest.
pub const MOST_OF_A_PERSON: usize = 6;
/// Most streams of this server: half of the connections of one worker.
pub const MOST: usize = 2_000;
/// What is told to come back later, in seconds, when there are so many.
const BUSY: u32 = 30;
/// Messages that wait for a browser. One that does not take them is let go; it comes back and is told what it missed.
const WAITING: usize = 8;
/// How often a report is looked at that somebody listens to.
const EVERY: Duration = Duration::from_secs(1);
/// How long the thread rests after it was rung awake: many saves at once are one look.
const REST: Duration = Duration::from_millis(50);

/// A report, as addresses name it.
pub type ReportAt = (CycleCode, PartyCode);

/// Who listens to what, since when.
pub struct New {
    /// The report.
    pub at: ReportAt,
    /// Who.
    pub account: AccountId,
    /// What shows that they still may.
    pub credential: Credential,
    /// How far they have seen it; none for whoever has to read it again.
    pub mark: Option<Mark>,
}

/// A listener with the way to its browser.
struct Joining {
    new: New,
    pipe: mpsc::Sender<Bytes>,
    place: Place,
}

/// A place among the listeners, given back when it is dropped.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What the thread is told.
#[derive(Default)]
struct Calls {
    joining: Vec<Joining>,
    nudged: BTreeSet<ReportAt>,
    ending: bool,
}

/// Where the thread waits, and how it is woken.
#[derive(Default)]
struct Bell {
    calls: Mutex<Calls>,
    rung: Condvar,
}

impl Bell {
    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is rung, or for so long where somebody listens. Answers what is to be done; none for: end.
    fn wait(&self, longest: Option<Duration>) -> Option<Calls> {
        let calls = self.calls();
        let idle = |calls: &mut Calls| calls.joining.is_empty() && calls.nudged.is_empty() && !calls.ending;
        let mut calls = match longest {
            Some(longest) => {
                let waited = self.rung.wait_timeout_while(calls, longest, idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.rung.wait_while(calls, idle).unwrap_or_else(PoisonError::into_inner),
        };
        if calls.ending {
            calls.joining.clear();
            return None;
        }
        Some(std::mem::take(&mut calls))
    }
}

/// The listeners of this server.
pub struct Live {
    bell: Arc<Bell>,
    count: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<()>>>,
    db: Db,
    clock: Clock,
    shelf: Shelf,
}

impl Live {
    /// Nobody listens yet.
    pub fn new(db: Db, clock: Clock, shelf: Shelf) -> Self {
        Self { bell: Arc::default(), count: Arc::default(), thread: Mutex::default(), db, clock, shelf }
    }

    /// How many listen.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// Begins to tell somebody what happens.
    ///
    /// # Errors
    /// `Fault::Busy` when too many listen, or the server is ending.
    pub fn listen(&self, new: New) -> Result<Stream, Fault> {
        let before = self.count.fetch_add(1, Ordering::SeqCst);
        let place = Place(Arc::clone(&self.count));
        if before >= MOST {
            return Err(Fault::Busy { seconds: BUSY });
        }
        self.start()?;
        let (pipe, messages) = mpsc::channel(WAITING);
        let mut calls = self.bell.calls();
        if calls.ending {
            return Err(Fault::Busy { seconds: BUSY });
        }
        calls.joining.push(Joining { new, pipe, place });
        drop(calls);
        self.bell.rung.notify_one();
        Ok(Stream { messages })
    }

    /// Something was written in a report: whoever listens to it is told at once.
    pub fn nudge(&self, at: ReportAt) {
        if self.count() > 0 {
            self.bell.calls().nudged.insert(at);
            self.bell.rung.notify_one();
        }
    }

    /// Ends every stream, for good: the server is stopping.
    pub fn end(&self) {
        self.bell.calls().ending = true;
        self.bell.rung.notify_one();
    }

    /// Starts the thread where it does not run.
    fn start(&self) -> Result<(), Fault> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return Ok(());
        }
        let bell = Arc::clone(&self.bell);
        let mut sweeper = Sweeper::new(self.db.clone(), self.clock.clone(), self.shelf.clone());
        let run = move || {
            while let Some(calls) = bell.wait(sweeper.is_needed().then_some(EVERY)) {
                sweeper.sweep(calls.joining, &calls.nudged);
                std::thread::sleep(REST);
            }
        };
        *thread = Some(std::thread::Builder::new().name("live".to_owned()).spawn(run)?);
        Ok(())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.end();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

/// What a browser reads for as long as it listens.
pub struct Stream {
    messages: mpsc::Receiver<Bytes>,
}

impl MessageBody for Stream {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.messages.poll_recv(cx).map(|message| message.map(Ok))
    }
}
