//! Templates over HTTP, from the command line, and on both databases: drafts are replaced, published versions are not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod after;
mod book;
mod drafts;
mod expressions;
mod frozen;
mod hostile;
mod lineage;
mod noise;
mod operator;
mod publishing;
mod readme;
mod scene;
mod together;
mod xlsform;
mod xlsform_fuzz;
mod xlsform_hostile;
mod xlsform_pyxform;
mod xlsform_rows;
