//! One section of the form, or one row of it: shown, saved, and shown again where something needs a second look. Nothing
//! typed is lost.

mod completed;
mod extras;
mod alone;
mod conditions;
pub mod field;
mod filters;
pub mod flaws_said;
mod gone;
pub mod live;
mod lost;
pub mod numbers;
pub mod place;
pub mod removal;
pub mod repeat;
mod sent;
mod shown;
pub mod table;
mod then;
pub mod typed;
pub mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::form::{After, Done};
use super::heading::{self, Heading};
use super::{kept, language, see_other, shown_as};
use crate::access::{Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::reports::Refusal;
use crate::reports::declared::declare;
use crate::reports::former::Former;
use crate::reports::make_row::make_row;
use crate::reports::path;
use crate::reports::reading::{self, Opened};
use crate::reports::reuse::{Reused, reuse};
use crate::reports::save_changes::{Outcome, Sent as Change, save_changes};
use crate::templates::{Section, Shelf};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::tongue::Tongue;
use crate::web::{House, Named, read_as, write};
use crate::words;
use field::Sent;
use shown::page;
use then::{Then, onward};

/// What the button says that confirms all the page shows.
const CONFIRM: &str = "confirm";

/// Which section of which report, as the address names it.
pub type SectionAt = (CycleCode, PartyCode, ItemName);
/// Which row of a section.
pub type RowAt = (CycleCode, PartyCode, ItemName, String);

/// Where a page stands: on a section, or on a row of one of its repeats.
#[derive(Debug, Clone)]
pub struct At {
    cycle: CycleCode,
    party: PartyCode,
    section: ItemName,
    row: Option<String>,
}

impl At {
    fn section((cycle, party, section): SectionAt) -> Self {
        Self { cycle, party, section, row: None }
    }

    fn row((cycle, party, section, row): RowAt) -> Self {
        Self { cycle, party, section, row: Some(row) }
    }

    /// A row that no report can have has no page.
    fn row_there_may_be(&self, opened: &Opened) -> Result<(), Denied> {
        let Some(row) = &self.row else { return Ok(()) };
        let found = path::find_row(&opened.published, &opened.reach, &opened.report.party, row);
        found.filter(|(section, _)| section.name == self.section).map(drop).ok_or(Denied::NotFound)
    }

    /// The address of the section's page.
    fn section_path(&self) -> String {
        format!("{}/sections/{}", heading::path(&self.cycle, &self.party), self.section)
    }

    /// The address of this page.
    fn path(&self) -> String {
        match &self.row {
            Some(row) => format!("{}/rows/{row}", self.section_path()),
            None => self.section_path(),
        }
    }
}

/// What a page of a section is made from.
struct Loaded {
    opened: Opened,
    heading: Heading,
    writable: bool,
    now: Moment,
}

/// What the page was asked to show besides itself.
#[derive(Debug, Default, Deserialize)]
pub struct Look {
    /// What is looked for among the rows of a repeat,
    find: Option<String>,
    /// and in which.
    within: Option<String>,
    /// The row that was just taken away.
    taken: Option<String>,
    /// The answer on the page that checks all, where whoever came from there goes back to.
    back: Option<String>,
}

/// The path of an answer as an address may hold it: of what no path has, nothing is taken.
fn back(path: Option<&str>) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-/".contains(c);
    path.filter(|path| !path.is_empty() && path.chars().all(fits)).map(str::to_owned)
}

/// `GET /reports/{cycle}/{party}/sections/{section}`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SectionAt>,
    after: Option<web::Query<After>>,
    look: Option<web::Query<Look>>,
) -> Result<HttpResponse, Problem> {
    look_at(&house, &browser, &At::section(at.into_inner()), after, look).await
}

/// `GET /reports/{cycle}/{party}/sections/{section}/rows/{path}`
pub async fn show_row(
    house: web::Data<House>,
    browser: Browser,
    at: Named<RowAt>,
    after: Option<web::Query<After>>,
    look: Option<web::Query<Look>>,
) -> Result<HttpResponse, Problem> {
    look_at(&house, &browser, &At::row(at.into_inner()), after, look).await
}

async fn look_at(
    house: &House,
    browser: &Browser,
    at: &At,
    after: Option<web::Query<After>>,
    look: Option<web::Query<Look>>,
) -> Result<HttpResponse, Problem> {
    let loaded = load(house, browser, at).await?;
    if !loaded.writable {
        return Ok(see_other(&format!("{}/check", loaded.heading.path)));
    }
    let look = look.map(web::Query::into_inner).unwrap_or_default();
    let mut page = page(browser, &loaded, at, &Sent::default(), look)?;
    if page.is_gone {
        return Ok(see_other(&at.section_path()));
    }
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    shown_as(StatusCode::OK, &page)
}

/// `POST /reports/{cycle}/{party}/sections/{section}`
pub async fn save(
    house: web::Data<House>,
    browser: Result<Browser, Problem>,
    tongue: Tongue,
    at: Named<SectionAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    take(&house, browser.map_err(|problem| (problem, tongue)), &At::section(at.into_inner()), &filled).await
}

/// `POST /reports/{cycle}/{party}/sections/{section}/rows/{path}`
pub async fn save_row(
    house: web::Data<House>,
    browser: Result<Browser, Problem>,
    tongue: Tongue,
    at: Named<RowAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    take(&house, browser.map_err(|problem| (problem, tongue)), &At::row(at.into_inner()), &filled).await
}

async fn take(
    house: &House,
    browser: Result<Browser, (Problem, Tongue)>,
    at: &At,
    filled: &Filled,
) -> Result<HttpResponse, Problem> {
    let action = at.path();
    let browser = match browser {
        Ok(browser) => browser,
        Err((problem, tongue)) => return kept::instead_of(problem, &action, filled, Err(&tongue)),
    };
    match try_save(house, &browser, at, filled).await {
        Ok(answer) => language::remembered(answer, house, filled),
        Err(problem) => kept::instead_of(problem, &action, filled, Ok(&browser)),
    }
}

async fn try_save(house: &House, browser: &Browser, at: &At, filled: &Filled) -> Result<HttpResponse, Problem> {
    let typed_in = browser.actor.language.as_str();
    let ours = browser.check(filled).is_ok();
    // A button at the foot of the page saves and goes on in another language: what is left to say is said in that one.
    let browser = &if ours { language::switched(house, browser, filled).await? } else { browser.clone() };
    let loaded = load(house, browser, at).await?;
    let language = browser.actor.language.clone();
    let former = former(house, browser, &loaded, filled).await?;
    let all = || sent::everything(&loaded.opened, &former, filled, &language);
    if !ours {
        let notice = words::text(&language, "page.other_session", &[]);
        return again(browser, &loaded, at, all(), StatusCode::FORBIDDEN, notice);
    }
    let then = Then::read(filled.first("then").unwrap_or_default());
    let changes = sent::changes(&loaded.opened, &former, filled, typed_in);
    let renamed: Vec<String> =
        changes.iter().filter(|change| change.was.is_some()).map(|change| change.path.clone()).collect();
    let (credential, shelf, now) = (browser.credential.clone(), house.shelf.clone(), loaded.now);
    let (place, wanted, completed) = (at.clone(), then.clone(), completed::sent(filled));
    let done = write(house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        save_all(tx, &actor, &shelf, &place, (changes, &wanted, completed), now)
    })
    .await;
    let outcome = match done {
        Ok(outcome) => outcome,
        Err(refusal @ (Refusal::Submitted | Refusal::NotOpen(_) | Refusal::Closed(_))) => {
            let notice = words::text(&language, closed_key(&refusal), &[]);
            return again(browser, &loaded, at, all(), StatusCode::CONFLICT, notice);
        }
        // More rows than there may be: nothing of the form was taken.
        Err(Refusal::Flaws(flaws)) => {
            let notice = words::text(&language, "page.rows_full", &[]);
            return again(browser, &loaded, at, Sent { flaws, ..all() }, StatusCode::UNPROCESSABLE_ENTITY, notice);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let saved = outcome.saved.len();
    let is_fine = outcome.flaws.is_empty() && outcome.conflicts.is_empty();
    let sent = if is_fine && former.is_empty() { Sent::default() } else { all() };
    if is_fine && sent.lost.is_empty() {
        // Where a row stands depends on how many there are now.
        let loaded = if then.row().is_some() { load(house, browser, at).await? } else { loaded };
        let across = outcome.saved.iter().any(|saved| renamed.contains(&saved.path));
        return Ok(onward(&loaded, at, &then, browser, if across { Done::SavedAcross } else { Done::Saved }));
    }
    let status = if outcome.flaws.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let notice = match saved {
        0 => words::text(&language, "page.none_saved", &[]),
        count => words::counted(&language, "page.rest_saved", u64::try_from(count).unwrap_or_default(), &[]),
    };
    let sent = sent::second_look(sent, outcome);
    let loaded = load(house, browser, at).await?;
    again(browser, &loaded, at, sent, status, notice)
}

/// Saves what was typed, makes the row or takes over the answer that was asked for along with it, and keeps what was said of
/// the section.
fn save_all(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    at: &At,
    (mut changes, then, completed): (Vec<Change>, &Then, Option<bool>),
    now: Moment,
) -> Result<Outcome, Refusal> {
    let report = (&at.cycle, &at.party);
    // What stands in the field goes when what was said before takes its place.
    let reused: Vec<Change> = changes.extract_if(.., |change| then.reuse() == Some(&change.path)).collect();
    let mut outcome = save_changes(tx, actor, shelf, report, changes, now)?;
    if let Some(row) = then.row() {
        make_row(tx, actor, shelf, report, &row, now)?;
    }
    for change in reused {
        match reuse(tx, actor, shelf, report, (&change.path, change.based_on), now)? {
            Reused::Saved(saved) => outcome.saved.extend(saved),
            Reused::Changed(theirs) => outcome.conflicts.push((change.path, *theirs)),
        }
    }
    // Whoever has to look at the page again says it again there.
    if let Some(completed) = completed.filter(|_| outcome.flaws.is_empty() && outcome.conflicts.is_empty()) {
        declare(tx, actor, shelf, report, (&at.section, completed), now)?;
    }
    Ok(outcome)
}

fn closed_key(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Submitted => "page.submitted_meanwhile",
        Refusal::NotOpen(_) => "page.not_open_yet",
        _ => "page.closed_meanwhile",
    }
}

/// The versions that the form may have been made from, where it holds what is not asked now.
async fn former(house: &House, browser: &Browser, loaded: &Loaded, filled: &Filled) -> Result<Former, Problem> {
    if !sent::is_former(&loaded.opened, &sent::paths(filled)) {
        return Ok(Former::default());
    }
    let (shelf, template) = (house.shelf.clone(), loaded.opened.report.cycle.template.clone());
    read_as::<_, Refusal>(house, &browser.credential, move |tx, _, _| Ok(Former::of(shelf.all(tx, &template)?))).await
}

async fn load(house: &House, browser: &Browser, at: &At) -> Result<Loaded, Problem> {
    let (at, shelf) = (at.clone(), house.shelf.clone());
    read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let mut opened = reading::summary(tx, actor, &shelf, &at.cycle, &at.party, now)?;
        find(&opened, &at.section)?;
        at.row_there_may_be(&opened)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        let writable = heading::can_save(actor, &opened, now);
        if !writable && !heading::can_read(actor, &opened) {
            return Err(Denied::Forbidden.into());
        }
        if writable {
            opened.look_back(tx, &shelf, &at.section)?;
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

fn again(
    browser: &Browser,
    loaded: &Loaded,
    at: &At,
    sent: Sent,
    status: StatusCode,
    notice: String,
) -> Result<HttpResponse, Problem> {
    let mut page = page(browser, loaded, at, &sent, Look::default())?;
    page.notice = Some(notice);
    shown_as(status, &page)
}
