//! One walk over the counted submissions, in the order of every table: Party, then question.

use super::Refusal;
use super::cell_store::Word;
use super::questionnaire::Plan;
use super::round::{Entry, Round};
use super::store::{Part, Sent};
use crate::db::Conn;
use crate::fault::Fault;

/// What the walk tells on its way.
pub trait Reader<P> {
    /// A submission begins.
    fn begin(&mut self, _entry: &Entry, _sent: &Sent) -> Result<(), Refusal> {
        Ok(())
    }

    /// The question at a place is not in the submission's version.
    fn not_asked(&mut self, entry: &Entry, sent: &Sent, place: usize) -> Result<(), Refusal>;

    /// What the submission says to the question at a place: one row, or one for each tick or link.
    fn said(&mut self, entry: &Entry, sent: &Sent, place: usize, parts: &[P]) -> Result<(), Refusal>;

    /// The submission is done.
    fn end(&mut self, _entry: &Entry, _sent: &Sent) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Walks over every counted submission.
pub fn walk<P: Part>(tx: &mut Conn, round: &Round, reader: &mut impl Reader<P>) -> Result<(), Refusal> {
    for entry in &round.entries {
        if let Some(sent) = entry.counted.as_ref().filter(|_| entry.class.submitted(round.scope.at_cut_off)) {
            walk_one(tx, round, entry, sent, reader)?;
        }
    }
    Ok(())
}

fn walk_one<P: Part>(
    tx: &mut Conn,
    round: &Round,
    entry: &Entry,
    sent: &Sent,
    reader: &mut impl Reader<P>,
) -> Result<(), Refusal> {
    let broken =
        || Fault::Broken(format!("submission {} of {} answers no version of the cycle", sent.number, entry.party));
    let plan = round.questionnaire.plan(sent.version).ok_or_else(broken)?;
    reader.begin(entry, sent)?;
    let mut step = Step { round, entry, sent, next: 0, reader };
    let mut parts: Vec<P> = Vec::new();
    if plan.in_order {
        let mut at = Cursor { plan, index: 0 };
        P::each(tx, &sent.id, |part: P| {
            if parts.first().is_some_and(|first| first.question() != part.question()) {
                step.said(at.place()?, &parts)?;
                parts.clear();
            }
            if parts.is_empty() {
                at.seek(round, part.question())?;
            }
            parts.push(part);
            Ok::<_, Refusal>(())
        })?;
        if !parts.is_empty() {
            step.said(at.place()?, &parts)?;
        }
    } else {
        gather(tx, &mut step, plan)?;
    }
    step.not_asked_until(round.questionnaire.questions.len())?;
    reader.end(entry, sent)
}

/// A version whose order is not the questionnaire's: one submission of it is kept in memory, to be told in order.
fn gather<P: Part, R: Reader<P>>(tx: &mut Conn, step: &mut Step<'_, R>, plan: &Plan) -> Result<(), Refusal> {
    let mut all: Vec<(usize, Vec<P>)> = Vec::new();
    let mut at = Cursor { plan, index: 0 };
    let round = step.round;
    P::each(tx, &step.sent.id, |part: P| {
        match all.last_mut() {
            Some((_, parts)) if parts.first().is_some_and(|first| first.question() == part.question()) => {
                parts.push(part)
            }
            _ => {
                at.seek(round, part.question())?;
                all.push((at.place()?, vec![part]));
            }
        }
        Ok::<_, Refusal>(())
    })?;
    all.sort_by_key(|(place, _)| *place);
    all.iter().try_for_each(|(place, parts)| step.said(*place, parts))
}

/// Where in its version's order a submission's rows have come.
struct Cursor<'a> {
    plan: &'a Plan,
    index: usize,
}

impl Cursor<'_> {
    /// The place of the question the cursor stands at.
    fn place(&self) -> Result<usize, Fault> {
        self.plan
            .places
            .get(self.index)
            .copied()
            .ok_or_else(|| Fault::Broken("an answer after the last question".to_owned()))
    }

    /// Goes on to a question. Rows come in their version's order, so it lies ahead.
    fn seek(&mut self, round: &Round, question: &Word) -> Result<(), Fault> {
        let named = |place: &usize| match self.plan.own.get(place) {
            Some(own) => question.is(&own.name),
            None => round.questionnaire.questions.get(*place).is_some_and(|asked| question.is(&asked.name)),
        };
        let ahead = self.plan.places.get(self.index..).unwrap_or_default();
        let found = ahead.iter().position(named);
        self.index +=
            found.ok_or_else(|| Fault::Broken(format!("{:?} is not where its version has it", question.as_str())))?;
        Ok(())
    }
}

/// What the reader was told last.
struct Step<'a, R> {
    round: &'a Round,
    entry: &'a Entry,
    sent: &'a Sent,
    next: usize,
    reader: &'a mut R,
}

impl<R> Step<'_, R> {
    fn not_asked_until<P>(&mut self, place: usize) -> Result<(), Refusal>
    where
        R: Reader<P>,
    {
        while self.next < place {
            self.reader.not_asked(self.entry, self.sent, self.next)?;
            self.next += 1;
        }
        Ok(())
    }

    fn said<P>(&mut self, place: usize, parts: &[P]) -> Result<(), Refusal>
    where
        R: Reader<P>,
    {
        self.not_asked_until::<P>(place)?;
        self.next = place + 1;
        self.reader.said(self.entry, self.sent, place, parts)
    }
}
