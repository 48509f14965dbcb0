//! Moves an open cycle to another version of its template, and back: first the impact, then the move, in one transaction.
//!
//! Nothing is deleted. A question that was renamed gets its answers under its new name, as revisions said by nobody; what is
//! no longer asked stays where it is, and comes back when the cycle moves back. Submissions are not touched.

pub mod impact;
pub mod kept;
mod letters;
pub mod store;

use super::{Desk, Refusal, State};
use crate::access::{Action, Actor, Denied, Permit, Place, SystemReason, permit};
use crate::audit::{self, store::Deed};
use crate::clock::Moment;
use crate::cycles::{self, Cycle, version_store};
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::CycleCode;
use crate::templates::lineage::{Lineage, compare, holders};
use crate::templates::{Shelf, Template};
use impact::{Count, Impact};

/// Most characters of a reason.
pub const REASON_LENGTH: usize = 1_000;

/// A move as a door hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// To which version.
    pub version: i32,
    /// Why.
    pub reason: String,
    /// SHA-256 of the impact list that was seen; none where it is seen and decided in one, on the command line.
    pub impact: Option<String>,
}

/// What became of a move.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The cycle as it is now.
    pub cycle: Cycle,
    /// What the move touched.
    pub impact: Impact,
    /// How many answers went to another name.
    pub carried: usize,
    /// How many letters tell of it.
    pub letters: usize,
}

/// A cycle and the published versions of its template, for whoever may move it.
///
/// # Errors
/// `Denied`.
pub fn read_choices(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    code: &CycleCode,
) -> Result<(Cycle, Vec<i32>), Refusal> {
    let cycle = cycles::store::find(tx, code)?.ok_or(Denied::NotFound)?;
    permit(actor, Action::WriteCycle, &cycle.place())?;
    let versions = shelf.all(tx, &cycle.template)?.iter().map(|published| published.version).collect();
    Ok((cycle, versions))
}

/// What a move would touch, for whoever may make it.
///
/// # Errors
/// `Denied`; `Flaws` where there is no such version to move to.
pub fn read_impact(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    code: &CycleCode,
    to: Shaped<i32>,
) -> Result<Impact, Refusal> {
    let cycle = cycles::store::find(tx, code)?.ok_or(Denied::NotFound)?;
    permit(actor, Action::WriteCycle, &cycle.place())?;
    Ok(survey(tx, shelf, &cycle, to?)?.impact)
}

/// Moves a cycle for a person.
///
/// # Errors
/// In this order: `Denied`, `Flaws` of the shape, `Closed`, `Flaws` where there is no such version, `StaleImpact` with the
/// list as it is now.
pub fn move_cycle(
    tx: &mut Conn,
    actor: &Actor,
    desk: &Desk<'_>,
    code: &CycleCode,
    input: Shaped<Move>,
    now: Moment,
) -> Result<Moved, Refusal> {
    let cycle = cycles::store::touch(tx, code)?.ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::WriteCycle, &cycle.place())?;
    move_with(tx, &permit, desk, cycle, &input?, now)
}

/// Moves a cycle under a permit the caller already holds; `cycle` must have been touched in this transaction.
///
/// # Errors
/// As [`move_cycle`].
pub fn move_with(
    tx: &mut Conn,
    permit: &Permit,
    desk: &Desk<'_>,
    mut cycle: Cycle,
    input: &Move,
    now: Moment,
) -> Result<Moved, Refusal> {
    check(input)?;
    if let Some(closed) = cycle.timetable.closes_at.filter(|closes| *closes <= now) {
        return Err(Refusal::Closed(closed));
    }
    store::touch(tx, &cycle.code)?;
    let survey = survey(tx, desk.shelf, &cycle, input.version)?;
    let sha256 = survey.impact.sha256();
    if input.impact.as_ref().is_some_and(|seen| *seen != sha256) {
        return Err(Refusal::StaleImpact(Box::new(survey.impact)));
    }
    cycle.version = input.version;
    cycle.revision += 1;
    version_store::set_version(tx, permit, &cycle)?;
    let turn = version_store::Turn { reason: &input.reason, impact_sha256: Some(&sha256) };
    let sequence = version_store::append(tx, permit, &cycle, &turn, now)?;
    let carried = carry(tx, &cycle, &survey, sequence, now)?;
    let told =
        letters::Told { cycle: &cycle, template: &survey.to, impact: &survey.impact, reason: &input.reason, sequence };
    let letters = letters::moved(tx, desk, &told, now)?;
    let deed = Deed {
        instrument: &cycle.instrument,
        actor: permit.account(),
        action: "cycle.moved",
        subject: cycle.code.as_str(),
        detail: &format!("{} to {}, {sha256}: {}", survey.impact.from, survey.impact.to, input.reason),
    };
    audit::store::record(tx, desk.secret, &deed, now)?;
    Ok(Moved { cycle, impact: survey.impact, carried, letters })
}

/// A move looked at from all sides.
struct Survey {
    impact: Impact,
    lineage: Lineage,
    to: Template,
}

fn survey(tx: &mut Conn, shelf: &Shelf, cycle: &Cycle, to: i32) -> Result<Survey, Refusal> {
    let published = shelf.all(tx, &cycle.template)?;
    let find = |version: i32| published.iter().find(|one| one.version == version);
    let before =
        find(cycle.version).ok_or_else(|| Fault::Broken(format!("{} asks no published version", cycle.code)))?;
    let Some(after) = find(to).filter(|_| to != cycle.version) else {
        let others = published.iter().map(|one| one.version).filter(|version| *version != cycle.version);
        return Err(vec![unknown(cycle, &others.map(|version| version.to_string()).collect::<Vec<_>>())].into());
    };
    let line = published.iter().filter(|one| one.version <= to.max(cycle.version));
    let lineage = Lineage::of(line.map(|one| &one.template));
    let changes = compare(&before.template, &after.template, &lineage);
    // Publishing refuses it; a move never rests on that alone.
    if let Some(change) = changes.iter().find(|change| change.code == "type_changed") {
        let message = format!("{}: its answers would not be read as what they are.", change.name);
        return Err(vec![Flaw::new("version", "type_changed", message)].into());
    }
    let mut count = Count::new(&after.template, &lineage, changes);
    let names = count.names();
    for head in store::heads(tx, &cycle.code)? {
        let kept = store::kept(tx, &head.id, &names)?;
        count.add(&kept::last(&kept, &lineage));
    }
    let (code, template, from) = (cycle.code.clone(), cycle.template.clone(), cycle.version);
    let impact = Impact { cycle: code, template, from, to, lines: count.lines() };
    Ok(Survey { impact, to: after.template.clone(), lineage })
}

fn unknown(cycle: &Cycle, others: &[String]) -> Flaw {
    let message = match others {
        [] => {
            format!("Version {} is the only published one of {}: publish another first.", cycle.version, cycle.template)
        }
        others => format!("{} asks version {}; it can be moved to {}.", cycle.code, cycle.version, others.join(", ")),
    };
    Flaw::new("version", "unknown", message)
}

/// Brings the answers of every report under the names of the version it is asked in now.
fn carry(tx: &mut Conn, cycle: &Cycle, survey: &Survey, sequence: i32, now: Moment) -> Result<usize, Refusal> {
    let held = holders(&survey.to);
    let renamed: Vec<&str> =
        held.iter().map(|holder| holder.key.as_str()).filter(|key| survey.lineage.names(key).len() > 1).collect();
    let names: Vec<String> = renamed.iter().flat_map(|key| survey.lineage.names(key)).cloned().collect();
    if names.is_empty() {
        return Ok(0);
    }
    let mut count = 0;
    for head in store::heads(tx, &cycle.code)? {
        let kept = store::kept(tx, &head.id, &names)?;
        let carried = kept::carried(&kept, &renamed, &survey.lineage);
        let place = Place { party: Some(head.party.clone()), report: Some(head.id.clone()), ..cycle.place() };
        let permit = Permit::system(SystemReason::CycleMove, Action::SaveAnswers, place);
        store::carry(tx, &permit, &head, &carried, sequence, now)?;
        count += carried.len();
    }
    Ok(count)
}

fn check(input: &Move) -> Result<(), Refusal> {
    let (code, message) = match input.reason.chars().count() {
        _ if input.reason.trim().is_empty() => ("required", "Say why: it is kept, and told to the Parties.".to_owned()),
        length if length > REASON_LENGTH => ("too_long", format!("At most {REASON_LENGTH} characters fit.")),
        _ if input.reason.chars().any(|c| c.is_control() && c != '\n') => {
            ("control_character", "Take out the control character.".to_owned())
        }
        _ => return Ok(()),
    };
    Err(vec![Flaw::new("reason", code, message)].into())
}

/// Whether people of a Party are in the middle of a report.
fn is_in_progress(head: &store::Head) -> bool {
    head.state == State::InProgress.word()
}
