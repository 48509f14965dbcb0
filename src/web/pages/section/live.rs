//! Answers as the page's script sends and fetches them: one or a few at a time, read and compared as the whole form is.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Serialize;

use super::alone::Alone;
use super::field::{Input, Sent};
use super::filters;
use super::flaws_said::flaw_said;
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
use crate::reports::save_changes::{Outcome, Sent as Change, save_changes};
use crate::reports::sheet::Status;
use crate::reports::{Refusal, store};
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
    /// What the server keeps now as it was sent, or kept so before.
    saved: Vec<Kept>,
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
    let shown = sent::paths(&filled).into_iter().map(str::to_owned).collect();
    let (before, now) = open(&house, &browser, &report, shown).await?;
    browser.check(&filled)?;
    let (there, gone) = sort(&before, &filled, &browser.actor.language);
    if there.is_empty() && !gone.is_empty() {
        let mut nothing = Problem::not_found();
        nothing.errors = gone;
        return Err(nothing);
    }
    let changes = sent::changes(&before, &Former::default(), &filled, &browser.actor.language);
    let changes = changes.into_iter().filter(|change| there.contains(&change.path.as_str())).collect();
    let mut outcome = save_what_fits(&house, &browser, &report, changes, now).await?;
    let flaws = std::mem::take(&mut outcome.flaws);
    let after = open_again(&house, &browser, before).await?;
    let telling = Telling { opened: &after, filled: &filled, browser: &browser };
    let reply = Reply { at: clock::written(now), ..telling.reply(&there, &flaws, gone, outcome)? };
    Ok(HttpResponse::Ok().json(reply))
}

/// `GET /reports/{cycle}/{party}/fields/{path}`
pub async fn field(house: web::Data<House>, onlooker: Onlooker, at: Named<AnswerAt>) -> Result<HttpResponse, Problem> {
    // The script asks for it when somebody else changed it: nobody here did anything.
    let browser = onlooker.0;
    let (cycle, party, path) = at.into_inner();
    let (opened, now) = open(&house, &browser, &(cycle, party), vec![path.clone()]).await?;
    let found = path::find(&opened.published, &opened.reach, &opened.report.party, &path).is_some();
    if !found {
        return Err(Problem::not_found());
    }
    opened.report.open(now)?;
    let sent = Sent::default();
    let html = rendered(&opened, &sent, &browser.frame("").asking(&opened.published.template), &path)?
        .ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}

/// The report, for somebody who may write into it.
///
/// `shown` are the paths whose fields are to be shown.
async fn open(
    house: &House,
    browser: &Browser,
    (cycle, party): &ReportAt,
    shown: Vec<String>,
) -> Result<(Opened, Moment), Problem> {
    let (cycle, party, shelf) = (cycle.clone(), party.clone(), house.shelf.clone());
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let mut opened = reading::summary(tx, actor, &shelf, &cycle, &party, now)?;
        permit(actor, Action::SaveAnswers, &opened.report.place())?;
        for section in sections_of(&opened, &shown) {
            opened.look_back(tx, &shelf, &section)?;
        }
        Ok((opened, now))
    })
    .await
}

/// The same report once answers were saved.
async fn open_again(house: &House, browser: &Browser, before: Opened) -> Result<Opened, Problem> {
    let shelf = house.shelf.clone();
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let opened = reading::again(tx, actor, &shelf, before, now)?;
        permit(actor, Action::SaveAnswers, &opened.report.place())?;
        Ok(opened)
    })
    .await
}

/// The sections that paths lead to, each once.
fn sections_of(opened: &Opened, paths: &[String]) -> BTreeSet<ItemName> {
    let find = |path: &String| path::find(&opened.published, &opened.reach, &opened.report.party, path);
    paths.iter().filter_map(find).map(|spot| spot.section.name.clone()).collect()
}

/// The paths that lead somewhere, and what is to be said of the others: nothing that was sent is passed over in silence.
fn sort<'a>(opened: &Opened, filled: &'a Filled, language: &str) -> (Vec<&'a str>, Vec<Flaw>) {
    let (mut there, mut gone) = (Vec::new(), Vec::new());
    for at in sent::paths(filled) {
        let say = |code: &str, key: &str| Flaw::new(at, code, words::text(language, key, &[]));
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, at);
        let revision = filled.first(&part(at, "revision")).unwrap_or_default();
        match spot {
            None => gone.push(say("not_asked", "page.flaw.not_asked")),
            Some(_) if revision.parse::<i32>().is_err() || !is_operation(filled, at) => {
                gone.push(say("incomplete", "page.flaw.no_revision"));
            }
            // A row that nobody made yet is made by the first word in it; one that was taken away is not brought back unasked.
            Some(spot) if spot.rows.iter().any(|step| step.made && is_taken(opened, step)) => {
                gone.push(say("row_taken", "page.flaw.row_taken"));
            }
            Some(_) => there.push(at),
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

fn is_taken(opened: &Opened, step: &path::Step<'_>) -> bool {
    opened.stored.get(step.frame, &step.row).is_some_and(|row| row.answer.value.is_none())
}

/// Saves all but what has no room: that keeps nothing else from being saved.
async fn save_what_fits(
    house: &House,
    browser: &Browser,
    report: &ReportAt,
    mut changes: Vec<Change>,
    now: Moment,
) -> Result<Outcome, Problem> {
    let mut refused: Vec<Flaw> = Vec::new();
    loop {
        let (credential, shelf) = (browser.credential.clone(), house.shelf.clone());
        let ((cycle, party), sent) = (report.clone(), changes.clone());
        let done = write(house, move |tx| {
            let actor = credential.actor::<Refusal>(tx, now)?;
            save_changes(tx, &actor, &shelf, (&cycle, &party), sent, now)
        });
        let flaws = match done.await {
            Ok(mut outcome) => {
                outcome.flaws.extend(refused);
                return Ok(outcome);
            }
            Err(Refusal::Flaws(flaws)) => flaws,
            Err(refusal) => return Err(refusal.into()),
        };
        let before = changes.len();
        changes.retain(|change| !flaws.iter().any(|flaw| flaw.at == change.path));
        if changes.len() == before {
            return Err(Refusal::Flaws(flaws).into());
        }
        refused.extend(flaws);
    }
}

/// One answer's field, as its page shows it.
fn rendered(opened: &Opened, sent: &Sent, frame: &Frame, at: &str) -> Result<Option<String>, Problem> {
    let report = heading::path(&opened.report.cycle.code, &opened.report.party);
    let viewer = Viewer { opened, language: &frame.language, sent, page: "", find: None };
    let Some(block) = viewer.alone(at) else { return Ok(None) };
    let page = AlonePage { frame, report: &report, block: &block };
    page.render().map(Some).map_err(|error| Problem::broken(format!("a field cannot be rendered: {error}")))
}

/// What is told of a form that was sent.
struct Telling<'a> {
    opened: &'a Opened,
    filled: &'a Filled,
    browser: &'a Browser,
}

impl Telling<'_> {
    /// Every path that was sent is in it: saved, wrong, or in conflict.
    fn reply(&self, there: &[&str], flaws: &[Flaw], gone: Vec<Flaw>, outcome: Outcome) -> Result<Reply, Problem> {
        let language = self.browser.actor.language.as_str();
        let frame = self.browser.frame("").asking(&self.opened.published.template);
        let mut reply = Reply {
            saved: Vec::new(),
            at: String::new(),
            said: self.said(language),
            fields: Vec::new(),
            flaws: gone.into_iter().map(wrong).collect(),
            conflicts: outcome.conflicts.iter().map(|(path, _)| path.clone()).collect(),
            hidden: self.hidden(),
        };
        // What is not asked under its name any more was told as such: it stays in the page that it was typed into.
        let all = sent::everything(self.opened, &Former::default(), self.filled, language);
        let sent = Sent { conflicts: outcome.conflicts.into_iter().collect(), ..all };
        let plain = Sent::default();
        for at in there {
            let shown = |sent: &Sent| -> Result<Option<Shown>, Problem> {
                let html = rendered(self.opened, sent, &frame, at)?;
                Ok(html.map(|html| Shown { path: (*at).to_owned(), html }))
            };
            let mine: Vec<&Flaw> = flaws.iter().filter(|flaw| flaw.at == **at).collect();
            if !mine.is_empty() {
                reply.flaws.extend(mine.into_iter().map(|flaw| wrong(self.worded(flaw, language))));
            } else if sent.conflicts.contains_key(*at) {
                reply.fields.extend(shown(&sent)?);
            } else {
                let revision = self.revision(at);
                let was_saved = outcome.saved.iter().find(|saved| saved.path == **at);
                let based_on = self.filled.first(&part(at, "revision")).and_then(|text| text.parse::<i32>().ok());
                let has = |name: &str| self.filled.first(&part(at, name)).is_some();
                // What somebody else says there is the answer now: the page has to show it. What was confirmed is nobody
                // else's any more.
                if has("take") || has("confirm") || (was_saved.is_none() && based_on != Some(revision)) {
                    reply.fields.extend(shown(&plain)?);
                }
                let revision = was_saved.map_or(revision, |saved| saved.stored.revision);
                reply.saved.push(Kept { path: (*at).to_owned(), revision });
            }
        }
        Ok(reply)
    }

    /// The revision of the current answer at a path.
    fn revision(&self, at: &str) -> i32 {
        let opened = self.opened;
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, at);
        let stored = spot.and_then(|spot| opened.stored.get(&spot.key, spot.row()));
        stored.map_or(0, |stored: &store::Stored| stored.revision)
    }

    /// A flaw in the words of the person's language.
    fn worded(&self, flaw: &Flaw, language: &str) -> Flaw {
        let opened = self.opened;
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, &flaw.at);
        let message = spot.map_or_else(|| flaw.message.clone(), |spot| flaw_said(spot.question, flaw, language));
        Flaw { message, ..flaw.clone() }
    }

    /// The section that the page shows, where the script says which, and the reader reaches it.
    fn section(&self) -> Option<ItemName> {
        let section: ItemName = self.filled.first("section")?.parse().ok()?;
        self.opened.reach.reach(&section).then_some(section)
    }

    fn hidden(&self) -> Vec<String> {
        let Some(section) = self.section() else { return Vec::new() };
        let sheet = self.opened.sheet();
        let mine = sheet.lines.iter().filter(|line| line.section.name == section);
        mine.filter(|line| line.status == Status::NotApplicable).map(|line| line.path.clone()).collect()
    }

    fn said(&self, language: &str) -> String {
        let section = self.section();
        let progress = self.opened.progress().into_iter().find(|one| section.as_ref() == Some(&one.section));
        progress.map_or_else(String::new, |progress| {
            let (answered, questions) = (progress.answered.to_string(), progress.questions.to_string());
            words::text(language, "page.answered_of", &[("answered", &answered), ("questions", &questions)])
        })
    }
}

fn wrong(flaw: Flaw) -> Wrong {
    Wrong { path: flaw.at, code: flaw.code.to_string(), message: flaw.message }
}
