#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::as_conversions)
)]
//! Godwit: national reporting for multilateral environmental agreements.

// Ground: what everything else may use.
pub mod clock;
pub mod digest;
pub mod fault;
pub mod flaw;
pub mod ids;
// Machinery: storage, the chain, mail, words.
pub mod audit;
pub mod config;
pub mod db;
// Rooms, each with one meaning.
pub mod access;
pub mod templates;
