//! Sign out, here or everywhere.

use super::token::Opaque;
use super::{Credential, Refusal, store};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;

/// Closes the session at hand. Its cookie, JWTs and refresh tokens are worthless from the next request on.
///
/// # Errors
/// `Denied::SignedOut` when it no longer counts anyway.
pub fn sign_out(tx: &mut Conn, credential: &Credential, now: Moment) -> Result<(), Refusal> {
    credential.actor::<Refusal>(tx, now)?;
    Ok(store::close_session(tx, &credential.session, now)?)
}

/// Closes every session of the person, this one too, and begins a new epoch.
///
/// # Errors
/// `Denied::SignedOut` when the session at hand no longer counts.
pub fn everywhere(tx: &mut Conn, credential: &Credential, now: Moment) -> Result<(), Refusal> {
    let actor = credential.actor::<Refusal>(tx, now)?;
    store::next_epoch(tx, &actor.account)?;
    store::close_sessions(tx, &actor.account, None, now)?;
    Ok(())
}

/// Closes the session of a cookie that is being replaced by a new sign-in, if it is open still.
///
/// # Errors
/// `Fault` when it cannot be written.
pub fn replaced(tx: &mut Conn, secret: &Opaque, now: Moment) -> Result<(), Fault> {
    match store::browser_session(tx, secret, now)? {
        Some(open) => store::close_session(tx, &open.credential.session, now),
        None => Ok(()),
    }
}
