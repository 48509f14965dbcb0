//! Check your answers, declare, submit.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::answers::{Change, Chapter, Piece, Reader};
use super::flaws::Flaws;
use super::form::After;
use super::heading::{self, Heading};
use super::report::ReportAt;
use super::section::place::{address, called_at};
use super::{Frame, language, see_other, shown_as};
use crate::access::{Action, permit};
use crate::flaw::Flaw;
use crate::reports::freeze::Declaration;
use crate::reports::gaps::{Gap, Severity, UNCONFIRMED};
use crate::reports::reading::{self, Opened};
use crate::reports::submit::{DECLARATION_LENGTH, Submit, submit};
use crate::reports::{Desk, Refusal};
use crate::templates::Rule;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::failure::reports::said as gap_said;
use crate::web::identity::Browser;
use crate::web::tongue;
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
    /// Whether it was to be submitted, and answers are missing.
    refused: bool,
    /// Of a page about one section alone: its address, and what it is called.
    section: Option<(String, String)>,
    /// Warnings that take a word of explanation.
    explanations: Vec<Explanation>,
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

/// A warning that does not hold, with the place to say why.
struct Explanation {
    /// The path of the explanation.
    path: String,
    /// Where it is saved.
    action: String,
    message: String,
    revision: i32,
    value: String,
}

/// The section to check, where it is one alone.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    section: Option<String>,
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
    part: Option<web::Query<Part>>,
) -> Result<HttpResponse, Problem> {
    let part = part.and_then(|part| part.into_inner().section);
    let mut page = page(&house, &browser, &at, part.as_deref()).await?;
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
    if tongue::chosen(&filled).is_some() {
        let browser = language::switched(&house, &browser, &filled).await?;
        let page = CheckPage { sent, ..page(&house, &browser, &at, None).await? };
        return language::remembered(shown_as(StatusCode::OK, &page)?, &house, &filled);
    }
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
    let mut page = page(&house, &browser, &at, None).await?;
    page.sent = sent;
    let language = browser.actor.language.as_str();
    let status = match refusal {
        Refusal::Flaws(flaws) => {
            page.flaws = Flaws::of(flaws.iter().map(|flaw| declared_flaw(flaw, language)).collect());
            StatusCode::UNPROCESSABLE_ENTITY
        }
        // The page names them all.
        Refusal::Gaps(_) => {
            page.refused = true;
            StatusCode::UNPROCESSABLE_ENTITY
        }
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

async fn page(house: &House, browser: &Browser, at: &ReportAt, part: Option<&str>) -> Result<CheckPage, Problem> {
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
    let change = |section: &str, path: &str| {
        coming_back(&address(&opened, &format!("{}/sections/{section}", heading.path), path), path)
    };
    let mut answers = opened.as_frozen();
    if writable {
        // They stand above, to be written.
        answers.explanations.clear();
    }
    let change: Option<Change<'_>> = if writable { Some(&change) } else { None };
    let reader = Reader { change, names_hidden: false, ..Reader::of(&opened.published, &answers, &language) };
    let mut chapters = reader.chapters(&opened.reach);
    let Lacks { missing, warnings, unconfirmed } =
        if writable { lacks(&opened, &heading, &language, part) } else { Lacks::default() };
    let key = if writable { "page.check_answers" } else { "page.answers" };
    if let Some(part) = part {
        chapters.retain(|chapter| chapter.name == part);
    }
    let section = match (part, chapters.as_slice()) {
        (None, _) => None,
        (Some(_), [chapter]) => {
            let label = format!("{} {}", chapter.number, chapter.label).trim().to_owned();
            Some((format!("{}/sections/{}", heading.path, chapter.name), label))
        }
        (Some(_), _) => return Err(Problem::not_found()),
    };
    let declares = may_submit && section.is_none() && missing.is_empty();
    Ok(CheckPage {
        frame: framed(browser, key, &heading, declares),
        flaws: Flaws::default(),
        notice: None,
        refused: false,
        explanations: if writable { explanations(&opened, &heading, &language, part) } else { Vec::new() },
        section,
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

/// The frame of the page; where there is a declaration, a change of the language takes along what is typed into it.
fn framed(browser: &Browser, key: &str, heading: &Heading, declares: bool) -> Frame {
    let title = format!("{} – {}", words::text(&browser.actor.language, key, &[]), heading.party);
    Frame { form: declares.then_some("declaration"), ..browser.frame(title).about(heading) }
}

/// The address of an answer, with the word that leads back to where it stands on the page that checks all.
fn coming_back(address: &str, path: &str) -> String {
    let (page, place) = address.split_once('#').unwrap_or((address, ""));
    format!("{page}?back={path}#{place}")
}

/// What a report lacks.
#[derive(Default)]
struct Lacks {
    missing: Vec<Missing>,
    warnings: Vec<Missing>,
    unconfirmed: Vec<Missing>,
}

/// What stops the submission, and what is worth a second look.
fn lacks(opened: &Opened, heading: &Heading, language: &str, part: Option<&str>) -> Lacks {
    let template = &opened.published.template;
    // An explanation is asked for beneath the first question that its rule is about.
    let about = |name: &str| {
        let rule = template.rules.iter().find(|rule| rule.name.as_str() == name)?;
        rule.explanation.as_ref().and(rule.at.first()).map(ToString::to_string)
    };
    let said = |gap: &Gap| {
        let section = heading.section(&gap.section);
        Missing {
            path: coming_back(&address(opened, &section, &gap.path), &gap.path),
            question: called_at(opened, about(&gap.path).as_deref().unwrap_or(&gap.path), language),
            // That an answer is needed, or waits, stands above them all.
            said: if gap.code == "required" || (gap.code == UNCONFIRMED && gap.severity == Severity::Warning) {
                String::new()
            } else {
                gap_said(gap, &template.default_language, language)
            },
        }
    };
    let here = |gap: &Gap| part.is_none_or(|part| gap.section.as_str() == part);
    let (errors, warnings): (Vec<Gap>, Vec<Gap>) =
        opened.gaps().into_iter().filter(here).partition(|gap| gap.severity == Severity::Error);
    let (unconfirmed, warnings): (Vec<Gap>, Vec<Gap>) = warnings.into_iter().partition(|gap| gap.code == UNCONFIRMED);
    let said = |gaps: Vec<Gap>| gaps.iter().map(said).collect();
    Lacks { missing: said(errors), warnings: said(warnings), unconfirmed: said(unconfirmed) }
}

/// The warnings that do not hold and take a word of explanation, given or not.
fn explanations(opened: &Opened, heading: &Heading, language: &str, part: Option<&str>) -> Vec<Explanation> {
    let template = &opened.published.template;
    let explained = |rule: &Rule| {
        let (section, question) = template.explanation(rule.name.as_str())?;
        if !opened.reach.reach(&section.name) || part.is_some_and(|part| section.name.as_str() != part) {
            return None;
        }
        let stored = opened.stored.get(rule.name.as_str(), "");
        let value = stored.and_then(|stored| stored.answer.value.as_ref()).and_then(|value| value.as_str());
        let message = rule.message.in_language(language, &template.default_language).to_owned();
        Some(Explanation {
            path: question.name.to_string(),
            action: heading.section(&section.name),
            message,
            revision: stored.map_or(0, |stored| stored.revision),
            value: value.unwrap_or_default().to_owned(),
        })
    };
    opened.outlook.broken_rules(template).filter_map(explained).collect()
}
