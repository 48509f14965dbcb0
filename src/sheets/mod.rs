//! Workbooks that people send, as cells of their sheets, within bounds: at most seconds and 64 MiB, whatever the bytes hold.
//!
//! Read with an XML reader rather than a spreadsheet library: those trust counts that the file states (how many strings,
//! which formula) and reserve memory by them, and their dense ranges grow with the farthest cell.

mod book;
mod cells;
mod formats;
mod package;
pub mod place;
mod xml;

pub use book::Book;
pub use cells::{Allowance, Cell, Ended, Limits, Much, Row};
pub use formats::Formats;
pub use package::MAX_BYTES;
pub use xml::unescaped;
