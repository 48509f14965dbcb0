//! A round as the Secretariat sees it: who stands where, what may be changed for one Party, and the figures to download.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{NaiveDate, TimeZone};

use super::flaws::Flaws;
use super::form::{After, Done};
use super::home::Counts;
use super::{Frame, heading, language, see_other_done, shown_as};
use crate::access::{Action, Actor, permit};
use crate::clock::Moment;
use crate::cycles::change::{Change, PartyChange, change_cycle};
use crate::cycles::read_cycle::read_standings;
use crate::cycles::store::Standing;
use crate::cycles::{Cycle, Duty, Refusal};
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::ids::{CycleCode, PartyCode};
use crate::parties::store::memberships_at;
use crate::reports::State;
use crate::reports::carry::Carrier;
use crate::reports::reopen::REASON_LENGTH;
use crate::summaries::columns::Table;
use crate::templates::outline::{self, Outline};
use crate::templates::{self, Shelf};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::tongue;
use crate::web::{House, Named, read_as, write};
use crate::words;

#[derive(Template)]
#[template(path = "cycle.html", config = "src/web/askama.toml")]
struct CyclePage {
    frame: Frame,
    flaws: Flaws,
    view: View,
    sent: Asked,
}

struct View {
    code: CycleCode,
    title: String,
    round: String,
    due: String,
    away: String,
    zone: String,
    version: i32,
    counts: Counts,
    rows: Vec<Row>,
    writes: bool,
    /// The tables of figures: name, and what it holds; none for whoever may not read them.
    downloads: Vec<(String, String)>,
}

struct Row {
    party: PartyCode,
    name: String,
    region: String,
    duty: String,
    state: String,
    tone: &'static str,
    submissions: i32,
    due: String,
    /// Whether there is a report to look at.
    report: Option<String>,
}

/// What is to change for one Party, as it was typed.
#[derive(Debug, Default)]
struct Asked {
    change: String,
    party: String,
    until: String,
    reason: String,
}

/// `GET /cycles/{cycle}`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    code: Named<CycleCode>,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let mut page = page(&house, &browser, code.into_inner(), Flaws::default(), Asked::default()).await?;
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    shown_as(StatusCode::OK, &page)
}

/// `POST /cycles/{cycle}/parties`
pub async fn change(
    house: web::Data<House>,
    browser: Browser,
    code: Named<CycleCode>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let field = |name: &str| filled.first(name).unwrap_or_default().trim().replace("\r\n", "\n");
    let asked =
        Asked { change: field("change"), party: field("party"), until: field("until"), reason: field("reason") };
    let code = code.into_inner();
    if tongue::chosen(&filled).is_some() {
        let browser = language::switched(&house, &browser, &filled).await?;
        let page = page(&house, &browser, code, Flaws::default(), asked).await?;
        return language::remembered(shown_as(StatusCode::OK, &page)?, &house, &filled);
    }
    let (credential, now, inside) = (browser.credential.clone(), house.clock.now(), code.clone());
    let (secret, shelf) = (house.secret.clone(), house.shelf.clone());
    let zone = read_as::<_, Refusal>(&house, &browser.credential, {
        let code = code.clone();
        move |tx, actor, _| Ok(read_standings(tx, actor, &code)?.0.time_zone)
    })
    .await?;
    let input = read(&asked, zone, &browser.actor.language);
    let done = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        change_cycle(tx, &actor, (&secret, &mut Carrier::new(&shelf)), &inside, input, now)
    })
    .await;
    match done {
        Ok(_) => Ok(see_other_done(&format!("/cycles/{code}"), Done::Changed)),
        Err(Refusal::Flaws(flaws)) => {
            let flaws = flaws.into_iter().map(|flaw| placed(flaw, &browser.actor.language)).collect();
            let page = page(&house, &browser, code, Flaws::of(flaws), asked).await?;
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// A flaw at the field that it belongs to, in the person's words: the verb speaks of a list of Parties, the form has one.
fn placed(flaw: Flaw, language: &str) -> Flaw {
    let (at, key) = match (flaw.at.as_str(), flaw.code.as_str()) {
        ("until" | "reason" | "change" | "party", _) => return flaw,
        (_, "order") => ("until", "page.change.early"),
        (_, "submitted") => ("change", "page.change.submitted"),
        (_, "covers") => ("change", "page.change.covers"),
        _ => ("party", "page.change.elsewhere"),
    };
    Flaw { at: at.to_owned(), message: words::text(language, key, &[]), ..flaw }
}

/// What was typed, as a change of the cycle.
fn read(asked: &Asked, zone: chrono_tz::Tz, language: &str) -> Result<Change, Vec<Flaw>> {
    let mut flaws = Vec::new();
    let mut wrong = |at: &str, key: &str| flaws.push(Flaw::new(at, "required", words::text(language, key, &[])));
    let party = asked.party.parse::<PartyCode>();
    if party.is_err() {
        wrong("party", "page.party_needed");
    }
    let plain = !asked.reason.chars().any(|c| c.is_control() && c != '\n');
    if asked.reason.is_empty() || asked.reason.chars().count() > REASON_LENGTH || !plain {
        wrong("reason", "page.reason_needed");
    }
    let (mut duty, mut extended_to) = (None, None);
    match asked.change.as_str() {
        "extend" => {
            extended_to = end_of(&asked.until, zone);
            if extended_to.is_none() {
                wrong("until", "page.until_needed");
            }
        }
        "exempt" => duty = Some(Duty::Exempt),
        "due" => duty = Some(Duty::Due),
        _ => wrong("change", "page.change_needed"),
    }
    match party {
        Ok(party) if flaws.is_empty() => {
            let change = PartyChange { party, duty, extended_to, reason: asked.reason.clone() };
            Ok(Change { parties: vec![change], ..Change::default() })
        }
        _ => Err(flaws),
    }
}

/// The last second of a day on the clocks of the cycle, in UTC.
fn end_of(day: &str, zone: chrono_tz::Tz) -> Option<Moment> {
    let end = day.parse::<NaiveDate>().ok()?.and_hms_opt(23, 59, 59)?;
    zone.from_local_datetime(&end).latest().map(|end| end.naive_utc())
}

async fn page(
    house: &House,
    browser: &Browser,
    code: CycleCode,
    flaws: Flaws,
    sent: Asked,
) -> Result<CyclePage, Problem> {
    let shelf = house.shelf.clone();
    let job = move |tx: &mut Conn, actor: &Actor, now| {
        let (cycle, standings) = read_standings(tx, actor, &code)?;
        view(tx, actor, &shelf, &cycle, &standings, now)
    };
    let view = read_as::<_, Refusal>(house, &browser.credential, job).await?;
    let form = view.writes.then_some("change-party");
    let frame = Frame { wide: true, form, ..browser.frame(format!("{} – {}", view.title, view.round)) };
    Ok(CyclePage { frame, flaws, view, sent })
}

fn view(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    cycle: &Cycle,
    standings: &[Standing],
    now: Moment,
) -> Result<View, Refusal> {
    let language = actor.language.as_str();
    let published = shelf.published(tx, &cycle.template, cycle.version)?;
    let day = cycle.time_zone.from_utc_datetime(&cycle.timetable.due_at).date_naive();
    let members = memberships_at(tx, &cycle.instrument, day, now)?;
    let members: BTreeMap<_, _> = members.iter().map(|member| (&member.party.code, member)).collect();
    let mut rows: Vec<Row> = standings
        .iter()
        .map(|standing| {
            let member = members.get(&standing.party);
            let name = member.map_or(standing.name.as_str(), |member| member.party.names.in_language(language));
            let region = member.map_or("", |member| member.region.as_str());
            let called = |party: &PartyCode| members.get(party).map(|member| member.party.names.in_language(language));
            row(cycle, standing, (name, region), called, language)
        })
        .collect();
    rows.sort_by(|a, b| (&a.name, &a.party).cmp(&(&b.name, &b.party)));
    let due = cycle.timetable.due_at;
    let figures = permit(actor, Action::ReadFigures, &cycle.place()).is_ok();
    Ok(View {
        downloads: if figures { downloads(&published.template, language) } else { Vec::new() },
        code: cycle.code.clone(),
        title: heading::title(&published.template, language),
        round: heading::round(cycle),
        due: words::moment(language, due, cycle.time_zone.name()),
        away: heading::away(cycle, due, now, language),
        zone: cycle.time_zone.name().to_owned(),
        version: cycle.version,
        counts: Counts::of(standings),
        rows,
        writes: permit(actor, Action::WriteCycle, &cycle.place()).is_ok(),
    })
}

/// The tables of figures; behind the wide one those of the repeats and tables that the round asks in.
fn downloads(template: &templates::Template, language: &str) -> Vec<(String, String)> {
    let outline = Outline::of(template);
    let asked = |at: &usize| outline.slots.iter().any(|slot| slot.frame == Some(*at));
    let frames: Vec<_> = (0..outline.frames.len()).filter(asked).filter_map(|at| outline.frames.get(at)).collect();
    let mut found = Vec::new();
    for table in Table::ALL {
        found.push((table.word().to_owned(), words::text(language, &format!("page.download.{}", table.word()), &[])));
        if table == Table::Wide {
            let rows = |frame: &&outline::Frame<'_>| {
                let name = frame.label().in_language(language, &template.default_language);
                (format!("wide-{}", frame.name()), words::text(language, "page.download.rows", &[("name", name)]))
            };
            found.extend(frames.iter().map(rows));
        }
    }
    found
}

fn row<'a>(
    cycle: &Cycle,
    standing: &Standing,
    (name, region): (&str, &str),
    called: impl Fn(&PartyCode) -> Option<&'a str>,
    language: &str,
) -> Row {
    let duty = match &standing.duty {
        Duty::Covered(by) => {
            words::text(language, "page.duty.covered_by", &[("party", called(by).unwrap_or(by.as_str()))])
        }
        duty => words::text(language, &format!("page.duty.{}", duty.word()), &[]),
    };
    let is_due = standing.duty == Duty::Due;
    let report = standing.report.as_ref().filter(|_| is_due);
    let state = report.and_then(|(word, _, submissions)| Some((word.parse::<State>().ok()?, *submissions)));
    let tone = match state {
        Some((State::Submitted, _)) => "good",
        Some((State::InProgress, _)) => "tag",
        _ => "tag dim",
    };
    let due = cycle.timetable.due(standing.extended_to);
    Row {
        party: standing.party.clone(),
        name: name.to_owned(),
        region: region.to_owned(),
        duty,
        state: state.map(|(state, submissions)| heading::state(state, submissions, language)).unwrap_or_default(),
        tone,
        submissions: report.map_or(0, |(_, _, submissions)| *submissions),
        due: if standing.extended_to.is_some() {
            words::day(language, cycle.time_zone.from_utc_datetime(&due).date_naive())
        } else {
            String::new()
        },
        report: report.map(|_| heading::path(&cycle.code, &standing.party)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn a_day_ends_on_the_clocks_of_the_cycle() {
        let check = |day: &str, zone: chrono_tz::Tz, expect: Option<&str>| {
            assert_eq!(end_of(day, zone).map(clock::written).as_deref(), expect, "{day} {zone}");
        };
        check("2027-06-30", chrono_tz::Europe::Berlin, Some("2027-06-30T21:59:59Z"));
        check("2027-06-30", chrono_tz::UTC, Some("2027-06-30T23:59:59Z"));
        check("2027-02-30", chrono_tz::UTC, None);
        check("30.6.2027", chrono_tz::UTC, None);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let flaws = read(&Asked::default(), chrono_tz::UTC, "en").unwrap_err();
        let at: Vec<&str> = flaws.iter().map(|flaw| flaw.at.as_str()).collect();
        assert_eq!(at, ["party", "reason", "change"]);
    }
}
