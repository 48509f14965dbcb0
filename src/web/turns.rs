//! Turns at the hasher: a sign-in waits here without a thread, so that a rush of them leaves the threads to those who save.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web::block;
use tokio::sync::Semaphore;

use super::House;
use crate::accounts::password::{AT_ONCE, COME_BACK_SECONDS, Hasher, MOST_WAITING};
use crate::db::Db;
use crate::fault::{Fault, Refused};

/// The hasher and the queue before it. One for the whole server.
pub struct Turns {
    hasher: Arc<Hasher>,
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Default for Turns {
    fn default() -> Self {
        Self { hasher: Arc::default(), free: Arc::new(Semaphore::new(AT_ONCE)), waiting: AtomicUsize::new(0) }
    }
}

impl Turns {
    /// The hasher itself, for what it counts.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }
}

/// Counts one who waits, and no longer once it stopped: served, or gone.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Runs what hashes a password on the blocking pool, when it is its turn.
///
/// # Errors
/// `Fault::Busy` when too many wait already; what the job refused.
pub async fn hashing<T, R>(
    house: &House,
    job: impl FnOnce(&Db, &Hasher) -> Result<T, R> + Send + 'static,
) -> Result<T, R>
where
    T: Send + 'static,
    R: Refused,
{
    let turns = Arc::clone(&house.turns);
    let turn = match Arc::clone(&turns.free).try_acquire_owned() {
        Ok(turn) => turn,
        Err(_) => {
            let before = turns.waiting.fetch_add(1, Ordering::SeqCst);
            let _waiting = Waiting(&turns.waiting);
            if before >= MOST_WAITING {
                return Err(Fault::Busy { seconds: COME_BACK_SECONDS }.into());
            }
            let turn = Arc::clone(&turns.free).acquire_owned().await;
            turn.map_err(|_| Fault::Broken("the turns at the hasher ended".to_owned()))?
        }
    };
    let (db, hasher) = (house.db.clone(), Arc::clone(&turns.hasher));
    // The turn goes along: should whoever asked hang up, the next one still waits for the hash to end.
    let hashed = block(move || {
        let _turn = turn;
        job(&db, &hasher)
    });
    hashed.await.unwrap_or_else(|_| Err(Fault::Broken("a hash panicked".to_owned()).into()))
}
