//! What follows from a report's answers, as it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::look::Cells;
use super::{Index, Logic};
use crate::ids::ItemName;
use crate::templates::rows::{Row, RowTree};
use crate::templates::{Rule, Template};

/// What follows from a report's answers: what applies, what is worked out, what does not hold.
///
/// Questions are asked for by their key and the path of their row, which is empty at the top.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlook {
    pub(super) index: Arc<Index>,
    pub(super) rows: RowTree,
    pub(super) cells: Cells,
    pub(super) hidden: Vec<bool>,
    pub(super) worked_out: Vec<Option<Json>>,
    /// The answers that do not hold what their question demands.
    pub(super) broken: BTreeSet<usize>,
    /// The choices that are offered, where some may not be.
    pub(super) offered: BTreeMap<usize, BTreeSet<ItemName>>,
    pub(super) gates: Cells,
    pub(super) closed: Vec<bool>,
    /// By frame and row around it: whether it applies.
    pub(super) open: Vec<Vec<bool>>,
    /// By frame and row: whether the row is there.
    pub(super) there: Vec<Vec<bool>>,
    /// By frame and row: whether the row would be there, did its repeat or table apply.
    pub(super) wanted: Vec<Vec<bool>>,
    /// The rules that do not hold, by their place in the template.
    pub(super) rules: Vec<usize>,
    /// The calculations that stand on what nobody has confirmed, by key.
    pub(super) doubtful: BTreeSet<String>,
    /// The day it was asked.
    pub(super) today: NaiveDate,
}

impl Outlook {
    /// The place of an answer; none where there is no such question or row.
    fn at(&self, key: &str, row: &str) -> Option<usize> {
        let (slot, frame) = self.index.slots.get(key)?;
        Some(self.cells.at(*slot, self.rows.place(*frame, row)?))
    }

    /// Whether it was asked on this day.
    pub fn is_of(&self, day: NaiveDate) -> bool {
        self.today == day
    }

    /// Whether a section, a group or a question applies in a row.
    pub fn applies(&self, key: &str, row: &str) -> bool {
        if self.index.slots.contains_key(key) {
            return self.at(key, row).is_some_and(|at| !self.hidden.get(at).copied().unwrap_or(true));
        }
        if let Some((frame, around)) = self.index.frames.get(key) {
            let place = self.rows.place(*around, row);
            return place.and_then(|row| self.open.get(*frame)?.get(row)).copied().unwrap_or(false);
        }
        let Some((gate, frame)) = self.index.gates.get(key) else { return true };
        let place = self.rows.place(*frame, row);
        !place.and_then(|row| self.closed.get(self.gates.at(*gate, row))).copied().unwrap_or(true)
    }

    /// Whether what stands behind a gate at the top applies.
    pub(super) fn is_open(&self, gate: usize) -> bool {
        self.closed.get(self.gates.at(gate, 0)).is_some_and(|closed| !closed)
    }

    /// What a calculation gives; none where that is blank.
    pub fn worked_out(&self, key: &str, row: &str) -> Option<&Json> {
        self.worked_out.get(self.at(key, row)?)?.as_ref()
    }

    /// The same with some questions whose answers nobody has confirmed: what is worked out from them is no better.
    #[must_use]
    pub fn doubting<'a>(self, logic: &Logic, unconfirmed: impl Iterator<Item = &'a str>) -> Self {
        Self { doubtful: logic.standing_on(unconfirmed), ..self }
    }

    /// Whether a calculation stands on what nobody has confirmed, in any row.
    pub fn is_doubtful(&self, key: &str) -> bool {
        self.doubtful.contains(key)
    }

    /// Whether the answer holds what its question demands.
    pub fn holds(&self, key: &str, row: &str) -> bool {
        self.at(key, row).is_none_or(|at| !self.broken.contains(&at))
    }

    /// The choices that are offered, where some may not be.
    pub fn offered(&self, key: &str, row: &str) -> Option<&BTreeSet<ItemName>> {
        self.offered.get(&self.at(key, row)?)
    }

    /// The rules that do not hold, in the template's order.
    pub fn broken_rules<'a>(&self, template: &'a Template) -> impl Iterator<Item = &'a Rule> + use<'a> {
        self.rules.clone().into_iter().filter_map(|rule| template.rules.get(rule))
    }

    /// The rows of a repeat or a table that are there, inside a row of what is around it.
    pub fn rows_in<'o>(&'o self, frame: &str, around: &str) -> impl Iterator<Item = &'o Row> + use<'o> {
        let known = self.index.frames.get(frame);
        let inside = known.and_then(|(frame, outer)| Some(self.rows.inside(*frame, self.rows.place(*outer, around)?)));
        let inside = inside.unwrap_or(0..0);
        self.there(frame).skip(inside.start).take(inside.len()).filter(|(_, there)| **there).map(|(row, _)| row)
    }

    /// The rows that would be there, inside a row of what is around it, did the repeat or the table apply.
    pub fn rows_if_open<'o>(&'o self, frame: &str, around: &str) -> impl Iterator<Item = &'o Row> + use<'o> {
        let known = self.index.frames.get(frame).copied();
        let inside = known.and_then(|(frame, outer)| Some(self.rows.inside(frame, self.rows.place(outer, around)?)));
        let inside = inside.unwrap_or(0..0);
        let wanted = known.and_then(|(frame, _)| self.wanted.get(frame)).map_or(&[][..], Vec::as_slice);
        let rows = known.map_or(&[][..], |(frame, _)| self.rows.rows(frame));
        let all = rows.iter().zip(wanted).skip(inside.start).take(inside.len());
        all.filter(|(_, wanted)| **wanted).map(|(row, _)| row)
    }

    /// Every row of a repeat or a table that is there, in order.
    pub fn rows_of<'o>(&'o self, frame: &str) -> impl Iterator<Item = &'o Row> + use<'o> {
        self.there(frame).filter(|(_, there)| **there).map(|(row, _)| row)
    }

    /// Every row of a repeat or a table, and whether it is there.
    fn there<'o>(&'o self, frame: &str) -> impl Iterator<Item = (&'o Row, &'o bool)> + use<'o> {
        let frame = self.index.frames.get(frame).map(|(frame, _)| *frame);
        let rows = frame.map_or(&[][..], |frame| self.rows.rows(frame));
        rows.iter().zip(frame.and_then(|frame| self.there.get(frame)).into_iter().flatten())
    }
}
