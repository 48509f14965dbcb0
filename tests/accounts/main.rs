//! Who signs in, over HTTP and on both databases: what is revoked is revoked at the next request, what is single is single.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod flood;
mod imported;
mod invitations;
mod managing;
mod pages;
mod revocation;
mod scene;
mod tokens;
