//! A round that was held elsewhere, as tidy CSV with the columns of answers.csv: Party by Party. Pure.

use std::collections::{BTreeSet, HashMap};

use crate::digest;
use crate::flaw::{Flaw, Shaped};
use crate::ids::PartyCode;
use crate::parties::sheet::{each_record, header, text};
use crate::parties::shortened;

/// Most bytes of a file: two hundred reports of a thousand answers each, with room for long words. It is held in memory;
/// of what is read from it, one Party's rows at a time.
pub const MOST_BYTES: usize = 64 << 20;
/// Most rows of a file: half a million answers in one transaction are minutes.
const MOST_ROWS: usize = 500_000;
/// The columns of answers.csv. Only `party` and `question` (or `path`) must be there; what is derived is not read.
const COLUMNS: [&str; 24] = [
    "cycle",
    "party",
    "region",
    "submission",
    "submitted_at",
    "section",
    "question",
    "path",
    "row_1",
    "row_2",
    "table_row",
    "column",
    "position",
    "value_code",
    "value_label",
    "value_number",
    "value_text",
    "other_text",
    "comment",
    "language",
    "unit",
    "qualifier",
    "status",
    "mandates",
];

/// The columns that say in which row an answer stands; the path says it too.
const ROWS: [&str; 4] = ["row_1", "row_2", "table_row", "column"];

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: u64,
    cells: HashMap<&'static str, String>,
}

impl Row {
    /// What stands in a column; none where that is empty or not there.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// The path of the answer; at the top of a template it is the question's name.
    pub fn path(&self) -> Option<&str> {
        let in_rows = ROWS.iter().any(|column| self.cell(column).is_some());
        self.cell("path").or_else(|| self.cell("question").filter(|_| !in_rows))
    }

    /// A flaw of a column.
    pub fn flaw(&self, column: &str, code: &str, message: impl Into<String>) -> Flaw {
        Flaw::new(format!("row {}, {column}", self.line), code, message)
    }
}

/// The rows of one Party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Whose.
    pub party: PartyCode,
    /// Its rows, at least one.
    pub rows: Vec<Row>,
}

/// A file that can be read row by row.
#[derive(Debug, Clone)]
pub struct File {
    text: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl File {
    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// Too large, no UTF-8, or a header that is not that of answers.csv: each column with what is wrong with it.
    pub fn read(bytes: &[u8]) -> Shaped<Self> {
        let text = text(bytes, MOST_BYTES).map_err(|flaw| vec![flaw])?.to_owned();
        let file = Self { text, sha256: digest::sha256(bytes) };
        file.places()?;
        Ok(file)
    }

    fn places(&self) -> Shaped<Vec<Option<&'static str>>> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(self.text.as_bytes());
        let (mut places, mut flaws, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for name in header(&mut reader)?.iter().map(str::trim) {
            let known = COLUMNS.into_iter().find(|column| *column == name);
            let at = format!("row 1, {}", shortened(name));
            if known.is_none() {
                let message = format!("there is no such column: the columns are {}", COLUMNS.join(", "));
                flaws.push(Flaw::new(at, "unknown_column", message));
            } else if !seen.insert(name.to_owned()) {
                flaws.push(Flaw::new(at, "duplicate", "this column is there twice"));
            }
            places.push(known);
        }
        for (column, stands) in
            [("party", seen.contains("party")), ("question", seen.contains("question") || seen.contains("path"))]
        {
            if !stands {
                flaws.push(Flaw::new(format!("row 1, {column}"), "missing_column", "this column is missing"));
            }
        }
        if flaws.is_empty() { Ok(places) } else { Err(flaws) }
    }

    /// Hands on the rows of each Party, one Party after the other, and answers every flaw of rows that belong to none.
    ///
    /// # Errors
    /// As [`File::read`].
    pub fn each(&self, mut each: impl FnMut(Group)) -> Shaped<Vec<Flaw>> {
        let places = self.places()?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(self.text.as_bytes());
        let mut group: Option<Group> = None;
        let mut done: BTreeSet<PartyCode> = BTreeSet::new();
        let flaws = each_record(&mut reader, MOST_ROWS, |line, record, flaws| {
            let row = row(line, record, &places);
            let party = match row.cell("party").unwrap_or_default().parse::<PartyCode>() {
                Ok(party) => party,
                Err(no) => return flaws.push(row.flaw("party", "malformed", no.to_string())),
            };
            match &mut group {
                Some(group) if group.party == party => return group.rows.push(row),
                _ => {}
            }
            if done.contains(&party) {
                let message = format!("rows of {party} stand further up: sort the file by Party");
                return flaws.push(row.flaw("party", "unsorted", message));
            }
            done.insert(party.clone());
            if let Some(whole) = group.replace(Group { party, rows: vec![row] }) {
                each(whole);
            }
        });
        match group {
            Some(last) => each(last),
            None if flaws.is_empty() => {
                return Err(vec![Flaw::new("file", "empty", "there is no row below the header")]);
            }
            None => {}
        }
        Ok(flaws)
    }
}

fn row(line: u64, record: &csv::StringRecord, places: &[Option<&'static str>]) -> Row {
    let cell = |(column, cell): (&Option<&'static str>, &str)| {
        let cell = plain(cell);
        (*column).filter(|_| !cell.trim().is_empty()).map(|column| (column, cell.to_owned()))
    };
    Row { line, cells: places.iter().zip(record).filter_map(cell).collect() }
}

/// A cell as it was before it was kept from being run as a formula: an apostrophe before what a spreadsheet would run, or
/// before another apostrophe, goes.
fn plain(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝'])).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, groups: &[(&str, usize)], flaws: &[&str]) {
        let mut found = Vec::new();
        let told = File::read(text.as_bytes())
            .and_then(|file| file.each(|group| found.push((group.party.to_string(), group.rows.len()))))
            .unwrap_or_else(|flaws| flaws);
        let found: Vec<(&str, usize)> = found.iter().map(|(party, rows)| (party.as_str(), *rows)).collect();
        let told: Vec<String> = told.iter().map(|flaw| format!("{} {}", flaw.at, flaw.code)).collect();
        assert_eq!((found.as_slice(), told), (groups, flaws.iter().map(|flaw| (*flaw).to_owned()).collect()), "{text}");
    }

    #[test]
    fn a_file_is_read_party_by_party() {
        check("party,question\nFRA,a\nFRA,b\nKEN,a\n", &[("FRA", 2), ("KEN", 1)], &[]);
        check("\u{feff}path,party\na,KEN\n", &[("KEN", 1)], &[]);
        check("party,question\nKEN,a\nFRA,a\nKEN,b\n", &[("KEN", 1), ("FRA", 1)], &["row 4, party unsorted"]);
        check(
            "party,question\n,a\nken,a\nKEN\nKEN,b\n",
            &[("KEN", 1)],
            &["row 2, party malformed", "row 3, party malformed", "row 4 wrong_width"],
        );
        check("party,question\n", &[], &["file empty"]);
        check(
            "party,qestion,party\n",
            &[],
            &["row 1, qestion unknown_column", "row 1, party duplicate", "row 1, question missing_column"],
        );
        assert_eq!(File::read(b"party,path\n\xff,a\n").unwrap_err()[0].code, "not_utf8");
    }

    #[test]
    fn cells_come_back_as_they_were() {
        for (cell, expect) in [("'=1+1", "=1+1"), ("''s", "'s"), ("'t Hart", "'t Hart"), ("-3", "-3"), ("'-", "-")] {
            assert_eq!(plain(cell), expect);
        }
    }
}
