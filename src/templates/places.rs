//! Where each part of a template stands in its document: `items[0].items[3]`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::outline::cell_key;
use super::{Group, Item, Note, Question, Section, Template};
use crate::ids::ItemName;

/// A part of a template.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A section.
    Section(&'a Section),
    /// A group.
    Group(&'a Group),
    /// A note.
    Note(&'a Note),
    /// A question.
    Question(&'a Question),
    /// A column of a table.
    Column(&'a Question, &'a Question),
}

impl<'a> Part<'a> {
    /// What it is known by: its name; of a column, `table.column`.
    pub fn key(self) -> Cow<'a, str> {
        let name: &ItemName = match self {
            Self::Section(section) => &section.name,
            Self::Group(group) => &group.name,
            Self::Note(note) => &note.name,
            Self::Question(question) => &question.name,
            Self::Column(table, column) => return Cow::Owned(cell_key(&table.name, &column.name)),
        };
        Cow::Borrowed(name.as_str())
    }
}

/// Every part with its place, in the document's order.
pub fn parts(template: &Template) -> Vec<(String, Part<'_>)> {
    let mut found = Vec::new();
    for (index, section) in template.sections.iter().enumerate() {
        let at = format!("items[{index}]");
        found.push((at.clone(), Part::Section(section)));
        inside(&at, &section.items, &mut found);
    }
    found
}

/// The place of every part, by its key.
pub fn by_key(template: &Template) -> BTreeMap<Cow<'_, str>, String> {
    parts(template).into_iter().map(|(at, part)| (part.key(), at)).collect()
}

fn inside<'a>(at: &str, items: &'a [Item], found: &mut Vec<(String, Part<'a>)>) {
    for (index, item) in items.iter().enumerate() {
        let at = format!("{at}.items[{index}]");
        match item {
            Item::Note(note) => found.push((at, Part::Note(note))),
            Item::Question(question) => {
                let columns = question.kind.columns().iter().enumerate();
                let cells: Vec<_> = columns
                    .map(|(index, column)| (format!("{at}.columns[{index}]"), Part::Column(question, column)))
                    .collect();
                found.push((at, Part::Question(question)));
                found.extend(cells);
            }
            Item::Group(group) => {
                found.push((at.clone(), Part::Group(group)));
                inside(&at, &group.items, found);
            }
        }
    }
}
