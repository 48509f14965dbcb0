//! The whole register in memory: it is small, and every citation is held against all of it.

use super::{Key, Mandate, Provision, Revision, label};
use crate::flaw::Flaw;

/// Every mandate there is.
#[derive(Debug, Clone, Default)]
pub struct Register {
    mandates: Vec<Mandate>,
}

impl Register {
    /// The register of these mandates.
    pub fn new(mut mandates: Vec<Mandate>) -> Self {
        mandates.sort_by(|a, b| order(&a.entry.key).cmp(&order(&b.entry.key)));
        Self { mandates }
    }

    /// All of them: by instrument, kind, number (as numbers) and document.
    pub fn mandates(&self) -> &[Mandate] {
        &self.mandates
    }

    /// The one with this key.
    pub fn find(&self, key: &Key) -> Option<&Mandate> {
        self.mandates.iter().find(|mandate| mandate.entry.key == *key)
    }
}

/// Sorts 9.2 before 10.10.
fn order(key: &Key) -> (&str, super::Kind, Vec<(u64, &str)>, Option<&str>) {
    let parts = key.number.split(['.', '/', '-']);
    let parts = parts.map(|part| (part.parse().unwrap_or(u64::MAX), part)).collect();
    (key.instrument.as_str(), key.kind, parts, key.document.as_deref())
}

/// What a citation means.
#[derive(Debug, Clone, Default)]
pub struct Resolution<'a> {
    /// All that fits, in the register's order.
    pub found: Vec<Found<'a>>,
    /// Whether several things fit where one was cited.
    pub ambiguous: bool,
    /// What is wrong with it: not understood, fits nothing or only in part, or fits several things; with candidates.
    pub flaw: Option<Flaw>,
}

/// One thing that a citation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// The mandate.
    pub mandate: &'a Mandate,
    /// The version of its text; none where there is only one, or where the mandate itself is cited without saying which.
    pub revision: Option<&'a Revision>,
    /// The paragraph, where one was cited, and of a text without paragraphs the whole.
    pub provision: Option<&'a Provision>,
    /// The paragraph's number in that version.
    pub place: Option<&'a str>,
}

impl Found<'_> {
    /// The full citation: `CMS Resolution 12.26 (Rev.COP13) para 1 (iii)`.
    pub fn label(&self) -> String {
        label(&self.mandate.entry.key, self.revision.map(|revision| revision.revision.as_str()), self.place)
    }

    /// The paragraph alone: `para 1 (iii)`, `(a)`; none where no paragraph is meant.
    pub fn provision_label(&self) -> Option<String> {
        self.place.map(super::place_label).filter(|label| !label.is_empty())
    }
}
