//! `datapackage.json`: what the tables are, for people and for Frictionless.

use serde_json::{Value, json};

use super::columns::Table;
use super::round::Round;
use super::tables::{description as explained, fields, name};
use crate::clock;

/// A table as it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Which.
    pub table: Table,
    /// How long.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

/// The descriptor of a package with these tables in it.
pub fn descriptor(round: &Round, tables: &[Weighed]) -> Value {
    let scope = &round.scope;
    json!({
        "profile": "tabular-data-package",
        "name": format!("{}-figures", round.cycle.code),
        "title": format!("Figures of {}", round.cycle.code),
        "description": description(round),
        "created": clock::written(round.now),
        "as_of": scope.as_of.map(clock::written),
        "provisional": scope.as_of.is_none(),
        "cut_off_applied": scope.at_cut_off,
        "percent_decimals": scope.decimals,
        "formulas_defused": !scope.raw,
        "instrument": round.cycle.instrument,
        "cycle": round.cycle.code,
        "template": { "name": round.cycle.template, "version": round.cycle.version },
        "due_at": clock::written(round.cycle.timetable.due_at),
        "resources": tables.iter().map(|table| resource(round, table)).collect::<Vec<_>>(),
    })
}

fn description(round: &Round) -> String {
    let dated = match round.scope.as_of {
        Some(as_of) => format!("As of {}: the same figures can be taken again.", clock::written(as_of)),
        None => "Provisional: only figures taken as of a date can be cited.".to_owned(),
    };
    let cells = match round.scope.raw {
        false => {
            "A cell that a spreadsheet would run as a formula, or that begins with an apostrophe, has an apostrophe before it."
        }
        true => "Cells are as they were entered: a spreadsheet may run some of them as formulas.",
    };
    format!(
        "{dated} {cells} Percentages are rounded half up from the integers beside them; of nothing there is no percentage. \
         Blank is never No."
    )
}

fn resource(round: &Round, weighed: &Weighed) -> Value {
    let table = weighed.table;
    let field = |field: &super::tables::Field| json!({ "name": field.name, "type": field.kind, "description": field.description });
    json!({
        "profile": "tabular-data-resource",
        "name": name(table, round),
        "path": format!("{}.csv", name(table, round)),
        "description": explained(table, round),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": weighed.bytes,
        "hash": format!("sha256:{}", weighed.sha256),
        "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "schema": {
            "fields": fields(table, round).iter().map(field).collect::<Vec<_>>(),
            "primaryKey": table.key(),
            "missingValues": [""],
        },
    })
}
