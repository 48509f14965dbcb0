//! Saves a draft: over the unpublished one, or as the next version.

use super::check::{Checked, check};
use super::lineage::read_changes::flaws_against;
use super::pins::pins;
use super::{Draft, Refusal, VersionState, sources, store};
use crate::access::{Action, Actor, Denied, Permit, Place, permit};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, TemplateName};
use crate::mandates;
use crate::parties;

/// A draft that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The template.
    pub name: TemplateName,
    /// The number it will be published under.
    pub version: i32,
    /// SHA-256 of its canonical document.
    pub sha256: String,
    /// What `check` found; no flaws among it.
    pub checked: Checked,
}

/// Saves a draft for a person.
///
/// # Errors
/// `Denied` for whoever writes no templates in the instrument, `Flaws` with all of them, those of citations included.
pub fn save_draft(
    tx: &mut Conn,
    actor: &Actor,
    secret: &Secret,
    input: Shaped<Draft>,
    now: Moment,
) -> Result<Saved, Refusal> {
    let may =
        |instrument: &InstrumentCode| permit(actor, Action::WriteTemplate, &Place::of_instrument(instrument.clone()));
    let draft = match input {
        Ok(draft) => draft,
        // Whoever writes no templates at all learns nothing about the shape of what was sent.
        Err(flaws) if actor.grants.iter().any(|grant| may(&grant.instrument).is_ok()) => return Err(flaws.into()),
        Err(_) => return Err(Denied::Forbidden.into()),
    };
    // A template belongs where its row says; a new one to the instrument it names.
    store::touch(tx, &draft.template.name)?;
    let instrument = store::instrument(tx, &draft.template.name)?;
    let permit = may(instrument.as_ref().unwrap_or(&draft.template.instrument)).map_err(|denied| match denied {
        // Instruments are public: there is nothing to hide behind a 404.
        Denied::NotFound | Denied::Forbidden => Denied::Forbidden,
        Denied::SignedOut => Denied::SignedOut,
    })?;
    save_with(tx, &permit, secret, draft, now)
}

/// Saves a draft under a permit the caller already holds.
///
/// # Errors
/// `Flaws`, all of them.
pub fn save_with(tx: &mut Conn, permit: &Permit, secret: &Secret, draft: Draft, now: Moment) -> Result<Saved, Refusal> {
    let name = draft.template.name.clone();
    let mut exists = store::touch(tx, &name)?;
    if !exists {
        // It has no row to wait at: two who send it first wait for each other at their instrument's.
        parties::store::touch_instrument(tx, permit)?;
        exists = store::touch(tx, &name)?;
    }
    let own = if exists { store::instrument(tx, &name)? } else { None };
    let register = mandates::store::register(tx)?;
    let mut checked = check(&draft.template, &register);
    checked.warnings.extend(sources::missing(tx, &draft.template)?);
    let mut flaws = flaw_of_instrument(tx, own.as_ref(), &draft.template.instrument)?;
    flaws.extend(checked.flaws.iter().cloned());
    flaws.extend(flaws_against(tx, &draft.template)?);
    flaws.extend(pins(tx, &draft.template)?.err().unwrap_or_default());
    if !flaws.is_empty() {
        return Err(flaws.into());
    }
    if permit.place().instrument != draft.template.instrument {
        return Err(Fault::Broken("a template was saved under another instrument's permit".to_owned()).into());
    }
    if !exists {
        store::insert(tx, permit, &name)?;
    }
    let version = match store::newest(tx, &name)? {
        None => 1,
        Some((version, VersionState::Draft)) => version,
        Some((version, VersionState::Published)) => version.saturating_add(1),
    };
    store::save_draft(tx, permit, version, &draft, now)?;
    let deed = Deed {
        instrument: &draft.template.instrument,
        actor: permit.account(),
        action: "template.saved",
        subject: &format!("{name}/{version}"),
        detail: &draft.sha256,
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(Saved { name, version, sha256: draft.sha256, checked })
}

/// An instrument that is not registered, or not the one of the versions before.
fn flaw_of_instrument(tx: &mut Conn, own: Option<&InstrumentCode>, said: &InstrumentCode) -> Result<Vec<Flaw>, Fault> {
    let message = match own {
        Some(own) if own == said => return Ok(Vec::new()),
        Some(own) => format!("This template is {own}'s in all its versions; give this one another name."),
        None if store::instrument_exists(tx, said)? => return Ok(Vec::new()),
        None => format!("There is no instrument {said} in the register."),
    };
    Ok(vec![Flaw::new("instrument", "unknown_instrument", message)])
}
