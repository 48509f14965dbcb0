//! A person's word that a section is completed. It keeps no report from being submitted, and it stays when answers turn out
//! to be missing: then the section's standing says that it cannot be completed yet.

use std::collections::BTreeMap;

use super::gaps::Progress;
use super::reading::Opened;
use super::{Refusal, Report, State, declared_store, store};
use crate::access::{Action, Actor, Denied, Place, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::templates::Shelf;

/// What was said last of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Whether it is completed.
    pub completed: bool,
    /// When that was said.
    pub at: Moment,
    /// By whom: a name.
    pub by: Option<String>,
}

/// What was said last of every section of which something was said.
pub type Words = BTreeMap<ItemName, Word>;

/// How a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A condition hides it.
    NotApplicable,
    /// Nothing in it is answered.
    NotStarted,
    /// Something is, and nobody said that it is completed.
    InProgress,
    /// A person said that it is completed, and answers are still needed.
    Incomplete,
    /// A person said so, and nothing in it keeps the report from being submitted.
    Completed,
}

impl Standing {
    /// The word in JSON and in the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
        }
    }

    /// How a section stands that is this far, and that a person called completed or did not.
    pub fn of(progress: &Progress, applies: bool, completed: bool) -> Self {
        match (applies, completed, progress.gaps, progress.answered + progress.unconfirmed) {
            (false, ..) => Self::NotApplicable,
            (true, true, 0, _) => Self::Completed,
            (true, true, ..) => Self::Incomplete,
            (true, false, _, 0) => Self::NotStarted,
            (true, false, ..) => Self::InProgress,
        }
    }
}

/// Whether a section counts as called completed: whoever submits stands for all of them, until one is taken up again.
pub fn is_called_completed(report: &Report, word: Option<&Word>) -> bool {
    report.state == State::Submitted || word.map_or(report.submissions > 0, |word| word.completed)
}

impl Opened {
    /// How far each section is that the reader reaches, and how it stands.
    pub fn standings(&self) -> Vec<(Progress, Standing)> {
        let standing = |progress: Progress| {
            let applies = self.outlook.applies(progress.section.as_str(), "");
            let completed = is_called_completed(&self.report, self.declared.get(&progress.section));
            let standing = Standing::of(&progress, applies, completed);
            (progress, standing)
        };
        self.progress().into_iter().map(standing).collect()
    }
}

/// Keeps a person's word that a section is completed, or is not. Said again, it changes nothing.
///
/// # Errors
/// `Denied`, also for a section that is not there or that the person does not reach; `Submitted`, `NotOpen`, `Closed`.
pub fn declare(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    (section, completed): (&ItemName, bool),
    now: Moment,
) -> Result<(), Refusal> {
    let report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let place = Place { section: Some(section.clone()), ..report.place() };
    let permit = permit(actor, Action::SaveAnswers, &place)?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    if !published.template.sections.iter().any(|known| known.name == *section) {
        return Err(Denied::NotFound.into());
    }
    report.open(now)?;
    let words = declared_store::words(tx, &report.id)?;
    let word = words.get(section);
    let submitted = completed && is_called_completed(&report, word);
    if word.map_or(submitted, |word| word.completed == completed) {
        return Ok(());
    }
    declared_store::append(tx, &permit, section, completed, now)?;
    if report.state == State::NotStarted {
        store::enter(tx, &permit, State::InProgress, "a section was called completed", now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(counts: (usize, usize, usize), applies: bool, completed: bool, expect: &str) {
        let (answered, unconfirmed, gaps) = counts;
        let progress = Progress { section: "s".parse().unwrap(), questions: 3, answered, unconfirmed, gaps };
        assert_eq!(Standing::of(&progress, applies, completed).word(), expect, "{counts:?}");
    }

    #[test]
    fn only_a_person_calls_a_section_completed_and_a_gap_speaks_against_it() {
        check((3, 0, 0), true, false, "in_progress");
        check((3, 0, 0), true, true, "completed");
        check((0, 0, 0), true, true, "completed");
        check((2, 0, 1), true, true, "incomplete");
        check((0, 0, 2), true, false, "not_started");
        check((0, 1, 0), true, false, "in_progress");
        check((2, 1, 0), true, true, "completed");
        check((0, 0, 0), false, true, "not_applicable");
    }
}
