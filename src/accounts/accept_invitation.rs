//! Accept an invitation: the person sets a password, once.

use super::password::Hasher;
use super::token::Opaque;
use super::{Account, Refusal, rules, store};
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::flaw::Flaw;
use crate::ids::AccountId;

/// Sets the password of the person an invitation was sent to. The invitation, and every other one of theirs, is used up;
/// whatever session there was ends.
///
/// # Errors
/// `Flaws` at `token` when the invitation was used, has expired or was never sent, at `password` for each flaw of the
/// password; `Fault::Busy` when too many passwords are being hashed.
pub fn accept_invitation(
    db: &Db,
    hasher: &Hasher,
    token: &Opaque,
    password: &str,
    now: Moment,
) -> Result<Account, Refusal> {
    let person = db.read(|tx| store::invited(tx, token, now))?.ok_or_else(spent)?;
    let flaws = rules::password_flaws(password, &person.email, &person.name);
    if !flaws.is_empty() {
        return Err(Refusal::Flaws(flaws));
    }
    let phc = hasher.hash(password)?;
    let token = token.clone();
    db.write(move |tx| accept(tx, &token, &person.id, &phc, now).map(|()| person))
}

fn accept(tx: &mut Conn, token: &Opaque, account: &AccountId, phc: &str, now: Moment) -> Result<(), Refusal> {
    // Asked again: somebody may have been faster, or the account was switched off, while the password was hashed.
    if !store::use_invitation(tx, token, now)? || store::known_by_id(tx, account)?.is_none() {
        return Err(spent());
    }
    store::set_password(tx, account, phc)?;
    store::spend_invitations(tx, account, now)?;
    store::close_sessions(tx, account, None, now)?;
    Ok(())
}

fn spent() -> Refusal {
    let why = "this invitation was used, has expired or was never sent; ask for a new one";
    Refusal::Flaws(vec![Flaw::new("token", "not_valid", why)])
}
