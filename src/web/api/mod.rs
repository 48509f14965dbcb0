//! JSON in, JSON out: a file for each room. Rows never reach the wire; what does is listed field by field.

pub mod changes;
pub mod cycles;
pub mod figures;
pub mod grants;
pub mod lists;
pub mod mandate_view;
pub mod me;
pub mod people;
pub mod registers;
pub mod reports;
pub mod session;
pub mod templates;
