//! Carries forward what a Party said before: a report begins with the answers of its last submission, unconfirmed until a
//! person confirms or changes them. It happens in the transaction that opens the report.

pub mod fit;
mod store;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value as Json};

use super::carried::Carried;
use super::inscribe::{Line, inscribe};
use super::submissions;
use crate::access::{Action, Permit, Place, SystemReason};
use crate::audit::ORIGIN;
use crate::clock::Moment;
use crate::cycles::{Beginnings, Cycle};
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::{ItemName, PartyCode, ReportId, TemplateName};
use crate::templates::prefill::{self, Prefill, Source};
use crate::templates::{Question, Shelf, Template};

/// Most answers that are told of because they did not fit: nobody reads more, and each Party sees its own form.
const MOST_TOLD: usize = 1_000;

/// What was carried forward into the reports that were opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many reports begin with answers.
    pub reports: usize,
    /// How many answers they begin with.
    pub answers: usize,
    /// What does not fit its question any more, or not all of it, at most a thousand.
    pub left: Vec<Left>,
    /// How many of those there are.
    pub left_behind: usize,
}

/// Something that was not carried forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Whose.
    pub party: PartyCode,
    /// Where it was said: `cms-cop14/KEN/1`.
    pub reference: String,
    /// Which answer it would be, and why it is not.
    pub flaw: Flaw,
}

/// Carries forward into reports as they are opened, and keeps count.
pub struct Carrier<'a> {
    shelf: &'a Shelf,
    /// What was carried so far.
    pub tally: Tally,
}

impl<'a> Carrier<'a> {
    /// One that has carried nothing yet.
    pub fn new(shelf: &'a Shelf) -> Self {
        Self { shelf, tally: Tally::default() }
    }

    fn tell(&mut self, party: &PartyCode, reference: &str, flaws: Vec<Flaw>) {
        self.tally.left_behind += flaws.len();
        let room = MOST_TOLD.saturating_sub(self.tally.left.len());
        let left = |flaw| Left { party: party.clone(), reference: reference.to_owned(), flaw };
        self.tally.left.extend(flaws.into_iter().take(room).map(left));
    }

    /// The answers a report begins with. What does not fit is told.
    fn lines(&mut self, template: &Template, earlier: &mut Sources<'_>, tx: &mut Conn) -> Result<Vec<Line>, Fault> {
        let (mut lines, party) = (Vec::new(), earlier.party);
        for (name, question, prefill) in prefill::carried(template) {
            let Some((source, maps)) =
                earlier.latest(tx, prefill.sources(template, &name, question.was.as_ref().map(ItemName::as_str)))?
            else {
                continue;
            };
            let Some(submission) = earlier.of(tx, &source.template)? else { continue };
            let Some(entry) = submission.answers.get(&source.question) else { continue };
            let asked = Asked { template, question, map: maps.then_some(prefill), name: &name };
            match asked.line(submission, &source.question, entry) {
                Ok(None) => {}
                Ok(Some((line, left))) => {
                    lines.push(line);
                    self.tell(party, &submission.reference, left);
                }
                Err(flaws) => self.tell(party, &submission.reference, flaws),
            }
        }
        Ok(lines)
    }
}

impl Beginnings for Carrier<'_> {
    fn begin(
        &mut self,
        tx: &mut Conn,
        cycle: &Cycle,
        party: &PartyCode,
        report: &ReportId,
        now: Moment,
    ) -> Result<(), Fault> {
        let published = self.shelf.published(tx, &cycle.template, cycle.version)?;
        let mut earlier = Sources { cycle, party, found: BTreeMap::new() };
        let lines = self.lines(&published.template, &mut earlier, tx)?;
        if lines.is_empty() {
            return Ok(());
        }
        let place = Place { party: Some(party.clone()), report: Some(report.clone()), ..cycle.place() };
        let permit = Permit::system(SystemReason::CarryForward, Action::SaveAnswers, place);
        inscribe(tx, &permit, (0, ORIGIN), &lines, now)?;
        self.tally.reports += 1;
        self.tally.answers += lines.len();
        Ok(())
    }
}

/// A question that is carried forward.
struct Asked<'a> {
    template: &'a Template,
    question: &'a Question,
    /// What the choices of the earlier question are called here.
    map: Option<&'a Prefill>,
    name: &'a str,
}

impl Asked<'_> {
    fn line(&self, from: &Submitted, path: &str, entry: &Json) -> Result<Option<(Line, Vec<Flaw>)>, Vec<Flaw>> {
        let Some((answer, left)) = fit::fit(self.template, self.question, self.map, entry, self.name)? else {
            return Ok(None);
        };
        let here = Carried {
            cycle: from.cycle.clone(),
            submission: from.number,
            reference: from.reference.clone(),
            question: path.to_owned(),
        };
        let carried = Some(fit::origin(entry, here));
        let line = Line { question: self.name.to_owned(), row_path: String::new(), revision: 1, answer, carried };
        Ok(Some((line, left)))
    }
}

/// A submission of an earlier cycle, with its frozen answers by path.
struct Submitted {
    due_at: Moment,
    cycle: crate::ids::CycleCode,
    number: i32,
    reference: String,
    answers: Map<String, Json>,
}

/// What a Party submitted before, by template; each read once.
struct Sources<'a> {
    cycle: &'a Cycle,
    party: &'a PartyCode,
    found: BTreeMap<TemplateName, Option<Submitted>>,
}

impl Sources<'_> {
    /// The source that was asked last; the first where several were asked in one cycle.
    fn latest(&mut self, tx: &mut Conn, sources: Vec<(Source, bool)>) -> Result<Option<(Source, bool)>, Fault> {
        let mut latest: Option<(Moment, (Source, bool))> = None;
        for source in sources {
            let asked = self.of(tx, &source.0.template)?.filter(|found| found.answers.contains_key(&source.0.question));
            if let Some(due_at) = asked.map(|found| found.due_at)
                && latest.as_ref().is_none_or(|(before, _)| *before < due_at)
            {
                latest = Some((due_at, source));
            }
        }
        Ok(latest.map(|(_, source)| source))
    }

    fn of(&mut self, tx: &mut Conn, template: &TemplateName) -> Result<Option<&Submitted>, Fault> {
        match self.found.entry(template.clone()) {
            Entry::Occupied(known) => Ok(known.into_mut().as_ref()),
            Entry::Vacant(room) => Ok(room.insert(read(tx, self.cycle, self.party, template)?).as_ref()),
        }
    }
}

fn read(tx: &mut Conn, cycle: &Cycle, party: &PartyCode, template: &TemplateName) -> Result<Option<Submitted>, Fault> {
    let Some(newest) = store::newest(tx, cycle, party, template)? else { return Ok(None) };
    let document = submissions::store::document(tx, &newest.id)?;
    let document: Json = serde_json::from_str(&document)
        .map_err(|error| Fault::Broken(format!("the document of {}: {error}", newest.reference)))?;
    let answers = match document {
        Json::Object(mut members) => match members.remove("answers") {
            Some(Json::Object(answers)) => answers,
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    Ok(Some(Submitted {
        due_at: newest.due_at,
        cycle: newest.cycle,
        number: newest.number,
        reference: newest.reference,
        answers,
    }))
}
