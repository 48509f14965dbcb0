//! Sign in: a session in a browser, or for a program.

use super::email::email_key;
use super::password::Hasher;
use super::session::Kind;
use super::store::{self, Known};
use super::token::{self, Opaque};
use super::{Credential, Refusal};
use crate::audit::Secret;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::fault::Fault;

/// What a program is handed.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The JWT for `Authorization: Bearer`.
    pub token: String,
    /// When it ends.
    pub expires_at: Moment,
    /// What the next pair is had for, once.
    pub refresh_token: Opaque,
}

/// Signs in to a browser session. Answers its credential and the cookie's value, a new one at each sign-in.
///
/// # Errors
/// `Refusal::Wrong` for every combination that is not a person's; `Fault::Busy` when too many sign in at once.
pub fn in_a_browser(
    db: &Db,
    hasher: &Hasher,
    email: &str,
    password: &str,
    now: Moment,
) -> Result<(Credential, Opaque), Refusal> {
    let known = verified(db, hasher, email, password)?;
    let secret = Opaque::fresh()?;
    db.write(move |tx| {
        let session = open(tx, Kind::Browser, &known, Some(&secret), now)?;
        Ok((Credential { session, epoch: known.epoch }, secret))
    })
}

/// Signs in a program: a JWT and what refreshes it.
///
/// # Errors
/// As [`in_a_browser`].
pub fn for_a_program(
    db: &Db,
    hasher: &Hasher,
    secret: &Secret,
    email: &str,
    password: &str,
    now: Moment,
) -> Result<Pair, Refusal> {
    let known = verified(db, hasher, email, password)?;
    let secret = secret.clone();
    db.write(move |tx| {
        let session = open(tx, Kind::Token, &known, None, now)?;
        let credential = Credential { session, epoch: known.epoch };
        Ok(pair(tx, &secret, &credential, &known.account, now)?)
    })
}

/// A new JWT and refresh token for a session.
pub(super) fn pair(
    tx: &mut Conn,
    secret: &Secret,
    credential: &Credential,
    account: &crate::ids::AccountId,
    now: Moment,
) -> Result<Pair, Fault> {
    let refresh_token = Opaque::fresh()?;
    store::add_refresh(tx, &credential.session, &refresh_token, now)?;
    let (token, expires_at) = token::issue(secret, credential, account, now)?;
    Ok(Pair { token, expires_at, refresh_token })
}

/// Reads the account and verifies the password, which is slow on purpose and therefore outside any transaction.
/// A stranger's address costs the same hash as a known one.
fn verified(db: &Db, hasher: &Hasher, email: &str, password: &str) -> Result<Known, Refusal> {
    let key = email_key(email);
    // Neither database can hold such a text, and PostgreSQL says so with an error.
    let known = if key.contains('\0') { None } else { db.read(|tx| store::known(tx, &key))? };
    let stored = known.as_ref().and_then(|known| known.password.as_deref());
    let right = hasher.verify(password, stored)?;
    known.filter(|_| right).ok_or(Refusal::Wrong)
}

fn open(
    tx: &mut Conn,
    kind: Kind,
    known: &Known,
    secret: Option<&Opaque>,
    now: Moment,
) -> Result<crate::ids::SessionId, Refusal> {
    // The password may have been changed, or the account switched off, while it was being verified.
    if !store::touch(tx, known)? {
        return Err(Refusal::Wrong);
    }
    Ok(store::open_session(tx, kind, known, secret, now)?)
}
