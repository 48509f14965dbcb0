//! What people said of sections. Nothing here is ever changed once written.

use diesel::prelude::*;

use super::declared::{Word, Words};
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::schema::{accounts, section_declarations};
use crate::db::{Conn, direct};
use crate::fault::Fault;
use crate::ids::{AccountId, ItemName, ReportId};

/// What was said last of every section of a report of which something was said.
pub fn words(tx: &mut Conn, report: &ReportId) -> Result<Words, Fault> {
    let query = section_declarations::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(section_declarations::recorded_by)))
        .filter(section_declarations::report_id.eq(report.as_str()))
        .order(section_declarations::sequence)
        .select((
            section_declarations::section,
            section_declarations::completed,
            section_declarations::recorded_at,
            accounts::name.nullable(),
        ));
    let rows = direct!(tx, |conn| query.load::<(String, bool, Moment, Option<String>)>(conn))?;
    let word = |(section, completed, at, by)| (ItemName::stored(section), Word { completed, at, by });
    // The last one said stands.
    Ok(rows.into_iter().map(word).collect())
}

/// Writes down what a person says of a section of the report that the permit holds for.
pub fn append(tx: &mut Conn, permit: &Permit, section: &ItemName, completed: bool, now: Moment) -> Result<(), Fault> {
    let report = permit.report()?.as_str();
    let last: Option<i32> = section_declarations::table
        .filter(section_declarations::report_id.eq(report))
        .filter(section_declarations::section.eq(section.as_str()))
        .select(diesel::dsl::max(section_declarations::sequence))
        .first(tx)?;
    diesel::insert_into(section_declarations::table)
        .values((
            section_declarations::report_id.eq(report),
            section_declarations::section.eq(section.as_str()),
            section_declarations::sequence.eq(last.unwrap_or(0) + 1),
            section_declarations::completed.eq(completed),
            section_declarations::recorded_at.eq(now),
            section_declarations::recorded_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    Ok(())
}
