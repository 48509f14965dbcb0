//! What follows from the answers of a moment.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::{Filter, Logic, Place};
use crate::canonical::number_text;
use crate::ids::ItemName;
use crate::templates::expression::{Date, Type, Value, Values};
use crate::templates::numbers::exact;
use crate::templates::{Rule, Template};

/// What follows from a report's answers: what applies, what is worked out, what does not hold.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// The sections, groups and questions that a condition hides.
    hidden: BTreeSet<ItemName>,
    worked_out: BTreeMap<ItemName, Json>,
    /// The questions whose constraint does not hold.
    broken: BTreeSet<ItemName>,
    /// By question with a filter: the choices that are offered.
    offered: BTreeMap<ItemName, BTreeSet<ItemName>>,
    /// The rules that do not hold, by their place in the template.
    rules: Vec<usize>,
    /// The calculations that stand on what nobody has confirmed.
    doubtful: BTreeSet<ItemName>,
}

impl Outlook {
    /// Whether a section, a group or a question applies.
    pub fn applies(&self, name: &ItemName) -> bool {
        !self.hidden.contains(name)
    }

    /// What a calculation gives; none where that is blank.
    pub fn worked_out(&self, name: &ItemName) -> Option<&Json> {
        self.worked_out.get(name)
    }

    /// The same with some questions whose answers nobody has confirmed: what is worked out from them is no better.
    #[must_use]
    pub fn doubting<'a>(self, logic: &Logic, unconfirmed: impl Iterator<Item = &'a str>) -> Self {
        Self { doubtful: logic.standing_on(unconfirmed), ..self }
    }

    /// Whether a calculation stands on what nobody has confirmed.
    pub fn is_doubtful(&self, name: &ItemName) -> bool {
        self.doubtful.contains(name)
    }

    /// Whether the answer holds what its question demands.
    pub fn holds(&self, name: &ItemName) -> bool {
        !self.broken.contains(name)
    }

    /// The choices that are offered, where some may not be.
    pub fn offered(&self, name: &ItemName) -> Option<&BTreeSet<ItemName>> {
        self.offered.get(name)
    }

    /// The rules that do not hold, in the template's order.
    pub fn broken_rules<'a>(&self, template: &'a Template) -> impl Iterator<Item = &'a Rule> + use<'a> {
        self.rules.clone().into_iter().filter_map(|rule| template.rules.get(rule))
    }
}

impl Logic {
    /// What follows from the answers that `find` knows by the question's name, on a day.
    ///
    /// What is hidden counts as blank in every other expression. A constraint is asked once its question is answered, a rule
    /// once all the questions are that it is about: what is blank breaks nothing but `required`.
    pub fn look<'a>(&self, find: impl Fn(&str) -> Option<&'a Json>, today: NaiveDate) -> Outlook {
        let given = self.places.iter().map(|place| find(place.name.as_str())).collect();
        let mut now = Now {
            logic: self,
            given,
            worked_out: vec![None; self.places.len()],
            hidden: vec![false; self.places.len()],
            closed: vec![None; self.gates.len()],
            today,
        };
        for slot in self.graph.order() {
            now.settle(*slot);
        }
        for gate in 0..self.gates.len() {
            now.is_closed(Some(gate));
        }
        now.told()
    }
}

/// The answers as far as they are settled.
struct Now<'l, 'a> {
    logic: &'l Logic,
    given: Vec<Option<&'a Json>>,
    worked_out: Vec<Option<Json>>,
    hidden: Vec<bool>,
    /// By gate: whether it hides what is behind it, once that is known.
    closed: Vec<Option<bool>>,
    today: NaiveDate,
}

impl Now<'_, '_> {
    /// Settles a question; all that it stands on is settled.
    fn settle(&mut self, slot: usize) {
        let Some(place) = self.logic.places.get(slot) else { return };
        let hidden = self.is_closed(place.gate);
        let worked_out = match &place.calculation {
            Some(calculation) if !hidden => as_json(calculation.evaluate(&self.anywhere())),
            _ => None,
        };
        if let (Some(to_hide), Some(to_work_out)) = (self.hidden.get_mut(slot), self.worked_out.get_mut(slot)) {
            (*to_hide, *to_work_out) = (hidden, worked_out);
        }
    }

    /// Whether a gate, or one around it, hides what is behind it. From the outermost in, each asked once.
    fn is_closed(&mut self, gate: Option<usize>) -> bool {
        let mut path = Vec::new();
        let mut next = gate;
        while let Some(index) = next.filter(|index| self.closed.get(*index).is_some_and(Option::is_none)) {
            path.push(index);
            next = self.logic.gates.get(index).and_then(|gate| gate.around);
        }
        let mut closed = next.and_then(|index| self.closed.get(index).copied().flatten()).unwrap_or(false);
        for index in path.into_iter().rev() {
            let when = self.logic.gates.get(index).and_then(|gate| gate.when.as_ref());
            let open = when.is_none_or(|when| when.holds(&self.anywhere()));
            closed = closed || !open;
            if let Some(known) = self.closed.get_mut(index) {
                *known = Some(closed);
            }
        }
        closed
    }

    /// The answers for an expression that stands at no question in particular.
    fn anywhere(&self) -> Reader<'_, '_, '_> {
        Reader { now: self, this: None, choice: None }
    }

    fn is_answered(&self, slot: usize) -> bool {
        !self.value(slot).is_blank()
    }

    fn value(&self, slot: usize) -> Value<'_> {
        let Some(place) = self.logic.places.get(slot) else { return Value::Blank };
        if self.hidden.get(slot).copied().unwrap_or(true) {
            return Value::Blank;
        }
        let worked_out = self.worked_out.get(slot).and_then(Option::as_ref);
        let given = self.given.get(slot).copied().flatten().filter(|_| place.calculation.is_none());
        worked_out.or(given).map_or(Value::Blank, |json| read(place.kind, json)).settled()
    }

    fn told(&self) -> Outlook {
        let mut outlook = Outlook::default();
        let gates = self.logic.gates.iter().zip(&self.closed).filter(|(_, closed)| **closed == Some(true));
        outlook.hidden.extend(gates.map(|(gate, _)| gate.name.clone()));
        for (slot, place) in self.logic.places.iter().enumerate() {
            if self.hidden.get(slot).copied().unwrap_or(true) {
                outlook.hidden.insert(place.name.clone());
                continue;
            }
            self.tell(slot, place, &mut outlook);
        }
        for (index, (check, about)) in self.logic.rules.iter().enumerate() {
            let said = about.iter().all(|slot| self.is_answered(*slot));
            if said && !check.holds(&self.anywhere()) {
                outlook.rules.push(index);
            }
        }
        outlook
    }

    fn tell(&self, slot: usize, place: &Place, outlook: &mut Outlook) {
        if let Some(value) = self.worked_out.get(slot).cloned().flatten() {
            outlook.worked_out.insert(place.name.clone(), value);
        }
        let here = Reader { now: self, this: Some(slot), choice: None };
        let holds = place.constraint.as_ref().is_none_or(|constraint| constraint.holds(&here));
        if !holds && self.is_answered(slot) {
            outlook.broken.insert(place.name.clone());
        }
        if let Some(Filter { offers, choices }) = &place.filter {
            let offered = choices
                .iter()
                .filter(|(_, cells)| offers.holds(&Reader { now: self, this: Some(slot), choice: Some(cells) }));
            outlook.offered.insert(place.name.clone(), offered.map(|(name, _)| name.clone()).collect());
        }
    }
}

/// An answer as expressions see it.
fn read(kind: Type, json: &Json) -> Value<'_> {
    match (kind, json) {
        (Type::Number, Json::Number(number)) => exact(&number_text(number)).map_or(Value::Blank, Value::Number),
        (Type::Date, Json::String(text)) => Date::read(text).map_or(Value::Blank, Value::Date),
        (Type::Boolean, Json::Bool(confirmed)) => Value::Boolean(*confirmed),
        (Type::Choices, Json::Array(names)) => Value::Chosen(names.iter().filter_map(Json::as_str).collect()),
        (Type::Text | Type::Choice, Json::String(text)) => Value::Text(Cow::Borrowed(text)),
        // Links: the address of the first.
        (Type::Text, Json::Array(links)) => {
            let first = links.first().and_then(|link| link.get("url")).and_then(Json::as_str);
            first.map_or(Value::Blank, |url| Value::Text(Cow::Borrowed(url)))
        }
        _ => Value::Blank,
    }
}

fn as_json(value: Value<'_>) -> Option<Json> {
    match value {
        Value::Number(number) => number.normalize().to_string().parse().ok().map(Json::Number),
        Value::Text(text) => Some(Json::String(text.into_owned())),
        Value::Date(date) => Some(Json::String(date.to_string())),
        Value::Blank | Value::Boolean(_) | Value::Chosen(_) => None,
    }
}

/// The answers, for one expression in its place.
struct Reader<'n, 'l, 'a> {
    now: &'n Now<'l, 'a>,
    this: Option<usize>,
    choice: Option<&'n [Option<String>]>,
}

impl Values for Reader<'_, '_, '_> {
    fn one(&self, slot: usize) -> Value<'_> {
        self.now.value(slot)
    }

    fn many<'v>(&'v self, slot: usize, each: &mut dyn FnMut(Value<'v>)) {
        each(self.now.value(slot));
    }

    fn this(&self) -> Value<'_> {
        self.this.map_or(Value::Blank, |slot| self.now.value(slot))
    }

    fn column(&self, slot: usize) -> Value<'_> {
        let cell = self.choice.and_then(|cells| cells.get(slot)).and_then(Option::as_deref);
        cell.map_or(Value::Blank, Value::text)
    }

    fn today(&self) -> NaiveDate {
        self.now.today
    }
}
