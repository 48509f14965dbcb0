//! The columns of a reference list's file: what each one holds. Pure.

use std::collections::BTreeSet;

use crate::flaw::{Flaw, Shaped};
use crate::ids::ItemName;
use crate::parties::shortened;
use crate::templates::document::is_tag;

/// The columns that every file has, in any order.
pub const REQUIRED: [&str; 5] = ["key", "label", "parent", "parties", "retired"];
/// Most columns of a file: thirty languages, and more attributes than anybody asked about.
const MOST_COLUMNS: usize = 100;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The row's key.
    Key,
    /// The label in a language.
    Label(String),
    /// The key of the row above.
    Parent,
    /// Whom the row concerns.
    Parties,
    /// Whether the row is over.
    Retired,
    /// What else is known, under a name.
    Attribute(String),
}

/// A column with its name in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What the file calls it.
    pub name: String,
    /// What it holds.
    pub column: Column,
}

/// Reads the header. `language` is that of the column `label`.
///
/// # Errors
/// A flaw for each column that is missing, there twice, or not known.
pub fn columns(header: &csv::StringRecord, language: &str) -> Shaped<Vec<Named>> {
    let (mut columns, mut flaws, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    if header.len() > MOST_COLUMNS {
        return Err(vec![Flaw::new("row 1", "too_many", format!("at most {MOST_COLUMNS} columns, please"))]);
    }
    for name in header.iter().map(str::trim) {
        let mut flawed = |code: &str, message: &str| {
            flaws.push(Flaw::new(format!("row 1, {}", shortened(name)), code, message));
        };
        if !seen.insert(name) {
            flawed("duplicate", "this column is there twice");
            continue;
        }
        match column(name, language) {
            Ok(Column::Label(tag)) if name != "label" && tag == language => {
                flawed("duplicate", "the column label is in this language already");
            }
            Ok(column) => columns.push(Named { name: name.to_owned(), column }),
            Err((code, message)) => flawed(code, &message),
        }
    }
    for name in REQUIRED.iter().filter(|name| !seen.contains(*name)) {
        flaws.push(Flaw::new(format!("row 1, {name}"), "missing_column", "this column is missing"));
    }
    if flaws.is_empty() { Ok(columns) } else { Err(flaws) }
}

fn column(name: &str, language: &str) -> Result<Column, (&'static str, String)> {
    match name {
        "key" => return Ok(Column::Key),
        "label" => return Ok(Column::Label(language.to_owned())),
        "parent" => return Ok(Column::Parent),
        "parties" => return Ok(Column::Parties),
        "retired" => return Ok(Column::Retired),
        _ => {}
    }
    if let Some(tag) = name.strip_prefix("label_") {
        let wrong = || ("bad_language", "after label_ stands a language tag: label_fr, label_pt-BR".to_owned());
        return if is_tag(tag) { Ok(Column::Label(tag.to_owned())) } else { Err(wrong()) };
    }
    if let Some(attribute) = name.strip_prefix("attr_") {
        let name: Result<ItemName, _> = attribute.parse();
        return name.map(|name| Column::Attribute(name.into())).map_err(|error| ("malformed", error.to_string()));
    }
    let known = REQUIRED.join(", ");
    Err(("unknown_column", format!("there is no such column: the columns are {known}, label_LANGUAGE and attr_NAME")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expect: &[&str]) {
        let read = columns(&header.split(',').collect::<Vec<_>>().into(), "en");
        let flaws = read.err().unwrap_or_default();
        let said: Vec<_> = flaws.iter().map(|flaw| format!("{}: {}", flaw.at, flaw.code)).collect();
        assert_eq!(said, expect, "{header}");
    }

    #[test]
    fn the_header_is_checked_whole() {
        check("key,label,label_fr,label_pt-BR,parent,parties,retired,attr_scientific,attr_a", &[]);
        check("retired,parties,parent,label,key", &[]);
        check(
            "key,key,label,label_en,label_French,colour,attr_,attr_A,parent",
            &[
                "row 1, key: duplicate",
                "row 1, label_en: duplicate",
                "row 1, label_French: bad_language",
                "row 1, colour: unknown_column",
                "row 1, attr_: malformed",
                "row 1, attr_A: malformed",
                "row 1, parties: missing_column",
                "row 1, retired: missing_column",
            ],
        );
        check(&vec!["x"; 101].join(","), &["row 1: too_many"]);
    }
}
