//! Writes on SQLite: one thread, one connection, one commit for many that are queued.
//!
//! An fsync costs the same for one row as for two hundred; under load the queue fills while the disk works, so commits
//! group themselves. Nobody is answered before the commit.

use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;

use super::conn::{Address, Conn, connect};
use super::{Prepared, direct};
use crate::fault::{Fault, Refused};

/// Most jobs in one commit: a commit must end soon, for the first in it waits for the last.
const BATCH_JOBS: usize = 256;
/// How long jobs are taken into one commit: as long as the commit before took, so that at most half the time goes into
/// waiting for the disk, within these bounds. Shorter batches let half of the clients be answered while the others are
/// written; with all of them in one batch, either the thread or its clients stand idle.
const BATCH_TIME: RangeInclusive<Duration> = Duration::from_micros(1_500)..=Duration::from_millis(20);
/// Most jobs waiting. Beyond it a client is told to come back: better than an answer after a minute.
const QUEUE: usize = 4_096;
/// What a client that finds the queue full is told to wait, in seconds.
const QUEUE_FULL_WAIT: u32 = 2;

/// What became of a job inside its savepoint.
enum Outcome {
    /// Keep what it wrote.
    Keep,
    /// Our answer was no: undo it, the rest of the batch stands.
    Undo,
    /// The engine failed: nothing in this batch can be trusted.
    Failed(Fault),
}

trait Job: Send {
    fn run(&mut self, conn: &mut Conn) -> Outcome;
    /// Answers the caller: with what the job gave when the batch was committed, with the fault otherwise.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

struct Work<T, R, F, A> {
    job: Option<F>,
    result: Option<Result<T, R>>,
    reply: A,
}

impl<T, R, F, A> Job for Work<T, R, F, A>
where
    T: Send,
    R: Refused,
    F: FnOnce(&mut Conn) -> Result<T, R> + Send,
    A: FnOnce(Result<T, R>) + Send,
{
    fn run(&mut self, conn: &mut Conn) -> Outcome {
        let Some(job) = self.job.take() else { return Outcome::Undo };
        let result = catch_unwind(AssertUnwindSafe(|| job(conn)))
            .unwrap_or_else(|_| Err(Fault::Broken("a write panicked".to_owned()).into()));
        let outcome = match &result {
            Ok(_) => Outcome::Keep,
            Err(no) => match no.fault() {
                Some(fault @ (Fault::Database(_) | Fault::Unknown(_))) => Outcome::Failed(fault.clone()),
                _ => Outcome::Undo,
            },
        };
        self.result = Some(result);
        outcome
    }

    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        let lost = || Err(Fault::Database("the write did not run".to_owned()).into());
        let result = self.result.unwrap_or_else(lost);
        // A refusal falls with its batch too: it may rest on what an earlier job wrote, which nobody will ever see.
        (self.reply)(committed.map_err(R::from).and(result));
    }
}

/// The door to the writing thread.
pub struct Writer {
    jobs: SyncSender<Box<dyn Job>>,
}

impl Writer {
    /// Starts the thread. It ends when the last `Writer` is dropped, after what is queued.
    pub fn start(address: Address) -> Result<Self, Fault> {
        let (jobs, queue) = sync_channel(QUEUE);
        let conn = connect(&address)?;
        std::thread::Builder::new()
            .name("godwit-writer".to_owned())
            .spawn(move || serve(&address, Some(conn), &queue))?;
        Ok(Self { jobs })
    }

    /// Queues a job; `reply` is called on the writing thread once its outcome is known, and must not wait for anything.
    pub fn queue<T, R>(
        &self,
        job: impl FnOnce(&mut Conn) -> Result<T, R> + Send + 'static,
        reply: impl FnOnce(Result<T, R>) + Send + 'static,
    ) where
        T: Send + 'static,
        R: Refused,
    {
        let work = Work { job: Some(job), result: None, reply };
        if let Err(refused) = self.jobs.try_send(Box::new(work)) {
            match refused {
                TrySendError::Full(job) => job.answer_busy(),
                TrySendError::Disconnected(job) => {
                    job.answer(Err(Fault::Database("the writing thread has ended".to_owned())));
                }
            }
        }
    }
}

impl dyn Job {
    fn answer_busy(self: Box<Self>) {
        self.answer(Err(Fault::Busy { seconds: QUEUE_FULL_WAIT }));
    }
}

fn serve(address: &Address, mut conn: Option<Conn>, queue: &Receiver<Box<dyn Job>>) {
    let mut taking = *BATCH_TIME.start();
    while let Ok(first) = queue.recv() {
        if conn.is_none() {
            conn = connect(address).inspect_err(|fault| tracing::error!(%fault, "the writer cannot connect")).ok();
        }
        conn = match conn.take() {
            Some(open) => batch(open, first, queue, &mut taking),
            None => {
                refuse_all(first, queue, &Fault::Database("the database cannot be opened".to_owned()));
                None
            }
        };
    }
}

/// Runs one batch and gives the connection back, unless it can no longer be trusted. `taking` is how long it takes jobs.
fn batch(mut conn: Conn, first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>, taking: &mut Duration) -> Option<Conn> {
    if let Err(error) = conn.batch_execute("BEGIN IMMEDIATE") {
        refuse_all(first, queue, &error.into());
        return None;
    }
    let started = Instant::now();
    let mut done: Vec<Box<dyn Job>> = Vec::with_capacity(BATCH_JOBS);
    let mut next = Some(first);
    let mut failure = None;
    while let Some(mut job) = next.take() {
        let outcome = in_savepoint(&mut conn, job.as_mut());
        done.push(job);
        if let Err(fault) = outcome {
            failure = Some(fault);
            break;
        }
        if done.len() < BATCH_JOBS && started.elapsed() < *taking {
            next = queue.try_recv().ok();
        }
    }
    let taken = Instant::now();
    let committed = match failure {
        Some(fault) => Err(fault),
        None => conn.batch_execute("COMMIT").map_err(|error| Fault::Unknown(error.to_string())),
    };
    *taking = taken.elapsed().clamp(*BATCH_TIME.start(), *BATCH_TIME.end());
    if let Err(fault) = &committed {
        tracing::error!(%fault, jobs = done.len(), "a batch of writes failed");
        let _ = conn.batch_execute("ROLLBACK");
    }
    // The connection is dropped before anybody is answered: whoever repeats at once meets no half-open transaction.
    let conn = committed.is_ok().then_some(conn);
    for job in done {
        answer(job, committed.clone());
    }
    conn
}

/// Answers all who wait now. They waited together; one after the other each would wait the busy timeout again.
fn refuse_all(first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>, fault: &Fault) {
    // All are taken before any is answered: whoever repeats at once is not among them.
    let waiting: Vec<_> = std::iter::once(first).chain(queue.try_iter().take(QUEUE)).collect();
    for job in waiting {
        answer(job, Err(fault.clone()));
    }
}

/// A reply that panics is its caller's loss; the thread goes on for everybody else.
fn answer(job: Box<dyn Job>, committed: Result<(), Fault>) {
    if catch_unwind(AssertUnwindSafe(|| job.answer(committed))).is_err() {
        tracing::error!("a reply to a write panicked");
    }
}

fn in_savepoint(conn: &mut Conn, job: &mut dyn Job) -> Result<(), Fault> {
    tell(conn, "SAVEPOINT job")?;
    match job.run(conn) {
        Outcome::Keep => {}
        Outcome::Undo => tell(conn, "ROLLBACK TO job")?,
        Outcome::Failed(fault) => return Err(fault),
    }
    tell(conn, "RELEASE job")
}

fn tell(conn: &mut Conn, text: &'static str) -> Result<(), Fault> {
    direct!(conn, |conn| Prepared { text, binds: [] }.execute(conn))?;
    Ok(())
}
