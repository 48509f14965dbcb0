//! Letters, to a real mail server: on every kind of line, through everything a server does to us, once each.
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
mod lines;
mod office;
mod once;
mod reminders;
mod settings;
