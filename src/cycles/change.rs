//! Changes an open cycle: its dates, its reminders, and what is asked of single Parties.

use std::collections::{BTreeMap, BTreeSet};

use super::open::{check_reminders, check_timetable, open_report, sorted};
use super::store::Standing;
use super::{Beginnings, Cycle, Duty, Refusal, store};
use crate::access::{Action, Actor, Denied, Permit, permit};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};

/// A change. What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The cycle's revision the change was made on; none for a change that does not depend on what was read.
    pub revision: Option<i32>,
    /// From when answers can be saved.
    pub opens_at: Option<Moment>,
    /// The deadline.
    pub due_at: Option<Moment>,
    /// The cut-off, or its removal.
    pub cut_off_at: Option<Option<Moment>>,
    /// The close, or its removal.
    pub closes_at: Option<Option<Moment>>,
    /// Days from the deadline.
    pub reminders: Option<Vec<i32>>,
    /// Single Parties.
    pub parties: Vec<PartyChange>,
}

/// What changes for one Party.
#[derive(Debug, Clone)]
pub struct PartyChange {
    /// Which.
    pub party: PartyCode,
    /// What is asked of it from now on.
    pub duty: Option<Duty>,
    /// Its own deadline.
    pub extended_to: Option<Moment>,
    /// Why.
    pub reason: String,
}

/// Changes a cycle for a person.
///
/// # Errors
/// `Denied`, `Stale` when somebody else changed it, `Flaws`.
pub fn change_cycle(
    tx: &mut Conn,
    actor: &Actor,
    (secret, beginnings): (&Secret, &mut dyn Beginnings),
    code: &CycleCode,
    input: Shaped<Change>,
    now: Moment,
) -> Result<Cycle, Refusal> {
    let cycle = store::touch(tx, code)?.ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::WriteCycle, &cycle.place())?;
    change_with(tx, &permit, (secret, beginnings), cycle, input?, now)
}

/// Changes a cycle under a permit the caller already holds; `cycle` must have been touched in this transaction.
pub fn change_with(
    tx: &mut Conn,
    permit: &Permit,
    (secret, beginnings): (&Secret, &mut dyn Beginnings),
    mut cycle: Cycle,
    change: Change,
    now: Moment,
) -> Result<Cycle, Refusal> {
    if change.revision.is_some_and(|seen| seen != cycle.revision) {
        return Err(Refusal::Stale(cycle.revision));
    }
    let dates = &mut cycle.timetable;
    dates.opens_at = change.opens_at.unwrap_or(dates.opens_at);
    dates.due_at = change.due_at.unwrap_or(dates.due_at);
    dates.cut_off_at = change.cut_off_at.unwrap_or(dates.cut_off_at);
    dates.closes_at = change.closes_at.unwrap_or(dates.closes_at);
    let mut flaws = Vec::new();
    check_timetable(&mut flaws, dates);
    if let Some(days) = change.reminders {
        check_reminders(&mut flaws, &days);
        cycle.reminders = sorted(days);
    }
    check_party_changes(tx, &mut flaws, &cycle, &change.parties)?;
    if !flaws.is_empty() {
        return Err(flaws.into());
    }
    cycle.revision += 1;
    store::update(tx, permit, &cycle)?;
    for party in &change.parties {
        apply(tx, permit, beginnings, &cycle, party, now)?;
    }
    let detail = format!("revision {}, due {}", cycle.revision, clock::written(cycle.timetable.due_at));
    let deed = Deed {
        instrument: &cycle.instrument,
        actor: permit.account(),
        action: "cycle.changed",
        subject: cycle.code.as_str(),
        detail: &detail,
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(cycle)
}

fn apply(
    tx: &mut Conn,
    permit: &Permit,
    beginnings: &mut dyn Beginnings,
    cycle: &Cycle,
    change: &PartyChange,
    now: Moment,
) -> Result<(), Refusal> {
    if let Some(duty) = &change.duty {
        store::append_duty(tx, permit, &cycle.code, &change.party, duty, &change.reason, now)?;
        if *duty == Duty::Due {
            open_report(tx, permit, beginnings, cycle, &change.party, now)?;
        }
    }
    if let Some(to) = change.extended_to {
        store::append_extension(tx, permit, &cycle.code, &change.party, to, &change.reason, now)?;
    }
    Ok(())
}

fn check_party_changes(
    tx: &mut Conn,
    flaws: &mut Vec<Flaw>,
    cycle: &Cycle,
    changes: &[PartyChange],
) -> Result<(), Refusal> {
    let standings = if changes.is_empty() { Vec::new() } else { store::standings(tx, &cycle.code)? };
    let codes: Vec<PartyCode> = changes.iter().map(|change| change.party.clone()).collect();
    for party in store::unknown_parties(tx, &codes)? {
        flaws.push(Flaw::new("parties", "unknown", format!("no Party has the code {party}")));
    }
    flaws.extend(duties_flaws(&standings, changes));
    for change in changes {
        let stands = standings.iter().find(|standing| standing.party == change.party);
        let submitted =
            stands.and_then(|standing| standing.report.as_ref()).is_some_and(|(_, _, submissions)| *submissions > 0);
        if submitted && change.duty.as_ref().is_some_and(|duty| *duty != Duty::Due) {
            let message = format!("{} has submitted: its report stays due", change.party);
            flaws.push(Flaw::new("parties", "submitted", message));
        }
        if let Some(to) = change.extended_to {
            if stands.is_none() && change.duty.is_none() {
                flaws.push(Flaw::new("parties", "not_due", format!("{} has no place in this cycle", change.party)));
            }
            if to < cycle.timetable.due_at {
                let message = "an extension must not end before the cycle's own deadline";
                flaws.push(Flaw::new("parties", "order", message));
            }
        }
    }
    Ok(())
}

/// What would not hold together once the changes are made: a Party named twice, or covered by one that files no report.
fn duties_flaws(standings: &[Standing], changes: &[PartyChange]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut after: BTreeMap<&PartyCode, &Duty> =
        standings.iter().map(|standing| (&standing.party, &standing.duty)).collect();
    let mut named = BTreeSet::new();
    for change in changes {
        if !named.insert(&change.party) {
            flaws.push(Flaw::new("parties", "duplicate", format!("{} is named twice", change.party)));
        }
        after.extend(change.duty.as_ref().map(|duty| (&change.party, duty)));
    }
    for (party, duty) in &after {
        let Duty::Covered(by) = duty else { continue };
        let filer = after.get(by).filter(|_| by != *party);
        let is_new = changes.iter().any(|change| &change.party == *party && change.duty.is_some());
        if is_new && filer != Some(&&Duty::Due) {
            let message = format!("no report is due from {by}, which is to cover {party}");
            flaws.push(Flaw::new("parties", "not_due", message));
        } else if named.contains(by) && matches!(filer, Some(Duty::Exempt | Duty::Covered(_))) {
            let message = format!("{by} covers {party}: say first what is asked of {party}");
            flaws.push(Flaw::new("parties", "covers", message));
        }
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duty(word: &str) -> Duty {
        match word {
            "due" => Duty::Due,
            "exempt" => Duty::Exempt,
            "other_format" => Duty::OtherFormat,
            by => Duty::Covered(by.parse().unwrap()),
        }
    }

    /// In a cycle where the EU's report is due and answers for Germany, and Australia is exempt.
    fn check(changes: &[(&str, &str)], expect: &[&str]) {
        let standing = |(party, word): (&str, &str)| Standing {
            party: party.parse().unwrap(),
            name: String::new(),
            duty: duty(word),
            extended_to: None,
            report: None,
        };
        let standings = [("EUU", "due"), ("DEU", "EUU"), ("AUS", "exempt")].map(standing);
        let change = |(party, word): &(&str, &str)| PartyChange {
            party: party.parse().unwrap(),
            duty: Some(duty(word)),
            extended_to: None,
            reason: "invented".to_owned(),
        };
        let changes: Vec<PartyChange> = changes.iter().map(change).collect();
        let codes: Vec<String> = duties_flaws(&standings, &changes).into_iter().map(|flaw| flaw.code).collect();
        assert_eq!(codes, expect, "{changes:?}");
    }

    #[test]
    fn who_covers_another_files_a_report() {
        check(&[("FRA", "EUU")], &[]);
        check(&[("FRA", "AUS")], &["not_due"]);
        check(&[("FRA", "DEU")], &["not_due"]);
        check(&[("FRA", "FRA")], &["not_due"]);
        check(&[("FRA", "ITA")], &["not_due"]);
        check(&[("AUS", "due"), ("FRA", "AUS")], &[]);
        check(&[("EUU", "exempt")], &["covers"]);
        check(&[("EUU", "exempt"), ("DEU", "due")], &[]);
        check(&[("EUU", "other_format")], &[]);
        check(&[("EUU", "AUS")], &["covers", "not_due"]);
        check(&[("AUS", "due"), ("AUS", "exempt")], &["duplicate"]);
    }
}
