//! What `serve` does beside serving: post letters, say what is due to be said, and sweep up files that nothing names.
//!
//! A thread each, so that a mail server that hangs holds up no reminder. Several servers on one PostgreSQL may all do it:
//! leases and unique keys see to it that each letter is written and posted once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::post::tokens;
use crate::fault::Fault;
use crate::mail::post::{Postbox, post};
use crate::reminders;
use crate::reports::attachments::sweep::sweep;
use crate::web::House;

/// How often the outbox is looked at: a person who waits for an invitation waits no longer than this.
const POST_EVERY: Duration = Duration::from_secs(5);
/// How often reminders are looked for. They are counted in days.
const REMIND_EVERY: Duration = Duration::from_secs(60);
/// How often files that nothing names are looked for. They wait for days.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);
/// How long the end of the server waits for a chore under way. A letter cut off is posted again under the same Message-ID.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// The chores under way.
pub struct Chores {
    /// Dropping it tells them to end.
    stop: Vec<Sender<()>>,
    /// Closed once all have ended.
    ended: Receiver<()>,
}

impl Chores {
    /// Starts them.
    pub fn start(house: &House, postbox: Postbox) -> Result<Self, Fault> {
        let (done, ended) = channel();
        let mut chores = Self { stop: Vec::new(), ended };
        let (db, clock, tokens) = (house.db.clone(), house.clock.clone(), tokens());
        chores.begin("godwit-post", POST_EVERY, done.clone(), move || {
            let report = post(&db, &postbox, &tokens, &clock)?;
            if let Some(why) = report.stopped {
                tracing::warn!(why, "the mail server failed; letters wait");
            }
            Ok(())
        })?;
        let (db, clock, shelf, base) =
            (house.db.clone(), house.clock.clone(), house.shelf.clone(), house.base_url.clone());
        chores.begin("godwit-remind", REMIND_EVERY, done.clone(), move || {
            reminders::remind(&db, &shelf, &base, false, clock.now()).map(|_| ())
        })?;
        let (db, clock, files) = (house.db.clone(), house.clock.clone(), house.files.clone());
        chores.begin("godwit-sweep", SWEEP_EVERY, done, move || sweep(&db, &files, clock.now()).map(|_| ()))?;
        Ok(chores)
    }

    fn begin(
        &mut self,
        name: &'static str,
        every: Duration,
        done: Sender<()>,
        chore: impl Fn() -> Result<(), Fault> + Send + 'static,
    ) -> Result<(), Fault> {
        let (stop, stopped) = channel();
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Held until the thread ends, however it ends.
            let _done = done;
            loop {
                match catch_unwind(AssertUnwindSafe(&chore)) {
                    Ok(Ok(())) => {}
                    Ok(Err(fault)) => tracing::error!(%fault, chore = name, "a chore failed; it is tried again"),
                    Err(_) => tracing::error!(chore = name, "a chore panicked; it is tried again"),
                }
                if stopped.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
        })?;
        self.stop.push(stop);
        Ok(())
    }

    /// Ends them, and waits a while for what is under way.
    pub fn end(mut self) {
        self.stop.clear();
        let _ = self.ended.recv_timeout(LAST_WAIT);
    }
}
