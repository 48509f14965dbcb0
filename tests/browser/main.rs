//! The pages in a real Chromium, against a real server: tests named after the points of the checklist for long forms.
//!
//! A test asks the stage for browsers and drives them as people do. See `driver` for what they can do.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod agreeing;
mod answering;
mod axe;
mod breaking;
mod conditions;
mod crowd;
mod driver;
mod everyone;
mod expressions;
mod finding;
mod languages;
mod long;
mod saving;
mod stage;
mod submitting;
mod tables;
mod template;
mod together;
mod uploading;
mod walk;
