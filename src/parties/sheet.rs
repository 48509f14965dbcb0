//! The register of Parties as a CSV file: every row, or every flaw. Pure.

use std::collections::{BTreeMap, HashMap};

use super::cells::{Cells, shortened};
use super::{Membership, Party};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, PartyCode};

/// The columns of the file, all of them required, in any order.
pub const COLUMNS: [&str; 10] =
    ["code", "kind", "name_en", "name_fr", "name_es", "instrument", "region", "status", "from", "until"];
/// Columns that a file may have besides.
const MORE: [&str; 2] = ["name_ar", "name_ru"];
/// Most bytes of a file: twenty times the longest register anybody keeps, and still read at once without harm.
pub const MOST_BYTES: usize = 4 << 20;
/// Most rows of a file: all States in a hundred instruments.
const MOST_ROWS: usize = 20_000;
/// What a spreadsheet may put at the beginning of a UTF-8 file.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One row: a membership, and the Party it repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, for what is said about it.
    pub line: u64,
    /// Who.
    pub party: Party,
    /// In what, from when.
    pub membership: Membership,
}

/// Reads the file.
///
/// # Errors
/// Every flaw with its row and column, as in `row 12, region`; the header is row 1.
pub fn read(bytes: &[u8]) -> Shaped<Vec<Row>> {
    let mut rows = Vec::new();
    let mut flaws = each_row(bytes, (&COLUMNS, &MORE), MOST_ROWS, |line, record, places, flaws| {
        rows.extend(Cells { line, record, places, flaws }.row());
    })?;
    agree(&rows, &mut flaws);
    if flaws.is_empty() { Ok(rows) } else { Err(flaws) }
}

/// Hands on every row of a file that has all its cells, with its line and the places of its columns, and answers the
/// flaws of the others together with those that `each` adds. The first columns are required, the second may be there.
///
/// # Errors
/// The flaws of a file that cannot be read row by row: its text, or its header.
pub fn each_row(
    bytes: &[u8],
    columns: (&[&'static str], &[&'static str]),
    most_rows: usize,
    mut each: impl FnMut(u64, &csv::StringRecord, &HashMap<&'static str, usize>, &mut Vec<Flaw>),
) -> Shaped<Vec<Flaw>> {
    let text = text(bytes, MOST_BYTES).map_err(|flaw| vec![flaw])?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let places = places(header(&mut reader)?, columns)?;
    Ok(each_record(&mut reader, most_rows, |line, record, flaws| each(line, record, &places, flaws)))
}

/// The first row of a file.
///
/// # Errors
/// The flaw of one that cannot be read.
pub fn header<'a>(reader: &'a mut csv::Reader<&[u8]>) -> Shaped<&'a csv::StringRecord> {
    reader.headers().map_err(|error| vec![Flaw::new("row 1", "unreadable", error.to_string())])
}

/// Hands on every row below the header that has as many cells as it, with its line, and answers the flaws of the others
/// together with those that `each` adds.
pub fn each_record(
    reader: &mut csv::Reader<&[u8]>,
    most_rows: usize,
    mut each: impl FnMut(u64, &csv::StringRecord, &mut Vec<Flaw>),
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let width = header(reader).map_or(0, csv::StringRecord::len);
    for (count, record) in reader.records().enumerate() {
        if count == most_rows {
            flaws.push(Flaw::new("file", "too_many", format!("at most {most_rows} rows, please")));
            break;
        }
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                flaws.push(Flaw::new("file", "unreadable", error.to_string()));
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != width {
            let message = format!("{} cells, but the header has {width}", record.len());
            flaws.push(Flaw::new(format!("row {line}"), "wrong_width", message));
            continue;
        }
        each(line, &record, &mut flaws);
    }
    flaws
}

/// The text of a file of at most so many bytes that somebody saved from a spreadsheet.
///
/// # Errors
/// A flaw when it is too large or no UTF-8.
pub fn text(bytes: &[u8], most: usize) -> Result<&str, Flaw> {
    if bytes.len() > most {
        return Err(Flaw::new("file", "too_large", format!("at most {} MiB, please", most >> 20)));
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let row = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Flaw::new(format!("row {row}"), "not_utf8", "this is no UTF-8 text: save the file as CSV UTF-8")
    })
}

/// Where each of these columns stands, in any order.
///
/// # Errors
/// A flaw for each required column that is missing, and each that is there twice or not known.
fn places(
    header: &csv::StringRecord,
    (columns, more): (&[&'static str], &[&'static str]),
) -> Shaped<HashMap<&'static str, usize>> {
    let (mut places, mut flaws) = (HashMap::new(), Vec::new());
    for (at, name) in header.iter().enumerate() {
        let name = name.trim();
        match columns.iter().chain(more).copied().find(|column| *column == name) {
            None => flaws.push(Flaw::new(
                format!("row 1, {}", shortened(name)),
                "unknown_column",
                format!("there is no such column: the columns are {}", [columns, more].concat().join(", ")),
            )),
            Some(column) => {
                if places.insert(column, at).is_some() {
                    flaws.push(Flaw::new(format!("row 1, {column}"), "duplicate", "this column is there twice"));
                }
            }
        }
    }
    for column in columns.iter().filter(|column| !places.contains_key(*column)) {
        flaws.push(Flaw::new(format!("row 1, {column}"), "missing_column", "this column is missing"));
    }
    if flaws.is_empty() { Ok(places) } else { Err(flaws) }
}

/// Rows must agree with one another: one membership once, one Party called one thing, no day counted twice.
fn agree(rows: &[Row], flaws: &mut Vec<Flaw>) {
    let mut parties: HashMap<&PartyCode, &Row> = HashMap::new();
    let mut terms: BTreeMap<(&InstrumentCode, &PartyCode), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let first = parties.entry(&row.party.code).or_insert(row);
        for (column, was, is) in [
            ("kind", first.party.kind.word(), row.party.kind.word()),
            ("name_en", first.party.names.en.as_str(), row.party.names.en.as_str()),
            ("name_fr", first.party.names.fr.as_str(), row.party.names.fr.as_str()),
            ("name_es", first.party.names.es.as_str(), row.party.names.es.as_str()),
            ("name_ar", said(first.party.names.ar.as_ref()), said(row.party.names.ar.as_ref())),
            ("name_ru", said(first.party.names.ru.as_ref()), said(row.party.names.ru.as_ref())),
        ] {
            if was != is {
                let message = format!("row {} says “{was}” of the same Party", first.line);
                flaws.push(Flaw::new(format!("row {}, {column}", row.line), "contradiction", message));
            }
        }
        let same = terms.entry((&row.membership.instrument, &row.party.code)).or_default();
        if let Some(other) = same.iter().find(|other| other.membership.from == row.membership.from) {
            let message = format!("row {} has the same Party, instrument and first day", other.line);
            flaws.push(Flaw::new(format!("row {}, from", row.line), "duplicate", message));
        } else if let Some(other) = same.iter().find(|other| other.membership.overlaps(&row.membership)) {
            let message = format!("row {} covers the same days", other.line);
            flaws.push(Flaw::new(format!("row {}, from", row.line), "overlap", message));
        }
        same.push(row);
    }
}

/// A name that may be missing.
fn said(name: Option<&String>) -> &str {
    name.map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "code,kind,name_en,name_fr,name_es,instrument,region,status,from,until\n";

    /// The places of the flaws.
    fn check(body: &str, expect: &[&str]) {
        let flaws = read(format!("{HEADER}{body}").as_bytes()).err().unwrap_or_default();
        assert_eq!(flaws.iter().map(|flaw| flaw.at.as_str()).collect::<Vec<_>>(), expect, "{body}\n{flaws:#?}");
    }

    #[test]
    fn every_flaw_has_its_row_and_column() {
        check("KEN,state,Kenya,Kenya,Kenya,CMS,Africa,party,1999-05-01,\n", &[]);
        check(
            "ken,nation,,Kenya,Kenya,cms,Africa,member,1999-02-30,1999-1-1\n",
            &[
                "row 2, code",
                "row 2, kind",
                "row 2, name_en",
                "row 2, instrument",
                "row 2, status",
                "row 2, from",
                "row 2, until",
            ],
        );
        check("KEN,state,Kenya,Kenya,Kenya,CMS,Africa,party,,\nKEN,state\n", &["row 2, from", "row 3"]);
        check("KEN,state,\"Ke\nnya\",Kenya,Kenya,CMS,Africa,party,1999-05-01,\n", &["row 2, name_en"]);
        check("KEN,state,Kenya,Kenya,Kenya,CMS,Africa,party,1999-05-01,1999-04-29\n", &["row 2, until"]);
        check(&format!("KEN,state,{},K,K,CMS,Africa,party,1999-05-01,\n", "K".repeat(201)), &["row 2, name_en"]);
    }

    #[test]
    fn names_in_further_languages_may_be_there() {
        let header = HEADER.replace("name_es,", "name_es,name_ar,");
        let file = format!("{header}KEN,state,Kenya,Kenya,Kenya,كينيا,CMS,Africa,party,1999-05-01,\n");
        let names = &read(file.as_bytes()).unwrap()[0].party.names;
        assert_eq!((names.in_language("ar"), names.in_language("ru")), ("كينيا", "Kenya"));
        let empty = file.replace("كينيا", "");
        let known = read(empty.as_bytes()).unwrap()[0].party.names.clone().beside(names);
        assert_eq!(known.in_language("ar"), "كينيا", "what is known stays");
    }

    #[test]
    fn rows_must_agree() {
        let ken = |region: &str, from: &str, until: &str| {
            format!("KEN,state,Kenya,Kenya,Kenya,CMS,{region},party,{from},{until}\n")
        };
        check(&(ken("Asia", "1999-05-01", "2010-12-31") + &ken("Africa", "2011-01-01", "")), &[]);
        check(&(ken("Asia", "1999-05-01", "2011-01-01") + &ken("Africa", "2011-01-01", "")), &["row 3, from"]);
        check(&ken("Africa", "1999-05-01", "").repeat(2), &["row 3, from"]);
        let otherwise =
            ken("Africa", "2011-01-01", "").replace("CMS", "AEWA").replace("state,Kenya", "territory,Kenia");
        check(&(ken("Africa", "1999-05-01", "") + &otherwise), &["row 3, kind", "row 3, name_en"]);
    }

    #[test]
    fn the_header_is_checked_whole() {
        let flaws = read(b"code,code,kind,colour,name_fr,name_es,instrument,region,status,from\n").unwrap_err();
        let said: Vec<_> = flaws.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
        assert_eq!(
            said,
            [
                ("row 1, code", "duplicate"),
                ("row 1, colour", "unknown_column"),
                ("row 1, name_en", "missing_column"),
                ("row 1, until", "missing_column"),
            ]
        );
        assert_eq!(read(b"").unwrap_err().len(), COLUMNS.len());
    }

    #[test]
    fn a_byte_order_mark_is_skipped_and_other_encodings_are_refused() {
        let row = "KEN,state,Kenya,Kenya,Kenya,CMS,Africa,party,1999-05-01,\n";
        assert_eq!(read(format!("\u{FEFF}{HEADER}{row}").as_bytes()).unwrap().len(), 1);
        let mut latin = format!("{HEADER}{row}").into_bytes();
        latin.extend(b"CIV,state,C\xF4te");
        assert_eq!(read(&latin).unwrap_err()[0].at, "row 3");
        assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]).unwrap_err()[0].code, "too_large");
    }
}
