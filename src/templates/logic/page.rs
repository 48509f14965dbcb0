//! What a page needs in order to evaluate its own conditions, filters and calculations at once: the expressions that read
//! what is asked on it, and what they read besides. Pure.
//!
//! A question is *live* where its own answer is on the page or depends on one that is. What is not live stands as it stood
//! when the page was made; its answer goes along as a fact where an expression reads it, and where the reader may read it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value as Json, json};

use super::look::read;
use super::outlook::Outlook;
use super::{Logic, Place};
use crate::templates::expression::{Expression, Type, Value};

/// Most answers to one question that go along with a page; of a longer repeat or table the script says nothing.
const MOST_FACTS: usize = 500;

/// A page as its expressions see it.
pub struct Page<'p> {
    /// What is asked on it and what groups it has, by key.
    pub keys: BTreeSet<String>,
    /// The paths of the answers that it has fields for.
    pub paths: HashSet<String>,
    /// Whether the reader may read the answers to a question.
    pub reads: &'p dyn Fn(&str) -> bool,
    /// What the fields of a question must hold to be taken.
    pub bounds: &'p dyn Fn(&str) -> Json,
}

/// What goes along with a page.
struct Parcel<'a> {
    logic: &'a Logic,
    outlook: &'a Outlook,
    page: &'a Page<'a>,
    /// By slot: whether it is live.
    live: Vec<bool>,
    slots: BTreeSet<usize>,
    gates: BTreeSet<usize>,
    /// By slot: its number on the page, in an order in which each comes after all it reads.
    numbers: BTreeMap<usize, usize>,
}

impl Logic {
    /// What a page evaluates by itself; none where nothing on it depends on what is asked on it.
    ///
    /// Slots, gates and frames stand in lists and are called by their places there, none by -1:
    /// `slots: [name, frame, gate, type, calculation, filter, bounds]`, `gates: [name, around, frame, condition]`,
    /// `frames: [name, around, gate, moves]`. `rows` are those that are not on the page, by frame, `facts` the answers by path.
    pub fn on_page<'a>(
        &self,
        outlook: &Outlook,
        page: &Page<'_>,
        find: impl Fn(&str, &str) -> Option<&'a Json>,
    ) -> Option<Json> {
        let here = |slot: &usize| self.places.get(*slot).is_some_and(|place| page.keys.contains(&place.key));
        let here: Vec<usize> = (0..self.places.len()).filter(here).collect();
        let mut live = vec![false; self.places.len()];
        for slot in here.iter().chain(&self.graph.after(&here)) {
            if let Some(live) = live.get_mut(*slot) {
                *live = true;
            }
        }
        let (slots, gates, numbers) = Default::default();
        let mut parcel = Parcel { logic: self, outlook, page, live, slots, gates, numbers };
        here.iter().for_each(|slot| parcel.start(*slot));
        for (at, gate) in self.gates.iter().enumerate() {
            if page.keys.contains(&gate.key) && parcel.turns(Some(at)) {
                parcel.add_gates(Some(at));
            }
        }
        if parcel.gates.is_empty() && parcel.slots.is_empty() {
            return None;
        }
        let order = self.graph.order().iter().filter(|slot| parcel.slots.contains(slot));
        parcel.numbers = order.copied().zip(0..).collect();
        Some(parcel.told(find))
    }
}

impl Parcel<'_> {
    fn is_live(&self, slot: usize) -> bool {
        self.live.get(slot).copied().unwrap_or(false)
    }

    fn reads_live(&self, expression: &Expression) -> bool {
        expression.slots().iter().any(|slot| self.is_live(*slot))
    }

    /// Whether a gate may open or close while the page stands open.
    fn turns(&self, gate: Option<usize>) -> bool {
        let up = |gate: &usize| self.logic.gates.get(*gate).and_then(|gate| gate.around);
        let mut chain = std::iter::successors(gate, up).filter_map(|gate| self.logic.gates.get(gate));
        chain.any(|gate| gate.when.as_ref().is_some_and(|when| self.reads_live(when)))
    }

    /// Whether the rows of a frame may come and go by its `where`.
    fn moves(&self, frame: usize) -> bool {
        let only = self.logic.frames.get(frame).and_then(|frame| frame.only.as_ref());
        only.is_some_and(|(only, _)| self.reads_live(only))
    }

    /// Takes along what decides over a question on the page, where anything does.
    fn start(&mut self, slot: usize) {
        let logic = self.logic;
        let Some(place) = logic.places.get(slot) else { return };
        let filter = self.filter(place);
        let is_calculated = place.calculation.as_ref().is_some_and(|one| self.reads_live(one));
        if filter.is_some() || is_calculated || self.turns(place.gate) {
            self.add(slot);
        }
        for read in filter.map_or(&[][..], Expression::slots) {
            self.add(*read);
        }
    }

    /// The filter of a question, where what it offers may change.
    fn filter<'l>(&self, place: &'l Place) -> Option<&'l Expression> {
        let offers = place.filter.as_ref().map(|filter| &filter.offers);
        offers.filter(|offers| offers.reads_this() || self.reads_live(offers))
    }

    fn add(&mut self, slot: usize) {
        let logic = self.logic;
        let mut waiting = vec![slot];
        while let Some(slot) = waiting.pop() {
            let Some(place) = logic.places.get(slot).filter(|_| self.slots.insert(slot)) else { continue };
            if !self.is_live(slot) || !(self.page.reads)(&place.key) {
                continue;
            }
            waiting.extend(self.gates_of(place.gate));
            waiting.extend(place.calculation.iter().flat_map(|one| one.slots()));
        }
    }

    fn add_gates(&mut self, gate: Option<usize>) {
        for slot in self.gates_of(gate) {
            self.add(slot);
        }
    }

    /// Takes a gate along with those around it. What they read.
    fn gates_of(&mut self, mut gate: Option<usize>) -> Vec<usize> {
        let mut read = Vec::new();
        while let Some((at, found)) = gate.and_then(|at| Some((at, self.logic.gates.get(at)?))) {
            if !self.gates.insert(at) {
                break;
            }
            if self.is_known(at).is_none() {
                read.extend(found.when.iter().flat_map(|when| when.slots()));
            }
            gate = found.around;
        }
        read
    }

    /// What a gate says, with those around it, where that stands for as long as the page does.
    fn is_known(&self, gate: usize) -> Option<bool> {
        let at_top = self.logic.gates.get(gate).is_some_and(|gate| gate.frame.is_none());
        (at_top && !self.turns(Some(gate))).then(|| self.outlook.is_open(gate))
    }

    fn told<'a>(&self, find: impl Fn(&str, &str) -> Option<&'a Json>) -> Json {
        let gates: Vec<usize> = self.gates.iter().copied().collect();
        let gate_number = |gate: Option<usize>| place_of(&gates, gate);
        let mut frames = BTreeSet::new();
        let of_slots = self.slots.iter().filter_map(|slot| self.logic.places.get(*slot)?.frame);
        let of_gates = gates.iter().filter_map(|gate| self.logic.gates.get(*gate)?.frame);
        for frame in of_slots.chain(of_gates) {
            frames.extend(self.logic.around(Some(frame)));
        }
        let frames: Vec<usize> = frames.into_iter().collect();
        let frame_number = |frame: Option<usize>| place_of(&frames, frame);
        let slots = self.numbers.iter().map(|(slot, number)| (number, *slot)).collect::<BTreeMap<_, _>>();
        let slot = |slot: &usize| self.slot(*slot, &gate_number, &frame_number);
        let frame = |at: &usize| {
            let frame = self.logic.frames.get(*at)?;
            let gate = frame.gate.filter(|gate| self.turns(Some(*gate)));
            Some(json!([frame.name, frame_number(frame.around), gate_number(gate), u8::from(self.moves(*at))]))
        };
        let gate = |at: &usize| {
            let gate = self.logic.gates.get(*at)?;
            Some(match (self.is_known(*at), &gate.when) {
                (Some(known), _) => json!([gate.key, -1, -1, known]),
                (None, when) => {
                    let when = when.as_ref().map_or(Json::Bool(true), |when| self.portable(when));
                    json!([own_name(&gate.key), gate_number(gate.around), frame_number(gate.frame), when])
                }
            })
        };
        json!({
            "today": self.outlook.today.to_string(),
            "slots": slots.values().map(slot).collect::<Vec<_>>(),
            "gates": gates.iter().map(gate).collect::<Vec<_>>(),
            "frames": frames.iter().map(frame).collect::<Vec<_>>(),
            "rows": self.rows(&frames),
            "facts": self.facts(find),
        })
    }

    fn portable(&self, expression: &Expression) -> Json {
        let mut number = |slot: usize| self.numbers.get(&slot).copied().unwrap_or_default();
        expression.portable(&mut number).unwrap_or_else(|| json!(["regex"]))
    }

    fn slot(
        &self,
        slot: usize,
        gate_number: &dyn Fn(Option<usize>) -> i64,
        frame_number: &dyn Fn(Option<usize>) -> i64,
    ) -> Option<Json> {
        let place = self.logic.places.get(slot)?;
        let (name, frame) = (own_name(&place.key), frame_number(place.frame));
        if !self.is_told(place) {
            return Some(json!([name, frame, -1, "?"]));
        }
        let kind = type_word(place.kind);
        if !self.is_live(slot) {
            return Some(json!([name, frame, -1, kind]));
        }
        let calculation = place.calculation.as_ref().map(|one| self.portable(one));
        let here = Some(place).filter(|place| self.page.keys.contains(&place.key));
        let filter = here.and_then(|place| self.filter(place)).map(|offers| {
            let choices = place.filter.iter().flat_map(|filter| &filter.choices);
            let choices = choices.map(|(name, cells)| (name.to_string(), json!(cells))).collect::<Map<_, _>>();
            json!([self.portable(offers), choices])
        });
        let bounds = here.map_or(Json::Null, |place| (self.page.bounds)(&place.key));
        Some(json!([name, frame, gate_number(place.gate), kind, calculation, filter, bounds]))
    }

    /// Whether the answers to a question go along with the page.
    fn is_told(&self, place: &Place) -> bool {
        (self.page.reads)(&place.key) && self.off_page(place).nth(MOST_FACTS).is_none()
    }

    /// The rows of a question that the page has no field for.
    fn off_page<'s>(&'s self, place: &'s Place) -> impl Iterator<Item = (usize, String)> + 's {
        let rows = 0..self.outlook.rows.count(place.frame);
        let at = |row| (row, self.path(place.frame, own_name(&place.key), row));
        rows.map(at).filter(|(_, path)| !self.page.paths.contains(path))
    }

    fn path(&self, frame: Option<usize>, name: &str, row: usize) -> String {
        let frames = self.logic.around(frame);
        let names = frames.iter().filter_map(|frame| self.logic.frames.get(*frame)).map(|frame| frame.name.as_str());
        let keys = self.outlook.rows.path(frame, row).split('/');
        names.zip(keys).fold(String::new(), |path, (frame, key)| path + frame + "/" + key + "/") + name
    }

    /// The rows of each frame that are not on the page and count.
    fn rows(&self, frames: &[usize]) -> Map<String, Json> {
        let here: HashSet<&str> = self.page.paths.iter().flat_map(|path| rows_around(path)).collect();
        let mut all = Map::new();
        for (number, frame) in frames.iter().enumerate() {
            let Some(of) = self.logic.frames.get(*frame) else { continue };
            let stands = if self.turns(of.gate) { &self.outlook.wanted } else { &self.outlook.there };
            let stands = |row: &usize| stands.get(*frame).and_then(|rows| rows.get(*row)).copied().unwrap_or(false);
            let is_away = |row: &usize| !here.contains(self.path(Some(*frame), "", *row).as_str());
            let rows = (0..self.outlook.rows.rows(*frame).len()).filter(stands).filter(is_away);
            let rows: Vec<&str> = rows.map(|row| self.outlook.rows.path(Some(*frame), row)).collect();
            if rows.len() > MOST_FACTS {
                // How many they are is not known there.
                all.insert(number.to_string(), Json::Null);
            } else if !rows.is_empty() {
                all.insert(number.to_string(), json!(rows));
            }
        }
        all
    }

    /// The answers that the expressions read and the page has no field for: as they count now where they stand for as long as
    /// the page does, and as they were given where they are live.
    fn facts<'a>(&self, find: impl Fn(&str, &str) -> Option<&'a Json>) -> Map<String, Json> {
        let mut facts = Map::new();
        let places = self.slots.iter().filter_map(|slot| Some((*slot, self.logic.places.get(*slot)?)));
        for (slot, place) in places.filter(|(_, place)| self.is_told(place)) {
            for (row, path) in self.off_page(place) {
                let row_path = self.outlook.rows.path(place.frame, row);
                let is_blank = !self.is_live(slot) && !self.outlook.applies(&place.key, row_path);
                let given = match place.calculation {
                    Some(_) if self.is_live(slot) => None,
                    Some(_) => self.outlook.worked_out(&place.key, row_path).cloned(),
                    None => find(&place.key, row_path).cloned(),
                };
                let given = given.filter(|_| !is_blank).and_then(|given| told(&read(place.kind, &given).settled()));
                facts.extend(given.map(|given| (path, given)));
            }
        }
        facts
    }
}

/// The name of a question in its row: of a cell that of its column.
fn own_name(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, column)| column)
}

/// What the paths of all answers in a row around one begin with, for each row around it.
fn rows_around(path: &str) -> impl Iterator<Item = &str> {
    let slashes = path.match_indices('/').map(|(at, _)| at + 1);
    slashes.skip(1).step_by(2).filter_map(|end| path.get(..end))
}

fn place_of(all: &[usize], one: Option<usize>) -> i64 {
    let place = one.and_then(|one| all.binary_search(&one).ok());
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)
}

fn type_word(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "yes",
        Type::Number => "number",
        Type::Text => "text",
        Type::Date => "date",
        Type::Choice => "one",
        Type::Choices => "several",
    }
}

fn told(value: &Value<'_>) -> Option<Json> {
    Some(match value {
        Value::Blank => return None,
        Value::Boolean(is) => json!(is),
        Value::Number(number) => json!(number.normalize().to_string()),
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
        Value::Chosen(names) => json!(names),
    })
}
