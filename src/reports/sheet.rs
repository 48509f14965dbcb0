//! A report's answers with what follows from them: what applies, what is worked out, what does not hold. Pure.
//!
//! Gaps, progress, the frozen document and the rows of figures are all made from these lines, so that they agree.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::answer::Answer;
use super::carried::Carried;
use super::path;
use super::store::Stored;
use crate::templates::logic::Outlook;
use crate::templates::outline::{Frame, Outline, Slot};
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

/// One question in one row, with its answer as it counts now: blank where the question is hidden.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The section it stands in.
    pub section: &'a Section,
    /// The question; of a cell, that of its column.
    pub question: &'a Question,
    /// What the answer is kept under: the question's name, or `table.column`.
    pub key: Cow<'a, str>,
    /// The path of its row; empty at the top.
    pub row: String,
    /// The path of the answer.
    pub path: String,
    /// Whether it is a cell of a table.
    pub is_cell: bool,
    /// What became of it; a table is answered where any of its cells is.
    pub status: Status,
    /// The answer.
    pub answer: Cow<'a, Answer>,
    /// Where an unconfirmed one was last said by a person.
    pub carried: Option<&'a Carried>,
}

impl Line<'_> {
    /// Whether it counts as a question to somebody: what is hidden or worked out does not, and a table is one question,
    /// however many cells it has.
    pub fn counts(&self) -> bool {
        let is_asked = self.question.kind.is_asked() || !self.question.kind.columns().is_empty();
        self.status != Status::NotApplicable && !self.is_cell && is_asked
    }
}

/// A repeat or a table that applies, in one row of what is around it.
#[derive(Debug, Clone)]
pub struct Turn<'a> {
    /// What has the rows.
    pub frame: Frame<'a>,
    /// The path of the repeat or the table.
    pub path: String,
    /// The keys of its rows, in order.
    pub keys: Vec<String>,
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
    /// Every question in every row that is there, in the template's order; a table, then its columns.
    pub lines: Vec<Line<'a>>,
    /// Every repeat and table that applies, with its rows.
    pub turns: Vec<Turn<'a>>,
    /// Every rule that does not hold, in the template's order.
    pub broken: Vec<Broken<'a>>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a report whose stored answers `find` knows by question and row.
    pub fn of(template: &'a Template, outlook: &'a Outlook, find: impl Fn(&str, &str) -> Option<Given<'a>>) -> Self {
        let outline = Outline::of(template);
        let mut lines = Vec::with_capacity(outline.slots.len());
        for slot in &outline.slots {
            for row in places(&outline, outlook, slot.frame) {
                lines.push(line(&outline, outlook, slot, row, &find));
            }
        }
        answer_tables(&mut lines);
        let turns = turns(&outline, outlook);
        let broken = |rule: &'a Rule| {
            let (section, _) = rule.at.iter().find_map(|name| template.question(name.as_str()))?;
            let given = find(rule.name.as_str(), "").map(|given| given.answer);
            let explanation = given.filter(|answer| answer.is_answered());
            Some(Broken { section, rule, explanation })
        };
        let broken = outlook.broken_rules(template).filter_map(broken).collect();
        Self { template, outlook, lines, turns, broken }
    }

    /// What is asked.
    pub fn template(&self) -> &'a Template {
        self.template
    }

    /// Whether the answer holds what the template demands of it.
    pub fn holds(&self, line: &Line<'_>) -> bool {
        self.outlook.holds(&line.key, &line.row)
    }

    /// Whether every choice made is one that is offered.
    pub fn is_offered(&self, line: &Line<'_>) -> bool {
        let (question, answer) = (line.question, line.answer.as_ref());
        let Some(offered) = self.outlook.offered(&line.key, &line.row) else { return true };
        let other = question.kind.choices().and_then(|(_, other)| other).map(|other| other.name.as_str());
        let fits = |name: &str| Some(name) == other || offered.iter().any(|choice| choice.as_str() == name);
        match &answer.value {
            Some(serde_json::Value::String(name)) => fits(name),
            Some(serde_json::Value::Array(names)) => names.iter().filter_map(|name| name.as_str()).all(fits),
            _ => true,
        }
    }
}

/// The paths of the rows that a question is asked in.
fn places(outline: &Outline<'_>, outlook: &Outlook, frame: Option<usize>) -> Vec<String> {
    match frame.and_then(|frame| outline.frames.get(frame)) {
        None => vec![String::new()],
        Some(frame) => outlook.rows_of(frame.name().as_str()).map(|row| row.path.clone()).collect(),
    }
}

fn line<'a>(
    outline: &Outline<'a>,
    outlook: &Outlook,
    slot: &Slot<'a>,
    row: String,
    find: &impl Fn(&str, &str) -> Option<Given<'a>>,
) -> Line<'a> {
    let key = slot.key.clone();
    let applies = outlook.applies(&key, &row);
    let (answer, carried) = match (applies, &slot.question.kind, find(&key, &row)) {
        (true, Kind::Calculate { .. }, _) => {
            (Cow::Owned(Answer { value: outlook.worked_out(&key, &row).cloned(), ..Answer::default() }), None)
        }
        (false, ..) | (true, Kind::Table { .. }, _) | (true, _, None) => (Cow::Owned(Answer::default()), None),
        (true, _, Some(given)) => (Cow::Borrowed(given.answer), given.carried),
    };
    Line {
        section: slot.section,
        question: slot.question,
        path: path::written(outline, slot.frame, &key, &row),
        is_cell: key.contains('.'),
        status: Status::of(applies, &answer, carried.is_some() || outlook.is_doubtful(&key)),
        key,
        row,
        answer,
        carried,
    }
}

/// A table is answered where any of its cells is, and unconfirmed where some wait and none is.
fn answer_tables(lines: &mut [Line<'_>]) {
    let mut said: BTreeMap<(String, String), Status> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.is_cell) {
        let table = line.key.split_once('.').map_or("", |(table, _)| table).to_owned();
        let around = line.row.rsplit_once('/').map_or("", |(around, _)| around).to_owned();
        match line.status {
            Status::Answered => drop(said.insert((table, around), Status::Answered)),
            Status::Unconfirmed => drop(said.entry((table, around)).or_insert(Status::Unconfirmed)),
            Status::Blank | Status::NotApplicable => {}
        }
    }
    let tables = lines.iter_mut().filter(|line| matches!(line.question.kind, Kind::Table { .. }));
    for table in tables.filter(|table| table.status == Status::Blank) {
        let status = said.get(&(table.key.to_string(), table.row.clone()));
        table.status = status.copied().unwrap_or(Status::Blank);
    }
}

/// Every repeat and table that applies, in every row of what is around it.
fn turns<'a>(outline: &Outline<'a>, outlook: &Outlook) -> Vec<Turn<'a>> {
    let mut turns = Vec::new();
    for frame in &outline.frames {
        let name = frame.name().as_str();
        for around in places(outline, outlook, frame.around) {
            if outlook.applies(name, &around) {
                let keys = outlook.rows_in(name, &around).map(|row| row.key.clone()).collect();
                turns.push(Turn { frame: *frame, path: path::written(outline, frame.around, name, &around), keys });
            }
        }
    }
    turns
}
