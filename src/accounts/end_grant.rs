//! End a grant: what it allowed is refused from the next request on.

use super::{Credential, Refusal};
use crate::access::{self, Action, Denied, Permit, Place};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::GrantId;

/// Ends a grant at the word of somebody who manages people in its instrument.
///
/// # Errors
/// `Denied::NotFound` when there is no such grant in force that they may see, `Denied::Forbidden` when it is not theirs.
pub fn by_a_person(
    tx: &mut Conn,
    credential: &Credential,
    grant: &GrantId,
    secret: &Secret,
    now: Moment,
) -> Result<(), Refusal> {
    let actor = credential.actor::<Refusal>(tx, now)?;
    let instrument = access::store::instrument_of_grant(tx, grant)?.ok_or(Denied::NotFound)?;
    let permit = access::permit(&actor, Action::ManagePeople, &Place::of_instrument(instrument))?;
    end_grant(tx, &permit, grant, secret, now)
}

/// Ends a grant in the instrument the permit holds for.
///
/// # Errors
/// `Denied::NotFound` when there is none in force.
pub fn end_grant(tx: &mut Conn, permit: &Permit, grant: &GrantId, secret: &Secret, now: Moment) -> Result<(), Refusal> {
    if !access::store::end_grant(tx, permit, grant, now)? {
        return Err(Denied::NotFound.into());
    }
    let deed = Deed {
        instrument: &permit.place().instrument,
        actor: permit.account(),
        action: "grant.ended",
        subject: grant.as_str(),
        detail: "",
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(())
}
