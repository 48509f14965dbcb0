//! What is wrong in a form, for its summary and beside its fields.

use crate::flaw::Flaw;

/// The flaws of a form that was sent; none on its first showing.
#[derive(Debug, Default)]
pub struct Flaws(Vec<Flaw>);

impl Flaws {
    /// The flaws that a verb named.
    pub fn of(flaws: Vec<Flaw>) -> Self {
        Self(flaws)
    }

    /// One flaw of one field.
    pub fn one(at: &str, message: &str) -> Self {
        Self(vec![Flaw::new(at, "wrong", message)])
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order they were named.
    pub fn all(&self) -> &[Flaw] {
        &self.0
    }

    /// What is wrong with a field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|flaw| flaw.at == field).map(|flaw| flaw.message.as_str())
    }
}
