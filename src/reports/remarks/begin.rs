//! What every verb of a discussion has in common: how it begins, the deed it does, and what is set down of that.

use std::sync::Arc;

use super::{Deed, Kind, MOST_DEEDS, store};
use crate::access::{Action, Actor, Denied, Permit, Sections, permit};
use crate::audit::{self, store::Deed as Audited};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::path::{self, Spot};
use crate::reports::{Desk, Refusal, Report, store as reports};
use crate::templates::{Published, Shelf};

/// A report whose answers a person talks about, held until the transaction ends.
pub(super) struct Begun {
    pub report: Report,
    /// What is asked.
    pub published: Arc<Published>,
    /// The sections the person was given; all for whoever reads the whole report.
    reach: Sections,
}

/// Holds a report for a person who takes part in its discussions. Whether they may at a section, that asks its own permit.
///
/// # Errors
/// `Denied`.
pub(super) fn begin(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
) -> Result<Begun, Refusal> {
    let report = reports::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let place = report.place();
    permit(actor, Action::Discuss, &place)?;
    let reach = actor.sections_at(&place).unwrap_or(Sections::All);
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    Ok(Begun { report, published, reach })
}

impl Begun {
    /// The answer at a path.
    pub fn spot(&self, at: &str) -> Result<Spot<'_>, Denied> {
        path::find(&self.published, &self.reach, &self.report.party, at).ok_or(Denied::NotFound)
    }

    /// A person's next deed at an answer: as it stands here, it begins a remark.
    pub fn next(&self, tx: &mut Conn, actor: &Actor, spot: &Spot<'_>, now: Moment) -> Result<Deed, Fault> {
        let sequence = store::newest(tx, &self.report.id)? + 1;
        Ok(Deed {
            sequence,
            section: spot.section.name.clone(),
            question: spot.key.to_string(),
            row: spot.row().to_owned(),
            kind: Kind::Written,
            about: sequence,
            words: None,
            at: now,
            by: Some((actor.account.clone(), actor.name.clone())),
        })
    }

    /// Sets a deed down among those that nobody can change.
    pub fn record(
        &self,
        tx: &mut Conn,
        desk: &Desk<'_>,
        permit: &Permit,
        deed: &Deed,
        now: Moment,
    ) -> Result<(), Fault> {
        let audited = Audited {
            instrument: &self.report.cycle.instrument,
            actor: permit.account(),
            action: match deed.kind {
                Kind::Written => "remark.written",
                Kind::Resolved => "remark.resolved",
                Kind::Reopened => "remark.reopened",
            },
            subject: &format!("{}/{}", self.report.id, deed.about),
            detail: deed.words.as_deref().unwrap_or_default(),
        };
        audit::store::record(tx, desk.secret, &audited, now).map(drop)
    }
}

/// # Errors
/// `Flaws` of a part of what was sent, where the discussions of the report hold no more.
pub(super) fn has_room(deed: &Deed, part: &str) -> Result<(), Refusal> {
    if deed.sequence <= MOST_DEEDS {
        return Ok(());
    }
    let said = format!("the discussions of a report hold at most {MOST_DEEDS} entries");
    Err(vec![Flaw::new(part, "too_many", said)].into())
}
