//! Values of another direction within a line that runs from right to left: a name, a code, `-3`. Pure.
//!
//! Without care, the neighbours of such a value jump: the bracket behind `Europe/Berlin` stands before it. The Unicode
//! marks for an isolate mend this wherever a text goes, into a page as into a letter.

/// First strong isolate: what follows runs its own way.
const OPEN: char = '\u{2068}';
/// The end of it.
const CLOSE: char = '\u{2069}';

/// The value as it can stand in a line from right to left.
///
/// An address stays as it is: mail programs would take the mark for a part of it. So does what goes over several lines,
/// where an isolate ends with the first.
pub fn in_rtl(value: &str) -> String {
    if value.contains("://") || value.contains('\n') || !runs_otherwise(value) {
        return value.to_owned();
    }
    format!("{OPEN}{value}{CLOSE}")
}

/// Whether there are letters of another direction, or a sign whose place depends on it.
fn runs_otherwise(value: &str) -> bool {
    let has = |wanted: fn(char) -> bool| value.contains(wanted);
    let signs = has(char::is_numeric) && has(|c| !c.is_numeric());
    has(|c| c.is_alphabetic() && !is_rtl(c)) || (signs && !has(is_rtl))
}

/// Hebrew, Arabic and their neighbours, in the blocks that Unicode gives them.
fn is_rtl(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_the_other_way_is_set_apart() {
        for value in ["", "12", "العربية", "طرف، طرف", "30 حزيران/يونيه 2027", "https://example.org/a", "one\ntwo", "/"]
        {
            assert_eq!(in_rtl(value), value);
        }
        for value in ["Kenya", "UTC", "-3", "1.5", "2.1", "Стороны", "KEN العربية"] {
            assert_eq!(in_rtl(value), format!("\u{2068}{value}\u{2069}"));
        }
    }
}
