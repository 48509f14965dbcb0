//! The attributes that one row carries in its columns.

use serde_json::{Map, Value};

use super::attributes::{Carried, Form, decoded, put, right};
use super::found::{Found, shown};
use super::table::{Cell, Table};
use super::workbook::Row;

/// What Word and its kin make of straight quotes.
const CURLY: [char; 8] = ['‘', '’', '‚', '‛', '“', '”', '„', '‟'];

/// Reads the columns of a row, each into its attribute.
pub(super) fn attributes(table: &Table, row: &Row, columns: &[Carried], found: &mut Found) -> Map<String, Value> {
    let mut members = Map::new();
    for carried in columns {
        if carried.form == Form::Words {
            words(table, row, carried, &mut members, found);
        } else if let Some(cell) = table.cell(row, carried.key) {
            let at = table.at(row.number, cell.column);
            if carried.form == Form::Expression {
                straight(&at, cell, found);
            }
            match decoded(carried.form, cell.text) {
                Some(value) => put(&mut members, carried.path, value),
                None => {
                    let message = format!(
                        "{:?} will not do in `{}`: write {}.",
                        shown(cell.text),
                        carried.key,
                        right(carried.form)
                    );
                    found.flaw(at, "unreadable", message);
                }
            }
        }
    }
    members
}

fn words(table: &Table, row: &Row, carried: &Carried, members: &mut Map<String, Value>, found: &mut Found) {
    for (language, cell) in table.words(row, carried.key) {
        if cell.text.contains("${") {
            let message = "Answers are not put into texts here: people will read it as it is written.";
            found.warn(table.at(row.number, cell.column), "reference_in_text", message);
        }
        let path: Vec<&str> = carried.path.iter().copied().chain([language]).collect();
        put(members, &path, Value::from(cell.text));
    }
}

/// Warns of curly quotes, which no expression understands.
fn straight(at: &str, cell: Cell<'_>, found: &mut Found) {
    if cell.text.contains(CURLY) {
        let message = "This expression holds curly quotes: type straight ones, as in 'yes'.";
        found.warn(at, "curly_quotes", message);
    }
}

/// What no column can carry.
pub(super) fn more(table: &Table, row: &Row, found: &mut Found) -> Map<String, Value> {
    let Some(cell) = table.cell(row, "nr_more") else { return Map::new() };
    match crate::json::read(cell.text) {
        Ok(Value::Object(members)) => members,
        Ok(_) => {
            found.flaw(table.at(row.number, cell.column), "wrong_type", "This must be an object of JSON, in braces.");
            Map::new()
        }
        Err(why) => {
            found.flaw(table.at(row.number, cell.column), "malformed", format!("{why}."));
            Map::new()
        }
    }
}
