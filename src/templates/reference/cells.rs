//! The cells of one row of a reference list: each value, or its flaw with row and column. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::Members;
use super::columns::{Column, Named};
use super::sheet::Row;
use crate::flaw::Flaw;
use crate::ids::PartyCode;
use crate::parties::shortened;
use crate::templates::Texts;

/// Most characters of a label, as of any choice.
const MOST_LABEL: usize = 500;
/// Most characters of an attribute: a sentence or two.
const MOST_ATTRIBUTE: usize = 1_000;

/// The cells of one row.
pub(super) struct Cells<'a> {
    /// The row's line in the file.
    pub(super) line: u64,
    /// The row.
    pub(super) record: &'a csv::StringRecord,
    /// What each cell holds.
    pub(super) columns: &'a [Named],
    /// Where flaws go.
    pub(super) flaws: &'a mut Vec<Flaw>,
}

impl Cells<'_> {
    /// The row; none when it has a flaw, which is then noted.
    pub(super) fn row(&mut self) -> Option<Row> {
        let before = self.flaws.len();
        let (mut key, mut parent, mut parties, mut retired) = (None, None, Members::All, false);
        let (mut labels, mut attributes) = (Texts::default(), BTreeMap::new());
        for (Named { name, column }, cell) in self.columns.iter().zip(self.record.iter()) {
            let cell = cell.trim();
            match column {
                Column::Key => key = self.parsed(name, cell),
                Column::Parent if cell.is_empty() => {}
                Column::Parent => parent = self.parsed(name, cell),
                Column::Parties => parties = self.parties(name, cell),
                Column::Retired => retired = self.yes_or_no(name, cell),
                Column::Label(_) if cell.is_empty() && name == "label" => {
                    self.flawed(name, "required", "every row has a label in the list's language");
                }
                Column::Label(_) | Column::Attribute(_) if cell.is_empty() => {}
                Column::Label(tag) => {
                    labels.0.insert(tag.clone(), self.text(name, cell, MOST_LABEL));
                }
                Column::Attribute(attribute) => {
                    attributes.insert(attribute.clone(), self.text(name, cell, MOST_ATTRIBUTE));
                }
            }
        }
        let row = Row { line: self.line, key: key?, labels, parent, attributes, parties, retired };
        (self.flaws.len() == before).then_some(row)
    }

    fn flawed(&mut self, column: &str, code: &str, message: impl Into<String>) {
        self.flaws.push(Flaw::new(format!("row {}, {column}", self.line), code, message));
    }

    fn parsed<T: std::str::FromStr<Err = crate::ids::Malformed>>(&mut self, column: &str, cell: &str) -> Option<T> {
        match cell.parse() {
            Ok(key) => Some(key),
            Err(error) => {
                self.flawed(column, "malformed", error.to_string());
                None
            }
        }
    }

    /// Codes between spaces or semicolons; an empty cell is everybody.
    fn parties(&mut self, column: &str, cell: &str) -> Members {
        let mut parties = BTreeSet::new();
        for word in cell.split([' ', ';']).filter(|word| !word.is_empty()) {
            match word.parse::<PartyCode>() {
                Ok(code) => {
                    parties.insert(code);
                }
                Err(error) => self.flawed(column, "malformed", format!("“{}”: {error}", shortened(word))),
            }
        }
        if cell.is_empty() {
            return Members::All;
        }
        if cell.split([' ', ';']).all(str::is_empty) {
            self.flawed(column, "malformed", "leave it empty for a row that concerns all Parties");
        }
        Members::Only(parties)
    }

    fn yes_or_no(&mut self, column: &str, cell: &str) -> bool {
        if !matches!(cell, "" | "no" | "yes") {
            self.flawed(column, "unknown_word", format!("“{}” is none of yes, no", shortened(cell)));
        }
        cell == "yes"
    }

    fn text(&mut self, column: &str, cell: &str, most: usize) -> String {
        if cell.chars().count() > most {
            self.flawed(column, "too_long", format!("at most {most} characters, please"));
        } else if cell.chars().any(char::is_control) {
            self.flawed(column, "control_character", "one line of text without control characters, please");
        }
        cell.to_owned()
    }
}
