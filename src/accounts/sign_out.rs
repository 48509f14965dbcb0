//! Sign out, here or everywhere.

use super::{Credential, Refusal, store};
use crate::clock::Moment;
use crate::db::Conn;

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
