//! Writes a workbook as a file.

use std::collections::HashMap;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, ProtectionOptions,
    Url, Workbook, Worksheet, XlsxError,
};

use super::book::{Book, Cell, Line, Look, Pick, Sheet, Use, Value};
use super::codes::LISTS;
use crate::fault::Fault;

const INK: Color = Color::RGB(0x1C_2B_33);
const SOFT: Color = Color::RGB(0x5A_68_70);
const HEAD: Color = Color::RGB(0xE3_EC_EF);
const PALE: Color = Color::RGB(0xF2_F2_F2);
const FIELD: Color = Color::RGB(0xFF_FD_F2);
const EDGE: Color = Color::RGB(0xB8_C4_CA);
/// How high a line of text is, in points.
const LINE_HEIGHT: u32 = 15;
/// The highest line that spreadsheets show, in lines of text.
const MOST_LINES: u32 = 27;
/// A4, in the words of the format.
const PAPER: u8 = 9;

/// The bytes of a workbook.
///
/// # Errors
/// `Broken` where it would be no workbook: the layout's doing.
pub fn write(book: &Book) -> Result<Vec<u8>, Fault> {
    written(book).map_err(|error| Fault::Broken(format!("no workbook: {error}")))
}

fn written(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = looks();
    for (place, sheet) in book.sheets.iter().enumerate() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        worksheet.set_right_to_left(book.from_right);
        if place == 0 {
            worksheet.set_active(true);
        }
        lay_out(worksheet, sheet, book)?;
        fill(worksheet, sheet, &looks)?;
        offer(worksheet, sheet)?;
    }
    workbook.save_to_buffer()
}

fn lay_out(worksheet: &mut Worksheet, sheet: &Sheet, book: &Book) -> Result<(), XlsxError> {
    for (column, width) in (0_u16..).zip(&sheet.widths) {
        match width {
            Some(width) => worksheet.set_column_width(column, *width)?,
            None => worksheet.set_column_hidden(column)?,
        };
    }
    match sheet.used {
        Use::Hidden => {
            worksheet.set_hidden(true);
            return Ok(());
        }
        // What is asked stays; whatever makes it easier to read is allowed.
        Use::Questions => {
            worksheet.protect_with_options(&ProtectionOptions {
                format_cells: true,
                format_columns: true,
                format_rows: true,
                ..ProtectionOptions::default()
            });
        }
        Use::Guide | Use::Rows => {}
    }
    if sheet.frozen > 0 {
        worksheet.set_freeze_panes(sheet.frozen, sheet.frozen_columns)?;
        worksheet.set_repeat_rows(0, sheet.frozen - 1)?;
    }
    worksheet.set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    if sheet.used != Use::Guide {
        worksheet.set_landscape();
    }
    let plain = |text: &str| text.replace('&', "&&").chars().take(100).collect::<String>();
    worksheet.set_header(format!("&L&9{}&R&9&A", plain(&book.header))).set_footer("&C&9&P / &N");
    Ok(())
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, looks: &HashMap<Look, Format>) -> Result<(), XlsxError> {
    let plain = Format::new();
    for (row, line) in (0_u32..).zip(&sheet.lines) {
        let lines = height(line, &sheet.widths);
        if line.hidden {
            worksheet.set_row_hidden(row)?;
        } else if lines > 1 {
            worksheet.set_row_height(row, lines * LINE_HEIGHT)?;
        }
        for (column, cell) in &line.cells {
            let format = looks.get(&cell.look).unwrap_or(&plain);
            match &cell.value {
                Value::Empty => worksheet.write_blank(row, *column, format)?,
                Value::Text(words) => worksheet.write_string_with_format(row, *column, words.as_str(), format)?,
                Value::Number(plain) => match plain.parse::<f64>() {
                    Ok(number) => worksheet.write_number_with_format(row, *column, number, format)?,
                    Err(_) => worksheet.write_string_with_format(row, *column, plain.as_str(), format)?,
                },
                Value::Link(sheet, words) => {
                    let to = Url::new(format!("internal:'{}'!A1", sheet.replace('\'', "''"))).set_text(words);
                    worksheet.write_url_with_format(row, *column, to, format)?
                }
            };
        }
    }
    Ok(())
}

/// How many lines of text a line of cells needs: not every program works that out when it opens a file.
fn height(line: &Line, widths: &[Option<f64>]) -> u32 {
    let needs = |(column, cell): &(u16, Cell)| {
        let Some(Some(width)) = widths.get(usize::from(*column)) else { return 1 };
        match &cell.value {
            Value::Text(words) if cell.look != Look::Title => wrapped(words, *width),
            _ => 1,
        }
    };
    let most = line.cells.iter().map(needs).max().unwrap_or(1);
    most.max(line.room).min(MOST_LINES)
}

/// How many lines some words take in a column of a width, in characters.
fn wrapped(words: &str, width: f64) -> u32 {
    let lines = words.split('\n').map(|line| {
        let length = f64::from(u32::try_from(line.chars().count()).unwrap_or(u32::MAX));
        let lines = (length / (width - 2.0).max(1.0)).ceil();
        (1..MOST_LINES).find(|count| f64::from(*count) >= lines).unwrap_or(MOST_LINES)
    });
    lines.fold(0, u32::saturating_add)
}

/// Lets what can be picked be picked, with one rule for cells below each other.
fn offer(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let mut open: HashMap<u16, (Pick, u32, u32)> = HashMap::new();
    for (row, line) in (0_u32..).zip(&sheet.lines) {
        for (column, pick) in line.cells.iter().filter_map(|(column, cell): &(u16, Cell)| Some((*column, cell.pick?))) {
            match open.get_mut(&column) {
                Some((before, _, last)) if *before == pick && *last + 1 == row => *last = row,
                _ => {
                    if let Some((before, first, last)) = open.insert(column, (pick, row, row)) {
                        rule(worksheet, before, column, first, last)?;
                    }
                }
            }
        }
    }
    open.into_iter().try_for_each(|(column, (pick, first, last))| rule(worksheet, pick, column, first, last))
}

fn rule(worksheet: &mut Worksheet, pick: Pick, column: u16, first: u32, last: u32) -> Result<(), XlsxError> {
    let letters = rust_xlsxwriter::utility::column_number_to_name(pick.column);
    let list = Formula::new(format!("={LISTS}!${letters}$1:${letters}${}", pick.count));
    // A warning, no wall: what is typed otherwise is read by its words, and told where it cannot be.
    let rule = DataValidation::new().allow_list_formula(list).set_error_style(DataValidationErrorStyle::Warning);
    worksheet.add_data_validation(first, column, last, column, &rule)?;
    Ok(())
}

fn looks() -> HashMap<Look, Format> {
    let base =
        || Format::new().set_font_name("Calibri").set_font_color(INK).set_align(FormatAlign::Top).set_text_wrap();
    let edged = |format: Format| format.set_border(FormatBorder::Thin).set_border_color(EDGE);
    let field = |format: Format| edged(format).set_unlocked().set_align(FormatAlign::Left);
    // As text: a spreadsheet then keeps 3.10, 2025-03 and a leading = as they are typed.
    let words = |format: Format| format.set_num_format("@");
    HashMap::from([
        (Look::Title, base().set_bold().set_font_size(14).unset_text_wrap()),
        (Look::Head, edged(base().set_bold().set_background_color(HEAD))),
        (Look::Group, base().set_bold().set_font_size(12)),
        (Look::Question, base()),
        (Look::Choice, base().set_indent(2)),
        (Look::Hint, base().set_font_color(SOFT).set_font_size(10)),
        (Look::Note, base().set_font_color(SOFT).set_italic().set_font_size(10)),
        (Look::Words, words(field(base().set_background_color(FIELD)))),
        (Look::Number, field(base().set_background_color(FIELD))),
        (Look::OffWords, words(field(base().set_background_color(PALE).set_font_color(SOFT)))),
        (Look::OffNumber, field(base().set_background_color(PALE).set_font_color(SOFT))),
        (Look::Shut, edged(base().set_background_color(PALE).set_font_color(SOFT).set_num_format("@"))),
        (Look::Code, Format::new().set_num_format("@")),
    ])
}
