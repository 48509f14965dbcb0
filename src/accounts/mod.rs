//! Who signs in.
//!
//! An account is a person: an e-mail address, a name, a language, a password that only its argon2id hash remembers. What
//! the person may do is no business of this room: grants belong to `access`. A sign-in opens a session, in a browser or
//! for a program, and the session's row is read at every request: whatever closes it bites at once.
//!
//! Passwords are hashed outside every transaction, at most two at a time ([`password::Hasher`]). The verbs that need a
//! hash therefore take the database itself: they read, hash, and write on condition that nothing changed in between.

pub mod accept_invitation;
pub mod add;
pub mod change_password;
pub mod choose_language;
pub mod deactivate;
pub mod email;
pub mod end_grant;
pub mod import;
pub mod invite;
pub mod letters;
pub mod list_grants;
pub mod password;
pub mod person;
pub mod refresh;
pub mod rules;
pub mod session;
pub mod sheet;
pub mod sign_in;
pub mod sign_out;
pub mod store;
pub mod token;

use crate::access::{self, Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::{Fault, Refused};
use crate::flaw::Flaw;
use crate::ids::{AccountId, SessionId};

/// A person who can sign in, or could once invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: AccountId,
    /// The address as the person writes it.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// The language they read: `en`, `fr`, `es`, `ar`, `ru`.
    pub language: String,
}

/// What a request brings to show who it comes from: proof of a session, nothing about rights.
/// Whether the session still counts is asked of the database, inside the transaction that acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Which session.
    pub session: SessionId,
    /// The account's epoch when the proof was made; a newer epoch makes it worthless.
    pub epoch: i32,
}

impl Credential {
    /// The person behind it with the grants in force now.
    ///
    /// # Errors
    /// `Denied::SignedOut` when the session is closed, expired, outdated, or its account switched off.
    pub fn actor<R: From<Denied> + From<Fault>>(&self, tx: &mut Conn, now: Moment) -> Result<Actor, R> {
        Ok(access::store::actor(tx, &self.session, self.epoch, now)?.ok_or(Denied::SignedOut)?)
    }
}

/// This room's no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The address or the password is wrong; which of them is never said.
    #[error("the e-mail address or the password is not right")]
    Wrong,
    /// What was sent cannot be taken: every flaw of it.
    #[error("what was sent has flaws")]
    Flaws(Vec<Flaw>),
    /// Not signed in, not visible, or not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The house failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refused for Refusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Wrong | Self::Flaws(_) | Self::Denied(_) => None,
        }
    }
}

impl From<access::Refusal> for Refusal {
    fn from(refusal: access::Refusal) -> Self {
        match refusal {
            access::Refusal::Denied(denied) => Self::Denied(denied),
            access::Refusal::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Flaw> for Refusal {
    fn from(flaw: Flaw) -> Self {
        Self::Flaws(vec![flaw])
    }
}
