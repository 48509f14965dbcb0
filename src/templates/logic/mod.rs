//! What a template's conditions, calculations, filters and rules say of a report's answers. Pure.
//!
//! [`Logic`] is made once for a version: every expression read and checked, every name settled, circles refused.
//! [`Logic::look`] then says what follows from the answers of a moment, in one pass. Server, pages, submissions and
//! figures all take it from there.

mod compile;
mod look;
mod names;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use super::expression::graph::Graph;
use super::expression::{Expression, Type};
use crate::ids::ItemName;

pub use look::Outlook;
pub use reach::Unreachable;

/// A condition on a section, a group or a question.
#[derive(Debug, Clone)]
struct Gate {
    /// On what.
    name: ItemName,
    /// The condition; none where only what is around it has one.
    when: Option<Expression>,
    /// The gate around it.
    around: Option<usize>,
}

/// One question as the logic knows it.
#[derive(Debug, Clone)]
struct Place {
    name: ItemName,
    kind: Type,
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
    /// By slot: the questions in the template's order.
    places: Vec<Place>,
    gates: Vec<Gate>,
    /// What stands on what.
    graph: Graph,
    /// What must hold between answers, in the order of the template's rules, each with the slots it is about.
    rules: Vec<(Expression, Vec<usize>)>,
    /// Where each question stands.
    slots: BTreeMap<ItemName, usize>,
}

impl Logic {
    /// Whether a calculation gives a number.
    pub fn is_number(&self, name: &ItemName) -> bool {
        let place = self.slots.get(name).and_then(|slot| self.places.get(*slot));
        place.is_some_and(|place| place.kind == Type::Number)
    }

    /// The calculations that stand on any of these questions, by way of others or not.
    pub fn standing_on<'a>(&self, names: impl Iterator<Item = &'a str>) -> BTreeSet<ItemName> {
        let slots: BTreeMap<&str, usize> = self.slots.iter().map(|(name, slot)| (name.as_str(), *slot)).collect();
        let slots: Vec<usize> = names.filter_map(|name| slots.get(name).copied()).collect();
        let after = self.graph.after(&slots).into_iter().filter_map(|slot| self.places.get(slot));
        after.filter(|place| place.calculation.is_some()).map(|place| place.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
