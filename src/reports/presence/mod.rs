//! Who has a report open now, and in which section. It locks nothing: it is told, and forgotten when it is not told again.

mod store;

use chrono::Duration;

pub use store::present;

use super::{Refusal, store as reports};
use crate::access::{Action, Actor, Denied, Place, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{AccountId, CycleCode, ItemName, PartyCode};
use crate::templates::Shelf;

/// How long somebody counts as present who does not say so again: one telling may get lost, a closed laptop is gone soon.
pub const LASTS: Duration = Duration::seconds(30);

/// Somebody who has a report open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Whose account.
    pub account: AccountId,
    /// What to call them.
    pub name: String,
    /// The section in front of them; none where they are at none.
    pub section: Option<ItemName>,
}

/// Notes that somebody is at a report, in a section or in none.
///
/// # Errors
/// `Denied`: as for the answers of the draft, and of the section.
pub fn tell(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    section: Option<&ItemName>,
    now: Moment,
) -> Result<(), Refusal> {
    let report = reports::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::ReadAnswers, &Place { section: section.cloned(), ..report.place() })?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    if section.is_some_and(|name| !published.template.sections.iter().any(|section| section.name == *name)) {
        return Err(Denied::NotFound.into());
    }
    store::forget(tx, &permit, now)?;
    store::put(tx, &permit, section, now + LASTS)?;
    Ok(())
}
