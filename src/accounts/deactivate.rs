//! Deactivate an account: nobody signs in with it any more, and who is signed in is so no longer.

use std::collections::BTreeSet;

use super::{Credential, Refusal, store};
use crate::access::{self, Action, Denied, Permit, Place};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{AccountId, InstrumentCode};

/// Switches an account off at the word of somebody who manages people in every instrument where it holds a grant: nobody
/// locks a person out of another instrument's house. Where that is too much, ending a grant is enough.
///
/// # Errors
/// `Denied::NotFound` for an account that holds no grant where the asker manages people, `Denied::Forbidden` for one that
/// also holds grants elsewhere.
pub fn by_a_person(
    tx: &mut Conn,
    credential: &Credential,
    account: &AccountId,
    secret: &Secret,
    now: Moment,
) -> Result<(), Refusal> {
    let actor = credential.actor::<Refusal>(tx, now)?;
    let instruments = access::store::instruments_of(tx, account, now)?;
    let mut permits = Vec::new();
    for instrument in &instruments {
        permits.extend(access::permit(&actor, Action::ManagePeople, &Place::of_instrument(instrument.clone())).ok());
    }
    let Some(permit) = permits.first() else { return Err(Denied::NotFound.into()) };
    if permits.len() < instruments.len() {
        return Err(Denied::Forbidden.into());
    }
    deactivate(tx, permit, account, &instruments, secret, now)
}

/// Switches an account off and records it in each of these instruments' chains.
///
/// # Errors
/// `Fault` when it cannot be written.
pub fn deactivate(
    tx: &mut Conn,
    permit: &Permit,
    account: &AccountId,
    instruments: &BTreeSet<InstrumentCode>,
    secret: &Secret,
    now: Moment,
) -> Result<(), Refusal> {
    store::switch_off(tx, permit, account)?;
    store::close_sessions(tx, account, None, now)?;
    store::spend_invitations(tx, account, now)?;
    // In the order of their codes, as everybody locks chains: two of these at once cannot wait for each other.
    for instrument in instruments {
        let deed = Deed {
            instrument,
            actor: permit.account(),
            action: "account.deactivated",
            subject: account.as_str(),
            detail: "",
        };
        audit::store::record(tx, secret, &deed, now)?;
    }
    Ok(())
}
