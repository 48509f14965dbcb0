//! Reopens a submitted report. Its last submission stays official until the next one.

use super::{Desk, Refusal, Report, State, letters, store};
use crate::access::{Action, Actor, Denied, permit};
use crate::audit::{self, store::Deed};
use crate::clock::Moment;
use crate::cycles::Door;
use crate::db::Conn;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};

/// Most characters of a reason.
pub const REASON_LENGTH: usize = 1_000;
/// How long a report reopened after its cycle closed can be saved, when nobody says otherwise.
pub const USUAL_DAYS: i64 = 14;
/// The longest it can be.
pub const MOST_DAYS: i64 = 366;

/// A reopening as a door hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// Why; after the cut-off, what the Party asked for.
    pub reason: String,
    /// Until when it can be saved though the cycle is closed.
    pub until: Option<Moment>,
}

/// Reopens a report: the Party before the cut-off, the Secretariat afterwards at the Party's request. How long it stays
/// open beyond its cycle is the Secretariat's to say: nobody gives themselves more time.
///
/// # Errors
/// In this order: `Denied` and `NotYoursToReopen`, `Flaws`, `NotSubmitted`.
pub fn reopen(
    tx: &mut Conn,
    actor: &Actor,
    desk: &Desk<'_>,
    (cycle, party): (&CycleCode, &PartyCode),
    input: Shaped<Reopening>,
    now: Moment,
) -> Result<Report, Refusal> {
    let mut report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let place = report.place();
    let as_party = permit(actor, Action::Reopen, &place);
    let as_secretariat = permit(actor, Action::ReopenLate, &place);
    let turn = report.cycle.timetable.party_reopens_before(report.extended_to);
    let permit = match (as_party, as_secretariat) {
        (Ok(permit), _) if now < turn => permit,
        (_, Ok(permit)) if now >= turn => permit,
        (Err(denied), Err(_)) => return Err(denied.into()),
        (Ok(_), _) | (_, Ok(_)) => return Err(Refusal::NotYoursToReopen(turn)),
    };
    let input = input?;
    check(&input, permit.action(), now)?;
    if report.state != State::Submitted {
        return Err(Refusal::NotSubmitted);
    }
    let closed = report.cycle.timetable.door(report.extended_to, None, now) == Door::Closed;
    let usual = now + chrono::Duration::days(USUAL_DAYS);
    report.reopened_until = input.until.or(closed.then_some(usual));
    report.state = State::InProgress;
    store::enter(tx, &permit, State::InProgress, &input.reason, now)?;
    store::keep_open_until(tx, &permit, report.reopened_until)?;
    let deed = Deed {
        instrument: &report.cycle.instrument,
        actor: permit.account(),
        action: "report.reopened",
        subject: report.id.as_str(),
        detail: &input.reason,
    };
    letters::reopened(tx, desk, &report, &input.reason, now)?;
    audit::store::record(tx, desk.secret, &deed, now)?;
    Ok(report)
}

fn check(input: &Reopening, by: Action, now: Moment) -> Result<(), Refusal> {
    let mut flaws = Vec::new();
    if input.reason.trim().is_empty() {
        flaws.push(Flaw::new("reason", "required", "say why the report is reopened"));
    } else if input.reason.chars().count() > REASON_LENGTH {
        flaws.push(Flaw::new("reason", "too_long", format!("at most {REASON_LENGTH} characters fit")));
    } else if input.reason.chars().any(|c| c.is_control() && c != '\n') {
        flaws.push(Flaw::new("reason", "control_character", "take out the control character"));
    }
    if by == Action::Reopen && input.until.is_some() {
        let said = "more time is the Secretariat's to give: leave it out, or ask for an extension";
        flaws.push(Flaw::new("until", "not_yours", said));
    }
    let most = now + chrono::Duration::days(MOST_DAYS);
    if input.until.is_some_and(|until| until <= now || until > most) {
        flaws.push(Flaw::new(
            "until",
            "out_of_range",
            format!("until lies in the future, at most {MOST_DAYS} days away"),
        ));
    }
    if flaws.is_empty() { Ok(()) } else { Err(flaws.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn at(text: &str) -> Moment {
        clock::read(text).unwrap()
    }

    fn check(reason: &str, until: Option<&str>, by: Action, expect: &[&str]) {
        let input = Reopening { reason: reason.to_owned(), until: until.map(at) };
        let found = match super::check(&input, by, at("2027-03-01T00:00:00Z")) {
            Err(Refusal::Flaws(flaws)) => flaws,
            other => {
                other.unwrap();
                Vec::new()
            }
        };
        let said: Vec<String> = found.iter().map(|flaw| format!("{} {}", flaw.at, flaw.code)).collect();
        assert_eq!(said, expect, "{reason:?} {until:?} {by:?}");
    }

    #[test]
    fn nobody_gives_themselves_more_time() {
        check("a mistake", None, Action::Reopen, &[]);
        check("a mistake", Some("2027-12-01T00:00:00Z"), Action::Reopen, &["until not_yours"]);
        check("a mistake", Some("2027-12-01T00:00:00Z"), Action::ReopenLate, &[]);
    }

    #[test]
    fn a_reopening_has_a_reason_and_an_end_that_is_near() {
        check(" ", Some("2027-02-01T00:00:00Z"), Action::ReopenLate, &["reason required", "until out_of_range"]);
        check("a mistake", Some("2029-01-01T00:00:00Z"), Action::ReopenLate, &["until out_of_range"]);
        check("a\0mistake", None, Action::Reopen, &["reason control_character"]);
        check(&"a".repeat(1_001), None, Action::Reopen, &["reason too_long"]);
    }
}
