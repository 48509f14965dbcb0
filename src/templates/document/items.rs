//! Sections, groups, notes and questions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::node::{Flaws, Node, shown};
use super::texts::Words;
use super::{kinds, prefill, rows};
use crate::ids::ItemName;
use crate::templates::outline::MOST_REPEATS;
use crate::templates::{Group, Item, Kind, List, Note, Question, Required, Rule, Section, Severity};

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

/// Most rules of a template.
const MAX_RULES: usize = 500;
/// Most questions that one rule is about.
const MAX_ABOUT: usize = 20;
/// Most columns of a table: more do not fit on any screen or page.
const MAX_COLUMNS: usize = 30;

/// What the table says for all its columns.
const OF_TABLES: [&str; 3] = ["number", "mandates", "indicators"];

/// What reading an item needs to know of the rest.
pub(super) struct Reader<'a> {
    words: &'a Words<'a>,
    pub(super) lists: &'a BTreeMap<ItemName, Option<List>>,
    /// Where each name was given first.
    names: HashMap<ItemName, String>,
    /// The questions that are asked once.
    questions: BTreeSet<ItemName>,
    /// How many repeats stand around what is read.
    repeats: usize,
}

/// The sections and the rules of a document.
pub(super) fn read(
    root: &Node<'_>,
    words: &Words<'_>,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> (Vec<Section>, Vec<Rule>) {
    let mut reader = Reader { words, lists, names: HashMap::new(), questions: BTreeSet::new(), repeats: 0 };
    let sections = reader.children(root, flaws, |reader, node, flaws| {
        if word(&node, flaws)? != "section" {
            let message = "A template's own items are sections: put this one into a section.";
            flaws.add(node.at("type"), "not_here", message);
            return None;
        }
        reader.section(&node, flaws)
    });
    let rules = reader.rules(root, flaws);
    (sections, rules)
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
        self.parts(node, "items", flaws, read)
    }

    /// Everything in one of a node's lists, of which there must be something.
    fn parts<T>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        flaws: &mut Flaws,
        read: impl Fn(&mut Self, Node<'_>, &mut Flaws) -> Option<T>,
    ) -> Vec<T> {
        node.need(key, flaws);
        let Some(values) = node.array(key, flaws) else { return Vec::new() };
        let at = node.at(key);
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
        node.only(&["name", "type", "number", "label", "intro", "relevant", "items"], flaws);
        let name = self.name(node, flaws);
        let number = node.line("number", MAX_NUMBER, flaws);
        let label = self.words.required(node, "label", MAX_LABEL, flaws);
        let intro = self.words.optional(node, "intro", MAX_GUIDANCE, flaws);
        let relevant = node.expression("relevant", flaws);
        let items = self.children(node, flaws, |reader, node, flaws| reader.item(&node, flaws));
        Some(Section { name: name?, number, label: label?, intro, relevant, items })
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
        node.only(&["name", "type", "label", "intro", "relevant", "repeat", "items"], flaws);
        let name = self.name(node, flaws);
        let label = self.words.required(node, "label", MAX_LABEL, flaws);
        let intro = self.words.optional(node, "intro", MAX_GUIDANCE, flaws);
        let relevant = node.expression("relevant", flaws);
        let repeat = rows::read(node, "repeat", self.lists, flaws);
        let deeper = usize::from(node.get("repeat").is_some());
        self.repeats += deeper;
        if self.repeats > MOST_REPEATS && deeper > 0 {
            let message = format!("Repeats stand at most {MOST_REPEATS} deep in each other: take this one out.");
            flaws.add(node.at("repeat"), "too_deep", message);
        }
        let items = self.children(node, flaws, |reader, node, flaws| reader.item(&node, flaws));
        self.repeats -= deeper;
        Some(Group { name: name?, label: label?, intro, relevant, repeat, items })
    }

    fn note(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Note> {
        node.only(&["name", "type", "label"], flaws);
        let name = self.name(node, flaws);
        let label = self.words.required(node, "label", MAX_GUIDANCE, flaws);
        Some(Note { name: name?, label: label? })
    }

    fn question(&mut self, node: &Node<'_>, word: &str, flaws: &mut Flaws) -> Option<Question> {
        let name = self.name(node, flaws);
        if self.repeats == 0 && word != "table" {
            self.questions.extend(name.clone());
        }
        let kind = match word {
            "table" => self.table(node, flaws),
            word => kinds::read(node, word, self.lists, flaws),
        };
        let known: Vec<&str> = kinds::common(word).iter().chain(kinds::attributes(word)).copied().collect();
        node.only(&known, flaws);
        self.asked(node, (name, kind), flaws)
    }

    /// The rows and the columns of a table. A column's name is its own within the table alone.
    fn table(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Kind> {
        let rows = rows::read(node, "rows", self.lists, flaws);
        if rows.is_none() {
            node.need("rows", flaws);
        }
        let at = node.at("columns");
        let mut taken: HashMap<ItemName, String> = HashMap::new();
        let columns = self.parts(node, "columns", flaws, |reader, node, flaws| {
            let word = word(&node, flaws)?;
            if matches!(word, "section" | "group" | "note" | "table") {
                let message = format!("A column is a question of one cell: a {word} cannot stand in a table.");
                flaws.add(node.at("type"), "not_here", message);
                return None;
            }
            let name = node.name("name", flaws);
            let kind = kinds::read(&node, word, reader.lists, flaws);
            let known =
                kinds::common(word).iter().filter(|key| !OF_TABLES.contains(key)).chain(kinds::attributes(word));
            node.only(&known.copied().collect::<Vec<_>>(), flaws);
            reader.asked(&node, (name, kind), flaws)
        });
        if columns.len() > MAX_COLUMNS {
            flaws.add(&at, "too_many", format!("A table has at most {MAX_COLUMNS} columns."));
        }
        for (index, column) in columns.iter().enumerate() {
            if let Some(first) = taken.insert(column.name.clone(), format!("{at}[{index}]")) {
                let message = format!("{} is the name of {first} already.", shown(column.name.as_str()));
                flaws.add(format!("{at}[{index}].name"), "name_taken", message);
            }
        }
        Some(Kind::Table { rows: rows?, columns })
    }

    /// A question whose name and kind were read.
    fn asked(
        &self,
        node: &Node<'_>,
        (name, kind): (Option<ItemName>, Option<Kind>),
        flaws: &mut Flaws,
    ) -> Option<Question> {
        let number = node.line("number", MAX_NUMBER, flaws);
        let label = self.words.required(node, "label", MAX_LABEL, flaws);
        let hint = self.words.optional(node, "hint", MAX_LABEL, flaws);
        let guidance = self.words.optional(node, "guidance", MAX_GUIDANCE, flaws);
        let relevant = node.expression("relevant", flaws);
        let constraint = node.expression("constraint", flaws);
        let constraint_message = self.words.optional(node, "constraint_message", MAX_LABEL, flaws);
        if constraint.is_none() && !constraint_message.is_empty() {
            let message = "There is no `constraint` that this message could be about.";
            flaws.add(node.at("constraint_message"), "contradiction", message);
        }
        let levels = [("never", Required::Never), ("warn", Required::Warn), ("submit", Required::Submit)];
        let required = node.word("required", &levels, flaws).unwrap_or(Required::Never);
        let mandates = node.lines("mandates", MAX_MANDATES, MAX_CITATION, flaws);
        let indicators = node.lines("indicators", MAX_MANDATES, MAX_CITATION, flaws);
        let comment = node.flag("comment", flaws);
        let attachments = node.flag("attachments", flaws);
        let links = node.flag("links", flaws);
        let was = node.get("was").and_then(|_| node.name("was", flaws));
        let choice_filter = node.expression("choice_filter", flaws);
        let prefill = prefill::read(node, kind.as_ref(), self.lists, flaws);
        Some(Question {
            name: name?,
            number,
            label: label?,
            hint,
            guidance,
            relevant,
            constraint,
            constraint_message,
            choice_filter,
            required,
            mandates,
            indicators,
            comment,
            attachments,
            links,
            was,
            prefill,
            kind: kind?,
        })
    }

    /// What must hold between answers.
    fn rules(&mut self, root: &Node<'_>, flaws: &mut Flaws) -> Vec<Rule> {
        let values = root.array("rules", flaws).unwrap_or_default();
        let at = root.at("rules");
        if values.len() > MAX_RULES {
            flaws.add(&at, "too_many", format!("A template has at most {MAX_RULES} rules."));
            return Vec::new();
        }
        let read = |(index, value): (usize, &Value)| {
            let node = Node::of(value, format!("{at}[{index}]"), flaws)?;
            self.rule(&node, flaws)
        };
        values.iter().enumerate().filter_map(read).collect()
    }

    fn rule(&mut self, node: &Node<'_>, flaws: &mut Flaws) -> Option<Rule> {
        node.only(&["name", "severity", "check", "message", "at", "explain"], flaws);
        let name = self.name(node, flaws);
        let weights = [("error", Severity::Error), ("warning", Severity::Warning)];
        node.need("severity", flaws);
        let severity = node.word("severity", &weights, flaws);
        node.need("check", flaws);
        let check = node.expression("check", flaws);
        let message = self.words.required(node, "message", MAX_LABEL, flaws);
        let explain = node.flag("explain", flaws);
        if explain && severity == Some(Severity::Error) {
            let message = "Nothing explains an error away: only a warning can be explained.";
            flaws.add(node.at("explain"), "contradiction", message);
        }
        let at = self.about(node, flaws);
        let (name, message) = (name?, message?);
        let explanation = explain.then(|| {
            let kind = Kind::Text { max_length: MAX_LABEL, multiline: true };
            Box::new(Question::asking(name.clone(), message.clone(), kind))
        });
        Some(Rule { name, severity: severity?, check: check?, message, at, explanation })
    }

    /// The questions a rule is about: at least one, each of them there.
    fn about(&self, node: &Node<'_>, flaws: &mut Flaws) -> Vec<ItemName> {
        let lines = node.lines("at", MAX_ABOUT, MAX_NUMBER * 4, flaws);
        if lines.is_empty() {
            flaws.add(node.at("at"), "missing", "Say in `at` which questions the rule is about.");
        }
        let mut about = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            match line.parse::<ItemName>().ok().filter(|name| self.questions.contains(name)) {
                Some(name) => about.push(name),
                None => {
                    let message = format!(
                        "There is no question {} that is asked once. In rows, a constraint says what must hold.",
                        shown(line)
                    );
                    flaws.add(format!("{}[{index}]", node.at("at")), "unknown_name", message);
                }
            }
        }
        about
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
