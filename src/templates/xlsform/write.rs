//! Writes a template document as a workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::plan::{self, Grid};
use super::{Given, read};
use crate::fault::Fault;

/// Widest column, in characters: a label is read in the cell, not in full.
const WIDEST: usize = 60;
/// Narrowest column, in characters.
const NARROWEST: usize = 10;

/// The workbook of a document that `document::parse` has read. The same document makes the same bytes, and comes back
/// from them as it was: that is checked before they are given away.
///
/// # Errors
/// `Broken` for a document that no workbook holds: one with more choices or longer texts than sheets are read with.
pub fn write(document: &Value) -> Result<Vec<u8>, Fault> {
    let bytes = workbook(&plan::grids(document)).map_err(|error| Fault::Broken(format!("no workbook: {error}")))?;
    match read(&bytes, &Given::default()) {
        Ok(back) if back.document == *document => Ok(bytes),
        Ok(_) => Err(Fault::Broken("the workbook would not come back as this document".to_owned())),
        Err(flaws) => {
            let first = flaws.first().map(|flaw| format!("{}: {}", flaw.at, flaw.message)).unwrap_or_default();
            Err(Fault::Broken(format!("the workbook would not come back: {first}")))
        }
    }
}

fn workbook(grids: &[Grid]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of writing would make each file another.
    let written = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let (head, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for grid in grids {
        sheet(workbook.add_worksheet(), grid, &head, &text)?;
    }
    workbook.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, grid: &Grid, head: &Format, text: &Format) -> Result<(), XlsxError> {
    sheet.set_name(grid.name)?;
    sheet.set_freeze_panes(1, 0)?;
    let filled = |header: &&String| {
        // A language stands in the heads even where nothing is said in it yet, as do the columns that ODK asks for.
        let needed = ["type", "name", "list_name"].contains(&header.as_str()) || header.starts_with("label::");
        needed || grid.lines.iter().any(|line| line.contains_key(*header))
    };
    for (column, header) in (0_u16..).zip(grid.headers.iter().filter(filled)) {
        sheet.write_string_with_format(0, column, header.as_str(), head)?;
        // As text, so that whoever types 3.10 into a cell keeps it.
        sheet.set_column_format(column, text)?;
        let mut widest = header.len().max(NARROWEST);
        for (row, line) in (1_u32..).zip(&grid.lines) {
            if let Some(cell) = line.get(header) {
                widest = widest.max(cell.chars().count());
                sheet.write_string_with_format(row, column, cell.as_str(), text)?;
            }
        }
        let width = u16::try_from(widest.min(WIDEST)).unwrap_or(u16::MAX);
        sheet.set_column_width(column, f64::from(width))?;
    }
    Ok(())
}
