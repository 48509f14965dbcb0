//! `godwit cycle move CYCLE --to N --reason TEXT [--dry-run]`

use super::{No, cycle, print, say};
use crate::access::{Action, Denied, Permit, SystemReason};
use crate::clock::Moment;
use crate::config::Settings;
use crate::cycles::store;
use crate::db::{Conn, Db};
use crate::fault::{Fault, Refused};
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
        let cycle = store::touch(tx, &code).map_err(Refusal::from)?.ok_or(Refusal::from(Denied::NotFound))?;
        let permit = Permit::system(SystemReason::CommandLine, Action::WriteCycle, cycle.place());
        let desk = Desk { shelf: &Shelf::new(), secret: &secret, base: &base };
        moved(tx, &permit, &desk, cycle, &input, dry_run, now)
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

/// How a job ends that keeps nothing.
enum Ended {
    Dry(Box<Moved>),
    Refused(Refusal),
}

fn moved(
    tx: &mut Conn,
    permit: &Permit,
    desk: &Desk<'_>,
    cycle: crate::cycles::Cycle,
    input: &Move,
    dry_run: bool,
    now: Moment,
) -> Result<Box<Moved>, Ended> {
    let moved = Box::new(move_with(tx, permit, desk, cycle, input, now)?);
    // A dry run does all of it, and is then undone.
    if dry_run { Err(Ended::Dry(moved)) } else { Ok(moved) }
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl Refused for Ended {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(refusal) => refusal.fault(),
            Self::Dry(_) => None,
        }
    }
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
