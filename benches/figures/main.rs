//! The figures' promises, each beside its reference in the same run. Everything counted is invented.
//!
//! `tests/postgres cargo bench --bench figures` runs it on both databases; without a PostgreSQL, on SQLite alone.
//! It needs the `sqlite3` shell and `psql`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement may fail loudly, and prints what it found"
)]

mod child;
mod measure;
mod reference;
mod seed;

use std::time::Duration;

use measure::{median, seconds};
use seed::{Place, Round};

/// 2,000,000 answers: 2,000 Parties, the most a cycle takes, with 1,000 rows each.
const LARGE: Round = Round { cycle: "large", parties: 2_000, questions: 800 };
/// A large convention's cycle.
const USUAL: Round = Round { cycle: "usual", parties: 200, questions: 300 };
/// Runs of what is over soon.
const RUNS: usize = 11;
/// Runs of what takes seconds.
const FEW: usize = 3;
const MIB: u64 = 1024 * 1024;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|word| word == "--child") {
        return child::run(&arguments[at + 1..]);
    }
    let folder = std::env::temp_dir().join(format!("godwit-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for place in Place::all(&folder) {
        println!("\n{} ({} and {} answers)", place.name(), LARGE.rows(), USUAL.rows());
        let filled = measure::timed(|| seed::fill(&place, &[LARGE, USUAL])).0;
        println!("  filled in {}", seconds(filled));
        answers(&place, &folder);
        summary(&place);
        place.remove();
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// answers.csv into a file, against one statement that gives the same columns with the same joins and labels.
fn answers(place: &Place, folder: &std::path::Path) {
    let (ours, theirs) = (folder.join("ours.csv"), folder.join("theirs.csv"));
    let mut times: [Vec<Duration>; 2] = Default::default();
    let mut memory = 0;
    // In turns, so that whatever else the machine does falls on both.
    for _ in 0..FEW {
        let run = child::answers(place, LARGE.cycle, &ours);
        memory = memory.max(run.memory);
        times[0].push(run.took);
        times[1].push(reference::answers(place, LARGE.cycle, &theirs));
    }
    let rows = measure::same_rows(&ours, &theirs);
    let [ours, theirs] = times.map(|mut all| median(&mut all));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("  answers.csv, {rows} rows: {}; one statement of the shell: {}", seconds(ours), seconds(theirs));
    println!("    ratio {ratio:.2} (at most 1.20), memory {} MiB (at most 64)", memory.div_ceil(MIB));
}

/// The summary in JSON of a usual cycle, read, counted and written, against the database's own counting.
fn summary(place: &Place) {
    let mut ours = child::summaries(place, USUAL.cycle, RUNS);
    let mut theirs = reference::counts(place, USUAL.cycle, RUNS);
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "  summary of {} questions and {} reports: {}; the same counts in SQL: {}; ratio {ratio:.2} ({})",
        USUAL.questions,
        USUAL.parties,
        seconds(ours),
        seconds(theirs),
        if place.is_postgres() { "at most 2.00" } else { "at most 50 ms" },
    );
}
