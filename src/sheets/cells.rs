//! The cells of one sheet.

use std::io::BufRead;

use chrono::NaiveDate;
use quick_xml::events::{BytesStart, Event};

use super::book::Shared;
use super::formats::{Form, Formats};
use super::place;
use super::xml::{Broken, Xml, add_text, attribute, unescaped};
use crate::flaw::Flaw;

/// How much of a sheet is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most columns.
    pub columns: u32,
    /// Most rows that hold something.
    pub rows: usize,
}

/// What may still be read of one workbook.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Cells.
    pub cells: usize,
    /// Bytes of their texts.
    pub bytes: usize,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number, as the file writes it.
    Number(String),
    /// A number that is shown as hundredths, as the file writes it: `0.5` for 50%.
    Percent(String),
    /// A day.
    Date(NaiveDate),
    /// True or false.
    Truth(bool),
    /// A formula, whatever it gives.
    Formula,
    /// An error, by its name.
    Error(String),
}

/// A row, by the number that people see beside it.
#[derive(Debug)]
pub struct Row<T> {
    /// The number, from 1.
    pub number: u32,
    /// The cells by column, counted from 0, in order.
    pub cells: Vec<(u32, T)>,
}

impl<T> Default for Row<T> {
    fn default() -> Self {
        Self { number: 0, cells: Vec::new() }
    }
}

/// Of what there is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Much {
    /// Columns.
    Columns,
    /// Rows.
    Rows,
    /// Cells or words in all.
    Cells,
}

/// Why a sheet was not read to its end.
#[derive(Debug)]
pub enum Ended {
    /// It is no sheet.
    Broken,
    /// It holds too much: where, and of what.
    TooMuch(String, Much),
    /// Its reader has seen enough.
    Flaw(Flaw),
}

impl From<Broken> for Ended {
    fn from(Broken: Broken) -> Self {
        Self::Broken
    }
}

/// A cell while it is read.
#[derive(Default)]
struct Open {
    column: u32,
    kind: String,
    style: usize,
    text: String,
    formula: bool,
}

/// What cells are read with.
pub(super) struct Reading<'a> {
    pub(super) sheet: &'a str,
    pub(super) shared: &'a Shared,
    pub(super) formats: &'a Formats,
    pub(super) limits: Limits,
}

/// The rows of a sheet, of each cell what `take` makes of it: where it is, and what it holds. Blank cells are left out.
pub(super) fn read<T>(
    source: impl BufRead,
    reading: &Reading<'_>,
    allowance: &mut Allowance,
    take: &mut impl FnMut(String, Cell) -> Result<Option<T>, Flaw>,
) -> Result<Vec<Row<T>>, Ended> {
    let mut xml = Xml::new(source);
    let mut rows: Vec<Row<T>> = Vec::new();
    let mut row = Row::default();
    let mut open: Option<Open> = None;
    let (mut value, mut next_column) = (false, 0);
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "row" => {
                    let number = attribute(&e, "r").and_then(|text| text.parse().ok());
                    let number = number.or_else(|| row.number.checked_add(1)).ok_or(Broken)?;
                    (row, next_column) = (begun(number, &row)?, 0);
                }
                "c" => {
                    let cell = opened(&e, next_column)?;
                    next_column = cell.column.saturating_add(1);
                    open = Some(cell);
                }
                "v" | "t" => value = true,
                "f" => open.iter_mut().for_each(|cell| cell.formula = true),
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "c" => {
                    if let Some(cell) = open.take() {
                        close(cell, &mut row, reading, allowance, take)?;
                    }
                }
                "v" | "t" => value = false,
                "row" => keep(&mut row, &mut rows, reading)?,
                _ => {}
            },
            Event::Eof => return Ok(rows),
            event => {
                if let Some(cell) = open.as_mut().filter(|_| value) {
                    add_text(&event, &mut cell.text)?;
                }
            }
        }
    }
}

/// A row's beginning. Rows stand in order; a file in which they do not was written by nobody.
fn begun<T>(number: u32, last: &Row<T>) -> Result<Row<T>, Broken> {
    if number > last.number { Ok(Row { number, cells: Vec::new() }) } else { Err(Broken) }
}

fn opened(element: &BytesStart<'_>, next: u32) -> Result<Open, Broken> {
    let column = match attribute(element, "r") {
        Some(at) => place::column_of(&at).ok_or(Broken)?,
        None => next,
    };
    let style = attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
    Ok(Open { column, style, kind: attribute(element, "t").unwrap_or_default(), ..Open::default() })
}

fn close<T>(
    cell: Open,
    row: &mut Row<T>,
    reading: &Reading<'_>,
    allowance: &mut Allowance,
    take: &mut impl FnMut(String, Cell) -> Result<Option<T>, Flaw>,
) -> Result<(), Ended> {
    let at = place::cell(reading.sheet, row.number, cell.column);
    let column = cell.column;
    let found = held(cell, reading)?;
    let length = match &found {
        Cell::Text(text) if text.trim().is_empty() => return Ok(()),
        Cell::Number(text) if text.trim().is_empty() => return Ok(()),
        Cell::Text(text) | Cell::Number(text) => text.len(),
        _ => 0,
    };
    if column >= reading.limits.columns {
        return Err(Ended::TooMuch(at, Much::Columns));
    }
    let spent = allowance.cells.checked_sub(1).zip(allowance.bytes.checked_sub(length));
    let Some((cells, bytes)) = spent else { return Err(Ended::TooMuch(at, Much::Cells)) };
    *allowance = Allowance { cells, bytes };
    if let Some(taken) = take(at, found).map_err(Ended::Flaw)? {
        row.cells.push((column, taken));
    }
    Ok(())
}

fn held(cell: Open, reading: &Reading<'_>) -> Result<Cell, Ended> {
    if cell.formula {
        return Ok(Cell::Formula);
    }
    let trimmed = cell.text.trim();
    Ok(match cell.kind.as_str() {
        "s" => {
            let index = trimmed.parse().map_err(|_| Broken)?;
            Cell::Text(lines(reading.shared.at(index).ok_or(Broken)?.to_owned()))
        }
        "e" => Cell::Error(cell.text),
        "b" => Cell::Truth(trimmed == "1"),
        "d" => match trimmed.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Cell::Date(day),
            None => Cell::Text(cell.text),
        },
        "" | "n" => match reading.formats.of(cell.style) {
            Form::Date => match reading.formats.day(trimmed) {
                Some(day) => Cell::Date(day),
                None => Cell::Number(cell.text),
            },
            Form::Percent if !trimmed.is_empty() => Cell::Percent(cell.text),
            Form::Percent | Form::Plain => Cell::Number(cell.text),
        },
        _ => Cell::Text(lines(unescaped(cell.text))),
    })
}

/// Excel ends a line with a line feed; others write both.
fn lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn keep<T>(row: &mut Row<T>, rows: &mut Vec<Row<T>>, reading: &Reading<'_>) -> Result<(), Ended> {
    let mut cells = std::mem::take(&mut row.cells);
    if cells.is_empty() {
        return Ok(());
    }
    if rows.len() >= reading.limits.rows {
        return Err(Ended::TooMuch(place::cell(reading.sheet, row.number, 0), Much::Rows));
    }
    cells.sort_by_key(|(column, _)| *column);
    cells.dedup_by_key(|(column, _)| *column);
    cells.shrink_to_fit();
    rows.push(Row { number: row.number, cells });
    Ok(())
}
