//! What follows once some answers have changed: only what depends on them is evaluated again.

use std::mem::take;

use serde_json::Value as Json;

use super::look::Now;
use super::outlook::Outlook;
use super::{Logic, Place};
use crate::templates::expression::Expression;

/// What no longer stands as it was told.
#[derive(Default)]
struct Stale {
    /// By slot: whether it changed, or depends on what changed.
    slots: Vec<bool>,
    gates: Vec<bool>,
    frames: Vec<bool>,
    rules: Vec<usize>,
    /// The questions whose answers are told anew.
    told: Vec<usize>,
    /// By slot: whether any of that reads it.
    read: Vec<bool>,
}

impl Stale {
    fn has(flags: &[bool], at: usize) -> bool {
        flags.get(at).copied().unwrap_or(false)
    }

    /// Whether an expression reads what changed.
    fn reads(&self, expression: &Expression) -> bool {
        expression.slots().iter().any(|slot| Self::has(&self.slots, *slot))
    }

    fn mark_read(&mut self, slots: &[usize]) {
        for slot in slots {
            if let Some(read) = self.read.get_mut(*slot) {
                *read = true;
            }
        }
    }
}

impl Logic {
    /// What [`Logic::look`] would say now, from what it said before: `changed` are the questions whose answers are others
    /// than they were, by key, and `find` knows all answers as they are now. The rows must be the same ones, and the day.
    pub fn after<'a, 'k>(
        &self,
        mut before: Outlook,
        find: impl Fn(&str, &str) -> Option<&'a Json>,
        changed: impl Iterator<Item = &'k str>,
    ) -> Outlook {
        let changed: Vec<usize> = changed.filter_map(|key| self.index.slots.get(key).map(|(slot, _)| *slot)).collect();
        let again = self.graph.after(&changed);
        let stale = self.stale(&changed, &again);
        let mut now = self.again(&mut before, find, &stale);
        for slot in &again {
            now.settle(*slot);
        }
        for (at, gate) in self.gates.iter().enumerate().filter(|(at, _)| Stale::has(&stale.gates, *at)) {
            for row in 0..now.rows.count(gate.frame) {
                now.is_closed(Some(at), gate.frame, row);
            }
        }
        for slot in &stale.told {
            now.tell(*slot, &mut before);
        }
        before.doubtful.clear();
        before.rules.retain(|rule| !stale.rules.contains(rule));
        before.rules.extend(stale.rules.iter().filter(|rule| now.breaks(**rule)));
        before.rules.sort_unstable();
        now.kept_in(before)
    }

    /// What was settled before, without what no longer stands.
    fn again<'a>(
        &self,
        before: &mut Outlook,
        find: impl Fn(&str, &str) -> Option<&'a Json>,
        stale: &Stale,
    ) -> Now<'_, 'a> {
        let mut closed: Vec<Option<bool>> = take(&mut before.closed).into_iter().map(Some).collect();
        for (at, gate) in self.gates.iter().enumerate().filter(|(at, _)| Stale::has(&stale.gates, *at)) {
            for row in 0..before.rows.count(gate.frame) {
                if let Some(closed) = closed.get_mut(before.gates.at(at, row)) {
                    *closed = None;
                }
            }
        }
        let there = take(&mut before.there).into_iter().enumerate();
        let known = |(frame, rows): (usize, Vec<bool>)| {
            let stands = !Stale::has(&stale.frames, frame);
            rows.into_iter().map(|there| stands.then_some(there)).collect()
        };
        let there = there.map(known).collect();
        let rows = take(&mut before.rows);
        Now {
            logic: self,
            given: self.given(&rows, find, |slot| Stale::has(&stale.read, slot)),
            worked_out: take(&mut before.worked_out),
            hidden: take(&mut before.hidden),
            closed,
            there,
            wanted: take(&mut before.wanted),
            rows,
            cells: take(&mut before.cells),
            gates: take(&mut before.gates),
            today: before.today,
        }
    }

    fn stale(&self, changed: &[usize], again: &[usize]) -> Stale {
        let none = vec![false; self.places.len()];
        let mut stale = Stale { slots: none.clone(), read: none, ..Stale::default() };
        for slot in changed.iter().chain(again) {
            if let Some(slot) = stale.slots.get_mut(*slot) {
                *slot = true;
            }
        }
        for gate in &self.gates {
            let own = gate.when.as_ref().filter(|when| stale.reads(when));
            let is_stale = own.is_some() || gate.around.is_some_and(|around| Stale::has(&stale.gates, around));
            stale.gates.push(is_stale);
            stale.mark_read(gate.when.as_ref().filter(|_| is_stale).map_or(&[], Expression::slots));
        }
        for frame in &self.frames {
            let only = frame.only.as_ref().map(|(only, _)| only);
            let is_stale = only.is_some_and(|only| stale.reads(only))
                || frame.gate.is_some_and(|gate| Stale::has(&stale.gates, gate))
                || frame.around.is_some_and(|around| Stale::has(&stale.frames, around));
            stale.frames.push(is_stale);
            stale.mark_read(only.filter(|_| is_stale).map_or(&[], Expression::slots));
        }
        for (slot, place) in self.places.iter().enumerate() {
            self.place_again(slot, place, &mut stale);
        }
        for (rule, (check, about)) in self.rules.iter().enumerate() {
            if stale.reads(check) || about.iter().any(|slot| Stale::has(&stale.slots, *slot)) {
                stale.rules.push(rule);
                stale.mark_read(check.slots());
                stale.mark_read(about);
            }
        }
        stale
    }

    fn place_again(&self, slot: usize, place: &Place, stale: &mut Stale) {
        let is_stale = Stale::has(&stale.slots, slot);
        if let Some(calculation) = place.calculation.as_ref().filter(|_| is_stale) {
            stale.mark_read(calculation.slots());
        }
        let told = || place.constraint.iter().chain(place.filter.iter().map(|filter| &filter.offers));
        if told().any(|one| is_stale || stale.reads(one)) {
            stale.told.push(slot);
            stale.mark_read(&[slot]);
            for one in told() {
                stale.mark_read(one.slots());
            }
        }
    }
}
