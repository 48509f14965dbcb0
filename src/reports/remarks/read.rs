//! Reads what was said about a report's answers, as a person may see it.

use super::{Remark, Tally, fold, store};
use crate::access::{Action, Actor, Denied, Place, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::reports::reading::{self, Found, Opened};
use crate::reports::{Refusal, Report, path};
use crate::templates::lineage::Lineage;
use crate::templates::outline::Outline;
use crate::templates::{Shelf, Template};

/// The names that the questions of a report's template had and have.
pub fn lineage(tx: &mut Conn, shelf: &Shelf, report: &Report) -> Result<Lineage, Fault> {
    let all = shelf.all(tx, &report.cycle.template)?;
    Ok(Lineage::of(all.iter().map(|one| &one.template)))
}

/// Every remark of a report, in the order they were written.
pub fn remarks(tx: &mut Conn, report: &Report) -> Result<Vec<Remark>, Fault> {
    Ok(fold(store::all(tx, &report.id)?))
}

/// How many remarks stand at each answer of a report.
pub fn tally(tx: &mut Conn, shelf: &Shelf, report: &Report) -> Result<Tally, Fault> {
    let deeds = store::bare(tx, &report.id)?;
    let Some(newest) = deeds.last().map(|deed| deed.sequence) else { return Ok(Tally::default()) };
    Ok(Tally::of(&fold(deeds), newest, lineage(tx, shelf, report)?))
}

/// What is said about one answer, for a person: the answer and its remarks.
///
/// # Errors
/// `Denied`: as for the answer itself.
pub fn about(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    now: Moment,
) -> Result<(Opened, Vec<Remark>), Refusal> {
    let opened = reading::draft(tx, actor, shelf, cycle, party, now)?;
    let mine = at_answer(tx, actor, shelf, &opened, &opened.at(at)?)?;
    Ok((opened, mine))
}

/// The remarks that stand at an answer which was found in a draft, for the person who reads it.
///
/// # Errors
/// `Denied`.
pub fn at_answer(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    opened: &Opened,
    found: &Found<'_>,
) -> Result<Vec<Remark>, Refusal> {
    may_discuss(actor, &opened.report, &found.spot.section.name)?;
    let all = remarks(tx, &opened.report)?;
    let lineage = lineage(tx, shelf, &opened.report)?;
    let (key, row) = (&found.spot.key, found.spot.row());
    Ok(all.into_iter().filter(|one| lineage.is_same(&one.question, key) && one.row == row).collect())
}

/// Whether the person takes part in what is said about a section.
pub(super) fn may_discuss(actor: &Actor, report: &Report, section: &ItemName) -> Result<crate::access::Permit, Denied> {
    permit(actor, Action::Discuss, &Place { section: Some(section.clone()), ..report.place() })
}

/// A remark with the path of its answer; none where the question is no longer asked.
pub type Placed = (Option<String>, Remark);

/// Every remark that a person reaches, with the path of its answer in the version that is asked now.
///
/// # Errors
/// `Denied`: as for the answers of the draft.
pub fn all(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    now: Moment,
) -> Result<Vec<Placed>, Refusal> {
    let opened = reading::draft(tx, actor, shelf, cycle, party, now)?;
    permit(actor, Action::Discuss, &opened.report.place())?;
    Ok(reached(tx, shelf, &opened)?)
}

/// Every remark that the reader of a report reaches, with the path of its answer.
pub fn reached(tx: &mut Conn, shelf: &Shelf, opened: &Opened) -> Result<Vec<Placed>, Fault> {
    let all = remarks(tx, &opened.report)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let lineage = lineage(tx, shelf, &opened.report)?;
    let outline = Outline::of(&opened.published.template);
    let place = |remark: Remark| {
        let (section, path) = path_of(&outline, &opened.published.template, &lineage, &remark.question, &remark.row);
        let section = section.unwrap_or_else(|| remark.section.clone());
        opened.reach.reach(&section).then_some((path, remark))
    };
    Ok(all.into_iter().filter_map(place).collect())
}

/// Where an answer stands that was kept under a name that its question may no longer have: its section and its path.
pub fn path_of(
    outline: &Outline<'_>,
    template: &Template,
    lineage: &Lineage,
    question: &str,
    row: &str,
) -> (Option<ItemName>, Option<String>) {
    if let Some(slot) = outline.slots.iter().find(|slot| lineage.is_same(&slot.key, question)) {
        return (Some(slot.section.name.clone()), Some(path::written(outline, slot.frame, &slot.key, row)));
    }
    match template.explanation(question) {
        Some((section, _)) => (Some(section.name.clone()), Some(question.to_owned())),
        None => (None, None),
    }
}
