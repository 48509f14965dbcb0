//! Accounts, sessions and tokens as they stand in the database.

use diesel::prelude::*;

use super::email::Email;
use super::session::{self, Kind};
use super::token::Opaque;
use super::{Account, Credential};
use crate::access::{Action, Permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{account_tokens, accounts, instruments, parties, refresh_tokens, sessions};
use crate::fault::Fault;
use crate::ids::{AccountId, InstrumentCode, PartyCode, SessionId};

/// The only purpose of an account token so far.
pub const INVITATION: &str = "invitation";

/// What signing in needs to know of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Whose.
    pub account: AccountId,
    /// The password's hash; none before the invitation is accepted.
    pub password: Option<String>,
    /// The account's epoch: it grows whenever every session must end.
    pub epoch: i32,
}

/// The account that can sign in with an e-mail key; none when there is none or it was switched off.
pub fn known(tx: &mut Conn, email_key: &str) -> Result<Option<Known>, Fault> {
    let row: Option<(String, Option<String>, i32)> = accounts::table
        .filter(accounts::email_key.eq(email_key))
        .filter(accounts::active.eq(true))
        .select((accounts::id, accounts::password, accounts::epoch))
        .first(tx)
        .optional()?;
    Ok(row.map(|(id, password, epoch)| Known { account: AccountId::stored(id), password, epoch }))
}

/// What signing in needs to know of an account that is known by id and still switched on.
pub fn known_by_id(tx: &mut Conn, account: &AccountId) -> Result<Option<Known>, Fault> {
    let row: Option<(Option<String>, i32)> = accounts::table
        .filter(accounts::id.eq(account.as_str()))
        .filter(accounts::active.eq(true))
        .select((accounts::password, accounts::epoch))
        .first(tx)
        .optional()?;
    Ok(row.map(|(password, epoch)| Known { account: account.clone(), password, epoch }))
}

/// A person by id.
pub fn account(tx: &mut Conn, account: &AccountId) -> Result<Option<Account>, Fault> {
    let row: Option<(String, String, String, String)> = accounts::table
        .find(account.as_str())
        .select((accounts::id, accounts::email, accounts::name, accounts::language))
        .first(tx)
        .optional()?;
    Ok(row.map(person))
}

fn person((id, email, name, language): (String, String, String, String)) -> Account {
    Account { id: AccountId::stored(id), email, name, language }
}

/// Touches an account on condition that it is as it was when its password was verified. Answers whether it is.
pub fn touch(tx: &mut Conn, known: &Known) -> Result<bool, Fault> {
    let same = accounts::table
        .filter(accounts::id.eq(known.account.as_str()))
        .filter(accounts::active.eq(true))
        .filter(accounts::epoch.eq(known.epoch))
        .filter(accounts::password.eq(known.password.as_deref()));
    Ok(diesel::update(same).set(accounts::epoch.eq(known.epoch)).execute(tx)? == 1)
}

/// Touches the account behind an e-mail key, whether switched on or off, so that two who add it wait for each other.
pub fn touch_email(tx: &mut Conn, email: &Email) -> Result<Option<(Account, bool)>, Fault> {
    let touched: Option<(String, String, String, String, bool)> =
        diesel::update(accounts::table.filter(accounts::email_key.eq(email.key())))
            .set(accounts::email_key.eq(email.key()))
            .returning((accounts::id, accounts::email, accounts::name, accounts::language, accounts::active))
            .get_result(tx)
            .optional()?;
    Ok(touched.map(|(id, email, name, language, active)| (person((id, email, name, language)), active)))
}

/// Writes a new account, without a password, switched on.
pub fn add(tx: &mut Conn, permit: &Permit, email: &Email, new: &Account, now: Moment) -> Result<(), Fault> {
    manages_people(permit)?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(new.id.as_str()),
            accounts::email.eq(&new.email),
            accounts::email_key.eq(email.key()),
            accounts::name.eq(&new.name),
            accounts::language.eq(&new.language),
            accounts::epoch.eq(1),
            accounts::active.eq(true),
            accounts::created_at.eq(now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Sets a password and begins a new epoch, which ends every session. Answers the epoch.
pub fn set_password(tx: &mut Conn, account: &AccountId, phc: &str) -> Result<i32, Fault> {
    Ok(diesel::update(accounts::table.find(account.as_str()))
        .set((accounts::password.eq(phc), accounts::epoch.eq(accounts::epoch + 1)))
        .returning(accounts::epoch)
        .get_result(tx)?)
}

/// Sets the language a person reads.
pub fn set_language(tx: &mut Conn, account: &AccountId, language: &str) -> Result<(), Fault> {
    diesel::update(accounts::table.find(account.as_str())).set(accounts::language.eq(language)).execute(tx)?;
    Ok(())
}

/// Begins a new epoch without touching the password. Answers the epoch.
pub fn next_epoch(tx: &mut Conn, account: &AccountId) -> Result<i32, Fault> {
    Ok(diesel::update(accounts::table.find(account.as_str()))
        .set(accounts::epoch.eq(accounts::epoch + 1))
        .returning(accounts::epoch)
        .get_result(tx)?)
}

/// Switches an account off, and ends every session by a new epoch.
pub fn switch_off(tx: &mut Conn, permit: &Permit, account: &AccountId) -> Result<(), Fault> {
    manages_people(permit)?;
    diesel::update(accounts::table.find(account.as_str()))
        .set((accounts::active.eq(false), accounts::epoch.eq(accounts::epoch + 1)))
        .execute(tx)?;
    Ok(())
}

/// Switches an account on again, without a password: it has to be invited.
pub fn switch_on(tx: &mut Conn, permit: &Permit, account: &AccountId) -> Result<(), Fault> {
    manages_people(permit)?;
    diesel::update(accounts::table.find(account.as_str()))
        .set((
            accounts::active.eq(true),
            accounts::password.eq(None::<String>),
            accounts::epoch.eq(accounts::epoch + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Whether the registers know an instrument.
pub fn has_instrument(tx: &mut Conn, instrument: &InstrumentCode) -> Result<bool, Fault> {
    let found: Option<String> =
        instruments::table.find(instrument.as_str()).select(instruments::code).first(tx).optional()?;
    Ok(found.is_some())
}

/// What kind of Party a code stands for; none when the registers do not know it.
pub fn party_kind(tx: &mut Conn, party: &PartyCode) -> Result<Option<String>, Fault> {
    Ok(parties::table.find(party.as_str()).select(parties::kind).first(tx).optional()?)
}

fn manages_people(permit: &Permit) -> Result<(), Fault> {
    if permit.action() == Action::ManagePeople {
        Ok(())
    } else {
        Err(Fault::Broken("an account written under a permit for something else".to_owned()))
    }
}

/// Writes a new session. A browser's is found again by its secret.
pub fn open_session(
    tx: &mut Conn,
    kind: Kind,
    known: &Known,
    secret: Option<&Opaque>,
    now: Moment,
) -> Result<SessionId, Fault> {
    let id = SessionId::fresh();
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id.as_str()),
            sessions::account_id.eq(known.account.as_str()),
            sessions::kind.eq(kind.word()),
            sessions::secret_sha256.eq(secret.map(Opaque::sha256)),
            sessions::epoch.eq(known.epoch),
            sessions::opened_at.eq(now),
            sessions::seen_at.eq(now),
            sessions::expires_at.eq(session::expires_at(kind, now, now)),
        ))
        .execute(tx)?;
    Ok(id)
}

/// A browser's session as its cookie finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// What the verbs are handed.
    pub credential: Credential,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was last noted as used.
    pub seen_at: Moment,
}

/// The open session of a cookie's value. Whether its account still counts, [`Credential::actor`] asks.
pub fn browser_session(tx: &mut Conn, secret: &Opaque, now: Moment) -> Result<Option<BrowserSession>, Fault> {
    let row: Option<(String, i32, Moment, Moment)> = sessions::table
        .filter(sessions::secret_sha256.eq(secret.sha256()))
        .filter(sessions::kind.eq(Kind::Browser.word()))
        .filter(sessions::closed_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .select((sessions::id, sessions::epoch, sessions::opened_at, sessions::seen_at))
        .first(tx)
        .optional()?;
    Ok(row.map(|(id, epoch, opened_at, seen_at)| BrowserSession {
        credential: Credential { session: SessionId::stored(id), epoch },
        opened_at,
        seen_at,
    }))
}

/// Notes that a browser's session is in use, which moves its idle end.
pub fn note_seen(tx: &mut Conn, seen: &BrowserSession, now: Moment) -> Result<(), Fault> {
    let open = sessions::table
        .filter(sessions::id.eq(seen.credential.session.as_str()))
        .filter(sessions::closed_at.is_null())
        .filter(sessions::expires_at.gt(now));
    let expires_at = session::expires_at(Kind::Browser, seen.opened_at, now);
    diesel::update(open).set((sessions::seen_at.eq(now), sessions::expires_at.eq(expires_at))).execute(tx)?;
    Ok(())
}

/// Closes one session. Closing it again changes nothing.
pub fn close_session(tx: &mut Conn, session: &SessionId, now: Moment) -> Result<(), Fault> {
    let open = sessions::table.filter(sessions::id.eq(session.as_str())).filter(sessions::closed_at.is_null());
    diesel::update(open).set(sessions::closed_at.eq(now)).execute(tx)?;
    Ok(())
}

/// Closes an account's sessions, but for one where that is the one at hand.
pub fn close_sessions(
    tx: &mut Conn,
    account: &AccountId,
    but: Option<&SessionId>,
    now: Moment,
) -> Result<usize, Fault> {
    let but = but.map(SessionId::as_str).unwrap_or_default();
    let open = sessions::table
        .filter(sessions::account_id.eq(account.as_str()))
        .filter(sessions::id.ne(but))
        .filter(sessions::closed_at.is_null());
    Ok(diesel::update(open).set(sessions::closed_at.eq(now)).execute(tx)?)
}

/// Carries a session over into a new epoch.
pub fn move_session(tx: &mut Conn, session: &SessionId, epoch: i32) -> Result<(), Fault> {
    diesel::update(sessions::table.find(session.as_str())).set(sessions::epoch.eq(epoch)).execute(tx)?;
    Ok(())
}

/// Writes a refresh token's hash. It ends with its session.
pub fn add_refresh(tx: &mut Conn, session: &SessionId, token: &Opaque, now: Moment) -> Result<(), Fault> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::sha256.eq(token.sha256()),
            refresh_tokens::session_id.eq(session.as_str()),
            refresh_tokens::issued_at.eq(now),
            refresh_tokens::expires_at.eq(now + session::TOKEN_LONGEST),
        ))
        .execute(tx)?;
    Ok(())
}

/// What became of a refresh token that was shown.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    /// Never ours.
    Unknown,
    /// Used for the first time, just now.
    First(SessionId),
    /// Shown before: somebody has a copy.
    Again(SessionId),
}

/// Marks a refresh token as used. Of two who show it at once, one is first.
pub fn use_refresh(tx: &mut Conn, token: &Opaque, now: Moment) -> Result<Shown, Fault> {
    let sha256 = token.sha256();
    let unused =
        refresh_tokens::table.filter(refresh_tokens::sha256.eq(&sha256)).filter(refresh_tokens::used_at.is_null());
    let first: Option<String> = diesel::update(unused)
        .set(refresh_tokens::used_at.eq(now))
        .returning(refresh_tokens::session_id)
        .get_result(tx)
        .optional()?;
    if let Some(session) = first {
        return Ok(Shown::First(SessionId::stored(session)));
    }
    let again: Option<String> =
        refresh_tokens::table.find(&sha256).select(refresh_tokens::session_id).first(tx).optional()?;
    Ok(again.map_or(Shown::Unknown, |session| Shown::Again(SessionId::stored(session))))
}

/// The account and epoch of a program's session that still counts.
pub fn token_session(tx: &mut Conn, session: &SessionId, now: Moment) -> Result<Option<(AccountId, i32)>, Fault> {
    let row: Option<(String, i32)> = sessions::table
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
        .filter(sessions::id.eq(session.as_str()))
        .filter(sessions::kind.eq(Kind::Token.word()))
        .filter(sessions::closed_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(accounts::epoch.eq(sessions::epoch))
        .filter(accounts::active.eq(true))
        .select((accounts::id, sessions::epoch))
        .first(tx)
        .optional()?;
    Ok(row.map(|(id, epoch)| (AccountId::stored(id), epoch)))
}

/// Writes an invitation's hash.
pub fn add_invitation(tx: &mut Conn, account: &AccountId, token: &Opaque, now: Moment) -> Result<(), Fault> {
    diesel::insert_into(account_tokens::table)
        .values((
            account_tokens::sha256.eq(token.sha256()),
            account_tokens::account_id.eq(account.as_str()),
            account_tokens::purpose.eq(INVITATION),
            account_tokens::made_at.eq(now),
            account_tokens::expires_at.eq(now + session::INVITATION_LASTS),
        ))
        .execute(tx)?;
    Ok(())
}

/// Who an invitation that can still be accepted was sent to.
pub fn invited(tx: &mut Conn, token: &Opaque, now: Moment) -> Result<Option<Account>, Fault> {
    let row: Option<(String, String, String, String)> = account_tokens::table
        .inner_join(accounts::table.on(accounts::id.eq(account_tokens::account_id)))
        .filter(account_tokens::sha256.eq(token.sha256()))
        .filter(account_tokens::purpose.eq(INVITATION))
        .filter(account_tokens::used_at.is_null())
        .filter(account_tokens::expires_at.gt(now))
        .filter(accounts::active.eq(true))
        .select((accounts::id, accounts::email, accounts::name, accounts::language))
        .first(tx)
        .optional()?;
    Ok(row.map(person))
}

/// Uses an invitation up. Of many who try at once, one is told that it was there.
pub fn use_invitation(tx: &mut Conn, token: &Opaque, now: Moment) -> Result<bool, Fault> {
    let unused = account_tokens::table
        .filter(account_tokens::sha256.eq(token.sha256()))
        .filter(account_tokens::purpose.eq(INVITATION))
        .filter(account_tokens::used_at.is_null())
        .filter(account_tokens::expires_at.gt(now));
    Ok(diesel::update(unused).set(account_tokens::used_at.eq(now)).execute(tx)? == 1)
}

/// Uses up whatever other invitations an account still has.
pub fn spend_invitations(tx: &mut Conn, account: &AccountId, now: Moment) -> Result<(), Fault> {
    let unused = account_tokens::table
        .filter(account_tokens::account_id.eq(account.as_str()))
        .filter(account_tokens::used_at.is_null());
    diesel::update(unused).set(account_tokens::used_at.eq(now)).execute(tx)?;
    Ok(())
}
