//! Invite: make the token of an invitation at the moment its letter is posted.

use super::store;
use super::token::Opaque;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::AccountId;

/// A new invitation for an account: the text that goes into the letter in place of its mark. Only its hash is kept, so a
/// letter in the outbox opens nothing. Earlier invitations stay good until one is accepted: letters overtake each other.
///
/// # Errors
/// `Fault` when it cannot be written.
pub fn make_token(tx: &mut Conn, account: &AccountId, now: Moment) -> Result<String, Fault> {
    let token = Opaque::fresh()?;
    store::add_invitation(tx, account, &token, now)?;
    Ok(token.expose().to_owned())
}
