//! `godwit export CYCLE --to DIR [--as-of T]`

use std::fs;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{No, say};
use crate::access::{Action, Permit, SystemReason};
use crate::clock::{Clock, Moment};
use crate::config::Settings;
use crate::cycles::Cycle;
use crate::db::Db;
use crate::fault::Fault;
use crate::ids::CycleCode;
use crate::summaries::export::open_for_house;
use crate::summaries::{Refusal, Scope};
use crate::templates::Shelf;

/// Writes the data package of a cycle into a new directory: all of it, or nothing.
pub fn run(settings: &Settings, cycle: CycleCode, to: &Path, as_of: Option<Moment>) -> Result<(), No> {
    if to.exists() {
        return Err(No::because(format!("{} is there already; name a directory that is not.", to.display())));
    }
    let db = Db::join(&settings.database)?;
    let unfinished = Unfinished::beside(to)?;
    let bar = bar();
    let scope = Scope { as_of, ..Scope::of(cycle.clone()) };
    let permit = |cycle: &Cycle| Permit::system(SystemReason::CommandLine, Action::ReadFigures, cycle.place());
    db.read(|tx| {
        let mut export = open_for_house(tx, permit, &Shelf::new(), scope, Clock::system().now())?;
        // One more: the descriptor.
        bar.set_length(u64::try_from(export.tables().len() + 1).unwrap_or_default());
        export.files(tx, &unfinished.0, |name| {
            bar.set_message(name.to_owned());
            bar.inc(1);
        })
    })
    .map_err(|refusal| no(refusal, &cycle))?;
    bar.finish_and_clear();
    unfinished.becomes(to)?;
    say(&format!("The figures of {cycle} are in {}.", to.display()));
    Ok(())
}

/// A directory that is taken away again unless it gets its name.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(to: &Path) -> Result<Self, Fault> {
        let name = to.file_name().ok_or_else(|| Fault::Io(format!("{} names no directory", to.display())))?;
        let hidden = format!(".{}.unfinished-{}", name.to_string_lossy(), std::process::id());
        let path = to.with_file_name(hidden);
        if let Some(parent) = to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(|error| Fault::Io(format!("{}: {error}", parent.display())))?;
        }
        fs::create_dir(&path).map_err(|error| Fault::Io(format!("{}: {error}", path.display())))?;
        Ok(Self(path))
    }

    fn becomes(self, to: &Path) -> Result<(), Fault> {
        fs::rename(&self.0, to).map_err(|error| Fault::Io(format!("{}: {error}", to.display())))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After it got its name there is nothing left here to take away.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A bar where somebody watches; nothing where nobody does.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn no(refusal: Refusal, cycle: &CycleCode) -> No {
    match refusal {
        Refusal::Denied(_) => No::because(format!("There is no cycle {cycle}.")),
        Refusal::Flaws(flaws) => No::Said(flaws.iter().map(|flaw| format!("{}: {}", flaw.at, flaw.message)).collect()),
        Refusal::Fault(fault) => No::Failed(fault),
    }
}
