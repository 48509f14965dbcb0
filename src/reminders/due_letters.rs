//! Which letters are due in a cycle, and were not written yet. Reads, decides, writes nothing.

use super::letters::{About, key, keys_begin, reminder};
use super::schedule::{Standing, milestone};
use super::store::{self, PartyRow};
use super::{Reminder, Round};
use crate::access::Role;
use crate::access::store::holders;
use crate::clock::Moment;
use crate::cycles::{self, Cycle};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::CycleCode;
use crate::mail;
use crate::templates::Shelf;

/// Who is reminded: whoever can submit.
const REMINDED: [Role; 2] = [Role::FocalPoint, Role::NgoReporter];

/// The cycles in which somebody may be to be reminded now.
pub fn open_cycles(tx: &mut Conn, now: Moment) -> Result<Vec<CycleCode>, Fault> {
    let all = cycles::store::all(tx)?;
    // One that has closed may have Parties whose extension has not: only the dates of each Party tell.
    let open = all.into_iter().filter(|cycle| cycle.timetable.opens_at <= now && !cycle.reminders.is_empty());
    Ok(open.map(|cycle| cycle.code).collect())
}

/// What is due in a cycle now. `base` is what people type to get here.
pub fn due_letters(tx: &mut Conn, shelf: &Shelf, base: &str, cycle: &Cycle, now: Moment) -> Result<Round, Fault> {
    let mut round = Round { cycle: cycle.code.clone(), reminders: Vec::new(), unanswered: Vec::new() };
    let since = store::opened_at(tx, &cycle.code)?.max(cycle.timetable.opens_at);
    let due: Vec<_> = store::parties_of(tx, &cycle.code)?
        .into_iter()
        .filter_map(|row| {
            let standing = standing(cycle, &row, since);
            let milestone = milestone(&standing, &cycle.reminders, cycle.time_zone, now)?;
            Some((row, standing, milestone))
        })
        .collect();
    if due.is_empty() {
        return Ok(round);
    }
    let said = mail::store::keys_like(tx, &keys_begin(cycle))?;
    let published = shelf.published(tx, &cycle.template, cycle.version)?;
    for (row, standing, milestone) in due {
        let about = About {
            cycle,
            template: &published.template,
            base,
            party: &row.party,
            names: &row.names,
            is_started: row.report.as_ref().is_some_and(|(state, _, _)| state != "not_started"),
            deadline: standing.deadline,
            milestone,
        };
        let people = holders(tx, &cycle.instrument, &row.party, &REMINDED, now)?;
        if people.is_empty() {
            round.unanswered.push(row.party.clone());
        }
        let unsaid = people.iter().filter(|person| !said.contains(&key(&about, person)));
        round.reminders.extend(unsaid.map(|person| Reminder {
            party: row.party.clone(),
            milestone,
            letter: reminder(&about, person, now),
        }));
    }
    Ok(round)
}

/// What the rows say, as far as reminding goes.
fn standing(cycle: &Cycle, row: &PartyRow, since: Moment) -> Standing {
    let dates = &cycle.timetable;
    let deadline = dates.due(row.extended.map(|(to, _)| to));
    // An extension that moves nothing changes nothing, nor since when the deadline holds.
    let given = row.extended.filter(|_| deadline > dates.due_at).map(|(_, given)| given);
    let closes = dates.closes_at.map(|closes| row.extended.map_or(closes, |(to, _)| to.max(closes)));
    Standing {
        owes: row.duty == "due" && row.report.as_ref().is_some_and(|(_, submissions, _)| *submissions == 0),
        deadline,
        since: given.map_or(since, |given| given.max(since)),
        closes,
    }
}
