//! The cells of one sheet, as text.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::place;
use super::workbook::{Row, Shared};
use super::xml::{Broken, Xml, add_text, attribute, unescaped};
use crate::canonical::plain;
use crate::flaw::Flaw;

/// Most columns of a sheet: a form in thirty languages needs 150.
const MAX_COLUMNS: u32 = 256;
/// Most rows of a sheet that hold something. A template has at most 5,000 items, and a group or a table ends in a row.
const MAX_ROWS: usize = 15_000;
/// Most formulas and errors that are told: nobody reads more.
const MAX_TOLD: usize = 200;

/// What may still be read of one workbook.
pub(super) struct Allowance {
    cells: usize,
    bytes: usize,
}

impl Default for Allowance {
    /// Twice what the largest template needs in three languages.
    fn default() -> Self {
        Self { cells: 250_000, bytes: 10 * 1024 * 1024 }
    }
}

/// Why a sheet was not read to its end.
pub(super) enum Ended {
    Broken,
    TooMany(Flaw),
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
    text: String,
    formula: bool,
}

/// The rows of a sheet. Formulas and cells that hold an error become flaws.
pub(super) fn read(
    source: impl BufRead,
    sheet: &str,
    shared: &Shared,
    allowance: &mut Allowance,
    flaws: &mut Vec<Flaw>,
) -> Result<Vec<Row>, Ended> {
    let mut xml = Xml::new(source);
    let mut rows: Vec<Row> = Vec::new();
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
                        close(cell, &mut row, sheet, shared, allowance, flaws)?;
                    }
                }
                "v" | "t" => value = false,
                "row" => keep(&mut row, &mut rows, sheet)?,
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
fn begun(number: u32, last: &Row) -> Result<Row, Broken> {
    if number > last.number { Ok(Row { number, cells: Vec::new() }) } else { Err(Broken) }
}

fn opened(element: &BytesStart<'_>, next: u32) -> Result<Open, Broken> {
    let column = match attribute(element, "r") {
        Some(at) => place::column_of(&at).ok_or(Broken)?,
        None => next,
    };
    Ok(Open { column, kind: attribute(element, "t").unwrap_or_default(), ..Open::default() })
}

fn close(
    cell: Open,
    row: &mut Row,
    sheet: &str,
    shared: &Shared,
    allowance: &mut Allowance,
    flaws: &mut Vec<Flaw>,
) -> Result<(), Ended> {
    let at = place::cell(sheet, row.number, cell.column);
    if cell.formula {
        let message =
            "This cell holds a formula, which other programs may see otherwise: paste its value in its place.";
        return told(flaws, Flaw::new(at, "formula", message));
    }
    let text = match cell.kind.as_str() {
        "s" => {
            let index = cell.text.trim().parse().map_err(|_| Broken)?;
            shared.at(index).ok_or(Broken)?.to_owned()
        }
        "e" => {
            let message = format!("This cell holds the error {:?}: write what it should say.", cell.text);
            return told(flaws, Flaw::new(at, "error_cell", message));
        }
        "b" => (if cell.text.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
        "" | "n" => plain(cell.text.trim()).unwrap_or(cell.text),
        _ => unescaped(cell.text),
    };
    if text.trim().is_empty() {
        return Ok(());
    }
    if cell.column >= MAX_COLUMNS {
        let message = format!("A sheet has at most {MAX_COLUMNS} columns: take the rest away.");
        return Err(Ended::TooMany(Flaw::new(at, "too_many", message)));
    }
    let spent = allowance.cells.checked_sub(1).zip(allowance.bytes.checked_sub(text.len()));
    let Some((cells, bytes)) = spent else {
        let message = "The sheets hold more than a template can: take out what is no form.";
        return Err(Ended::TooMany(Flaw::new(at, "too_many", message)));
    };
    (allowance.cells, allowance.bytes) = (cells, bytes);
    // Excel ends a line with a line feed; others write both.
    row.cells.push((cell.column, text.replace("\r\n", "\n").replace('\r', "\n")));
    Ok(())
}

fn told(flaws: &mut Vec<Flaw>, flaw: Flaw) -> Result<(), Ended> {
    if flaws.len() >= MAX_TOLD {
        return Err(Ended::TooMany(flaw));
    }
    flaws.push(flaw);
    Ok(())
}

fn keep(row: &mut Row, rows: &mut Vec<Row>, sheet: &str) -> Result<(), Ended> {
    let mut cells = std::mem::take(&mut row.cells);
    if cells.is_empty() {
        return Ok(());
    }
    if rows.len() >= MAX_ROWS {
        let at = format!("{sheet}!A{}", row.number);
        let message = format!("The sheet has more than {MAX_ROWS} rows: a template has at most 5000 items.");
        return Err(Ended::TooMany(Flaw::new(at, "too_many", message)));
    }
    cells.sort_by_key(|(column, _)| *column);
    cells.dedup_by_key(|(column, _)| *column);
    cells.shrink_to_fit();
    rows.push(Row { number: row.number, cells });
    Ok(())
}
