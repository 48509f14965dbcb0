//! What the `type` column says.

/// What a row of the survey is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A group begins, or a repeat.
    Begin { repeat: bool },
    /// It ends.
    End { repeat: bool },
    /// A question, a note: a type of the template's own, by its word.
    Plain(&'static str),
    /// A question with a list; the list comes from a file of rows where `file`.
    Select { word: &'static str, list: String, file: bool, other: bool },
    /// A number between two, with steps.
    Range,
    /// What a telephone fills in by itself, or hides: nothing is asked.
    Nothing,
    /// None of these: what would be right instead.
    Unsupported(&'static str),
}

/// Types that are the same here, by all the names they have had.
const PLAIN: [(&str, &str); 16] = [
    ("text", "text"),
    ("string", "text"),
    ("integer", "integer"),
    ("int", "integer"),
    ("decimal", "decimal"),
    ("date", "date"),
    ("note", "note"),
    ("calculate", "calculate"),
    ("file", "file"),
    ("add file prompt", "file"),
    ("acknowledge", "acknowledge"),
    ("trigger", "acknowledge"),
    ("image", "file"),
    ("photo", "file"),
    ("audio", "file"),
    ("video", "file"),
];

/// Selects, by all the names they have had.
const SELECTS: [(&str, &str, bool); 14] = [
    ("select_one_from_file", "select_one", true),
    ("select one from file", "select_one", true),
    ("select_multiple_from_file", "select_multiple", true),
    ("select multiple from file", "select_multiple", true),
    ("add select one prompt using", "select_one", false),
    ("add select multiple prompt using", "select_multiple", false),
    ("select all that apply from", "select_multiple", false),
    ("select all that apply", "select_multiple", false),
    ("select one from", "select_one", false),
    ("select_one", "select_one", false),
    ("select one", "select_one", false),
    ("select1", "select_one", false),
    ("select_multiple", "select_multiple", false),
    ("rank", "rank", false),
];

/// What is filled in without a person.
const NOTHING: [&str; 17] = [
    "start",
    "end",
    "today",
    "deviceid",
    "imei",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
    "audit",
    "caseid",
    "hidden",
    "start-geopoint",
    "background-audio",
    "xml-external",
    "csv-external",
];

/// Reads a cell of the `type` column.
pub(super) fn read(text: &str) -> Kind {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = words.join(" ").to_lowercase();
    if let Some(kind) = control(&small) {
        return kind;
    }
    if let Some((_, word)) = PLAIN.iter().find(|(name, _)| *name == small) {
        return Kind::Plain(word);
    }
    if let Some(kind) = select(&words, &small) {
        return kind;
    }
    match small.as_str() {
        "range" => Kind::Range,
        word if NOTHING.contains(&word) => Kind::Nothing,
        "geopoint" | "geotrace" | "geoshape" => {
            Kind::Unsupported("there are no places here yet: ask for them as text, or in a file")
        }
        "time" | "datetime" => Kind::Unsupported("there are no times of day here: write `date`, or `text`"),
        "barcode" => Kind::Unsupported("write `text`"),
        _ => Kind::Unsupported(
            "write text, integer, decimal, date, select_one LIST, select_multiple LIST, rank LIST, acknowledge, file, \
             range, calculate, note, begin_group or begin_repeat",
        ),
    }
}

fn control(small: &str) -> Option<Kind> {
    let (verb, what) = small.split_once([' ', '_'])?;
    let repeat = match what {
        "group" => false,
        "repeat" | "lgroup" | "looped group" => true,
        _ if what == "loop" || what.starts_with("loop ") => {
            return Some(Kind::Unsupported("write begin_repeat, with the list in the column bind::nr_over"));
        }
        _ => return None,
    };
    match verb {
        "begin" => Some(Kind::Begin { repeat }),
        "end" => Some(Kind::End { repeat }),
        _ => None,
    }
}

fn select(words: &[&str], small: &str) -> Option<Kind> {
    let (name, word, file) = SELECTS
        .iter()
        .find(|(name, ..)| small.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))?;
    let rest = words.get(name.split(' ').count()..).unwrap_or_default();
    let (list, behind) = rest.split_first()?;
    let other = match behind.join(" ").to_lowercase().as_str() {
        "" => false,
        "or_other" | "or other" | "or specify other" => true,
        _ => return Some(Kind::Unsupported("the name of a list is one word, and only `or_other` stands behind it")),
    };
    if list.contains("${") {
        return Some(Kind::Unsupported("choices come from a list here, not from earlier answers"));
    }
    let plain = list.rsplit_once('.').filter(|_| *file).map_or(*list, |(plain, _)| plain);
    Some(Kind::Select { word, list: plain.to_owned(), file: *file, other })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Kind) {
        assert_eq!(read(text), expect, "{text}");
    }

    fn select(word: &'static str, list: &str, file: bool, other: bool) -> Kind {
        Kind::Select { word, list: list.to_owned(), file, other }
    }

    #[test]
    fn types_are_read_as_they_are_written() {
        check("Text", Kind::Plain("text"));
        check(" begin   group ", Kind::Begin { repeat: false });
        check("begin_repeat", Kind::Begin { repeat: true });
        check("end repeat", Kind::End { repeat: true });
        check("select_one yes_no", select("select_one", "yes_no", false, false));
        check("select one from Yes_No or specify other", select("select_one", "Yes_No", false, true));
        check("select_multiple means or_other", select("select_multiple", "means", false, true));
        check("select_multiple_from_file species.csv", select("select_multiple", "species", true, false));
        check("rank threats", select("rank", "threats", false, false));
        check("deviceid", Kind::Nothing);
        check("range", Kind::Range);
        for text in ["select_one", "select_one ${a}", "select_one a b", "geopoint", "begin loop over x", "", "x y"] {
            assert!(matches!(read(text), Kind::Unsupported(_)), "{text}");
        }
    }
}
