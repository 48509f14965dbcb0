//! What colleagues say about one answer: read, said, settled. A page of its own, which needs no script.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{After, Done};
use super::heading::Heading;
use super::said::Said;
use super::spot::{self, CellsShown, Spot};
use super::{Frame, kept, language, see_other_done, shown_as};
use crate::access::readers_store::readers;
use crate::access::{Action, Actor, Place};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::remarks::say::{New, say};
use crate::reports::remarks::settle::{Settle, settle};
use crate::reports::remarks::{Remark, WORDS_LENGTH, read};
use crate::reports::{Desk, Refusal, reading};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::tongue::{self, Tongue};
use crate::web::{House, Named, read_as, write};
use crate::words;

/// Which answer of which report, as the address names it.
pub type AnswerAt = (CycleCode, PartyCode, String);

/// Most names that are offered to be called in: what is more is a crowd, and each is called by name all the same.
const MOST_NAMED: usize = 30;

#[derive(Template)]
#[template(path = "comments.html", config = "src/web/askama.toml")]
struct CommentsPage {
    frame: Frame,
    heading: Heading,
    spot: Spot,
    action: String,
    /// Whether there is something to talk about here: of a table in a row, the cells alone.
    is_open: bool,
    said: Said,
    open: Vec<Shown>,
    settled: Vec<Shown>,
    /// Those who can be called in, by name.
    colleagues: Vec<String>,
    shared: bool,
    /// Makes a second press of the button harmless.
    operation: String,
    typed: String,
    problem: Option<String>,
    cells: Vec<CellsShown>,
}

/// A remark as it is read.
struct Shown {
    number: i64,
    by: String,
    at: String,
    lines: String,
    /// Who settled it, and when.
    resolved: Option<String>,
}

/// `GET /reports/{cycle}/{party}/comments/{path}`
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

/// `POST /reports/{cycle}/{party}/comments/{path}`
pub async fn send(
    house: web::Data<House>,
    browser: Result<Browser, Problem>,
    tongue: Tongue,
    at: Named<AnswerAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    let at = at.into_inner();
    let action = path(&at);
    match browser {
        Ok(browser) => match try_send(&house, &browser, &at, &filled).await {
            Err(problem) if problem.status.is_server_error() => {
                kept::instead_of(problem, &action, &filled, Ok(&browser))
            }
            answer => answer,
        },
        Err(problem) => kept::instead_of(problem, &action, &filled, Err(&tongue)),
    }
}

/// What the pressed button asks for.
enum Asked {
    Say(New),
    Settle(Settle),
}

impl Asked {
    fn read(filled: &Filled) -> Result<Self, Problem> {
        let settle = |name: &str| filled.first(name).map(|number| (number.parse::<i64>().ok(), name == "resolve"));
        match settle("resolve").or_else(|| settle("reopen")) {
            Some((Some(number), resolved)) => Ok(Self::Settle(Settle { number, resolved })),
            Some((None, _)) => Err(Problem::not_found()),
            None => Ok(Self::Say(New {
                words: filled.first("words").unwrap_or_default().to_owned(),
                operation: filled.first("operation").filter(|id| !id.is_empty()).map(str::to_owned),
            })),
        }
    }
}

async fn try_send(house: &House, browser: &Browser, at: &AnswerAt, filled: &Filled) -> Result<HttpResponse, Problem> {
    browser.check(filled)?;
    if tongue::chosen(filled).is_some() {
        let browser = language::switched(house, browser, filled).await?;
        let mut page = page(house, &browser, at).await?;
        page.typed = filled.first("words").unwrap_or_default().to_owned();
        return language::remembered(shown_as(StatusCode::OK, &page)?, house, filled);
    }
    let (credential, now, inside, to) = (browser.credential.clone(), house.clock.now(), house.clone(), at.clone());
    let asked = Asked::read(filled)?;
    let done = match &asked {
        Asked::Say(_) => Done::Remarked,
        Asked::Settle(settle) if settle.resolved => Done::Settled,
        Asked::Settle(_) => Done::OpenAgain,
    };
    let kept = write(house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        let desk = Desk { shelf: &inside.shelf, secret: &inside.secret, base: &inside.base_url };
        let report = (&to.0, &to.1);
        match asked {
            Asked::Say(new) => say(tx, &actor, &desk, report, &to.2, Ok(new), now),
            Asked::Settle(what) => settle(tx, &actor, &desk, report, &to.2, Ok(what), now),
        }
    })
    .await;
    match kept {
        Ok(_) => Ok(see_other_done(&path(at), done)),
        Err(Refusal::Flaws(flaws)) => {
            let code = flaws.first().map(|flaw| flaw.code.as_str()).unwrap_or_default();
            let mut page = page(house, browser, at).await?;
            page.problem = Some(flaw_said(code, &browser.actor.language));
            page.typed = filled.first("words").unwrap_or_default().to_owned();
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn flaw_said(code: &str, language: &str) -> String {
    let most = WORDS_LENGTH.to_string();
    match code {
        "too_long" => words::text(language, "page.flaw.too_long", &[("most", &most)]),
        "control_character" => words::text(language, "page.flaw.control_character", &[]),
        "too_many" => words::text(language, "page.remarks_full", &[]),
        _ => words::text(language, "page.remark_empty", &[]),
    }
}

fn path((cycle, party, at): &AnswerAt) -> String {
    format!("{}/comments/{at}", super::heading::path(cycle, party))
}

async fn page(house: &House, browser: &Browser, at: &AnswerAt) -> Result<CommentsPage, Problem> {
    let (shelf, to, action) = (house.shelf.clone(), at.clone(), path(at));
    let mut page = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let (cycle, party, at) = &to;
        let opened = reading::draft(tx, actor, &shelf, cycle, party, now)?;
        let spot = Spot::of(tx, actor, &opened, at, now)?;
        let cells = spot::cells(&opened, at, "comments", &actor.language);
        let found = opened.at(at).ok();
        let remarks = match &found {
            Some(found) => read::at_answer(tx, actor, &shelf, &opened, found)?,
            None => Vec::new(),
        };
        let zone = opened.report.cycle.time_zone.name();
        let shown = |one: &Remark| shown(one, &actor.language, zone);
        let (open, settled): (Vec<&Remark>, Vec<&Remark>) = remarks.iter().partition(|one| one.resolved.is_none());
        Ok(CommentsPage {
            frame: Frame::plain(""),
            heading: Heading::of(tx, &opened, &actor.language, now)?,
            is_open: found.is_some(),
            said: found.map(|found| spot::said_now(&opened, &found, &actor.language)).unwrap_or_default(),
            open: open.into_iter().map(shown).collect(),
            settled: settled.into_iter().map(shown).collect(),
            colleagues: colleagues(tx, actor, &opened.report.place(), &spot, now)?,
            shared: opened.report.shared,
            operation: uuid::Uuid::new_v4().to_string(),
            typed: String::new(),
            problem: None,
            action,
            cells,
            spot,
        })
    })
    .await?;
    let title = words::text(&browser.actor.language, "page.remarks", &[]);
    page.frame = browser.frame(format!("{title}: {} – {}", page.spot.label, page.heading.party)).about(&page.heading);
    page.frame.form = page.is_open.then_some("remark");
    Ok(page)
}

/// Who can be called in: everybody else who reads this section of the draft.
fn colleagues(tx: &mut Conn, actor: &Actor, place: &Place, spot: &Spot, now: Moment) -> Result<Vec<String>, Refusal> {
    let place = Place { section: Some(spot.section.clone()), ..place.clone() };
    let people = readers(tx, Action::Discuss, &place, now)?;
    let others = people.into_iter().filter(|holder| holder.account != actor.account);
    let mut names: Vec<String> = others.map(|holder| holder.name).take(MOST_NAMED).collect();
    names.dedup();
    Ok(names)
}

fn shown(remark: &Remark, language: &str, zone: &str) -> Shown {
    let resolved = remark.resolved.as_ref().map(|(at, by)| {
        words::text(language, "page.remark_settled", &[("by", by), ("at", &words::moment(language, *at, zone))])
    });
    Shown {
        number: remark.number,
        by: remark.by.clone(),
        at: words::moment(language, remark.at, zone),
        lines: remark.words.clone(),
        resolved,
    }
}
