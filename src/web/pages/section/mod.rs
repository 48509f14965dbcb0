//! One section of the form: shown, saved, and shown again where something needs a second look. Nothing typed is lost.

pub mod flaws_said;
mod gone;
pub mod numbers;
pub mod typed;
pub mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{After, Done};
use super::heading::{self, Heading};
use super::{Frame, kept, see_other, see_other_done, shown_as};
use crate::access::Denied;
use crate::clock::Moment;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::reports::reading::{self, Opened};
use crate::reports::save_changes::{self, Outcome, save_changes};
use crate::reports::{Refusal, store};
use crate::templates::Section;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as, write};
use crate::words;
use typed::{Typed, field};
use view::{Block, Input, Sent, Viewer};

/// What the button says that confirms all the page shows.
const CONFIRM: &str = "confirm";

/// Which section of which report, as the address names it.
pub type SectionAt = (CycleCode, PartyCode, ItemName);

#[derive(Template)]
#[template(path = "section/section.html", config = "src/web/askama.toml")]
struct SectionPage {
    frame: Frame,
    heading: Heading,
    number: String,
    label: String,
    intro: String,
    action: String,
    blocks: Vec<Block>,
    /// What happened to the form that was sent.
    notice: Option<String>,
    saved: Option<String>,
    /// What needs a second look: where, which question, why.
    wrong: Vec<(String, String, String)>,
    next: Option<String>,
    /// How many answers stand on the page that nobody has confirmed.
    waiting: usize,
}

/// What a page of a section is made from.
struct Loaded {
    opened: Opened,
    heading: Heading,
    writable: bool,
    now: Moment,
}

/// `GET /reports/{cycle}/{party}/sections/{section}`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SectionAt>,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let at = at.into_inner();
    let loaded = load(&house, &browser, &at).await?;
    if !loaded.writable {
        return Ok(see_other(&format!("{}/check", loaded.heading.path)));
    }
    let mut page = page(&browser, &loaded, &at, &Sent::default())?;
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/sections/{section}`
pub async fn save(
    house: web::Data<House>,
    browser: Result<Browser, Problem>,
    at: Named<SectionAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    let at = at.into_inner();
    let action = path(&at);
    let browser = match browser {
        Ok(browser) => browser,
        Err(problem) => return kept::instead_of(problem, &action, &filled, None),
    };
    match try_save(&house, &browser, &at, &filled).await {
        Ok(answer) => Ok(answer),
        Err(problem) => kept::instead_of(problem, &action, &filled, Some(&browser)),
    }
}

async fn try_save(house: &House, browser: &Browser, at: &SectionAt, filled: &Filled) -> Result<HttpResponse, Problem> {
    let loaded = load(house, browser, at).await?;
    let language = browser.actor.language.clone();
    if browser.check(filled).is_err() {
        let notice = words::text(&language, "page.other_session", &[]);
        return again(browser, &loaded, at, everything(&loaded, at, filled)?, StatusCode::FORBIDDEN, notice);
    }
    let sent = changes(&loaded, at, filled, &language)?;
    let (credential, shelf, now, place) = (browser.credential.clone(), house.shelf.clone(), loaded.now, at.clone());
    let done = write(house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        save_changes(tx, &actor, &shelf, (&place.0, &place.1), sent, now)
    })
    .await;
    let outcome = match done {
        Ok(outcome) => outcome,
        Err(refusal @ (Refusal::Submitted | Refusal::NotOpen(_) | Refusal::Closed(_))) => {
            let notice = words::text(&language, closed_key(&refusal), &[]);
            return again(browser, &loaded, at, everything(&loaded, at, filled)?, StatusCode::CONFLICT, notice);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    if outcome.flaws.is_empty() && outcome.conflicts.is_empty() {
        return Ok(onward(&loaded, at, filled.first("then").unwrap_or("stay")));
    }
    let status = if outcome.flaws.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let notice = match outcome.saved.len() {
        0 => words::text(&language, "page.none_saved", &[]),
        count => words::counted(&language, "page.rest_saved", u64::try_from(count).unwrap_or_default(), &[]),
    };
    let sent = second_look(&loaded, at, filled, outcome)?;
    let loaded = load(house, browser, at).await?;
    again(browser, &loaded, at, sent, status, notice)
}

fn closed_key(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Submitted => "page.submitted_meanwhile",
        Refusal::NotOpen(_) => "page.not_open_yet",
        _ => "page.closed_meanwhile",
    }
}

async fn load(house: &House, browser: &Browser, at: &SectionAt) -> Result<Loaded, Problem> {
    let ((cycle, party, section), shelf) = (at.clone(), house.shelf.clone());
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = reading::summary(tx, actor, &shelf, &cycle, &party, now)?;
        find(&opened, &section)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        let writable = heading::can_save(actor, &opened, now);
        if !writable && !heading::can_read(actor, &opened) {
            return Err(Denied::Forbidden.into());
        }
        Ok(Loaded { heading, writable, now, opened })
    })
    .await
}

/// A section that this reader reaches.
fn find<'a>(opened: &'a Opened, name: &ItemName) -> Result<&'a Section, Denied> {
    let mut sections = opened.published.template.sections.iter();
    let found = sections.find(|section| section.name == *name && opened.reach.reach(&section.name));
    found.ok_or(Denied::NotFound)
}

/// The fields that came back, but those in which the person chose what somebody else had saved.
fn changes(
    loaded: &Loaded,
    at: &SectionAt,
    filled: &Filled,
    language: &str,
) -> Result<Vec<save_changes::Sent>, Problem> {
    let section = find(&loaded.opened, &at.2)?;
    let questions = loaded.opened.published.template.asked_in(section);
    // The button that confirms all that this page shows.
    let confirms_all = filled.first("then") == Some(CONFIRM);
    let sent = questions.into_iter().filter_map(|question| {
        let name = question.name.as_str();
        let based_on = filled.first(&field(name, "revision"))?.parse().ok()?;
        let theirs = filled.first(&field(name, "take")).is_some();
        let raw = || Typed::filled(filled, name).raw(question, language);
        let confirms = confirms_all || filled.first(&field(name, "confirm")).is_some();
        (!theirs).then(|| save_changes::Sent { path: name.to_owned(), raw: raw(), based_on, confirms })
    });
    Ok(sent.collect())
}

/// Everything that was sent, as it was typed.
fn everything(loaded: &Loaded, at: &SectionAt, filled: &Filled) -> Result<Sent, Problem> {
    let mut sent = Sent::default();
    let section = find(&loaded.opened, &at.2)?;
    for question in loaded.opened.published.template.asked_in(section) {
        let name = question.name.as_str();
        if let Some(based_on) = filled.first(&field(name, "revision")).and_then(|text| text.parse().ok()) {
            sent.typed.insert(name.to_owned(), (Typed::filled(filled, name), based_on));
        }
    }
    Ok(sent)
}

/// What was not saved, as it was typed, with the reason.
fn second_look(loaded: &Loaded, at: &SectionAt, filled: &Filled, outcome: Outcome) -> Result<Sent, Problem> {
    let mut sent = everything(loaded, at, filled)?;
    sent.flaws = outcome.flaws;
    sent.conflicts = outcome.conflicts.into_iter().collect();
    let Sent { typed, flaws, conflicts } = &mut sent;
    typed.retain(|name, _| conflicts.contains_key(name) || flaws.iter().any(|flaw| flaw.at == *name));
    Ok(sent)
}

fn again(
    browser: &Browser,
    loaded: &Loaded,
    at: &SectionAt,
    sent: Sent,
    status: StatusCode,
    notice: String,
) -> Result<HttpResponse, Problem> {
    let mut page = page(browser, loaded, at, &sent)?;
    page.notice = Some(notice);
    shown_as(status, &page)
}

/// Where the pressed button leads.
fn onward(loaded: &Loaded, at: &SectionAt, then: &str) -> HttpResponse {
    let report = &loaded.heading.path;
    if let Some(name) = then.strip_prefix("file-").filter(|name| name.parse::<ItemName>().is_ok()) {
        return see_other(&format!("{report}/files/{name}"));
    }
    match then.strip_prefix("links-") {
        Some(name) if name.parse::<ItemName>().is_ok() => {
            see_other(&format!("{}?done={}#{name}-question", path(at), Done::Saved.word()))
        }
        _ if then == "list" => see_other_done(report, Done::Saved),
        _ if then == "next" => match next(&loaded.opened, &at.2) {
            Some(section) => see_other_done(&loaded.heading.section(&section.name), Done::Saved),
            None => see_other_done(&format!("{report}/check"), Done::Saved),
        },
        _ => see_other_done(&path(at), Done::Saved),
    }
}

fn next<'a>(opened: &'a Opened, name: &ItemName) -> Option<&'a Section> {
    let reached = opened.published.template.sections.iter().filter(|section| opened.reach.reach(&section.name));
    let mut later = reached.skip_while(|section| section.name != *name).skip(1);
    // What does not apply is not on the way.
    later.find(|section| opened.outlook.applies(section.name.as_str(), ""))
}

fn path(at: &SectionAt) -> String {
    format!("{}/sections/{}", heading::path(&at.0, &at.1), at.2)
}

fn page(browser: &Browser, loaded: &Loaded, at: &SectionAt, sent: &Sent) -> Result<SectionPage, Problem> {
    let (opened, language) = (&loaded.opened, browser.actor.language.as_str());
    let section = find(opened, &at.2)?;
    let text = |texts: &crate::templates::Texts| {
        texts.in_language(language, &opened.published.template.default_language).to_owned()
    };
    let blocks = Viewer { opened, language, sent }.blocks(section);
    let label = text(&section.label);
    let number = section.number.clone().unwrap_or_default();
    let title = format!("{number} {label} – {}", loaded.heading.party);
    Ok(SectionPage {
        frame: browser.frame(title.trim()),
        heading: loaded.heading.clone(),
        intro: if opened.outlook.applies(section.name.as_str(), "") {
            text(&section.intro)
        } else {
            words::text(language, "page.section_hidden", &[])
        },
        action: path(at),
        wrong: wrong(&blocks, language),
        waiting: waiting(&blocks),
        blocks,
        notice: None,
        saved: last_saved(opened, section, language),
        next: next(opened, &at.2).map(|next| text(&next.label)),
        number,
        label,
    })
}

fn wrong(blocks: &[Block], language: &str) -> Vec<(String, String, String)> {
    let mut wrong = Vec::new();
    for block in blocks {
        let Block::Field(field) = block else { continue };
        let question = format!("{} {}", field.number, field.label).trim().to_owned();
        wrong.extend(field.wrong.iter().map(|message| (field.focus(), question.clone(), message.clone())));
        if field.conflict.is_some() {
            let message = words::text(language, "page.conflict", &[]);
            wrong.push((field.id("theirs"), question, message));
        }
    }
    wrong
}

fn waiting(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| matches!(block, Block::Field(field) if field.carried.is_some())).count()
}

/// When this section was last saved, and by whom.
fn last_saved(opened: &Opened, section: &Section, language: &str) -> Option<String> {
    let names = section.questions();
    let stored = names.iter().filter_map(|question| opened.stored.get(question.name.as_str(), ""));
    // What was carried forward was saved by nobody.
    let newest: &store::Stored =
        stored.filter(|stored| stored.saved_by.is_some()).max_by_key(|stored| stored.saved_at)?;
    let at = words::moment(language, newest.saved_at?, opened.report.cycle.time_zone.name());
    let by = newest.saved_by.as_deref().unwrap_or_default();
    Some(words::text(language, "page.saved_at", &[("at", &at), ("by", by)]))
}
