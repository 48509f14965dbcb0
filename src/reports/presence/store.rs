//! The rows of who is present.

use diesel::prelude::*;

use super::Present;
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::schema::{accounts, presence};
use crate::db::{Bind, Conn, Prepared, direct};
use crate::fault::Fault;
use crate::ids::{AccountId, ItemName, ReportId};

/// One row for each person and report: the last telling counts.
const PUT: &str = "INSERT INTO presence (report_id, account_id, section, until_at) VALUES (?, ?, ?, ?) \
     ON CONFLICT (report_id, account_id) DO UPDATE SET section = excluded.section, until_at = excluded.until_at";

fn person(permit: &Permit) -> Result<&AccountId, Fault> {
    permit.account().ok_or_else(|| Fault::Broken("the house is present at no report".to_owned()))
}

/// Notes that the permit's person is at its report until a moment.
pub fn put(tx: &mut Conn, permit: &Permit, section: Option<&ItemName>, until: Moment) -> Result<(), Fault> {
    let binds = [
        permit.report()?.as_str().into(),
        person(permit)?.as_str().into(),
        Bind::Text(section.map(ItemName::as_str)),
        Bind::Moment(until),
    ];
    let here = Prepared { text: PUT, binds };
    direct!(tx, |conn| here.execute(conn))?;
    Ok(())
}

/// Takes away who was at the permit's report and did not say so again.
pub fn forget(tx: &mut Conn, permit: &Permit, now: Moment) -> Result<(), Fault> {
    let past =
        presence::table.filter(presence::report_id.eq(permit.report()?.as_str())).filter(presence::until_at.le(now));
    diesel::delete(past).execute(tx)?;
    Ok(())
}

/// Who is at a report now, by name.
pub fn present(tx: &mut Conn, report: &ReportId, now: Moment) -> Result<Vec<Present>, Fault> {
    let rows: Vec<(String, String, Option<String>)> = presence::table
        .inner_join(accounts::table.on(accounts::id.eq(presence::account_id)))
        .filter(presence::report_id.eq(report.as_str()))
        .filter(presence::until_at.gt(now))
        .select((accounts::id, accounts::name, presence::section))
        .load(tx)?;
    let mut found: Vec<Present> = rows
        .into_iter()
        .map(|(account, name, section)| Present {
            account: AccountId::stored(account),
            name,
            section: section.map(ItemName::stored),
        })
        .collect();
    found.sort_by(|a, b| (&a.name, &a.account).cmp(&(&b.name, &b.account)));
    Ok(found)
}
