//! A report's answers with what follows from them: what applies, what is worked out, what does not hold. Pure.
//!
//! Gaps, progress, the frozen document and the rows of figures are all made from these lines, so that they agree.

use std::borrow::Cow;

use super::answer::Answer;
use super::carried::Carried;
use super::store::Stored;
use crate::templates::logic::Outlook;
use crate::templates::{Kind, Question, Rule, Section, Template};

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is answered, by a person or by calculation.
    Answered,
    /// It is not.
    Blank,
    /// A condition hides it. Its answer is kept, and comes back when the condition turns.
    NotApplicable,
    /// It stands as the Party said it in an earlier cycle, and nobody has confirmed it in this one.
    Unconfirmed,
}

impl Status {
    const ALL: [Self; 4] = [Self::Answered, Self::Blank, Self::NotApplicable, Self::Unconfirmed];

    /// The word in documents, tables and the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Blank => "blank",
            Self::NotApplicable => "not_applicable",
            Self::Unconfirmed => "unconfirmed",
        }
    }

    /// What becomes of a question that applies, or does not, and has this answer, for which a person stands or nobody does.
    pub fn of(applies: bool, answer: &Answer, doubtful: bool) -> Self {
        match (applies, answer.is_answered(), doubtful) {
            (false, ..) => Self::NotApplicable,
            (true, true, false) => Self::Answered,
            (true, true, true) => Self::Unconfirmed,
            (true, false, _) => Self::Blank,
        }
    }

    /// The status a word stands for.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// An answer as a sheet takes it.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// What was said.
    pub answer: &'a Answer,
    /// Where a person last said it, while nobody has confirmed it.
    pub carried: Option<&'a Carried>,
}

impl<'a> From<&'a Answer> for Given<'a> {
    fn from(answer: &'a Answer) -> Self {
        Self { answer, carried: None }
    }
}

impl<'a> From<&'a Stored> for Given<'a> {
    fn from(stored: &'a Stored) -> Self {
        Self { answer: &stored.answer, carried: stored.carried.as_ref() }
    }
}

/// One question with its answer as it counts now: blank where the question is hidden.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The section it stands in.
    pub section: &'a Section,
    /// The question.
    pub question: &'a Question,
    /// What became of it.
    pub status: Status,
    /// The answer.
    pub answer: Cow<'a, Answer>,
    /// Where an unconfirmed one was last said by a person.
    pub carried: Option<&'a Carried>,
}

/// A warning that does not hold, with what the Party says to it.
#[derive(Debug, Clone)]
pub struct Broken<'a> {
    /// The section that shows it.
    pub section: &'a Section,
    /// The rule.
    pub rule: &'a Rule,
    /// The explanation; none where there is none yet.
    pub explanation: Option<&'a Answer>,
}

/// The answers of a report, and what follows from them.
pub struct Sheet<'a> {
    template: &'a Template,
    outlook: &'a Outlook,
    /// Every question, in the template's order.
    pub lines: Vec<Line<'a>>,
    /// Every rule that does not hold, in the template's order.
    pub broken: Vec<Broken<'a>>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a report whose stored answers `find` knows by path.
    pub fn of(template: &'a Template, outlook: &'a Outlook, find: impl Fn(&str) -> Option<Given<'a>>) -> Self {
        let lines = template.questions().map(|(section, question)| line(outlook, section, question, &find)).collect();
        let broken = |rule: &'a Rule| {
            let (section, _) = rule.at.iter().find_map(|name| template.question(name.as_str()))?;
            let explanation = find(rule.name.as_str()).map(|given| given.answer).filter(|answer| answer.is_answered());
            Some(Broken { section, rule, explanation })
        };
        let broken = outlook.broken_rules(template).filter_map(broken).collect();
        Self { template, outlook, lines, broken }
    }

    /// What is asked.
    pub fn template(&self) -> &'a Template {
        self.template
    }

    /// Whether the answer holds what the template demands of it.
    pub fn holds(&self, question: &Question) -> bool {
        self.outlook.holds(&question.name)
    }

    /// Whether every choice made is one that is offered.
    pub fn is_offered(&self, question: &Question, answer: &Answer) -> bool {
        let Some(offered) = self.outlook.offered(&question.name) else { return true };
        let other = question.kind.choices().and_then(|(_, other)| other).map(|other| other.name.as_str());
        let fits = |name: &str| Some(name) == other || offered.iter().any(|choice| choice.as_str() == name);
        match &answer.value {
            Some(serde_json::Value::String(name)) => fits(name),
            Some(serde_json::Value::Array(names)) => names.iter().filter_map(|name| name.as_str()).all(fits),
            _ => true,
        }
    }
}

fn line<'a>(
    outlook: &Outlook,
    section: &'a Section,
    question: &'a Question,
    find: &impl Fn(&str) -> Option<Given<'a>>,
) -> Line<'a> {
    let name = &question.name;
    let given = find(name.as_str());
    let (answer, carried) = match (outlook.applies(name), &question.kind, given) {
        (true, Kind::Calculate { .. }, _) => {
            (Cow::Owned(Answer { value: outlook.worked_out(name).cloned(), ..Answer::default() }), None)
        }
        (true, _, Some(given)) => (Cow::Borrowed(given.answer), given.carried),
        (false, ..) | (true, _, None) => (Cow::Owned(Answer::default()), None),
    };
    let doubtful = carried.is_some() || outlook.is_doubtful(name);
    Line { section, question, status: Status::of(outlook.applies(name), &answer, doubtful), answer, carried }
}
