//! What changed since a submission: in another one, or in the draft.

use std::sync::Arc;

use serde_json::Value as Json;

use super::changed::{Change, Side, changes};
use super::freeze::{self, Frozen};
use super::reading::{self, Opened};
use super::submissions::Submission;
use super::{Refusal, submissions};
use crate::access::{Actor, Denied, Sections};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode, TemplateName};
use crate::templates::lineage::Lineage;
use crate::templates::{Published, Shelf};

/// A state of a report that can be compared.
pub struct State {
    /// The submission; none for the draft.
    pub submission: Option<Submission>,
    /// The version it answers.
    pub asked: Arc<Published>,
    /// What it says.
    pub frozen: Frozen,
}

/// Two states of a report, and what changed from the one to the other.
pub struct Compared {
    /// The older one.
    pub before: State,
    /// The newer one.
    pub after: State,
    /// What changed.
    pub changes: Vec<Change>,
}

/// Compares a submission with an earlier one: with the one before it, where none is named.
///
/// # Errors
/// `Denied`: a person to whom only sections were delegated does not read the whole; there is no such submission, or none
/// before it.
pub fn submitted(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    (number, since): (i32, Option<i32>),
    now: Moment,
) -> Result<(Opened, Compared), Refusal> {
    let opened = reading::summary(tx, actor, shelf, cycle, party, now)?;
    let since = since.unwrap_or(number - 1);
    if since >= number {
        return Err(Denied::NotFound.into());
    }
    let (before, after) = (
        state(tx, actor, shelf, (cycle, party), &opened, since)?,
        state(tx, actor, shelf, (cycle, party), &opened, number)?,
    );
    compared(tx, shelf, opened, before, after)
}

/// Compares a draft with the last submission of its report.
///
/// # Errors
/// `Denied`, as for a draft and for a submission; `NotFound` where nothing was submitted yet.
pub fn draft(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    now: Moment,
) -> Result<(Opened, Compared), Refusal> {
    let opened = reading::draft(tx, actor, shelf, cycle, party, now)?;
    if opened.reach != Sections::All {
        return Err(Denied::Forbidden.into());
    }
    let before = state(tx, actor, shelf, (cycle, party), &opened, opened.report.submissions)?;
    let after = State { submission: None, asked: Arc::clone(&opened.published), frozen: opened.as_frozen() };
    compared(tx, shelf, opened, before, after)
}

fn state(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    opened: &Opened,
    number: i32,
) -> Result<State, Refusal> {
    let (submission, document) = reading::submission(tx, actor, cycle, party, number)?;
    let version = submissions::store::version(tx, &submission.id)?;
    let asked = shelf.published(tx, &opened.report.cycle.template, version)?;
    let broken = |error| Fault::Broken(format!("the document of {}: {error}", submission.reference));
    let document: Json = serde_json::from_str(&document).map_err(broken)?;
    Ok(State { frozen: freeze::read(&document), submission: Some(submission), asked })
}

fn compared(
    tx: &mut Conn,
    shelf: &Shelf,
    opened: Opened,
    before: State,
    after: State,
) -> Result<(Opened, Compared), Refusal> {
    let lineage = lineage(tx, shelf, &opened.report.cycle.template)?;
    let old = Side { template: &before.asked.template, frozen: &before.frozen };
    let new = Side { template: &after.asked.template, frozen: &after.frozen };
    let changes = changes(&old, &new, &lineage);
    Ok((opened, Compared { changes, before, after }))
}

fn lineage(tx: &mut Conn, shelf: &Shelf, template: &TemplateName) -> Result<Lineage, Fault> {
    let all = shelf.all(tx, template)?;
    Ok(Lineage::of(all.iter().map(|one| &one.template)))
}
