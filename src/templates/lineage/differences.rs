//! What differs in one question. Pure.

use std::collections::BTreeMap;

use super::Holder;
use super::bounds::bounds;
use super::change::{Change, Weight};
use super::compare::blank;
use crate::templates::{Choice, Kind, Question, Required, Template};

/// A question in two versions, the older one first.
pub(super) struct Pair<'a> {
    pub templates: (&'a Template, &'a Template),
    pub holders: (&'a Holder<'a>, &'a Holder<'a>),
    /// All conditions under which it applies, as one.
    pub conditions: (String, String),
}

/// Everything that differs in a question.
pub(super) fn differences(pair: &Pair<'_>) -> Vec<Change> {
    let (old, new) = (pair.holders.0.question, pair.holders.1.question);
    let mut found = Vec::new();
    if pair.holders.0.key != pair.holders.1.key {
        found.push(pair.altered("renamed", &pair.holders.0.key, &pair.holders.1.key, Weight::Light));
    }
    if pair.holders.0.sort != pair.holders.1.sort {
        found.push(pair.altered("type_changed", pair.holders.0.sort, pair.holders.1.sort, Weight::Incomparable));
        return found;
    }
    found.extend(options(pair));
    if old.kind.unit() != new.kind.unit() {
        let units = (old.kind.unit().map(str::to_owned), new.kind.unit().map(str::to_owned));
        found.push(Change { from: units.0, to: units.1, ..pair.change("unit", Weight::Incomparable) });
    }
    if let (Kind::Date { precision: before, .. }, Kind::Date { precision: after, .. }) = (&old.kind, &new.kind)
        && before != after
    {
        found.push(pair.altered("precision", before.example(), after.example(), Weight::Incomparable));
    }
    found.extend(limits(pair));
    if old.required != new.required {
        let code = match new.required {
            Required::Never => "required_never",
            Required::Warn => "required_warn",
            Required::Submit => "required_submit",
        };
        found.push(pair.change(code, Weight::Light));
    }
    found.extend(expressions(pair));
    let sections = pair.holders.0.section.zip(pair.holders.1.section);
    if let Some((before, after)) = sections.filter(|(before, after)| before.name != after.name) {
        found.push(pair.altered("section", before.name.as_str(), after.name.as_str(), Weight::Light));
    }
    if old.label != new.label {
        found.push(pair.change("reworded", Weight::Light));
    }
    found
}

impl Pair<'_> {
    fn change(&self, code: &'static str, weight: Weight) -> Change {
        let (old, new) = self.holders;
        let was = (old.key != new.key).then(|| old.key.to_owned());
        Change { was, weight, ..blank(code, new) }
    }

    fn altered(&self, code: &'static str, from: &str, to: &str, weight: Weight) -> Change {
        Change { from: Some(from.to_owned()), to: Some(to.to_owned()), ..self.change(code, weight) }
    }
}

/// What became of the choices.
fn options(pair: &Pair<'_>) -> Vec<Change> {
    let (old, new) = (choices(pair.templates.0, pair.holders.0), choices(pair.templates.1, pair.holders.1));
    let names = |keep: &dyn Fn(&str) -> bool, of: &[(String, Option<&Choice>)]| -> Vec<String> {
        of.iter().filter(|(name, _)| keep(name)).map(|(name, _)| name.clone()).collect()
    };
    let before: BTreeMap<&str, Option<&Choice>> = old.iter().map(|(name, choice)| (name.as_str(), *choice)).collect();
    let after: BTreeMap<&str, Option<&Choice>> = new.iter().map(|(name, choice)| (name.as_str(), *choice)).collect();
    let both = |name: &str| Some((before.get(name).copied()??, after.get(name).copied()??));
    let means_else = |name: &str| both(name).is_some_and(|(a, b)| a.counts_as != b.counts_as);
    let reads_else = |name: &str| both(name).is_some_and(|(a, b)| a.label != b.label);
    let alone = |name: &str| both(name).is_some_and(|(a, b)| !a.exclusive && b.exclusive);
    let mut found: Vec<Change> = [
        ("options_added", names(&|name| !before.contains_key(name), &new), Weight::Light),
        ("options_removed", names(&|name| !after.contains_key(name), &old), Weight::Fit),
        ("options_meaning", names(&means_else, &new), Weight::Incomparable),
        ("options_exclusive", names(&alone, &new), Weight::Fit),
        ("options_reworded", names(&reads_else, &new), Weight::Light),
    ]
    .into_iter()
    .filter(|(_, options, _)| !options.is_empty())
    .map(|(code, options, weight)| Change { options, ..pair.change(code, weight) })
    .collect();
    let stays =
        |of: &[(String, Option<&Choice>)]| names(&|name| before.contains_key(name) && after.contains_key(name), of);
    if is_ordered(pair.templates.1, pair.holders.1) && stays(&old) != stays(&new) {
        found.push(Change { options: stays(&new), ..pair.change("options_order", Weight::Incomparable) });
    }
    found
}

/// The choices of a question by name, the one beyond its list last.
fn choices<'a>(template: &'a Template, holder: &Holder<'a>) -> Vec<(String, Option<&'a Choice>)> {
    let Some((list, other)) = holder.question.kind.choices() else { return Vec::new() };
    let listed = template.choices(list).iter().map(|choice| (choice.name.to_string(), Some(choice)));
    listed.chain(other.map(|other| (other.name.to_string(), None))).collect()
}

fn is_ordered(template: &Template, holder: &Holder<'_>) -> bool {
    let list = holder.question.kind.choices().and_then(|(list, _)| template.lists.get(list));
    list.is_some_and(|list| list.ordered)
}

/// What must hold, and when: each is an expression of the template's author, of which only the difference can be told.
fn expressions(pair: &Pair<'_>) -> Vec<Change> {
    let (old, new) = (pair.holders.0.question, pair.holders.1.question);
    let calculation = |question: &Question| match &question.kind {
        Kind::Calculate { calculation, .. } => Some(calculation.clone()),
        _ => None,
    };
    let always = |condition: &String| Some(condition.clone()).filter(|condition| !condition.is_empty());
    [
        ("condition", always(&pair.conditions.0), always(&pair.conditions.1), Weight::Light),
        ("constraint", old.constraint.clone(), new.constraint.clone(), Weight::Light),
        ("choice_filter", old.choice_filter.clone(), new.choice_filter.clone(), Weight::Light),
        ("calculation", calculation(old), calculation(new), Weight::Incomparable),
    ]
    .into_iter()
    .filter(|(_, from, to, _)| from != to)
    .map(|(code, from, to, weight)| Change { from, to, ..pair.change(code, weight) })
    .collect()
}

/// The rules of answers that became tighter or looser.
fn limits(pair: &Pair<'_>) -> Vec<Change> {
    let (mut old, new) = (bounds(pair.holders.0.question), bounds(pair.holders.1.question));
    let mut found = Vec::new();
    for (attribute, after) in new {
        let Some(before) = old.remove(attribute).filter(|before| before.said() != after.said()) else { continue };
        let (code, weight) =
            if after.takes_all_of(&before) { ("loosened", Weight::Light) } else { ("tightened", Weight::Fit) };
        let change = pair.change(code, weight);
        found.push(Change { attribute: Some(attribute), from: before.said(), to: after.said(), ..change });
    }
    found
}
