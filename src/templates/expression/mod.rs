//! The expression language of templates: a subset of XLSForm's, typed, and checked before it is ever evaluated. Pure.
//!
//! [`parse`] reads a text, [`check`] settles its names and types once and for all, and [`Expression::evaluate`] then looks
//! nothing up by name, never fails and never loops: it takes time in proportion to the expression and the rows it reads.
//!
//! What can be written: `${name}`; `${table.column}`, one value for each row; `.`, this answer; `'text'`, `"text"`; `12.5`;
//! `= != < <= > >=`; `and or not()`; `+ - * div mod`; and the functions in `functions.rs`. A bare `name` is a column of the
//! choice list, in a choice filter alone. Dates compare to the precision of the coarser: `2025` equals `2025-03-14`.
//!
//! # Blank
//!
//! A blank answer is `''`, and an empty text is blank. No step of an evaluation fails; what has no sense is blank.
//!
//! | expression | when something is blank |
//! |---|---|
//! | `a = b`, `a != b` | two blanks are equal; a blank differs from everything else |
//! | `a < b`, `<=`, `>`, `>=` | false |
//! | `and`, `or`, `not(a)`, the condition of `if` | a blank is false, so `not` of it is true |
//! | `+ - * div mod`, `-a`, `int`, `number`, `round`, `date` | blank; so are a division by zero and a number beyond 28 digits |
//! | `selected(a, 'x')` | false |
//! | `count-selected(a)`, `string-length(a)` | 0 |
//! | `concat(a, b)`, `contains(a, b)`, `regex(a, 'x')` | the blank is the empty text; a text beyond one megabyte is blank |
//! | `coalesce(a, b)` | the first that is not blank |
//! | `if(c, a, b)` | what was chosen, blank or not |
//! | `once(a)` | `a` where this answer is blank, otherwise this answer |
//! | `sum(a)` | blanks are left out; 0 when nothing is left |
//! | `min(a)`, `max(a)` | blanks are left out; blank when nothing is left |
//! | `count(a)` | every row counts, blank or not; `count-non-empty(a)` leaves blanks out |

mod ast;
mod check;
pub mod clause;
mod date;
mod error;
mod evaluate;
mod functions;
pub mod graph;
mod lexer;
mod nearest;
mod parser;
mod portable;
mod scope;
mod step;
mod value;

#[cfg(test)]
mod tests;

pub use ast::Ast;
pub use check::check;
pub use date::Date;
pub use error::Error;
pub use parser::parse;
pub use portable::MOST_PARTS;
pub use scope::{Found, Scope, Type};
pub use step::Expression;
pub use value::{Value, Values};

/// Longest text of an expression, in bytes. The longest in the field's public forms has 2,000; what is longer is refused
/// before a byte of it is read.
pub const MAX_BYTES: usize = 100_000;
/// Most parentheses, functions and minus signs inside each other: four times what a person can follow.
pub const MAX_DEPTH: usize = 64;
/// Most operators and functions inside each other, parentheses or not: two for each level of [`MAX_DEPTH`], so that checking
/// and evaluating fit in half of an ordinary thread's stack even where nothing is optimised.
pub const MAX_HEIGHT: usize = 2 * MAX_DEPTH;
/// Most names, literals, functions and operators of one expression: evaluating it stays well under a millisecond.
pub const MAX_NODES: usize = 4_000;
/// Most errors told of one expression: nobody reads on, and each costs a search for the name that was meant.
pub const MAX_ERRORS: usize = 50;
/// Largest compiled pattern of `regex`, in bytes: a pattern for a telephone number takes some thousands.
pub const MAX_PATTERN: usize = 256 * 1024;

/// Parses and checks in one go.
///
/// # Errors
/// As [`parse`], or else as [`check`].
pub fn read(text: &str, scope: &dyn Scope, expected: Option<Type>) -> Result<Expression, Vec<Error>> {
    check(&parse(text)?, scope, expected)
}
