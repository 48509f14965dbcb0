//! What a template's conditions, calculations, filters and rules say of a report's answers. Pure.
//!
//! [`Logic`] is made once for a version: every expression read and checked, every name settled, circles refused.
//! [`Logic::look`] then says what follows from the answers of a moment, in one pass. Server, pages, submissions and
//! figures all take it from there. [`Logic::after`] says what follows once a few of them have changed.
//!
//! A question in rows has an answer in each; an expression in a row sees the answers of its own row and of those around it as
//! one, and all others as many.

mod after;
mod compile;
mod look;
mod names;
mod outlook;
mod page;
mod reach;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expression::graph::Graph;
use super::expression::{Expression, Type};
use crate::ids::ItemName;

pub use outlook::Outlook;
pub use page::Page;
pub use reach::Unreachable;

/// A condition on a section, a group or a question.
#[derive(Debug, Clone)]
struct Gate {
    /// On what.
    key: String,
    /// The condition; none where only what is around it has one.
    when: Option<Expression>,
    /// The gate around it.
    around: Option<usize>,
    /// The frame in whose rows it is asked.
    frame: Option<usize>,
}

/// A frame as the logic knows it.
#[derive(Debug, Clone)]
struct Frame {
    name: ItemName,
    around: Option<usize>,
    /// The innermost gate that the group or the table stands behind.
    gate: Option<usize>,
    /// Which rows of its list there are, with the names that it calls of each.
    only: Option<(Expression, Vec<String>)>,
}

/// One question as the logic knows it.
#[derive(Debug, Clone)]
struct Place {
    key: String,
    kind: Type,
    /// Whether it is a table itself, which has no answer.
    is_table: bool,
    frame: Option<usize>,
    /// The innermost gate it stands behind.
    gate: Option<usize>,
    calculation: Option<Expression>,
    constraint: Option<Expression>,
    filter: Option<Filter>,
}

/// Which choices of a list are offered.
#[derive(Debug, Clone)]
struct Filter {
    offers: Expression,
    /// The choices, each with its attributes in the order of the filter's columns.
    choices: Vec<(ItemName, Vec<Option<String>>)>,
}

/// What holds between the answers of one version.
#[derive(Debug, Clone)]
pub struct Logic {
    /// By slot: the questions in the order of the template's outline.
    places: Vec<Place>,
    gates: Vec<Gate>,
    frames: Vec<Frame>,
    /// What stands on what.
    graph: Graph,
    /// What must hold between answers, in the order of the template's rules, each with the slots it is about.
    rules: Vec<(Expression, Vec<usize>)>,
    index: Arc<Index>,
}

/// Where everything that has a name stands.
#[derive(Debug, Default, PartialEq, Eq)]
struct Index {
    /// By key: the slot of a question, and its frame.
    slots: BTreeMap<String, (usize, Option<usize>)>,
    /// By name: a condition of a section, a group or a question, and the frame it is asked in.
    gates: BTreeMap<String, (usize, Option<usize>)>,
    /// By name: what has rows, and the frame around it.
    frames: BTreeMap<String, (usize, Option<usize>)>,
}

impl Logic {
    /// Whether a calculation gives a number.
    pub fn is_number(&self, key: &str) -> bool {
        let place = self.index.slots.get(key).and_then(|(slot, _)| self.places.get(*slot));
        place.is_some_and(|place| place.kind == Type::Number)
    }

    /// The calculations that stand on any of these questions, by way of others or not.
    pub fn standing_on<'a>(&self, keys: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
        let slots: Vec<usize> = keys.filter_map(|key| self.index.slots.get(key).map(|(slot, _)| *slot)).collect();
        let after = self.graph.after(&slots).into_iter().filter_map(|slot| self.places.get(slot));
        after.filter(|place| place.calculation.is_some()).map(|place| place.key.clone()).collect()
    }

    /// Whether this is a question that is asked once: none in rows, and no table.
    pub fn is_asked_once(&self, key: &str) -> bool {
        let place = self.index.slots.get(key).and_then(|(slot, _)| self.places.get(*slot));
        place.is_some_and(|place| place.frame.is_none() && !place.is_table)
    }

    /// The attributes that `where` asks of the rows of each frame that has one.
    pub fn asked_of_rows(&self) -> impl Iterator<Item = (&ItemName, &[String])> {
        self.frames.iter().filter_map(|frame| Some((&frame.name, frame.only.as_ref()?.1.as_slice())))
    }

    /// The frames around a place, the outermost first, its own last.
    fn around(&self, frame: Option<usize>) -> Vec<usize> {
        let up = |frame: &usize| self.frames.get(*frame).and_then(|frame| frame.around);
        let mut found: Vec<usize> = std::iter::successors(frame, up).collect();
        found.reverse();
        found
    }
}

#[cfg(test)]
mod tests;
