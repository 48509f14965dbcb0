//! Reads templates for a person.

use serde_json::Value;

use super::submission_schema::submission_schema;
use super::{Listed, Refusal, VersionState, document, store};
use crate::access::{Action, Actor, Denied, Place, permit};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{InstrumentCode, TemplateName};

/// One version, and whether it is still a draft. Drafts are shown to those who write templates alone.
///
/// # Errors
/// `NotFound` when there is none, or none that this person may see.
pub fn read_version(
    tx: &mut Conn,
    actor: &Actor,
    name: &TemplateName,
    version: i32,
) -> Result<store::VersionRow, Refusal> {
    let instrument = store::instrument(tx, name)?.ok_or(Refusal::NotFound)?;
    let place = Place::of_instrument(instrument);
    permit(actor, Action::ReadTemplate, &place)?;
    let row = store::version(tx, name, version)?.ok_or(Refusal::NotFound)?;
    if row.state == VersionState::Draft && permit(actor, Action::WriteTemplate, &place).is_err() {
        return Err(Refusal::NotFound);
    }
    Ok(row)
}

/// Every version of every template this person may see, by name and version.
///
/// # Errors
/// A `Fault` alone: whoever may see none gets an empty list.
pub fn list_versions(tx: &mut Conn, actor: &Actor) -> Result<Vec<Listed>, Refusal> {
    let may = |action, instrument: &InstrumentCode| -> Result<(), Denied> {
        permit(actor, action, &Place::of_instrument(instrument.clone())).map(|_| ())
    };
    let mut seen: Vec<InstrumentCode> = actor.grants.iter().map(|grant| grant.instrument.clone()).collect();
    seen.sort();
    seen.dedup();
    seen.retain(|instrument| may(Action::ReadTemplate, instrument).is_ok());
    let mut listed = store::list(tx, &seen)?;
    listed.retain(|version| {
        version.state == VersionState::Published || may(Action::WriteTemplate, &version.instrument).is_ok()
    });
    Ok(listed)
}

/// The JSON Schema of a submission of a version.
///
/// # Errors
/// As [`read_version`].
pub fn read_schema(tx: &mut Conn, actor: &Actor, name: &TemplateName, version: i32) -> Result<Value, Refusal> {
    let row = read_version(tx, actor, name, version)?;
    let (_, template) = document::read(&row.document)
        .map_err(|flaws| Fault::Broken(format!("{name} version {version} no longer reads: {flaws:?}")))?;
    Ok(submission_schema(&template, version))
}
