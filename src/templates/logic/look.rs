//! What follows from the answers of a moment.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::outlook::Outlook;
use super::{Filter, Logic, Place};
use crate::canonical::number_text;
use crate::templates::expression::{Date, Type, Value, Values};
use crate::templates::numbers::exact;
use crate::templates::rows::RowTree;

impl Logic {
    /// What follows from the answers that `find` knows by the question's key and the path of its row, on a day.
    ///
    /// What is hidden counts as blank in every other expression, and a row that is not there as no row. A constraint is asked
    /// once its question is answered, a rule once all the questions are that it is about: what is blank breaks nothing but
    /// `required`.
    pub fn look<'a>(&self, rows: RowTree, find: impl Fn(&str, &str) -> Option<&'a Json>, today: NaiveDate) -> Outlook {
        let cells = Cells::of(self.places.iter().map(|place| place.frame), &rows);
        let gates = Cells::of(self.gates.iter().map(|gate| gate.frame), &rows);
        let of_rows = || (0..self.frames.len()).map(|frame| rows.rows(frame).len());
        let mut now = Now {
            logic: self,
            given: self.given(&rows, find, |_| true),
            worked_out: vec![None; cells.count],
            hidden: vec![false; cells.count],
            closed: vec![None; gates.count],
            there: of_rows().map(|count| vec![None; count]).collect(),
            wanted: of_rows().map(|count| vec![true; count]).collect(),
            rows,
            cells,
            gates,
            today,
        };
        for slot in self.graph.order() {
            now.settle(*slot);
        }
        for (at, gate) in self.gates.iter().enumerate() {
            for row in 0..now.rows.count(gate.frame) {
                now.is_closed(Some(at), gate.frame, row);
            }
        }
        now.told()
    }

    /// The answers to the questions that are `read`, each at its place among the cells.
    pub(super) fn given<'a>(
        &self,
        rows: &RowTree,
        find: impl Fn(&str, &str) -> Option<&'a Json>,
        read: impl Fn(usize) -> bool,
    ) -> Vec<Option<&'a Json>> {
        let mut given = Vec::new();
        for (slot, place) in self.places.iter().enumerate() {
            let is_read = !place.is_table && read(slot);
            for row in 0..rows.count(place.frame) {
                given.push(if is_read { find(&place.key, rows.path(place.frame, row)) } else { None });
            }
        }
        given
    }
}

/// Where the values of things with rows begin, when all stand behind each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cells {
    starts: Vec<usize>,
    count: usize,
}

impl Cells {
    fn of(frames: impl Iterator<Item = Option<usize>>, rows: &RowTree) -> Self {
        let mut cells = Self::default();
        for frame in frames {
            cells.starts.push(cells.count);
            cells.count += rows.count(frame);
        }
        cells
    }

    /// The place of a thing in a row.
    pub(super) fn at(&self, thing: usize, row: usize) -> usize {
        self.starts.get(thing).map_or(usize::MAX, |start| start + row)
    }
}

/// The answers as far as they are settled.
pub(super) struct Now<'l, 'a> {
    pub(super) logic: &'l Logic,
    pub(super) rows: RowTree,
    pub(super) cells: Cells,
    pub(super) given: Vec<Option<&'a Json>>,
    pub(super) worked_out: Vec<Option<Json>>,
    pub(super) hidden: Vec<bool>,
    pub(super) gates: Cells,
    /// By gate and row: whether it hides what is behind it, once that is known.
    pub(super) closed: Vec<Option<bool>>,
    /// By frame and row: whether the row is there, once that is known.
    pub(super) there: Vec<Vec<Option<bool>>>,
    /// By frame and row: whether `where` wants the row, there or not. Known once the former is.
    pub(super) wanted: Vec<Vec<bool>>,
    pub(super) today: NaiveDate,
}

impl Now<'_, '_> {
    /// Settles a question in all its rows; all that it stands on is settled.
    pub(super) fn settle(&mut self, slot: usize) {
        let Some(place) = self.logic.places.get(slot) else { return };
        for row in 0..self.rows.count(place.frame) {
            let hidden = !self.is_there(place.frame, row) || self.is_closed(place.gate, place.frame, row);
            let worked_out = match &place.calculation {
                Some(calculation) if !hidden => as_json(calculation.evaluate(&self.within(place.frame, row))),
                _ => None,
            };
            let at = self.cells.at(slot, row);
            if let (Some(to_hide), Some(to_work_out)) = (self.hidden.get_mut(at), self.worked_out.get_mut(at)) {
                (*to_hide, *to_work_out) = (hidden, worked_out);
            }
        }
    }

    /// The row of a frame further out that a row stands in.
    fn outward(&self, mut frame: Option<usize>, mut row: usize, to: Option<usize>) -> usize {
        while frame != to {
            let Some(here) = frame else { return 0 };
            row = self.rows.rows(here).get(row).map_or(0, |row| row.around);
            frame = self.logic.frames.get(here).and_then(|frame| frame.around);
        }
        row
    }

    /// Whether a row is there: its repeat or table applies, and `where` wants it, as it does each row around it.
    fn is_there(&mut self, frame: Option<usize>, row: usize) -> bool {
        let Some(index) = frame else { return true };
        if let Some(known) = self.there.get(index).and_then(|rows| rows.get(row)).copied().flatten() {
            return known;
        }
        let Some(of) = self.logic.frames.get(index) else { return false };
        let around = self.outward(frame, row, of.around);
        let mut wanted = true;
        if let Some((only, names)) = of.only.as_ref()
            && let Some(given) = self.rows.rows(index).get(row).and_then(|row| row.given.clone())
        {
            let cells: Vec<Option<String>> =
                names.iter().map(|name| given.attribute(name).map(str::to_owned)).collect();
            wanted = only.holds(&Reader { cells: Some(&cells), ..self.within(of.around, around) });
        }
        let there = wanted && self.is_there(of.around, around) && !self.is_closed(of.gate, of.around, around);
        if let Some(to_want) = self.wanted.get_mut(index).and_then(|rows| rows.get_mut(row)) {
            *to_want = wanted;
        }
        if let Some(known) = self.there.get_mut(index).and_then(|rows| rows.get_mut(row)) {
            *known = Some(there);
        }
        there
    }

    /// Whether a gate, or one around it, hides what is behind it in a row. From the outermost in, each asked once.
    pub(super) fn is_closed(&mut self, gate: Option<usize>, frame: Option<usize>, row: usize) -> bool {
        let mut path = Vec::new();
        let mut next = gate;
        let mut closed = false;
        while let Some(index) = next {
            let Some(gate) = self.logic.gates.get(index) else { break };
            let row = self.outward(frame, row, gate.frame);
            match self.closed.get(self.gates.at(index, row)).copied().flatten() {
                Some(known) => {
                    closed = known;
                    break;
                }
                None => path.push((index, gate, row)),
            }
            next = gate.around;
        }
        for (index, gate, row) in path.into_iter().rev() {
            let open = gate.when.as_ref().is_none_or(|when| when.holds(&self.within(gate.frame, row)));
            closed = closed || !open;
            if let Some(known) = self.closed.get_mut(self.gates.at(index, row)) {
                *known = Some(closed);
            }
        }
        closed
    }

    /// The answers for an expression in a row that stands at no question in particular.
    fn within(&self, frame: Option<usize>, row: usize) -> Reader<'_, '_, '_> {
        Reader { now: self, frame, row, this: None, cells: None }
    }

    fn value(&self, slot: usize, row: usize) -> Value<'_> {
        let Some(place) = self.logic.places.get(slot) else { return Value::Blank };
        let at = self.cells.at(slot, row);
        if self.hidden.get(at).copied().unwrap_or(true) {
            return Value::Blank;
        }
        let worked_out = self.worked_out.get(at).and_then(Option::as_ref);
        let given = self.given.get(at).copied().flatten().filter(|_| place.calculation.is_none());
        worked_out.or(given).map_or(Value::Blank, |json| read(place.kind, json)).settled()
    }

    /// By frame and row around it: whether it applies; and so for each of its rows.
    fn open(&mut self) -> Vec<Vec<bool>> {
        let mut open = Vec::with_capacity(self.logic.frames.len());
        for (index, frame) in self.logic.frames.iter().enumerate() {
            let around = 0..self.rows.count(frame.around);
            let applies = |row| self.is_there(frame.around, row) && !self.is_closed(frame.gate, frame.around, row);
            open.push(around.map(applies).collect());
            for row in 0..self.rows.rows(index).len() {
                self.is_there(Some(index), row);
            }
        }
        open
    }

    fn told(self) -> Outlook {
        let mut outlook = Outlook { index: Arc::clone(&self.logic.index), ..Outlook::default() };
        for slot in 0..self.logic.places.len() {
            self.tell(slot, &mut outlook);
        }
        outlook.rules = (0..self.logic.rules.len()).filter(|rule| self.breaks(*rule)).collect();
        self.kept_in(outlook)
    }

    /// Whether a rule does not hold. It is asked once every question is answered that it is about.
    pub(super) fn breaks(&self, rule: usize) -> bool {
        let Some((check, about)) = self.logic.rules.get(rule) else { return false };
        let said = about.iter().all(|slot| !self.value(*slot, 0).is_blank());
        said && !check.holds(&self.within(None, 0))
    }

    /// Hands over what was settled.
    pub(super) fn kept_in(mut self, mut outlook: Outlook) -> Outlook {
        outlook.open = self.open();
        outlook.hidden = self.hidden;
        outlook.worked_out = self.worked_out;
        outlook.closed = self.closed.iter().map(|closed| *closed == Some(true)).collect();
        let there = self.there.iter().map(|rows| rows.iter().map(|there| *there == Some(true)).collect());
        outlook.there = there.collect();
        outlook.wanted = self.wanted;
        (outlook.cells, outlook.gates, outlook.rows) = (self.cells, self.gates, self.rows);
        outlook.today = self.today;
        outlook
    }

    /// Tells of a question in each of its rows whether its answer holds, and what is offered.
    pub(super) fn tell(&self, slot: usize, outlook: &mut Outlook) {
        let Some(place) = self.logic.places.get(slot) else { return };
        if place.constraint.is_none() && place.filter.is_none() {
            return;
        }
        for row in 0..self.rows.count(place.frame) {
            let at = self.cells.at(slot, row);
            outlook.broken.remove(&at);
            outlook.offered.remove(&at);
            if !self.hidden.get(at).copied().unwrap_or(true) {
                self.tell_row((slot, row, at), place, outlook);
            }
        }
    }

    fn tell_row(&self, (slot, row, at): (usize, usize, usize), place: &Place, outlook: &mut Outlook) {
        let here = Reader { this: Some(slot), ..self.within(place.frame, row) };
        let holds = place.constraint.as_ref().is_none_or(|constraint| constraint.holds(&here));
        if !holds && !self.value(slot, row).is_blank() {
            outlook.broken.insert(at);
        }
        if let Some(Filter { offers, choices }) = &place.filter {
            let wanted = |cells| offers.holds(&Reader { cells: Some(cells), ..here });
            let offered = choices.iter().filter(|(_, cells)| wanted(cells));
            outlook.offered.insert(at, offered.map(|(name, _)| name.clone()).collect());
        }
    }
}

/// An answer as expressions see it.
pub(super) fn read(kind: Type, json: &Json) -> Value<'_> {
    match (kind, json) {
        (Type::Number, Json::Number(number)) => exact(&number_text(number)).map_or(Value::Blank, Value::Number),
        (Type::Date, Json::String(text)) => Date::read(text).map_or(Value::Blank, Value::Date),
        (Type::Boolean, Json::Bool(confirmed)) => Value::Boolean(*confirmed),
        (Type::Choices, Json::Array(names)) => Value::Chosen(names.iter().filter_map(Json::as_str).collect()),
        (Type::Text | Type::Choice, Json::String(text)) => Value::Text(Cow::Borrowed(text)),
        // Links: the address of the first. Files: the first's id.
        (Type::Text, Json::Array(links)) => {
            let first = links.first().and_then(|link| link.get("url").unwrap_or(link).as_str());
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
#[derive(Clone, Copy)]
struct Reader<'n, 'l, 'a> {
    now: &'n Now<'l, 'a>,
    frame: Option<usize>,
    row: usize,
    this: Option<usize>,
    cells: Option<&'n [Option<String>]>,
}

impl Values for Reader<'_, '_, '_> {
    fn one(&self, slot: usize) -> Value<'_> {
        let Some(place) = self.now.logic.places.get(slot) else { return Value::Blank };
        self.now.value(slot, self.now.outward(self.frame, self.row, place.frame))
    }

    fn many<'v>(&'v self, slot: usize, each: &mut dyn FnMut(Value<'v>)) {
        let (now, logic) = (self.now, self.now.logic);
        let target = logic.places.get(slot).and_then(|place| place.frame);
        let (mine, its) = (logic.around(self.frame), logic.around(target));
        let common = mine.iter().zip(&its).take_while(|(a, b)| a == b).count();
        let shared = common.checked_sub(1).and_then(|last| its.get(last)).copied();
        // All rows of the question's frame inside the innermost row that both stand in: they follow each other.
        let at = now.outward(self.frame, self.row, shared);
        let mut rows = at..at + 1;
        for frame in its.into_iter().skip(common) {
            let first = now.rows.inside(frame, rows.start).start;
            let last = rows.end.checked_sub(1).map_or(first, |last| now.rows.inside(frame, last).end);
            rows = if rows.is_empty() { 0..0 } else { first..last };
        }
        for row in rows {
            let there = target.and_then(|frame| now.there.get(frame)).and_then(|rows| rows.get(row));
            if target.is_none() || there.copied().flatten() == Some(true) {
                each(now.value(slot, row));
            }
        }
    }

    fn this(&self) -> Value<'_> {
        self.this.map_or(Value::Blank, |slot| self.one(slot))
    }

    fn column(&self, slot: usize) -> Value<'_> {
        let cell = self.cells.and_then(|cells| cells.get(slot)).and_then(Option::as_deref);
        cell.map_or(Value::Blank, Value::text)
    }

    fn today(&self) -> NaiveDate {
        self.now.today
    }
}
