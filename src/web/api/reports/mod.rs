//! Reports: where one stands, its answers, its gaps, its submissions.

pub mod answers;
pub mod attachments;
pub mod changes;
pub mod comments;
pub mod confirmations;
pub mod history;
pub mod rows;
pub mod shape;
pub mod standing;
pub mod submissions;
pub mod workbook;

pub use shape::Said;

use crate::ids::{CycleCode, PartyCode};
use crate::web::Named;

/// A report as URLs name it: cycle and Party.
pub type Report = Named<(CycleCode, PartyCode)>;
/// An answer as URLs name it: cycle, Party and path.
pub type Answer = Named<(CycleCode, PartyCode, String)>;
