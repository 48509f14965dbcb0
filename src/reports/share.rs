//! Lets the Secretariat read a draft, or no longer.

use super::{Refusal, Report, store};
use crate::access::{Action, Actor, Denied, permit};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::Shaped;
use crate::ids::{CycleCode, PartyCode};

/// Shares a draft with the Secretariat, or takes that back.
///
/// # Errors
/// `Denied`: who may submit a report may share it.
pub fn share(
    tx: &mut Conn,
    actor: &Actor,
    secret: &Secret,
    (cycle, party): (&CycleCode, &PartyCode),
    shared: Shaped<bool>,
    now: Moment,
) -> Result<Report, Refusal> {
    let mut report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::Submit, &report.place())?;
    report.shared = shared?;
    store::set_shared(tx, &permit, report.shared)?;
    let deed = Deed {
        instrument: &report.cycle.instrument,
        actor: permit.account(),
        action: if report.shared { "report.shared" } else { "report.withheld" },
        subject: report.id.as_str(),
        detail: "",
    };
    audit::store::record(tx, secret, &deed, now)?;
    Ok(report)
}
