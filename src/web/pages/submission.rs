//! What was submitted: its receipt, its answers to read, and the very bytes that were hashed.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::Value as Json;

use super::answers::{Chapter, Piece, Reader};
use super::heading::Heading;
use super::{Frame, shown};
use crate::access::Actor;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode};
use crate::parties;
use crate::reports::freeze::{self, Frozen};
use crate::reports::reading::{self, Opened};
use crate::reports::submissions::Submission;
use crate::reports::{Refusal, State};
use crate::templates::Published;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as};
use crate::words;

/// Which submission of which report, as the address names it.
pub type SubmissionAt = (CycleCode, PartyCode, i32);

#[derive(Template)]
#[template(path = "receipt.html", config = "src/web/askama.toml")]
struct ReceiptPage {
    frame: Frame,
    heading: Heading,
    submission: Submission,
    at: String,
    /// Where questions about it go.
    contact: Option<String>,
    path: String,
    /// Whether a newer submission, or a reopening, came after it.
    newest: bool,
    reopened: bool,
}

#[derive(Template)]
#[template(path = "frozen.html", config = "src/web/askama.toml")]
struct FrozenPage {
    frame: Frame,
    heading: Heading,
    submission: Submission,
    at: String,
    path: String,
    chapters: Vec<Chapter>,
}

/// A submission as its reader may see it.
pub struct Found {
    /// The report as it is now.
    pub opened: Opened,
    /// The version that was answered, which the cycle may have left since.
    pub asked: Arc<Published>,
    /// Which report it is.
    pub heading: Heading,
    /// The submission.
    pub submission: Submission,
    /// When it was made, in words.
    pub at: String,
    /// Where questions about it go.
    pub contact: Option<String>,
    /// Its frozen document.
    pub document: String,
}

/// `GET /reports/{cycle}/{party}/submissions/{number}`
pub async fn receipt(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
) -> Result<HttpResponse, Problem> {
    let found = find(&house, &browser, at.into_inner()).await?;
    let language = &browser.actor.language;
    let title = words::text(language, "page.receipt", &[]);
    let frame = browser.frame(format!("{title} {}", found.submission.reference));
    shown(&ReceiptPage {
        frame,
        path: path(&found),
        newest: found.submission.number == found.opened.report.submissions,
        reopened: found.opened.report.state != State::Submitted,
        heading: found.heading,
        submission: found.submission,
        at: found.at,
        contact: found.contact,
    })
}

/// `GET /reports/{cycle}/{party}/submissions/{number}/answers`
pub async fn answers(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
) -> Result<HttpResponse, Problem> {
    let found = find(&house, &browser, at.into_inner()).await?;
    let language = browser.actor.language.as_str();
    let frozen = frozen(&found.document)?;
    let reader = Reader::of(&found.asked, &frozen, language);
    shown(&FrozenPage {
        frame: browser.frame(found.submission.reference.clone()).about(&found.heading),
        chapters: reader.chapters(&found.opened.reach),
        path: path(&found),
        heading: found.heading,
        submission: found.submission,
        at: found.at,
    })
}

/// `GET /reports/{cycle}/{party}/submissions/{number}/document.json`
pub async fn document(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
) -> Result<HttpResponse, Problem> {
    let found = find(&house, &browser, at.into_inner()).await?;
    let name = found.submission.reference.replace('/', "-");
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.json\"")))
        .body(found.document))
}

/// A submission that this person may read.
pub async fn find(house: &House, browser: &Browser, (cycle, party, number): SubmissionAt) -> Result<Found, Problem> {
    let shelf = house.shelf.clone();
    read_as::<_, Refusal>(house, &browser.credential, move |tx: &mut Conn, actor: &Actor, now: Moment| {
        let opened = reading::summary(tx, actor, &shelf, &cycle, &party, now)?;
        let (submission, document) = reading::submission(tx, actor, &cycle, &party, number)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        let zone = opened.report.cycle.time_zone.name();
        let at = words::moment(&actor.language, submission.submitted_at, zone);
        let asked = shelf.published(tx, &opened.report.cycle.template, version(&document)?)?;
        let contact = parties::store::contact(tx, &opened.report.cycle.instrument)?;
        Ok(Found { opened, asked, heading, submission, at, contact, document })
    })
    .await
}

/// The address of its receipt.
pub fn path(found: &Found) -> String {
    format!("{}/submissions/{}", found.heading.path, found.submission.number)
}

/// The version of the template that a frozen document answers.
pub fn version(document: &str) -> Result<i32, Fault> {
    #[derive(serde::Deserialize)]
    struct Answered {
        template: Asked,
    }
    #[derive(serde::Deserialize)]
    struct Asked {
        version: i32,
    }
    let read = serde_json::from_str::<Answered>(document);
    read.map(|answered| answered.template.version).map_err(|error| Fault::Broken(format!("a frozen document: {error}")))
}

/// What a frozen document says.
pub fn frozen(document: &str) -> Result<Frozen, Fault> {
    let document: Json =
        serde_json::from_str(document).map_err(|error| Fault::Broken(format!("a frozen document: {error}")))?;
    Ok(freeze::read(&document))
}
