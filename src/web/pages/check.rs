//! Check your answers, declare, submit.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::answers::{Chapter, Piece, Reader};
use super::flaws::Flaws;
use super::form::After;
use super::heading::{self, Heading};
use super::report::ReportAt;
use super::section::place::{address, called_at};
use super::section::removal::as_read;
use super::{Frame, see_other, shown_as};
use crate::access::{Action, permit};
use crate::flaw::Flaw;
use crate::reports::freeze::Declaration;
use crate::reports::gaps::{Gap, Severity, UNCONFIRMED};
use crate::reports::reading::{self, Opened};
use crate::reports::submit::{DECLARATION_LENGTH, Submit, submit};
use crate::reports::{Desk, Refusal};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::failure::reports::said as gap_said;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as, write};
use crate::words;

#[derive(Template)]
#[template(path = "check.html", config = "src/web/askama.toml")]
struct CheckPage {
    frame: Frame,
    heading: Heading,
    flaws: Flaws,
    /// Why what was sent was not taken, where that is no flaw of it.
    notice: Option<String>,
    chapters: Vec<Chapter>,
    /// Whether answers can be changed.
    writable: bool,
    missing: Vec<Missing>,
    warnings: Vec<Missing>,
    /// What would be submitted as it was said before.
    unconfirmed: Vec<Missing>,
    may_submit: bool,
    revision: i64,
    key: String,
    sent: Declared,
}

/// A gap, with the way to it.
struct Missing {
    path: String,
    question: String,
    said: String,
}

/// The declaration as it was typed.
#[derive(Default)]
struct Declared {
    name: String,
    capacity: String,
}

/// `GET /reports/{cycle}/{party}/check`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let mut page = page(&house, &browser, &at).await?;
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    page.sent.name = browser.actor.name.clone();
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/submissions`
pub async fn send(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let field = |name: &str| filled.first(name).unwrap_or_default().trim().to_owned();
    let declaration = Declaration { name: field("name"), capacity: field("capacity") };
    let sent = Declared { name: declaration.name.clone(), capacity: declaration.capacity.clone() };
    // A form without the revision it was made from was not made here.
    let Ok(revision) = field("revision").parse::<i64>() else {
        return Err(Problem::unreadable("Send the form as the page does."));
    };
    let key = Some(field("key")).filter(|key| uuid::Uuid::parse_str(key).is_ok());
    let input = Submit { declaration, revision: Some(revision), key };
    let (inside, credential, now, place) =
        ((*house.as_ref()).clone(), browser.credential.clone(), house.clock.now(), at.clone());
    let done = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        let desk = Desk { shelf: &inside.shelf, secret: &inside.secret, base: &inside.base_url };
        submit(tx, &actor, &desk, (&place.0, &place.1), Ok(input), now)
    })
    .await;
    let report = heading::path(&at.0, &at.1);
    let refusal = match done {
        Ok(submission) => {
            return Ok(see_other(&format!("{report}/submissions/{}", submission.number)));
        }
        // Pressed twice, in two windows: the report is where the person wanted it.
        Err(Refusal::Submitted) => return Ok(see_other(&report)),
        Err(refusal) => refusal,
    };
    let mut page = page(&house, &browser, &at).await?;
    page.sent = sent;
    let language = browser.actor.language.as_str();
    let status = match refusal {
        Refusal::Flaws(flaws) => {
            page.flaws = Flaws::of(flaws.iter().map(|flaw| declared_flaw(flaw, language)).collect());
            StatusCode::UNPROCESSABLE_ENTITY
        }
        // The page names them all.
        Refusal::Gaps(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::StaleReport(_) => {
            page.notice = Some(words::text(language, "page.report_changed", &[]));
            StatusCode::CONFLICT
        }
        refusal => return Err(refusal.into()),
    };
    shown_as(status, &page)
}

fn declared_flaw(flaw: &Flaw, language: &str) -> Flaw {
    let at = flaw.at.trim_start_matches("declaration.");
    let message = match (at, flaw.code.as_str()) {
        ("name", "required") => words::text(language, "page.name_needed", &[]),
        ("capacity", "required") => words::text(language, "page.capacity_needed", &[]),
        (_, "too_long") => words::text(language, "page.flaw.too_long", &[("most", &DECLARATION_LENGTH.to_string())]),
        _ => words::text(language, "page.flaw.control_character", &[]),
    };
    Flaw::new(at, flaw.code.clone(), message)
}

async fn page(house: &House, browser: &Browser, at: &ReportAt) -> Result<CheckPage, Problem> {
    let ((cycle, party), shelf) = (at.clone(), house.shelf.clone());
    let language = browser.actor.language.clone();
    let (opened, heading, writable, may_submit) =
        read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
            let opened = reading::draft(tx, actor, &shelf, &cycle, &party, now)?;
            let heading = Heading::of(tx, &opened, &actor.language, now)?;
            let writable = heading::can_save(actor, &opened, now);
            let may_submit = writable && permit(actor, Action::Submit, &opened.report.place()).is_ok();
            Ok((opened, heading, writable, may_submit))
        })
        .await?;
    let template = &opened.published.template;
    let change = |section: &str, path: &str| address(&opened, &format!("{}/sections/{section}", heading.path), path);
    let reader = Reader {
        template,
        lists: &opened.published.lists,
        answers: &as_read(&opened),
        language: &language,
        change: writable.then_some(&change),
    };
    let chapters = reader.chapters(&opened.reach);
    let Lacks { missing, warnings, unconfirmed } =
        if writable { lacks(&opened, &heading, &language) } else { Lacks::default() };
    let key = if writable { "page.check_answers" } else { "page.answers" };
    Ok(CheckPage {
        frame: browser.frame(format!("{} – {}", words::text(&language, key, &[]), heading.party)),
        flaws: Flaws::default(),
        notice: None,
        chapters,
        writable,
        missing,
        warnings,
        unconfirmed,
        may_submit,
        revision: opened.report.revision,
        key: uuid::Uuid::new_v4().to_string(),
        sent: Declared::default(),
        heading,
    })
}

/// What a report lacks.
#[derive(Default)]
struct Lacks {
    missing: Vec<Missing>,
    warnings: Vec<Missing>,
    unconfirmed: Vec<Missing>,
}

/// What stops the submission, and what is worth a second look.
fn lacks(opened: &Opened, heading: &Heading, language: &str) -> Lacks {
    let template = &opened.published.template;
    // An explanation is asked for beneath the first question that its rule is about.
    let about = |name: &str| {
        let rule = template.rules.iter().find(|rule| rule.name.as_str() == name)?;
        rule.explanation.as_ref().and(rule.at.first()).map(ToString::to_string)
    };
    let said = |gap: &Gap| {
        let section = heading.section(&gap.section);
        Missing {
            path: address(opened, &section, &gap.path),
            question: called_at(opened, about(&gap.path).as_deref().unwrap_or(&gap.path), language),
            // That an answer is needed, or waits, stands above them all.
            said: if gap.code == "required" || (gap.code == UNCONFIRMED && gap.severity == Severity::Warning) {
                String::new()
            } else {
                gap_said(gap, &template.default_language, language)
            },
        }
    };
    let (errors, warnings): (Vec<Gap>, Vec<Gap>) =
        opened.gaps().into_iter().partition(|gap| gap.severity == Severity::Error);
    let (unconfirmed, warnings): (Vec<Gap>, Vec<Gap>) = warnings.into_iter().partition(|gap| gap.code == UNCONFIRMED);
    let said = |gaps: Vec<Gap>| gaps.iter().map(said).collect();
    Lacks { missing: said(errors), warnings: said(warnings), unconfirmed: said(unconfirmed) }
}
