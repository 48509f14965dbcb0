//! Saving over HTTP against a bare commit loop on the same file, and a cold start. Run by hand: `cargo bench --bench serving`.
//!
//! Nothing here judges: it prints what it measured beside its reference, for the README.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    clippy::print_stdout
)]

mod bare;
mod client;
mod server;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use server::Demo;

/// Clients that save at once.
const CLIENTS: usize = 64;
/// How long each measurement runs.
const SPAN: Duration = Duration::from_secs(6);
/// How often the pair is measured.
const ROUNDS: usize = 5;
/// How often the program is started.
const STARTS: usize = 9;

fn main() {
    saving();
    starting();
}

/// Each client saves an answer of its own, one request after the other, over a connection that stays open.
fn saving() {
    let demo = Demo::start();
    let token = demo.sign_in("focal_point");
    let answers = demo.answers(&token, CLIENTS);
    let mut revisions: Vec<u64> = answers.iter().map(|answer| answer.revision).collect();
    println!(
        "saving one answer durably over HTTP, {CLIENTS} clients, {SPAN:?} each, against one row per commit on the same file"
    );
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let bare = bare::commits_per_second(&demo.database(), SPAN);
        let (saved, slowest) = save_for(&demo, &token, &answers, &mut revisions);
        ratios.push(saved / bare);
        println!(
            "  round {round}: {saved:8.0} saves/s (99 in 100 within {slowest:?}), bare {bare:8.0} commits/s, ratio {:.2}",
            saved / bare
        );
    }
    println!("  median ratio {:.2}\n", median(&mut ratios));
}

fn save_for(demo: &Demo, token: &str, answers: &[client::Answer], revisions: &mut [u64]) -> (f64, Duration) {
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let started = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = answers
            .iter()
            .zip(revisions.iter_mut())
            .map(|(answer, revision)| {
                let (stop, count) = (&stop, &count);
                scope.spawn(move || {
                    let mut client = client::Client::connect(&demo.address, token);
                    let mut times = Vec::new();
                    while !stop.load(Ordering::Relaxed) {
                        let asked = Instant::now();
                        *revision = client.save(answer, *revision);
                        times.push(asked.elapsed());
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                    times
                })
            })
            .collect();
        std::thread::sleep(SPAN);
        stop.store(true, Ordering::Relaxed);
        workers.into_iter().flat_map(|worker| worker.join().expect("a client failed")).collect()
    });
    let per_second = count.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64();
    times.sort();
    (per_second, times[times.len() * 99 / 100])
}

/// From the start of the process on an empty directory to its first answer, beside the bare start of the same program.
fn starting() {
    let mut first_answers = Vec::new();
    let mut bare = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..STARTS {
        bare.push(server::version_seconds());
        let (seconds, mebibytes) = server::cold_start();
        first_answers.push(seconds);
        memory.push(mebibytes);
    }
    let (first, reference) = (median(&mut first_answers), median(&mut bare));
    println!("cold start on an empty directory, {STARTS} times, medians");
    println!("  first answer after {first:.3} s, memory then {:.1} MiB", median(&mut memory));
    println!("  godwit --version   {reference:.3} s, ratio {:.1}", first / reference);
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
