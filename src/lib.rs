#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::as_conversions)
)]
//! Godwit: national reporting for multilateral environmental agreements.
//!
//! The order below is the order of the floors: a file imports only what stands earlier.

// Ground: what everything else may use.
pub mod ids;
pub mod clock;
pub mod digest;
pub mod canonical;
pub mod fault;
pub mod flaw;
pub mod json;
// Machinery: storage, the chain of deeds, settings.
pub mod db;
pub mod audit;
pub mod config;
// Machinery: the outbox, what people send along, workbooks they send, and what the house says.
pub mod mail;
pub mod files;
pub mod sheets;
pub mod words;
// Rooms, each with one meaning.
pub mod access;
pub mod parties;
pub mod mandates;
pub mod accounts;
pub mod templates;
pub mod cycles;
pub mod reports;
pub mod reminders;
pub mod summaries;
// Doors: HTTP, and the command line.
pub mod commands;
pub mod web;
