//! Rounds of reporting through the API and from the command line, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod changing;
mod line;
mod opening;
mod scene;
mod verify;
