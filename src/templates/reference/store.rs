//! Reference lists as they stand in the database: rows and members, append-only by revision.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::sheet::{Row, Sheet};
use super::{Members, ReferenceList, ReferenceRow};
use crate::access::{Action, Permit};
use crate::clock::Moment;
use crate::db::schema::{reference_lists as lists, reference_members as members, reference_rows as rows};
use crate::db::{Conn, direct};
use crate::fault::Fault;
use crate::ids::{InstrumentCode, ListCode, PartyCode, RowKey};
use crate::templates::Texts;

/// How many rows are inserted at once: beyond, a statement costs what it saves, and both databases take far more values.
const AT_ONCE: usize = 500;

/// A list without its rows, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What templates call it.
    pub code: ListCode,
    /// What people call it.
    pub title: String,
    /// The language of its title, and of the labels that every row has.
    pub language: String,
    /// Its newest revision.
    pub revision: i32,
    /// When that was made.
    pub changed_at: Moment,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rows)]
struct RowRecord {
    row_key: String,
    position: i32,
    parent: Option<String>,
    labels: String,
    attributes: String,
    for_all: bool,
    retired: bool,
}

type ListRow = (String, String, String, String, i32, Moment);

/// One list.
pub fn listed(tx: &mut Conn, instrument: &InstrumentCode, code: &ListCode) -> Result<Option<Listed>, Fault> {
    let row: Option<ListRow> = lists::table.find((instrument.as_str(), code.as_str())).first(tx).optional()?;
    Ok(row.map(of_row))
}

/// The lists of an instrument, by code.
pub fn all_listed(tx: &mut Conn, instrument: &InstrumentCode) -> Result<Vec<Listed>, Fault> {
    let rows: Vec<ListRow> = lists::table.filter(lists::instrument.eq(instrument.as_str())).load(tx)?;
    let mut all: Vec<Listed> = rows.into_iter().map(of_row).collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(all)
}

/// How many rows each of an instrument's lists has now, and how many of them are in use.
pub fn counts(tx: &mut Conn, instrument: &InstrumentCode) -> Result<BTreeMap<ListCode, (usize, usize)>, Fault> {
    let records: Vec<(String, String, bool)> = rows::table
        .filter(rows::instrument.eq(instrument.as_str()))
        .order(rows::revision)
        .select((rows::list, rows::row_key, rows::retired))
        .load(tx)?;
    let newest: BTreeMap<(String, String), bool> =
        records.into_iter().map(|(list, key, retired)| ((list, key), retired)).collect();
    let mut counts = BTreeMap::new();
    for ((list, _), retired) in newest {
        let (all, in_use): &mut (usize, usize) = counts.entry(ListCode::stored(list)).or_default();
        *all += 1;
        *in_use += usize::from(!retired);
    }
    Ok(counts)
}

/// A list at a revision, or at its newest. None when there is no such list or revision.
///
/// # Errors
/// `Fault::Broken` when its rows no longer read, or no longer hang together.
pub fn read_list(
    tx: &mut Conn,
    instrument: &InstrumentCode,
    code: &ListCode,
    revision: Option<i32>,
) -> Result<Option<ReferenceList>, Fault> {
    let Some(Listed { language, revision: newest, .. }) = listed(tx, instrument, code)? else { return Ok(None) };
    let revision = revision.unwrap_or(newest);
    if !(1..=newest).contains(&revision) {
        return Ok(None);
    }
    let records: Vec<RowRecord> = rows::table
        .filter(rows::instrument.eq(instrument.as_str()))
        .filter(rows::list.eq(code.as_str()))
        .filter(rows::revision.le(revision))
        .order(rows::revision)
        .select(RowRecord::as_select())
        .load(tx)?;
    // The last record of a key stands.
    let records: BTreeMap<String, RowRecord> =
        records.into_iter().map(|record| (record.row_key.clone(), record)).collect();
    let mut parties = parties(tx, instrument, code, revision)?;
    let broken = |what: String| Fault::Broken(format!("the list {code} of {instrument}: {what}"));
    let mut all = Vec::with_capacity(records.len());
    for (key, record) in records {
        let named = parties.remove(&key).unwrap_or_default();
        all.push(row(record, named).map_err(|error| broken(format!("{key}: {error}")))?);
    }
    let list = ReferenceList::new(code.clone(), language, revision, all);
    list.map(Some).ok_or_else(|| broken("its rows do not hang together".to_owned()))
}

/// The Parties that rows name at a revision.
fn parties(
    tx: &mut Conn,
    instrument: &InstrumentCode,
    code: &ListCode,
    revision: i32,
) -> Result<BTreeMap<String, BTreeSet<PartyCode>>, Fault> {
    let records: Vec<(String, String, bool)> = members::table
        .filter(members::instrument.eq(instrument.as_str()))
        .filter(members::list.eq(code.as_str()))
        .filter(members::revision.le(revision))
        .order(members::revision)
        .select((members::row_key, members::party, members::present))
        .load(tx)?;
    let mut parties: BTreeMap<String, BTreeSet<PartyCode>> = BTreeMap::new();
    for (key, party, present) in records {
        let named = parties.entry(key).or_default();
        let party = PartyCode::stored(party);
        if present {
            named.insert(party);
        } else {
            named.remove(&party);
        }
    }
    Ok(parties)
}

/// Writes the list of the permit's instrument, new or known, with the revision that is being made.
pub fn write_list(
    tx: &mut Conn,
    permit: &Permit,
    sheet: &Sheet,
    title: &str,
    revision: i32,
    now: Moment,
) -> Result<(), Fault> {
    let (instrument, code) = (named(permit)?.as_str(), sheet.code.as_str());
    let values = (lists::title.eq(title), lists::revision.eq(revision), lists::changed_at.eq(now));
    if diesel::update(lists::table.find((instrument, code))).set(values).execute(tx)? == 0 {
        diesel::insert_into(lists::table)
            .values((
                lists::instrument.eq(instrument),
                lists::code.eq(code),
                lists::language.eq(&sheet.language),
                values,
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// Records rows at a revision of a list of the permit's instrument; what was recorded of them before stays.
pub fn add_rows(
    tx: &mut Conn,
    permit: &Permit,
    code: &ListCode,
    revision: i32,
    new: &[(&Row, i32)],
) -> Result<(), Fault> {
    let instrument = named(permit)?.as_str();
    for some in new.chunks(AT_ONCE) {
        let mut values = Vec::with_capacity(some.len());
        for (row, position) in some {
            values.push((
                rows::instrument.eq(instrument),
                rows::list.eq(code.as_str()),
                rows::row_key.eq(row.key.as_str()),
                rows::revision.eq(revision),
                rows::position.eq(*position),
                rows::parent.eq(row.parent.as_ref().map(RowKey::as_str)),
                rows::labels.eq(written(&row.labels.0)?),
                rows::attributes.eq(written(&row.attributes)?),
                rows::for_all.eq(matches!(row.parties, Members::All)),
                rows::retired.eq(row.retired),
            ));
        }
        direct!(tx, |conn| diesel::insert_into(rows::table).values(values).execute(conn))?;
    }
    Ok(())
}

/// Records a row as it was, at another position.
pub fn shift_row(
    tx: &mut Conn,
    permit: &Permit,
    code: &ListCode,
    revision: i32,
    key: &RowKey,
    position: i32,
) -> Result<(), Fault> {
    let instrument = named(permit)?.as_str();
    let was: RowRecord = rows::table
        .filter(rows::instrument.eq(instrument))
        .filter(rows::list.eq(code.as_str()))
        .filter(rows::row_key.eq(key.as_str()))
        .order(rows::revision.desc())
        .select(RowRecord::as_select())
        .first(tx)?;
    diesel::insert_into(rows::table)
        .values((
            rows::instrument.eq(instrument),
            rows::list.eq(code.as_str()),
            rows::row_key.eq(key.as_str()),
            rows::revision.eq(revision),
            rows::position.eq(position),
            rows::parent.eq(was.parent),
            rows::labels.eq(was.labels),
            rows::attributes.eq(was.attributes),
            rows::for_all.eq(was.for_all),
            rows::retired.eq(was.retired),
        ))
        .execute(tx)?;
    Ok(())
}

/// Records whom rows concern from a revision on, or no longer.
pub fn add_members(
    tx: &mut Conn,
    permit: &Permit,
    code: &ListCode,
    revision: i32,
    new: &[(&RowKey, &PartyCode, bool)],
) -> Result<(), Fault> {
    let instrument = named(permit)?.as_str();
    for some in new.chunks(AT_ONCE) {
        let values = some.iter().map(|(key, party, present)| {
            (
                members::instrument.eq(instrument),
                members::list.eq(code.as_str()),
                members::row_key.eq(key.as_str()),
                members::party.eq(party.as_str()),
                members::revision.eq(revision),
                members::present.eq(*present),
            )
        });
        let values: Vec<_> = values.collect();
        direct!(tx, |conn| diesel::insert_into(members::table).values(values).execute(conn))?;
    }
    Ok(())
}

/// The instrument whose registers a permit opens.
fn named(permit: &Permit) -> Result<&InstrumentCode, Fault> {
    if permit.action() == Action::WriteRegisters {
        return Ok(&permit.place().instrument);
    }
    Err(Fault::Broken("a reference list written without its permit".to_owned()))
}

fn of_row((_, code, title, language, revision, changed_at): ListRow) -> Listed {
    Listed { code: ListCode::stored(code), title, language, revision, changed_at }
}

fn row(record: RowRecord, named: BTreeSet<PartyCode>) -> Result<ReferenceRow, serde_json::Error> {
    Ok(ReferenceRow {
        key: RowKey::stored(record.row_key),
        labels: Texts(serde_json::from_str(&record.labels)?),
        parent: record.parent.map(RowKey::stored),
        attributes: serde_json::from_str(&record.attributes)?,
        parties: if record.for_all { Members::All } else { Members::Only(named) },
        retired: record.retired,
        position: record.position,
    })
}

fn written(texts: &BTreeMap<String, String>) -> Result<String, Fault> {
    serde_json::to_string(texts).map_err(|error| Fault::Broken(format!("texts of a row: {error}")))
}
