//! Storage on both databases: what the tables are, and what holds when many write, an engine fails or space ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod failures;
mod migrations;
mod tables;
mod writes;
