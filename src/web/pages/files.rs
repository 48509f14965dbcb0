//! Adding a file to an answer: a page with one form, which needs no script. The script of the form sends the same to the same
//! address, and gets the answer's field in its place.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Serialize;

use super::form::Done;
use super::heading::{self, Heading};
use super::section::live::shown_now;
use super::section::place::address;
use super::{Frame, see_other, shown_as};
use crate::access::{Action, Denied, Place, permit};
use crate::files::kinds::TAKEN_SAID;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::attachments::{FILE_BYTES, add};
use crate::reports::{Refusal, path, reading};
use crate::web::api::reports::attachments::{may_send, take_in};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::guard::asks_for_json;
use crate::web::identity::Browser;
use crate::web::upload::{announced, receive};
use crate::web::{House, Named, read_as};
use crate::words;

/// Which answer of which report, as the address names it.
pub type AnswerAt = (CycleCode, PartyCode, String);

#[derive(Template)]
#[template(path = "files.html", config = "src/web/askama.toml")]
struct FilesPage {
    frame: Frame,
    heading: Heading,
    number: String,
    label: String,
    action: String,
    back: String,
    /// Most bytes of a file, and the same in MiB.
    bytes: u64,
    most: u64,
    taken: &'static str,
    problem: Option<String>,
}

/// What the script gets for a file that is kept.
#[derive(Serialize)]
struct Added {
    /// The answer's field with it,
    html: String,
    /// and the revision that it shows.
    revision: i32,
}

/// `GET /reports/{cycle}/{party}/files/{path}`
pub async fn show(house: web::Data<House>, browser: Browser, at: Named<AnswerAt>) -> Result<HttpResponse, Problem> {
    let page = page(&house, &browser, &at).await?;
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/files/{path}`
pub async fn send(
    house: web::Data<House>,
    browser: Browser,
    at: Named<AnswerAt>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let at = at.into_inner();
    if asks_for_json(&request) {
        let added = add_by_script(&house, &browser, at, &request, payload).await.map_err(|mut problem| {
            problem.detail = said(&problem, &browser.actor.language);
            problem
        });
        return Ok(HttpResponse::Ok().json(added?));
    }
    let page = page(&house, &browser, &at).await?;
    match try_send(&house, &browser, &at, &request, payload).await {
        Ok(()) => Ok(see_other(&page.back.replace('#', &format!("?done={}#", Done::Saved.word())))),
        Err(problem) if problem.status == StatusCode::FORBIDDEN || problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let said = said(&problem, &browser.actor.language);
            shown_as(problem.status, &FilesPage { problem: Some(said), ..page })
        }
    }
}

async fn add_by_script(
    house: &House,
    browser: &Browser,
    at: AnswerAt,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Added, Problem> {
    page(house, browser, &at).await?;
    try_send(house, browser, &at, request, payload).await?;
    let (html, revision) = shown_now(house, browser, at).await?;
    Ok(Added { html, revision })
}

async fn try_send(
    house: &House,
    browser: &Browser,
    (cycle, party, path): &AnswerAt,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<(), Problem> {
    let report = (cycle.clone(), party.clone());
    may_send(house, &browser.credential, &report, announced(request)).await?;
    let is_own = |fields: &[(String, String)]| browser.check(&Filled(fields.to_vec()));
    let upload = receive(house, request, payload, is_own).await?;
    is_own(&upload.fields)?;
    let (shelf, path) = (house.shelf.clone(), path.clone());
    take_in(house, &browser.credential, report, upload, move |tx, actor, (report, file), now| {
        add::add(tx, actor, &shelf, (&report.0, &report.1), &path, &file.id, now)
    })
    .await
    .map(|_| ())
}

async fn page(house: &House, browser: &Browser, at: &AnswerAt) -> Result<FilesPage, Problem> {
    let ((cycle, party, name), shelf) = (at.clone(), house.shelf.clone());
    let language = browser.actor.language.clone();
    let (heading, back, number, label) = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = reading::summary(tx, actor, &shelf, &cycle, &party, now)?;
        let place = opened.report.place();
        let template = &opened.published.template;
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, &name)
            .filter(|spot| add::takes_files(spot.question))
            .ok_or(Denied::NotFound)?;
        let (section, question) = (spot.section, spot.question);
        permit(actor, Action::SaveAnswers, &Place { section: Some(section.name.clone()), ..place })?;
        opened.report.open(now)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        let label = question.label.in_language(&actor.language, &template.default_language).to_owned();
        let back = address(&opened, &heading.section(&section.name), &name);
        Ok((heading, back, question.number.clone().unwrap_or_default(), label))
    })
    .await?;
    let title = words::text(&language, "page.file_add", &[]);
    Ok(FilesPage {
        frame: browser.frame(format!("{title} – {}", heading.party)).about(&heading),
        number,
        label,
        action: format!("{}/files/{}", heading::path(&at.0, &at.1), at.2),
        back,
        bytes: FILE_BYTES,
        most: FILE_BYTES / (1024 * 1024),
        taken: TAKEN_SAID,
        problem: None,
        heading,
    })
}

/// What is wrong with a file, in the person's language; what forms cannot cause keeps the words it came with.
fn said(problem: &Problem, language: &str) -> String {
    let code = problem.errors.first().map_or(problem.code, |flaw| flaw.code.as_str());
    match code {
        "empty" | "missing" => words::text(language, "page.file_missing", &[]),
        "file_type" => words::text(language, "page.file_type", &[("taken", TAKEN_SAID)]),
        "quota" => words::text(language, "page.file_quota", &[]),
        "too_large" => words::counted(language, "page.file_hint", FILE_BYTES / (1024 * 1024), &[]),
        "too_many" | "too_many_beside" => words::text(language, "page.file_too_many", &[]),
        _ => problem.said(language),
    }
}
