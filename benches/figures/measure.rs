//! Times, and whether two tables say the same.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long something took, and what it gave.
pub fn timed<T>(job: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let given = job();
    (started.elapsed(), given)
}

/// The middle of some times.
pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A time for people.
pub fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

/// Compares two CSVs cell by cell (quotes may differ) and answers how many rows they have, the header not counted.
pub fn same_rows(ours: &Path, theirs: &Path) -> usize {
    let open = |path: &Path| csv::ReaderBuilder::new().from_reader(BufReader::new(File::open(path).unwrap()));
    let (mut ours, mut theirs) = (open(ours), open(theirs));
    assert_eq!(ours.headers().unwrap(), theirs.headers().unwrap());
    let (mut a, mut b) = (csv::StringRecord::new(), csv::StringRecord::new());
    let mut rows = 0;
    loop {
        let (more, more_there) = (ours.read_record(&mut a).unwrap(), theirs.read_record(&mut b).unwrap());
        assert_eq!((more, &a), (more_there, &b), "row {rows}");
        if !more {
            return rows;
        }
        rows += 1;
    }
}
