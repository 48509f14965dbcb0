//! What the move of a cycle to another version touches. Pure.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::kept::Kept;
use crate::canonical::canonical;
use crate::digest;
use crate::ids::{CycleCode, TemplateName};
use crate::reports::answer::Answer;
use crate::reports::fit;
use crate::templates::lineage::{Change, Lineage, holders};
use crate::templates::{Question, Template};

/// What a move touches, change by change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// Which cycle.
    pub cycle: CycleCode,
    /// Its template.
    pub template: TemplateName,
    /// The version it asks.
    pub from: i32,
    /// The version it would ask.
    pub to: i32,
    /// Every change.
    pub lines: Vec<Line>,
}

/// One change, and what it touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The change.
    pub change: Change,
    /// How many reports have an answer to the question.
    pub reports: usize,
    /// How many answers they have.
    pub answers: usize,
    /// How many of these no longer fit.
    pub unfit: usize,
}

impl Impact {
    /// SHA-256 of the list: whoever moves the cycle says with it what they saw.
    pub fn sha256(&self) -> String {
        let line = |line: &Line| -> Json {
            let change = &line.change;
            json!([
                [change.code, change.name, change.was, change.attribute, change.from, change.to, change.options],
                [line.reports, line.answers, line.unfit],
            ])
        };
        let lines: Vec<Json> = self.lines.iter().map(line).collect();
        let listed = json!([self.cycle, self.template, self.from, self.to, lines]);
        digest::sha256(canonical(&listed).as_bytes())
    }
}

/// Counts what changes touch, report by report.
pub struct Count<'a> {
    to: &'a Template,
    lineage: &'a Lineage,
    /// The questions of the version to come, by their first names.
    questions: BTreeMap<&'a str, &'a Question>,
    lines: Vec<Line>,
}

impl<'a> Count<'a> {
    /// Nothing counted yet.
    pub fn new(to: &'a Template, lineage: &'a Lineage, changes: Vec<Change>) -> Self {
        let held = holders(to).into_iter();
        let questions =
            held.filter_map(|holder| Some((lineage.names(&holder.key).first()?.as_str(), holder.question))).collect();
        let lines = changes.into_iter().map(|change| Line { change, reports: 0, answers: 0, unfit: 0 }).collect();
        Self { to, lineage, questions, lines }
    }

    /// Every name that answers to a changed question may stand under.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.lines.iter().flat_map(|line| self.lineage.names(&line.change.name)).cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// Counts one report: of each answer the words that were saved last, under whatever name.
    pub fn add(&mut self, kept: &[&Kept]) {
        let mut given: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
        for one in kept.iter().filter(|one| one.answer.is_answered()) {
            given.entry(self.lineage.root(&one.question)).or_default().push(&one.answer);
        }
        for line in &mut self.lines {
            let root = self.lineage.root(&line.change.name);
            let Some(given) = given.get(root) else { continue };
            line.reports += 1;
            line.answers += given.len();
            if let Some(question) = self.questions.get(root) {
                line.unfit += given.iter().filter(|answer| fit::misfit(self.to, question, answer).is_some()).count();
            }
        }
    }

    /// What was counted.
    pub fn lines(self) -> Vec<Line> {
        self.lines
    }
}
