//! Grants as they stand in the database.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{Action, Actor, Grant, Permit, Refusal, Role, Sections};
use crate::clock::Moment;
use crate::db::schema::{accounts, grants, sessions};
use crate::db::{Conn, direct};
use crate::fault::Fault;
use crate::ids::{AccountId, GrantId, InstrumentCode, ItemName, PartyCode, SessionId};

/// How a whole report is written in the `sections` column.
const ALL_SECTIONS: &str = "all";

/// The signed-in person behind a session with the grants in force, or none when the session no longer counts:
/// closed, expired, of an older epoch, or of an account that was switched off.
///
/// One query, made at every request, inside the transaction that acts on it: what is revoked is revoked at once.
pub fn actor(tx: &mut Conn, session: &SessionId, epoch: i32, now: Moment) -> Result<Option<Actor>, Fault> {
    type Row = (String, String, String, Option<(String, String, Option<String>, String)>);
    let query = sessions::table
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
        .left_join(
            grants::table.on(grants::account_id
                .eq(accounts::id)
                .and(grants::ended_at.is_null())
                .and(grants::from_at.le(now))
                .and(grants::until_at.is_null().or(grants::until_at.gt(now)))),
        )
        .filter(sessions::id.eq(session.as_str()))
        .filter(sessions::closed_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::epoch.eq(epoch))
        .filter(accounts::epoch.eq(epoch))
        .filter(accounts::active.eq(true))
        .select((
            accounts::id,
            accounts::name,
            accounts::language,
            (grants::instrument, grants::role, grants::party, grants::sections).nullable(),
        ));
    let rows = direct!(tx, |conn| query.load::<Row>(conn))?;
    let Some((id, name, language, _)) = rows.first() else { return Ok(None) };
    let (account, name, language) = (AccountId::stored(id.clone()), name.clone(), language.clone());
    let mut granted = Vec::with_capacity(rows.len());
    for (_, _, _, grant) in rows {
        if let Some(grant) = grant {
            granted.push(read_grant(grant)?);
        }
    }
    Ok(Some(Actor { account, name, language, grants: granted }))
}

/// A grant to be written.
pub struct NewGrant {
    /// To whom.
    pub account: AccountId,
    /// As what.
    pub role: Role,
    /// For whom; the Secretariat's roles name none.
    pub party: Option<PartyCode>,
    /// Which sections.
    pub sections: Sections,
    /// Until when; none for as long as it is not ended.
    pub until: Option<Moment>,
}

/// Writes a grant in the instrument the permit holds for.
pub fn add_grant(tx: &mut Conn, permit: &Permit, new: &NewGrant, now: Moment) -> Result<GrantId, Refusal> {
    if permit.action() != Action::ManagePeople || new.role.belongs_to_a_party() != new.party.is_some() {
        return Err(Fault::Broken("a grant that its permit does not name, or for no Party".to_owned()).into());
    }
    let id = GrantId::fresh();
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(id.as_str()),
            grants::account_id.eq(new.account.as_str()),
            grants::instrument.eq(permit.place().instrument.as_str()),
            grants::role.eq(new.role.word()),
            grants::party.eq(new.party.as_ref().map(PartyCode::as_str)),
            grants::sections.eq(write_sections(&new.sections)),
            grants::from_at.eq(now),
            grants::until_at.eq(new.until),
            grants::granted_by.eq(permit.account().map(AccountId::as_str)),
            grants::recorded_at.eq(now),
        ))
        .execute(tx)
        .map_err(Fault::from)?;
    Ok(id)
}

/// Ends the grants of an account in the permit's instrument with this role and Party. Answers how many.
pub fn end_grants(
    tx: &mut Conn,
    permit: &Permit,
    account: &AccountId,
    role: Role,
    party: Option<&PartyCode>,
    now: Moment,
) -> Result<usize, Fault> {
    let mine = grants::table
        .filter(grants::account_id.eq(account.as_str()))
        .filter(grants::instrument.eq(permit.place().instrument.as_str()))
        .filter(grants::role.eq(role.word()))
        .filter(grants::ended_at.is_null());
    let ended = match party {
        Some(party) => {
            diesel::update(mine.filter(grants::party.eq(party.as_str()))).set(grants::ended_at.eq(now)).execute(tx)?
        }
        None => diesel::update(mine.filter(grants::party.is_null())).set(grants::ended_at.eq(now)).execute(tx)?,
    };
    Ok(ended)
}

/// A grant in force that gives exactly this, in the instrument the permit holds for.
pub fn same_grant(tx: &mut Conn, permit: &Permit, new: &NewGrant, now: Moment) -> Result<Option<GrantId>, Fault> {
    let rows: Vec<(String, Option<String>)> = grants::table
        .filter(grants::account_id.eq(new.account.as_str()))
        .filter(grants::instrument.eq(permit.place().instrument.as_str()))
        .filter(grants::role.eq(new.role.word()))
        .filter(grants::sections.eq(write_sections(&new.sections)))
        .filter(grants::ended_at.is_null())
        .filter(grants::from_at.le(now))
        .filter(grants::until_at.is_null().or(grants::until_at.gt(now)))
        .select((grants::id, grants::party))
        .load(tx)?;
    let wanted = new.party.as_ref().map(PartyCode::as_str);
    Ok(rows.into_iter().find(|(_, party)| party.as_deref() == wanted).map(|(id, _)| GrantId::stored(id)))
}

/// Where a grant holds; none when there is no such grant in force.
pub fn instrument_of_grant(tx: &mut Conn, grant: &GrantId) -> Result<Option<InstrumentCode>, Fault> {
    let code: Option<String> = grants::table
        .find(grant.as_str())
        .filter(grants::ended_at.is_null())
        .select(grants::instrument)
        .first(tx)
        .optional()?;
    Ok(code.map(InstrumentCode::stored))
}

/// The instruments where an account holds a grant now.
pub fn instruments_of(tx: &mut Conn, account: &AccountId, now: Moment) -> Result<BTreeSet<InstrumentCode>, Fault> {
    let codes: Vec<String> = grants::table
        .filter(grants::account_id.eq(account.as_str()))
        .filter(grants::ended_at.is_null())
        .filter(grants::from_at.le(now))
        .filter(grants::until_at.is_null().or(grants::until_at.gt(now)))
        .select(grants::instrument)
        .load(tx)?;
    Ok(codes.into_iter().map(InstrumentCode::stored).collect())
}

/// A grant in force, as those who manage people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGrant {
    /// Which.
    pub id: GrantId,
    /// Who holds it.
    pub holder: Holder,
    /// What it gives.
    pub grant: Grant,
    /// Since when.
    pub from: Moment,
    /// Until when, where that is set.
    pub until: Option<Moment>,
}

/// The grants in force in the permit's instrument, in the order of their ids, beginning after one of them.
pub fn held_grants(
    tx: &mut Conn,
    permit: &Permit,
    after: Option<&GrantId>,
    limit: i64,
    now: Moment,
) -> Result<Vec<HeldGrant>, Fault> {
    type Row = ((String, String, String, String), (String, String, Option<String>, String), (Moment, Option<Moment>));
    let rows: Vec<(String, Row)> = grants::table
        .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
        .filter(grants::instrument.eq(permit.place().instrument.as_str()))
        .filter(grants::id.gt(after.map(GrantId::as_str).unwrap_or_default()))
        .filter(grants::ended_at.is_null())
        .filter(grants::from_at.le(now))
        .filter(grants::until_at.is_null().or(grants::until_at.gt(now)))
        .filter(accounts::active.eq(true))
        .order(grants::id)
        .limit(limit)
        .select((
            grants::id,
            (
                (accounts::id, accounts::email, accounts::name, accounts::language),
                (grants::instrument, grants::role, grants::party, grants::sections),
                (grants::from_at, grants::until_at),
            ),
        ))
        .load(tx)?;
    rows.into_iter()
        .map(|(id, (holder, grant, (from, until)))| {
            let (account, email, name, language) = holder;
            let holder = Holder { account: AccountId::stored(account), email, name, language };
            Ok(HeldGrant { id: GrantId::stored(id), holder, grant: read_grant(grant)?, from, until })
        })
        .collect()
}

pub(super) fn read_grant(
    (instrument, role, party, sections): (String, String, Option<String>, String),
) -> Result<Grant, Fault> {
    Ok(Grant {
        instrument: InstrumentCode::stored(instrument),
        role: role.parse()?,
        party: party.map(PartyCode::stored),
        sections: read_sections(&sections)?,
    })
}

/// Ends one grant of the permit's instrument. Answers whether it was in force.
pub fn end_grant(tx: &mut Conn, permit: &Permit, grant: &GrantId, now: Moment) -> Result<bool, Fault> {
    if permit.action() != Action::ManagePeople {
        return Err(Fault::Broken("a grant ended under a permit for something else".to_owned()));
    }
    let open = grants::table
        .filter(grants::id.eq(grant.as_str()))
        .filter(grants::instrument.eq(permit.place().instrument.as_str()))
        .filter(grants::ended_at.is_null());
    Ok(diesel::update(open).set(grants::ended_at.eq(now)).execute(tx)? == 1)
}

/// People holding one of these roles for a Party in an instrument now: account, e-mail, name, language. By e-mail.
pub fn holders(
    tx: &mut Conn,
    instrument: &InstrumentCode,
    party: &PartyCode,
    roles: &[Role],
    now: Moment,
) -> Result<Vec<Holder>, Fault> {
    let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    let mut rows: Vec<(String, String, String, String)> = grants::table
        .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
        .filter(grants::instrument.eq(instrument.as_str()))
        .filter(grants::party.eq(party.as_str()))
        .filter(grants::role.eq_any(words))
        .filter(grants::ended_at.is_null())
        .filter(grants::from_at.le(now))
        .filter(grants::until_at.is_null().or(grants::until_at.gt(now)))
        .filter(accounts::active.eq(true))
        .select((accounts::id, accounts::email, accounts::name, accounts::language))
        .distinct()
        .load(tx)?;
    rows.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(rows
        .into_iter()
        .map(|(id, email, name, language)| Holder { account: AccountId::stored(id), email, name, language })
        .collect())
}

/// A person to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Whose account.
    pub account: AccountId,
    /// Where letters go.
    pub email: String,
    /// How to address them.
    pub name: String,
    /// The language they read.
    pub language: String,
}

fn read_sections(text: &str) -> Result<Sections, Fault> {
    if text == ALL_SECTIONS {
        return Ok(Sections::All);
    }
    let names: Vec<ItemName> =
        serde_json::from_str(text).map_err(|error| Fault::Broken(format!("sections of a grant: {error}")))?;
    Ok(Sections::Only(names.into_iter().collect()))
}

fn write_sections(sections: &Sections) -> String {
    match sections {
        Sections::All => ALL_SECTIONS.to_owned(),
        Sections::Only(names) => serde_json::json!(names).to_string(),
    }
}
