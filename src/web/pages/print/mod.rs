//! On paper: a report as it stands, a submission, and the empty form. Each is one page that prints as it reads.

pub mod blank;
mod condition;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::answers::{Chapter, Piece, Reader};
use super::heading::{self, Heading};
use super::report::ReportAt;
use super::submission::{self, SubmissionAt};
use super::{Frame, shown};
use crate::access::Actor;
use crate::clock::Moment;
use crate::cycles::read_cycle::read_cycle;
use crate::cycles::{self, Cycle};
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::{Refusal, State, reading, store};
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as};
use crate::words;
use blank::{Form, Piece as Blank, Room};

#[derive(Template)]
#[template(path = "print/report.html", config = "src/web/askama.toml")]
struct ReportPaper {
    frame: Frame,
    heading: Heading,
    /// The way back.
    back: String,
    /// What it is: a draft, or the reference of a submission. It stands on every sheet.
    state: String,
    draft: bool,
    /// What the first sheet says of it: a name and a value each.
    cover: Vec<(String, String)>,
    sha256: Option<String>,
    chapters: Vec<Chapter>,
}

#[derive(Template)]
#[template(path = "print/form.html", config = "src/web/askama.toml")]
struct FormPaper {
    frame: Frame,
    title: String,
    round: String,
    party: Option<String>,
    due: String,
    pieces: Vec<Blank>,
}

/// `GET /reports/{cycle}/{party}/print`: the answers as they stand, of the sections that this person reaches.
pub async fn draft(house: web::Data<House>, browser: Browser, at: Named<ReportAt>) -> Result<HttpResponse, Problem> {
    let ((cycle, party), shelf) = (at.into_inner(), house.shelf.clone());
    let (opened, heading, now) = read_as::<_, Refusal>(&house, &browser.credential, move |tx, actor, now| {
        let opened = reading::draft(tx, actor, &shelf, &cycle, &party, now)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        Ok((opened, heading, now))
    })
    .await?;
    let language = browser.actor.language.as_str();
    let draft = opened.report.state != State::Submitted;
    let key = if draft { "print.draft" } else { "print.as_submitted" };
    let zone = opened.report.cycle.time_zone.name();
    let answers = opened.as_frozen();
    let reader = Reader::of(&opened.published, &answers, language);
    shown(&ReportPaper {
        frame: paper(&browser, format!("{} – {}", heading.title, heading.party)),
        back: heading.path.clone(),
        state: words::text(language, key, &[]),
        draft,
        cover: vec![
            line(language, "page.due", heading.due.clone()),
            line(language, "print.printed_at", words::moment(language, now, zone)),
        ],
        sha256: None,
        chapters: reader.chapters(&opened.reach),
        heading,
    })
}

/// `GET /reports/{cycle}/{party}/submissions/{number}/print`
pub async fn submitted(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
) -> Result<HttpResponse, Problem> {
    let found = submission::find(&house, &browser, at.into_inner()).await?;
    let language = browser.actor.language.as_str();
    let frozen = submission::frozen(&found.document)?;
    let reader = Reader::of(&found.asked, &frozen, language);
    let declaration = &found.submission.declaration;
    shown(&ReportPaper {
        frame: paper(&browser, found.submission.reference.clone()),
        back: submission::path(&found),
        state: found.submission.reference.clone(),
        draft: false,
        cover: vec![
            line(language, "page.your_reference", found.submission.reference.clone()),
            line(language, "page.submitted_at", found.at.clone()),
            line(language, "page.declared_by", format!("{}, {}", declaration.name, declaration.capacity)),
        ],
        sha256: Some(found.submission.sha256.clone()),
        chapters: reader.chapters(&found.opened.reach),
        heading: found.heading,
    })
}

/// `GET /cycles/{cycle}/form`: everything that is asked, with room for the answers.
pub async fn form(house: web::Data<House>, browser: Browser, code: Named<CycleCode>) -> Result<HttpResponse, Problem> {
    let (code, shelf) = (code.into_inner(), house.shelf.clone());
    let job = move |tx: &mut Conn, actor: &Actor, _: Moment| {
        let cycle = read_cycle(tx, actor, &code).map_err(refusal)?;
        let published = shelf.published(tx, &cycle.template, cycle.version)?;
        let party = own_party(actor, &cycle);
        let name = party.as_ref().map(|party| store::party_name(tx, party, &actor.language)).transpose()?;
        Ok((cycle, published, party, name))
    };
    let (cycle, published, party, name) = read_as::<_, Refusal>(&house, &browser.credential, job).await?;
    let language = browser.actor.language.as_str();
    let form = Form { published: &published, party: party.as_ref(), language };
    let title = heading::title(&published.template, language);
    shown(&FormPaper {
        frame: paper(&browser, title.clone()),
        pieces: form.pieces(),
        round: heading::round(&cycle),
        party: name,
        due: words::moment(language, cycle.timetable.due_at, cycle.time_zone.name()),
        title,
    })
}

/// The Party this person answers for, where it is one alone.
fn own_party(actor: &Actor, cycle: &Cycle) -> Option<PartyCode> {
    let place = cycle.place();
    let mut parties: Vec<&PartyCode> = actor.grants_at(&place).filter_map(|grant| grant.party.as_ref()).collect();
    parties.sort();
    parties.dedup();
    if let [one] = parties.as_slice() { Some((*one).clone()) } else { None }
}

fn refusal(refusal: cycles::Refusal) -> Refusal {
    match refusal {
        cycles::Refusal::Denied(denied) => denied.into(),
        cycles::Refusal::Fault(fault) => fault.into(),
        // Reading refuses for no other reason.
        _ => crate::access::Denied::NotFound.into(),
    }
}

fn line(language: &str, key: &str, value: String) -> (String, String) {
    (words::text(language, key, &[]), value)
}

fn paper(browser: &Browser, title: String) -> Frame {
    Frame { wide: true, ..browser.frame(title) }
}
