//! From the rows of one Party to its answers, or every flaw of them. Pure.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::sheet::{Group, Row};
use crate::access::Sections;
use crate::clock::{self, Moment};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};
use crate::reports::answer::{self, Answer, Beside, Raw};
use crate::reports::path;
use crate::templates::{Kind, Published, Question};

/// An answer in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The line of its first row.
    pub line: u64,
    /// What it is kept under.
    pub key: String,
    /// In which row; empty at the top.
    pub row: String,
    /// The rows around it that people make: repeat or table, row, and most of them.
    pub made: Vec<(String, String, usize)>,
    /// What was said.
    pub answer: Answer,
}

/// What a Party said elsewhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Given {
    /// Its answers by path.
    pub answers: BTreeMap<String, Placed>,
    /// When it said so, if the file tells.
    pub submitted_at: Option<Moment>,
}

/// Reads the rows of a Party.
///
/// # Errors
/// Every flaw with its row and column.
pub fn read(published: &Published, cycle: &CycleCode, group: &Group) -> Shaped<Given> {
    let mut reading = Reading { published, party: &group.party, cycle, flaws: Vec::new() };
    let mut given = Given { submitted_at: reading.submitted_at(group), ..Given::default() };
    let mut by_path: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &group.rows {
        match row.path() {
            Some(path) => by_path.entry(path).or_default().push(row),
            None => reading.flaws.push(row.flaw(
                "path",
                "required",
                "say which answer this is: in a repeat or a table by its path",
            )),
        }
    }
    for (path, rows) in by_path {
        given.answers.extend(reading.answer(path, &rows).map(|placed| (path.to_owned(), placed)));
    }
    if reading.flaws.is_empty() { Ok(given) } else { Err(reading.flaws) }
}

struct Reading<'a> {
    published: &'a Published,
    party: &'a PartyCode,
    cycle: &'a CycleCode,
    flaws: Vec<Flaw>,
}

impl Reading<'_> {
    fn submitted_at(&mut self, group: &Group) -> Option<Moment> {
        let mut said: Option<&str> = None;
        for row in &group.rows {
            match (row.cell("submitted_at"), said) {
                (Some(text), Some(first)) if text != first => {
                    let message = format!("all rows of a Party say the same: {first} stands further up");
                    self.flaws.push(row.flaw("submitted_at", "contradiction", message));
                }
                (Some(text), None) if clock::read(text).is_none() => {
                    let message = "write a moment like 2023-06-30T21:59:59Z";
                    self.flaws.push(row.flaw("submitted_at", "malformed", message));
                    return None;
                }
                (Some(text), None) => said = Some(text),
                _ => {}
            }
            if row.cell("cycle").is_some_and(|cycle| cycle != self.cycle.as_str()) {
                let message = format!("this row is of another cycle than {}", self.cycle);
                self.flaws.push(row.flaw("cycle", "mismatch", message));
            }
        }
        said.and_then(clock::read)
    }

    /// The answer that some rows make; none where they say nothing, or what nobody says.
    fn answer(&mut self, path: &str, rows: &[&Row]) -> Option<Placed> {
        let first = rows.first()?;
        let Some(spot) = path::find(self.published, &Sections::All, self.party, path) else {
            let message = format!("the template of this cycle asks no question {path:?}");
            self.flaws.push(first.flaw("question", "unknown", message));
            return None;
        };
        let question = spot.question;
        // What is worked out is worked out anew, and a table is answered by its cells.
        if !question.kind.is_asked() || matches!(question.kind, Kind::Table { .. }) {
            return None;
        }
        let said: Vec<&Row> = rows.iter().copied().filter(|row| self.says(row)).collect();
        let value = self.value(question, &said);
        let text = |column: &str| rows.iter().find_map(|row| row.cell(column)).map(str::to_owned);
        let raw = Raw {
            value,
            // Of links it is the label.
            other: text("other_text").filter(|_| !matches!(question.kind, Kind::Url)),
            qualifier: text("qualifier"),
            comment: text("comment"),
            language: text("language"),
            // The figures do not carry what stands beside.
            beside: Beside::default(),
        };
        match answer::parse(&self.published.template, question, path, &raw) {
            Ok(answer) => {
                let made = spot.rows.iter().filter(|step| step.made);
                let made = made.map(|step| (step.frame.to_owned(), step.row.clone(), step.most)).collect();
                let (key, row) = (spot.key.to_string(), spot.row().to_owned());
                Some(Placed { line: first.line, key, row, made, answer })
            }
            Err(flaws) => {
                self.flaws.extend(flaws.into_iter().map(|flaw| {
                    let column = match flaw.code.as_str() {
                        "other" => "other_text",
                        "qualifier" | "comment" | "language" => flaw.code.as_str(),
                        _ => column(question),
                    };
                    first.flaw(column, &flaw.code, flaw.message)
                }));
                None
            }
        }
    }

    /// Whether a row is an answer, by its status or, where it has none, by its cells.
    fn says(&mut self, row: &Row) -> bool {
        let values = ["value_code", "value_number", "value_text", "other_text", "qualifier"];
        let filled = values.into_iter().find(|column| row.cell(column).is_some());
        let status = row.cell("status").unwrap_or(if filled.is_some() { "answered" } else { "blank" });
        match (status, filled) {
            ("answered", Some(_)) => return true,
            ("answered", None) => {
                self.flaws.push(row.flaw("status", "contradiction", "this row is answered, but says nothing"));
            }
            ("blank" | "not_applicable" | "not_asked", None) => {}
            ("blank" | "not_applicable" | "not_asked", Some(column)) => {
                self.flaws.push(row.flaw(column, "contradiction", format!("this row is {status}, and says something")));
            }
            ("unconfirmed", _) => {
                let message = "nobody stood for this answer there: mark it answered, or take it out";
                self.flaws.push(row.flaw("status", "unconfirmed", message));
            }
            _ => {
                let message = "the status is answered, blank, not_applicable or not_asked";
                self.flaws.push(row.flaw("status", "unknown_word", message));
            }
        }
        false
    }

    fn value(&mut self, question: &Question, rows: &[&Row]) -> Json {
        let several = matches!(question.kind, Kind::SelectMultiple { .. } | Kind::Rank { .. } | Kind::Url);
        if let Some(second) = rows.get(1).filter(|_| !several) {
            self.flaws.push(second.flaw("question", "duplicate", "this question is answered further up"));
        }
        let column = column(question);
        if !several {
            return rows.first().map_or(Json::Null, |row| self.one(question, row, column));
        }
        let mut placed: Vec<(i64, Json)> = Vec::new();
        for row in rows {
            let place = row.cell("position").map_or(Ok(0), str::parse::<i64>);
            if place.is_err() {
                self.flaws.push(row.flaw("position", "type", "a position is a whole number, from 1"));
            }
            placed.push((place.unwrap_or(0), self.one(question, row, column)));
        }
        placed.sort_by_key(|(place, _)| *place);
        let values: Vec<Json> = placed.into_iter().map(|(_, value)| value).filter(|value| !value.is_null()).collect();
        if values.is_empty() { Json::Null } else { Json::Array(values) }
    }

    fn one(&mut self, question: &Question, row: &Row, column: &str) -> Json {
        let Some(cell) = row.cell(column) else {
            // A number that is not known is said by its qualifier alone.
            if question.kind.number().is_none() || row.cell("qualifier").is_none() {
                let message = format!("the answer to a {} stands in this column", question.kind.word());
                self.flaws.push(row.flaw(column, "required", message));
            }
            return Json::Null;
        };
        match &question.kind {
            Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => {
                match cell.trim().parse::<serde_json::Number>() {
                    Ok(number) => Json::Number(number),
                    Err(_) => {
                        let message = "this is no number: write digits, a point before decimals, no spaces";
                        self.flaws.push(row.flaw(column, "type", message));
                        Json::Null
                    }
                }
            }
            Kind::Acknowledge => json!(cell == "true").as_bool().map_or(Json::Null, Json::Bool),
            Kind::Url => {
                let label = row.cell("value_label").or_else(|| row.cell("other_text"));
                label.map_or_else(|| json!({"url": cell}), |label| json!({"url": cell, "label": label}))
            }
            Kind::Text { .. } => json!(cell),
            _ => json!(cell.trim()),
        }
    }
}

/// The column in which the answer to a question stands.
fn column(question: &Question) -> &'static str {
    match &question.kind {
        Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => "value_number",
        Kind::SelectOne { .. } | Kind::SelectMultiple { .. } | Kind::Rank { .. } | Kind::Acknowledge => "value_code",
        // A table holds no files: a cell for one is told as no list of ids.
        Kind::Text { .. }
        | Kind::Date { .. }
        | Kind::Url
        | Kind::File { .. }
        | Kind::Calculate { .. }
        | Kind::Table { .. } => "value_text",
    }
}
