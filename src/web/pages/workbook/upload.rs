//! Bringing a workbook back: a page to choose it, the page that shows what it would change, and the button that saves what
//! was ticked there.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::brought::{self, About, Brought};
use super::difference::{Difference, Looker};
use super::offer::{FIELD, Offer};
use super::take_in::{Told, take_in};
use crate::access::{Action, Actor, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::reports::reading::{self, Opened};
use crate::reports::{Refusal, save_changes};
use crate::sheets::MAX_BYTES;
use crate::templates::Shelf;
use crate::templates::lineage::Lineage;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::pages::form::Done;
use crate::web::pages::heading::{self, Heading};
use crate::web::pages::report::ReportAt;
use crate::web::pages::section::flaws_said::flaw_said;
use crate::web::pages::section::place::called_at;
use crate::web::pages::{Frame, see_other_done, shown_as};
use crate::web::upload::{announced, on_disk, receive};
use crate::web::{House, Named, read_as, write};
use crate::words;

/// Workbooks that are read at once: each may take 64 MiB for a second or two. Others wait their turn.
static READING: Semaphore = Semaphore::const_new(2);
/// Most ticks of one form.
const MOST_TICKS: usize = 2_000;

#[derive(Template)]
#[template(path = "workbook/upload.html", config = "src/web/askama.toml")]
struct UploadPage {
    frame: Frame,
    heading: Heading,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "workbook/difference.html", config = "src/web/askama.toml")]
struct DifferencePage {
    frame: Frame,
    heading: Heading,
    difference: Difference,
}

#[derive(Template)]
#[template(path = "workbook/told.html", config = "src/web/askama.toml")]
struct ToldPage {
    frame: Frame,
    heading: Heading,
    saved: usize,
    /// What was not saved, and why.
    rest: Vec<(String, String)>,
}

/// `GET /reports/{cycle}/{party}/workbook`
pub async fn show(house: web::Data<House>, browser: Browser, at: Named<ReportAt>) -> Result<HttpResponse, Problem> {
    let page = page(&house, &browser, &at).await?;
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/workbook`
pub async fn bring(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let at = at.into_inner();
    // Whether they may is known before the first byte is taken.
    let page = page(&house, &browser, &at).await?;
    match received(&house, &browser, &request, payload).await {
        // The next one is read when this one was compared.
        Ok(Ok((brought, _turn))) => compare(&house, &browser, at, brought, page).await,
        Ok(Err(flaw)) => {
            let key = format!("workbook.flaw.{}", flaw.code);
            let said = words::text(&browser.actor.language, &key, &[("what", &flaw.message)]);
            let problem = Some(format!("{} {said}", flaw.at).trim().to_owned());
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &UploadPage { problem, ..page })
        }
        Err(problem) if problem.status == StatusCode::FORBIDDEN || problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let problem_said = Some(said(&problem, &browser.actor.language));
            shown_as(problem.status, &UploadPage { problem: problem_said, ..page })
        }
    }
}

/// Takes the file and reads it.
async fn received(
    house: &House,
    browser: &Browser,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Result<(Brought, SemaphorePermit<'static>), Flaw>, Problem> {
    if announced(request) > u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) + 64 * 1024 {
        return Ok(Err(Flaw::new("", "too_large", "")));
    }
    let is_own = |fields: &[(String, String)]| browser.check(&Filled(fields.to_vec()));
    let upload = receive(house, request, payload, is_own).await?;
    is_own(&upload.fields)?;
    let turn = READING.acquire().await.map_err(|_| Fault::Broken("nobody reads workbooks".to_owned()))?;
    // The turn goes along: it is not over before the reading is, should the sender hang up.
    on_disk(move || {
        let Some(bytes) = upload.received.whole(MAX_BYTES)? else {
            return Ok(Err(Flaw::new("", "too_large", "")));
        };
        Ok(brought::read(&bytes).map(|brought| (brought, turn)))
    })
    .await
}

async fn compare(
    house: &House,
    browser: &Browser,
    (cycle, party): ReportAt,
    brought: Brought,
    page: UploadPage,
) -> Result<HttpResponse, Problem> {
    let (shelf, language) = (house.shelf.clone(), browser.actor.language.clone());
    let job = move |tx: &mut Conn, actor: &Actor, now: Moment| {
        let opened = open(tx, actor, &shelf, &(cycle, party), now)?;
        if let Some(why) = foreign(&opened, &brought.about, &actor.language) {
            return Ok(Err(why));
        }
        let all = shelf.all(tx, &opened.report.cycle.template)?;
        let Some(then) = all.iter().find(|one| one.version == brought.about.version) else {
            return Ok(Err(words::text(&actor.language, "workbook.flaw.not_ours", &[])));
        };
        let lineage = Lineage::of(all.iter().map(|one| &one.template));
        let today = opened.report.day(now);
        let looker =
            Looker { opened: &opened, then: then.as_ref(), lineage: &lineage, today, language: &actor.language };
        Ok(Ok(looker.compare(tx, &brought)?))
    };
    match read_as::<_, Refusal>(house, &browser.credential, job).await? {
        Ok(difference) => {
            let title = words::text(&language, "workbook.difference", &[]);
            let frame = browser.frame(format!("{title} – {}", page.heading.party));
            let frame = Frame { wide: true, ..frame };
            shown_as(StatusCode::OK, &DifferencePage { frame, heading: page.heading, difference })
        }
        Err(why) => shown_as(StatusCode::UNPROCESSABLE_ENTITY, &UploadPage { problem: Some(why), ..page }),
    }
}

/// Why a workbook is not of this report; nothing where it is.
fn foreign(opened: &Opened, about: &About, language: &str) -> Option<String> {
    let report = &opened.report;
    let theirs = format!("{}/{}", about.cycle, about.party);
    let own = report.code();
    let said = |key: &str| Some(words::text(language, key, &[("workbook", &theirs), ("report", &own)]));
    if about.party != report.party {
        return said("workbook.other_party");
    }
    if about.cycle != report.cycle.code {
        return said("workbook.other_cycle");
    }
    if about.template != opened.published.template.name {
        return said("workbook.other_template");
    }
    (about.version > opened.published.version).then(|| said("workbook.other_template")).flatten()
}

/// `POST /reports/{cycle}/{party}/workbook/changes`
pub async fn save(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let at = at.into_inner();
    let ticks = filled.0.iter().filter(|(name, value)| name.starts_with(FIELD) && !value.is_empty());
    let offers: Option<Vec<Offer>> =
        ticks.take(MOST_TICKS).map(|(_, value)| serde_json::from_str(value).ok()).collect();
    let offers = offers.ok_or_else(|| Problem::unreadable("Send the form as the page does."))?;
    let (credential, shelf, now) = (browser.credential.clone(), house.shelf.clone(), house.clock.now());
    let place = at.clone();
    let done = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        take_in(tx, &actor, &shelf, &place, offers, now)
    })
    .await;
    let told = match done {
        Ok(told) => told,
        Err(Refusal::Flaws(_)) => Told { full: true, ..Told::default() },
        Err(refusal) => return Err(refusal.into()),
    };
    if told.is_whole() {
        return Ok(see_other_done(&heading::path(&at.0, &at.1), Done::Saved));
    }
    let page = page(&house, &browser, &at).await?;
    let rest = rest(&house, &browser, at, told.outcome, told.rows, told.full).await?;
    let frame = browser.frame(format!(
        "{} – {}",
        words::text(&browser.actor.language, "workbook.upload", &[]),
        page.heading.party
    ));
    let status = StatusCode::CONFLICT;
    shown_as(status, &ToldPage { frame, heading: page.heading, saved: told.saved, rest })
}

/// What was not saved, in words.
async fn rest(
    house: &House,
    browser: &Browser,
    at: ReportAt,
    outcome: save_changes::Outcome,
    rows: Vec<String>,
    full: bool,
) -> Result<Vec<(String, String)>, Problem> {
    let shelf = house.shelf.clone();
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = open(tx, actor, &shelf, &at, now)?;
        let language = actor.language.as_str();
        let called = |path: &str| called_at(&opened, path, language);
        let say = |key: &str| words::text(language, key, &[]);
        let mut rest = Vec::new();
        for (path, _) in &outcome.conflicts {
            rest.push((called(path), say("workbook.changed_since")));
        }
        for flaw in &outcome.flaws {
            let found = opened.at(&flaw.at);
            let said = found.map_or_else(|_| flaw.message.clone(), |one| flaw_said(one.spot.question, flaw, language));
            rest.push((called(&flaw.at), said));
        }
        let frame = |row: &String| row.rsplit_once('/').map_or_else(String::new, |(frame, _)| called(frame));
        rest.extend(rows.iter().map(|row| (frame(row), say("workbook.row_changed_since"))));
        rest.extend(full.then(|| (String::new(), say("workbook.rows_full"))));
        Ok(rest)
    })
    .await
}

/// A report into which this person can bring a workbook.
fn open(tx: &mut Conn, actor: &Actor, shelf: &Shelf, at: &ReportAt, now: Moment) -> Result<Opened, Refusal> {
    let opened = reading::summary(tx, actor, shelf, &at.0, &at.1, now)?;
    permit(actor, Action::SaveAnswers, &opened.report.place())?;
    opened.report.open(now)?;
    Ok(opened)
}

async fn page(house: &House, browser: &Browser, at: &ReportAt) -> Result<UploadPage, Problem> {
    let (at, shelf) = (at.clone(), house.shelf.clone());
    let heading = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = open(tx, actor, &shelf, &at, now)?;
        Ok(Heading::of(tx, &opened, &actor.language, now)?)
    })
    .await?;
    let title = words::text(&browser.actor.language, "workbook.upload", &[]);
    Ok(UploadPage { frame: browser.frame(format!("{title} – {}", heading.party)), heading, problem: None })
}

/// What is wrong with a form with a file, in the person's language.
fn said(problem: &Problem, language: &str) -> String {
    let code = problem.errors.first().map_or(problem.code, |flaw| flaw.code.as_str());
    match code {
        "missing" => words::text(language, "workbook.flaw.no_file", &[]),
        "too_large" => words::text(language, "workbook.flaw.too_large", &[]),
        _ => problem.detail.clone(),
    }
}
