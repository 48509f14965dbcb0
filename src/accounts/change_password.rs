//! Change the own password.

use super::password::Hasher;
use super::{Credential, Refusal, rules, store};
use crate::access::Denied;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::fault::Fault;
use crate::flaw::Flaw;

/// Sets a new password after the old one was shown. Every other session ends; the one at hand goes on under the
/// credential that is answered.
///
/// # Errors
/// `Flaws` at `current` when the old password is not right and at `password` for each flaw of the new one;
/// `Denied::SignedOut`; `Fault::Busy` when too many passwords are being hashed.
pub fn change_password(
    db: &Db,
    hasher: &Hasher,
    credential: &Credential,
    current: &str,
    password: &str,
    now: Moment,
) -> Result<Credential, Refusal> {
    let (known, person) = db.read(|tx| load(tx, credential, now))?;
    let mut flaws = rules::password_flaws(password, &person.email, &person.name);
    if !hasher.verify(current, known.password.as_deref())? {
        flaws.insert(0, Flaw::new("current", "wrong", "this is not your present password"));
    }
    if !flaws.is_empty() {
        return Err(Refusal::Flaws(flaws));
    }
    let phc = hasher.hash(password)?;
    let session = credential.session.clone();
    db.write(move |tx| {
        if !store::touch(tx, &known)? {
            return Err(Denied::SignedOut.into());
        }
        let epoch = store::set_password(tx, &known.account, &phc)?;
        store::close_sessions(tx, &known.account, Some(&session), now)?;
        store::move_session(tx, &session, epoch)?;
        Ok(Credential { session, epoch })
    })
}

fn load(tx: &mut Conn, credential: &Credential, now: Moment) -> Result<(store::Known, super::Account), Refusal> {
    let actor = credential.actor::<Refusal>(tx, now)?;
    let known = store::known_by_id(tx, &actor.account)?.ok_or(Denied::SignedOut)?;
    let person = store::account(tx, &actor.account)?.ok_or(Fault::Broken("an actor without account".to_owned()))?;
    Ok((known, person))
}
