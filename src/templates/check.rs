//! What a Secretariat needs to know of a template before it is published. Pure.
//!
//! A flaw stops it. A warning does not: a translation that is missing, a list nobody uses, a question without a mandate,
//! a mandate that does not hold yet or no longer, or that asks somebody else, a part that is never shown.

mod citations;
mod translations;

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::conditions;
use super::logic::{Logic, Unreachable};
use super::outline::{Outline, Slot};
use super::places::{Part, by_key, parts};
use super::{Required, Template};
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
    /// How many can be answered at most, each counted once however many rows it is asked in.
    pub most: usize,
    /// How many of these are asked in rows, of a repeat or a table.
    pub in_rows: usize,
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
    let outline = Outline::of(template);
    let always = |slot: &Slot<'_>| conditions.get(slot.key.as_ref()).is_none_or(Vec::is_empty);
    let asked = || outline.slots.iter().filter(|slot| slot.question.kind.is_asked());
    // In rows nothing must be answered for sure: there may be none.
    let once = |slot: &Slot<'_>| slot.frame.is_none() && slot.question.required == Required::Submit;
    let least = asked().filter(|slot| once(slot) && always(slot)).count();
    let never = |slot: &Slot<'_>| hidden.as_ref().is_some_and(|hidden| hidden.questions.contains(slot.key.as_ref()));
    let most = asked().filter(|slot| !never(slot)).count();
    let in_rows = asked().filter(|slot| slot.frame.is_some() && !never(slot)).count();
    Checked { flaws, warnings, untranslated, cited, least, most, in_rows }
}

/// Parts that no answers ever bring up.
fn unreachable(template: &Template, unreachable: &Unreachable<'_>) -> Vec<Flaw> {
    let places = by_key(template);
    let at = |key: &str| format!("{}.relevant", places.get(key).map_or("", String::as_str));
    let said =
        |key: &&str| Flaw::new(at(key), "unreachable", "No answers make this condition true: it is never shown.");
    unreachable.parts.iter().map(said).collect()
}

fn unused_lists(template: &Template) -> Vec<Flaw> {
    let outline = Outline::of(template);
    let chosen = outline.slots.iter().filter_map(|slot| slot.question.kind.choices()).map(|(list, _)| list);
    let run_over = outline.frames.iter().filter_map(|frame| frame.rows.over.as_ref());
    let used: BTreeSet<&ItemName> = chosen.chain(run_over).collect();
    let unused = template.lists.keys().filter(|name| !used.contains(name));
    unused.map(|name| Flaw::new(format!("lists.{name}"), "unused_list", "Nothing uses this list.")).collect()
}

#[cfg(test)]
mod tests;
