//! The reference lists of a template: at which revision a version has them, and whether they are what it takes them for.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Template;
use super::logic::Logic;
use super::naming;
use super::outline::Outline;
use super::places::by_key;
use super::reference::{self, ReferenceList};
use super::rows::RowLists;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::ListCode;

/// Most answers of a report in rows that lists give: thirty questions about each of a thousand species. Nobody fills in more,
/// and what follows from the answers is worked out for all of them at once.
const MOST_GIVEN: usize = 30_000;

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
    flaws.extend(unknown_names(template, lists));
    let outline = Outline::of(template);
    // Of the Party that has most. Without a list there is one row, as far as lists go.
    let mut counts: Vec<usize> = Vec::new();
    for (index, frame) in outline.frames.iter().enumerate() {
        let around = frame.around.and_then(|around| counts.get(around)).copied().unwrap_or(1);
        let given = frame.rows.over.as_ref().map_or(1, |list| lists.most_for_one(list));
        let rows = around.saturating_mul(given);
        counts.push(rows);
        let asked = outline.slots.iter().filter(|slot| slot.frame == Some(index)).count();
        let answers = rows.saturating_mul(asked);
        if answers > MOST_GIVEN {
            let message = format!(
                "Lists give {rows} rows here, and with {asked} questions in each {answers} answers; at most {MOST_GIVEN} \
                 can be asked for. Run over a shorter list, or ask less of each."
            );
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

/// The names in braces in the texts of a repeat that no row of its list has.
fn unknown_names(template: &Template, lists: &RowLists) -> Vec<Flaw> {
    let places = by_key(template);
    let flaw = |(key, part, name): (String, &str, String)| {
        let at = places.get(key.as_str()).map_or("", String::as_str);
        let message =
            format!("No row of the list has {name:?}: in braces stand label, name or an attribute of the list's rows.");
        Flaw::new(format!("{at}.{part}"), "unknown_attribute", message)
    };
    naming::unknown(template, lists).into_iter().map(flaw).collect()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::templates::document;

    /// Two repeats in each other over a list of so many choices, with two questions inside.
    fn check(choices: usize, only: &str, expect: &[(&str, &str)]) {
        let label = json!({"en": "Invented"});
        let choice = |number| json!({"name": format!("c{number}"), "label": label, "attributes": {"realm": "land"}});
        let choices: Vec<_> = (0..choices).map(choice).collect();
        let inner = json!({"name": "inner", "type": "group", "label": label, "repeat": {"over": "all", "where": only},
            "items": [{"name": "a", "type": "text", "label": label}, {"name": "b", "type": "text", "label": label}]});
        let template = document::parse(&json!({
            "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
            "languages": ["en"], "title": label, "lists": {"all": {"choices": choices}},
            "items": [{"name": "s", "type": "section", "label": label, "items": [
                {"name": "outer", "type": "group", "label": label, "repeat": {"over": "all"}, "items": [inner]}]}]
        }));
        let template = template.unwrap();
        let lists = RowLists::of(&template, |_| Err::<Arc<ReferenceList>, ()>(())).unwrap();
        let found: Vec<_> = flaws_of(&template, &lists).into_iter().map(|flaw| (flaw.at, flaw.code)).collect();
        let found: Vec<_> = found.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn lists_hold_what_the_template_takes_them_for() {
        let at = |key: &str| format!("items[0].items[0].items[0].repeat.{key}");
        check(122, "realm = 'land' and name != 'c1'", &[]);
        check(123, "realm = 'land'", &[(&at("over"), "too_many_rows")]);
        check(3, "rank = 'species'", &[(&at("where"), "unknown_attribute")]);
    }
}
