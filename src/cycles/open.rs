//! Opens a cycle: one report for each Party from whom one is due.

use std::collections::BTreeSet;

use super::{Beginnings, Cycle, Duty, Refusal, Timetable, in_order, store, version_store};
use crate::access::{Action, Actor, Denied, Permit, Place, permit};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, InstrumentCode, PartyCode, TemplateName};
use crate::parties;

/// Most Parties in one cycle: every State there is, with territories and organisations, several times over.
pub const MOST_PARTIES: usize = 2_000;
/// Most reminders of one cycle.
pub const MOST_REMINDERS: usize = 30;
/// Farthest a reminder may lie from the deadline, in days.
pub const FARTHEST_REMINDER: i32 = 730;
/// The reminders of a cycle that names none: two months, one, a week and a day before; a day, two weeks and one month after.
pub const USUAL_REMINDERS: [i32; 7] = [-60, -30, -7, -1, 1, 14, 30];

/// A cycle to be opened.
#[derive(Debug, Clone)]
pub struct NewCycle {
    /// Its code.
    pub code: CycleCode,
    /// The instrument, which must be the template's.
    pub instrument: InstrumentCode,
    /// The meeting it reports to.
    pub meeting: Option<String>,
    /// What is asked.
    pub template: TemplateName,
    /// In which version.
    pub version: i32,
    /// The dates.
    pub timetable: Timetable,
    /// In whose days reminders are counted.
    pub time_zone: chrono_tz::Tz,
    /// Days from the deadline; the usual ones when none are named.
    pub reminders: Option<Vec<i32>>,
    /// From whom a report is due.
    pub parties: Vec<PartyCode>,
    /// From whom none is due, and why.
    pub exempt: Vec<(PartyCode, String)>,
    /// For whom another Party's report answers.
    pub covered: Vec<(PartyCode, PartyCode)>,
}

/// Opens a cycle for a person, each of its reports with what it begins with.
///
/// # Errors
/// `Denied`, `Flaws` (dates out of order, Parties unknown or named twice, no published version), `Exists`.
pub fn open_cycle(
    tx: &mut Conn,
    actor: &Actor,
    (secret, beginnings): (&Secret, &mut dyn Beginnings),
    input: Shaped<NewCycle>,
    now: Moment,
) -> Result<Cycle, Refusal> {
    let instruments: BTreeSet<_> = actor.grants.iter().map(|grant| grant.instrument.clone()).collect();
    let may =
        |instrument: &InstrumentCode| permit(actor, Action::WriteCycle, &Place::of_instrument(instrument.clone()));
    let input = match input {
        Ok(input) => input,
        // Whoever may open no cycle at all learns nothing about the shape of what was sent.
        Err(flaws) if instruments.iter().any(|instrument| may(instrument).is_ok()) => return Err(flaws.into()),
        Err(_) => return Err(Denied::Forbidden.into()),
    };
    let permit = may(&input.instrument).map_err(|denied| match denied {
        // Instruments are public: there is nothing to hide behind a 404.
        Denied::NotFound | Denied::Forbidden => Denied::Forbidden,
        Denied::SignedOut => Denied::SignedOut,
    })?;
    open_with(tx, &permit, (secret, beginnings), input, now)
}

/// Opens a cycle under a permit the caller already holds.
pub fn open_with(
    tx: &mut Conn,
    permit: &Permit,
    (secret, beginnings): (&Secret, &mut dyn Beginnings),
    input: NewCycle,
    now: Moment,
) -> Result<Cycle, Refusal> {
    // The cycle has no row yet: two who open the same one wait for each other at their instrument's.
    parties::store::touch_instrument(tx, permit)?;
    let flaws = flaws_of(tx, &input)?;
    if !flaws.is_empty() {
        return Err(flaws.into());
    }
    if store::find(tx, &input.code)?.is_some() {
        return Err(Refusal::Exists);
    }
    let cycle = Cycle {
        code: input.code,
        instrument: input.instrument,
        meeting: input.meeting,
        template: input.template,
        version: input.version,
        timetable: input.timetable,
        time_zone: input.time_zone,
        reminders: sorted(input.reminders.unwrap_or_else(|| USUAL_REMINDERS.to_vec())),
        revision: 1,
    };
    store::insert(tx, permit, &cycle, now)?;
    let turn = version_store::Turn { reason: "the cycle was opened", impact_sha256: None };
    version_store::append(tx, permit, &cycle, &turn, now)?;
    for party in &input.parties {
        store::append_duty(tx, permit, &cycle.code, party, &Duty::Due, "due when the cycle was opened", now)?;
        open_report(tx, permit, beginnings, &cycle, party, now)?;
    }
    for (party, reason) in &input.exempt {
        store::append_duty(tx, permit, &cycle.code, party, &Duty::Exempt, reason, now)?;
    }
    for (party, by) in &input.covered {
        let duty = Duty::Covered(by.clone());
        store::append_duty(tx, permit, &cycle.code, party, &duty, "covered when the cycle was opened", now)?;
    }
    let detail = format!("due {}", clock::written(cycle.timetable.due_at));
    let deed = Deed {
        instrument: &cycle.instrument,
        actor: permit.account(),
        action: "cycle.opened",
        subject: cycle.code.as_str(),
        detail: &detail,
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(cycle)
}

/// Opens a Party's report, unless it is there already, with what it begins with.
pub(super) fn open_report(
    tx: &mut Conn,
    permit: &Permit,
    beginnings: &mut dyn Beginnings,
    cycle: &Cycle,
    party: &PartyCode,
    now: Moment,
) -> Result<(), Fault> {
    match store::open_report(tx, permit, &cycle.code, party, now)? {
        Some(report) => beginnings.begin(tx, cycle, party, &report, now),
        None => Ok(()),
    }
}

fn flaws_of(tx: &mut Conn, input: &NewCycle) -> Result<Vec<Flaw>, Refusal> {
    let mut flaws = Vec::new();
    match store::template_version(tx, &input.template, input.version)? {
        None => flaws.push(Flaw::new(
            "version",
            "unknown",
            format!("there is no version {} of {}", input.version, input.template),
        )),
        Some((instrument, _)) if instrument != input.instrument => {
            flaws.push(Flaw::new(
                "instrument",
                "mismatch",
                format!("{} is a template of {instrument}", input.template),
            ));
        }
        Some((_, state)) if state != "published" => {
            flaws.push(Flaw::new(
                "version",
                "not_published",
                "publish this version first: a cycle pins what can no longer change",
            ));
        }
        Some(_) => {}
    }
    check_timetable(&mut flaws, &input.timetable);
    if let Some(days) = &input.reminders {
        check_reminders(&mut flaws, days);
    }
    check_parties(tx, &mut flaws, input)?;
    Ok(flaws)
}

/// Adds what is wrong with the order of a cycle's dates.
pub(super) fn check_timetable(flaws: &mut Vec<Flaw>, dates: &Timetable) {
    in_order(flaws, ("opens_at", Some(dates.opens_at)), ("due_at", Some(dates.due_at)));
    in_order(flaws, ("due_at", Some(dates.due_at)), ("cut_off_at", dates.cut_off_at));
    in_order(flaws, ("due_at", Some(dates.due_at)), ("closes_at", dates.closes_at));
    in_order(flaws, ("cut_off_at", dates.cut_off_at), ("closes_at", dates.closes_at));
}

/// Adds what is wrong with a list of reminders.
pub(super) fn check_reminders(flaws: &mut Vec<Flaw>, days: &[i32]) {
    if days.len() > MOST_REMINDERS {
        flaws.push(Flaw::new("reminders", "too_many", format!("at most {MOST_REMINDERS} reminders")));
    }
    if days.iter().any(|day| day.unsigned_abs() > FARTHEST_REMINDER.unsigned_abs()) {
        let message = format!("a reminder lies at most {FARTHEST_REMINDER} days before or after the deadline");
        flaws.push(Flaw::new("reminders", "out_of_range", message));
    }
}

fn check_parties(tx: &mut Conn, flaws: &mut Vec<Flaw>, input: &NewCycle) -> Result<(), Refusal> {
    let exempt = input.exempt.iter().map(|(party, _)| party);
    let covered = input.covered.iter().map(|(party, _)| party);
    let named: Vec<PartyCode> = input.parties.iter().chain(exempt).chain(covered).cloned().collect();
    if input.parties.is_empty() {
        flaws.push(Flaw::new("parties", "required", "name at least one Party from whom a report is due"));
    }
    if named.len() > MOST_PARTIES {
        flaws.push(Flaw::new("parties", "too_many", format!("at most {MOST_PARTIES} Parties in a cycle")));
        return Ok(());
    }
    let mut seen = BTreeSet::new();
    for party in &named {
        if !seen.insert(party) {
            flaws.push(Flaw::new("parties", "duplicate", format!("{party} is named twice")));
        }
    }
    for party in store::unknown_parties(tx, &named)? {
        flaws.push(Flaw::new("parties", "unknown", format!("no Party has the code {party}")));
    }
    for (party, by) in input.covered.iter().filter(|(_, by)| !input.parties.contains(by)) {
        let message = format!("{party} is covered by {by}, from whom no report is due");
        flaws.push(Flaw::new("covered", "not_due", message));
    }
    Ok(())
}

/// Reminders in order, each once.
pub(super) fn sorted(days: Vec<i32>) -> Vec<i32> {
    days.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}
