//! Everything counted in one walk: what was said, and the numbers given.

use rust_decimal::Decimal;

use super::Refusal;
use super::cell_store::Status;
use super::counts::{Counts, Said};
use super::pass::{Reader, walk};
use super::questionnaire::{Asked, Shape};
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
    /// What was said.
    pub counts: Counts,
    /// By question, then by region; nothing for questions without numbers.
    numbers: Vec<Vec<Numbers>>,
}

impl Tally {
    /// Counts a cycle.
    pub fn take(tx: &mut Conn, round: &Round) -> Result<Self, Refusal> {
        let (questions, regions) = (&round.questionnaire.questions, round.regions.len());
        let numbers = |asked: &Asked| match asked.shape {
            Shape::Number => vec![Numbers::default(); regions],
            _ => Vec::new(),
        };
        let mut counter = Counter {
            round,
            tally: Self {
                counts: Counts::new(questions.len(), regions),
                numbers: questions.iter().map(numbers).collect(),
            },
            chosen: Vec::new(),
        };
        walk::<Mark>(tx, round, &mut counter)?;
        // Whoever is covered by another's report was asked nothing: the answers count once, under the filer.
        for entry in round.entries.iter().filter(|entry| entry.is_answered_for(round.scope.at_cut_off)) {
            for place in 0..questions.len() {
                counter.count(entry, place, Said::NotAsked);
            }
        }
        Ok(counter.tally)
    }

    /// The numbers given to the question at a place, in a region or in all.
    pub fn numbers(&self, place: usize, region: Option<usize>, basis: Basis) -> Vec<Decimal> {
        let regions = self.numbers.get(place).map(Vec::as_slice).unwrap_or_default();
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
}

struct Counter<'a> {
    round: &'a Round,
    tally: Tally,
    chosen: Vec<usize>,
}

impl Counter<'_> {
    fn count(&mut self, entry: &Entry, place: usize, said: Said<'_>) {
        if let Some(asked) = self.round.questionnaire.questions.get(place) {
            self.tally.counts.add(place, asked, entry.slot, said);
        }
    }

    fn answered(&mut self, entry: &Entry, version: i32, place: usize, marks: &[Mark]) -> Result<(), Refusal> {
        let Some(asked) = self.round.questionnaire.questions.get(place) else { return Ok(()) };
        self.chosen.clear();
        if !asked.choices.is_empty() {
            for code in marks.iter().filter_map(|mark| mark.value_code) {
                let unknown = || Fault::Broken(format!("{:?} has no choice {:?}", asked.name, code.as_str()));
                let place = asked.choices.iter().position(|choice| code.is(&choice.code));
                self.chosen.push(place.ok_or_else(unknown)?);
            }
        }
        // Hectares are not added to square kilometres: only numbers in the unit that is asked now are summed up.
        let adds_up = self.round.questionnaire.unit(version, place) == asked.unit;
        let regions = self.tally.numbers.get_mut(place).filter(|_| adds_up);
        if let Some(numbers) = regions.and_then(|regions| regions.get_mut(entry.slot.region)) {
            let numbers = if entry.slot.on_time { &mut numbers.on_time } else { &mut numbers.later };
            for text in marks.iter().filter_map(|mark| mark.value_number.as_deref()) {
                let number = Decimal::from_str_exact(text);
                numbers
                    .push(number.map_err(|error| Fault::Broken(format!("{:?} says {text:?}: {error}", asked.name)))?);
            }
        }
        self.tally.counts.add(place, asked, entry.slot, Said::Answered(&self.chosen));
        Ok(())
    }
}

impl Reader<Mark> for Counter<'_> {
    fn not_asked(&mut self, entry: &Entry, _: &Sent, place: usize) -> Result<(), Refusal> {
        self.count(entry, place, Said::NotAsked);
        Ok(())
    }

    fn said(&mut self, entry: &Entry, sent: &Sent, place: usize, marks: &[Mark]) -> Result<(), Refusal> {
        match marks.first().map(|mark| mark.status) {
            Some(Status::Answered) => return self.answered(entry, sent.version, place, marks),
            Some(Status::NotApplicable) => self.count(entry, place, Said::NotApplicable),
            Some(Status::Blank) => self.count(entry, place, Said::Blank),
            Some(Status::Unconfirmed) => self.count(entry, place, Said::Unconfirmed),
            None => return Err(Fault::Broken("a question was read without a row".to_owned()).into()),
        }
        Ok(())
    }
}
