//! Publishes a draft: from then on its version never changes.

use super::check::{Checked, check};
use super::lineage::read_changes::flaws_against;
use super::pins::pins;
use super::store::CitationRow;
use super::{Refusal, VersionState, document, sources, store};
use crate::access::{Action, Actor, Permit, Place, permit};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::TemplateName;
use crate::mandates;

/// A version that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JustPublished {
    /// The template.
    pub name: TemplateName,
    /// Its number.
    pub version: i32,
    /// SHA-256 of its canonical document.
    pub sha256: String,
    /// What `check` found; no flaws among it.
    pub checked: Checked,
}

/// Publishes a draft for a person.
///
/// # Errors
/// `Denied`, `NotFound`, `AlreadyPublished`, or `Flaws`: all that the register of today has against it.
pub fn publish(
    tx: &mut Conn,
    actor: &Actor,
    secret: &Secret,
    name: &TemplateName,
    version: i32,
    now: Moment,
) -> Result<JustPublished, Refusal> {
    if !store::touch(tx, name)? {
        return Err(Refusal::NotFound);
    }
    let instrument = store::instrument(tx, name)?.ok_or(Refusal::NotFound)?;
    let permit = permit(actor, Action::WriteTemplate, &Place::of_instrument(instrument))?;
    publish_with(tx, &permit, secret, name, version, now)
}

/// Publishes a draft under a permit the caller already holds.
///
/// # Errors
/// As [`publish`].
pub fn publish_with(
    tx: &mut Conn,
    permit: &Permit,
    secret: &Secret,
    name: &TemplateName,
    version: i32,
    now: Moment,
) -> Result<JustPublished, Refusal> {
    if !store::touch(tx, name)? {
        return Err(Refusal::NotFound);
    }
    let row = store::version(tx, name, version)?.ok_or(Refusal::NotFound)?;
    if row.state == VersionState::Published {
        return Err(Refusal::AlreadyPublished);
    }
    // Its shape was right when it was saved; what it cites is held against the register of today.
    let (_, template) = document::read(&row.document)?;
    if permit.place().instrument != template.instrument {
        return Err(Fault::Broken("a template was published under another instrument's permit".to_owned()).into());
    }
    let mut checked = check(&template, &mandates::store::register(tx)?);
    checked.warnings.extend(sources::missing(tx, &template)?);
    let mut flaws = checked.flaws.clone();
    flaws.extend(flaws_against(tx, &template)?);
    if !flaws.is_empty() {
        return Err(flaws.into());
    }
    let pins = pins(tx, &template)??;
    store::publish(tx, permit, name, version, &citations(&checked), &pins, now)?;
    let deed = Deed {
        instrument: &template.instrument,
        actor: permit.account(),
        action: "template.published",
        subject: &format!("{name}/{version}"),
        detail: &row.sha256,
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(JustPublished { name: name.clone(), version, sha256: row.sha256, checked })
}

fn citations(checked: &Checked) -> Vec<CitationRow> {
    let rows = checked.cited.iter().flat_map(|(question, cited)| {
        cited.iter().zip(1..).map(|(cited, position)| CitationRow {
            question: question.clone(),
            position,
            mandate_id: cited.mandate.clone(),
            citation: cited.citation.clone(),
        })
    });
    rows.collect()
}
