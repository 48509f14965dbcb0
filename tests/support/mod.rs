//! What every test binary shares. `#[path = "../support/mod.rs"] mod support;` brings it in.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail loudly, and no binary uses all that is shared"
)]

pub mod client;
pub mod databases;
pub mod folder;
pub mod smtp;
pub mod godwit;
pub mod invented;
pub mod people;
pub mod registers;
pub mod round;
pub mod scene;
pub mod server;

pub use client::{Answer, Client};
pub use databases::{TestDatabase, databases, on_both};
pub use folder::Folder;
pub use godwit::Godwit;
pub use scene::Scene;
pub use server::TestServer;
pub use smtp::{Does, Line, Received, Sink};
