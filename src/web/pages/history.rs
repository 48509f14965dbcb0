//! What was ever said at an answer, by whom and when, and the way back to it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::comments::AnswerAt;
use super::form::{After, Done};
use super::heading::Heading;
use super::said::{Said, said};
use super::section::flaws_said::flaw_said;
use super::spot::{self, CellsShown, Spot};
use super::{Frame, see_other_done, shown_as};
use crate::flaw::Flaw;
use crate::reports::history_store::Revision;
use crate::reports::reading::{self, Found, Opened};
use crate::reports::restore::{Restore, restore as restore_answer};
use crate::reports::{Refusal, path as paths};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as, write};
use crate::words;

#[derive(Template)]
#[template(path = "history.html", config = "src/web/askama.toml")]
struct HistoryPage {
    frame: Frame,
    heading: Heading,
    spot: Spot,
    action: String,
    /// The newest first.
    revisions: Vec<Shown>,
    /// The revision that stands now.
    newest: i32,
    problem: Option<String>,
    cells: Vec<CellsShown>,
}

/// A revision as it is read.
struct Shown {
    /// Its place in the history, the oldest 0.
    place: usize,
    at: String,
    /// Who said it, or how it came here.
    by: String,
    said: Said,
    /// Whether it is what stands now.
    is_now: bool,
    /// Whether it says the same as what stands now.
    is_same: bool,
}

/// `GET /reports/{cycle}/{party}/history/{path}`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    at: Named<AnswerAt>,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let mut page = page(&house, &browser, &at).await?;
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/history/{path}`
pub async fn restore(
    house: web::Data<House>,
    browser: Browser,
    at: Named<AnswerAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let number = |name: &str| filled.first(name).and_then(|text| text.parse().ok());
    let (place, based_on) = (number("restore"), number("revision"));
    let (Some(place), Some(based_on)) = (place, based_on) else { return Err(Problem::not_found()) };
    let what = Restore { place: usize::try_from(place).unwrap_or(usize::MAX), based_on };
    let (credential, shelf, now, to) = (browser.credential.clone(), house.shelf.clone(), house.clock.now(), at.clone());
    let done = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        restore_answer(tx, &actor, &shelf, (&to.0, &to.1), &to.2, what, now)
    })
    .await;
    let (status, flaws) = match done {
        Ok(_) => return Ok(see_other_done(&path(&at), Done::Restored)),
        Err(Refusal::Stale(_)) => (StatusCode::CONFLICT, Vec::new()),
        Err(Refusal::Flaws(flaws)) => (StatusCode::UNPROCESSABLE_ENTITY, flaws),
        Err(refusal) => return Err(refusal.into()),
    };
    let mut page = page(&house, &browser, &at).await?;
    page.problem = Some(match flaws.first() {
        Some(flaw) => why_not(&house, &browser, &at, flaw.clone()).await?,
        None => words::text(&browser.actor.language, "page.history_stale", &[]),
    });
    shown_as(status, &page)
}

/// Why an earlier answer does not fit what is asked now.
async fn why_not(house: &House, browser: &Browser, at: &AnswerAt, flaw: Flaw) -> Result<String, Problem> {
    let (shelf, (cycle, party, at)) = (house.shelf.clone(), at.clone());
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = reading::draft(tx, actor, &shelf, &cycle, &party, now)?;
        let spot = paths::find(&opened.published, &opened.reach, &party, &at);
        Ok(spot.map_or_else(|| flaw.message.clone(), |spot| flaw_said(spot.question, &flaw, &actor.language)))
    })
    .await
}

fn path((cycle, party, at): &AnswerAt) -> String {
    format!("{}/history/{at}", super::heading::path(cycle, party))
}

async fn page(house: &House, browser: &Browser, at: &AnswerAt) -> Result<HistoryPage, Problem> {
    let (shelf, to, action) = (house.shelf.clone(), at.clone(), path(at));
    let mut page = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let (cycle, party, at) = &to;
        let opened = reading::draft(tx, actor, &shelf, cycle, party, now)?;
        let spot = Spot::of(tx, actor, &opened, at, now)?;
        let found = opened.at(at).ok();
        let revisions = match &found {
            Some(found) => reading::history_of(tx, &shelf, &opened, found)?,
            None => Vec::new(),
        };
        let shown = found.as_ref().map(|found| shown(&opened, found, &revisions, &actor.language));
        Ok(HistoryPage {
            frame: Frame::plain(""),
            heading: Heading::of(tx, &opened, &actor.language, now)?,
            revisions: shown.unwrap_or_default(),
            newest: found.map_or(0, |found| found.stored.revision),
            cells: spot::cells(&opened, at, "history", &actor.language),
            problem: None,
            action,
            spot,
        })
    })
    .await?;
    let title = words::text(&browser.actor.language, "page.history", &[]);
    page.frame = browser.frame(format!("{title}: {} – {}", page.spot.label, page.heading.party)).about(&page.heading);
    Ok(page)
}

/// The revisions, the newest first.
fn shown(opened: &Opened, found: &Found<'_>, revisions: &[Revision], language: &str) -> Vec<Shown> {
    let (question, zone) = (found.spot.question, opened.report.cycle.time_zone.name());
    let now = &found.stored;
    let one = |(place, revision): (usize, &Revision)| {
        let stored = &revision.stored;
        let answer = opened.described(question, &stored.answer);
        Shown {
            place,
            at: stored.saved_at.map(|at| words::moment(language, at, zone)).unwrap_or_default(),
            by: by(revision, language),
            said: said(&opened.published.template, question, &answer, language),
            is_now: revision.question == found.spot.key && stored.revision == now.revision,
            is_same: stored.answer == now.answer,
        }
    };
    revisions.iter().enumerate().map(one).rev().collect()
}

/// Who said it; of what the house brought here, from where.
fn by(revision: &Revision, language: &str) -> String {
    match (&revision.moved_from, &revision.stored.carried, &revision.stored.saved_by) {
        (Some(was), ..) => words::text(language, "page.history_moved", &[("was", was)]),
        (None, Some(carried), None) => words::text(language, "page.carried", &[("cycle", carried.cycle.as_str())]),
        (None, Some(carried), Some(name)) => {
            words::text(language, "page.history_reused", &[("name", name), ("cycle", carried.cycle.as_str())])
        }
        (None, None, Some(name)) => name.clone(),
        (None, None, None) => words::text(language, "page.history_house", &[]),
    }
}
