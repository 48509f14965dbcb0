//! From the texts of a template's expressions to its logic, or every flaw of them with its place and column.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::{Columns, Here, Names};
use super::{Filter, Frame, Gate, Index, Logic, Place};
use crate::flaw::Flaw;
use crate::ids::ItemName;
use crate::templates::expression::graph::{Circle, Graph};
use crate::templates::expression::{Expression, Type, read};
use crate::templates::outline::cell_key;
use crate::templates::places::by_key;
use crate::templates::{Item, Kind, Question, Rows, Template};

/// Most calculations that stand on each other in a row. People lose the thread long before; and each round over a
/// template's calculations settles those of one more floor.
const MAX_FLOORS: usize = 32;
/// Most flaws of expressions that are told, as of a document's other flaws: nobody reads more.
const MOST_FLAWS: usize = 1_000;
/// Flaws that say which name was probably meant: looking for it among thousands costs milliseconds each.
const MOST_MEANT: usize = 20;
/// Most names of a circle that are told.
const MOST_TOLD: usize = 10;

impl Logic {
    /// Reads every expression of a template.
    ///
    /// # Errors
    /// Every flaw: what cannot be read, names that nothing has, types that do not fit, circles.
    pub fn of(template: &Template) -> Result<Self, Vec<Flaw>> {
        let mut work = Work { names: Names::of(template), at: by_key(template), flaws: Vec::new() };
        let calculations = work.calculations();
        let Walk { gates, frames, mut places, .. } = work.walk(template);
        for (slot, place) in places.iter_mut().enumerate() {
            place.calculation = calculations.get(&slot).cloned();
            place.kind = work.names.kinds.get(slot).copied().flatten().unwrap_or(Type::Text);
            let question = work.names.outline.slots.get(slot).map(|slot| slot.question);
            if let Some(question) = question {
                work.question(template, slot, question, place);
            }
        }
        let rules = work.rules(template);
        let graph = work.graph(&gates, &frames, &places);
        let index = Arc::new(index(&gates, &frames, &places));
        match graph.filter(|_| work.flaws.is_empty()) {
            Some(graph) => Ok(Self { places, gates, frames, graph, rules, index }),
            None => Err(work.flaws),
        }
    }
}

fn index(gates: &[Gate], frames: &[Frame], places: &[Place]) -> Index {
    Index {
        slots: places.iter().enumerate().map(|(slot, place)| (place.key.clone(), (slot, place.frame))).collect(),
        gates: gates.iter().enumerate().map(|(at, gate)| (gate.key.clone(), (at, gate.frame))).collect(),
        frames: frames.iter().enumerate().map(|(at, frame)| (frame.name.to_string(), (at, frame.around))).collect(),
    }
}

/// What a walk over the items has met.
#[derive(Default)]
struct Walk {
    gates: Vec<Gate>,
    frames: Vec<Frame>,
    places: Vec<Place>,
    /// The innermost gate and the frame around what is met next.
    gate: Option<usize>,
    frame: Option<usize>,
}

struct Work<'a> {
    names: Names<'a>,
    /// Where each item stands in the document.
    at: BTreeMap<Cow<'a, str>, String>,
    flaws: Vec<Flaw>,
}

impl<'a> Work<'a> {
    fn place(&self, key: &str, attribute: &str) -> String {
        format!("{}.{attribute}", self.at.get(key).map_or("", String::as_str))
    }

    /// Reads one expression, or tells what is wrong with it.
    fn read(&mut self, text: &str, at: &str, expect: Type, reading: &Reading) -> Option<Expression> {
        if self.flaws.len() >= MOST_FLAWS {
            return None;
        }
        match read_in(&self.names, text, Some(expect), reading, self.flaws.len() < MOST_MEANT) {
            Ok(expression) => Some(expression),
            Err((flaws, _)) => {
                self.tell(at, flaws);
                None
            }
        }
    }

    fn tell(&mut self, at: &str, flaws: Vec<(&'static str, String)>) {
        self.flaws.extend(flaws.into_iter().map(|(code, message)| Flaw::new(at, code, message)));
        if self.flaws.len() >= MOST_FLAWS {
            self.flaws.truncate(MOST_FLAWS);
            self.flaws.push(Flaw::new("", "more", "There may be more flaws in expressions; mend these first."));
        }
    }

    /// Every calculation by its slot. One that names another waits until that one's type is known.
    fn calculations(&mut self) -> BTreeMap<usize, Expression> {
        let mut waiting: Vec<(usize, String, &'a str)> = Vec::new();
        for (slot, at) in self.names.outline.slots.iter().enumerate() {
            if let Kind::Calculate { calculation, .. } = &at.question.kind {
                waiting.push((slot, at.key.to_string(), calculation));
            }
        }
        let mut done = BTreeMap::new();
        for _ in 0..MAX_FLOORS {
            let before = waiting.len();
            waiting.retain(|(slot, key, text)| self.calculation(*slot, key, text, &mut done));
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        for (_, key, _) in waiting {
            let message = format!(
                "This calculation stands on itself, by way of others, or more than {MAX_FLOORS} stand on each other in a row."
            );
            self.flaws.push(Flaw::new(self.place(&key, "calculation"), "circle", message));
        }
        done
    }

    /// Whether a calculation has to wait.
    fn calculation(&mut self, slot: usize, key: &str, text: &str, done: &mut BTreeMap<usize, Expression>) -> bool {
        let at = self.place(key, "calculation");
        if self.flaws.len() >= MOST_FLAWS {
            return false;
        }
        let settled = match read_in(&self.names, text, None, &Reading::Worked(slot), self.flaws.len() < MOST_MEANT) {
            Err((_, true)) => return true,
            Err((flaws, false)) => {
                self.tell(&at, flaws);
                Type::Text
            }
            Ok(expression) => {
                let kind = match expression.kind() {
                    Type::Choice => Type::Text,
                    kind => kind,
                };
                if matches!(kind, Type::Boolean | Type::Choices) {
                    let message =
                        "A calculation gives a number, a text or a date. Write if(…, 1, 0) for what is true or false.";
                    self.flaws.push(Flaw::new(at, "type", message));
                }
                done.insert(slot, expression);
                kind
            }
        };
        if let Some(kind) = self.names.kinds.get_mut(slot) {
            *kind = Some(settled);
        }
        false
    }

    /// The conditions, what has rows, and every question with the innermost condition that it stands behind.
    fn walk(&mut self, template: &'a Template) -> Walk {
        let mut walk = Walk::default();
        for section in &template.sections {
            walk.gate = self.gate(section.name.as_str(), section.relevant.as_deref(), None, &mut walk);
            self.inside(&section.items, &mut walk);
        }
        walk
    }

    fn inside(&mut self, items: &'a [Item], walk: &mut Walk) {
        for item in items {
            let (gate, frame) = (walk.gate, walk.frame);
            match item {
                Item::Note(_) => {}
                Item::Group(group) => {
                    walk.gate = self.gate(group.name.as_str(), group.relevant.as_deref(), gate, walk);
                    if let Some(rows) = &group.repeat {
                        self.frame(&group.name, rows, "repeat", walk);
                    }
                    self.inside(&group.items, walk);
                }
                Item::Question(question) => {
                    walk.gate = self.gate(question.name.as_str(), question.relevant.as_deref(), gate, walk);
                    walk.places.push(place(question.name.to_string(), question, walk));
                    if let Kind::Table { rows, columns } = &question.kind {
                        self.frame(&question.name, rows, "rows", walk);
                        self.columns(question, columns, walk);
                    }
                }
            }
            (walk.gate, walk.frame) = (gate, frame);
        }
    }

    fn columns(&mut self, table: &'a Question, columns: &'a [Question], walk: &mut Walk) {
        let around = walk.gate;
        for column in columns {
            let key = cell_key(&table.name, &column.name);
            walk.gate = self.gate(&key, column.relevant.as_deref(), around, walk);
            walk.places.push(place(key, column, walk));
        }
    }

    /// Goes into a frame: what is met next stands in its rows.
    fn frame(&mut self, name: &'a ItemName, rows: &'a Rows, attribute: &str, walk: &mut Walk) {
        let only = rows.only.as_deref().and_then(|text| {
            let at = self.place(name.as_str(), &format!("{attribute}.where"));
            self.rows(text, &at, walk.frame)
        });
        walk.frames.push(Frame { name: name.clone(), around: walk.frame, gate: walk.gate, only });
        walk.frame = Some(walk.frames.len() - 1);
    }

    /// Which rows of a list there are, with the names that are asked of each.
    fn rows(&mut self, text: &str, at: &str, around: Option<usize>) -> Option<(Expression, Vec<String>)> {
        let mut here = Here::rows(&self.names, around);
        here.meant = self.flaws.len() < MOST_MEANT;
        match read(text, &here, Some(Type::Boolean)) {
            Ok(expression) => match here.columns {
                Columns::Open(asked) => Some((expression, asked.into_inner())),
                Columns::Nowhere | Columns::Of(_) => None,
            },
            Err(errors) => {
                let told =
                    errors.into_iter().map(|error| (error.code, format!("Column {}: {}", error.column, error.message)));
                let told = told.collect();
                drop(here);
                self.tell(at, told);
                None
            }
        }
    }

    /// The gate of an item: its own, or the one around it where it has no condition.
    fn gate(&mut self, key: &str, text: Option<&str>, around: Option<usize>, walk: &mut Walk) -> Option<usize> {
        let Some(text) = text else { return around };
        let at = self.place(key, "relevant");
        let when = self.read(text, &at, Type::Boolean, &Reading::In(walk.frame));
        walk.gates.push(Gate { key: key.to_owned(), when, around, frame: walk.frame });
        Some(walk.gates.len() - 1)
    }

    fn question(&mut self, template: &Template, slot: usize, question: &Question, place: &mut Place) {
        if let Some(text) = &question.constraint {
            let at = self.place(&place.key, "constraint");
            place.constraint = self.read(text, &at, Type::Boolean, &Reading::At(slot));
        }
        let choices = question.kind.choices().map(|(list, _)| template.choices(list)).unwrap_or_default();
        if let Some(text) = &question.choice_filter {
            let named: BTreeSet<&str> =
                choices.iter().flat_map(|choice| choice.attributes.keys().map(String::as_str)).collect();
            let columns: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
            let values = |choice: &crate::templates::Choice| {
                let cells = columns.iter().map(|column| choice.attributes.get(column).cloned());
                (choice.name.clone(), cells.collect())
            };
            let choices = choices.iter().map(values).collect();
            let at = self.place(&place.key, "choice_filter");
            let offers = self.read(text, &at, Type::Boolean, &Reading::Filter(slot, columns.clone()));
            place.filter = offers.map(|offers| Filter { offers, choices });
        }
    }

    fn rules(&mut self, template: &Template) -> Vec<(Expression, Vec<usize>)> {
        let mut rules = Vec::new();
        for (index, rule) in template.rules.iter().enumerate() {
            let check = self.read(&rule.check, &format!("rules[{index}].check"), Type::Boolean, &Reading::In(None));
            let about = rule.at.iter().filter_map(|name| self.names.slot(name.as_str())).collect();
            rules.extend(check.map(|check| (check, about)));
        }
        rules
    }

    /// What stands on what: a question on all that its conditions and its calculation read.
    fn graph(&mut self, gates: &[Gate], frames: &[Frame], places: &[Place]) -> Option<Graph> {
        let reads: Vec<Vec<usize>> = places.iter().map(|place| reads(gates, frames, place)).collect();
        match Graph::new(&reads) {
            Ok(graph) => Some(graph),
            Err(Circle(nodes)) => {
                let told: Vec<&Place> = nodes.iter().take(MOST_TOLD).filter_map(|node| places.get(*node)).collect();
                let names: Vec<&str> = told.iter().map(|place| place.key.as_str()).collect();
                let first = told.first().map(|place| place.key.as_str())?;
                let message = match names.as_slice() {
                    [name] => format!("{name} depends on its own answer: a condition looks at other questions."),
                    names => format!(
                        "These depend on each other in a circle: {}. Break it at one of them.",
                        names.join(", ")
                    ),
                };
                self.flaws.push(Flaw::new(self.at.get(first).cloned().unwrap_or_default(), "circle", message));
                None
            }
        }
    }
}

/// A question where the walk is.
fn place(key: String, question: &Question, walk: &Walk) -> Place {
    Place {
        key,
        kind: Type::Text,
        is_table: matches!(question.kind, Kind::Table { .. }),
        frame: walk.frame,
        gate: walk.gate,
        calculation: None,
        constraint: None,
        filter: None,
    }
}

fn reads(gates: &[Gate], frames: &[Frame], place: &Place) -> Vec<usize> {
    let mut slots: Vec<usize> = place.calculation.iter().flat_map(|one| one.slots().to_vec()).collect();
    let up = |gate: &usize| gates.get(*gate).and_then(|gate| gate.around);
    for gate in std::iter::successors(place.gate, up).filter_map(|gate| gates.get(gate)) {
        slots.extend(gate.when.iter().flat_map(|when| when.slots().to_vec()));
    }
    let up = |frame: &usize| frames.get(*frame).and_then(|frame| frame.around);
    for frame in std::iter::successors(place.frame, up).filter_map(|frame| frames.get(frame)) {
        slots.extend(frame.only.iter().flat_map(|(only, _)| only.slots().to_vec()));
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// Where an expression stands.
enum Reading {
    /// In the rows of a frame, or at the top.
    In(Option<usize>),
    /// At a question, which it can call `.`.
    At(usize),
    /// At a question that it works out.
    Worked(usize),
    /// At a question whose choices it looks at, by the names of their attributes.
    Filter(usize, Vec<String>),
}

/// The expression; or what is wrong with it, and whether it only awaits the type of a calculation.
type Read = Result<Expression, (Vec<(&'static str, String)>, bool)>;

fn read_in(names: &Names<'_>, text: &str, expect: Option<Type>, reading: &Reading, meant: bool) -> Read {
    let columns: Vec<&str> = match reading {
        Reading::Filter(_, columns) => columns.iter().map(String::as_str).collect(),
        Reading::In(_) | Reading::At(_) | Reading::Worked(_) => Vec::new(),
    };
    let mut here = match reading {
        Reading::In(frame) => Here::within(names, *frame),
        Reading::At(slot) => Here::at(names, *slot),
        Reading::Worked(slot) => Here::within(names, names.frame(*slot)),
        Reading::Filter(slot, _) => Here::filter(names, *slot, &columns),
    };
    here.meant = meant;
    read(text, &here, expect).map_err(|errors| {
        let told = errors.into_iter().map(|error| (error.code, format!("Column {}: {}", error.column, error.message)));
        (told.collect(), here.awaits.get())
    })
}
