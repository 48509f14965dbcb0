//! `godwit cycle open|extend|close`

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{No, cycle_move, say};
use crate::access::{Action, Denied, Permit, Place, SystemReason};
use crate::clock::{self, Clock, Moment};
use crate::config::Settings;
use crate::cycles::change::{Change, PartyChange, change_with};
use crate::cycles::open::open_with;
use crate::cycles::{Cycle, Refusal, store};
use crate::db::Db;
use crate::flaw::Flaw;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::carry::{Carrier, Tally};
use crate::reports::moves::Move;
use crate::templates::Shelf;
use crate::web::api::cycles::shape::OpenedCycle;
use crate::web::shape;

/// What is done to a cycle.
#[derive(Debug, Subcommand)]
pub enum Deed {
    /// Open a cycle from a JSON file, the same as POST /api/v1/cycles takes.
    Open {
        /// The file.
        file: PathBuf,
    },
    /// Give one Party a later deadline.
    Extend {
        /// The cycle's code.
        cycle: CycleCode,
        /// The Party's code.
        party: PartyCode,
        /// Until when: 2027-07-31T23:59:59Z.
        #[arg(long, value_name = "T", value_parser = moment)]
        to: Moment,
        /// Why: it is kept.
        #[arg(long)]
        reason: String,
    },
    /// Ask another version of the template from now on, or an earlier one again. No answer is lost.
    Move {
        /// The cycle's code.
        cycle: CycleCode,
        /// Which published version.
        #[arg(long, value_name = "N")]
        to: i32,
        /// Why: it is kept, and told to the Parties.
        #[arg(long)]
        reason: String,
        /// Say what it would touch, and move nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Stop saving and submitting, now or at a moment.
    Close {
        /// The cycle's code.
        cycle: CycleCode,
        /// When, if not now.
        #[arg(long, value_name = "T", value_parser = moment)]
        at: Option<Moment>,
    },
}

/// Does it, as the command line.
pub fn run(settings: &Settings, deed: Deed) -> Result<(), No> {
    let now = Clock::system().now();
    match deed {
        Deed::Open { file } => open(settings, &file, now),
        Deed::Extend { cycle, party, to, reason } => {
            let said = format!("{party} now has until {} in {cycle}.", clock::written(to));
            let party = PartyChange { party, duty: None, extended_to: Some(to), reason };
            change(settings, cycle, Change { parties: vec![party], ..Change::default() }, now)?;
            say(&said);
            Ok(())
        }
        Deed::Move { cycle, to, reason, dry_run } => {
            cycle_move::run(settings, cycle, Move { version: to, reason, impact: None }, dry_run, now)
        }
        Deed::Close { cycle, at } => {
            let at = at.unwrap_or(now);
            let said = format!("{cycle} closes at {}.", clock::written(at));
            change(settings, cycle, Change { closes_at: Some(Some(at)), ..Change::default() }, now)?;
            say(&said);
            Ok(())
        }
    }
}

fn open(settings: &Settings, file: &Path, now: Moment) -> Result<(), No> {
    let bytes = std::fs::read(file).map_err(|error| No::because(format!("{}: {error}", file.display())))?;
    let asked = shape::read::<OpenedCycle>(&bytes).and_then(OpenedCycle::read).map_err(|flaws| lines(&flaws))?;
    let secret = settings.secret()?;
    let shelf = Shelf::new();
    let opened = Db::join(&settings.database)?.write(move |tx| {
        let place = Place::of_instrument(asked.instrument.clone());
        let permit = Permit::system(SystemReason::CommandLine, Action::WriteCycle, place);
        let mut carrier = Carrier::new(&shelf);
        let opened = open_with(tx, &permit, (&secret, &mut carrier), asked, now)?;
        Ok((opened, carrier.tally))
    });
    let (opened, tally): (Cycle, Tally) = opened.map_err(no)?;
    tell(&tally);
    say(&format!("{} is open; reports are due {}.", opened.code, clock::written(opened.timetable.due_at)));
    Ok(())
}

/// What the reports begin with, and what did not fit.
fn tell(tally: &Tally) {
    for left in &tally.left {
        let Flaw { at, message, .. } = &left.flaw;
        say(&format!("Warning: {} {at}, from {}: {message}.", left.party, left.reference));
    }
    if tally.left_behind > tally.left.len() {
        say(&format!("Warning: {} more do not fit.", tally.left_behind - tally.left.len()));
    }
    if tally.answers > 0 {
        say(&format!("{} reports begin with {} answers from before, not confirmed yet.", tally.reports, tally.answers));
    }
}

fn change(settings: &Settings, code: CycleCode, change: Change, now: Moment) -> Result<Cycle, No> {
    let secret = settings.secret()?;
    let shelf = Shelf::new();
    let changed = Db::join(&settings.database)?.write(move |tx| {
        let cycle = store::touch(tx, &code)?.ok_or(Denied::NotFound)?;
        let permit = Permit::system(SystemReason::CommandLine, Action::WriteCycle, cycle.place());
        change_with(tx, &permit, (&secret, &mut Carrier::new(&shelf)), cycle, change, now)
    });
    changed.map_err(no)
}

fn no(refusal: Refusal) -> No {
    match refusal {
        Refusal::Flaws(flaws) => lines(&flaws),
        Refusal::Fault(fault) => fault.into(),
        Refusal::Denied(_) => No::because("There is no such cycle."),
        Refusal::Exists | Refusal::Stale(_) => No::because(format!("No: {refusal}.")),
    }
}

/// A line for each flaw, with its place.
pub fn lines(flaws: &[Flaw]) -> No {
    let line = |flaw: &Flaw| match flaw.at.as_str() {
        "" => flaw.message.clone(),
        at => format!("{at}: {}", flaw.message),
    };
    No::Said(flaws.iter().map(line).collect())
}

fn moment(text: &str) -> Result<Moment, String> {
    clock::read(text).ok_or_else(|| "write a moment with its offset, like 2027-05-31T08:00:00Z".to_owned())
}
