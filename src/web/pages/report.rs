//! One report: its sections with how far each is, what was submitted, and what can be done next.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::flaws::Flaws;
use super::form::{After, Done};
use super::heading::{self, Heading};
use super::section::place::called_at;
use super::{Frame, home, language, see_other_done, shown_as};
use crate::access::{Action, Actor, Sections, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::declared::Standing;
use crate::reports::gaps::Progress;
use crate::reports::reading::{self, Opened};
use crate::reports::remarks::read::{self, Placed};
use crate::reports::reopen::{Reopening, reopen};
use crate::reports::share::share;
use crate::reports::submissions::{self, Submission};
use crate::reports::{Desk, Refusal, State};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::tongue;
use crate::web::{House, Named, read_as, write, write_as};
use crate::words;

/// Most open remarks in the list: the others stand beside their answers.
const MOST_OPEN: usize = 50;
/// Most characters of a remark in the list.
const SHORT: usize = 120;

/// Which report, as the address names it.
pub type ReportAt = (CycleCode, PartyCode);

#[derive(Template)]
#[template(path = "report.html", config = "src/web/askama.toml")]
struct ReportPage {
    frame: Frame,
    flaws: Flaws,
    view: View,
    reason: String,
}

/// What the page shows.
struct View {
    heading: Heading,
    state: String,
    submitted: bool,
    progress: String,
    sections: Vec<Row>,
    /// Whether answers can be typed in now, and why not.
    writable: bool,
    closed: Option<String>,
    /// Whether answers can be seen.
    readable: bool,
    /// Who may read the draft besides the Party; none for whoever has no say in it.
    shared: Option<bool>,
    reopens: bool,
    submissions: Vec<Receipt>,
    may_submit: bool,
    /// What colleagues said that is open: where, the way there, who, when, and how it begins.
    remarks: Vec<OpenRemark>,
}

struct OpenRemark {
    label: String,
    path: Option<String>,
    by: String,
    at: String,
    words: String,
}

struct Row {
    number: String,
    label: String,
    path: String,
    status: &'static str,
    said: String,
    answered: String,
    gaps: usize,
    unconfirmed: usize,
}

/// A submission in a list.
pub struct Receipt {
    /// 1 for the first.
    pub number: i32,
    /// What people cite.
    pub reference: String,
    /// Where its receipt is.
    pub path: String,
    /// When, in words.
    pub at: String,
    /// Who stands for it.
    pub declared: String,
}

/// `GET /reports/{cycle}/{party}`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let mut page = page(&house, &browser, at.into_inner(), Flaws::default(), String::new()).await?;
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/sharing`
pub async fn sharing(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let shared = filled.first("shared") == Some("yes");
    let ((cycle, party), secret) = (at.into_inner(), house.secret.clone());
    let path = heading::path(&cycle, &party);
    let job = move |tx: &mut Conn, actor: &Actor, now| share(tx, actor, &secret, (&cycle, &party), Ok(shared), now);
    write_as(&house, &browser.credential, job).await?;
    Ok(see_other_done(&path, if shared { Done::Shared } else { Done::Withheld }))
}

/// `POST /reports/{cycle}/{party}/reopenings`
pub async fn reopening(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let at = at.into_inner();
    let reason = filled.first("reason").unwrap_or_default().replace("\r\n", "\n");
    if tongue::chosen(&filled).is_some() {
        let browser = language::switched(&house, &browser, &filled).await?;
        let page = page(&house, &browser, at, Flaws::default(), reason).await?;
        return language::remembered(shown_as(StatusCode::OK, &page)?, &house, &filled);
    }
    let input = Reopening { reason: reason.clone(), until: None };
    let (inside, credential, now, place) =
        ((*house.as_ref()).clone(), browser.credential.clone(), house.clock.now(), at.clone());
    let done = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        let desk = Desk { shelf: &inside.shelf, secret: &inside.secret, base: &inside.base_url };
        reopen(tx, &actor, &desk, (&place.0, &place.1), Ok(input), now)
    })
    .await;
    match done {
        Ok(_) => Ok(see_other_done(&heading::path(&at.0, &at.1), Done::Reopened)),
        Err(Refusal::Flaws(_)) => {
            let message = words::text(&browser.actor.language, "page.reason_needed", &[]);
            let page = page(&house, &browser, at, Flaws::one("reason", &message), reason).await?;
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(
    house: &House,
    browser: &Browser,
    (cycle, party): ReportAt,
    flaws: Flaws,
    reason: String,
) -> Result<ReportPage, Problem> {
    let shelf = house.shelf.clone();
    let view = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = reading::summary(tx, actor, &shelf, &cycle, &party, now)?;
        let remarks = if heading::can_read(actor, &opened) { read::reached(tx, &shelf, &opened)? } else { Vec::new() };
        view(tx, actor, &opened, &remarks, now)
    })
    .await?;
    let frame = browser.frame(format!("{} – {}", view.heading.title, view.heading.party)).about(&view.heading);
    let frame = Frame { form: view.reopens.then_some("reopening"), ..frame };
    Ok(ReportPage { frame, flaws, view, reason })
}

fn view(tx: &mut Conn, actor: &Actor, opened: &Opened, remarks: &[Placed], now: Moment) -> Result<View, Refusal> {
    let language = actor.language.as_str();
    let heading = Heading::of(tx, opened, language, now)?;
    let place = opened.report.place();
    let may = |action| permit(actor, action, &place).is_ok();
    let report = &opened.report;
    let turn = report.cycle.timetable.party_reopens_before(report.extended_to);
    let turn_is_mine = if now < turn { may(Action::Reopen) } else { may(Action::ReopenLate) };
    // Whoever answers single sections does not read the whole.
    let whole = opened.reach == Sections::All;
    let submissions = if whole { submissions::store::all(tx, &report.id)? } else { Vec::new() };
    Ok(View {
        state: heading::state(report.state, report.submissions, language),
        submitted: report.state == State::Submitted,
        progress: home::progress(home::completed(opened), language),
        sections: opened
            .standings()
            .iter()
            .map(|(section, standing)| row(opened, &heading, (section, *standing), language))
            .collect(),
        writable: heading::can_save(actor, opened, now),
        closed: closed(opened, language, now).filter(|_| may(Action::SaveAnswers)),
        readable: heading::can_read(actor, opened),
        shared: may(Action::Submit).then_some(report.shared),
        reopens: report.state == State::Submitted && turn_is_mine,
        submissions: submissions.iter().rev().map(|one| receipt(opened, &heading, one, language)).collect(),
        may_submit: may(Action::Submit),
        remarks: open_remarks(opened, &heading, remarks, language),
        heading,
    })
}

/// The remarks that are open, the newest first.
fn open_remarks(opened: &Opened, heading: &Heading, remarks: &[Placed], language: &str) -> Vec<OpenRemark> {
    let zone = opened.report.cycle.time_zone.name();
    let open = remarks.iter().rev().filter(|(_, one)| one.resolved.is_none()).take(MOST_OPEN);
    let shown = |(path, one): &Placed| {
        // A row that nobody made any more, or a question that is gone, has no page.
        let path = path.as_ref().filter(|path| opened.at(path).is_ok());
        OpenRemark {
            label: path.map_or_else(|| one.question.clone(), |path| called_at(opened, path, language)),
            path: path.map(|path| format!("{}/comments/{path}#remark-{}", heading.path, one.number)),
            by: one.by.clone(),
            at: words::moment(language, one.at, zone),
            words: shortened(&one.words),
        }
    };
    open.map(shown).collect()
}

/// How a remark begins: its first line, as far as it fits in a list.
fn shortened(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(SHORT).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

/// Why nothing can be typed in, where the report is not simply submitted.
fn closed(opened: &Opened, language: &str, now: Moment) -> Option<String> {
    let zone = opened.report.cycle.time_zone.name();
    match opened.report.open(now) {
        Err(Refusal::NotOpen(at)) => {
            Some(words::text(language, "page.opens_at", &[("at", &words::moment(language, at, zone))]))
        }
        Err(Refusal::Closed(at)) => {
            Some(words::text(language, "page.closed_at", &[("at", &words::moment(language, at, zone))]))
        }
        _ => None,
    }
}

fn row(opened: &Opened, heading: &Heading, (progress, standing): (&Progress, Standing), language: &str) -> Row {
    let template = &opened.published.template;
    let section = template.sections.iter().find(|section| section.name == progress.section);
    let label = section.map(|section| section.label.in_language(language, &template.default_language));
    let status = standing.word();
    let (answered, questions) = (progress.answered.to_string(), progress.questions.to_string());
    Row {
        number: section.and_then(|section| section.number.clone()).unwrap_or_default(),
        label: label.unwrap_or_default().to_owned(),
        path: heading.section(&progress.section),
        status,
        said: words::text(language, &format!("page.section.{status}"), &[]),
        answered: words::text(language, "page.answered_of", &[("answered", &answered), ("questions", &questions)]),
        gaps: progress.gaps,
        unconfirmed: progress.unconfirmed,
    }
}

fn receipt(opened: &Opened, heading: &Heading, submission: &Submission, language: &str) -> Receipt {
    let zone = opened.report.cycle.time_zone.name();
    Receipt {
        number: submission.number,
        reference: submission.reference.clone(),
        path: format!("{}/submissions/{}", heading.path, submission.number),
        at: words::moment(language, submission.submitted_at, zone),
        declared: format!("{}, {}", submission.declaration.name, submission.declaration.capacity),
    }
}
