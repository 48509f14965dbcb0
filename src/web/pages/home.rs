//! The first page after signing in: my reports, and for the Secretariat its rounds.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::After;
use super::heading::{self, Heading};
use super::{Frame, shown};
use crate::access::{Action, Actor, permit};
use crate::clock::Moment;
use crate::cycles::store::{Standing, standings};
use crate::cycles::{self, Cycle, Duty};
use crate::db::Conn;
use crate::reports::declared::Standing as Stands;
use crate::reports::gaps::Progress;
use crate::reports::reading::Opened;
use crate::reports::{Refusal, State, reading, store};
use crate::templates::Shelf;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, read_as};
use crate::words;

#[derive(Template)]
#[template(path = "home.html", config = "src/web/askama.toml")]
struct HomePage {
    frame: Frame,
    reports: Vec<Mine>,
    rounds: Vec<Round>,
}

/// A report this person answers.
struct Mine {
    heading: Heading,
    state: String,
    submitted: bool,
    progress: String,
    step: String,
    /// Where the step leads.
    onward: String,
}

/// A cycle that this person oversees.
struct Round {
    name: String,
    title: String,
    path: String,
    due: String,
    away: String,
    counts: Counts,
}

/// Where the Parties of a cycle stand, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// From whom a report is due, those covered by another included.
    pub due: usize,
    /// Who submitted at least once.
    pub submitted: usize,
    /// Who has begun and never submitted.
    pub in_progress: usize,
    /// Who has not begun.
    pub not_started: usize,
    /// Whose report came outside the system, or is covered by another's.
    pub otherwise: usize,
    /// From whom none is due.
    pub exempt: usize,
}

impl Counts {
    /// Counts the Parties of a cycle.
    pub fn of(standings: &[Standing]) -> Self {
        let mut counts = Self::default();
        for standing in standings {
            counts.due += usize::from(standing.duty != Duty::Exempt);
            match (&standing.duty, &standing.report) {
                (Duty::Exempt, _) => counts.exempt += 1,
                (Duty::Covered(_) | Duty::OtherFormat, _) => counts.otherwise += 1,
                (Duty::Due, Some((_, _, submissions))) if *submissions > 0 => counts.submitted += 1,
                (Duty::Due, Some((state, _, _))) if state == State::InProgress.word() => counts.in_progress += 1,
                (Duty::Due, _) => counts.not_started += 1,
            }
        }
        counts
    }
}

/// `GET /`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let shelf = house.shelf.clone();
    let (reports, rounds) = read_as::<_, Refusal>(&house, &browser.credential, move |tx, actor, now| {
        Ok((mine(tx, actor, &shelf, now)?, rounds(tx, actor, &shelf, now)?))
    })
    .await?;
    let language = &browser.actor.language;
    let key = if reports.is_empty() && !rounds.is_empty() { "page.rounds" } else { "page.my_reports" };
    let mut frame = browser.frame(words::text(language, key, &[]));
    frame.done = after.and_then(|after| after.said(language));
    shown(&HomePage { frame, reports, rounds })
}

fn mine(tx: &mut Conn, actor: &Actor, shelf: &Shelf, now: Moment) -> Result<Vec<Mine>, Refusal> {
    let mut asked: Vec<_> =
        actor.grants.iter().filter_map(|grant| Some((&grant.instrument, grant.party.as_ref()?))).collect();
    asked.sort();
    asked.dedup();
    let mut found = Vec::new();
    for (instrument, party) in asked {
        for (cycle, party) in store::of_parties(tx, instrument.as_str(), &[party.as_str()])? {
            let opened = match reading::summary(tx, actor, shelf, &cycle, &party, now) {
                Ok(opened) => opened,
                // A colleague to whom no section was delegated sees nothing here.
                Err(Refusal::Denied(_)) => continue,
                Err(refusal) => return Err(refusal),
            };
            let heading = Heading::of(tx, &opened, &actor.language, now)?;
            let (state, submissions) = (opened.report.state, opened.report.submissions);
            let ready = is_ready(&opened);
            let checks = state == State::InProgress && ready && heading::can_read(actor, &opened);
            found.push(Mine {
                onward: if checks { format!("{}/check", heading.path) } else { heading.path.clone() },
                state: heading::state(state, submissions, &actor.language),
                submitted: state == State::Submitted,
                progress: progress(completed(&opened), &actor.language),
                step: words::text(&actor.language, step(state, ready), &[]),
                heading,
            });
        }
    }
    // What is still to be done comes first; the nearest deadline before others is the stores' order.
    found.sort_by_key(|mine| mine.submitted);
    Ok(found)
}

/// How many sections apply that this reader reaches, and how many are completed.
pub fn completed(opened: &Opened) -> (usize, usize) {
    let mut standings = opened.standings();
    standings.retain(|(_, standing)| *standing != Stands::NotApplicable);
    let completed = standings.iter().filter(|(_, standing)| *standing == Stands::Completed).count();
    (standings.len(), completed)
}

/// Whether nothing is left to be done but to check: something is answered in each section, and nothing waits.
fn is_ready(opened: &Opened) -> bool {
    let ready = |section: &Progress| section.gaps == 0 && section.unconfirmed == 0 && section.answered > 0;
    opened.standings().iter().all(|(section, standing)| *standing == Stands::NotApplicable || ready(section))
}

/// "14 of 22 sections completed"
pub fn progress((total, completed): (usize, usize), language: &str) -> String {
    let (total, completed) = (total.to_string(), completed.to_string());
    words::text(language, "page.sections_completed", &[("completed", &completed), ("total", &total)])
}

fn step(state: State, ready: bool) -> &'static str {
    match state {
        State::NotStarted => "page.step.start",
        State::InProgress if ready => "page.step.check",
        State::InProgress => "page.step.go_on",
        State::Submitted => "page.step.look",
    }
}

fn rounds(tx: &mut Conn, actor: &Actor, shelf: &Shelf, now: Moment) -> Result<Vec<Round>, Refusal> {
    let mut found = Vec::new();
    for cycle in cycles::store::all(tx)? {
        if permit(actor, Action::ReadStandings, &cycle.place()).is_ok() {
            found.push(round(tx, &cycle, shelf, &actor.language, now)?);
        }
    }
    Ok(found)
}

fn round(tx: &mut Conn, cycle: &Cycle, shelf: &Shelf, language: &str, now: Moment) -> Result<Round, Refusal> {
    let published = shelf.published(tx, &cycle.template, cycle.version)?;
    let due = cycle.timetable.due_at;
    Ok(Round {
        name: heading::round(cycle),
        title: heading::title(&published.template, language),
        path: format!("/cycles/{}", cycle.code),
        due: words::moment(language, due, cycle.time_zone.name()),
        away: heading::away(cycle, due, now, language),
        counts: Counts::of(&standings(tx, &cycle.code)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(duty: Duty, report: Option<(State, i32)>) -> Standing {
        let report = report.map(|(state, submissions)| (state.word().to_owned(), 0, submissions));
        Standing { party: "KEN".parse().unwrap(), name: String::new(), duty, extended_to: None, report }
    }

    #[test]
    fn every_party_is_counted_in_one_place() {
        let counts = Counts::of(&[
            standing(Duty::Due, Some((State::NotStarted, 0))),
            standing(Duty::Due, Some((State::InProgress, 0))),
            standing(Duty::Due, Some((State::InProgress, 1))),
            standing(Duty::Due, Some((State::Submitted, 2))),
            standing(Duty::Covered("EU".parse().unwrap()), None),
            standing(Duty::OtherFormat, Some((State::NotStarted, 0))),
            standing(Duty::Exempt, None),
        ]);
        let expect = Counts { due: 6, submitted: 2, in_progress: 1, not_started: 1, otherwise: 2, exempt: 1 };
        assert_eq!(counts, expect);
    }
}
