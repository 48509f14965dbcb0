//! Refresh: a token for the next pair, once.

use super::Credential;
use super::sign_in::{Pair, pair};
use super::store::{self, Shown};
use super::token::Opaque;
use crate::audit::Secret;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;

/// Exchanges a refresh token for the next pair; none when it is unknown, was used before, or its session no longer counts.
///
/// Each works once: when one is shown again, either its owner or a thief holds a copy, nobody can tell which, and the
/// session is closed for both. That must be kept although the answer is no, so the no is no error here.
///
/// # Errors
/// `Fault` when it cannot be written.
pub fn refresh(tx: &mut Conn, secret: &Secret, token: &Opaque, now: Moment) -> Result<Option<Pair>, Fault> {
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
