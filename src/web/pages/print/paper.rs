//! What stands on paper, gathered once: the page that is printed and the file for Word are two ways of writing it down.

use actix_web::web;
use askama::Template;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::blank::{Form, Piece as Blank, Room};
use crate::access::Actor;
use crate::clock::Moment;
use crate::cycles::read_cycle::read_cycle;
use crate::cycles::{self, Cycle};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::{Refusal, State, reading, store};
use crate::templates;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::pages::Frame;
use crate::web::pages::answers::{Chapter, Piece, Reader};
use crate::web::pages::heading::{self, Heading};
use crate::web::pages::report::ReportAt;
use crate::web::pages::submission::{self, SubmissionAt};
use crate::web::upload::on_disk;
use crate::web::{House, read_as};
use crate::words;

/// Papers that are gathered and written down at once; others wait their turn. One of the longest table, 2,000 rows of 30 columns,
/// takes 75 MiB meanwhile.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A report.
#[derive(Template)]
#[template(path = "print/report.html", config = "src/web/askama.toml")]
pub struct Filled {
    pub frame: Frame,
    pub heading: Heading,
    /// The way back.
    pub back: String,
    /// What it is: a draft, or the reference of a submission. It stands on every sheet.
    pub state: String,
    pub draft: bool,
    /// What the first sheet says of it: a name and a value each.
    pub cover: Vec<(String, String)>,
    pub sha256: Option<String>,
    pub chapters: Vec<Chapter>,
    /// Over once it is written down.
    _turn: SemaphorePermit<'static>,
}

/// The empty form.
#[derive(Template)]
#[template(path = "print/form.html", config = "src/web/askama.toml")]
pub struct Empty {
    pub frame: Frame,
    /// Where it is as a file for Word.
    pub word: String,
    pub title: String,
    pub round: String,
    pub party: Option<String>,
    pub due: String,
    pub pieces: Vec<Blank>,
}

/// The answers as they stand, of the sections that this person reaches.
///
/// # Errors
/// As reading a draft.
pub async fn draft(house: &web::Data<House>, browser: &Browser, (cycle, party): ReportAt) -> Result<Filled, Problem> {
    let (shelf, turn) = (house.shelf.clone(), turn().await?);
    let (opened, heading, now) = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = reading::draft(tx, actor, &shelf, &cycle, &party, now)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        Ok((opened, heading, now))
    })
    .await?;
    let title = format!("{} – {}", heading.title, heading.party);
    let frame = paper(browser, title, &opened.published.template);
    // Thousands of rows are put into words where nobody else waits for it.
    let done = on_disk(move || {
        let draft = opened.report.state != State::Submitted;
        let key = if draft { "print.draft" } else { "print.as_submitted" };
        let (language, zone) = (frame.language.as_str(), opened.report.cycle.time_zone.name());
        let answers = opened.as_frozen();
        let reader = Reader { explains: true, ..Reader::of(&opened.published, &answers, language) };
        Ok(Filled {
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
            frame,
            _turn: turn,
        })
    });
    done.await
}

/// What was submitted.
///
/// # Errors
/// As reading a submission.
pub async fn submitted(house: &web::Data<House>, browser: &Browser, at: SubmissionAt) -> Result<Filled, Problem> {
    let turn = turn().await?;
    let found = submission::find(house, browser, at).await?;
    let frame = paper(browser, found.submission.reference.clone(), &found.asked.template);
    let done = on_disk(move || {
        let language = frame.language.as_str();
        let frozen = submission::frozen(&found.document)?;
        let reader = Reader { explains: true, ..Reader::of(&found.asked, &frozen, language) };
        let declaration = &found.submission.declaration;
        Ok(Filled {
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
            frame,
            _turn: turn,
        })
    });
    done.await
}

/// Everything that is asked, with room for the answers.
///
/// # Errors
/// As reading a cycle.
pub async fn empty(house: &web::Data<House>, browser: &Browser, code: CycleCode) -> Result<Empty, Problem> {
    let shelf = house.shelf.clone();
    let job = move |tx: &mut Conn, actor: &Actor, _: Moment| {
        let cycle = read_cycle(tx, actor, &code).map_err(refusal)?;
        let published = shelf.published(tx, &cycle.template, cycle.version)?;
        let party = own_party(actor, &cycle);
        let name = party.as_ref().map(|party| store::party_name(tx, party, &actor.language)).transpose()?;
        let own = party.as_ref().map(|party| cycles::store::extended_to(tx, &code, party)).transpose()?;
        let due = cycle.timetable.due(own.flatten());
        Ok((cycle, published, party, name, due))
    };
    let (cycle, published, party, name, due) = read_as::<_, Refusal>(house, &browser.credential, job).await?;
    let language = browser.actor.language.as_str();
    let form = Form { published: &published, party: party.as_ref(), language };
    let title = heading::title(&published.template, language);
    Ok(Empty {
        frame: paper(browser, title.clone(), &published.template),
        pieces: form.pieces(),
        word: format!("/cycles/{}/form.docx", cycle.code),
        round: heading::round(&cycle),
        party: name,
        due: words::moment(language, due, cycle.time_zone.name()),
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

async fn turn() -> Result<SemaphorePermit<'static>, Fault> {
    AT_ONCE.acquire().await.map_err(|_| Fault::Broken("nothing is written on paper any more".to_owned()))
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

fn paper(browser: &Browser, title: String, asked: &templates::Template) -> Frame {
    Frame { wide: true, ..browser.frame(title).asking(asked) }
}
