//! Cells that a spreadsheet would run as a formula, made harmless so that taking one apostrophe off restores them. Pure.

/// Whether a cell is written with an apostrophe before it: it begins like a formula, or with an apostrophe of its own.
pub fn needs_defusing(cell: &str) -> bool {
    match cell.as_bytes().first() {
        Some(b'=' | b'+' | b'@' | b'\t' | b'\r' | b'\n' | b'\'') => true,
        Some(b'-') => !is_negative_number(cell),
        // Full-width forms, which spreadsheets with an East Asian locale read like the plain ones.
        Some(0xef) => cell.starts_with(['＝', '＋', '－', '＠']),
        _ => false,
    }
}

/// A cell as it is written.
pub fn defuse(cell: &str) -> String {
    if needs_defusing(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// What a cell was before it was defused.
pub fn restore(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// Whether it is a minus sign and a plain decimal number.
fn is_negative_number(cell: &str) -> bool {
    let Some(digits) = cell.strip_prefix('-') else { return false };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(cell: &str, expect: &str) {
        assert_eq!(defuse(cell), expect);
        assert_eq!(restore(&defuse(cell)), cell);
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        check("=1+1", "'=1+1");
        check("+41 22", "'+41 22");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r=1", "'\r=1");
        check("-1+1", "'-1+1");
        check("-", "'-");
        check("-.5", "'-.5");
        check("-1e5", "'-1e5");
        check("-3", "-3");
        check("-3.25", "-3.25");
        check("'quoted", "''quoted");
        check("＝1", "'＝1");
        check("été", "été");
        check("a=b", "a=b");
        check("", "");
    }

    proptest! {
        #[test]
        fn taking_one_apostrophe_off_restores(cell in "[=+\\-@\t\r\n'0-9.a＝]{0,6}") {
            let written = defuse(&cell);
            prop_assert_eq!(restore(&written), cell.as_str());
            let first = written.chars().next();
            prop_assert!(!matches!(first, Some('=' | '+' | '@' | '\t' | '\r' | '\n' | '＝')));
        }
    }
}
