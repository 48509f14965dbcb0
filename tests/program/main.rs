//! The program as an operator and a person meet it: the real binary, and a server in this process by role.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod demo;
mod heavy;
mod people;
mod process;
mod trouble;
