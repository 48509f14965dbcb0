//! The main job as people do it, through HTTP, on both databases, with a real mail server; and what goes wrong on the way.

mod bad_input;
mod deadline;
mod exports;
mod main_job;
mod saving;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod together;
