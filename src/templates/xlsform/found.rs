//! Flaws and warnings as they are found, as many as a person reads.

use crate::flaw::Flaw;

/// Most of each that are told.
const MOST: usize = 1_000;
/// Longest excerpt of a cell that a message repeats, in characters.
const SHOWN: usize = 60;

/// Flaws, which refuse the workbook, and warnings, which do not.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) flaws: Vec<Flaw>,
    pub(super) warnings: Vec<Flaw>,
}

impl Found {
    pub(super) fn flaw(&mut self, at: impl Into<String>, code: &'static str, message: impl Into<String>) {
        add(&mut self.flaws, Flaw::new(at, code, message));
    }

    pub(super) fn warn(&mut self, at: impl Into<String>, code: &'static str, message: impl Into<String>) {
        add(&mut self.warnings, Flaw::new(at, code, message));
    }
}

/// What a cell holds, short enough for a message.
pub(super) fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

fn add(list: &mut Vec<Flaw>, flaw: Flaw) {
    if list.len() < MOST {
        list.push(flaw);
    } else if list.len() == MOST {
        list.push(Flaw::new("", "more", "There is more of this; mend these first."));
    }
}
