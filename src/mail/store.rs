//! The outbox's rows.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use super::{LeasedLetter, Letter};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::letters;
use crate::fault::Fault;
use crate::ids::{AccountId, LetterId};

/// How many letters are looked at for one that nobody else takes at the same time.
const CANDIDATES: i64 = 16;

/// Longest text of an error that is kept: enough for what a mail server says, too little to fill a disk with.
const ERROR_CHARS: usize = 500;

/// Writes a letter down, to be posted once. `false` when one of its key is there already.
///
/// # Errors
/// `Fault::Clash` when somebody wrote the same letter between our look and our insert: repeat the transaction.
pub fn enqueue(tx: &mut Conn, letter: &Letter, now: Moment) -> Result<bool, Fault> {
    let taken = letters::table.filter(letters::message_key.eq(&letter.message_key)).select(count_star());
    if taken.get_result::<i64>(tx)? > 0 {
        return Ok(false);
    }
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(LetterId::fresh().as_str()),
            letters::message_key.eq(&letter.message_key),
            letters::kind.eq(letter.kind),
            letters::account_id.eq(letter.account.as_ref().map(AccountId::as_str)),
            letters::address.eq(&letter.address),
            letters::language.eq(&letter.language),
            letters::subject.eq(&letter.subject),
            letters::body.eq(&letter.body),
            letters::token_purpose.eq(letter.token_purpose),
            letters::written_at.eq(now),
            letters::post_after.eq(letter.post_after),
            letters::attempts.eq(0),
        ))
        .execute(tx)?;
    Ok(true)
}

/// The keys of all letters that begin like this, posted or not. `prefix` holds no `%`, `_` or backslash.
pub fn keys_like(tx: &mut Conn, prefix: &str) -> Result<BTreeSet<String>, Fault> {
    let keys: Vec<String> =
        letters::table.filter(letters::message_key.like(format!("{prefix}%"))).select(letters::message_key).load(tx)?;
    Ok(keys.into_iter().collect())
}

/// Takes the letter that has waited longest, if any is due, and holds it for `length`.
///
/// The condition stands in the update again: of two posters that read the same row, the second changes none and goes on.
pub fn lease(tx: &mut Conn, worker: &str, length: Duration, now: Moment) -> Result<Option<LeasedLetter>, Fault> {
    let free = || letters::lease.is_null().or(letters::leased_until.le(now));
    let waiting = || letters::posted_at.is_null().and(letters::abandoned_at.is_null()).and(letters::post_after.le(now));
    let candidates: Vec<(String, Option<String>)> = letters::table
        .filter(waiting())
        .filter(free())
        .order((letters::post_after, letters::id))
        .limit(CANDIDATES)
        .select((letters::id, letters::lease))
        .load(tx)?;
    let until = now + TimeDelta::from_std(length).map_err(|error| Fault::Broken(format!("a lease: {error}")))?;
    for (id, former) in candidates {
        let taken: Option<LeasedRow> = diesel::update(letters::table.find(&id).filter(waiting()).filter(free()))
            .set((
                letters::lease.eq(worker),
                letters::leased_until.eq(until),
                letters::attempts.eq(letters::attempts + 1),
            ))
            .returning((
                letters::id,
                letters::kind,
                letters::account_id,
                letters::address,
                letters::subject,
                letters::body,
                letters::token_purpose,
                letters::attempts,
            ))
            .get_result(tx)
            .optional()?;
        if let Some(row) = taken {
            return Ok(Some(leased(row, former.is_some())));
        }
    }
    Ok(None)
}

type LeasedRow = (String, String, Option<String>, String, String, String, Option<String>, i32);

fn leased(row: LeasedRow, interrupted: bool) -> LeasedLetter {
    let (id, kind, account, address, subject, body, token_purpose, attempts) = row;
    LeasedLetter {
        id: LetterId::stored(id),
        kind,
        account: account.map(AccountId::stored),
        address,
        subject,
        body,
        token_purpose,
        attempts: u32::try_from(attempts).unwrap_or_default(),
        interrupted,
    }
}

/// Says that a letter left. Whoever holds it by now: it must not leave again.
pub fn mark_posted(tx: &mut Conn, letter: &LeasedLetter, now: Moment) -> Result<(), Fault> {
    diesel::update(letters::table.find(letter.id.as_str()).filter(letters::posted_at.is_null()))
        .set((
            letters::posted_at.eq(now),
            letters::lease.eq(None::<String>),
            letters::leased_until.eq(None::<Moment>),
            letters::abandoned_at.eq(None::<Moment>),
        ))
        .execute(tx)?;
    Ok(())
}

/// What is to become of a letter that did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Tried again then.
    Later(Moment),
    /// Given up, now.
    Abandoned(Moment),
}

/// Gives back a letter that did not leave, with the reason. Does nothing when another poster holds it by now.
pub fn mark_failed(tx: &mut Conn, letter: &LeasedLetter, worker: &str, fate: Fate, reason: &str) -> Result<(), Fault> {
    let (post_after, abandoned_at) = match fate {
        Fate::Later(then) => (Some(then), None),
        Fate::Abandoned(now) => (None, Some(now)),
    };
    let reason: String = reason.chars().take(ERROR_CHARS).collect();
    let mine = letters::table.find(letter.id.as_str()).filter(letters::lease.eq(worker));
    let given_back = (letters::lease.eq(None::<String>), letters::leased_until.eq(None::<Moment>));
    let said = (letters::last_error.eq(reason), letters::abandoned_at.eq(abandoned_at));
    match post_after {
        Some(then) => diesel::update(mine).set((given_back, said, letters::post_after.eq(then))).execute(tx)?,
        None => diesel::update(mine).set((given_back, said)).execute(tx)?,
    };
    Ok(())
}

/// How the outbox stands, for those who watch the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outbox {
    /// Letters that are yet to leave.
    pub waiting: i64,
    /// Letters given up.
    pub abandoned: i64,
    /// Since when the one that has waited longest could have left; none when nothing waits.
    pub oldest: Option<Moment>,
}

/// Counts what waits and what was given up.
pub fn outbox(tx: &mut Conn) -> Result<Outbox, Fault> {
    let (waiting, oldest): (i64, Option<Moment>) = letters::table
        .filter(letters::posted_at.is_null())
        .filter(letters::abandoned_at.is_null())
        .select((count_star(), min(letters::post_after)))
        .get_result(tx)?;
    let abandoned = letters::table.filter(letters::abandoned_at.is_not_null()).select(count_star()).get_result(tx)?;
    Ok(Outbox { waiting, abandoned, oldest })
}
