//! The pages as people meet them: in a browser without script, from the first page to the receipt.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod beside;
mod completed;
mod files;
mod hand;
mod html;
mod listening;
mod languages;
mod live;
mod lost;
mod moved_meanwhile;
mod moves;
mod paper;
mod remarks;
mod rows;
mod safety;
mod scene;
mod section;
mod standings;
mod story;
mod word;
mod word_file;
mod workbook;
mod weight;
mod workbook_back;
mod workbook_cells;
mod workbook_hostile;
mod workbook_random;
