//! A reference list as a CSV file: every row, or every flaw. Pure.

use std::collections::{BTreeMap, HashMap};

use super::cells::Cells;
use super::columns::columns;
use super::{MOST_ROWS, Members};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, ListCode, RowKey};
use crate::parties::sheet::{each_record, header, text};
use crate::templates::Texts;
use crate::templates::document::is_tag;

/// Most bytes of a file: as many rows as a list may have, of three hundred bytes each, and read at once without harm.
pub const MOST_BYTES: usize = 16 << 20;
/// Most Parties named in all rows together: the range States of ten thousand species. An import must end before others
/// who write to the same database give up waiting.
const MOST_MEMBERS: usize = 200_000;
/// Most characters of a title.
const MOST_TITLE: usize = 300;

/// A list as somebody wants it to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Whose list.
    pub instrument: InstrumentCode,
    /// Which list.
    pub code: ListCode,
    /// What it is called; none to leave that as it is.
    pub title: Option<String>,
    /// The language of the column `label`, which every row has.
    pub language: String,
    /// The rows of the file, in its order, no key twice.
    pub rows: Vec<Row>,
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, for what is said about it.
    pub line: u64,
    /// Its key.
    pub key: RowKey,
    /// What people read.
    pub labels: Texts,
    /// The row it stands under.
    pub parent: Option<RowKey>,
    /// What else is known of it.
    pub attributes: BTreeMap<String, String>,
    /// Whom it concerns.
    pub parties: Members,
    /// Whether it is over.
    pub retired: bool,
}

impl Sheet {
    /// Reads a file. Takes a moment for a long one: to be called outside transactions.
    ///
    /// # Errors
    /// Every flaw with its row and column, as in `row 12, parties`; the header is row 1.
    pub fn read(
        instrument: InstrumentCode,
        code: ListCode,
        title: Option<String>,
        language: &str,
        bytes: &[u8],
    ) -> Shaped<Self> {
        let mut flaws = Vec::new();
        if !is_tag(language) {
            flaws.push(Flaw::new("language", "bad_language", "a language is a tag: en, fr, pt-BR"));
        }
        let is_line = |title: &str| !title.trim().is_empty() && !title.chars().any(char::is_control);
        if title.as_deref().is_some_and(|title| !is_line(title) || title.chars().count() > MOST_TITLE) {
            let message = format!("a title is one line of at most {MOST_TITLE} characters");
            flaws.push(Flaw::new("title", "malformed", message));
        }
        match rows(bytes, language) {
            Ok(rows) if flaws.is_empty() => Ok(Self { instrument, code, title, language: language.to_owned(), rows }),
            read => {
                flaws.extend(read.err().into_iter().flatten());
                Err(flaws)
            }
        }
    }
}

fn rows(bytes: &[u8], language: &str) -> Shaped<Vec<Row>> {
    let text = text(bytes, MOST_BYTES).map_err(|flaw| vec![flaw])?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = columns(header(&mut reader)?, language)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut flaws = each_record(&mut reader, MOST_ROWS, |line, record, flaws| {
        rows.extend(Cells { line, record, columns: &columns, flaws }.row());
    });
    let mut lines: HashMap<&RowKey, u64> = HashMap::new();
    for row in &rows {
        let first = *lines.entry(&row.key).or_insert(row.line);
        if first != row.line {
            let message = format!("row {first} has the key “{}” already", row.key);
            flaws.push(Flaw::new(format!("row {}, key", row.line), "duplicate", message));
        }
    }
    let members: usize = rows.iter().map(|row| row.parties.named().count()).sum();
    if members > MOST_MEMBERS {
        let message = format!("at most {MOST_MEMBERS} Parties in all rows together, please; there are {members}");
        flaws.push(Flaw::new("file", "too_many", message));
    }
    if flaws.is_empty() && rows.is_empty() {
        flaws.push(Flaw::new("file", "empty", "there is no row below the header"));
    }
    if flaws.is_empty() { Ok(rows) } else { Err(flaws) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "key,label,label_fr,parent,parties,retired,attr_scientific\n";

    fn read(bytes: &[u8]) -> Shaped<Vec<Row>> {
        let sheet = Sheet::read("CMS".parse().unwrap(), "species".parse().unwrap(), None, "en", bytes);
        sheet.map(|sheet| sheet.rows)
    }

    fn check(body: &str, expect: &[&str]) {
        let flaws = read(format!("{HEADER}{body}").as_bytes()).err().unwrap_or_default();
        assert_eq!(flaws.iter().map(|flaw| flaw.at.as_str()).collect::<Vec<_>>(), expect, "{body}\n{flaws:#?}");
    }

    #[test]
    fn a_row_is_read_whole() {
        let rows = read(format!("\u{FEFF}{HEADER}a1, Cheetah ,,cats,KEN ; UGA  TZA,yes,Acinonyx jubatus\n").as_bytes());
        let row = rows.unwrap().remove(0);
        assert_eq!((row.key.as_str(), row.retired, row.line), ("a1", true, 2));
        assert_eq!(row.labels.0, BTreeMap::from([("en".to_owned(), "Cheetah".to_owned())]));
        assert_eq!(row.parent.unwrap().as_str(), "cats");
        assert_eq!(row.attributes, BTreeMap::from([("scientific".to_owned(), "Acinonyx jubatus".to_owned())]));
        assert_eq!(row.parties.named().map(|party| party.as_str()).collect::<Vec<_>>(), ["KEN", "TZA", "UGA"]);
    }

    #[test]
    fn every_flaw_has_its_row_and_column() {
        check("a,A,,,,,\n", &[]);
        check(
            "A,,\"a\nb\",B b,ken UGA tza,maybe,\n",
            &[
                "row 2, key",
                "row 2, label",
                "row 2, label_fr",
                "row 2, parent",
                "row 2, parties",
                "row 2, parties",
                "row 2, retired",
            ],
        );
        check("a,A,,,,,\nb,B\na,C,,,,,\n", &["row 3", "row 4, key"]);
        check(
            &format!("{},{},,,,,{}\n", "k".repeat(37), "L".repeat(501), "x".repeat(1001)),
            &["row 2, key", "row 2, label", "row 2, attr_scientific"],
        );
        check("", &["file"]);
    }

    #[test]
    fn a_list_has_limits() {
        let many: String = (0..=MOST_ROWS).map(|n| format!("k{n},K,,,,,\n")).collect();
        check(&many, &["file"]);
        let parties: String = (0..1001).map(|n| format!("P{n} ")).collect();
        let named: String = (0..200).map(|n| format!("k{n},K,,,{parties},,\n")).collect();
        check(&named, &["file"]);
        assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]).unwrap_err()[0].code, "too_large");
    }

    #[test]
    fn what_is_said_beside_the_file_is_checked_with_it() {
        let (cms, species) = (|| "CMS".parse().unwrap(), || "species".parse().unwrap());
        let read = Sheet::read(cms(), species(), Some(" ".to_owned()), "English", b"key\n");
        let places: Vec<_> = read.unwrap_err().into_iter().map(|flaw| flaw.at).collect();
        assert_eq!(places[..2], ["language", "title"]);
        assert_eq!(places.len(), 6, "{places:?}");
    }
}
