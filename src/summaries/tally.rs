//! Everything counted in one walk: what was said, and the numbers given.

use rust_decimal::Decimal;

use super::Refusal;
use super::cell_store::Status;
use super::counts::{Cell, Counts, Said};
use super::frames::Framed;
use super::lines::{Lines, Of, frame};
use super::pass::{Reader, walk};
use super::questionnaire::{Asked, Questionnaire, Shape};
use super::round::{Entry, Round};
use super::standing::Basis;
use super::store::{Mark, Sent};
use crate::db::Conn;
use crate::fault::Fault;

/// The numbers given to one question in one region.
#[derive(Debug, Clone, Default)]
struct Numbers {
    on_time: Vec<Decimal>,
    later: Vec<Decimal>,
}

/// What was counted in a cycle.
pub struct Tally {
    lines: Lines,
    counts: Counts,
    /// By line, then by region; nothing for questions without numbers.
    numbers: Vec<Vec<Numbers>>,
    /// By frame, then by the rows that all Parties have: whether somebody was shown it.
    seen: Vec<Vec<bool>>,
}

impl Tally {
    /// Counts a cycle.
    pub fn take(tx: &mut Conn, round: &Round) -> Result<Self, Refusal> {
        let (questionnaire, regions) = (&round.questionnaire, round.regions.len());
        let lines = Lines::of(questionnaire);
        let tally = Self {
            counts: Counts::new(lines.count, regions),
            numbers: no_numbers(questionnaire, &lines, regions),
            seen: questionnaire.frames.iter().map(|frame| vec![false; frame.fixed.len()]).collect(),
            lines,
        };
        let mut counter = Counter { round, tally, chosen: Vec::new() };
        walk::<Mark>(tx, round, &mut counter)?;
        // Whoever is covered by another's report was asked nothing: the answers count once, under the filer.
        for entry in round.entries.iter().filter(|entry| entry.is_answered_for(round.scope.at_cut_off)) {
            for place in 0..questionnaire.questions.len() {
                counter.asked_nothing(entry, place);
            }
        }
        Ok(counter.tally)
    }

    /// What was said to the question at a place, in a region or in all.
    pub fn cell(&self, place: usize, of: Of, region: Option<usize>, basis: Basis) -> Cell {
        self.counts.cell(self.lines.at(place, of), region, basis)
    }

    /// The numbers given to the question at a place, in a region or in all.
    pub fn numbers(&self, place: usize, of: Of, region: Option<usize>, basis: Basis) -> Vec<Decimal> {
        let regions = self.numbers.get(self.lines.at(place, of)).map(Vec::as_slice).unwrap_or_default();
        let chosen = match region {
            Some(region) => regions.get(region..=region).unwrap_or_default(),
            None => regions,
        };
        let mut all = Vec::new();
        for numbers in chosen {
            all.extend_from_slice(&numbers.on_time);
            if basis == Basis::All {
                all.extend_from_slice(&numbers.later);
            }
        }
        all
    }

    /// The rows that all Parties have of what a question is asked in, each with what is counted of it.
    pub fn each_fixed<'a>(
        &'a self,
        questionnaire: &'a Questionnaire,
        asked: &Asked,
    ) -> impl Iterator<Item = (Of, &'a super::frames::Fixed)> {
        let seen = asked.frame.and_then(|at| self.seen.get(at)).map(Vec::as_slice).unwrap_or_default();
        let frame = frame(questionnaire, asked);
        let told = move |at: usize| frame.is_some_and(|f| !f.is_filtered) || seen.get(at) == Some(&true);
        let rows = frame.map(|frame| frame.fixed.as_slice()).unwrap_or_default().iter().enumerate();
        rows.filter(move |(at, _)| told(*at)).map(|(at, fixed)| (Of::Fixed(at), fixed))
    }
}

/// Room for numbers where there can be some. Those of several rows are not added up into one of their report.
fn no_numbers(questionnaire: &Questionnaire, lines: &Lines, regions: usize) -> Vec<Vec<Numbers>> {
    let mut numbers = vec![Vec::new(); lines.count];
    let asked = questionnaire.questions.iter().enumerate();
    for (place, asked) in asked.filter(|(_, asked)| asked.shape == Shape::Number) {
        let start = lines.at(place, Of::Reports);
        let end = lines.at(place + 1, Of::Reports);
        let from = start + usize::from(asked.frame.is_some());
        numbers.get_mut(from..end).into_iter().flatten().for_each(|line| *line = vec![Numbers::default(); regions]);
    }
    numbers
}

/// Where one thing is counted.
#[derive(Clone, Copy)]
struct At<'a> {
    entry: &'a Entry,
    version: i32,
    place: usize,
    asked: &'a Asked,
}

struct Counter<'a> {
    round: &'a Round,
    tally: Tally,
    /// Kept between answers: a place to put choices is asked for by the million.
    chosen: Vec<usize>,
}

impl Counter<'_> {
    fn count(&mut self, at: At<'_>, of: Of, said: Said<'_>) {
        self.tally.counts.add(self.tally.lines.at(at.place, of), at.asked, at.entry.slot, said);
    }

    fn asked_nothing(&mut self, entry: &Entry, place: usize) {
        let round = self.round;
        let Some(asked) = round.questionnaire.questions.get(place) else { return };
        let at = At { entry, version: 0, place, asked };
        let fixed = frame(&round.questionnaire, asked).map_or(0, |frame| frame.fixed.len());
        self.count(at, Of::Reports, Said::NotAsked);
        (0..fixed).for_each(|row| self.count(at, Of::Fixed(row), Said::NotAsked));
    }

    /// Takes the numbers of one answer.
    fn add_numbers(&mut self, at: At<'_>, of: Of, marks: &[Mark]) -> Result<(), Fault> {
        // Hectares are not added to square kilometres: only numbers in the unit that is asked now are summed up.
        let adds_up = self.round.questionnaire.unit(at.version, at.place) == at.asked.unit;
        let regions = self.tally.numbers.get_mut(self.tally.lines.at(at.place, of)).filter(|_| adds_up);
        let Some(numbers) = regions.and_then(|regions| regions.get_mut(at.entry.slot.region)) else { return Ok(()) };
        let numbers = if at.entry.slot.on_time { &mut numbers.on_time } else { &mut numbers.later };
        for text in marks.iter().filter_map(|mark| mark.value_number.as_deref()) {
            let number = Decimal::from_str_exact(text);
            let name = &at.asked.name;
            numbers.push(number.map_err(|error| Fault::Broken(format!("{name:?} says {text:?}: {error}")))?);
        }
        Ok(())
    }

    /// Counts one answer.
    fn one(&mut self, at: At<'_>, of: Of, (status, chosen): (Status, &[usize]), marks: &[Mark]) -> Result<(), Fault> {
        if status == Status::Answered {
            self.add_numbers(at, of, marks)?;
        }
        self.count(at, of, said(status, chosen));
        Ok(())
    }

    /// Counts what was said row by row, then all of it together.
    fn in_rows(&mut self, at: At<'_>, frame: &Framed, marks: &[Mark]) -> Result<(), Fault> {
        let mut whole: Option<Status> = None;
        let mut together: Vec<usize> = Vec::new();
        let mut there = vec![false; frame.fixed.len()];
        let mut chosen = Vec::new();
        for row in marks.chunk_by(|one, next| one.row == next.row) {
            let Some(first) = row.first() else { continue };
            choices(at.asked, row, &mut chosen)?;
            let new = |place: &&usize| !together.contains(place);
            let more: Vec<usize> = chosen.iter().filter(new).copied().collect();
            together.extend(more);
            whole = Some(whole.map_or(first.status, |known| stronger(known, first.status)));
            if first.row.is_empty() {
                continue;
            }
            self.one(at, Of::Rows, (first.status, &chosen), row)?;
            if let Some(place) = frame.fixed_at(&first.row) {
                self.one(at, Of::Fixed(place), (first.status, &chosen), row)?;
                there.get_mut(place).into_iter().for_each(|there| *there = true);
            }
        }
        self.count(at, Of::Reports, said(whole.ok_or_else(unread)?, &together));
        self.absent(at, frame, &there);
        Ok(())
    }

    /// Counts the rows that all have but this report has not, and remembers those it has.
    fn absent(&mut self, at: At<'_>, frame: &Framed, there: &[bool]) {
        for (place, (fixed, there)) in frame.fixed.iter().zip(there).enumerate() {
            let seen = at.asked.frame.and_then(|frame| self.tally.seen.get_mut(frame));
            match (there, fixed.versions.contains(&at.version)) {
                (true, _) => seen.and_then(|seen| seen.get_mut(place)).into_iter().for_each(|seen| *seen = true),
                (false, true) => self.count(at, Of::Fixed(place), Said::NotApplicable),
                (false, false) => self.count(at, Of::Fixed(place), Said::NotAsked),
            }
        }
    }
}

/// The places of the choices made in one answer.
fn choices(asked: &Asked, marks: &[Mark], chosen: &mut Vec<usize>) -> Result<(), Fault> {
    chosen.clear();
    let answered = marks.first().is_some_and(|mark| mark.status == Status::Answered);
    if !answered || asked.choices.is_empty() {
        return Ok(());
    }
    for code in marks.iter().filter_map(|mark| mark.value_code) {
        let unknown = || Fault::Broken(format!("{:?} has no choice {:?}", asked.name, code.as_str()));
        let place = asked.choices.iter().position(|choice| code.is(&choice.code));
        chosen.push(place.ok_or_else(unknown)?);
    }
    Ok(())
}

fn said(status: Status, chosen: &[usize]) -> Said<'_> {
    match status {
        Status::Answered => Said::Answered(chosen),
        Status::NotApplicable => Said::NotApplicable,
        Status::Blank => Said::Blank,
        Status::Unconfirmed => Said::Unconfirmed,
    }
}

/// What a report says that says one thing in one row and another in the next: it has answered as soon as one row has, and a
/// question applies to it as soon as it does in one.
fn stronger(one: Status, other: Status) -> Status {
    let order = [Status::Answered, Status::Unconfirmed, Status::Blank];
    order.into_iter().find(|status| [one, other].contains(status)).unwrap_or(Status::NotApplicable)
}

fn unread() -> Fault {
    Fault::Broken("a question was read without a row".to_owned())
}

impl Reader<Mark> for Counter<'_> {
    fn not_asked(&mut self, entry: &Entry, _: &Sent, place: usize) -> Result<(), Refusal> {
        self.asked_nothing(entry, place);
        Ok(())
    }

    fn said(&mut self, entry: &Entry, sent: &Sent, place: usize, marks: &[Mark]) -> Result<(), Refusal> {
        let round = self.round;
        let Some(asked) = round.questionnaire.questions.get(place) else { return Ok(()) };
        let at = At { entry, version: sent.version, place, asked };
        if let Some(frame) = frame(&round.questionnaire, asked) {
            return Ok(self.in_rows(at, frame, marks)?);
        }
        let status = marks.first().ok_or_else(unread)?.status;
        let mut chosen = std::mem::take(&mut self.chosen);
        choices(asked, marks, &mut chosen)?;
        self.one(at, Of::Reports, (status, &chosen), marks)?;
        self.chosen = chosen;
        Ok(())
    }
}
