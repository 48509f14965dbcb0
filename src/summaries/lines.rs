//! What is counted of a question: its reports, its rows, and each row that all Parties have. Pure.

use super::frames::Framed;
use super::questionnaire::{Asked, Questionnaire};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Each Party once: what it says in any row.
    Reports,
    /// Each row once.
    Rows,
    /// Each Party once: what it says in one row that all have, by its place in [`Framed::fixed`].
    Fixed(usize),
}

/// Where each count of each question is kept.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<usize>,
    /// How many there are.
    pub count: usize,
}

impl Lines {
    /// Those of a questionnaire.
    pub fn of(questionnaire: &Questionnaire) -> Self {
        let mut lines = Self::default();
        for asked in &questionnaire.questions {
            lines.starts.push(lines.count);
            lines.count += 1 + frame(questionnaire, asked).map_or(0, |frame| 1 + frame.fixed.len());
        }
        lines
    }

    /// Where a count of the question at a place is kept.
    pub fn at(&self, place: usize, of: Of) -> usize {
        let start = self.starts.get(place).copied().unwrap_or(self.count);
        match of {
            Of::Reports => start,
            Of::Rows => start + 1,
            Of::Fixed(at) => start + 2 + at,
        }
    }
}

/// What a question has rows of.
pub fn frame<'a>(questionnaire: &'a Questionnaire, asked: &Asked) -> Option<&'a Framed> {
    asked.frame.and_then(|at| questionnaire.frames.get(at))
}
