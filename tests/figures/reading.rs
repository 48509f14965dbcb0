//! A round's figures, read back.

use std::collections::BTreeMap;

use godwit::access::{Action, Permit, SystemReason};
use godwit::cycles::Cycle;
use godwit::db::{Conn, Db};
use godwit::summaries::columns::Table;
use godwit::summaries::export::{Export, open_for_house};
use godwit::summaries::{Refusal, Scope};
use godwit::templates::Shelf;

use super::model::now;
use super::support::TestDatabase;

/// A round in a database.
pub struct Seeded<'a> {
    pub database: &'a TestDatabase,
    pub db: Db,
    pub cycle: String,
    pub shelf: Shelf,
}

/// A row of a CSV by column.
pub type Record = BTreeMap<String, String>;

/// Reads a CSV back.
pub fn records(bytes: &[u8]) -> Vec<Record> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let record = |row: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect::<Record>()
    };
    reader.records().map(|row| record(row.unwrap())).collect()
}

impl Seeded<'_> {
    pub fn scope(&self) -> Scope {
        Scope::of(self.cycle.parse().unwrap())
    }

    /// Does something with the figures in one snapshot.
    pub fn open<T>(
        &self,
        scope: Scope,
        job: impl FnOnce(&mut Conn, Export) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let permit = |cycle: &Cycle| Permit::system(SystemReason::CommandLine, Action::ReadFigures, cycle.place());
        self.db.read(|tx| {
            let export = open_for_house(tx, permit, &self.shelf, scope, now())?;
            job(tx, export)
        })
    }

    /// The bytes of a table.
    pub fn bytes(&self, table: Table, scope: Scope) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.open(scope, |tx, mut export| export.table(tx, table, &mut bytes)).unwrap();
        bytes
    }

    /// The rows of a table.
    pub fn table(&self, table: Table, scope: Scope) -> Vec<Record> {
        records(&self.bytes(table, scope))
    }
}

/// The one row whose columns say this.
pub fn find<'a>(rows: &'a [Record], wanted: &[(&str, &str)]) -> &'a Record {
    let found: Vec<_> = rows.iter().filter(|row| wanted.iter().all(|(column, value)| row[*column] == *value)).collect();
    assert_eq!(found.len(), 1, "{wanted:?} fits {} of {rows:#?}", found.len());
    found[0]
}

/// A row's cells, with a space between them.
pub fn line(row: &Record, columns: &str) -> String {
    columns.split_whitespace().map(|column| row[column].as_str()).collect::<Vec<_>>().join(" ")
}
