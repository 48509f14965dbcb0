//! Our side, in a process of its own, so that its memory can be told from ours.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use godwit::access::{Action, Permit, SystemReason};
use godwit::clock;
use godwit::cycles::Cycle;
use godwit::db::{Address, Conn, Db};
use godwit::summaries::columns::Table;
use godwit::summaries::export::{Export, open_for_house};
use godwit::summaries::standing::Basis;
use godwit::summaries::{Refusal, Scope};
use godwit::templates::Shelf;

use super::measure::timed;
use super::seed::Place;

/// What a run took.
pub struct Run {
    pub took: Duration,
    /// Most bytes it ever held.
    pub memory: u64,
}

/// Writes answers.csv.
pub fn answers(place: &Place, cycle: &str, to: &Path) -> Run {
    let said = call(&["answers", &place.url(), cycle, to.to_str().unwrap()]);
    let mut numbers = said.split_whitespace().map(|number| number.parse::<u64>().unwrap());
    Run { took: Duration::from_micros(numbers.next().unwrap()), memory: numbers.next().unwrap() }
}

/// Makes the summary so many times, after once to warm up.
pub fn summaries(place: &Place, cycle: &str, runs: usize) -> Vec<Duration> {
    let said = call(&["summary", &place.url(), cycle, &runs.to_string()]);
    said.split_whitespace().map(|micros| Duration::from_micros(micros.parse().unwrap())).collect()
}

fn call(arguments: &[&str]) -> String {
    let itself = std::env::current_exe().unwrap();
    let output = Command::new(itself).arg("--child").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The child's side.
pub fn run(arguments: &[String]) {
    let db = Db::join(&Address::read(&arguments[1]).unwrap()).unwrap();
    match arguments[0].as_str() {
        "answers" => {
            let mut out = BufWriter::with_capacity(1 << 16, File::create(&arguments[3]).unwrap());
            let (took, ()) = timed(|| {
                open(&db, &Shelf::new(), &arguments[2], |tx, mut export| export.table(tx, Table::Answers, &mut out));
                out.flush().unwrap();
            });
            println!("{} {}", took.as_micros(), peak());
        }
        _ => {
            let shelf = Shelf::new();
            let once = || {
                let written = open(&db, &shelf, &arguments[2], |tx, mut export| {
                    Ok(serde_json::to_vec(&export.summary(tx, Basis::All, "ALL")?).unwrap())
                });
                assert!(written.len() > 1_000);
            };
            once();
            (0..arguments[3].parse::<usize>().unwrap()).for_each(|_| println!("{}", timed(once).0.as_micros()));
        }
    }
}

fn open<T>(db: &Db, shelf: &Shelf, cycle: &str, job: impl FnOnce(&mut Conn, Export) -> Result<T, Refusal>) -> T {
    let permit = |cycle: &Cycle| Permit::system(SystemReason::CommandLine, Action::ReadFigures, cycle.place());
    let scope = Scope::of(cycle.parse().unwrap());
    let now = clock::read("2028-01-01T00:00:00Z").unwrap();
    db.read(|tx| {
        let export = open_for_house(tx, permit, shelf, scope, now)?;
        job(tx, export)
    })
    .unwrap_or_else(|refusal: Refusal| panic!("{refusal}"))
}

/// Most bytes this process ever held in memory.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
