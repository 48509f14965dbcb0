//! What the type, the appearance and the parameters of a question make of it.

use serde_json::{Map, Value};

use super::attributes::put;
use super::found::{Found, shown};
use super::kinds::Kind;
use super::range;
use super::table::Table;
use super::workbook::Row;

/// How a list may be shown.
pub(super) const APPEARANCES: [&str; 2] = ["minimal", "autocomplete"];

/// Columns that a form may have and that mean nothing here, with the reason.
const UNUSED: [(&str, &str); 6] = [
    ("required_message", "the same words are said of every answer that is missing"),
    ("default", "a report begins with no answers, or with those of an earlier one (bind::nr_prefill)"),
    ("read_only", "what a report computes is a `calculate`"),
    ("trigger", "a calculation follows what it names by itself"),
    ("save_to", "there are no entities here"),
    ("media", "texts have no pictures, sounds or films"),
];

/// Gives the members of a question what its type says.
pub(super) fn shape(table: &Table, row: &Row, kind: &Kind, members: &mut Map<String, Value>, found: &mut Found) {
    let parameters = table.cell(row, "parameters");
    let put_once = |members: &mut Map<String, Value>, key: &str, value: &str| {
        members.entry(key).or_insert_with(|| Value::from(value));
    };
    match kind {
        Kind::Plain(word) => {
            members.insert("type".to_owned(), Value::from(*word));
        }
        Kind::Select { word, list, other, .. } => {
            members.insert("type".to_owned(), Value::from(*word));
            put_once(members, "list", list);
            if *other && super::attributes::at(members, &["other", "name"]).is_none() {
                put(members, &["other", "name"], Value::from("other"));
            }
        }
        Kind::Range => {
            let at =
                parameters.map_or_else(|| table.at_key(row.number, "type"), |cell| table.at(row.number, cell.column));
            range::read(&at, parameters.map_or("", |cell| cell.text), members, found);
        }
        Kind::Begin { .. } | Kind::End { .. } | Kind::Nothing | Kind::Unsupported(_) => {}
    }
    if let Some(cell) = parameters.filter(|_| *kind != Kind::Range) {
        let message = format!("{:?} is not used here.", shown(cell.text));
        found.warn(table.at(row.number, cell.column), "ignored", message);
    }
    if let Some(cell) = table.cell(row, "nr_type") {
        members.insert("type".to_owned(), Value::from(cell.text.trim()));
    }
    if members.get("type").and_then(Value::as_str) == Some("date") {
        for key in ["min", "max"] {
            if let Some(Value::Number(year)) = members.get(key) {
                let year = Value::from(year.to_string());
                members.insert(key.to_owned(), year);
            }
        }
    }
    appearance(table, row, members, found);
    without_reason(table, row, found);
}

/// Says what a group's row holds that means nothing here.
pub(super) fn unused(table: &Table, row: &Row, found: &mut Found) {
    if let Some(cell) = table.cell(row, "repeat_count") {
        let message = "A repeat has no count here: people add rows themselves, or it runs over a list (bind::nr_over). \
                       Leave the cell empty.";
        found.flaw(table.at(row.number, cell.column), "unsupported", message);
    }
    for key in ["appearance", "parameters"] {
        if let Some(cell) = table.cell(row, key) {
            let message = format!("{:?} is not used here: groups look the same throughout.", shown(cell.text));
            found.warn(table.at(row.number, cell.column), "ignored", message);
        }
    }
    without_reason(table, row, found);
}

fn without_reason(table: &Table, row: &Row, found: &mut Found) {
    for (key, why) in UNUSED {
        let words = table.words(row, key).into_iter().map(|(_, cell)| cell);
        for cell in table.cell(row, key).into_iter().chain(words) {
            found.warn(table.at(row.number, cell.column), "ignored", format!("`{key}` is not used here: {why}."));
        }
    }
}

fn appearance(table: &Table, row: &Row, members: &mut Map<String, Value>, found: &mut Found) {
    let Some(cell) = table.cell(row, "appearance") else { return };
    let word = members.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    for part in cell.text.split_whitespace() {
        let meant = match (word.as_str(), part) {
            ("text", "multiline") => Some(("multiline", Value::from(true))),
            ("date", "year") => Some(("precision", Value::from("year"))),
            ("date", "month-year") => Some(("precision", Value::from("month"))),
            ("select_one" | "select_multiple", part) if APPEARANCES.contains(&part) => {
                Some(("appearance", Value::from(part)))
            }
            ("url", "url") => continue,
            _ => None,
        };
        match meant {
            // A column of our own says it exactly.
            Some((key, value)) => {
                members.entry(key).or_insert(value);
            }
            None => {
                let message = format!("The appearance {:?} is not used here.", shown(part));
                found.warn(table.at(row.number, cell.column), "ignored", message);
            }
        }
    }
}
