//! The doors as strangers meet them: over a real socket, with what they should not send.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod bodies;
mod client;
mod every_route;
mod failing;
mod hostile;
mod reference;
