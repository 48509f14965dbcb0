//! A server is stopped by SIGKILL under load, again and again, and every acknowledged answer and submission is found.
//!
//! `KILLS` says how often (tests/run: 100), `KILL_SEED` repeats a run's order of moments. Each client keeps a journal
//! outside the server of what it was told; what was under way when the server died may have been kept or not, and is
//! sent again with its own operation id.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod aftermath;
mod chance;
mod journal;
mod load;
mod submitter;

use std::time::Duration;

use chance::Chance;
use load::Load;

use support::{Scene, TestDatabase};

/// Kills where nobody says how many: enough to notice, few enough for every `cargo test`.
const USUAL_KILLS: usize = 8;
/// A life lasts at least and at most so many milliseconds once it answers.
const LIFE_MS: (u64, u64) = (5, 500);
/// One start in so many is killed before it answers.
const KILLED_AT_START: u64 = 10;

fn kills() -> usize {
    std::env::var("KILLS").ok().map_or(USUAL_KILLS, |text| text.parse().expect("KILLS is a number"))
}

fn kill_again_and_again(database: &TestDatabase, kills: usize) {
    let mut chance = Chance::new();
    let scene = Scene::set(database);
    let mut load = Load::new();
    for life in 1..=kills {
        if chance.one_in(KILLED_AT_START) {
            scene.kill_while_starting(Duration::from_millis(chance.between(0, 60)));
        }
        let server = scene.start();
        load.check(&scene.clients(server.url().as_str()), life);
        let running = load.run(&scene, &server.url(), life);
        // How long it lives is the point of the test, not a wait for something to happen.
        std::thread::sleep(Duration::from_millis(chance.between(LIFE_MS.0, LIFE_MS.1)));
        server.kill();
        load.collect(running);
    }
    let server = scene.start();
    load.check(&scene.clients(server.url().as_str()), kills + 1);
    assert!(server.stop().success());
    aftermath::check(database, &scene, &load);
    eprintln!("{}: {kills} kills, {}, seed {}", database.name, load.said(), chance.seed);
    assert!(load.acknowledged() > kills, "the server was hardly under load: {}", load.said());
}

#[test]
fn every_acknowledged_answer_survives_on_sqlite() {
    kill_again_and_again(&TestDatabase::sqlite(), kills());
}

#[test]
fn every_acknowledged_answer_survives_on_postgresql() {
    let Some(database) = TestDatabase::postgres() else { return };
    // The engine is another's and stays up; what is tested is that we tell nobody before it has told us.
    kill_again_and_again(&database, kills().div_ceil(4));
}
