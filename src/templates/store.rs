//! Templates, their versions, and what each published version cites.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::pins::Pin;
use super::{Citation, Draft, Listed, VersionState};
use crate::access::{Action, Permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{instruments, template_citations, template_lists, template_versions, templates};
use crate::fault::Fault;
use crate::ids::{AccountId, InstrumentCode, ItemName, ListCode, RowId, TemplateName};

const DRAFT: &str = "draft";
const PUBLISHED: &str = "published";

/// One version as its row has it.
pub struct VersionRow {
    /// 1, 2, 3…
    pub version: i32,
    /// Draft or published.
    pub state: VersionState,
    /// The canonical document.
    pub document: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// One citation to be kept with a version.
pub struct CitationRow {
    /// The question that cites.
    pub question: ItemName,
    /// Which of its citations, from 1.
    pub position: i32,
    /// The mandate in the register.
    pub mandate_id: RowId,
    /// What it says, as figures show it.
    pub citation: Citation,
}

/// The instrument a template belongs to; none when there is no such template.
pub fn instrument(tx: &mut Conn, name: &TemplateName) -> Result<Option<InstrumentCode>, Fault> {
    let found: Option<String> =
        templates::table.find(name.as_str()).select(templates::instrument).first(tx).optional()?;
    Ok(found.map(InstrumentCode::stored))
}

/// Whether an instrument is registered.
pub fn instrument_exists(tx: &mut Conn, code: &InstrumentCode) -> Result<bool, Fault> {
    Ok(diesel::select(diesel::dsl::exists(instruments::table.find(code.as_str()))).get_result(tx)?)
}

/// Touches a template's row, so that whoever writes to it next waits. Answers whether there is one.
pub fn touch(tx: &mut Conn, name: &TemplateName) -> Result<bool, Fault> {
    let touched = diesel::update(templates::table.find(name.as_str()))
        .set(templates::revision.eq(templates::revision + 1))
        .execute(tx)?;
    Ok(touched == 1)
}

/// Makes a template's row in the permit's instrument.
pub fn insert(tx: &mut Conn, permit: &Permit, name: &TemplateName) -> Result<(), Fault> {
    named(permit)?;
    diesel::insert_into(templates::table)
        .values((
            templates::name.eq(name.as_str()),
            templates::instrument.eq(permit.place().instrument.as_str()),
            templates::revision.eq(1),
        ))
        .execute(tx)?;
    Ok(())
}

/// The newest version and its state; none before the first.
pub fn newest(tx: &mut Conn, name: &TemplateName) -> Result<Option<(i32, VersionState)>, Fault> {
    let found: Option<(i32, String)> = template_versions::table
        .filter(template_versions::template.eq(name.as_str()))
        .order(template_versions::version.desc())
        .select((template_versions::version, template_versions::state))
        .first(tx)
        .optional()?;
    found.map(|(version, state)| Ok((version, read_state(&state)?))).transpose()
}

/// The numbers of a template's published versions, the newest first.
pub fn published_versions(tx: &mut Conn, name: &TemplateName) -> Result<Vec<i32>, Fault> {
    Ok(template_versions::table
        .filter(template_versions::template.eq(name.as_str()))
        .filter(template_versions::state.eq(PUBLISHED))
        .order(template_versions::version.desc())
        .select(template_versions::version)
        .load(tx)?)
}

/// One version.
pub fn version(tx: &mut Conn, name: &TemplateName, version: i32) -> Result<Option<VersionRow>, Fault> {
    let found: Option<(i32, String, String, String)> = template_versions::table
        .find((name.as_str(), version))
        .select((
            template_versions::version,
            template_versions::state,
            template_versions::document,
            template_versions::sha256,
        ))
        .first(tx)
        .optional()?;
    let Some((version, state, document, sha256)) = found else { return Ok(None) };
    Ok(Some(VersionRow { version, state: read_state(&state)?, document, sha256 }))
}

/// The canonical documents of a template's published versions, the first one first.
pub fn published(tx: &mut Conn, name: &TemplateName) -> Result<Vec<(i32, String)>, Fault> {
    Ok(template_versions::table
        .filter(template_versions::template.eq(name.as_str()))
        .filter(template_versions::state.eq(PUBLISHED))
        .order(template_versions::version)
        .select((template_versions::version, template_versions::document))
        .load(tx)?)
}

/// Every version of the templates of some instruments, by name and version.
pub fn list(tx: &mut Conn, of: &[InstrumentCode]) -> Result<Vec<Listed>, Fault> {
    let codes: Vec<&str> = of.iter().map(InstrumentCode::as_str).collect();
    type Row = (String, String, i32, String, Option<Moment>);
    let mut rows: Vec<Row> = templates::table
        .inner_join(template_versions::table.on(template_versions::template.eq(templates::name)))
        .filter(templates::instrument.eq_any(codes))
        .select((
            templates::name,
            templates::instrument,
            template_versions::version,
            template_versions::state,
            template_versions::published_at,
        ))
        .load(tx)?;
    rows.sort();
    rows.into_iter()
        .map(|(name, instrument, version, state, published_at)| {
            Ok(Listed {
                name: TemplateName::stored(name),
                instrument: InstrumentCode::stored(instrument),
                version,
                state: read_state(&state)?,
                published_at,
            })
        })
        .collect()
}

/// Writes a draft over the unpublished one of this number, or as a new version.
pub fn save_draft(tx: &mut Conn, permit: &Permit, version: i32, draft: &Draft, now: Moment) -> Result<(), Fault> {
    named(permit)?;
    let saved_by = permit.account().map(AccountId::as_str);
    let name = draft.template.name.as_str();
    let values = (
        template_versions::document.eq(&draft.document),
        template_versions::sha256.eq(&draft.sha256),
        template_versions::saved_at.eq(now),
        template_versions::saved_by.eq(saved_by),
    );
    let replaced = diesel::update(template_versions::table.find((name, version)))
        .filter(template_versions::state.eq(DRAFT))
        .set(values)
        .execute(tx)?;
    if replaced == 0 {
        diesel::insert_into(template_versions::table)
            .values((
                template_versions::template.eq(name),
                template_versions::version.eq(version),
                template_versions::state.eq(DRAFT),
                values,
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// Turns a draft into a published version, which no store function changes again, and keeps what it cites.
pub fn publish(
    tx: &mut Conn,
    permit: &Permit,
    name: &TemplateName,
    version: i32,
    citations: &[CitationRow],
    pins: &[Pin],
    now: Moment,
) -> Result<(), Fault> {
    named(permit)?;
    let turned = diesel::update(template_versions::table.find((name.as_str(), version)))
        .filter(template_versions::state.eq(DRAFT))
        .set((
            template_versions::state.eq(PUBLISHED),
            template_versions::published_at.eq(now),
            template_versions::published_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    if turned != 1 {
        return Err(Fault::Broken(format!("{name} version {version} was no draft when it was published")));
    }
    for row in citations {
        diesel::insert_into(template_citations::table)
            .values((
                template_citations::template.eq(name.as_str()),
                template_citations::version.eq(version),
                template_citations::question.eq(row.question.as_str()),
                template_citations::position.eq(row.position),
                template_citations::citation.eq(&row.citation.citation),
                template_citations::mandate_id.eq(row.mandate_id.as_str()),
                template_citations::mandate.eq(&row.citation.mandate),
                template_citations::provision.eq(&row.citation.provision),
                template_citations::title.eq(&row.citation.title),
            ))
            .execute(tx)?;
    }
    for pin in pins {
        diesel::insert_into(template_lists::table)
            .values((
                template_lists::template.eq(name.as_str()),
                template_lists::version.eq(version),
                template_lists::list.eq(pin.list.as_str()),
                template_lists::revision.eq(pin.revision),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// The reference lists of a version, at the revisions it was published with.
pub fn pins(tx: &mut Conn, name: &TemplateName, version: i32) -> Result<Vec<Pin>, Fault> {
    let rows: Vec<(String, i32)> = template_lists::table
        .filter(template_lists::template.eq(name.as_str()))
        .filter(template_lists::version.eq(version))
        .order(template_lists::list)
        .select((template_lists::list, template_lists::revision))
        .load(tx)?;
    Ok(rows.into_iter().map(|(list, revision)| Pin { list: ListCode::stored(list), revision }).collect())
}

/// What each question of a version cites, in its order.
pub fn citations(tx: &mut Conn, name: &TemplateName, version: i32) -> Result<BTreeMap<ItemName, Vec<Citation>>, Fault> {
    type Row = (String, i32, String, String, Option<String>, String);
    let rows: Vec<Row> = template_citations::table
        .filter(template_citations::template.eq(name.as_str()))
        .filter(template_citations::version.eq(version))
        .order(template_citations::position)
        .select((
            template_citations::question,
            template_citations::position,
            template_citations::citation,
            template_citations::mandate,
            template_citations::provision,
            template_citations::title,
        ))
        .load(tx)?;
    let mut all: BTreeMap<ItemName, Vec<Citation>> = BTreeMap::new();
    for (question, _, citation, mandate, provision, title) in rows {
        let citation = Citation { citation, mandate, provision, title };
        all.entry(ItemName::stored(question)).or_default().push(citation);
    }
    Ok(all)
}

fn named(permit: &Permit) -> Result<(), Fault> {
    if permit.action() == Action::WriteTemplate {
        Ok(())
    } else {
        Err(Fault::Broken("a template was written under a permit for something else".to_owned()))
    }
}

fn read_state(word: &str) -> Result<VersionState, Fault> {
    match word {
        DRAFT => Ok(VersionState::Draft),
        PUBLISHED => Ok(VersionState::Published),
        _ => Err(Fault::Broken(format!("no version of a template is {word:?}"))),
    }
}
