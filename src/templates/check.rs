//! What a Secretariat needs to know of a template before it is published. Pure.
//!
//! A flaw stops it. A warning does not: a translation that is missing, a list nobody uses, a question without a mandate,
//! a mandate that does not hold yet or no longer, or that asks somebody else, a part that is never shown.

mod citations;
mod translations;

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::conditions;
use super::logic::{Logic, Unreachable};
use super::places::{Part, by_name, parts};
use super::{Question, Required, Template};
use crate::flaw::Flaw;
use crate::ids::ItemName;
use crate::mandates::Register;
pub use citations::Cited;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What stops the template: all of it.
    pub flaws: Vec<Flaw>,
    /// What is worth a second look.
    pub warnings: Vec<Flaw>,
    /// How many texts are missing, by language, in the template's order; the default language is never missing.
    pub untranslated: Vec<(String, usize)>,
    /// What each question cites, with its place in the register.
    pub cited: BTreeMap<ItemName, Vec<Cited>>,
    /// How many questions must be answered before any report can be submitted: those that no condition can hide.
    pub least: usize,
    /// How many can be answered at most.
    pub most: usize,
}

/// Checks a template against the register of mandates.
pub fn check(template: &Template, register: &Register) -> Checked {
    let mut flaws = Vec::new();
    let mut warnings = Vec::new();
    let (untranslated, missing) = translations::missing(template);
    warnings.extend(missing);
    warnings.extend(unused_lists(template));
    let logic = Logic::of(template).ok();
    let hidden = logic.as_ref().map(|logic| logic.unreachable(template));
    warnings.extend(hidden.as_ref().map(|hidden| unreachable(template, hidden)).unwrap_or_default());
    let mut cited = BTreeMap::new();
    for (at, part) in parts(template) {
        let Part::Question(question) = part else { continue };
        let found = citations::check(template, question, &at, register);
        flaws.extend(found.flaws);
        warnings.extend(found.warnings);
        cited.insert(question.name.clone(), found.cited);
    }
    let conditions = conditions(template);
    let always = |question: &Question| conditions.get(&question.name).is_none_or(Vec::is_empty);
    let asked = || template.questions().map(|(_, question)| question).filter(|question| question.kind.is_asked());
    let least = asked().filter(|question| question.required == Required::Submit && always(question)).count();
    let never = |question: &Question| hidden.as_ref().is_some_and(|hidden| hidden.questions.contains(&question.name));
    let most = asked().filter(|question| !never(question)).count();
    Checked { flaws, warnings, untranslated, cited, least, most }
}

/// Parts that no answers ever bring up.
fn unreachable(template: &Template, unreachable: &Unreachable<'_>) -> Vec<Flaw> {
    let places = by_name(template);
    let at = |name: &ItemName| format!("{}.relevant", places.get(name).map_or("", String::as_str));
    let said = |name| Flaw::new(at(name), "unreachable", "No answers make this condition true: it is never shown.");
    unreachable.parts.iter().copied().map(said).collect()
}

fn unused_lists(template: &Template) -> Vec<Flaw> {
    let used: BTreeSet<&ItemName> =
        template.questions().filter_map(|(_, question)| question.kind.choices()).map(|(list, _)| list).collect();
    let unused = template.lists.keys().filter(|name| !used.contains(name));
    unused.map(|name| Flaw::new(format!("lists.{name}"), "unused_list", "No question uses this list.")).collect()
}

#[cfg(test)]
mod tests;
