//! The house itself: what may stand where, how long it may be, what it may be made of. Reads the sources, runs nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod dependencies;
mod floors;
mod sizes;
mod source;
mod tidy;
mod tokens;
