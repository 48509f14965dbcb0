//! Who may read what is said at a place: the people to whom it can be told.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::store::{Holder, read_grant};
use super::{Action, Actor, Place, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{accounts, grants};
use crate::fault::Fault;
use crate::ids::{AccountId, PartyCode};

type Row = ((String, String, String, String), (String, String, Option<String>, String));

/// Everybody who may do something at a place of a Party's report now, by name. The policy decides, on grants in force.
pub fn readers(tx: &mut Conn, action: Action, place: &Place, now: Moment) -> Result<Vec<Holder>, Fault> {
    let party = place.party.as_ref().map(PartyCode::as_str).unwrap_or_default();
    let rows: Vec<Row> = grants::table
        .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
        .filter(grants::instrument.eq(place.instrument.as_str()))
        .filter(grants::party.is_null().or(grants::party.eq(party)))
        .filter(grants::ended_at.is_null())
        .filter(grants::from_at.le(now))
        .filter(grants::until_at.is_null().or(grants::until_at.gt(now)))
        .filter(accounts::active.eq(true))
        .select((
            (accounts::id, accounts::email, accounts::name, accounts::language),
            (grants::instrument, grants::role, grants::party, grants::sections),
        ))
        .load(tx)?;
    let mut people: BTreeMap<String, (Holder, Actor)> = BTreeMap::new();
    for ((id, email, name, language), grant) in rows {
        let account = AccountId::stored(id.clone());
        let (_, actor) = people.entry(id).or_insert_with(|| {
            let actor =
                Actor { account: account.clone(), name: name.clone(), language: language.clone(), grants: Vec::new() };
            (Holder { account, email, name, language }, actor)
        });
        actor.grants.push(read_grant(grant)?);
    }
    let may = |(holder, actor): (Holder, Actor)| permit(&actor, action, place).is_ok().then_some(holder);
    let mut found: Vec<Holder> = people.into_values().filter_map(may).collect();
    found.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    Ok(found)
}
