//! The reference lists of a template: at which revision a version has them, and whether they are what it takes them for.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Template;
use super::logic::Logic;
use super::outline::Outline;
use super::places::by_key;
use super::reference::{self, ReferenceList};
use super::rows::RowLists;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::ListCode;

/// Most rows of all repeats and tables of a report that lists give: a report of more is no report that people fill in.
const MOST_GIVEN: usize = 20_000;

/// A list at the revision that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The list.
    pub list: ListCode,
    /// Its revision.
    pub revision: i32,
}

/// The lists of a template as they stand now, or what is wrong with them.
///
/// # Errors
/// A fault when the database fails.
pub fn pins(tx: &mut Conn, template: &Template) -> Result<Result<Vec<Pin>, Vec<Flaw>>, Fault> {
    let mut found: Vec<Arc<ReferenceList>> = Vec::new();
    let mut flaws = Vec::new();
    for (name, list) in &template.lists {
        let Some(reference) = &list.reference else { continue };
        match reference::store::read_list(tx, &template.instrument, &reference.list, None)? {
            Some(list) => found.push(Arc::new(list)),
            None => {
                let message =
                    format!("{} has no reference list {}: import it first.", template.instrument, reference.list);
                flaws.push(Flaw::new(format!("lists.{name}.reference"), "unknown_list", message));
            }
        }
    }
    if !flaws.is_empty() {
        return Ok(Err(flaws));
    }
    let find = |code: &ListCode| found.iter().find(|list| list.code == *code).cloned().ok_or(());
    let Ok(lists) = RowLists::of(template, find) else { return Ok(Ok(Vec::new())) };
    let flaws = flaws_of(template, &lists);
    let pins: BTreeSet<(ListCode, i32)> = found.iter().map(|list| (list.code.clone(), list.revision)).collect();
    let pins = pins.into_iter().map(|(list, revision)| Pin { list, revision }).collect();
    Ok(if flaws.is_empty() { Ok(pins) } else { Err(flaws) })
}

/// What a template takes its lists for and they are not. Pure.
pub fn flaws_of(template: &Template, lists: &RowLists) -> Vec<Flaw> {
    let mut flaws = unknown_attributes(template, lists);
    let outline = Outline::of(template);
    // However few of them concern one Party: what could be too many for one is too many for the list.
    let mut counts: Vec<usize> = Vec::new();
    for frame in &outline.frames {
        let around = frame.around.and_then(|around| counts.get(around)).copied().unwrap_or(1);
        let given = frame.rows.over.as_ref().map_or(0, |list| lists.most_for_one(list));
        counts.push(around.saturating_mul(given).max(1));
        if around.saturating_mul(given) > MOST_GIVEN {
            let message =
                format!("Lists give at most {MOST_GIVEN} rows here, and would give {}.", around.saturating_mul(given));
            flaws.push(Flaw::new(over(template, &outline, frame.name().as_str()), "too_many_rows", message));
        }
    }
    flaws
}

/// The names in `where` that no row of the list has.
fn unknown_attributes(template: &Template, lists: &RowLists) -> Vec<Flaw> {
    let Ok(logic) = Logic::of(template) else { return Vec::new() };
    let outline = Outline::of(template);
    let mut flaws = Vec::new();
    for (name, asked) in logic.asked_of_rows() {
        let Some(frame) = outline.frames.iter().find(|frame| frame.name() == name) else { continue };
        let rows = frame.rows.over.as_ref().map_or(&[][..], |list| lists.all(list));
        let known: BTreeSet<&str> = rows.iter().flat_map(|row| row.attributes.keys().map(String::as_str)).collect();
        for attribute in asked.iter().filter(|attribute| *attribute != "name" && !known.contains(attribute.as_str())) {
            let there: Vec<&str> = std::iter::once("name").chain(known.iter().copied()).collect();
            let message = format!("No row of the list has {attribute:?}; its rows have {}.", there.join(", "));
            flaws.push(Flaw::new(only(template, &outline, name.as_str()), "unknown_attribute", message));
        }
    }
    flaws
}

fn over(template: &Template, outline: &Outline<'_>, name: &str) -> String {
    format!("{}.over", place(template, outline, name))
}

fn only(template: &Template, outline: &Outline<'_>, name: &str) -> String {
    format!("{}.where", place(template, outline, name))
}

/// The place of the rows of a repeat or a table in the document.
fn place(template: &Template, outline: &Outline<'_>, name: &str) -> String {
    let is_table = outline.frames.iter().any(|frame| frame.name().as_str() == name && frame.is_table());
    let attribute = if is_table { "rows" } else { "repeat" };
    format!("{}.{attribute}", by_key(template).get(name).map_or("", String::as_str))
}
