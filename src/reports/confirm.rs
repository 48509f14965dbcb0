//! Confirms answers that were carried forward: each as it stands, or those of a section once all of them were shown. Never
//! those of a report.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::Raw;
use super::reading::{self, Opened};
use super::save_answers::{Entries, Entry, Saved, save_answers};
use super::sheet::{Line, Status};
use super::store::{self, Stored};
use super::{Refusal, path};
use crate::access::{Action, Actor, Denied, Permit, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::templates::Shelf;

/// What a person confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmations {
    /// The section whose answers these are, all that wait in it: whoever says so has seen each of them.
    pub section: Option<ItemName>,
    /// The path of each answer, and the revision that was shown.
    pub answers: Vec<(String, i32)>,
    /// Makes a repeat harmless.
    pub operation: Option<String>,
}

/// Confirms answers for a person: each is saved anew, as it was at the revision that was shown.
///
/// # Errors
/// As [`save_answers`]; besides, `Flaws` for an answer that nobody has to confirm, for a section that is not there, and for
/// a section of which not every answer that waits was named: all of them.
pub fn confirm(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    input: Shaped<Confirmations>,
    now: Moment,
) -> Result<Vec<Saved>, Refusal> {
    let report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let _: Permit = permit(actor, Action::SaveAnswers, &report.place())?;
    let input = input?;
    let opened = reading::draft(tx, actor, shelf, cycle, party, now)?;
    let entries = entries(tx, &opened, &input)?;
    let missed = input.section.as_ref().map_or_else(|| Ok(Vec::new()), |section| missed(&opened, section, &input))?;
    if !missed.is_empty() {
        // What cannot be saved at all is said first.
        report.open(now)?;
        return Err(missed.into());
    }
    save_answers(
        tx,
        actor,
        shelf,
        (cycle, party),
        None,
        Ok(Entries { answers: entries, operation: input.operation }),
        now,
    )
}

/// What is saved: each answer as it was at the revision that was shown. The revision of a repeated confirmation is that of
/// the first, so that it is known again.
fn entries(tx: &mut Conn, opened: &Opened, input: &Confirmations) -> Result<Vec<Entry>, Refusal> {
    let mut flaws = Vec::new();
    let mut entries = Vec::new();
    for (at, revision) in &input.answers {
        let Some((shown, raw)) = shown(tx, opened, at, *revision)? else {
            // A path that leads nowhere, or a revision that never was: saving tells which.
            entries.push(Entry { path: at.clone(), raw: Raw::default(), revision: *revision });
            continue;
        };
        if shown.carried.is_none() {
            flaws.push(Flaw::new(at, "confirmed", "nothing was carried forward here that waits for a person"));
        }
        entries.push(Entry { path: at.clone(), raw, revision: *revision });
    }
    if flaws.is_empty() { Ok(entries) } else { Err(flaws.into()) }
}

/// An answer as it was at a revision, and as it would be sent.
fn shown(tx: &mut Conn, opened: &Opened, at: &str, revision: i32) -> Result<Option<(Stored, Raw)>, Fault> {
    let Some(spot) = path::find(&opened.published, &opened.reach, &opened.report.party, at) else { return Ok(None) };
    let shown = match opened.stored.get(&spot.key, spot.row()) {
        Some(stored) if stored.revision == revision => Some(stored.clone()),
        _ if revision == 0 => Some(Stored::blank()),
        _ => {
            let revisions = store::history(tx, &opened.report.id, &spot.key, spot.row())?;
            revisions.into_iter().find(|stored| stored.revision == revision)
        }
    };
    Ok(shown.map(|shown| {
        let raw = Raw::of(&shown.answer, spot.question);
        (shown, raw)
    }))
}

/// The answers of a section that wait and were not named, and those that were and stand elsewhere.
fn missed(opened: &Opened, section: &ItemName, input: &Confirmations) -> Result<Vec<Flaw>, Refusal> {
    let known = opened.published.template.sections.iter().any(|known| known.name == *section);
    if !known || !opened.reach.reach(section) {
        let message = format!("there is no section {section} in this report");
        return Err(vec![Flaw::new("section", "unknown_section", message)].into());
    }
    let sheet = opened.sheet();
    let named: BTreeSet<&str> = input.answers.iter().map(|(path, _)| path.as_str()).collect();
    let of: BTreeMap<&str, &ItemName> =
        sheet.lines.iter().map(|line| (line.path.as_str(), &line.section.name)).collect();
    // What is hidden waits for nobody, and what is worked out for what it stands on.
    let waits = |line: &&Line<'_>| line.status == Status::Unconfirmed && line.carried.is_some();
    let waiting = sheet.lines.iter().filter(waits).filter(|line| line.section.name == *section);
    let mut flaws: Vec<Flaw> = waiting
        .map(|line| line.path.as_str())
        .filter(|path| !named.contains(path))
        .map(|path| Flaw::new(path, "not_shown", "this answer waits too: look at it before you confirm the section"))
        .collect();
    let elsewhere = named.iter().filter(|path| of.get(*path).is_some_and(|other| *other != section));
    flaws.extend(
        elsewhere.map(|path| Flaw::new(*path, "elsewhere", format!("this answer does not stand in {section}"))),
    );
    Ok(flaws)
}
