//! The sheets `choices` and `nr_lists`: the lists of a template.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::attributes::{self, CHOICE, LIST};
use super::cells_of::Cells;
use super::found::{Found, shown};
use super::row;
use super::table::{self, Table};
use super::{CHOICES, LISTS};
use crate::ids::ItemName;

/// The member of a choice that holds the columns which only filters read.
pub(super) const FILTER_COLUMNS: &str = "attributes";
/// Columns that are read here rather than by [`attributes::CHOICE`].
const OWN: [&str; 7] = ["list_name", "name", "nr_more", "media", "notes", "comments", "order"];

/// Most choices of all lists together: twelve times those of the longest report. Each takes two kilobytes while it is read.
const MAX_CHOICES: usize = 6_000;

/// A list while it grows.
#[derive(Default)]
struct Growing {
    choices: Vec<Value>,
    members: Map<String, Value>,
    reference: bool,
}

/// Reads both sheets. Lists whose rows come from a file are lists of reference.
pub(super) fn read(
    choices: Option<&Table>,
    lists: Option<&Table>,
    files: &[String],
    cells: &mut Cells,
    found: &mut Found,
) -> Value {
    let mut growing: BTreeMap<String, Growing> = BTreeMap::new();
    for name in files {
        let list = growing.entry(name.clone()).or_default();
        list.reference = true;
        list.members.entry("reference").or_insert_with(|| Value::from(name.as_str()));
    }
    if let Some(table) = lists {
        cells.columns(LISTS, table);
        described(table, &mut growing, cells, found);
    }
    if let Some(table) = choices {
        cells.columns(CHOICES, table);
        rows(table, &mut growing, cells, found);
    }
    let whole = |(name, list): (String, Growing)| {
        let Growing { choices, mut members, reference } = list;
        if !reference || !choices.is_empty() {
            members.insert("choices".to_owned(), Value::Array(choices));
        }
        (name, Value::Object(members))
    };
    Value::Object(growing.into_iter().map(whole).collect())
}

/// What a list is beside its choices.
fn described(table: &Table, growing: &mut BTreeMap<String, Growing>, cells: &mut Cells, found: &mut Found) {
    let known: Vec<&str> = LIST.iter().map(|carried| carried.key).chain(OWN).collect();
    table.only(&known, found);
    for row in &table.rows {
        let Some(name) = name(table, row, "list_name", found) else { continue };
        let mut members = row::attributes(table, row, &LIST, found);
        attributes::join(&mut members, row::more(table, row, found));
        cells.row(format!("lists.{name}"), LISTS, row.number);
        let list = growing.entry(name).or_default();
        list.reference = members.contains_key("reference");
        list.members = members;
    }
}

fn rows(table: &Table, growing: &mut BTreeMap<String, Growing>, cells: &mut Cells, found: &mut Found) {
    let known: Vec<&str> = CHOICE.iter().map(|carried| carried.key).chain(OWN).collect();
    let filters = table.others(&known);
    let filter_names: Vec<&str> = filters.iter().map(|(key, _)| key.as_str()).collect();
    let all: Vec<&str> = known.iter().copied().chain(filter_names).collect();
    table.only(&all, found);
    if let Some(row) = table.rows.get(MAX_CHOICES) {
        let message = format!("A template has at most {MAX_CHOICES} choices: what is longer is a list of reference.");
        found.flaw(table.at(row.number, 0), "too_many", message);
        return;
    }
    for row in &table.rows {
        let (list, name) = (name(table, row, "list_name", found), name(table, row, "name", found));
        let (Some(list), Some(name)) = (list, name) else { continue };
        let mut members = row::attributes(table, row, &CHOICE, found);
        members.insert("name".to_owned(), Value::from(name));
        for (key, column) in &filters {
            if let Some(cell) = table::inside(row, *column) {
                attributes::put(&mut members, &[FILTER_COLUMNS, key], Value::from(cell.text.trim()));
            }
        }
        for (_, cell) in table.words(row, "media") {
            let message = "Choices have no pictures, sounds or films here.";
            found.warn(table.at(row.number, cell.column), "ignored", message);
        }
        attributes::join(&mut members, row::more(table, row, found));
        let growing = growing.entry(list.clone()).or_default();
        cells.row(format!("lists.{list}.choices[{}]", growing.choices.len()), CHOICES, row.number);
        growing.choices.push(Value::Object(members));
    }
}

/// A name that must be there.
fn name(table: &Table, row: &super::workbook::Row, key: &str, found: &mut Found) -> Option<String> {
    let Some(cell) = table.cell(row, key) else {
        found.flaw(table.at_key(row.number, key), "missing", format!("`{key}` is missing in this row."));
        return None;
    };
    match cell.text.trim().parse::<ItemName>() {
        Ok(name) => Some(name.into()),
        Err(why) => {
            let message = format!("{:?} will not do: {why}.", shown(cell.text.trim()));
            found.flaw(table.at(row.number, cell.column), "bad_name", message);
            None
        }
    }
}
