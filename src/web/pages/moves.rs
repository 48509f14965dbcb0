//! The move of a round to another version of its questions: what it would touch, and the button.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::flaws::Flaws;
use super::form::Done;
use super::{Frame, heading, see_other_done, shown_as};
use crate::access::Actor;
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::ids::CycleCode;
use crate::reports::moves::impact::Impact;
use crate::reports::moves::{Move, REASON_LENGTH, move_cycle, read_choices, read_impact};
use crate::reports::{Desk, Refusal};
use crate::templates::lineage::Weight;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as, write};
use crate::words;

#[derive(Template)]
#[template(path = "moves.html", config = "src/web/askama.toml")]
struct MovesPage {
    frame: Frame,
    flaws: Flaws,
    view: View,
    reason: String,
}

struct View {
    code: CycleCode,
    title: String,
    round: String,
    version: i32,
    /// The other published versions.
    others: Vec<i32>,
    /// What going to one of them would touch.
    seen: Option<Seen>,
}

struct Seen {
    to: i32,
    impact: String,
    rows: Vec<Row>,
}

struct Row {
    about: String,
    said: String,
    /// What it means for answers; empty for nothing.
    mark: String,
    reports: usize,
    answers: usize,
    unfit: usize,
}

/// To which version.
#[derive(Debug, Default, Deserialize)]
pub struct To {
    to: Option<i32>,
}

/// `GET /cycles/{cycle}/moves`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    code: Named<CycleCode>,
    to: Option<web::Query<To>>,
) -> Result<HttpResponse, Problem> {
    let to = to.and_then(|to| to.to);
    let page = page(&house, &browser, code.into_inner(), to, Flaws::default(), String::new()).await?;
    shown_as(StatusCode::OK, &page)
}

/// `POST /cycles/{cycle}/moves`
pub async fn send(
    house: web::Data<House>,
    browser: Browser,
    code: Named<CycleCode>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let field = |name: &str| filled.first(name).unwrap_or_default().trim().replace("\r\n", "\n");
    let (code, language, reason) = (code.into_inner(), browser.actor.language.as_str(), field("reason"));
    let to = field("version").parse::<i32>().unwrap_or_default();
    let input = Move { version: to, reason: reason.clone(), impact: Some(field("impact")) };
    let (credential, shelf, secret, base, now, inside) = (
        browser.credential.clone(),
        house.shelf.clone(),
        house.secret.clone(),
        house.base_url.clone(),
        house.clock.now(),
        code.clone(),
    );
    let done = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        let desk = Desk { shelf: &shelf, secret: &secret, base: &base };
        move_cycle(tx, &actor, &desk, &inside, Ok(input), now)
    })
    .await;
    let mut seen = Some(to);
    let again = |at: &str, key: &str| Flaws::one(at, &words::text(language, key, &[]));
    let flaws = match done {
        Ok(_) => return Ok(see_other_done(&format!("/cycles/{code}"), Done::Moved)),
        Err(Refusal::StaleImpact(_)) => again("impact", "page.move.stale"),
        Err(Refusal::Flaws(flaws)) if flaws.iter().all(|flaw: &Flaw| flaw.at == "reason") => {
            again("reason", "page.reason_needed")
        }
        // Of a version that is not there, or no longer another one, nothing can be seen.
        Err(Refusal::Flaws(flaws)) if flaws.iter().any(|flaw: &Flaw| flaw.at == "version") => {
            seen = None;
            again("impact", "page.move.stale")
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let page = page(&house, &browser, code, seen, flaws, reason).await?;
    shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page(
    house: &House,
    browser: &Browser,
    code: CycleCode,
    to: Option<i32>,
    flaws: Flaws,
    reason: String,
) -> Result<MovesPage, Problem> {
    let shelf = house.shelf.clone();
    let job = move |tx: &mut Conn, actor: &Actor, _| {
        let (cycle, versions) = read_choices(tx, actor, &shelf, &code)?;
        let impact = to.map(|to| read_impact(tx, actor, &shelf, &code, Ok(to))).transpose()?;
        let published = shelf.published(tx, &cycle.template, cycle.version)?;
        let (language, fallback) = (actor.language.as_str(), published.template.default_language.as_str());
        Ok(View {
            title: heading::title(&published.template, language),
            round: heading::round(&cycle),
            version: cycle.version,
            others: versions.into_iter().filter(|version| *version != cycle.version).collect(),
            seen: impact.map(|impact| seen(&impact, language, fallback)),
            code,
        })
    };
    let view = read_as::<_, Refusal>(house, &browser.credential, job).await?;
    let title = words::text(&browser.actor.language, "page.move", &[]);
    let frame = Frame { wide: true, ..browser.frame(format!("{title} – {}", view.round)) };
    Ok(MovesPage { frame, flaws, view, reason })
}

fn seen(impact: &Impact, language: &str, fallback: &str) -> Seen {
    let rows = impact.lines.iter().map(|line| Row {
        about: line.change.about(language, fallback),
        said: line.change.said(language),
        mark: match line.change.weight {
            Weight::Incomparable => words::text(language, "page.move.incomparable", &[]),
            Weight::Light | Weight::Fit => String::new(),
        },
        reports: line.reports,
        answers: line.answers,
        unfit: line.unfit,
    });
    Seen { to: impact.to, impact: impact.sha256(), rows: rows.collect() }
}
