//! Saves what was ticked on a page of differences: all in one go, and nothing that was not shown.

use super::offer::{Offer, seen};
use crate::access::Actor;
use crate::clock::Moment;
use crate::db::Conn;
use crate::reports::remove_row::remove_row;
use crate::reports::save_changes::{Outcome, save_changes};
use crate::reports::{Refusal, path, reading, store};
use crate::templates::Shelf;
use crate::templates::outline::Outline;
use crate::web::pages::report::ReportAt;

/// What became of it.
#[derive(Debug, Default)]
pub struct Told {
    /// How many answers were saved and rows taken away.
    pub saved: usize,
    /// What became of the answers.
    pub outcome: Outcome,
    /// Rows that were left, because what is in them changed since it was shown.
    pub rows: Vec<String>,
    /// Whether there was no room for all rows, so that nothing was saved.
    pub full: bool,
}

impl Told {
    /// Whether all that was ticked is done.
    pub fn is_whole(&self) -> bool {
        self.outcome.flaws.is_empty() && self.outcome.conflicts.is_empty() && self.rows.is_empty() && !self.full
    }
}

/// Saves the answers and takes the rows away.
///
/// # Errors
/// As saving the answers of a form and taking a row away.
pub fn take_in(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    at: &ReportAt,
    offers: Vec<Offer>,
    now: Moment,
) -> Result<Told, Refusal> {
    let report = (&at.0, &at.1);
    // Held from here on: what is looked at stays until it is saved.
    store::touch(tx, &at.0, &at.1)?;
    let mut told = Told::default();
    let (mut sent, mut removals) = (Vec::new(), Vec::new());
    for offer in offers {
        sent.extend(offer.answers.into_iter().map(super::offer::Offered::sent));
        removals.extend(offer.remove);
    }
    // What is in a row is looked at before anything is saved into it.
    let mut gone = Vec::new();
    if !removals.is_empty() {
        let opened = reading::summary(tx, actor, shelf, &at.0, &at.1, now)?;
        let outline = Outline::of(&opened.published.template);
        for removal in removals {
            let found = path::find_row(&opened.published, &opened.reach, &at.1, &removal.row);
            let step = found.and_then(|(_, mut steps)| steps.pop());
            let is_as_seen = step.is_some_and(|step| seen(&outline, &opened, step.frame, &step.row).1 == removal.seen);
            if is_as_seen { gone.push(removal.row) } else { told.rows.push(removal.row) }
        }
    }
    told.outcome = save_changes(tx, actor, shelf, report, sent, now)?;
    // What is in rows belongs together: where some have no room, none of the workbook is taken.
    if told.outcome.lacks_room() {
        return Err(told.outcome.flaws.into());
    }
    for row in &gone {
        remove_row(tx, actor, shelf, report, row, now)?;
    }
    told.saved = told.outcome.saved.len() + gone.len();
    Ok(told)
}
