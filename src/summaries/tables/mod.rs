//! One file for each table.

mod answers;
mod codebook;
mod mandates;
mod rates;
mod reports;
mod rows;
mod statistics;
mod summary;
mod wide;

use std::io::Write;

use super::Refusal;
use super::columns::Table;
use super::frames::Framed;
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
        Table::Rows(frame) => rows::fields(round, frame),
        Table::Codebook => codebook::fields(round),
        Table::Reports | Table::Rates | Table::Answers | Table::Summary | Table::Statistics | Table::Mandates => {
            usual(table)
        }
    }
}

/// The tables of one package, in its order.
pub fn all(round: &Round) -> Vec<Table> {
    let mut all = Vec::from(Table::ALL);
    let behind = all.iter().position(|table| *table == Table::Wide).map_or(all.len(), |wide| wide + 1);
    all.splice(behind..behind, round.questionnaire.each_frame().map(|(at, _)| Table::Rows(at)));
    all
}

/// The name of a table in one package, and that of its file without `.csv`.
pub fn name(table: Table, round: &Round) -> String {
    match of(table, round) {
        Some(frame) => format!("{}-{}", table.word(), frame.name),
        None => table.word().to_owned(),
    }
}

/// What a table of one package holds.
pub fn description(table: Table, round: &Round) -> String {
    let general = table.description();
    of(table, round).map_or_else(|| general.to_owned(), |frame| format!("{}: {general}", frame.label))
}

fn of(table: Table, round: &Round) -> Option<&Framed> {
    match table {
        Table::Rows(at) => round.questionnaire.frames.get(at),
        _ => None,
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
        Table::Rows(frame) => rows::write(tx, round, frame, out),
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
