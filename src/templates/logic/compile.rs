//! From the texts of a template's expressions to its logic, or every flaw of them with its place and column.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Here, Names};
use super::{Filter, Gate, Logic, Place};
use crate::flaw::Flaw;
use crate::ids::ItemName;
use crate::templates::expression::graph::{Circle, Graph};
use crate::templates::expression::{Expression, Type, read};
use crate::templates::places::by_name;
use crate::templates::{Item, Kind, Question, Template};

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
        let mut work = Work { names: Names::of(template), at: by_name(template), flaws: Vec::new() };
        let calculations = work.calculations(template);
        let (gates, mut places) = work.gates(template);
        for (slot, ((_, question), place)) in template.questions().zip(&mut places).enumerate() {
            place.calculation = calculations.get(&slot).cloned();
            place.kind = work.names.kinds.get(slot).copied().flatten().unwrap_or(Type::Text);
            work.question(template, slot, question, place);
        }
        let rules = work.rules(template);
        let graph = work.graph(&gates, &places);
        let slots = places.iter().enumerate().map(|(slot, place)| (place.name.clone(), slot)).collect();
        match graph.filter(|_| work.flaws.is_empty()) {
            Some(graph) => Ok(Self { places, gates, graph, rules, slots }),
            None => Err(work.flaws),
        }
    }
}

struct Work<'a> {
    names: Names<'a>,
    /// Where each item stands in the document.
    at: BTreeMap<&'a ItemName, String>,
    flaws: Vec<Flaw>,
}

impl<'a> Work<'a> {
    fn place(&self, name: &ItemName, attribute: &str) -> String {
        format!("{}.{attribute}", self.at.get(name).map_or("", String::as_str))
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
    fn calculations(&mut self, template: &'a Template) -> BTreeMap<usize, Expression> {
        let mut waiting: Vec<(usize, &Question, &str)> = Vec::new();
        for (slot, (_, question)) in template.questions().enumerate() {
            if let Kind::Calculate { calculation, .. } = &question.kind {
                waiting.push((slot, question, calculation));
            }
        }
        let mut done = BTreeMap::new();
        for _ in 0..MAX_FLOORS {
            let before = waiting.len();
            waiting.retain(|(slot, question, text)| self.calculation(*slot, question, text, &mut done));
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        for (_, question, _) in waiting {
            let message = format!(
                "This calculation stands on itself, by way of others, or more than {MAX_FLOORS} stand on each other in a row."
            );
            self.flaws.push(Flaw::new(self.place(&question.name, "calculation"), "circle", message));
        }
        done
    }

    /// Whether a calculation has to wait.
    fn calculation(
        &mut self,
        slot: usize,
        question: &Question,
        text: &str,
        done: &mut BTreeMap<usize, Expression>,
    ) -> bool {
        let at = self.place(&question.name, "calculation");
        if self.flaws.len() >= MOST_FLAWS {
            return false;
        }
        let settled = match read_in(&self.names, text, None, &Reading::Anywhere, self.flaws.len() < MOST_MEANT) {
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

    /// The conditions, and every question with the innermost that it stands behind.
    fn gates(&mut self, template: &'a Template) -> (Vec<Gate>, Vec<Place>) {
        let (mut gates, mut places) = (Vec::new(), Vec::new());
        for section in &template.sections {
            let gate = self.gate(&section.name, section.relevant.as_deref(), None, &mut gates);
            self.inside(&section.items, gate, &mut gates, &mut places);
        }
        (gates, places)
    }

    fn inside(&mut self, items: &'a [Item], around: Option<usize>, gates: &mut Vec<Gate>, places: &mut Vec<Place>) {
        for item in items {
            match item {
                Item::Note(_) => {}
                Item::Group(group) => {
                    let gate = self.gate(&group.name, group.relevant.as_deref(), around, gates);
                    self.inside(&group.items, gate, gates, places);
                }
                Item::Question(question) => places.push(Place {
                    name: question.name.clone(),
                    kind: Type::Text,
                    gate: self.gate(&question.name, question.relevant.as_deref(), around, gates),
                    calculation: None,
                    constraint: None,
                    filter: None,
                }),
            }
        }
    }

    /// The gate of an item: its own, or the one around it where it has no condition.
    fn gate(
        &mut self,
        name: &ItemName,
        text: Option<&str>,
        around: Option<usize>,
        gates: &mut Vec<Gate>,
    ) -> Option<usize> {
        let Some(text) = text else { return around };
        let at = self.place(name, "relevant");
        let when = self.read(text, &at, Type::Boolean, &Reading::Anywhere);
        gates.push(Gate { name: name.clone(), when, around });
        Some(gates.len() - 1)
    }

    fn question(&mut self, template: &Template, slot: usize, question: &Question, place: &mut Place) {
        if let Some(text) = &question.constraint {
            let at = self.place(&question.name, "constraint");
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
            let at = self.place(&question.name, "choice_filter");
            let offers = self.read(text, &at, Type::Boolean, &Reading::Filter(slot, columns.clone()));
            place.filter = offers.map(|offers| Filter { offers, choices });
        }
    }

    fn rules(&mut self, template: &Template) -> Vec<(Expression, Vec<usize>)> {
        let mut rules = Vec::new();
        for (index, rule) in template.rules.iter().enumerate() {
            let check = self.read(&rule.check, &format!("rules[{index}].check"), Type::Boolean, &Reading::Anywhere);
            let about = rule.at.iter().filter_map(|name| self.names.slot(name)).collect();
            rules.extend(check.map(|check| (check, about)));
        }
        rules
    }

    /// What stands on what: a question on all that its conditions and its calculation read.
    fn graph(&mut self, gates: &[Gate], places: &[Place]) -> Option<Graph> {
        let reads: Vec<Vec<usize>> = places.iter().map(|place| reads(gates, place)).collect();
        match Graph::new(&reads) {
            Ok(graph) => Some(graph),
            Err(Circle(nodes)) => {
                let told: Vec<&Place> = nodes.iter().take(MOST_TOLD).filter_map(|node| places.get(*node)).collect();
                let names: Vec<&str> = told.iter().map(|place| place.name.as_str()).collect();
                let first = told.first().map(|place| place.name.clone())?;
                let message = match names.as_slice() {
                    [name] => format!("{name} depends on its own answer: a condition looks at other questions."),
                    names => format!(
                        "These depend on each other in a circle: {}. Break it at one of them.",
                        names.join(", ")
                    ),
                };
                self.flaws.push(Flaw::new(self.at.get(&first).cloned().unwrap_or_default(), "circle", message));
                None
            }
        }
    }
}

fn reads(gates: &[Gate], place: &Place) -> Vec<usize> {
    let mut slots: Vec<usize> = place.calculation.iter().flat_map(|one| one.slots().to_vec()).collect();
    let mut next = place.gate;
    while let Some(gate) = next.and_then(|gate| gates.get(gate)) {
        slots.extend(gate.when.iter().flat_map(|when| when.slots().to_vec()));
        next = gate.around;
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// Where an expression stands.
enum Reading {
    Anywhere,
    At(usize),
    Filter(usize, Vec<String>),
}

/// The expression; or what is wrong with it, and whether it only awaits the type of a calculation.
type Read = Result<Expression, (Vec<(&'static str, String)>, bool)>;

fn read_in(names: &Names<'_>, text: &str, expect: Option<Type>, reading: &Reading, meant: bool) -> Read {
    let columns: Vec<&str> = match reading {
        Reading::Filter(_, columns) => columns.iter().map(String::as_str).collect(),
        Reading::Anywhere | Reading::At(_) => Vec::new(),
    };
    let mut here = match reading {
        Reading::Anywhere => Here::anywhere(names),
        Reading::At(slot) => Here::at(names, *slot),
        Reading::Filter(slot, _) => Here::filter(names, *slot, &columns),
    };
    here.meant = meant;
    read(text, &here, expect).map_err(|errors| {
        let told = errors.into_iter().map(|error| (error.code, format!("Column {}: {}", error.column, error.message)));
        (told.collect(), here.awaits.get())
    })
}
