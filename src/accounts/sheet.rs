//! People as a CSV file, one row for each grant: every row, or every flaw with its row and column. Pure.

use std::collections::{BTreeMap, HashMap};

use super::person::{NewPerson, Written};
use crate::access::Role;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, PartyCode};
use crate::parties::sheet::each_row;

/// The columns of the file, all of them required, in any order.
pub const COLUMNS: [&str; 7] = ["email", "name", "language", "instrument", "role", "party", "sections"];
/// Most rows of a file: each is a letter, and ten people for every Party of the largest convention are fewer.
const MOST_ROWS: usize = 5_000;

/// One row: a person, and the grant they are to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, for what is said about it.
    pub line: u64,
    /// In which instrument.
    pub instrument: InstrumentCode,
    /// Who, as what.
    pub person: NewPerson,
}

/// Reads the file. An empty `party` or `sections` is left out; several sections stand between spaces or semicolons.
///
/// # Errors
/// Every flaw with its row and column, as in `row 12, role`; the header is row 1.
pub fn read(bytes: &[u8]) -> Shaped<Vec<Row>> {
    let mut rows = Vec::new();
    let mut flaws = each_row(bytes, (&COLUMNS, &[]), MOST_ROWS, |line, record, places, flaws| {
        let cell = |column: &str| places.get(column).and_then(|at| record.get(*at)).unwrap_or_default().trim();
        match row(line, cell) {
            Ok(row) => rows.push(row),
            Err(found) => flaws.extend(at_row(line, found)),
        }
    })?;
    agree(&rows, &mut flaws);
    if flaws.is_empty() { Ok(rows) } else { Err(flaws) }
}

/// Flaws of a person as flaws of the row they stand in.
pub fn at_row(line: u64, flaws: Vec<Flaw>) -> impl Iterator<Item = Flaw> {
    flaws.into_iter().map(move |flaw| Flaw { at: format!("row {line}, {}", flaw.at), ..flaw })
}

fn row<'a>(line: u64, cell: impl Fn(&str) -> &'a str) -> Shaped<Row> {
    let filled = |column: &str| Some(cell(column)).filter(|text| !text.is_empty());
    let sections: Option<Vec<String>> = filled("sections")
        .map(|text| text.split([' ', ';']).filter(|name| !name.is_empty()).map(str::to_owned).collect());
    let written = Written {
        email: cell("email"),
        name: cell("name"),
        language: cell("language"),
        role: cell("role"),
        party: filled("party"),
        sections: sections.as_deref(),
    };
    let instrument = cell("instrument").parse::<InstrumentCode>();
    match (instrument, written.read()) {
        (Ok(instrument), Ok(person)) => Ok(Row { line, instrument, person }),
        (instrument, person) => {
            let malformed = instrument.err().map(|error| Flaw::new("instrument", "malformed", error.to_string()));
            Err(malformed.into_iter().chain(person.err().unwrap_or_default()).collect())
        }
    }
}

/// Rows must agree with one another: one address is one person, and nothing is given twice.
fn agree(rows: &[Row], flaws: &mut Vec<Flaw>) {
    let mut people: HashMap<&str, &Row> = HashMap::new();
    let mut given: BTreeMap<(&str, &InstrumentCode, Role, Option<&PartyCode>), u64> = BTreeMap::new();
    for row in rows {
        let (line, person) = (row.line, &row.person);
        let first = people.entry(person.email.key()).or_insert(row);
        for (column, was, is) in
            [("name", &first.person.name, &person.name), ("language", &first.person.language, &person.language)]
        {
            if was != is {
                let message = format!("row {} says “{was}” of the same address", first.line);
                flaws.push(Flaw::new(format!("row {line}, {column}"), "contradiction", message));
            }
        }
        let key = (person.email.key(), &row.instrument, person.role, person.party.as_ref());
        if let Some(other) = given.insert(key, line) {
            let message = format!("row {other} gives the same role already");
            flaws.push(Flaw::new(format!("row {line}, role"), "duplicate", message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Sections;

    const HEADER: &str = "email,name,language,instrument,role,party,sections\n";
    const AMINA: &str = "amina@example.org,Amina Invented,en,CMS,focal_point,KEN,\n";

    /// The places of the flaws.
    fn check(body: &str, expect: &[&str]) {
        let flaws = read(format!("{HEADER}{body}").as_bytes()).err().unwrap_or_default();
        assert_eq!(flaws.iter().map(|flaw| flaw.at.as_str()).collect::<Vec<_>>(), expect, "{body}\n{flaws:#?}");
    }

    #[test]
    fn every_flaw_has_its_row_and_column() {
        check(AMINA, &[]);
        check(
            "amina,,xx,cms,king,ken,all\n",
            &["row 2, instrument", "row 2, name", "row 2, email", "row 2, language", "row 2, role", "row 2, party"],
        );
        check(
            &format!("{AMINA}b@example.org,B,en,CMS,contributor,KEN,\nc@example.org\n"),
            &["row 3, sections", "row 4"],
        );
        assert_eq!(read(b"email,colour\n").unwrap_err().len(), COLUMNS.len());
    }

    #[test]
    fn rows_must_agree() {
        check(&format!("{AMINA}{AMINA}"), &["row 3, role"]);
        check(
            &format!("{AMINA}AMINA@example.org,Amina I.,fr,AEWA,focal_point,KEN,\n"),
            &["row 3, name", "row 3, language"],
        );
        check(&format!("{AMINA}{}", AMINA.replace("CMS", "AEWA")), &[]);
    }

    #[test]
    fn sections_stand_between_spaces_or_semicolons() {
        let body =
            "b@example.org,B,en,CMS,contributor,KEN,means; actions\nc@example.org,C,en,CMS,contributor,KEN,all\n";
        let rows = read(format!("\u{FEFF}{HEADER}{body}").as_bytes()).unwrap();
        let both = ["actions".parse().unwrap(), "means".parse().unwrap()];
        assert_eq!(rows[0].person.sections, Sections::Only(both.into()));
        assert_eq!((&rows[1].person.sections, rows[1].line), (&Sections::All, 3));
    }
}
