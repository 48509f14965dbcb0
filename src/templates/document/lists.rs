//! The lists that choices come from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::{Flaws, Node, line_of, name_of, shown};
use super::texts::Words;
use crate::ids::ItemName;
use crate::templates::{Choice, CountsAs, List, Reference};

/// Most lists of a template.
const MAX_LISTS: usize = 500;
/// Most choices of a list: more belong into a reference list.
const MAX_CHOICES: usize = 500;
/// Most attributes of a choice.
const MAX_ATTRIBUTES: usize = 20;
/// Longest label or attribute of a choice, in characters.
const MAX_LABEL: usize = 500;
/// A name the figures need for a column of their own, beside one column for each choice: `question__status`.
const RESERVED: &str = "status";

/// All lists by name. One that was named but could not be read is there without its choices, so that it is not told
/// a second time as unknown.
pub(super) fn read(root: &Node<'_>, words: &Words<'_>, flaws: &mut Flaws) -> BTreeMap<ItemName, Option<List>> {
    let mut lists = BTreeMap::new();
    let Some(map) = root.object("lists", flaws) else { return lists };
    if map.members().count() > MAX_LISTS {
        flaws.add(map.here(), "too_many", format!("A template has at most {MAX_LISTS} lists."));
        return lists;
    }
    for (key, value) in map.members() {
        let place: String = key.chars().take(60).collect();
        let at = map.at(&place);
        let name = name_of(key, &at, flaws);
        let list = Node::of(value, at, flaws).and_then(|node| list(&node, words, flaws));
        if let Some(name) = name {
            lists.insert(name, list);
        }
    }
    lists
}

fn list(node: &Node<'_>, words: &Words<'_>, flaws: &mut Flaws) -> Option<List> {
    if node.get("reference").is_some() {
        node.only(&["reference", "per_party"], flaws);
        let reference = Reference { list: node.code("reference", flaws)?, per_party: node.flag("per_party", flaws) };
        return Some(List { ordered: false, choices: Vec::new(), reference: Some(reference) });
    }
    node.only(&["ordered", "choices"], flaws);
    let ordered = node.flag("ordered", flaws);
    node.need("choices", flaws);
    let values = node.array("choices", flaws)?;
    let at = node.at("choices");
    if values.is_empty() || values.len() > MAX_CHOICES {
        flaws.add(&at, "out_of_range", format!("A list has from 1 to {MAX_CHOICES} choices, not {}.", values.len()));
        return None;
    }
    let mut names = BTreeSet::new();
    let mut choices = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        if let Some(choice) = choice(value, format!("{at}[{index}]"), words, &mut names, flaws) {
            choices.push(choice);
        }
    }
    Some(List { ordered, choices, reference: None })
}

fn choice(
    value: &Value,
    at: String,
    words: &Words<'_>,
    names: &mut BTreeSet<ItemName>,
    flaws: &mut Flaws,
) -> Option<Choice> {
    let node = Node::of(value, at, flaws)?;
    node.only(&["name", "label", "counts_as", "exclusive", "attributes"], flaws);
    let name = node.name("name", flaws);
    if let Some(name) = &name {
        if name.as_str() == RESERVED {
            flaws.add(node.at("name"), "reserved", "A choice cannot be called \"status\": the figures use that name.");
        }
        if !names.insert(name.clone()) {
            let message = format!("The list has a choice {} already.", shown(name.as_str()));
            flaws.add(node.at("name"), "name_taken", message);
        }
    }
    let label = words.required(&node, "label", MAX_LABEL, flaws);
    let meanings =
        [("answer", CountsAs::Answer), ("not_applicable", CountsAs::NotApplicable), ("unknown", CountsAs::Unknown)];
    let counts_as = node.word("counts_as", &meanings, flaws).unwrap_or(CountsAs::Answer);
    let exclusive = node.flag("exclusive", flaws);
    let attributes = attributes(&node, flaws);
    Some(Choice { name: name?, label: label?, counts_as, exclusive, attributes })
}

/// What a `choice_filter` can ask of a choice.
fn attributes(node: &Node<'_>, flaws: &mut Flaws) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let Some(map) = node.object("attributes", flaws) else { return attributes };
    if map.members().count() > MAX_ATTRIBUTES {
        flaws.add(map.here(), "too_many", format!("A choice has at most {MAX_ATTRIBUTES} attributes."));
        return attributes;
    }
    for (key, value) in map.members() {
        let place: String = key.chars().take(60).collect();
        let at = map.at(&place);
        let name = name_of(key, &at, flaws);
        if let (Some(name), Some(text)) = (name, line_of(value, &at, MAX_LABEL, flaws)) {
            attributes.insert(name.to_string(), text);
        }
    }
    attributes
}
