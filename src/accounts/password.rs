//! Passwords as argon2id hashes, at most two at a time.
//!
//! A hash takes 19 MiB and some 20 ms of a core by design. Without a bound, a rush of sign-ins would take all memory and
//! both cores from those who are saving answers. So there are two places to hash, a short queue before them, and beyond
//! it a plain "come back shortly". Each place keeps its memory: glibc does not reuse blocks of this size and alignment,
//! and eight clients were seen to take 2.4 GB in six seconds.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};

use crate::digest;
use crate::fault::Fault;

/// Memory of one hash in KiB: OWASP's first choice, measured at 18 ms on one core here.
const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Threads of one hash.
const LANES: u32 = 1;
/// Bytes of a salt: the argon2 RFC's recommendation.
const SALT_BYTES: usize = 16;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;
/// Hashes computed at once: two keep one core of two free for half the time, and hold 38 MiB.
pub const AT_ONCE: usize = 2;
/// Sign-ins that may wait for one of them: at some 100 hashes a second the last waits a third of a second.
pub const MOST_WAITING: usize = 32;
/// What a sign-in beyond that is told to wait, in seconds.
pub const COME_BACK_SECONDS: u32 = 2;

/// The places where passwords are hashed. One for the whole server.
pub struct Hasher {
    queue: Mutex<Queue>,
    freed: Condvar,
    most_waiting: usize,
}

#[derive(Default)]
struct Queue {
    /// Memory of places that are free. It is taken on first use: a server that nobody signs in to stays small.
    idle: Vec<Vec<Block>>,
    hashing: usize,
    waiting: usize,
    /// The most that ever hashed at once.
    peak: usize,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::with_queue(MOST_WAITING)
    }
}

impl Hasher {
    /// A hasher before which so many may wait.
    pub fn with_queue(most_waiting: usize) -> Self {
        Self { queue: Mutex::default(), freed: Condvar::new(), most_waiting }
    }

    /// A password's hash as a PHC string. Waits for a free place: not to be called inside a transaction.
    ///
    /// # Errors
    /// `Fault::Busy` when too many wait already.
    pub fn hash(&self, password: &str) -> Result<String, Fault> {
        let salt = digest::random::<SALT_BYTES>()?;
        let bytes = self.compute(password, &salt)?;
        let params = ParamsString::try_from(&params()?).map_err(broken)?;
        let phc = PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(Salt::new(&salt).map_err(broken)?),
            hash: Some(Output::new(&bytes).map_err(broken)?),
        };
        Ok(phc.to_string())
    }

    /// Whether this is the password that was hashed. Without a hash it is not, after exactly the same work:
    /// how long an answer takes does not tell whether there is such an account.
    ///
    /// # Errors
    /// `Fault::Busy` when too many wait already, `Fault::Broken` when the stored hash is none of ours.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Fault> {
        let Some(stored) = stored else {
            self.compute(password, &[0; SALT_BYTES])?;
            return Ok(false);
        };
        let stored = PasswordHash::new(stored).map_err(broken)?;
        let (Some(salt), Some(right)) = (&stored.salt, &stored.hash) else {
            return Err(broken("no salt or no hash"));
        };
        if stored.algorithm != ARGON2ID_IDENT || Params::try_from(&stored).map_err(broken)? != params()? {
            return Err(broken("made with other parameters"));
        }
        let salt: &[u8] = salt.as_ref();
        Ok(digest::same(&self.compute(password, salt)?, right.as_bytes()))
    }

    /// The most hashes that were ever computed at once: at most [`AT_ONCE`].
    pub fn peak(&self) -> usize {
        self.lock().peak
    }

    /// How many wait for a place now.
    pub fn waiting(&self) -> usize {
        self.lock().waiting
    }

    fn compute(&self, password: &str, salt: &[u8]) -> Result<[u8; HASH_BYTES], Fault> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
        let mut place = self.place()?;
        let mut bytes = [0u8; HASH_BYTES];
        argon2
            .hash_password_into_with_memory(password.as_bytes(), salt, &mut bytes, &mut place.memory)
            .map_err(broken)?;
        Ok(bytes)
    }

    /// Takes a place, after waiting for one where that is allowed.
    fn place(&self) -> Result<Place<'_>, Fault> {
        let blocks = params()?.block_count();
        let mut queue = self.lock();
        if queue.hashing >= AT_ONCE {
            if queue.waiting >= self.most_waiting {
                return Err(Fault::Busy { seconds: COME_BACK_SECONDS });
            }
            queue.waiting += 1;
            queue =
                self.freed.wait_while(queue, |queue| queue.hashing >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
            queue.waiting -= 1;
        }
        queue.hashing += 1;
        queue.peak = queue.peak.max(queue.hashing);
        let kept = queue.idle.pop();
        drop(queue);
        let memory = match kept {
            Some(memory) => memory,
            None => vec![Block::new(); blocks],
        };
        Ok(Place { hasher: self, memory })
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A taken place, given back when dropped.
struct Place<'a> {
    hasher: &'a Hasher,
    memory: Vec<Block>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut queue = self.hasher.lock();
        queue.hashing -= 1;
        queue.idle.push(std::mem::take(&mut self.memory));
        self.hasher.freed.notify_one();
    }
}

fn params() -> Result<Params, Fault> {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES)).map_err(broken)
}

fn broken(why: impl std::fmt::Display) -> Fault {
    Fault::Broken(format!("a password hash: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_alone() {
        let hasher = Hasher::default();
        let stored = hasher.hash("an invented password").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(hasher.verify("an invented password", Some(&stored)).unwrap());
        assert!(!hasher.verify("an invented passworD", Some(&stored)).unwrap());
        assert!(!hasher.verify("an invented password", None).unwrap());
        assert_ne!(stored, hasher.hash("an invented password").unwrap(), "a salt of its own");
        // The library's own verifier agrees: what we store is a standard PHC string.
        use argon2::PasswordVerifier;
        let phc = PasswordHash::new(&stored).unwrap();
        assert!(Argon2::default().verify_password(b"an invented password", &phc).is_ok());
    }

    #[test]
    fn what_is_no_hash_of_ours_is_a_fault() {
        let hasher = Hasher::default();
        for stored in
            ["", "plain", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=1"]
        {
            assert!(matches!(hasher.verify("x", Some(stored)), Err(Fault::Broken(_))), "{stored}");
        }
    }

    #[test]
    fn a_flood_never_hashes_more_than_two_at_once_and_the_rest_is_told_to_come_back() {
        let hasher = Hasher::with_queue(3);
        let busy = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| match hasher.verify("a guess that fails", None) {
                    Ok(right) => assert!(!right),
                    Err(fault) => {
                        assert_eq!(fault, Fault::Busy { seconds: COME_BACK_SECONDS });
                        busy.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(hasher.peak(), AT_ONCE);
        assert!(busy.into_inner() > 0, "nobody was turned away");
        assert_eq!(hasher.waiting(), 0);
        assert_eq!(hasher.lock().idle.len(), AT_ONCE, "a place keeps its memory");
    }

    #[test]
    fn a_waiting_sign_in_gets_its_turn() {
        let hasher = Hasher::with_queue(40);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(hasher.verify("a guess", None), Ok(false)));
            }
        });
        assert!(hasher.peak() <= AT_ONCE);
    }
}
