//! The file of one language, and the filling of places. Pure.

use std::collections::BTreeMap;

/// The texts of one language by key.
pub type Catalogue = BTreeMap<&'static str, String>;

/// Reads a file of `key = text` lines. A text goes on over the indented lines below it, blank ones included;
/// a line that begins with `#` is a note among translators. What is none of these is left out: a test looks for it.
pub fn read(file: &'static str) -> Catalogue {
    let mut texts: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for line in file.lines() {
        if line.starts_with('#') {
            continue;
        }
        let indented = line.starts_with(' ') || line.trim().is_empty();
        match (indented, texts.last_mut(), line.split_once('=')) {
            (true, Some((_, lines)), _) => lines.push(line.strip_prefix(INDENT).unwrap_or(line).trim_end()),
            (false, _, Some((key, text))) => texts.push((key.trim(), vec![text.trim()])),
            _ => {}
        }
    }
    texts.into_iter().map(|(key, lines)| (key, lines.join("\n").trim().to_owned())).collect()
}

/// What stands before each further line of a text.
const INDENT: &str = "    ";

/// Puts the values into their places, in one pass over the text. A place without a value stays as it is written.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, behind)| Some((values.iter().find(|(place, _)| *place == name)?.1, behind)));
        match known {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_over_indented_lines() {
        let read = read("# note\na = one\nb =\n    two\n\n      three\n\nc.d = x = y\n");
        let pairs: Vec<(&str, &str)> = read.iter().map(|(key, text)| (*key, text.as_str())).collect();
        assert_eq!(pairs, [("a", "one"), ("b", "two\n\n  three"), ("c.d", "x = y")]);
    }

    fn check(text: &str, expect: &str) {
        assert_eq!(fill(text, &[("name", "{other}"), ("other", "B")]), expect);
    }

    #[test]
    fn a_value_is_not_read_for_places() {
        check("Dear {name}, {other}.", "Dear {other}, B.");
        check("{unknown} {", "{unknown} {");
        check("{ {name}", "{ {other}");
        check("{{other}}", "{B}");
    }
}
