//! The cells of one row of the register of Parties: each value, or its flaw with row and column. Pure.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::sheet::Row;
use super::{Kind, Membership, Names, Party, Status};
use crate::flaw::Flaw;
use crate::ids::{InstrumentCode, PartyCode};

/// Most characters of a name or a region: the longest official name of a State has 60.
const MOST_TEXT: usize = 200;

/// The beginning of what somebody wrote, for a message about it.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().count() > SHOWN { format!("{shown}…") } else { shown }
}

/// The cells of one row.
pub struct Cells<'a> {
    /// The row's line in the file.
    pub line: u64,
    /// The row.
    pub record: &'a csv::StringRecord,
    /// Where each column stands.
    pub places: &'a HashMap<&'static str, usize>,
    /// Where flaws go.
    pub flaws: &'a mut Vec<Flaw>,
}

impl Cells<'_> {
    /// The row; none when it has a flaw, which is then noted.
    pub fn row(&mut self) -> Option<Row> {
        // Each cell is read before any is missed, so that every flaw of the row is said.
        let code = self.parsed::<PartyCode>("code");
        let kind = self.word("kind", Kind::of, Kind::ALL.iter().map(|kind| kind.word()));
        let (en, fr, es) = (self.text("name_en"), self.text("name_fr"), self.text("name_es"));
        let (ar, ru) = (self.text_if_there("name_ar"), self.text_if_there("name_ru"));
        let instrument = self.parsed::<InstrumentCode>("instrument");
        let region = self.text("region");
        let status = self.word("status", Status::of, Status::ALL.iter().map(|status| status.word()));
        let from = match self.date("from") {
            None => self.flawed("from", "required", "a first day is needed"),
            Some(read) => read,
        };
        // An empty cell is an open end; a flawed one is no row.
        let until = self.date("until").map_or(Some(None), |read| read.map(Some));
        let (from, until) = (from?, until?);
        if until.zip(from.pred_opt()).is_some_and(|(until, eve)| until < eve) {
            let message = "ends before it begins (the day before `from` takes the row back)";
            return self.flawed("until", "out_of_order", message);
        }
        let party = Party { code: code?, kind: kind?, names: Names { en: en?, fr: fr?, es: es?, ar: ar?, ru: ru? } };
        let membership = Membership {
            party: party.code.clone(),
            instrument: instrument?,
            region: region?,
            status: status?,
            from,
            until,
        };
        Some(Row { line: self.line, party, membership })
    }

    fn cell(&self, column: &str) -> &str {
        self.places.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default().trim()
    }

    fn flawed<T>(&mut self, column: &str, code: &str, message: impl Into<String>) -> Option<T> {
        self.flaws.push(Flaw::new(format!("row {}, {column}", self.line), code, message));
        None
    }

    fn text(&mut self, column: &str) -> Option<String> {
        let cell = self.cell(column).to_owned();
        if cell.is_empty() {
            return self.flawed(column, "required", "must not be empty");
        }
        if cell.chars().count() > MOST_TEXT {
            return self.flawed(column, "too_long", format!("at most {MOST_TEXT} characters, please"));
        }
        if cell.chars().any(char::is_control) {
            return self.flawed(column, "control_character", "one line of text without control characters, please");
        }
        Some(cell)
    }

    /// The text of a cell that may be empty, or whose column may be missing: `Some(None)`.
    fn text_if_there(&mut self, column: &str) -> Option<Option<String>> {
        if self.cell(column).is_empty() { Some(None) } else { self.text(column).map(Some) }
    }

    fn parsed<T: std::str::FromStr<Err = crate::ids::Malformed>>(&mut self, column: &str) -> Option<T> {
        match self.cell(column).parse() {
            Ok(code) => Some(code),
            Err(error) => self.flawed(column, "malformed", error.to_string()),
        }
    }

    fn word<T>(
        &mut self,
        column: &str,
        of: fn(&str) -> Option<T>,
        all: impl Iterator<Item = &'static str>,
    ) -> Option<T> {
        let cell = self.cell(column);
        if let Some(known) = of(cell) {
            return Some(known);
        }
        let words: Vec<_> = all.collect();
        let message = format!("“{}” is none of {}", shortened(cell), words.join(", "));
        self.flawed(column, "unknown_word", message)
    }

    /// None for an empty cell, `Some(None)` for a flawed one.
    fn date(&mut self, column: &str) -> Option<Option<NaiveDate>> {
        let cell = self.cell(column).to_owned();
        if cell.is_empty() {
            return None;
        }
        /// `2015-08-01`.
        const WIDTH: usize = 10;
        let date = NaiveDate::parse_from_str(&cell, "%Y-%m-%d").ok().filter(|_| cell.len() == WIDTH);
        if date.is_none() {
            let message = format!("“{}” is no day: write it as 2015-08-01", shortened(&cell));
            return Some(self.flawed(column, "malformed", message));
        }
        Some(date)
    }
}
