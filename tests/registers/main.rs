//! The registers through their doors: files in, questions answered, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod doors;
mod list_doors;
mod lists;
mod mandates;
mod parties;

use std::path::{Path, PathBuf};

use godwit::clock::{self, Moment};
use godwit::commands::{No, import_mandates, import_parties};
use godwit::db::Db;
use support::TestDatabase;

/// A day on which all of this happens.
fn now() -> Moment {
    clock::read("2027-03-01T08:00:00Z").unwrap()
}

/// A file that ships.
fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name)
}

/// A file with this text, in the test's own folder.
fn written(database: &TestDatabase, text: &str) -> PathBuf {
    let file = database.folder.path().join("file");
    std::fs::write(&file, text).unwrap();
    file
}

/// What an import printed, or its flaws.
fn said(result: Result<(), No>, out: Vec<u8>) -> Result<String, Vec<String>> {
    match result {
        Ok(()) => Ok(String::from_utf8(out).unwrap()),
        Err(No::Said(flaws)) => Err(flaws),
        Err(No::Failed(fault)) => panic!("{fault}"),
    }
}

fn import_parties(db: &Db, file: &Path, dry_run: bool, now: Moment) -> Result<String, Vec<String>> {
    let mut out = Vec::new();
    let result = import_parties::run(db, file, dry_run, now, &mut out);
    said(result, out)
}

fn import_mandates(db: &Db, file: &Path, dry_run: bool) -> Result<String, Vec<String>> {
    let mut out = Vec::new();
    let result = import_mandates::run(db, file, dry_run, &mut out);
    said(result, out)
}
