//! Invents answers for what stands in rows too: of a list the rows that are the Party's, and a few lines of each table. Pure.

use super::invent::{self, Effort, LINE, Part, Spot};
use super::plan::lot;
use crate::ids::PartyCode;
use crate::reports::kept::Kept;
use crate::reports::path::written;
use crate::reports::save_answers::Entry;
use crate::templates::outline::{Frame, Outline};
use crate::templates::rows::{Made, RowTree};
use crate::templates::{Published, Required};

/// Most lines of a table that stands by itself, and of one that stands in a row of something else.
const MOST_LINES: (u64, u64) = (6, 2);
/// One Party of so many adds a row of its own to those that a list gives.
const ONE_IN: u64 = 6;

/// An invented answer, and where it stands.
#[derive(Debug, Clone)]
pub struct Said {
    /// What it is kept under.
    pub key: String,
    /// The path of its row; empty at the top.
    pub row: String,
    /// What its row is one of.
    pub frame: Option<usize>,
    /// The answer as it is saved.
    pub entry: Entry,
}

/// Invented answers to what this Party has not answered yet.
pub fn answers(published: &Published, party: &PartyCode, there: &Kept, (effort, part): (Effort, Part)) -> Vec<Said> {
    let template = &published.template;
    let outline = Outline::of(template);
    let rows = rows(published, &outline, party, there);
    let mut said = Vec::new();
    for slot in outline.slots.iter().filter(|slot| slot.question.kind.is_asked() && part.has(&slot.section.name)) {
        for place in 0..rows.count(slot.frame) {
            let row = rows.path(slot.frame, place);
            if there.get(&slot.key, row).is_some() {
                continue;
            }
            let path = written(&outline, slot.frame, &slot.key, row);
            let line = slot.frame.and_then(|frame| outline.frames.get(frame)).is_some_and(is_free);
            let needed = line && slot.question.required != Required::Never;
            let spot = Spot { party: party.as_str(), path: &path, part: slot.frame.is_some(), needed };
            let Some(raw) = invent::answer(template, slot.question, spot, effort) else { continue };
            let entry = Entry { path, raw, revision: 0 };
            said.push(Said { key: slot.key.to_string(), row: row.to_owned(), frame: slot.frame, entry });
        }
    }
    said
}

/// Whether people make all the rows there are.
fn is_free(frame: &Frame<'_>) -> bool {
    frame.is_table() && frame.rows.over.is_none()
}

/// The rows that are there, with those that this Party invents.
fn rows(published: &Published, outline: &Outline<'_>, party: &PartyCode, there: &Kept) -> RowTree {
    let mut made = there.made(outline);
    for frame in &outline.frames {
        let so_far = RowTree::of(outline, &published.lists, party, &made);
        for around in 0..so_far.count(frame.around) {
            let around = so_far.path(frame.around, around);
            for line in 1..=lines(frame, party, around) {
                let key = if is_free(frame) { format!("{LINE}{line}") } else { "invented-by-the-party".to_owned() };
                let path = if around.is_empty() { key } else { format!("{around}/{key}") };
                made.add(frame.name().as_str(), &path, line);
            }
        }
    }
    RowTree::of(outline, &published.lists, party, &made)
}

/// How many rows this Party adds.
fn lines(frame: &Frame<'_>, party: &PartyCode, around: &str) -> u64 {
    let draw = |most: u64| lot(&["lines", party.as_str(), frame.name().as_str(), around], most);
    match frame.around {
        _ if !is_free(frame) => u64::from(frame.rows.can_be_made() && draw(ONE_IN) == 0),
        None => 1 + draw(MOST_LINES.0),
        Some(_) => draw(1 + MOST_LINES.1),
    }
}

/// The rows that people made, with those that these answers make.
pub fn made(outline: &Outline<'_>, there: &Kept, answers: &[Said]) -> Made {
    let mut made = there.made(outline);
    for (said, place) in answers.iter().zip(1_u64..) {
        let mut path = String::new();
        for (frame, key) in outline.around(said.frame).into_iter().zip(said.row.split('/')) {
            let Some(frame) = outline.frames.get(frame) else { continue };
            path = if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
            made.add(frame.name().as_str(), &path, place);
        }
    }
    made
}
