//! Refresh: a used-up token for a new pair.

use super::Credential;
use super::Refusal;
use super::sign_in::{Pair, pair};
use super::store::{self, Shown};
use super::token::Opaque;
use crate::access::Denied;
use crate::audit::Secret;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::fault::Fault;

/// Exchanges a refresh token for the next pair. Each works once: when one is shown again, either its owner or a thief
/// holds a copy, nobody can tell which, and the session is closed for both.
///
/// # Errors
/// `Denied::SignedOut` when the token is unknown, was used before, or its session no longer counts.
pub fn refresh(db: &Db, secret: &Secret, token: &Opaque, now: Moment) -> Result<Pair, Refusal> {
    let (secret, token) = (secret.clone(), token.clone());
    // Closing the session must be kept although the answer is no: so it is no error inside the transaction.
    let next = db.write(move |tx| exchange(tx, &secret, &token, now))?;
    Ok(next.ok_or(Denied::SignedOut)?)
}

fn exchange(tx: &mut Conn, secret: &Secret, token: &Opaque, now: Moment) -> Result<Option<Pair>, Fault> {
    let session = match store::use_refresh(tx, token, now)? {
        Shown::Unknown => return Ok(None),
        Shown::Again(session) => {
            tracing::warn!(%session, "a refresh token was shown twice: its session is closed");
            store::close_session(tx, &session, now)?;
            return Ok(None);
        }
        Shown::First(session) => session,
    };
    let Some((account, epoch)) = store::token_session(tx, &session, now)? else { return Ok(None) };
    Ok(Some(pair(tx, secret, &Credential { session, epoch }, &account, now)?))
}
