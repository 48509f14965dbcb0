//! The main job as people do it, through HTTP, on both databases, with a real mail server; and what goes wrong on the way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod bad_input;
mod beside;
mod carry;
mod conditions;
mod deadline;
mod exports;
mod files;
mod lineage;
mod lineage_figures;
mod main_job;
mod ranking;
mod remarks;
mod row_files;
mod rows;
mod rows_counted;
mod saving;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod three_rounds;
mod together;
