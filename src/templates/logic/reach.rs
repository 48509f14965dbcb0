//! Which parts of a template no answers ever bring up.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Gate, Logic};
use crate::templates::expression::{Value, Values};
use crate::templates::outline::{Outline, Slot};
use crate::templates::{Kind, Question, Template};

/// Most combinations of answers that are tried for one condition; where there are more it is taken to come true.
const MOST_TRIED: usize = 20_000;
/// Most that are tried for a whole template: a fraction of a second. The conditions after that are taken to come true.
const MOST_IN_ALL: usize = 500_000;
/// Most choices of a question whose every selection is tried.
const MOST_TICKED: usize = 6;

/// What no answers bring up.
pub struct Unreachable<'a> {
    /// The sections, groups and questions whose condition never holds, the outermost alone.
    pub parts: Vec<&'a str>,
    /// Every question behind them, by its key.
    pub questions: BTreeSet<&'a str>,
}

impl Logic {
    /// The parts of a template that no answers bring up.
    ///
    /// Found are conditions on choices and confirmations, with those around them: `${a} = 'yes'` inside `${a} = 'no'`. A
    /// condition on a number, a date or words is taken to come true.
    pub fn unreachable(&self, template: &Template) -> Unreachable<'_> {
        let outline = Outline::of(template);
        let mut closed = vec![false; self.gates.len()];
        let mut parts = Vec::new();
        let mut left = MOST_IN_ALL;
        for (index, gate) in self.gates.iter().enumerate() {
            let around = gate.around.and_then(|around| closed.get(around).copied()).unwrap_or(false);
            let never = around || !self.can_open(&outline, template, index, &mut left);
            if never && !around {
                parts.push(gate.key.as_str());
            }
            if let Some(closed) = closed.get_mut(index) {
                *closed = never;
            }
        }
        let is_closed = |gate: Option<usize>| gate.and_then(|gate| closed.get(gate).copied()).unwrap_or(false);
        let questions =
            self.places.iter().filter(|place| is_closed(place.gate)).map(|place| place.key.as_str()).collect();
        Unreachable { parts, questions }
    }

    fn can_open(&self, outline: &Outline<'_>, template: &Template, gate: usize, left: &mut usize) -> bool {
        let chain = self.chain(gate);
        let mut slots: Vec<usize> =
            chain.iter().filter_map(|gate| gate.when.as_ref()).flat_map(|when| when.slots().to_vec()).collect();
        slots.sort_unstable();
        slots.dedup();
        let answers: Option<Vec<Vec<Value<'_>>>> =
            slots.iter().map(|slot| possible(template, outline.slots.get(*slot)?)).collect();
        let Some(answers) = answers else { return true };
        let tried = answers.iter().try_fold(1_usize, |all, one| all.checked_mul(one.len()));
        if tried.is_none_or(|tried| tried > MOST_TRIED.min(*left)) || chain.iter().any(|gate| reads_today(gate)) {
            return true;
        }
        let mut turn = vec![0; slots.len()];
        loop {
            *left = left.saturating_sub(1);
            let now = Guess { slots: &slots, answers: &answers, turn: &turn };
            if chain.iter().filter_map(|gate| gate.when.as_ref()).all(|when| when.holds(&now)) {
                return true;
            }
            if !next(&mut turn, &answers) {
                return false;
            }
        }
    }

    /// A gate and those around it.
    fn chain(&self, gate: usize) -> Vec<&Gate> {
        std::iter::successors(self.gates.get(gate), |gate| self.gates.get(gate.around?)).collect()
    }
}

fn reads_today(gate: &Gate) -> bool {
    gate.when.as_ref().is_some_and(|when| when.reads_today())
}

/// Every answer that a question can be given, blank first; none where they cannot be counted.
/// So it is with what is asked in rows: there may be any number of them.
fn possible<'a>(template: &'a Template, slot: &Slot<'a>) -> Option<Vec<Value<'a>>> {
    let question: &'a Question = slot.question;
    if slot.frame.is_some() {
        return None;
    }
    let names: Vec<&str> = question.kind.choices().map_or_else(Vec::new, |(list, other)| {
        let listed = template.choices(list).iter().map(|choice| choice.name.as_str());
        listed.chain(other.map(|other| other.name.as_str())).collect()
    });
    let given: Vec<Value<'_>> = match &question.kind {
        Kind::SelectOne { .. } => names.into_iter().map(Value::text).collect(),
        Kind::SelectMultiple { .. } if names.len() <= MOST_TICKED => selections(&names),
        Kind::Acknowledge => vec![Value::Boolean(true)],
        _ => return None,
    };
    Some(std::iter::once(Value::Blank).chain(given).collect())
}

/// Every selection of at least one of a few names.
fn selections<'a>(names: &[&'a str]) -> Vec<Value<'a>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for name in names {
        let with: Vec<Vec<&str>> = all.iter().map(|chosen| chosen.iter().copied().chain([*name]).collect()).collect();
        all.extend(with);
    }
    all.into_iter().skip(1).map(Value::Chosen).collect()
}

/// Turns to the next combination; no when all were had.
fn next(turn: &mut [usize], answers: &[Vec<Value<'_>>]) -> bool {
    for (place, possible) in turn.iter_mut().zip(answers) {
        *place += 1;
        if *place < possible.len() {
            return true;
        }
        *place = 0;
    }
    false
}

/// One combination of answers.
struct Guess<'g> {
    slots: &'g [usize],
    answers: &'g [Vec<Value<'g>>],
    turn: &'g [usize],
}

impl Values for Guess<'_> {
    fn one(&self, slot: usize) -> Value<'_> {
        let place = self.slots.iter().position(|known| *known == slot);
        let found = place.and_then(|place| self.answers.get(place)?.get(*self.turn.get(place)?));
        found.cloned().unwrap_or(Value::Blank)
    }

    fn many<'v>(&'v self, slot: usize, each: &mut dyn FnMut(Value<'v>)) {
        each(self.one(slot));
    }

    fn today(&self) -> NaiveDate {
        NaiveDate::default()
    }
}
