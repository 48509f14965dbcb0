//! What a Secretariat needs to know of a template before it is published. Pure.
//!
//! A flaw stops it. A warning does not: a translation that is missing, a list nobody uses, a question without a mandate,
//! a mandate that does not hold yet or no longer, or that asks somebody else.

mod citations;
mod translations;

use std::collections::{BTreeMap, BTreeSet};

use super::places::{Part, parts};
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
    /// How many questions must be answered before a report can be submitted.
    pub least: usize,
    /// How many can be answered.
    pub most: usize,
}

/// Checks a template against the register of mandates.
pub fn check(template: &Template, register: &Register) -> Checked {
    let mut flaws = Vec::new();
    let mut warnings = Vec::new();
    let (untranslated, missing) = translations::missing(template);
    warnings.extend(missing);
    warnings.extend(unused_lists(template));
    let mut cited = BTreeMap::new();
    for (at, part) in parts(template) {
        let Part::Question(question) = part else { continue };
        let found = citations::check(template, question, &at, register);
        flaws.extend(found.flaws);
        warnings.extend(found.warnings);
        cited.insert(question.name.clone(), found.cited);
    }
    let least = template.questions().filter(|(_, question)| question.required == Required::Submit).count();
    Checked { flaws, warnings, untranslated, cited, least, most: template.questions().count() }
}

fn unused_lists(template: &Template) -> Vec<Flaw> {
    let used: BTreeSet<&ItemName> =
        template.questions().filter_map(|(_, question)| question.kind.choices()).map(|(list, _)| list).collect();
    let unused = template.lists.keys().filter(|name| !used.contains(name));
    unused.map(|name| Flaw::new(format!("lists.{name}"), "unused_list", "No question uses this list.")).collect()
}

#[cfg(test)]
mod tests;
