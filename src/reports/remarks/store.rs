//! The rows of remarks.

use diesel::prelude::*;

use super::{Deed, Kind};
use crate::access::{Action, Permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{accounts, remarks};
use crate::fault::Fault;
use crate::ids::{AccountId, ItemName, ReportId};

type Row = ((i64, String, String, String, String, i64), (Option<String>, Moment, Option<String>, Option<String>));

/// Every deed in the discussions of a report, in order.
pub fn all(tx: &mut Conn, report: &ReportId) -> Result<Vec<Deed>, Fault> {
    since(tx, report, 0)
}

/// The deeds that came after one of them.
pub fn since(tx: &mut Conn, report: &ReportId, after: i64) -> Result<Vec<Deed>, Fault> {
    let rows: Vec<Row> = remarks::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(remarks::made_by)))
        .filter(remarks::report_id.eq(report.as_str()))
        .filter(remarks::sequence.gt(after))
        .order(remarks::sequence)
        .select((
            (remarks::sequence, remarks::section, remarks::question, remarks::row_path, remarks::deed, remarks::about),
            (remarks::words, remarks::made_at, remarks::made_by, accounts::name.nullable()),
        ))
        .load(tx)?;
    rows.into_iter().map(read).collect()
}

/// Every deed without its words and its author: enough to count by.
pub fn bare(tx: &mut Conn, report: &ReportId) -> Result<Vec<Deed>, Fault> {
    let rows: Vec<(i64, String, String, String, String, i64, Moment)> = remarks::table
        .filter(remarks::report_id.eq(report.as_str()))
        .order(remarks::sequence)
        .select((
            remarks::sequence,
            remarks::section,
            remarks::question,
            remarks::row_path,
            remarks::deed,
            remarks::about,
            remarks::made_at,
        ))
        .load(tx)?;
    let deed = |(sequence, section, question, row, deed, about, at)| {
        read(((sequence, section, question, row, deed, about), (None, at, None, None)))
    };
    rows.into_iter().map(deed).collect()
}

/// What an operation did, where it did something.
pub fn operation(tx: &mut Conn, report: &ReportId, operation: &str) -> Result<Option<Deed>, Fault> {
    let row: Option<Row> = remarks::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(remarks::made_by)))
        .filter(remarks::report_id.eq(report.as_str()))
        .filter(remarks::operation.eq(operation))
        .select((
            (remarks::sequence, remarks::section, remarks::question, remarks::row_path, remarks::deed, remarks::about),
            (remarks::words, remarks::made_at, remarks::made_by, accounts::name.nullable()),
        ))
        .first(tx)
        .optional()?;
    row.map(read).transpose()
}

fn read((place, said): Row) -> Result<Deed, Fault> {
    let (sequence, section, question, row, word, about) = place;
    let (words, at, by, name) = said;
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    let kind = kind.ok_or_else(|| Fault::Broken(format!("no deed in a discussion is called {word:?}")))?;
    let by = by.map(|id| (AccountId::stored(id), name.unwrap_or_default()));
    Ok(Deed { sequence, section: ItemName::stored(section), question, row, kind, about, words, at, by })
}

/// The number of the newest deed; 0 where there is none.
pub fn newest(tx: &mut Conn, report: &ReportId) -> Result<i64, Fault> {
    let newest: Option<i64> = remarks::table
        .filter(remarks::report_id.eq(report.as_str()))
        .select(diesel::dsl::max(remarks::sequence))
        .first(tx)?;
    Ok(newest.unwrap_or(0))
}

/// Appends a deed to the discussions of the report the permit holds for, which must have been touched in this transaction.
pub fn append(tx: &mut Conn, permit: &Permit, deed: &Deed, operation: Option<&str>) -> Result<(), Fault> {
    if permit.action() != Action::Discuss || permit.place().section.as_ref() != Some(&deed.section) {
        return Err(Fault::Broken("a remark under a permit for something else".to_owned()));
    }
    diesel::insert_into(remarks::table)
        .values((
            remarks::report_id.eq(permit.report()?.as_str()),
            remarks::sequence.eq(deed.sequence),
            remarks::section.eq(deed.section.as_str()),
            remarks::question.eq(&deed.question),
            remarks::row_path.eq(&deed.row),
            remarks::deed.eq(deed.kind.word()),
            remarks::about.eq(deed.about),
            remarks::words.eq(&deed.words),
            remarks::operation.eq(operation),
            remarks::made_at.eq(deed.at),
            remarks::made_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    Ok(())
}
