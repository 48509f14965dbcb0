//! Which cell a place of the document comes from, so that its flaws are told where their author can mend them.

use std::collections::BTreeMap;

use super::attributes::{CHOICE, Carried, DOCUMENT, GROUP, ITEM, LIST, RULE};
use super::table::Table;
use crate::flaw::Flaw;
use crate::sheets::place;

/// The cells that a document was read from.
#[derive(Debug, Default)]
pub struct Cells {
    /// Sheet and row of each item, choice, list and rule, by its place in the document.
    rows: BTreeMap<String, (&'static str, u32)>,
    /// The columns of each sheet.
    columns: BTreeMap<&'static str, Vec<(Vec<String>, u32)>>,
}

impl Cells {
    /// What stands at a place of the document comes from a row.
    pub(super) fn row(&mut self, at: String, sheet: &'static str, row: u32) {
        self.rows.insert(at, (sheet, row));
    }

    /// The columns of a sheet.
    pub(super) fn columns(&mut self, sheet: &'static str, table: &Table) {
        let carried: &[Carried] = match sheet {
            super::SURVEY => &ITEM,
            super::CHOICES => &CHOICE,
            super::LISTS => &LIST,
            super::RULES => &RULE,
            _ => &DOCUMENT,
        };
        let path = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        let mut columns = Vec::new();
        let plain = [("type", "type"), ("name", "name"), ("intro", "hint"), ("other", "type"), ("list", "type")];
        for (attribute, key) in plain.into_iter().chain([("name", "form_id"), ("default_language", "default_language")])
        {
            columns.extend(table.column(key, None).map(|column| (path(&[attribute]), column)));
        }
        let groups: &[Carried] = if sheet == super::SURVEY { &GROUP } else { &[] };
        for one in carried.iter().chain(groups) {
            for language in std::iter::once(None).chain(table.languages.iter().map(|tag| Some(tag.as_str()))) {
                let whole: Vec<&str> = one.path.iter().copied().chain(language).collect();
                columns.extend(table.exactly(one.key, language).map(|column| (path(&whole), column)));
            }
        }
        self.columns.insert(sheet, columns);
    }

    /// The cell behind a place of the document, or the place itself where there is none.
    pub fn of(&self, at: &str) -> String {
        let mut head = at.len();
        loop {
            let start = at.get(..head).unwrap_or_default();
            if let Some((sheet, row)) = self.rows.get(start) {
                let rest = at.get(head..).unwrap_or_default().trim_start_matches('.');
                match self.column(sheet, rest) {
                    Some(column) => return place::cell(sheet, *row, column),
                    // The document has many parts; an item is where its name is.
                    None if start.is_empty() => return at.to_owned(),
                    None => return place::cell(sheet, *row, self.column(sheet, "name").unwrap_or(0)),
                }
            }
            match start.rfind(['.', '[']) {
                Some(shorter) => head = shorter,
                None if start.is_empty() => return at.to_owned(),
                None => head = 0,
            }
        }
    }

    /// The column of what stands below an item: that of the longest path that fits.
    fn column(&self, sheet: &str, rest: &str) -> Option<u32> {
        let parts: Vec<&str> = rest.split(['.', '[']).collect();
        let columns = self.columns.get(sheet).map_or(&[][..], Vec::as_slice);
        let common = |path: &[String]| path.iter().zip(&parts).take_while(|(one, other)| one == *other).count();
        let best = columns.iter().filter(|(path, _)| common(path) > 0);
        best.max_by_key(|(path, _)| (common(path), std::cmp::Reverse(path.len()))).map(|(_, column)| *column)
    }

    /// The same flaws, told by cells; places in their sentences too.
    pub fn told(&self, flaws: Vec<Flaw>) -> Vec<Flaw> {
        let told = |flaw: Flaw| Flaw { at: self.of(&flaw.at), message: self.sentence(&flaw.message), ..flaw };
        flaws.into_iter().map(told).collect()
    }

    fn sentence(&self, message: &str) -> String {
        let word = |word: &str| {
            let place = word.trim_end_matches(['.', ',', ':', ';']);
            let is_place = place.starts_with("items[") || place.starts_with("lists.") || place.starts_with("rules[");
            let behind = word.get(place.len()..).unwrap_or_default();
            if is_place { format!("{}{behind}", self.of(place)) } else { word.to_owned() }
        };
        message.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}
