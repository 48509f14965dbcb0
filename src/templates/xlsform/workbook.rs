//! The sheets of a form as text cells, within bounds.

use crate::canonical::plain;
use crate::flaw::Flaw;
use crate::sheets::{self, Allowance, Book, Cell, Ended, Formats, Limits, Much};

/// Most columns of a sheet: a form in thirty languages needs 150.
const MAX_COLUMNS: u32 = 256;
/// Most rows of a sheet that hold something. A template has at most 5,000 items, and a group or a table ends in a row.
const MAX_ROWS: usize = 15_000;
/// Most formulas and errors that are told: nobody reads more.
const MAX_TOLD: usize = 200;
/// Most cells and bytes in all: twice what the largest template needs in three languages.
const ALLOWANCE: Allowance = Allowance { cells: 250_000, bytes: 10 * 1024 * 1024 };

/// A row, by the number that people see beside it: its texts by column.
pub(super) type Row = sheets::Row<String>;

/// A sheet's rows, as far as they hold something.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// The sheets of these names (in small letters) that the workbook has.
///
/// # Errors
/// Every flaw of what cannot be read at all, and every formula.
pub(super) fn read(bytes: &[u8], wanted: &[&str]) -> Result<Vec<Sheet>, Vec<Flaw>> {
    let alone = |flaw: Flaw| vec![flaw];
    let mut book = Book::open(bytes).map_err(alone)?;
    let (formats, limits) = (Formats::default(), Limits { columns: MAX_COLUMNS, rows: MAX_ROWS });
    let mut allowance = ALLOWANCE;
    let mut read = Vec::new();
    let mut flaws = Vec::new();
    for (place, name) in book.names().iter().enumerate() {
        let plain = name.trim().to_ascii_lowercase();
        if !wanted.contains(&plain.as_str()) {
            continue;
        }
        if read.iter().any(|sheet: &Sheet| sheet.name == plain) {
            flaws.push(Flaw::new(plain, "duplicate", "The workbook has two sheets of this name: keep one."));
            continue;
        }
        let take = |at: String, cell: Cell| taken(at, cell, &mut flaws);
        match book.rows((place, &plain), &formats, limits, &mut allowance, take) {
            Ok(rows) => read.push(Sheet { name: plain, rows }),
            Err(ended) => {
                flaws.push(said(ended));
                return Err(flaws);
            }
        }
    }
    if flaws.is_empty() { Ok(read) } else { Err(flaws) }
}

/// A cell as text. Formulas and errors become flaws.
fn taken(at: String, cell: Cell, flaws: &mut Vec<Flaw>) -> Result<Option<String>, Flaw> {
    let flaw = match cell {
        Cell::Text(text) => return Ok(Some(text)),
        Cell::Number(text) | Cell::Percent(text) => return Ok(Some(plain(text.trim()).unwrap_or(text))),
        Cell::Truth(truth) => return Ok(Some((if truth { "TRUE" } else { "FALSE" }).to_owned())),
        Cell::Date(day) => return Ok(Some(day.to_string())),
        Cell::Formula => {
            let message =
                "This cell holds a formula, which other programs may see otherwise: paste its value in its place.";
            Flaw::new(at, "formula", message)
        }
        Cell::Error(error) => {
            let message = format!("This cell holds the error {error:?}: write what it should say.");
            Flaw::new(at, "error_cell", message)
        }
    };
    if flaws.len() >= MAX_TOLD {
        return Err(flaw);
    }
    flaws.push(flaw);
    Ok(None)
}

fn said(ended: Ended) -> Flaw {
    let (at, message) = match ended {
        Ended::Flaw(flaw) => return flaw,
        Ended::Broken => return Flaw::new("", "damaged", "The workbook cannot be read: save it again as .xlsx."),
        Ended::TooMuch(at, Much::Columns) => {
            (at, format!("A sheet has at most {MAX_COLUMNS} columns: take the rest away."))
        }
        Ended::TooMuch(at, Much::Rows) => {
            (at, format!("The sheet has more than {MAX_ROWS} rows: a template has at most 5000 items."))
        }
        Ended::TooMuch(at, Much::Cells) => {
            (at, "The sheets hold more than a template can: take out what is no form.".to_owned())
        }
    };
    Flaw::new(at, "too_many", message)
}
