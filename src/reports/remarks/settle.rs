//! Settles a remark, or opens it again.

use super::read::{lineage, may_discuss, remarks};
use super::{Deed, Kind, MOST_DEEDS, Remark, store};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::audit::{self, store::Deed as Audited};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};
use crate::reports::{Desk, Refusal, path, store as reports};

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
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    input: Shaped<Settle>,
    now: Moment,
) -> Result<Remark, Refusal> {
    let report = reports::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let place = report.place();
    permit(actor, Action::Discuss, &place)?;
    let reach = actor.sections_at(&place).unwrap_or(Sections::All);
    let published = desk.shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    let spot = path::find(&published, &reach, party, at).ok_or(Denied::NotFound)?;
    let permit = may_discuss(actor, &report, &spot.section.name)?;
    let input = input?;
    let lineage = lineage(tx, desk.shelf, &report)?;
    let mut all = remarks(tx, &report)?;
    let is_here = |one: &Remark| lineage.is_same(&one.question, &spot.key) && one.row == spot.row();
    let found = all.iter().position(|one| one.number == input.number && is_here(one)).ok_or(Denied::NotFound)?;
    let mut remark = all.swap_remove(found);
    if remark.resolved.is_some() == input.resolved {
        return Ok(remark);
    }
    let sequence = store::newest(tx, &report.id)? + 1;
    if sequence > MOST_DEEDS {
        let said = format!("the discussions of a report hold at most {MOST_DEEDS} entries");
        return Err(vec![Flaw::new("number", "too_many", said)].into());
    }
    let kind = if input.resolved { Kind::Resolved } else { Kind::Reopened };
    let deed = Deed {
        sequence,
        section: spot.section.name.clone(),
        question: spot.key.to_string(),
        row: spot.row().to_owned(),
        kind,
        about: input.number,
        words: None,
        at: now,
        by: Some((actor.account.clone(), actor.name.clone())),
    };
    store::append(tx, &permit, &deed, None)?;
    let audited = Audited {
        instrument: &report.cycle.instrument,
        actor: permit.account(),
        action: if input.resolved { "remark.resolved" } else { "remark.reopened" },
        subject: &format!("{}/{}", report.id, input.number),
        detail: "",
    };
    audit::store::record(tx, desk.secret, &audited, now)?;
    remark.resolved = input.resolved.then(|| (now, actor.name.clone()));
    Ok(remark)
}
