//! What differs between two versions of a template. Pure.

use std::collections::BTreeMap;

use super::change::{Change, Weight};
use super::differences::{Pair, differences};
use super::{Holder, Lineage, holders};
use crate::templates::conditions::{conditions, joined};
use crate::templates::{Rule, Template};

/// Everything that differs, in the order of the newer version; what it lacks comes after that, then the rules.
/// `lineage` is that of all versions up to the later of the two.
pub fn compare(from: &Template, to: &Template, lineage: &Lineage) -> Vec<Change> {
    let (before, after) = (asked(from), asked(to));
    let old: BTreeMap<&str, &Holder<'_>> = before.iter().map(|holder| (lineage.root(&holder.key), holder)).collect();
    let new: BTreeMap<&str, &Holder<'_>> = after.iter().map(|holder| (lineage.root(&holder.key), holder)).collect();
    let (when_old, when_new) = (conditions(from), conditions(to));
    let mut changes = Vec::new();
    for holder in &after {
        match old.get(lineage.root(&holder.key)) {
            None => changes.push(blank("added", holder)),
            Some(before) => changes.extend(differences(&Pair {
                templates: (from, to),
                holders: (before, holder),
                conditions: (
                    when_old.get(before.key.as_str()).map(|all| joined(all)).unwrap_or_default(),
                    when_new.get(holder.key.as_str()).map(|all| joined(all)).unwrap_or_default(),
                ),
            })),
        }
    }
    let gone = before.iter().filter(|holder| !new.contains_key(lineage.root(&holder.key)));
    changes.extend(gone.map(|holder| blank("removed", holder)));
    changes.extend(rules(from, to));
    changes
}

fn asked(template: &Template) -> Vec<Holder<'_>> {
    holders(template).into_iter().filter(|holder| holder.section.is_some()).collect()
}

/// A difference that says all of itself.
pub(super) fn blank(code: &'static str, holder: &Holder<'_>) -> Change {
    Change {
        code,
        name: holder.key.to_string(),
        was: None,
        number: holder.question.number.clone(),
        label: holder.question.label.clone(),
        attribute: None,
        from: None,
        to: None,
        options: Vec::new(),
        weight: Weight::Light,
    }
}

fn rules(from: &Template, to: &Template) -> Vec<Change> {
    let said = |code: &'static str, rule: &Rule| Change {
        code,
        name: rule.name.to_string(),
        was: None,
        number: None,
        label: rule.message.clone(),
        attribute: None,
        from: None,
        to: None,
        options: Vec::new(),
        weight: Weight::Light,
    };
    let find = |template: &'_ Template, name| template.rules.iter().find(|rule| rule.name == name).cloned();
    let known = to.rules.iter().filter_map(|rule| match find(from, rule.name.clone()) {
        None => Some(said("rule_added", rule)),
        Some(old) => (old != *rule).then(|| said("rule_changed", rule)),
    });
    let gone = from.rules.iter().filter(|rule| find(to, rule.name.clone()).is_none());
    known.chain(gone.map(|rule| said("rule_removed", rule))).collect()
}
