//! Sends what is due: touch the cycle, see what is due, write the letters down.

use super::{Round, due_letters, open_cycles};
use crate::clock::Moment;
use crate::cycles;
use crate::db::{Conn, Db};
use crate::fault::Fault;
use crate::ids::CycleCode;
use crate::mail;
use crate::templates::Shelf;

/// How often a cycle is tried again when somebody wrote one of its letters at the same time.
const TRIES: u32 = 3;

/// Writes down the reminders that are due in a cycle now, and answers them. Two runs at once write each letter once: the
/// second waits for the first at the cycle's row, and then sees what was said.
pub fn send_due(tx: &mut Conn, shelf: &Shelf, base: &str, code: &CycleCode, now: Moment) -> Result<Round, Fault> {
    let cycle = cycles::store::touch(tx, code)?
        .ok_or_else(|| Fault::Broken(format!("the cycle {code} is gone while its reminders are written")))?;
    let mut round = due_letters(tx, shelf, base, &cycle, now)?;
    let mut written = Vec::with_capacity(round.reminders.len());
    for reminder in round.reminders {
        if mail::store::enqueue(tx, &reminder.letter, now)? {
            written.push(reminder);
        }
    }
    round.reminders = written;
    Ok(round)
}

/// Goes through every open cycle and writes down what is due now, or with `dry` only answers it. One transaction for each
/// cycle, and none where nothing is due.
pub fn remind(db: &Db, shelf: &Shelf, base: &str, dry: bool, now: Moment) -> Result<Vec<Round>, Fault> {
    let due: Vec<Round> = db.read(|tx| {
        let mut due = Vec::new();
        for code in open_cycles(tx, now)? {
            if let Some(cycle) = cycles::store::find(tx, &code)? {
                due.push(due_letters(tx, shelf, base, &cycle, now)?);
            }
        }
        Ok::<_, Fault>(due)
    })?;
    let something = |round: &Round| !round.reminders.is_empty() || !round.unanswered.is_empty();
    due.into_iter()
        .filter(something)
        .map(
            |round| {
                if dry || round.reminders.is_empty() { Ok(round) } else { send(db, shelf, base, &round.cycle, now) }
            },
        )
        .collect()
}

fn send(db: &Db, shelf: &Shelf, base: &str, code: &CycleCode, now: Moment) -> Result<Round, Fault> {
    let mut tries = 1;
    loop {
        let (shelf, base, code) = (shelf.clone(), base.to_owned(), code.clone());
        match db.write(move |tx| send_due(tx, &shelf, &base, &code, now)) {
            Err(Fault::Clash(_)) if tries < TRIES => tries += 1,
            answer => return answer,
        }
    }
}
