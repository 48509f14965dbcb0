//! The path of an answer: `question` at the top of a report, `group/row/question` in a repeat, `table/row/column` in a table,
//! or a rule's name for the explanation of a warning. Pure.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::access::Sections;
use crate::ids::{PartyCode, RowKey};
use crate::templates::outline::Outline;
use crate::templates::{Kind, Published, Question, Section};

/// Where a path leads.
#[derive(Debug, Clone)]
pub struct Spot<'a> {
    /// The section of the question.
    pub section: &'a Section,
    /// The question; of a cell, that of its column.
    pub question: &'a Question,
    /// What the answer is kept under: the question's name, or `table.column`.
    pub key: Cow<'a, str>,
    /// The rows around it, the outermost first.
    pub rows: Vec<Step<'a>>,
}

/// A row on the way to an answer.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// The name of the repeat or the table.
    pub frame: &'a str,
    /// The row's key, behind those of the rows around it.
    pub row: String,
    /// Whether people make it: lists give the others.
    pub made: bool,
    /// Most rows that people may make beside it.
    pub most: usize,
}

impl Spot<'_> {
    /// The path of the row it stands in, as it is kept; empty at the top.
    pub fn row(&self) -> &str {
        self.rows.last().map_or("", |step| step.row.as_str())
    }
}

/// Where paths lead in a version of a template, for many of them at once.
pub struct Paths<'a, 'r> {
    published: &'a Published,
    reach: &'r Sections,
    party: &'a PartyCode,
    /// Made for the first path that leads into a row.
    outline: OnceCell<Outline<'a>>,
}

/// The question a path leads to, when the reader's sections reach it and every row on the way is one that can be.
///
/// A path into a section that was not delegated leads nowhere, as a path to a question that is not there does.
pub fn find<'a>(published: &'a Published, reach: &Sections, party: &'a PartyCode, path: &str) -> Option<Spot<'a>> {
    Paths::of(published, reach, party).find(path)
}

impl<'a, 'r> Paths<'a, 'r> {
    /// The paths of a Party's report, as far as a reader's sections reach.
    pub fn of(published: &'a Published, reach: &'r Sections, party: &'a PartyCode) -> Self {
        Self { published, reach, party, outline: OnceCell::new() }
    }

    /// Where a path leads, as [`find`] says it.
    pub fn find(&self, path: &str) -> Option<Spot<'a>> {
        let template = &self.published.template;
        let spot = if path.contains('/') {
            self.within(path)?
        } else {
            let asked_once = self.published.logic.is_asked_once(path);
            let (section, question) = match template.question(path) {
                Some(found) if asked_once => found,
                Some(_) => return None,
                None => template.explanation(path)?,
            };
            Spot { section, question, key: Cow::Borrowed(question.name.as_str()), rows: Vec::new() }
        };
        Some(spot).filter(|spot| self.reach.reach(&spot.section.name))
    }

    fn within(&self, path: &str) -> Option<Spot<'a>> {
        let outline = self.outline.get_or_init(|| Outline::of(&self.published.template));
        let segments: Vec<&str> = path.split('/').collect();
        let [around @ .., last] = segments.as_slice() else { return None };
        let table = around.len().checked_sub(2).and_then(|at| around.get(at)).copied().unwrap_or_default();
        let cell = format!("{table}.{last}");
        let slot = outline.slots.iter().find(|slot| slot.key == cell).or_else(|| {
            outline.slots.iter().find(|slot| slot.key == *last && !matches!(slot.question.kind, Kind::Table { .. }))
        })?;
        let rows = steps(self.published, self.party, outline, slot.frame, around)?;
        Some(Spot { section: slot.section, question: slot.question, key: slot.key.clone(), rows })
    }
}

/// The row a path leads to, with those around it before it: `(group/row/)* group/row` or `(group/row/)* table/row`.
pub fn find_row<'a>(
    published: &'a Published,
    reach: &Sections,
    party: &'a PartyCode,
    path: &str,
) -> Option<(&'a Section, Vec<Step<'a>>)> {
    let segments: Vec<&str> = path.split('/').collect();
    let [.., name, _] = segments.as_slice() else { return None };
    let outline = Outline::of(&published.template);
    let frame = outline.frames.iter().position(|frame| frame.name().as_str() == *name)?;
    let section = outline.frames.get(frame)?.section;
    let steps = steps(published, party, &outline, Some(frame), &segments)?;
    reach.reach(&section.name).then_some((section, steps))
}

/// The rows that `frame/row` pairs lead through, when these are the frames around a place and each row is one that can be.
fn steps<'a>(
    published: &'a Published,
    party: &PartyCode,
    outline: &Outline<'a>,
    frame: Option<usize>,
    pairs: &[&str],
) -> Option<Vec<Step<'a>>> {
    let frames = outline.around(frame);
    if frames.len() * 2 != pairs.len() {
        return None;
    }
    let mut found: Vec<Step<'a>> = Vec::new();
    for (frame, pair) in frames.into_iter().zip(pairs.chunks(2)) {
        let (frame, [name, key]) = (outline.frames.get(frame)?, pair) else { return None };
        if frame.name().as_str() != *name {
            return None;
        }
        let made = is_made(published, party, frame.rows, key)?;
        let row = found.last().map_or_else(|| (*key).to_owned(), |around| format!("{}/{key}", around.row));
        found.push(Step { frame: frame.name().as_str(), row, made, most: frame.rows.max });
    }
    Some(found)
}

/// The rows of a place by their keys, the outermost first; none where one of them cannot be.
pub fn steps_to<'a>(
    published: &'a Published,
    party: &PartyCode,
    outline: &Outline<'a>,
    frame: Option<usize>,
    row: &str,
) -> Option<Vec<Step<'a>>> {
    let names = outline.around(frame).into_iter().filter_map(|frame| outline.frames.get(frame));
    let names: Vec<&str> = names.map(|frame| frame.name().as_str()).collect();
    let keys: Vec<&str> = row.split('/').filter(|key| !key.is_empty()).collect();
    if names.len() != keys.len() {
        return None;
    }
    let pairs: Vec<&str> = names.into_iter().zip(keys).flat_map(|(name, key)| [name, key]).collect();
    steps(published, party, outline, frame, &pairs)
}

/// Whether people make this row, or a list gives it; none where it can be neither.
fn is_made(published: &Published, party: &PartyCode, rows: &crate::templates::Rows, key: &str) -> Option<bool> {
    if let Some(list) = &rows.over {
        if published.lists.rows_for(list, party).iter().any(|given| given.key == key) {
            return Some(false);
        }
        // A row of the list that is not this Party's is nobody's to make.
        if published.lists.all(list).iter().any(|given| given.key == key) {
            return None;
        }
    }
    (rows.can_be_made() && key.parse::<RowKey>().is_ok()).then_some(true)
}

/// The path of an answer: its key with the rows around it, as [`find`] reads it.
pub fn written(outline: &Outline<'_>, frame: Option<usize>, key: &str, row: &str) -> String {
    let names = outline.around(frame).into_iter().filter_map(|frame| outline.frames.get(frame));
    let mut path = String::new();
    for (frame, key) in names.zip(row.split('/')) {
        path.push_str(&format!("{}/{key}/", frame.name()));
    }
    path + key.rsplit_once('.').map_or(key, |(_, column)| column)
}
