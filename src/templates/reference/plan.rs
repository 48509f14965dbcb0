//! Compares a file with a list as it stands: what is to be written, and what that changes. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::branches::{self, Standing};
use super::difference::{Difference, members_of, said_of_change, said_of_row};
use super::order::places;
use super::sheet::{Row, Sheet};
use super::{MOST_ROWS, Members, ReferenceList};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{PartyCode, RowKey};

/// What a file is compared with.
#[derive(Debug, Default)]
pub struct Held {
    /// What the list is called; none while there is no list.
    pub title: Option<String>,
    /// The list as it stands.
    pub list: Option<ReferenceList>,
    /// Every Party of the register.
    pub parties: BTreeSet<PartyCode>,
}

/// What has to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Rows that are new, changed or moved, each with its position.
    pub rows: Vec<(&'a Row, i32)>,
    /// Rows that only make room for others.
    pub shifted: Vec<(&'a RowKey, i32)>,
    /// Parties that a row concerns from now on (true), or no longer.
    pub members: Vec<(&'a RowKey, &'a PartyCode, bool)>,
}

/// Compares.
///
/// # Errors
/// Every flaw that the file has only beside what is held.
pub fn plan<'a>(sheet: &'a Sheet, held: &'a Held) -> Shaped<(Plan<'a>, Difference)> {
    let in_file: HashMap<&RowKey, &Row> = sheet.rows.iter().map(|row| (&row.key, row)).collect();
    let order = order(sheet, held.list.as_ref(), &in_file);
    let flaws = flaws(sheet, held, &order, &in_file);
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let old = |key: &RowKey| held.list.as_ref().and_then(|list| list.row(key));
    let positions: Vec<Option<i32>> = order.iter().map(|key| old(key).map(|row| row.position)).collect();
    let (mut plan, mut difference) = (Plan::default(), Difference::default());
    if let Some(title) = sheet.title.as_ref().filter(|title| held.title.as_ref() != Some(title)) {
        difference.title(held.title.as_deref(), title);
    }
    for (key, place) in order.into_iter().zip(places(&positions)) {
        let shifts = old(key).is_some_and(|old| old.position != place.position);
        match (in_file.get(key), old(key)) {
            (None, _) => {
                difference.kept(key, old(key).is_some_and(|old| old.retired));
                plan.shifted.extend(shifts.then_some((key, place.position)));
            }
            (Some(new), None) => {
                difference.added(key, &said_of_row(new));
                plan.rows.push((new, place.position));
                plan.members.extend(new.parties.named().map(|party| (&new.key, party, true)));
                difference.members_added += new.parties.named().count();
            }
            (Some(new), Some(old)) => {
                let members: Vec<_> = members_of(&old.parties, &new.parties);
                let said = said_of_change(old, new, &members);
                let rewrites = said_of_change(old, new, &[]).is_some() || is_all(&old.parties) != is_all(&new.parties);
                let turns = new.retired && !old.retired;
                difference.noted(key, said, turns, place.moved);
                difference.members_added += members.iter().filter(|(_, present)| *present).count();
                difference.members_removed += members.iter().filter(|(_, present)| !present).count();
                plan.members.extend(members.into_iter().map(|(party, present)| (&new.key, party, present)));
                plan.rows.extend((rewrites || shifts).then_some((*new, place.position)));
            }
        }
    }
    Ok((plan, difference))
}

fn is_all(members: &Members) -> bool {
    matches!(members, Members::All)
}

/// Every key, those of the file in its order; a row that it does not have stays behind the one that was before it.
fn order<'a>(sheet: &'a Sheet, list: Option<&'a ReferenceList>, in_file: &HashMap<&RowKey, &Row>) -> Vec<&'a RowKey> {
    let mut held: Vec<_> = list.into_iter().flat_map(|list| &list.rows).collect();
    held.sort_by_key(|row| row.position);
    let mut behind: BTreeMap<Option<&RowKey>, Vec<&RowKey>> = BTreeMap::new();
    let mut before = None;
    for row in held {
        if in_file.contains_key(&row.key) {
            before = Some(&row.key);
        } else {
            behind.entry(before).or_default().push(&row.key);
        }
    }
    let mut order = behind.remove(&None).unwrap_or_default();
    for row in &sheet.rows {
        order.push(&row.key);
        order.extend(behind.remove(&Some(&row.key)).unwrap_or_default());
    }
    order
}

fn flaws(sheet: &Sheet, held: &Held, order: &[&RowKey], in_file: &HashMap<&RowKey, &Row>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if let Some(list) = held.list.as_ref().filter(|list| list.language != sheet.language) {
        let message = format!("the labels of this list are in {}: say --language {0}", list.language);
        flaws.push(Flaw::new("language", "wrong_language", message));
    }
    if order.len() > MOST_ROWS {
        let message = format!(
            "a list has at most {MOST_ROWS} rows with those that the file does not have; there are {}",
            order.len()
        );
        flaws.push(Flaw::new("file", "too_many", message));
    }
    for row in &sheet.rows {
        for party in row.parties.named().filter(|party| !held.parties.contains(party)) {
            let message = format!("there is no Party {party} in the register");
            flaws.push(Flaw::new(format!("row {}, parties", row.line), "unknown_party", message));
        }
    }
    let all = order.iter().filter_map(|key| {
        let standing = match in_file.get(key) {
            Some(row) => Standing {
                line: Some(row.line),
                parent: row.parent.as_ref(),
                parties: &row.parties,
                retired: row.retired,
            },
            None => {
                let row = held.list.as_ref()?.row(key)?;
                Standing { line: None, parent: row.parent.as_ref(), parties: &row.parties, retired: row.retired }
            }
        };
        Some((*key, standing))
    });
    flaws.extend(branches::flaws(order, &all.collect()));
    flaws
}
