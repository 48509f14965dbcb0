//! A sheet as a table: columns by what they are, rows by what they hold.

use std::collections::{BTreeMap, BTreeSet};

use super::found::{Found, shown};
use super::headers::{self, Header};
use super::languages;
use super::workbook::{Row, Sheet};
use crate::sheets::place;

/// A sheet whose headers were understood.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    /// The number of the row of headers.
    head: u32,
    /// The language of words without one.
    pub(super) default: String,
    /// Where each column is, by what it is and its language.
    columns: BTreeMap<(String, Option<String>), u32>,
    /// The languages of its words, in the order of the columns.
    pub(super) languages: Vec<String>,
}

/// A cell that holds something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    pub(super) column: u32,
}

impl Table {
    /// Understands the first row as headers. Words without a language are in `default`.
    pub(super) fn of(mut sheet: Sheet, default: &str, found: &mut Found) -> Self {
        let heads = if sheet.rows.is_empty() { Row::default() } else { sheet.rows.remove(0) };
        let mut table = Self {
            name: sheet.name,
            rows: sheet.rows,
            head: heads.number,
            default: default.to_owned(),
            ..Self::default()
        };
        for (column, text) in heads.cells {
            let at = place::cell(&table.name, heads.number, column);
            let Header { key, language } = headers::read(&text);
            let words = headers::WORDS.contains(&key.as_str());
            let language = match language {
                Some(name) if words => match languages::tag(&name) {
                    Some(tag) => Some(tag),
                    None => {
                        let message = format!(
                            "{:?} is no language that is known by its name: write its tag behind it, as in French (fr).",
                            shown(&name)
                        );
                        found.flaw(at, "bad_language", message);
                        continue;
                    }
                },
                None if words => Some(default.to_owned()),
                other => other,
            };
            if let Some(language) = language.as_ref().filter(|one| words && !table.languages.contains(one)) {
                table.languages.push(language.clone());
            }
            if let Some(first) = table.columns.get(&(key.clone(), language.clone()))
                && key != "media"
            {
                let first = place::cell(&table.name, heads.number, *first);
                let message = format!("This column says the same as {first}: keep one of them.");
                found.flaw(at, "duplicate_column", message);
                continue;
            }
            table.columns.insert((key, language), column);
        }
        table
    }

    /// Where a cell of a row is.
    pub(super) fn at(&self, row: u32, column: u32) -> String {
        place::cell(&self.name, row, column)
    }

    /// Where the cell of a row in the column of a name is, or would be: in the row's first column where there is none.
    pub(super) fn at_key(&self, row: u32, key: &str) -> String {
        self.at(row, self.column(key, None).unwrap_or(0))
    }

    /// The column of a name, in a language or in any.
    pub(super) fn column(&self, key: &str, language: Option<&str>) -> Option<u32> {
        let of = |language: Option<&str>| self.columns.get(&(key.to_owned(), language.map(str::to_owned))).copied();
        of(language).or_else(|| self.columns.iter().find(|((other, _), _)| other == key).map(|(_, column)| *column))
    }

    /// The column of a name and a language.
    pub(super) fn exactly(&self, key: &str, language: Option<&str>) -> Option<u32> {
        self.columns.get(&(key.to_owned(), language.map(str::to_owned))).copied()
    }

    /// What a row holds in a column that is there once.
    pub(super) fn cell<'a>(&'a self, row: &'a Row, key: &str) -> Option<Cell<'a>> {
        inside(row, *self.columns.get(&(key.to_owned(), None))?)
    }

    /// What a row holds in a column of words, by language.
    pub(super) fn words<'a>(&'a self, row: &'a Row, key: &str) -> Vec<(&'a str, Cell<'a>)> {
        let columns = self.columns.range((key.to_owned(), None)..).take_while(|((other, _), _)| other == key);
        columns.filter_map(|((_, language), column)| Some((language.as_deref()?, inside(row, *column)?))).collect()
    }

    /// Warns of every column that holds something and is none of these.
    pub(super) fn only(&self, known: &[&str], found: &mut Found) {
        let filled: BTreeSet<u32> =
            self.rows.iter().flat_map(|row| row.cells.iter().map(|(column, _)| *column)).collect();
        let named: BTreeMap<u32, &str> =
            self.columns.iter().map(|((key, _), column)| (*column, key.as_str())).collect();
        for column in filled {
            let at = self.at(self.head, column);
            match named.get(&column) {
                Some(key) if known.contains(key) => {}
                Some(key) => {
                    let message = format!("The column {:?} is not read: nothing here answers to it.", shown(key));
                    found.warn(at, "unknown_column", message);
                }
                None => found.warn(at, "unknown_column", "A column without a header is not read."),
            }
        }
    }

    /// Names of the columns that are none of these, and where they are.
    pub(super) fn others(&self, known: &[&str]) -> Vec<(String, u32)> {
        let other = |((key, language), column): (&(String, Option<String>), &u32)| {
            let mine = language.is_none() && !key.is_empty() && !known.contains(&key.as_str());
            mine.then(|| (key.clone(), *column))
        };
        self.columns.iter().filter_map(other).collect()
    }
}

/// What a row holds in a column.
pub(super) fn inside(row: &Row, column: u32) -> Option<Cell<'_>> {
    let index = row.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
    row.cells.get(index).map(|(column, text)| Cell { text, column: *column })
}
