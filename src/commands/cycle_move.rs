//! `godwit cycle move CYCLE --to N --reason TEXT [--dry-run]`

use super::dry::Ended;
use super::{No, cycle, print, say};
use crate::access::{Action, Denied, Permit, SystemReason};
use crate::clock::Moment;
use crate::config::Settings;
use crate::cycles::store;
use crate::db::{Conn, Db};
use crate::ids::CycleCode;
use crate::reports::moves::impact::{Impact, Line};
use crate::reports::moves::{Move, Moved, move_with};
use crate::reports::{Desk, Refusal};
use crate::templates::Shelf;
use crate::words;

/// Prints what the move touches, and makes it.
///
/// # Errors
/// A sentence where there is no such cycle or version, or the cycle is closed; then nothing was moved.
pub fn run(settings: &Settings, code: CycleCode, input: Move, dry_run: bool, now: Moment) -> Result<(), No> {
    let (secret, base) = (settings.secret()?, settings.base());
    let moved = Db::join(&settings.database)?.write(move |tx| {
        let desk = Desk { shelf: &Shelf::new(), secret: &secret, base: &base };
        Ended::of(moved(tx, &desk, &code, &input, now), dry_run)
    });
    let (moved, dry) = match moved {
        Ok(moved) => (moved, false),
        Err(Ended::Dry(moved)) => (moved, true),
        Err(Ended::Refused(refusal)) => return Err(no(refusal)),
    };
    lines(&moved.impact).iter().for_each(|line| print(line));
    let Impact { cycle, from, to, .. } = &moved.impact;
    let told = format!("Answers that go to another name: {}. Letters: {}.", moved.carried, moved.letters);
    if dry {
        say(&format!("{cycle} would go from version {from} to {to}. {told} Nothing was moved: this was a dry run."));
    } else {
        say(&format!("{cycle} went from version {from} to {to}. {told}"));
    }
    Ok(())
}

fn moved(tx: &mut Conn, desk: &Desk<'_>, code: &CycleCode, input: &Move, now: Moment) -> Result<Box<Moved>, Refusal> {
    let cycle = store::touch(tx, code)?.ok_or(Denied::NotFound)?;
    let permit = Permit::system(SystemReason::CommandLine, Action::WriteCycle, cycle.place());
    Ok(Box::new(move_with(tx, &permit, desk, cycle, input, now)?))
}

/// One line for each change: the question, the change, and what it touches.
fn lines(impact: &Impact) -> Vec<String> {
    let line = |line: &Line| {
        let (change, said) = (&line.change, line.change.said(words::FALLBACK));
        let touched = format!("{} answers in {} reports", line.answers, line.reports);
        format!("{}: {said} ({touched}, {} no longer fit)", change.name, line.unfit)
    };
    impact.lines.iter().map(line).collect()
}

fn no(refusal: Refusal) -> No {
    match refusal {
        Refusal::Flaws(flaws) => cycle::lines(&flaws),
        Refusal::Fault(fault) => fault.into(),
        Refusal::Denied(_) => No::because("There is no such cycle."),
        other => No::because(format!("No: {other}.")),
    }
}
