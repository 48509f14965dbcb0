//! One file for each table.

mod answers;
mod codebook;
mod mandates;
mod rates;
mod reports;
mod statistics;
mod summary;
mod wide;

use std::io::Write;

use super::Refusal;
use super::columns::Table;
use super::round::Round;
use super::tally::Tally;
use crate::db::Conn;

/// A column as the package explains it.
pub struct Field {
    /// Its header.
    pub name: String,
    /// Its type in the words of Frictionless.
    pub kind: &'static str,
    /// What it holds.
    pub description: String,
}

/// The columns of a table in one package.
pub fn fields(table: Table, round: &Round) -> Vec<Field> {
    match table {
        Table::Wide => wide::fields(round),
        Table::Codebook => codebook::fields(round),
        Table::Reports | Table::Rates | Table::Answers | Table::Summary | Table::Statistics | Table::Mandates => {
            usual(table)
        }
    }
}

/// The columns that a table has in every package.
fn usual(table: Table) -> Vec<Field> {
    let field = |column: &super::columns::Column| Field {
        name: column.name.to_owned(),
        kind: column.kind,
        description: column.description.to_owned(),
    };
    table.columns().iter().map(field).collect()
}

/// What the tables that count have counted, once for all of them.
#[derive(Default)]
pub struct Counted(Option<Tally>);

impl Counted {
    fn tally(&mut self, tx: &mut Conn, round: &Round) -> Result<&Tally, Refusal> {
        let tally = match self.0.take() {
            Some(tally) => tally,
            None => Tally::take(tx, round)?,
        };
        Ok(self.0.insert(tally))
    }
}

/// Writes one table.
pub fn write(
    tx: &mut Conn,
    round: &Round,
    counted: &mut Counted,
    table: Table,
    out: &mut dyn Write,
) -> Result<(), Refusal> {
    match table {
        Table::Reports => Ok(reports::write(round, out)?),
        Table::Rates => Ok(rates::write(round, out)?),
        Table::Answers => answers::write(tx, round, out),
        Table::Wide => wide::write(tx, round, out),
        Table::Summary => Ok(summary::write(round, counted.tally(tx, round)?, out)?),
        Table::Statistics => Ok(statistics::write(round, counted.tally(tx, round)?, out)?),
        Table::Mandates => Ok(mandates::write(round, counted.tally(tx, round)?, out)?),
        Table::Codebook => Ok(codebook::write(round, out)?),
    }
}

/// The header of a table whose columns never change.
fn header(table: Table) -> impl Iterator<Item = &'static str> {
    table.columns().iter().map(|column| column.name)
}
