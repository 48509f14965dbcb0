//! The differences of a workbook as a page lists them: what each tick saves, and what stood there before.

use std::collections::BTreeMap;

use serde_json::json;

use super::brought::Brought;
use super::difference::{Cells, Difference, Item, Looker};
use super::gather::Gathered;
use super::offer::{Offer, Offered, Removal, seen};
use crate::reports::answer::{Answer, Raw};
use crate::reports::path::{self, Spot};
use crate::reports::reading;
use crate::reports::save_answers::MOST_AT_ONCE;
use crate::reports::save_changes::Weighed;
use crate::reports::store::Stored;
use crate::templates::Question;
use crate::templates::logic::Outlook;
use crate::templates::outline::Outline;
use crate::web::pages::said::said;
use crate::web::pages::section::place::called_at;
use crate::words;

/// Most bytes of the answers that one page carries, as a browser sends them back: what is more is shown after these are saved.
const MOST_BYTES: usize = 1_200_000;
/// Most rows that are told to have lost their line, and most conflicts on one page.
const MOST_GONE: usize = 200;
/// A place behind that of all rows that people made: where a new one would stand.
const BEHIND: u64 = 1 << 40;

impl<'a> Looker<'a> {
    /// Lists what would be saved: an answer alone, or all of a new row together.
    pub(super) fn show(&self, weighed: &Weighed, at: &Cells<'_>, difference: &mut Difference) {
        let after = self.after(weighed);
        let (mut bytes, mut count) = (0, 0);
        let mut rows: BTreeMap<String, usize> = BTreeMap::new();
        for change in &weighed.changes {
            let path = &change.entry.path;
            let Some(spot) = self.find(path) else { continue };
            let stored = self.opened.stored.get(&spot.key, spot.row()).cloned().unwrap_or_else(Stored::blank);
            let offered = Offered::of(path, &change.entry.raw, change.entry.revision, stored.carried.is_some());
            bytes += offered.bytes();
            count += 1;
            if bytes > MOST_BYTES || count > MOST_AT_ONCE {
                difference.more += 1;
                continue;
            }
            let is_explanation = spot.rows.is_empty() && self.opened.published.template.question(&spot.key).is_none();
            let applies = is_explanation || after.applies(&spot.key, spot.row());
            let mut notes = Vec::new();
            notes.extend((!applies).then(|| self.say("workbook.not_applicable")));
            let confirms = change.answer == stored.answer && stored.carried.is_some();
            notes.extend(confirms.then(|| self.say("workbook.confirms")));
            let (old, new) = (self.said(spot.question, &stored.answer), self.said(spot.question, &change.answer));
            let row = self.new_row(path, &spot);
            let item = row.as_ref().and_then(|row| difference.items.get_mut(*rows.get(row)?));
            match (item, row) {
                (Some(item), _) => {
                    item.lines.push((self.label(&spot), old, new));
                    item.value = Offer::adding(&item.value, offered);
                    item.notes.extend(notes.into_iter().filter(|note| !item.notes.contains(note)).collect::<Vec<_>>());
                }
                (None, row) => {
                    let (called, label) = match &row {
                        Some(row) => (self.row_called(row), self.label(&spot)),
                        None => (called_at(self.opened, path, self.language), String::new()),
                    };
                    notes.extend(row.is_some().then(|| self.say("workbook.new_row")));
                    rows.extend(row.map(|row| (row, difference.items.len())));
                    let cell = at.get(path).map(|(cell, _)| cell.clone()).unwrap_or_default();
                    let (lines, value) = (vec![(label, old, new)], Offer::of(offered));
                    difference.items.push(Item { called, at: cell, lines, value, notes, theirs: None });
                }
            }
        }
        self.clashes(weighed, at, difference);
    }

    fn find(&self, path: &str) -> Option<Spot<'a>> {
        path::find(&self.opened.published, &self.opened.reach, &self.opened.report.party, path)
    }

    /// The row that an answer makes, where it is not there yet.
    fn new_row(&self, path: &str, spot: &Spot<'_>) -> Option<String> {
        let outlook = &self.opened.outlook;
        let is_new = |step: &path::Step<'_>| step.made && !outlook.rows_of(step.frame).any(|row| row.path == step.row);
        let (row, _) = path.rsplit_once('/')?;
        spot.rows.iter().any(is_new).then(|| row.to_owned())
    }

    fn clashes(&self, weighed: &Weighed, at: &Cells<'_>, difference: &mut Difference) {
        let opened = self.opened;
        let zone = opened.report.cycle.time_zone.name();
        for clash in &weighed.conflicts {
            let Some(spot) = self.find(&clash.path) else { continue };
            let raw = Raw { beside: Default::default(), language: None, ..Raw::of(&clash.yours, spot.question) };
            let offered = Offered::of(&clash.path, &raw, clash.theirs.revision, clash.theirs.carried.is_some());
            if difference.clashes.len() >= MOST_GONE {
                difference.more += 1;
                continue;
            }
            let saved_at = clash.theirs.saved_at.map(|at| words::moment(self.language, at, zone)).unwrap_or_default();
            difference.clashes.push(Item {
                called: called_at(opened, &clash.path, self.language),
                at: at.get(&clash.path).map(|(cell, _)| cell.clone()).unwrap_or_default(),
                lines: vec![(
                    String::new(),
                    self.said(spot.question, &clash.theirs.answer),
                    self.said(spot.question, &clash.yours),
                )],
                value: Offer::of(offered),
                notes: Vec::new(),
                theirs: Some((clash.theirs.saved_by.clone().unwrap_or_default(), saved_at)),
            });
        }
    }

    /// An answer in words, one part to a line.
    fn said(&self, question: &Question, answer: &Answer) -> Vec<String> {
        let described = self.opened.described(question, answer);
        let said = said(&self.opened.published.template, question, &described, self.language);
        let links =
            said.links.into_iter().map(|(url, label)| if label == url { url } else { format!("{url} {label}") });
        let files = said.files.into_iter().map(|(_, name)| name);
        let comment = said.comment.map(|comment| format!("{}: {comment}", self.say("page.comment")));
        said.lines.into_iter().chain(links).chain(files).chain(comment).collect()
    }

    fn label(&self, spot: &Spot<'_>) -> String {
        let fallback = self.opened.published.template.default_language.as_str();
        let label = spot.question.label.in_language(self.language, fallback);
        crate::templates::naming::filled(label, |_| Some("…".to_owned())).into_owned()
    }

    /// What a row is called that is not there yet, or no longer: that of its repeat or table.
    fn row_called(&self, row: &str) -> String {
        let frame = row.rsplit_once('/').map_or(row, |(frame, _)| frame);
        called_at(self.opened, frame, self.language)
    }

    /// What follows from the answers once these are saved.
    fn after(&self, weighed: &Weighed) -> Outlook {
        let opened = self.opened;
        let mut kept = opened.stored.clone();
        for (place, change) in weighed.changes.iter().enumerate() {
            let path = &change.entry.path;
            let Some(spot) = self.find(path) else { continue };
            let revision = change.entry.revision + 1;
            let new = |answer: Answer| Stored { answer, revision, ..Stored::blank() };
            for step in spot.rows.iter().filter(|step| step.made) {
                if kept.value(step.frame, &step.row).is_none() {
                    let place = BEHIND + u64::try_from(place).unwrap_or_default();
                    let row = Answer { value: Some(json!(place)), ..Answer::default() };
                    kept.put(step.frame, &step.row, new(row));
                }
            }
            kept.put(&spot.key, spot.row(), new(change.answer.clone()));
        }
        reading::outlook(&opened.published, &opened.report.party, &kept, self.today)
    }

    /// Rows that stood in the workbook when it was made, are in the report, and have no line any more.
    pub(super) fn gone(&self, brought: &Brought, gathered: &Gathered<'_>, difference: &mut Difference) {
        let opened = self.opened;
        let outline = Outline::of(&opened.published.template);
        for made in brought.about.rows.iter().filter(|row| !gathered.rows.contains(*row)) {
            let frame = made.rsplit('/').nth(1).unwrap_or_default();
            if !gathered.frames.contains(frame) {
                continue;
            }
            let row = self.moved_row(made);
            let found = path::find_row(&opened.published, &opened.reach, &opened.report.party, &row);
            let Some((_, steps)) = found else { continue };
            let Some(step) = steps.last().filter(|step| step.made) else { continue };
            if !opened.outlook.rows_of(step.frame).any(|there| there.path == step.row) {
                continue;
            }
            if difference.gone.len() >= MOST_GONE {
                difference.more += 1;
                continue;
            }
            let (held, hash) = seen(&outline, opened, step.frame, &step.row);
            let mut lines = Vec::new();
            for (key, answer) in held.iter().filter(|(_, answer)| answer.is_answered()).take(6) {
                if let Some(slot) = outline.slots.iter().find(|slot| slot.key == **key) {
                    let fallback = opened.published.template.default_language.as_str();
                    let label = slot.question.label.in_language(self.language, fallback).to_owned();
                    lines.push((label, self.said(slot.question, answer), Vec::new()));
                }
            }
            let called = self.row_called(&row);
            let value = Offer::removing(Removal { row, seen: hash });
            difference.gone.push(Item { called, lines, value, ..Item::default() });
        }
    }

    fn moved_row(&self, row: &str) -> String {
        let (frame, key) = row.rsplit_once('/').unwrap_or(("", row));
        let name = frame.rsplit('/').next().unwrap_or(frame);
        format!("{}/{key}", self.moved(frame, name))
    }
}
