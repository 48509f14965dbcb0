//! Where a cell is, as spreadsheets write it: `survey!C12`.

/// Columns of a sheet in the format: up to `XFD`.
const COLUMNS: u32 = 16_384;

/// A cell by its row's number and its column, counted from 0.
pub fn cell(sheet: &str, row: u32, column: u32) -> String {
    format!("{sheet}!{}{row}", letters(column))
}

/// A column's letters.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column.saturating_add(1);
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from_u32(u32::from(b'A') + digit).unwrap_or('?'));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column of a reference such as `C12`, counted from 0.
pub fn column_of(reference: &str) -> Option<u32> {
    let letters = reference.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_u32;
    for b in letters.bytes() {
        let digit = b.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        column = column * 26 + u32::from(digit) + 1;
    }
    column.checked_sub(1).filter(|column| *column < COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_written_and_read() {
        for column in [0, 25, 26, 51, 255, 701, 702, COLUMNS - 1] {
            assert_eq!(column_of(&format!("{}7", letters(column))), Some(column));
        }
        assert_eq!((letters(0), letters(26), letters(COLUMNS - 1)), ("A".into(), "AA".into(), "XFD".into()));
        assert_eq!((column_of("12"), column_of("XFE1"), column_of("ABCD1"), column_of("É1")), (None, None, None, None));
        assert_eq!(cell("survey", 12, 2), "survey!C12");
    }
}
