//! The sheet `rules`: checks between answers, which XLSForm does not know.

use serde_json::Value;

use super::RULES;
use super::attributes::{self, RULE};
use super::cells_of::Cells;
use super::found::Found;
use super::row;
use super::table::Table;

/// The rules of a document.
pub(super) fn read(table: &Table, cells: &mut Cells, found: &mut Found) -> Value {
    let known: Vec<&str> = RULE.iter().map(|carried| carried.key).chain(["name", "nr_more"]).collect();
    table.only(&known, found);
    cells.columns(RULES, table);
    let mut rules = Vec::new();
    for row in &table.rows {
        let mut members = row::attributes(table, row, &RULE, found);
        if let Some(cell) = table.cell(row, "name") {
            members.insert("name".to_owned(), Value::from(cell.text.trim()));
        }
        attributes::join(&mut members, row::more(table, row, found));
        cells.row(format!("rules[{}]", rules.len()), RULES, row.number);
        rules.push(Value::Object(members));
    }
    Value::Array(rules)
}
