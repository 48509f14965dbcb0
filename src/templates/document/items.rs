//! Sections, groups, notes and questions.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::kinds;
use super::node::{Flaws, Node, shown};
use super::texts::Words;
use crate::ids::ItemName;
use crate::templates::{Group, Item, List, Note, Question, Required, Section};

/// Longest question, heading or hint, in characters.
const MAX_LABEL: usize = 2_000;
/// Longest guidance, introduction or note, in characters.
const MAX_GUIDANCE: usize = 10_000;
/// Longest number people cite: `12.3.1 (iv)`.
const MAX_NUMBER: usize = 20;
/// Most provisions or indicators of a question.
const MAX_MANDATES: usize = 30;
/// Longest citation of a provision, in characters.
const MAX_CITATION: usize = 300;

/// What reading an item needs to know of the rest.
pub(super) struct Reader<'a> {
    words: &'a Words<'a>,
    pub(super) lists: &'a BTreeMap<ItemName, Option<List>>,
    /// Where each name was given first.
    names: HashMap<ItemName, String>,
}

/// The sections of a document.
pub(super) fn read(
    root: &Node<'_>,
    words: &Words<'_>,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> Vec<Section> {
    let mut reader = Reader { words, lists, names: HashMap::new() };
    reader.children(root, flaws, |reader, node, flaws| {
        if word(&node, flaws)? != "section" {
            let message = "A template's own items are sections: put this one into a section.";
            flaws.add(node.at("type"), "not_here", message);
            return None;
        }
        reader.section(&node, flaws)
    })
}

/// The type of an item.
fn word<'a>(node: &Node<'a>, flaws: &mut Flaws) -> Option<&'a str> {
    node.need("type", flaws);
    let word = node.string("type", flaws)?;
    let known = matches!(word, "section" | "group" | "note") || kinds::WORDS.contains(&word);
    if !known {
        let types = kinds::WORDS.join(", ");
        let message = format!("There is no type {}. There are section, group, note, {types}.", shown(word));
        flaws.add(node.at("type"), "unknown_type", message);
    }
    known.then_some(word)
}

impl Reader<'_> {
    fn children<T>(
        &mut self,
        node: &Node<'_>,
        flaws: &mut Flaws,
        read: impl Fn(&mut Self, Node<'_>, &mut Flaws) -> Option<T>,
    ) -> Vec<T> {
        node.need("items", flaws);
        let Some(values) = node.array("items", flaws) else { return Vec::new() };
        let at = node.at("items");
        if values.is_empty() {
            flaws.add(&at, "empty", "There is nothing in it: give it an item, or leave it out.");
        }
        let inside = |(index, value): (usize, &Value)| {
            let node = Node::of(value, format!("{at}[{index}]"), flaws)?;
            read(self, node, flaws)
        };
        values.iter().enumerate().filter_map(inside).collect()
    }

    fn section(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Section> {
        node.only(&["name", "type", "number", "label", "intro", "items"], flaws);
        let name = self.name(node, flaws);
        let number = node.line("number", MAX_NUMBER, flaws);
        let label = self.words.required(node, "label", MAX_LABEL, flaws);
        let intro = self.words.optional(node, "intro", MAX_GUIDANCE, flaws);
        let items = self.children(node, flaws, |reader, node, flaws| reader.item(&node, flaws));
        Some(Section { name: name?, number, label: label?, intro, items })
    }

    fn item(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Item> {
        match word(node, flaws)? {
            "section" => {
                let message = "A section stands at the top of the template, not in another item: use a group.";
                flaws.add(node.at("type"), "not_here", message);
                None
            }
            "group" => self.group(node, flaws).map(Item::Group),
            "note" => self.note(node, flaws).map(Item::Note),
            word => self.question(node, word, flaws).map(|question| Item::Question(Box::new(question))),
        }
    }

    fn group(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Group> {
        node.only(&["name", "type", "label", "intro", "items"], flaws);
        let name = self.name(node, flaws);
        let label = self.words.required(node, "label", MAX_LABEL, flaws);
        let intro = self.words.optional(node, "intro", MAX_GUIDANCE, flaws);
        let items = self.children(node, flaws, |reader, node, flaws| reader.item(&node, flaws));
        Some(Group { name: name?, label: label?, intro, items })
    }

    fn note(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Note> {
        node.only(&["name", "type", "label"], flaws);
        let name = self.name(node, flaws);
        let label = self.words.required(node, "label", MAX_GUIDANCE, flaws);
        Some(Note { name: name?, label: label? })
    }

    fn question(&mut self, node: &Node<'_>, word: &str, flaws: &mut Flaws) -> Option<Question> {
        const COMMON: [&str; 10] =
            ["name", "type", "number", "label", "hint", "guidance", "required", "mandates", "indicators", "comment"];
        let known: Vec<&str> = COMMON.into_iter().chain(kinds::attributes(word).iter().copied()).collect();
        node.only(&known, flaws);
        let name = self.name(node, flaws);
        let number = node.line("number", MAX_NUMBER, flaws);
        let label = self.words.required(node, "label", MAX_LABEL, flaws);
        let hint = self.words.optional(node, "hint", MAX_LABEL, flaws);
        let guidance = self.words.optional(node, "guidance", MAX_GUIDANCE, flaws);
        let levels = [("never", Required::Never), ("warn", Required::Warn), ("submit", Required::Submit)];
        let required = node.word("required", &levels, flaws).unwrap_or(Required::Never);
        let mandates = node.lines("mandates", MAX_MANDATES, MAX_CITATION, flaws);
        let indicators = node.lines("indicators", MAX_MANDATES, MAX_CITATION, flaws);
        let comment = node.flag("comment", flaws);
        let kind = kinds::read(node, word, self.lists, flaws);
        Some(Question {
            name: name?,
            number,
            label: label?,
            hint,
            guidance,
            required,
            mandates,
            indicators,
            comment,
            kind: kind?,
        })
    }

    /// The name of an item, which no other item of the template has.
    fn name(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<ItemName> {
        let name = node.name("name", flaws)?;
        match self.names.get(&name) {
            Some(first) => {
                let message = format!("{} is the name of {first} already.", shown(name.as_str()));
                flaws.add(node.at("name"), "name_taken", message);
            }
            None => {
                self.names.insert(name.clone(), node.here().to_owned());
            }
        }
        Some(name)
    }
}
