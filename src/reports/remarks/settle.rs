//! Settles a remark, or opens it again.

use super::begin::{begin, has_room};
use super::read::{lineage, may_discuss, remarks};
use super::{Deed, Kind, Remark, store};
use crate::access::{Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::Shaped;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::{Desk, Refusal};

/// What is to become of a remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settle {
    /// Its number in the report.
    pub number: i64,
    /// Whether it is settled.
    pub resolved: bool,
}

/// Settles a remark for a person, or opens it again. One that is so already stays as it is.
///
/// # Errors
/// In this order: `Denied` (also for a remark that is not there, or not at this answer), `Flaws`.
pub fn settle(
    tx: &mut Conn,
    actor: &Actor,
    desk: &Desk<'_>,
    report: (&CycleCode, &PartyCode),
    at: &str,
    input: Shaped<Settle>,
    now: Moment,
) -> Result<Remark, Refusal> {
    let begun = begin(tx, actor, desk.shelf, report)?;
    let (report, spot) = (&begun.report, begun.spot(at)?);
    let permit = may_discuss(actor, report, &spot.section.name)?;
    let input = input?;
    let lineage = lineage(tx, desk.shelf, report)?;
    let mut all = remarks(tx, report)?;
    let is_here = |one: &Remark| lineage.is_same(&one.question, &spot.key) && one.row == spot.row();
    let found = all.iter().position(|one| one.number == input.number && is_here(one)).ok_or(Denied::NotFound)?;
    let mut remark = all.swap_remove(found);
    if remark.resolved.is_some() == input.resolved {
        return Ok(remark);
    }
    let kind = if input.resolved { Kind::Resolved } else { Kind::Reopened };
    let deed = Deed { kind, about: input.number, ..begun.next(tx, actor, &spot, now)? };
    has_room(&deed, "number")?;
    store::append(tx, &permit, &deed, None)?;
    begun.record(tx, desk, &permit, &deed, now)?;
    remark.resolved = input.resolved.then(|| (now, actor.name.clone()));
    Ok(remark)
}
