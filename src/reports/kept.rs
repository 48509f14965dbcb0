//! Every current answer of a report, as it is kept. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::store::Stored;
use crate::templates::outline::Outline;
use crate::templates::rows::Made;

/// Current answers, by question and row.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    by_question: BTreeMap<String, Vec<(String, Stored)>>,
}

impl Kept {
    /// Adds an answer: what it is kept under, its row, and what was said.
    pub fn add(&mut self, question: String, row: String, stored: Stored) {
        let rows = self.by_question.entry(question).or_default();
        let at = rows.binary_search_by(|(known, _)| known.as_str().cmp(&row));
        rows.insert(at.unwrap_or_else(|at| at), (row, stored));
    }

    /// Puts an answer in the place of the one that is there, as if it were kept.
    pub fn put(&mut self, question: &str, row: &str, stored: Stored) {
        let rows = self.by_question.entry(question.to_owned()).or_default();
        match rows.binary_search_by(|(known, _)| known.as_str().cmp(row)) {
            Ok(at) => rows.splice(at..=at, [(row.to_owned(), stored)]).for_each(drop),
            Err(at) => rows.insert(at, (row.to_owned(), stored)),
        }
    }

    /// The answer to a question in a row; the row is empty at the top.
    pub fn get(&self, question: &str, row: &str) -> Option<&Stored> {
        let rows = self.by_question.get(question)?;
        let at = rows.binary_search_by(|(known, _)| known.as_str().cmp(row)).ok()?;
        rows.get(at).map(|(_, stored)| stored)
    }

    /// The value of an answer, where it has one.
    pub fn value(&self, question: &str, row: &str) -> Option<&Json> {
        self.get(question, row)?.answer.value.as_ref()
    }

    /// Every answer to a question, by row.
    pub fn rows(&self, question: &str) -> impl Iterator<Item = (&str, &Stored)> {
        let rows = self.by_question.get(question).into_iter().flatten();
        rows.map(|(row, stored)| (row.as_str(), stored))
    }

    /// Every answer with its question and its row.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &Stored)> {
        let rows = self.by_question.iter();
        rows.flat_map(|(question, rows)| rows.iter().map(|(row, stored)| (question.as_str(), row.as_str(), stored)))
    }

    /// The questions that have an answer, in any row, that was carried forward and nobody has confirmed.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        let waits = |rows: &[(String, Stored)]| rows.iter().any(|(_, stored)| stored.carried.is_some());
        self.by_question.iter().filter(move |(_, rows)| waits(rows)).map(|(question, _)| question.as_str())
    }

    /// The questions that have other values than before, in any row.
    pub fn changed_from<'k>(&'k self, before: &'k Self) -> BTreeSet<&'k str> {
        let values = |kept: &'k Self, question: &str| {
            let rows = kept.by_question.get(question).into_iter().flatten();
            rows.filter_map(|(row, stored)| Some((row, stored.answer.value.as_ref()?))).collect::<Vec<_>>()
        };
        let both = self.by_question.keys().chain(before.by_question.keys()).map(String::as_str);
        both.filter(|question| values(self, question) != values(before, question)).collect()
    }

    /// The rows that people made and did not take away again: each is an answer of its repeat or table, and says its place.
    pub fn made(&self, outline: &Outline<'_>) -> Made {
        let mut made = Made::default();
        for name in outline.frames.iter().map(|frame| frame.name().as_str()) {
            for (row, stored) in self.rows(name) {
                if let Some(place) = stored.answer.value.as_ref().and_then(Json::as_u64) {
                    made.add(name, row, place);
                }
            }
        }
        made
    }
}
