//! The figures: published tables reproduced, every identity held, on both databases. All data is invented, save the
//! counts of the published tables, which stand with their sources in `published.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod cells;
mod command;
mod doors;
mod model;
mod package;
mod published;
mod random;
mod random_rows;
mod reading;
mod recount;
mod rows;
mod seed;
mod standing;
#[path = "../support/mod.rs"]
mod support;
mod tables;
