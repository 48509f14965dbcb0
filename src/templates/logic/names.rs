//! What the names in a template's expressions stand for.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::templates::expression::{Found, Scope, Type};
use crate::templates::outline::Outline;
use crate::templates::{Kind, Template};

/// The questions of a template as expressions see them.
pub(super) struct Names<'a> {
    template: &'a Template,
    pub(super) outline: Outline<'a>,
    slots: BTreeMap<String, usize>,
    /// By slot; none for a calculation that was not read yet.
    pub(super) kinds: Vec<Option<Type>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(template: &'a Template) -> Self {
        let outline = Outline::of(template);
        let slots = outline.slots.iter().enumerate().map(|(slot, at)| (at.key.to_string(), slot)).collect();
        let kinds = outline.slots.iter().map(|slot| kind(&slot.question.kind)).collect();
        Self { template, outline, slots, kinds }
    }

    pub(super) fn slot(&self, key: &str) -> Option<usize> {
        self.slots.get(key).copied()
    }

    /// The frame that a question is asked in.
    pub(super) fn frame(&self, slot: usize) -> Option<usize> {
        self.outline.slots.get(slot).and_then(|slot| slot.frame)
    }

    /// A question as it is seen from a frame: as one where it is asked in the same row or in one around it.
    fn found(&self, slot: usize, from: Option<usize>) -> Option<Found<'_>> {
        let kind = (*self.kinds.get(slot)?)?;
        let many = self.frame(slot).is_some_and(|frame| !self.outline.around(from).contains(&frame));
        Some(Found { choices: self.choices(slot), many, ..Found::one(slot, kind) })
    }

    /// What a name stands for in a frame: in a table, its own columns come first.
    fn named(&self, name: &str, from: Option<usize>) -> Option<usize> {
        let table = from.and_then(|frame| self.outline.frames.get(frame)).filter(|frame| frame.is_table());
        let cell = table.and_then(|table| self.slots.get(&format!("{}.{name}", table.name())));
        let slot = cell.or_else(|| self.slots.get(name)).copied()?;
        let is_table =
            self.outline.slots.get(slot).is_some_and(|slot| matches!(slot.question.kind, Kind::Table { .. }));
        (!is_table).then_some(slot)
    }

    fn choices(&self, slot: usize) -> Option<Vec<&str>> {
        let (list, other) = self.outline.slots.get(slot)?.question.kind.choices()?;
        let listed = self.template.choices(list).iter().map(|choice| choice.name.as_str());
        Some(listed.chain(other.map(|other| other.name.as_str())).collect())
    }
}

/// The type of an answer; none for what is worked out, whose type follows from how.
fn kind(kind: &Kind) -> Option<Type> {
    Some(match kind {
        Kind::Text { .. } | Kind::Url | Kind::File { .. } => Type::Text,
        Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => Type::Number,
        Kind::Date { .. } => Type::Date,
        Kind::SelectOne { .. } => Type::Choice,
        Kind::SelectMultiple { .. } | Kind::Rank { .. } => Type::Choices,
        Kind::Acknowledge => Type::Boolean,
        // A table itself has no value: no name stands for it.
        Kind::Table { .. } => Type::Text,
        Kind::Calculate { .. } => return None,
    })
}

/// The bare names that an expression can use.
pub(super) enum Columns<'a> {
    /// None.
    Nowhere,
    /// The attributes of choices, which are known.
    Of(&'a [&'a str]),
    /// The attributes of rows of a reference list, known only where the list is: every name is taken, and kept.
    Open(RefCell<Vec<String>>),
}

/// The names as one expression sees them.
pub(super) struct Here<'a> {
    names: &'a Names<'a>,
    this: Option<usize>,
    frame: Option<usize>,
    pub(super) columns: Columns<'a>,
    /// Whether a name that nothing has is compared with those that are there.
    pub(super) meant: bool,
    /// Whether it named a calculation whose type is not known yet.
    pub(super) awaits: Cell<bool>,
}

impl<'a> Here<'a> {
    /// An expression that stands at no question in particular: a rule, or a condition in the rows of a frame.
    pub(super) fn within(names: &'a Names<'a>, frame: Option<usize>) -> Self {
        Self { names, this: None, frame, columns: Columns::Nowhere, meant: true, awaits: Cell::new(false) }
    }

    /// An expression of a question, which can say `.`.
    pub(super) fn at(names: &'a Names<'a>, slot: usize) -> Self {
        Self { this: Some(slot), ..Self::within(names, names.frame(slot)) }
    }

    /// The same for a filter, which can name the attributes of choices.
    pub(super) fn filter(names: &'a Names<'a>, slot: usize, columns: &'a [&'a str]) -> Self {
        Self { columns: Columns::Of(columns), ..Self::at(names, slot) }
    }

    /// Which rows of a list a frame has, seen from around it.
    pub(super) fn rows(names: &'a Names<'a>, around: Option<usize>) -> Self {
        Self { columns: Columns::Open(RefCell::default()), ..Self::within(names, around) }
    }
}

impl Scope for Here<'_> {
    fn question(&self, name: &str) -> Option<Found<'_>> {
        let slot = self.names.named(name, self.frame)?;
        let found = self.names.found(slot, self.frame);
        if found.is_none() {
            self.awaits.set(true);
        }
        found
    }

    fn this(&self) -> Option<Found<'_>> {
        self.names.found(self.this?, self.frame)
    }

    fn column(&self, name: &str) -> Option<Found<'_>> {
        let slot = match &self.columns {
            Columns::Nowhere => return None,
            Columns::Of(columns) => columns.iter().position(|column| *column == name)?,
            Columns::Open(asked) => {
                let mut asked = asked.borrow_mut();
                let known = asked.iter().position(|known| known == name);
                known.unwrap_or_else(|| {
                    asked.push(name.to_owned());
                    asked.len() - 1
                })
            }
        };
        Some(Found::one(slot, Type::Text))
    }

    fn questions(&self) -> Vec<&str> {
        if self.meant { self.names.slots.keys().map(String::as_str).collect() } else { Vec::new() }
    }

    fn columns(&self) -> Vec<&str> {
        match &self.columns {
            Columns::Nowhere => Vec::new(),
            Columns::Of(columns) => columns.to_vec(),
            Columns::Open(_) => vec!["name"],
        }
    }
}
