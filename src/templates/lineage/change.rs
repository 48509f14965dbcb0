//! One difference between two versions, and how it is said. Pure.

use crate::templates::Texts;
use crate::words;

/// What a difference means for answers that were given before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing.
    Light,
    /// They may no longer fit.
    Fit,
    /// They can no longer be held against those given after it.
    Incomparable,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// A stable word: `added`, `removed`, `renamed`, `type_changed`, `options_removed`, `tightened`...
    pub code: &'static str,
    /// The question, or the rule: its name in the newer version, or in the older one where the newer has none.
    pub name: String,
    /// Its name in the older version, where that is another.
    pub was: Option<String>,
    /// The number people cite.
    pub number: Option<String>,
    /// What is asked.
    pub label: Texts,
    /// Which rule of its answers it is about: `max`, `decimals`.
    pub attribute: Option<&'static str>,
    /// How it was.
    pub from: Option<String>,
    /// How it is.
    pub to: Option<String>,
    /// The choices it is about, by name.
    pub options: Vec<String>,
    /// What it means for answers.
    pub weight: Weight,
}

impl Change {
    /// The difference in a sentence, without the question it is about.
    pub fn said(&self, language: &str) -> String {
        let none = || words::text(language, "change.none", &[]);
        let (from, to) = (self.from.clone().unwrap_or_else(none), self.to.clone().unwrap_or_else(none));
        let attribute = self.attribute.map(|attribute| words::text(language, &format!("change.of.{attribute}"), &[]));
        let values = [
            ("from", from.as_str()),
            ("to", to.as_str()),
            ("options", &self.options.join(", ")),
            ("attribute", &attribute.unwrap_or_default()),
        ];
        words::text(language, &format!("change.{}", self.code), &values)
    }

    /// What it is about, as people know it: number and words, or the name alone where there are none.
    pub fn about(&self, language: &str, fallback: &str) -> String {
        let label = self.label.in_language(language, fallback);
        let number = self.number.as_deref().unwrap_or_default();
        format!("{number} {}", if label.is_empty() { &self.name } else { label }).trim().to_owned()
    }
}
