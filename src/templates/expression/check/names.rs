//! What names stand for.

use super::super::nearest::nearest;
use super::super::scope::Found;
use super::super::step::Step;
use super::{Checker, Typed};

/// Most choices that a message lists: more is a table, not a sentence.
const LISTED: usize = 8;

impl<'a> Typed<'a> {
    fn found(found: Found<'a>, step: Step) -> Self {
        Self { step, kind: Some(found.kind), many: found.many, choices: found.choices }
    }
}

impl<'a> Checker<'a> {
    pub(super) fn question(&mut self, name: &str, column: usize) -> Option<Typed<'a>> {
        let scope = self.scope;
        if let Some(found) = scope.question(name) {
            self.slots.insert(found.slot);
            let step = if found.many { Step::Many(found.slot) } else { Step::One(found.slot) };
            return Some(Typed::found(found, step));
        }
        let meant = if self.is_full() { None } else { nearest(name, scope.questions()) };
        let message = match meant {
            Some(meant) => format!("Nothing is called {name}. Did you mean ${{{meant}}}?"),
            None => format!("Nothing is called {name}. Name a question of this template."),
        };
        self.wrong("unknown_name", column, message)
    }

    pub(super) fn this(&mut self, column: usize) -> Option<Typed<'a>> {
        self.reads_this = true;
        match self.scope.this() {
            Some(found) => Some(Typed { many: false, ..Typed::found(found, Step::This) }),
            None => {
                self.wrong("no_answer", column, "There is no answer here for . to mean. Write ${name} for a question.")
            }
        }
    }

    pub(super) fn column(&mut self, name: &str, column: usize) -> Option<Typed<'a>> {
        let scope = self.scope;
        if let Some(found) = scope.column(name) {
            let step = Step::Column(found.slot);
            return Some(Typed { many: false, ..Typed::found(found, step) });
        }
        if self.is_full() {
            return None;
        }
        let message = if let Some(meant) = nearest(name, scope.columns()) {
            format!("The choices have no column {name}. Did you mean {meant}?")
        } else if scope.question(name).is_some() {
            format!("Write ${{{name}}} for the question.")
        } else {
            format!("{name} means nothing here. Write '{name}' for a text, ${{{name}}} for a question.")
        };
        self.wrong("unknown_column", column, message)
    }

    /// A literal beside something whose choices are known must be one of them.
    pub(super) fn chosen(&mut self, choices: Option<&[&str]>, literal: &Step, column: usize) -> Option<()> {
        let (Some(choices), Step::Text(literal)) = (choices, literal) else { return Some(()) };
        if choices.contains(&&**literal) {
            return Some(());
        }
        let rest = match nearest(literal, choices.iter().copied()) {
            Some(meant) => format!("Did you mean '{meant}'?"),
            None if choices.len() > LISTED => "Write the name of one.".to_owned(),
            None => format!("The choices are {}.", choices.join(", ")),
        };
        self.wrong("unknown_choice", column, format!("No choice is called '{literal}'. {rest}"))
    }
}
