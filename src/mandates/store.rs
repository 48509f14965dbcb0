//! The register of mandates as it stands in the database.

use std::collections::HashMap;

use diesel::prelude::*;

use super::import::Held;
use super::{Change, Document, Entry, Key, Kind, Link, LinkKind, Mandate, Provision, Register, Revision, Status};
use crate::access::{Action, Permit};
use crate::db::Conn;
use crate::db::schema::{documents, mandate_links, mandate_revisions, mandates, provisions};
use crate::fault::Fault;
use crate::ids::{InstrumentCode, RowId};
use crate::parties::store as parties;

/// How a mandate that no document proposes is stored: a unique key has no room for NULL.
const NO_DOCUMENT: &str = "";

/// The whole register. It is small: some thousand rows after decades of meetings.
pub fn register(tx: &mut Conn) -> Result<Register, Fault> {
    Ok(Register::new(load(tx)?))
}

/// All that an import is compared with.
pub fn held(tx: &mut Conn) -> Result<Held, Fault> {
    let rows: Vec<(String, String, String, String)> = documents::table.load(tx)?;
    let documents = rows.into_iter().map(|(symbol, instrument, meeting, title)| Document {
        symbol,
        instrument: InstrumentCode::stored(instrument),
        meeting,
        title,
    });
    Ok(Held { documents: documents.collect(), instruments: parties::instruments(tx)?, mandates: load(tx)? })
}

fn load(tx: &mut Conn) -> Result<Vec<Mandate>, Fault> {
    let rows: Vec<MandateRow> = mandates::table.load(tx)?;
    let mut all: HashMap<String, Mandate> = HashMap::with_capacity(rows.len());
    for row in rows {
        all.insert(row.id.clone(), mandate(row)?);
    }
    let rows: Vec<(String, String, String, Option<String>)> = mandate_revisions::table.load(tx)?;
    for (id, revision, status, document) in rows {
        let revision = Revision { revision, status: Status::stored(&status)?, document };
        all.get_mut(&id).into_iter().for_each(|mandate| mandate.entry.revisions.push(revision.clone()));
    }
    let rows: Vec<ProvisionRow> = provisions::table.order(provisions::position).load(tx)?;
    for row in rows {
        let id = row.mandate_id.clone();
        let provision = provision(row)?;
        all.get_mut(&id).into_iter().for_each(|mandate| mandate.entry.provisions.push(provision.clone()));
    }
    let rows: Vec<(String, String, String, String)> = mandate_links::table.load(tx)?;
    for (id, kind, target, source) in rows {
        let Some(target) = all.get(&target).map(|mandate| mandate.entry.key.clone()) else { continue };
        let link = Link { kind: LinkKind::stored(&kind)?, target, source };
        all.get_mut(&id).into_iter().for_each(|mandate| mandate.entry.links.push(link.clone()));
    }
    // The tables hold no order for these: the entry's own is by name, oldest meeting first.
    Ok(all
        .into_values()
        .map(|mut mandate| {
            mandate.entry.settle();
            mandate
        })
        .collect())
}

/// Writes a document of the permit's instrument, new or known.
pub fn write_document(tx: &mut Conn, permit: &Permit, document: &Document) -> Result<(), Fault> {
    opened(permit, &document.instrument)?;
    let values = (
        documents::instrument.eq(document.instrument.as_str()),
        documents::meeting.eq(document.meeting.as_str()),
        documents::title.eq(document.title.as_str()),
    );
    if diesel::update(documents::table.find(&document.symbol)).set(values).execute(tx)? == 0 {
        diesel::insert_into(documents::table).values((documents::symbol.eq(&document.symbol), values)).execute(tx)?;
    }
    Ok(())
}

/// Writes a mandate of the permit's instrument with its revisions and provisions, in the place of what was there.
pub fn write_mandate(tx: &mut Conn, permit: &Permit, entry: &Entry) -> Result<(), Fault> {
    opened(permit, &entry.key.instrument)?;
    let values = (
        mandates::title.eq(entry.title.as_str()),
        mandates::status.eq(entry.status.word()),
        mandates::note.eq(entry.note.as_deref()),
    );
    let id = match id(tx, &entry.key)? {
        Some(id) => {
            diesel::update(mandates::table.find(id.as_str())).set(values).execute(tx)?;
            diesel::delete(mandate_revisions::table.filter(mandate_revisions::mandate_id.eq(id.as_str())))
                .execute(tx)?;
            diesel::delete(provisions::table.filter(provisions::mandate_id.eq(id.as_str()))).execute(tx)?;
            id
        }
        None => {
            let id = RowId::fresh();
            diesel::insert_into(mandates::table)
                .values((
                    mandates::id.eq(id.as_str()),
                    mandates::instrument.eq(entry.key.instrument.as_str()),
                    mandates::kind.eq(entry.key.kind.word()),
                    mandates::number.eq(entry.key.number.as_str()),
                    mandates::document.eq(entry.key.document.as_deref().unwrap_or(NO_DOCUMENT)),
                    values,
                ))
                .execute(tx)?;
            id
        }
    };
    for revision in &entry.revisions {
        diesel::insert_into(mandate_revisions::table)
            .values((
                mandate_revisions::mandate_id.eq(id.as_str()),
                mandate_revisions::revision.eq(revision.revision.as_str()),
                mandate_revisions::status.eq(revision.status.word()),
                mandate_revisions::document.eq(revision.document.as_deref()),
            ))
            .execute(tx)?;
    }
    for (position, provision) in (0i32..).zip(&entry.provisions) {
        add_provision(tx, &id, position, provision)?;
    }
    Ok(())
}

fn add_provision(tx: &mut Conn, mandate: &RowId, position: i32, provision: &Provision) -> Result<(), Fault> {
    diesel::insert_into(provisions::table)
        .values((
            provisions::id.eq(RowId::fresh().as_str()),
            provisions::mandate_id.eq(mandate.as_str()),
            provisions::position.eq(position),
            provisions::number.eq(provision.number.as_deref()),
            provisions::former.eq(provision.former.as_deref()),
            provisions::change.eq(provision.change.word()),
            provisions::addressees.eq(serde_json::json!(provision.addressees).to_string()),
            provisions::summary.eq(provision.summary.as_str()),
            provisions::doubtful.eq(provision.doubtful.as_deref()),
        ))
        .execute(tx)?;
    Ok(())
}

/// Writes what a mandate of the permit's instrument does to others, in the place of what was there.
pub fn write_links(tx: &mut Conn, permit: &Permit, entry: &Entry) -> Result<(), Fault> {
    opened(permit, &entry.key.instrument)?;
    let missing = |key: &Key| Fault::Broken(format!("{key} was not written before its links"));
    let own = id(tx, &entry.key)?.ok_or_else(|| missing(&entry.key))?;
    diesel::delete(mandate_links::table.filter(mandate_links::mandate_id.eq(own.as_str()))).execute(tx)?;
    for link in &entry.links {
        let target = id(tx, &link.target)?.ok_or_else(|| missing(&link.target))?;
        diesel::insert_into(mandate_links::table)
            .values((
                mandate_links::mandate_id.eq(own.as_str()),
                mandate_links::kind.eq(link.kind.word()),
                mandate_links::target_id.eq(target.as_str()),
                mandate_links::source.eq(link.source.as_str()),
            ))
            .execute(tx)?;
    }
    Ok(())
}

fn opened(permit: &Permit, instrument: &InstrumentCode) -> Result<(), Fault> {
    if permit.action() == Action::WriteRegisters && permit.place().instrument == *instrument {
        return Ok(());
    }
    Err(Fault::Broken("a mandate written without its permit".to_owned()))
}

fn id(tx: &mut Conn, key: &Key) -> Result<Option<RowId>, Fault> {
    let id: Option<String> = mandates::table
        .filter(mandates::instrument.eq(key.instrument.as_str()))
        .filter(mandates::kind.eq(key.kind.word()))
        .filter(mandates::number.eq(key.number.as_str()))
        .filter(mandates::document.eq(key.document.as_deref().unwrap_or(NO_DOCUMENT)))
        .select(mandates::id)
        .first(tx)
        .optional()?;
    Ok(id.map(RowId::stored))
}

#[derive(Queryable)]
struct MandateRow {
    id: String,
    instrument: String,
    kind: String,
    number: String,
    document: String,
    title: String,
    status: String,
    note: Option<String>,
}

fn mandate(row: MandateRow) -> Result<Mandate, Fault> {
    let entry = Entry {
        key: Key {
            instrument: InstrumentCode::stored(row.instrument),
            kind: Kind::stored(&row.kind)?,
            number: row.number,
            document: Some(row.document).filter(|symbol| symbol != NO_DOCUMENT),
        },
        title: row.title,
        status: Status::stored(&row.status)?,
        note: row.note,
        revisions: Vec::new(),
        provisions: Vec::new(),
        links: Vec::new(),
    };
    Ok(Mandate { id: RowId::stored(row.id), entry })
}

#[derive(Queryable)]
struct ProvisionRow {
    #[expect(dead_code, reason = "a row is loaded whole")]
    id: String,
    mandate_id: String,
    #[expect(dead_code, reason = "the rows come in its order")]
    position: i32,
    number: Option<String>,
    former: Option<String>,
    change: String,
    addressees: String,
    summary: String,
    doubtful: Option<String>,
}

fn provision(row: ProvisionRow) -> Result<Provision, Fault> {
    let addressees = serde_json::from_str(&row.addressees)
        .map_err(|error| Fault::Broken(format!("the addressees of a provision: {error}")))?;
    Ok(Provision {
        number: row.number,
        former: row.former,
        change: Change::stored(&row.change)?,
        addressees,
        summary: row.summary,
        doubtful: row.doubtful,
    })
}
