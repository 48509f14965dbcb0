//! `godwit remind`

use super::{No, print, say};
use crate::clock::{self, Clock, Moment};
use crate::config::Settings;
use crate::db::Db;
use crate::reminders::{self, Round};
use crate::templates::Shelf;

/// Writes down the reminders that are due at `now` (the clock's, unless one is named), or only lists them.
/// They leave with the next `post`, or with a `serve` that runs.
pub fn run(settings: &Settings, now: Option<Moment>, dry_run: bool) -> Result<(), No> {
    let db = Db::join(&settings.database)?;
    let now = now.unwrap_or_else(|| Clock::system().now());
    let rounds = reminders::remind(&db, &Shelf::new(), &settings.base(), dry_run, now)?;
    let count: usize = rounds.iter().map(|round| round.reminders.len()).sum();
    rounds.iter().flat_map(lines).for_each(|line| print(&line));
    for (round, party) in rounds.iter().flat_map(|round| round.unanswered.iter().map(move |party| (round, party))) {
        say(&format!("{}/{party}: nobody answers for this Party; no letter.", round.cycle));
    }
    let done = if dry_run { "would be written" } else { "written" };
    say(&format!("Reminders {done}: {count}."));
    Ok(())
}

/// One line for each letter: report, days from the deadline, address, subject.
fn lines(round: &Round) -> Vec<String> {
    let line = |reminder: &reminders::Reminder| {
        let letter = &reminder.letter;
        let about = format!("{}/{}", round.cycle, reminder.party);
        format!("{about}\t{:+}\t{}\t{}", reminder.milestone.days, letter.address, letter.subject)
    };
    round.reminders.iter().map(line).collect()
}

/// Reads the moment of `--now`.
///
/// # Errors
/// A sentence that says what would be right.
pub fn read_now(text: &str) -> Result<Moment, String> {
    clock::read(text).ok_or_else(|| "write a moment with its offset, like 2027-05-31T08:00:00Z".to_owned())
}
