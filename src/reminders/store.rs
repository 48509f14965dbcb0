//! What reminding needs to know of cycles, due lists and reports. Reads only.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{cycles, due_list, parties, reports};
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode};

/// One Party of a cycle, as its rows say.
pub struct PartyRow {
    /// Who.
    pub party: PartyCode,
    /// Its names by language, English first.
    pub names: Vec<(&'static str, String)>,
    /// The newest word on what is asked of it: `due`, `exempt`, `covered`, `other_format`.
    pub duty: String,
    /// Its newest extension, and when it was given.
    pub extended: Option<(Moment, Moment)>,
    /// Its report's state, submissions, and until when it was reopened; none where no report is due.
    pub report: Option<(String, i32, Option<Moment>)>,
}

/// When a cycle was opened.
pub fn opened_at(tx: &mut Conn, cycle: &CycleCode) -> Result<Moment, Fault> {
    Ok(cycles::table.find(cycle.as_str()).select(cycles::opened_at).first(tx)?)
}

/// Every Party of a cycle, by code.
pub fn parties_of(tx: &mut Conn, cycle: &CycleCode) -> Result<Vec<PartyRow>, Fault> {
    type Name = Option<String>;
    type Row = (String, String, String, String, Name, Name, String, Option<Moment>, Moment);
    let rows: Vec<Row> = due_list::table
        .inner_join(parties::table.on(parties::code.eq(due_list::party)))
        .filter(due_list::cycle.eq(cycle.as_str()))
        .order((due_list::recorded_at, due_list::id))
        .select((
            due_list::party,
            parties::name_en,
            parties::name_fr,
            parties::name_es,
            parties::name_ar,
            parties::name_ru,
            due_list::kind,
            due_list::extended_to,
            due_list::recorded_at,
        ))
        .load(tx)?;
    let mut found: BTreeMap<String, PartyRow> = BTreeMap::new();
    for (party, en, fr, es, ar, ru, kind, extended_to, recorded_at) in rows {
        let row = found.entry(party.clone()).or_insert_with(|| PartyRow {
            party: PartyCode::stored(party),
            names: [("en", Some(en)), ("fr", Some(fr)), ("es", Some(es)), ("ar", ar), ("ru", ru)]
                .into_iter()
                .filter_map(|(language, name)| Some((language, name?)))
                .collect(),
            duty: String::new(),
            extended: None,
            report: None,
        });
        if kind == "extended" {
            row.extended = extended_to.map(|to| (to, recorded_at));
        } else {
            row.duty = kind;
        }
    }
    type Report = (String, String, i32, Option<Moment>);
    let states: Vec<Report> = reports::table
        .filter(reports::cycle.eq(cycle.as_str()))
        .select((reports::party, reports::state, reports::submissions, reports::reopened_until))
        .load(tx)?;
    for (party, state, submissions, reopened_until) in states {
        if let Some(row) = found.get_mut(&party) {
            row.report = Some((state, submissions, reopened_until));
        }
    }
    Ok(found.into_values().collect())
}
