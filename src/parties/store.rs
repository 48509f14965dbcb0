//! The registers of instruments, Parties and memberships as they stand in the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::import::Held;
use super::{Instrument, Kind, Membership, MembershipAt, Names, Party, Status};
use crate::access::{Action, Permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{instruments, memberships, parties};
use crate::fault::Fault;
use crate::ids::{InstrumentCode, PartyCode, RowId};

type PartyRow = (String, String, String, String, String, Option<String>, Option<String>);

#[derive(Queryable)]
struct MembershipRow {
    #[expect(dead_code, reason = "a row is loaded whole")]
    id: String,
    party: String,
    instrument: String,
    region: String,
    status: String,
    from_date: NaiveDate,
    until_date: Option<NaiveDate>,
    recorded_at: Moment,
}

/// Every instrument, by code.
pub fn instruments(tx: &mut Conn) -> Result<Vec<Instrument>, Fault> {
    let columns = (instruments::code, instruments::name, instruments::contact);
    let rows: Vec<(String, String, Option<String>)> = instruments::table.select(columns).load(tx)?;
    let read = |(code, name, contact)| Instrument { code: InstrumentCode::stored(code), name, contact };
    let mut all: Vec<_> = rows.into_iter().map(read).collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(all)
}

/// The mailbox of an instrument's Secretariat, where one is known.
pub fn contact(tx: &mut Conn, code: &InstrumentCode) -> Result<Option<String>, Fault> {
    let found: Option<Option<String>> =
        instruments::table.find(code.as_str()).select(instruments::contact).first(tx).optional()?;
    Ok(found.flatten())
}

/// One Party.
pub fn find(tx: &mut Conn, code: &PartyCode) -> Result<Option<Party>, Fault> {
    let row: Option<PartyRow> = parties::table.find(code.as_str()).first(tx).optional()?;
    row.map(party).transpose()
}

/// A Party's name in a language, in English where it has none in it; none where there is no such Party.
pub fn name(tx: &mut Conn, code: &PartyCode, language: &str) -> Result<Option<String>, Fault> {
    Ok(find(tx, code)?.map(|party| party.names.in_language(language).to_owned()))
}

/// The code of every Party.
pub fn codes(tx: &mut Conn) -> Result<BTreeSet<PartyCode>, Fault> {
    let codes: Vec<String> = parties::table.select(parties::code).load(tx)?;
    Ok(codes.into_iter().map(PartyCode::stored).collect())
}

/// Parties by code, those after `after`, at most `limit`; with an instrument, those that it has had as members.
pub fn list(
    tx: &mut Conn,
    instrument: Option<&InstrumentCode>,
    after: Option<&PartyCode>,
    limit: usize,
) -> Result<Vec<Party>, Fault> {
    let rows: Vec<PartyRow> = match instrument {
        None => parties::table.load(tx)?,
        Some(instrument) => {
            let members = memberships::table
                .filter(memberships::instrument.eq(instrument.as_str()))
                .select(memberships::party)
                .distinct();
            parties::table.filter(parties::code.eq_any(members)).load(tx)?
        }
    };
    let mut page = rows.into_iter().map(party).collect::<Result<Vec<_>, _>>()?;
    // Sorted here, for the databases do not agree where a hyphen goes.
    page.retain(|party| after.is_none_or(|after| party.code > *after));
    page.sort_by(|a, b| a.code.cmp(&b.code));
    page.truncate(limit);
    Ok(page)
}

/// The memberships of these Parties as last recorded, those taken back left out; by Party, instrument and first day.
pub fn memberships_of(tx: &mut Conn, parties: &[Party]) -> Result<Vec<Membership>, Fault> {
    let codes: Vec<&str> = parties.iter().map(|party| party.code.as_str()).collect();
    let mut held = newest(memberships::table.filter(memberships::party.eq_any(codes)).load(tx)?, None)?;
    held.retain(|membership| !membership.is_withdrawn());
    Ok(held)
}

/// Who stood how in an instrument on a day, as recorded up to `as_of`; by code.
pub fn memberships_at(
    tx: &mut Conn,
    instrument: &InstrumentCode,
    day: NaiveDate,
    as_of: Moment,
) -> Result<Vec<MembershipAt>, Fault> {
    let rows = memberships::table.filter(memberships::instrument.eq(instrument.as_str())).load(tx)?;
    let mut terms = newest(rows, Some(as_of))?;
    terms.retain(|membership| membership.holds_on(day));
    let codes: Vec<&str> = terms.iter().map(|membership| membership.party.as_str()).collect();
    let rows: Vec<PartyRow> = parties::table.filter(parties::code.eq_any(codes)).load(tx)?;
    let mut named = BTreeMap::new();
    for row in rows {
        let party = party(row)?;
        named.insert(party.code.clone(), party);
    }
    let at = terms.into_iter().filter_map(|Membership { party, region, status, .. }| {
        named.remove(&party).map(|party| MembershipAt { party, region, status })
    });
    Ok(at.collect())
}

/// All that an import is compared with.
pub fn held(tx: &mut Conn) -> Result<Held, Fault> {
    let rows: Vec<PartyRow> = parties::table.load(tx)?;
    let mut parties = BTreeMap::new();
    for row in rows {
        let party = party(row)?;
        parties.insert(party.code.clone(), party);
    }
    Ok(Held {
        parties,
        memberships: newest(memberships::table.load(tx)?, None)?,
        instruments: instruments(tx)?.into_iter().map(|instrument| instrument.code).collect(),
    })
}

/// Touches the permit's instrument: the root of its registers. Nothing happens where it is new.
pub fn touch_instrument(tx: &mut Conn, permit: &Permit) -> Result<(), Fault> {
    let code = permit.place().instrument.as_str();
    diesel::update(instruments::table.find(code)).set(instruments::name.eq(instruments::name)).execute(tx)?;
    Ok(())
}

/// Names the permit's instrument, new or known. A contact that is not given stays as it is.
pub fn write_instrument(tx: &mut Conn, permit: &Permit, name: &str, contact: Option<&str>) -> Result<(), Fault> {
    let code = named(permit)?.as_str();
    // To diesel, none of a column means: leave it alone.
    let values = (instruments::name.eq(name), contact.map(|contact| instruments::contact.eq(contact)));
    if diesel::update(instruments::table.find(code)).set(values).execute(tx)? == 0 {
        diesel::insert_into(instruments::table).values((instruments::code.eq(code), values)).execute(tx)?;
    }
    Ok(())
}

/// Writes a Party, new or known.
pub fn write_party(tx: &mut Conn, permit: &Permit, party: &Party) -> Result<(), Fault> {
    named(permit)?;
    let values = (
        parties::kind.eq(party.kind.word()),
        parties::name_en.eq(party.names.en.as_str()),
        parties::name_fr.eq(party.names.fr.as_str()),
        parties::name_es.eq(party.names.es.as_str()),
        parties::name_ar.eq(party.names.ar.as_deref()),
        parties::name_ru.eq(party.names.ru.as_deref()),
    );
    if diesel::update(parties::table.find(party.code.as_str())).set(values).execute(tx)? == 0 {
        diesel::insert_into(parties::table).values((parties::code.eq(party.code.as_str()), values)).execute(tx)?;
    }
    Ok(())
}

/// Records a membership in the permit's instrument; what was recorded of it before stays.
pub fn add_membership(tx: &mut Conn, permit: &Permit, new: &Membership, now: Moment) -> Result<(), Fault> {
    if *named(permit)? != new.instrument {
        return Err(Fault::Broken("a membership in an instrument that its permit does not name".to_owned()));
    }
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(RowId::fresh().as_str()),
            memberships::party.eq(new.party.as_str()),
            memberships::instrument.eq(new.instrument.as_str()),
            memberships::region.eq(new.region.as_str()),
            memberships::status.eq(new.status.word()),
            memberships::from_date.eq(new.from),
            memberships::until_date.eq(new.until),
            memberships::recorded_at.eq(now),
        ))
        .execute(tx)?;
    Ok(())
}

/// The instrument whose registers a permit opens.
fn named(permit: &Permit) -> Result<&InstrumentCode, Fault> {
    if permit.action() == Action::WriteRegisters {
        return Ok(&permit.place().instrument);
    }
    Err(Fault::Broken("a register written without its permit".to_owned()))
}

fn party((code, kind, en, fr, es, ar, ru): PartyRow) -> Result<Party, Fault> {
    Ok(Party { code: PartyCode::stored(code), kind: Kind::stored(&kind)?, names: Names { en, fr, es, ar, ru } })
}

/// The newest record of each Party, instrument and first day, in that order.
fn newest(rows: Vec<MembershipRow>, as_of: Option<Moment>) -> Result<Vec<Membership>, Fault> {
    let mut kept: BTreeMap<(String, String, NaiveDate), MembershipRow> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| as_of.is_none_or(|as_of| row.recorded_at <= as_of)) {
        let key = (row.party.clone(), row.instrument.clone(), row.from_date);
        match kept.get(&key) {
            Some(held) if held.recorded_at >= row.recorded_at => {}
            _ => {
                kept.insert(key, row);
            }
        }
    }
    kept.into_values().map(membership).collect()
}

fn membership(row: MembershipRow) -> Result<Membership, Fault> {
    Ok(Membership {
        party: PartyCode::stored(row.party),
        instrument: InstrumentCode::stored(row.instrument),
        region: row.region,
        status: Status::stored(&row.status)?,
        from: row.from_date,
        until: row.until_date,
    })
}
