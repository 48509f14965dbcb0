//! Where a question's answer is carried forward from, as a document says it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::node::{Flaws, Node, name_of, shown};
use crate::ids::ItemName;
use crate::templates::prefill::{Prefill, Source};
use crate::templates::{Kind, List};

/// Most choices that a map renames: as many as a list has.
const MAX_MAPPED: usize = 500;
/// Longest choice of an earlier question, in characters.
const MAX_CHOICE: usize = 60;

/// Reads `prefill`; none where it is left out.
pub(super) fn read(
    node: &Node<'_>,
    kind: Option<&Kind>,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> Option<Prefill> {
    let prefill = node.object("prefill", flaws)?;
    prefill.only(&["from", "map"], flaws);
    let from = prefill.string("from", flaws).and_then(|text| match text.parse::<Source>() {
        Ok(source) => Some(source),
        Err(right) => {
            flaws.add(prefill.at("from"), "bad_source", format!("{} is no source: {right}.", shown(text)));
            None
        }
    });
    Some(Prefill { from, map: map(&prefill, kind, lists, flaws) })
}

fn map(
    prefill: &Node<'_>,
    kind: Option<&Kind>,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> BTreeMap<String, ItemName> {
    let Some(map) = prefill.object("map", flaws) else { return BTreeMap::new() };
    let Some((list, other)) = kind.and_then(Kind::choices) else {
        // Of a question that could not be read, nothing more is told.
        if kind.is_some() && map.members().next().is_some() {
            let message = "Only the names of choices are mapped, and this question has none.";
            flaws.add(prefill.at("map"), "contradiction", message);
        }
        return BTreeMap::new();
    };
    if map.members().count() > MAX_MAPPED {
        flaws.add(prefill.at("map"), "too_many", format!("A map has at most {MAX_MAPPED} choices."));
        return BTreeMap::new();
    }
    let listed = lists.get(list).and_then(Option::as_ref);
    let is_choice = |name: &ItemName| {
        other.is_some_and(|other| other.name == *name)
            || listed.is_none_or(|list| list.choices.iter().any(|choice| choice.name == *name))
    };
    let mut read = BTreeMap::new();
    for (from, to) in map.members() {
        let at = format!("{}.{}", prefill.at("map"), from.chars().take(MAX_CHOICE).collect::<String>());
        if from.is_empty() || from.chars().count() > MAX_CHOICE || from.chars().any(char::is_control) {
            flaws.add(&at, "bad_name", format!("A choice has from 1 to {MAX_CHOICE} characters."));
            continue;
        }
        let Value::String(text) = to else {
            flaws.add(&at, "wrong_type", "A choice is mapped to the name of a choice, in quotes.");
            continue;
        };
        match name_of(text, &at, flaws) {
            Some(name) if is_choice(&name) => {
                read.insert(from.clone(), name);
            }
            Some(name) => {
                flaws.add(&at, "unknown_choice", format!("{} is no choice of this question.", shown(name.as_str())));
            }
            None => {}
        }
    }
    read
}
