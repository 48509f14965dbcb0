//! Takes a reference list in: all of the file or nothing.

use serde_json::json;

use super::difference::Difference;
use super::plan::{Held, Plan, plan};
use super::sheet::Sheet;
use super::{Members, store};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::parties;
use crate::templates::{Refusal, store as templates_store};

/// Imports a list, on an operator's word. What changes it makes its next revision; a file that changes nothing makes none.
///
/// # Errors
/// `Flaws`: every row that does not go with the register of Parties or with what the list holds.
pub fn import(
    tx: &mut Conn,
    reason: SystemReason,
    secret: &Secret,
    sheet: &Sheet,
    now: Moment,
) -> Result<Difference, Refusal> {
    let permit = Permit::system(reason, Action::WriteRegisters, Place::of_instrument(sheet.instrument.clone()));
    // A new list has no row to wait at: whoever imports one waits at its instrument's.
    parties::store::touch_instrument(tx, &permit)?;
    let held = held(tx, sheet)?;
    let (plan, difference) = plan(sheet, &held).map_err(Refusal::Flaws)?;
    if held.list.is_some() && difference.is_empty() {
        return Ok(difference);
    }
    let revision = held.list.as_ref().map_or(0, |list| list.revision).saturating_add(1);
    let title = sheet.title.as_ref().or(held.title.as_ref()).map_or(sheet.code.as_str(), String::as_str);
    store::write_list(tx, &permit, sheet, title, revision, now)?;
    store::add_rows(tx, &permit, &sheet.code, revision, &plan.rows)?;
    for (key, position) in &plan.shifted {
        store::shift_row(tx, &permit, &sheet.code, revision, key, *position)?;
    }
    store::add_members(tx, &permit, &sheet.code, revision, &plan.members)?;
    let deed = Deed {
        instrument: &sheet.instrument,
        actor: permit.account(),
        action: "list.imported",
        subject: &format!("{}/{revision}", sheet.code),
        detail: &detail(title, &plan),
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(difference)
}

/// What [`import`] would do.
///
/// # Errors
/// Those of [`import`].
pub fn compare(tx: &mut Conn, sheet: &Sheet) -> Result<Difference, Refusal> {
    let held = held(tx, sheet)?;
    plan(sheet, &held).map(|(_, difference)| difference).map_err(Refusal::Flaws)
}

fn held(tx: &mut Conn, sheet: &Sheet) -> Result<Held, Refusal> {
    if !templates_store::instrument_exists(tx, &sheet.instrument)? {
        let message = format!("there is no instrument {} in the register", sheet.instrument);
        return Err(vec![Flaw::new("instrument", "unknown_instrument", message)].into());
    }
    Ok(Held {
        title: store::listed(tx, &sheet.instrument, &sheet.code)?.map(|listed| listed.title),
        list: store::read_list(tx, &sheet.instrument, &sheet.code, None)?,
        parties: parties::store::codes(tx)?,
    })
}

/// What was written, for the chain: a JSON value to a line.
fn detail(title: &str, plan: &Plan<'_>) -> String {
    let rows = plan.rows.iter().map(|(row, position)| {
        let for_all = matches!(row.parties, Members::All);
        json!([row.key, position, row.parent, row.labels.0, row.attributes, for_all, row.retired])
    });
    let shifted = plan.shifted.iter().map(|(key, position)| json!([key, position]));
    let members = plan.members.iter().map(|(key, party, present)| json!([key, party, present]));
    let lines = std::iter::once(json!(title)).chain(rows).chain(shifted).chain(members);
    lines.fold(String::new(), |text, line| text + &line.to_string() + "\n")
}
