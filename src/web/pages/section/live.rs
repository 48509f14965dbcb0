//! Answers as the page's script sends and fetches them: one or a few at a time, read and compared as the whole form is.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Serialize;

use super::alone::Alone;
use super::field::{Input, Sent};
use super::filters;
use super::flaws_said::flaw_said;
use super::lost;
use super::place::called_at;
use super::sent;
use super::typed::field as part;
use super::view::Viewer;
use crate::access::{Action, permit};
use crate::clock::{self, Moment};
use crate::flaw::Flaw;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::reports::former::Former;
use crate::reports::path;
use crate::reports::reading::{self, Opened};
use crate::reports::save_answers::OPERATION_LENGTH;
use crate::reports::save_changes::{Outcome, save_changes};
use crate::reports::sheet::{Sheet, Status};
use crate::reports::{Refusal, gaps, store};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::{Browser, Onlooker};
use crate::web::pages::{Frame, heading};
use crate::web::{House, Named, read_as, write};
use crate::words;

/// Which report, as the address names it.
pub type ReportAt = (CycleCode, PartyCode);
/// Which answer of it.
pub type AnswerAt = (CycleCode, PartyCode, String);

/// What became of what was sent.
#[derive(Serialize)]
struct Reply {
    /// What the server keeps now as it was sent, or kept so before: each under the name that it was sent by.
    saved: Vec<Kept>,
    /// What is asked under another name by now.
    moved: Vec<Moved>,
    /// When, by the server's clock.
    at: String,
    /// How many questions of the section are answered, in words.
    said: String,
    /// Fields to be put in the place of those on the page.
    fields: Vec<Shown>,
    /// What is not taken as it is.
    flaws: Vec<Wrong>,
    /// Paths at which somebody else saved first: their fields show both.
    conflicts: Vec<String>,
    /// Paths of the section that do not apply as things stand.
    hidden: Vec<String>,
}

#[derive(Serialize)]
struct Kept {
    path: String,
    revision: i32,
}

#[derive(Serialize)]
struct Moved {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Shown {
    path: String,
    html: String,
}

#[derive(Serialize)]
struct Wrong {
    path: String,
    code: String,
    message: String,
}

#[derive(Template)]
#[template(path = "section/alone.html", config = "src/web/askama.toml")]
struct AlonePage<'a> {
    frame: &'a Frame,
    /// The address of the report.
    report: &'a str,
    block: &'a Alone,
}

/// `POST /reports/{cycle}/{party}/answers`
pub async fn save(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    let report = at.into_inner();
    let names = sent::paths(&filled).into_iter().map(str::to_owned).collect();
    let (before, former, now) = open(&house, &browser, &report, names, false).await?;
    browser.check(&filled)?;
    let (there, gone) = sort(&before, &former, &filled, &browser.actor.language);
    if there.is_empty() && !gone.is_empty() {
        let mut nothing = Problem::not_found();
        nothing.errors = gone;
        return Err(nothing);
    }
    let changes = sent::changes(&before, &former, &filled, &browser.actor.language);
    let changes = changes.into_iter().filter(|change| there.iter().any(|at| at.path == change.path)).collect();
    let (credential, shelf) = (browser.credential.clone(), house.shelf.clone());
    let mut outcome = write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        save_changes(tx, &actor, &shelf, (&report.0, &report.1), changes, now)
    })
    .await?;
    let flaws = std::mem::take(&mut outcome.flaws);
    let to_show = there.iter().filter(|at| at.may_be_shown(&outcome, &filled)).map(|at| at.section.clone());
    let after = open_again(&house, &browser, before, to_show.collect()).await?;
    let telling = Telling { opened: &after, former: &former, filled: &filled, browser: &browser };
    let reply = Reply { at: clock::written(now), ..telling.reply(&there, &flaws, gone, outcome)? };
    Ok(HttpResponse::Ok().json(reply))
}

/// `GET /reports/{cycle}/{party}/fields/{path}`
pub async fn field(house: web::Data<House>, onlooker: Onlooker, at: Named<AnswerAt>) -> Result<HttpResponse, Problem> {
    // The script asks for it when somebody else changed it: nobody here did anything.
    let (html, _) = shown_now(&house, &onlooker.0, at.into_inner()).await?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}

/// One answer's field as it is now, for somebody who may write into it, and the revision that it shows.
pub async fn shown_now(
    house: &House,
    browser: &Browser,
    (cycle, party, name): AnswerAt,
) -> Result<(String, i32), Problem> {
    let (opened, former, now) = open(house, browser, &(cycle, party), vec![name.clone()], true).await?;
    let place = sent::places(&opened, &former, &[&name]).next().and_then(|(_, place)| place);
    let at = Place::of(&name, place.ok_or_else(Problem::not_found)?);
    opened.report.open(now)?;
    let sent = Sent::default();
    let html = rendered(&opened, &sent, &browser.frame("").asking(&opened.published.template), &at)?
        .ok_or_else(Problem::not_found)?;
    Ok((html, at.told(revision(&opened, &at.path))))
}

/// An answer of a page.
struct Place {
    /// What the page knows it by,
    name: String,
    /// and its path as it is asked now.
    path: String,
    /// Where it stands.
    section: ItemName,
}

impl Place {
    fn of(name: &str, place: sent::Place<'_>) -> Self {
        let section = place.spot.section.name.clone();
        Self { name: name.to_owned(), path: place.path.into_owned(), section }
    }

    /// Whether the page wants to show what stands there now: theirs was taken, or what was confirmed is nobody else's any more.
    fn is_asked_for(&self, filled: &Filled) -> bool {
        ["take", "confirm"].iter().any(|name| filled.first(&part(&self.name, name)).is_some())
    }

    /// Whether its field may have to be shown again, with what was said there in earlier cycles.
    fn may_be_shown(&self, outcome: &Outcome, filled: &Filled) -> bool {
        self.is_asked_for(filled) || !outcome.saved.iter().any(|saved| saved.path == self.path)
    }

    /// A revision of it, as the page is to know it.
    fn told(&self, revision: i32) -> i32 {
        if self.name == self.path { revision } else { sent::told_under_former(revision) }
    }
}

/// The report, for somebody who may write into it, and the versions in which answers had the names that a page knows them by.
async fn open(
    house: &House,
    browser: &Browser,
    (cycle, party): &ReportAt,
    names: Vec<String>,
    to_show: bool,
) -> Result<(Opened, Former, Moment), Problem> {
    let (cycle, party, shelf) = (cycle.clone(), party.clone(), house.shelf.clone());
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let mut opened = reading::summary(tx, actor, &shelf, &cycle, &party, now)?;
        permit(actor, Action::SaveAnswers, &opened.report.place())?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let former = match sent::is_former(&opened, &names) {
            true => Former::of(shelf.all(tx, &opened.report.cycle.template)?),
            false => Former::default(),
        };
        let shown = if to_show { names.as_slice() } else { &[] };
        let places = sent::places(&opened, &former, shown).filter_map(|(_, place)| place);
        let sections: BTreeSet<ItemName> = places.map(|place| place.spot.section.name.clone()).collect();
        for section in sections {
            opened.look_back(tx, &shelf, &section)?;
        }
        Ok((opened, former, now))
    })
    .await
}

/// The same report once answers were saved, with what was said in earlier cycles to the questions of some sections.
async fn open_again(
    house: &House,
    browser: &Browser,
    before: Opened,
    sections: BTreeSet<ItemName>,
) -> Result<Opened, Problem> {
    let shelf = house.shelf.clone();
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let mut opened = reading::again(tx, actor, &shelf, before, now)?;
        permit(actor, Action::SaveAnswers, &opened.report.place())?;
        for section in sections {
            opened.look_back(tx, &shelf, &section)?;
        }
        Ok(opened)
    })
    .await
}

/// The answers that have a place, and what is to be said of the others: nothing that was sent is passed over in silence.
fn sort(opened: &Opened, former: &Former, filled: &Filled, language: &str) -> (Vec<Place>, Vec<Flaw>) {
    let (mut there, mut gone) = (Vec::new(), Vec::new());
    let names = sent::paths(filled);
    for (name, place) in sent::places(opened, former, &names) {
        let say = |code: &str, key: &str| Flaw::new(name, code, words::text(language, key, &[]));
        let revision = filled.first(&part(name, "revision")).unwrap_or_default();
        match place {
            None => gone
                .push(named(lost::was_called(opened, former, name, language), say("not_asked", "page.flaw.not_asked"))),
            Some(_) if revision.parse::<i32>().is_err() || !is_operation(filled, name) => {
                gone.push(say("incomplete", "page.flaw.no_revision"));
            }
            Some(place) => there.push(Place::of(name, place)),
        }
    }
    (there, gone)
}

/// Whether the id by which a repeat is known is one, where there is one.
fn is_operation(filled: &Filled, at: &str) -> bool {
    filled.first(&part(at, sent::OPERATION)).is_none_or(|id| {
        (1..=OPERATION_LENGTH).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// A flaw that says what it is about: the page that the script shows may have no field to show it at.
fn named(called: Option<String>, flaw: Flaw) -> Flaw {
    let message = called.map_or_else(|| flaw.message.clone(), |called| format!("{called} – {}", flaw.message));
    Flaw { message, ..flaw }
}

/// The revision of the current answer at a path.
fn revision(opened: &Opened, at: &str) -> i32 {
    let spot = path::find(&opened.published, &opened.reach, &opened.report.party, at);
    let stored = spot.and_then(|spot| opened.stored.get(&spot.key, spot.row()));
    stored.map_or(0, |stored: &store::Stored| stored.revision)
}

/// One answer's field, as its page shows it.
fn rendered(opened: &Opened, sent: &Sent, frame: &Frame, at: &Place) -> Result<Option<String>, Problem> {
    let report = heading::path(&opened.report.cycle.code, &opened.report.party);
    let viewer = Viewer { opened, language: &frame.language, sent, page: "", find: None };
    let Some(block) = viewer.alone(&at.path).map(|block| block.called(&at.name)) else { return Ok(None) };
    let page = AlonePage { frame, report: &report, block: &block };
    page.render().map(Some).map_err(|error| Problem::broken(format!("a field cannot be rendered: {error}")))
}

/// What is told of a form that was sent.
struct Telling<'a> {
    opened: &'a Opened,
    former: &'a Former,
    filled: &'a Filled,
    browser: &'a Browser,
}

impl Telling<'_> {
    /// Every answer that was sent is in it: saved, wrong, or in conflict.
    fn reply(&self, there: &[Place], flaws: &[Flaw], gone: Vec<Flaw>, outcome: Outcome) -> Result<Reply, Problem> {
        let language = self.browser.actor.language.as_str();
        let frame = self.browser.frame("").asking(&self.opened.published.template);
        let sheet = self.opened.sheet();
        let moved = there.iter().filter(|at| at.name != at.path);
        let mut reply = Reply {
            saved: Vec::new(),
            moved: moved.map(|at| Moved { from: at.name.clone(), to: at.path.clone() }).collect(),
            at: String::new(),
            said: self.said(&sheet, language),
            fields: Vec::new(),
            flaws: gone.into_iter().map(wrong).collect(),
            conflicts: Vec::new(),
            hidden: self.hidden(&sheet),
        };
        // What is not asked any more was told as such: it stays in the page that it was typed into.
        let all = sent::everything(self.opened, self.former, self.filled, language);
        let sent = Sent { conflicts: outcome.conflicts.into_iter().collect(), ..all };
        let plain = Sent::default();
        for at in there {
            let shown = |sent: &Sent| -> Result<Option<Shown>, Problem> {
                let html = rendered(self.opened, sent, &frame, at)?;
                Ok(html.map(|html| Shown { path: at.name.clone(), html }))
            };
            let mine: Vec<&Flaw> = flaws.iter().filter(|flaw| flaw.at == at.path).collect();
            if !mine.is_empty() {
                let worded = mine.into_iter().map(|flaw| wrong(self.worded(flaw, language)));
                reply.flaws.extend(worded.map(|wrong| Wrong { path: at.name.clone(), ..wrong }));
            } else if sent.conflicts.contains_key(&at.path) {
                reply.conflicts.push(at.name.clone());
                reply.fields.extend(shown(&sent)?);
            } else {
                let was_saved = outcome.saved.iter().find(|saved| saved.path == at.path);
                let stands = at.is_asked_for(self.filled) || (was_saved.is_none() && !self.is_newest(at));
                reply.fields.extend(if stands { shown(&plain)? } else { None });
                let revision = was_saved.map_or_else(|| revision(self.opened, &at.path), |saved| saved.stored.revision);
                reply.saved.push(Kept { path: at.name.clone(), revision: at.told(revision) });
            }
        }
        Ok(reply)
    }

    /// Whether the page knows what stands there. What somebody else says there is the answer now: the page has to show it.
    fn is_newest(&self, at: &Place) -> bool {
        let based_on = self.filled.first(&part(&at.name, "revision")).and_then(|text| text.parse::<i32>().ok());
        based_on == Some(at.told(revision(self.opened, &at.path)))
    }

    /// A flaw in the words of the person's language.
    fn worded(&self, flaw: &Flaw, language: &str) -> Flaw {
        let opened = self.opened;
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, &flaw.at);
        let Some(spot) = spot else { return flaw.clone() };
        let is_there = |step: &path::Step<'_>| !step.made || opened.stored.value(step.frame, &step.row).is_some();
        let called = (!spot.rows.iter().all(is_there)).then(|| called_at(opened, &flaw.at, language));
        named(called, Flaw { message: flaw_said(spot.question, flaw, language), ..flaw.clone() })
    }

    /// The section that the page shows, where the script says which, and the reader reaches it.
    fn section(&self) -> Option<ItemName> {
        let section: ItemName = self.filled.first("section")?.parse().ok()?;
        self.opened.reach.reach(&section).then_some(section)
    }

    fn hidden(&self, sheet: &Sheet<'_>) -> Vec<String> {
        let Some(section) = self.section() else { return Vec::new() };
        let mine = sheet.lines.iter().filter(|line| line.section.name == section);
        mine.filter(|line| line.status == Status::NotApplicable).map(|line| line.path.clone()).collect()
    }

    fn said(&self, sheet: &Sheet<'_>, language: &str) -> String {
        let section = self.section();
        let progress =
            gaps::progress(sheet, &self.opened.reach).into_iter().find(|one| section.as_ref() == Some(&one.section));
        progress.map_or_else(String::new, |progress| {
            let (answered, questions) = (progress.answered.to_string(), progress.questions.to_string());
            words::text(language, "page.answered_of", &[("answered", &answered), ("questions", &questions)])
        })
    }
}

fn wrong(flaw: Flaw) -> Wrong {
    Wrong { path: flaw.at, code: flaw.code.to_string(), message: flaw.message }
}
