//! What the names in a template's expressions stand for.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::ids::ItemName;
use crate::templates::expression::{Found, Scope, Type};
use crate::templates::{Kind, Question, Template};

/// The questions of a template as expressions see them.
pub(super) struct Names<'a> {
    template: &'a Template,
    questions: Vec<&'a Question>,
    slots: BTreeMap<&'a str, usize>,
    /// By slot; none for a calculation that was not read yet.
    pub(super) kinds: Vec<Option<Type>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(template: &'a Template) -> Self {
        let questions: Vec<&Question> = template.questions().map(|(_, question)| question).collect();
        let slots = questions.iter().enumerate().map(|(slot, question)| (question.name.as_str(), slot)).collect();
        let kinds = questions.iter().map(|question| kind(&question.kind)).collect();
        Self { template, questions, slots, kinds }
    }

    pub(super) fn slot(&self, name: &ItemName) -> Option<usize> {
        self.slots.get(name.as_str()).copied()
    }

    fn found(&self, slot: usize) -> Option<Found<'_>> {
        let kind = (*self.kinds.get(slot)?)?;
        Some(Found { choices: self.choices(slot), ..Found::one(slot, kind) })
    }

    fn choices(&self, slot: usize) -> Option<Vec<&str>> {
        let (list, other) = self.questions.get(slot)?.kind.choices()?;
        let listed = self.template.choices(list).iter().map(|choice| choice.name.as_str());
        Some(listed.chain(other.map(|other| other.name.as_str())).collect())
    }
}

/// The type of an answer; none for what is worked out, whose type follows from how.
fn kind(kind: &Kind) -> Option<Type> {
    Some(match kind {
        Kind::Text { .. } | Kind::Url => Type::Text,
        Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => Type::Number,
        Kind::Date { .. } => Type::Date,
        Kind::SelectOne { .. } => Type::Choice,
        Kind::SelectMultiple { .. } | Kind::Rank { .. } => Type::Choices,
        Kind::Acknowledge => Type::Boolean,
        Kind::Calculate { .. } => return None,
    })
}

/// The names as one expression sees them.
pub(super) struct Here<'a> {
    names: &'a Names<'a>,
    this: Option<usize>,
    columns: &'a [&'a str],
    /// Whether a name that nothing has is compared with those that are there.
    pub(super) meant: bool,
    /// Whether it named a calculation whose type is not known yet.
    pub(super) awaits: Cell<bool>,
}

impl<'a> Here<'a> {
    /// An expression that stands nowhere in particular: a rule.
    pub(super) fn anywhere(names: &'a Names<'a>) -> Self {
        Self { names, this: None, columns: &[], meant: true, awaits: Cell::new(false) }
    }

    /// An expression of a question, which can say `.`.
    pub(super) fn at(names: &'a Names<'a>, slot: usize) -> Self {
        Self { this: Some(slot), ..Self::anywhere(names) }
    }

    /// The same for a filter, which can name the attributes of choices.
    pub(super) fn filter(names: &'a Names<'a>, slot: usize, columns: &'a [&'a str]) -> Self {
        Self { columns, ..Self::at(names, slot) }
    }
}

impl Scope for Here<'_> {
    fn question(&self, name: &str) -> Option<Found<'_>> {
        let slot = *self.names.slots.get(name)?;
        let found = self.names.found(slot);
        if found.is_none() {
            self.awaits.set(true);
        }
        found
    }

    fn this(&self) -> Option<Found<'_>> {
        self.names.found(self.this?)
    }

    fn column(&self, name: &str) -> Option<Found<'_>> {
        let slot = self.columns.iter().position(|column| *column == name)?;
        Some(Found::one(slot, Type::Text))
    }

    fn questions(&self) -> Vec<&str> {
        if self.meant { self.names.slots.keys().copied().collect() } else { Vec::new() }
    }

    fn columns(&self) -> Vec<&str> {
        self.columns.to_vec()
    }
}
