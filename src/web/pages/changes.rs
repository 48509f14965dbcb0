//! What changed since a submission: the old words beside the new ones, answer by answer.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::answers::{Chapter, Piece, Reader, Row, Table};
use super::heading::Heading;
use super::report::ReportAt;
use super::submission::SubmissionAt;
use super::{Frame, shown};
use crate::access::{Actor, Sections};
use crate::clock::Moment;
use crate::db::Conn;
use crate::reports::Refusal;
use crate::reports::changed::{Change, What};
use crate::reports::compare::{self, Compared, State};
use crate::reports::reading::Opened;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named, read_as};
use crate::words;

#[derive(Template)]
#[template(path = "changes.html", config = "src/web/askama.toml")]
struct ChangesPage {
    frame: Frame,
    heading: Heading,
    back: String,
    before: Called,
    after: Called,
    /// Whether the two answer different versions of the questions.
    moved: bool,
    parts: Vec<Part>,
    count: usize,
}

/// A state of the report as the page names it.
struct Called {
    name: String,
    at: String,
}

/// The changes in a section.
struct Part {
    label: String,
    lines: Vec<Line>,
}

/// A change.
struct Line {
    number: String,
    label: String,
    /// What happened, where it is more than another answer.
    mark: Option<String>,
    /// The two sides; none of a row that came or went.
    sides: Option<(Row, Row)>,
}

/// Since which submission.
#[derive(Debug, Default, Deserialize)]
pub struct Since {
    since: Option<i32>,
}

/// `GET /reports/{cycle}/{party}/submissions/{number}/changes`: since the submission before, or another one.
pub async fn submitted(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
    since: Option<web::Query<Since>>,
) -> Result<HttpResponse, Problem> {
    let ((cycle, party, number), shelf) = (at.into_inner(), house.shelf.clone());
    let since = since.and_then(|since| since.since);
    show(&house, &browser, move |tx, actor, now| {
        compare::submitted(tx, actor, &shelf, (&cycle, &party), (number, since), now)
    })
    .await
}

/// `GET /reports/{cycle}/{party}/changes`: in the draft, since the last submission.
pub async fn draft(house: web::Data<House>, browser: Browser, at: Named<ReportAt>) -> Result<HttpResponse, Problem> {
    let ((cycle, party), shelf) = (at.into_inner(), house.shelf.clone());
    show(&house, &browser, move |tx, actor, now| compare::draft(tx, actor, &shelf, (&cycle, &party), now)).await
}

async fn show(
    house: &House,
    browser: &Browser,
    compared: impl Fn(&mut Conn, &Actor, Moment) -> Result<(Opened, Compared), Refusal> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let (opened, compared, heading) = read_as::<_, Refusal>(house, &browser.credential, move |tx, actor, now| {
        let (opened, compared) = compared(tx, actor, now)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        Ok((opened, compared, heading))
    })
    .await?;
    let language = browser.actor.language.as_str();
    let zone = opened.report.cycle.time_zone.name();
    let named = |state: &State| match &state.submission {
        Some(submission) => {
            Called { name: submission.reference.clone(), at: words::moment(language, submission.submitted_at, zone) }
        }
        None => Called { name: words::text(language, "print.draft", &[]), at: String::new() },
    };
    let back = match &compared.after.submission {
        Some(submission) => format!("{}/submissions/{}", heading.path, submission.number),
        None => heading.path.clone(),
    };
    let parts = parts(&compared, language);
    let title = words::text(language, "page.changes", &[]);
    shown(&ChangesPage {
        frame: browser.frame(format!("{title} – {}", heading.party)).about(&heading),
        back,
        before: named(&compared.before),
        after: named(&compared.after),
        moved: compared.before.asked.version != compared.after.asked.version,
        count: compared.changes.len(),
        parts,
        heading,
    })
}

/// The changes by section, in the order of the newer version; sections that it lacks stand behind.
fn parts(compared: &Compared, language: &str) -> Vec<Part> {
    let read = |state: &State| {
        let reader = Reader::of(&state.asked, &state.frozen, language);
        reader.chapters(&Sections::All)
    };
    let (old, new) = (read(&compared.before), read(&compared.after));
    let (was, is) = (Places::of(&old), Places::of(&new));
    let mut parts: Vec<(String, Part)> = Vec::new();
    for chapter in new.iter().chain(&old) {
        if !parts.iter().any(|(name, _)| *name == chapter.name) {
            let label = format!("{} {}", chapter.number, chapter.label).trim().to_owned();
            parts.push((chapter.name.clone(), Part { label, lines: Vec::new() }));
        }
    }
    for change in &compared.changes {
        let Some((section, line)) = line(change, &was, &is, language) else { continue };
        if let Some((_, part)) = parts.iter_mut().find(|(name, _)| *name == section) {
            part.lines.push(line);
        }
    }
    parts.into_iter().map(|(_, part)| part).filter(|part| !part.lines.is_empty()).collect()
}

fn line(change: &Change, was: &Places<'_>, is: &Places<'_>, language: &str) -> Option<(String, Line)> {
    let mark = (change.what != What::Changed)
        .then(|| words::text(language, &format!("page.change_what.{}", change.what.word()), &[]));
    if matches!(change.what, What::RowAdded | What::RowTaken) {
        let after = change.after.as_deref().and_then(|path| is.rows.get(path));
        let (section, label) = after.or_else(|| was.rows.get(change.before.as_deref()?))?.clone();
        return Some((section, Line { number: String::new(), label, mark, sides: None }));
    }
    let before = change.before.as_deref().and_then(|path| was.answers.get(path));
    let after = change.after.as_deref().and_then(|path| is.answers.get(path));
    let (section, around, row) = after.or(before)?;
    let side =
        |found: Option<&(String, String, &Row)>| found.map_or_else(|| row.silent(), |(_, _, row)| (*row).clone());
    let (number, label) = (row.number.clone(), format!("{around}{}", row.label));
    Some((section.clone(), Line { number, label, mark, sides: Some((side(before), side(after))) }))
}

/// Where everything stands in a state of the report, by path.
#[derive(Default)]
struct Places<'a> {
    /// The section, the rows around, and the answer.
    answers: BTreeMap<&'a str, (String, String, &'a Row)>,
    /// The section of a row, and what it is called with what is around it.
    rows: BTreeMap<String, (String, String)>,
}

impl<'a> Places<'a> {
    fn of(chapters: &'a [Chapter]) -> Self {
        let mut places = Self::default();
        for chapter in chapters {
            places.chapter(chapter);
        }
        places
    }

    fn chapter(&mut self, chapter: &'a Chapter) {
        let mut around: Vec<&str> = Vec::new();
        for piece in &chapter.pieces {
            let prefix: String = around.iter().map(|label| format!("{label} – ")).collect();
            match piece {
                Piece::Pairs(rows) => {
                    let found = rows.iter().map(|row| (row.path.as_str(), (chapter.name.clone(), prefix.clone(), row)));
                    self.answers.extend(found);
                }
                Piece::Table(table) => self.table(chapter, &prefix, table),
                Piece::Open(turn) => {
                    self.rows.insert(turn.path.clone(), (chapter.name.clone(), format!("{prefix}{}", turn.label)));
                    around.push(&turn.label);
                }
                Piece::Close => drop(around.pop()),
                Piece::Repeat(..) => {}
            }
        }
    }

    fn table(&mut self, chapter: &'a Chapter, prefix: &str, table: &'a Table) {
        let about = format!("{prefix}{} {}", table.about.number, table.about.label).trim().to_owned();
        for (label, cells) in &table.rows {
            let called = format!("{about}, {label}");
            if let Some((path, _)) = cells.first().and_then(|cell| cell.path.rsplit_once('/')) {
                self.rows.insert(path.to_owned(), (chapter.name.clone(), called.clone()));
            }
            let cell = |cell: &'a Row| (cell.path.as_str(), (chapter.name.clone(), format!("{called}: "), cell));
            self.answers.extend(cells.iter().map(cell));
        }
    }
}
