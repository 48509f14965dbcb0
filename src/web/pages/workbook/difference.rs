//! What a workbook that was brought back would change: every answer as it is and as it would be, before anything is saved.

use std::collections::{BTreeMap, BTreeSet};

use super::brought::Brought;
use super::gather::{Asked, gather};
use super::values::{self, Hand};
use crate::access::Sections;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::reports::path::{self, Spot};
use crate::reports::reading::Opened;
use crate::reports::save_changes::{Sent, weigh};
use crate::templates::lineage::Lineage;
use crate::templates::outline::Outline;
use crate::templates::{Published, Question};
use crate::web::pages::section::flaws_said::flaw_said;
use crate::web::pages::section::place::called_at;
use crate::words;

/// Most flaws on one page: nobody reads more.
const MOST_FLAWS: usize = 200;

/// What would change.
#[derive(Debug, Default)]
pub struct Difference {
    /// Answers and rows that would be saved, in the order of the workbook.
    pub items: Vec<Item>,
    /// The same, of which somebody else has changed what is kept since.
    pub clashes: Vec<Item>,
    /// Rows whose line is gone from the workbook.
    pub gone: Vec<Item>,
    /// What cannot be read or is not right: where, which question, why.
    pub flaws: Vec<(String, String, String)>,
    /// Sheets that are not there.
    pub missing: Vec<String>,
    /// How many answers stay as they are.
    pub same: usize,
    /// How many answers are of sections that are not the reader's.
    pub elsewhere: usize,
    /// How many wait until these are saved.
    pub more: usize,
}

impl Difference {
    /// Whether there is anything to tick.
    pub fn offers(&self) -> bool {
        !self.items.is_empty() || !self.clashes.is_empty() || !self.gone.is_empty()
    }

    /// Whether the workbook says what the report says.
    pub fn is_nothing(&self) -> bool {
        !self.offers() && self.flaws.is_empty() && self.more == 0
    }
}

/// One thing that would be saved, by one tick.
#[derive(Debug, Default)]
pub struct Item {
    /// What it is about.
    pub called: String,
    /// Where in the workbook.
    pub at: String,
    /// Each answer of it: what it is called within, as it is, as it would be.
    pub lines: Vec<(String, Vec<String>, Vec<String>)>,
    /// What its tick sends.
    pub value: String,
    /// What is to be said of it.
    pub notes: Vec<String>,
    /// Who changed it meanwhile, and when.
    pub theirs: Option<(String, String)>,
}

/// Who looks, at what.
pub struct Looker<'a> {
    /// The report as it is.
    pub opened: &'a Opened,
    /// The questions as the workbook has them.
    pub then: &'a Published,
    /// Which names stood for the same question.
    pub lineage: &'a Lineage,
    /// The day it is, on the clocks of the cycle.
    pub today: chrono::NaiveDate,
    /// The language of the page.
    pub language: &'a str,
}

/// Where each answer stands in the workbook, by its path, and its question.
pub(super) type Cells<'a> = BTreeMap<String, (String, &'a Question)>;

/// An answer of the workbook at its place in the report.
struct Placed<'a> {
    asked: Asked<'a>,
    path: String,
    spot: Spot<'a>,
}

impl<'a> Looker<'a> {
    /// Compares a workbook with the report.
    ///
    /// # Errors
    /// Only of the database.
    pub fn compare(&self, tx: &mut Conn, brought: &'a Brought) -> Result<Difference, Fault> {
        let hand = Hand { template: &self.then.template, language: &brought.about.language };
        let mut gathered = gather(hand, brought);
        let mut difference = Difference { missing: self.missing(brought), ..Difference::default() };
        for flaw in brought.flaws.iter().chain(&gathered.flaws) {
            self.tell(&mut difference, &flaw.at, "", self.flaw(flaw));
        }
        let mut placed = Vec::new();
        for asked in std::mem::take(&mut gathered.answers) {
            match self.place(&asked) {
                Ok((path, spot)) => placed.push(Placed { asked, path, spot }),
                Err(_) if asked.cells.is_empty() => {}
                Err(true) => difference.elsewhere += 1,
                Err(false) => self.tell(&mut difference, &asked.at, "", self.say("workbook.flaw.gone")),
            }
        }
        self.drop_full(&mut placed, &mut difference);
        let mut sent = Vec::new();
        let mut at = Cells::new();
        for one in placed {
            at.insert(one.path.clone(), (one.asked.at.clone(), one.spot.question));
            sent.extend(self.sent(hand, one, &mut difference));
        }
        let opened = self.opened;
        let template = &opened.published.template;
        let count = sent.len();
        let weighed = weigh(tx, &opened.report.id, template, &opened.stored, sent.into_iter())?;
        let wrong: BTreeSet<&str> = weighed.flaws.iter().map(|flaw| flaw.at.as_str()).collect();
        difference.same = count.saturating_sub(weighed.changes.len() + weighed.conflicts.len() + wrong.len());
        for flaw in &weighed.flaws {
            let Some((cell, question)) = at.get(&flaw.at) else { continue };
            let message = flaw_said(question, flaw, self.language);
            self.tell(&mut difference, cell, &flaw.at, message);
        }
        self.show(&weighed, &at, &mut difference);
        self.gone(brought, &gathered, &mut difference);
        Ok(difference)
    }

    /// Tells a flaw: where, of which answer, and why.
    fn tell(&self, difference: &mut Difference, at: &str, path: &str, message: String) {
        if difference.flaws.len() < MOST_FLAWS {
            let called = if path.is_empty() { String::new() } else { called_at(self.opened, path, self.language) };
            difference.flaws.push((at.to_owned(), called, message));
        }
    }

    pub(super) fn say(&self, key: &str) -> String {
        words::text(self.language, key, &[])
    }

    /// What is wrong with a cell or a sheet.
    fn flaw(&self, flaw: &Flaw) -> String {
        words::text(self.language, &format!("workbook.flaw.{}", flaw.code), &[("what", &flaw.message)])
    }

    /// Sheets that were in the workbook and are not there.
    fn missing(&self, brought: &Brought) -> Vec<String> {
        let template = &self.then.template;
        let there: BTreeSet<&str> = brought.sheets.iter().map(|sheet| sheet.of.as_str()).collect();
        let fallback = template.default_language.as_str();
        let outline = Outline::of(template);
        let mine = |name| self.opened.reach.reach(name);
        let mut missing = Vec::new();
        for section in template.sections.iter().filter(|section| mine(&section.name)) {
            if !there.contains(section.name.as_str()) {
                missing.push(section.label.in_language(self.language, fallback).to_owned());
            }
            for frame in outline.frames.iter().filter(|frame| frame.section.name == section.name) {
                if !there.contains(frame.name().as_str()) {
                    missing.push(super::layout::frame_label(frame).in_language(self.language, fallback).to_owned());
                }
            }
        }
        missing
    }

    /// Where an answer of the workbook stands now, under today's names. It may be in a section that is not the reader's
    /// (true), or nowhere (false).
    fn place(&self, asked: &Asked<'_>) -> Result<(String, Spot<'a>), bool> {
        let (path, published) = (self.moved(&asked.path, &asked.key), &self.opened.published);
        let party = &self.opened.report.party;
        if let Some(spot) = path::find(published, &self.opened.reach, party, &path) {
            let asked = spot.question.kind.is_asked();
            return if asked { Ok((path, spot)) } else { Err(false) };
        }
        Err(path::find(published, &Sections::All, party, &path).is_some())
    }

    /// The path of an answer under today's names.
    pub(super) fn moved(&self, path: &str, key: &str) -> String {
        if self.then.version == self.opened.published.version {
            return path.to_owned();
        }
        let outline = Outline::of(&self.opened.published.template);
        let now = |name: &str| {
            let same = outline.slots.iter().find(|slot| self.lineage.is_same(&slot.key, name));
            same.map_or_else(|| name.to_owned(), |slot| slot.key.to_string())
        };
        let key = now(key);
        let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        let last = key.rsplit_once('.').map_or(key.as_str(), |(_, column)| column).to_owned();
        for (place, segment) in segments.iter_mut().enumerate().step_by(2) {
            *segment = if place == 0 && path == *segment { last.clone() } else { now(segment) };
        }
        if let Some(end) = segments.last_mut() {
            *end = last;
        }
        segments.join("/")
    }

    /// Rows that would be more than there may be are told, and not offered.
    fn drop_full(&self, placed: &mut Vec<Placed<'a>>, difference: &mut Difference) {
        let outlook = &self.opened.outlook;
        let mut rows: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut full = BTreeSet::new();
        for one in placed.iter().filter(|one| !one.asked.cells.is_empty()) {
            for step in one.spot.rows.iter().filter(|step| step.made) {
                let around = step.row.rsplit_once('/').map_or("", |(around, _)| around);
                let made = rows.entry((step.frame.to_owned(), around.to_owned())).or_insert_with(|| {
                    let there = outlook.rows_in(step.frame, around).filter(|row| row.given.is_none());
                    there.map(|row| row.path.clone()).collect()
                });
                if made.contains(&step.row) || full.contains(&step.row) {
                    continue;
                }
                if made.len() < step.most {
                    made.insert(step.row.clone());
                } else if full.insert(step.row.clone()) {
                    self.tell(difference, &one.asked.at, "", self.say("page.flaw.too_many_rows"));
                }
            }
        }
        placed.retain(|one| !one.spot.rows.iter().any(|step| full.contains(&step.row)));
    }

    /// An answer as the rules take it; nothing where its cells cannot be read, which is told.
    fn sent(&self, hand: Hand<'_>, one: Placed<'a>, difference: &mut Difference) -> Option<(Sent, Spot<'a>)> {
        let Placed { asked, path, spot } = one;
        let current = self.opened.stored.get(&spot.key, spot.row());
        let carried = current.is_some_and(|stored| stored.carried.is_some());
        let confirms = if carried { values::confirms(&asked.cells) } else { Ok(false) };
        let raw = values::raw(hand, asked.question, &asked.cells);
        let (raw, confirms) = match (raw, confirms) {
            (Ok(raw), Ok(confirms)) => (raw, confirms),
            (raw, confirms) => {
                for flaw in raw.err().into_iter().chain(confirms.err()).flatten() {
                    let is_cell = flaw.at.contains('!');
                    let message = match is_cell {
                        true => self.flaw(&flaw),
                        false => flaw_said(spot.question, &flaw, self.language),
                    };
                    let cell = if is_cell { flaw.at } else { asked.at.clone() };
                    self.tell(difference, &cell, &path, message);
                }
                return None;
            }
        };
        let was = Some(asked.key).filter(|key| *key != spot.key);
        Some((Sent { path, was, raw: Ok(raw), based_on: asked.based_on, confirms, operation: None }, spot))
    }
}
