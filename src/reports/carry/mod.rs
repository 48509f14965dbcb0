//! Carries forward what a Party said before: a report begins with the answers of its last submission, unconfirmed until a
//! person confirms or changes them. It happens in the transaction that opens the report.

pub mod before;
mod earlier;
pub mod fit;
mod store;

use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::answer::Answer;
use super::carried::Carried;
use super::inscribe::{Line, inscribe};
use super::path::{self, Step};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::audit::ORIGIN;
use crate::clock::Moment;
use crate::cycles::{Beginnings, Cycle};
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::{PartyCode, ReportId, TemplateName};
use crate::templates::lineage::Lineage;
use crate::templates::outline::{Outline, Slot};
use crate::templates::prefill::{self, Prefill};
use crate::templates::{Published, Shelf};
use earlier::{Sources, Submitted};

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
    lineage: Option<(TemplateName, Rc<Lineage>)>,
    /// What was carried so far.
    pub tally: Tally,
}

impl<'a> Carrier<'a> {
    /// One that has carried nothing yet.
    pub fn new(shelf: &'a Shelf) -> Self {
        Self { shelf, lineage: None, tally: Tally::default() }
    }

    fn tell(&mut self, party: &PartyCode, reference: &str, flaws: Vec<Flaw>) {
        self.tally.left_behind += flaws.len();
        let room = MOST_TOLD.saturating_sub(self.tally.left.len());
        let left = |flaw| Left { party: party.clone(), reference: reference.to_owned(), flaw };
        self.tally.left.extend(flaws.into_iter().take(room).map(left));
    }

    /// The names that every question of the template ever had.
    fn lineage(&mut self, tx: &mut Conn, template: &TemplateName) -> Result<Rc<Lineage>, Fault> {
        if let Some((_, lineage)) = self.lineage.as_ref().filter(|(name, _)| name == template) {
            return Ok(Rc::clone(lineage));
        }
        let all = self.shelf.all(tx, template)?;
        let lineage = Rc::new(Lineage::of(all.iter().map(|one| &one.template)));
        self.lineage = Some((template.clone(), Rc::clone(&lineage)));
        Ok(lineage)
    }

    /// The answers a report begins with, and the rows they stand in. What does not fit is told.
    fn lines(&mut self, tx: &mut Conn, published: &Published, earlier: &mut Sources<'_>) -> Result<Begun, Fault> {
        let lineage = self.lineage(tx, &published.template.name)?;
        let (outline, mut begun) = (Outline::of(&published.template), Begun::default());
        for (slot, prefill) in prefill::carried(&published.template) {
            let sources = prefill.sources(&published.template, lineage.names(&slot.key));
            let Some((submitted, source, maps)) = earlier.latest(tx, self.shelf, sources)? else { continue };
            let (party, map) = (earlier.party, maps.then_some(prefill));
            let asked = Asked { published, outline: &outline, slot: &slot, map, party };
            for (row, path) in submitted.places(&source.question).unwrap_or_default() {
                let Some(entry) = submitted.answers.get(path) else { continue };
                match asked.line(&submitted, (row, path), entry) {
                    Ok(None) => {}
                    Ok(Some((line, steps, left))) => {
                        begun.add(line, &steps);
                        self.tell(earlier.party, &submitted.reference, left);
                    }
                    Err(flaws) => self.tell(earlier.party, &submitted.reference, flaws),
                }
            }
        }
        Ok(begun)
    }
}

/// What a report begins with.
#[derive(Default)]
struct Begun {
    rows: Vec<Line>,
    answers: Vec<Line>,
}

impl Begun {
    fn add(&mut self, line: Line, steps: &[Step<'_>]) {
        for step in steps.iter().filter(|step| step.made) {
            let known = |line: &&Line| line.question == step.frame && line.row_path == step.row;
            if self.rows.iter().find(known).is_none() {
                // Rows keep the order they had. Nobody's word: whoever took the row over made it.
                let answer = Answer { value: Some(json!(self.rows.len() + 1)), ..Answer::default() };
                let (question, row_path) = (step.frame.to_owned(), step.row.clone());
                self.rows.push(Line { question, row_path, revision: 1, answer, carried: None });
            }
        }
        self.answers.push(line);
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
        let mut earlier = Sources::new(cycle, party);
        let begun = self.lines(tx, &published, &mut earlier)?;
        if begun.answers.is_empty() {
            return Ok(());
        }
        let place = Place { party: Some(party.clone()), report: Some(report.clone()), ..cycle.place() };
        let permit = Permit::system(SystemReason::CarryForward, Action::SaveAnswers, place);
        self.tally.reports += 1;
        self.tally.answers += begun.answers.len();
        let lines: Vec<Line> = begun.rows.into_iter().chain(begun.answers).collect();
        inscribe(tx, &permit, (0, ORIGIN), &lines, now)?;
        Ok(())
    }
}

/// A question that is carried forward.
struct Asked<'a> {
    published: &'a Published,
    outline: &'a Outline<'a>,
    slot: &'a Slot<'a>,
    /// What the choices of the earlier question are called here.
    map: Option<&'a Prefill>,
    party: &'a PartyCode,
}

/// An answer, the rows it stands in, and what of it is left behind.
type Taken<'a> = (Line, Vec<Step<'a>>, Vec<Flaw>);

impl<'a> Asked<'a> {
    fn line(&self, from: &Submitted, (row, path): (&str, &str), entry: &Json) -> Result<Option<Taken<'a>>, Vec<Flaw>> {
        let (template, at) =
            (&self.published.template, path::written(self.outline, self.slot.frame, &self.slot.key, row));
        let Some((answer, left)) = fit::fit(template, self.slot.question, self.map, entry, &at)? else {
            return Ok(None);
        };
        let Some(steps) = path::steps_to(self.published, self.party, self.outline, self.slot.frame, row) else {
            let message = format!("its row {row} is not one of this report");
            return Err(vec![Flaw::new(at, "no_row", message)]);
        };
        let here = Carried {
            cycle: from.cycle.clone(),
            submission: from.number,
            reference: from.reference.clone(),
            question: path.to_owned(),
        };
        let carried = Some(fit::origin(entry, here));
        let question = self.slot.key.to_string();
        let line = Line { question, row_path: row.to_owned(), revision: 1, answer, carried };
        Ok(Some((line, steps, left)))
    }
}
