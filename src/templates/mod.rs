//! What is asked. A template is a document of items; a published version of it never changes.

pub mod check;
mod dates;
pub mod document;
pub mod expression;
pub mod limits;
pub mod numbers;
pub mod places;
pub mod publish;
pub mod read_version;
pub mod reference;
pub mod save_draft;
pub mod shelf;
pub mod store;
pub mod submission_schema;
mod version;

pub use shelf::{Published, Shelf};
pub use version::{Citation, Draft, Listed, Refusal, VersionState};

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::ids::{InstrumentCode, ItemName, TemplateName};

/// A text in several languages, by language tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// The text in a language; where it is missing, in `fallback`, and then in any.
    pub fn in_language(&self, language: &str, fallback: &str) -> &str {
        let found = self.0.get(language).or_else(|| self.0.get(fallback)).or_else(|| self.0.values().next());
        found.map_or("", String::as_str)
    }

    /// Whether nothing is written in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Who answers a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Respondent {
    /// A Party: provisions addressed to Parties ask it to report.
    Party,
    /// An NGO partner: what it reports is evidence for a provision, not required by it.
    Ngo,
}

/// A template as it stands in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The same through all versions.
    pub name: TemplateName,
    /// Whose template it is.
    pub instrument: InstrumentCode,
    /// Who answers it.
    pub respondent: Respondent,
    /// The language that every text has.
    pub default_language: String,
    /// All languages, in the document's order.
    pub languages: Vec<String>,
    /// What it is called.
    pub title: Texts,
    /// The lists that choices come from.
    pub lists: BTreeMap<ItemName, List>,
    /// What is asked, in order.
    pub sections: Vec<Section>,
}

impl Template {
    /// Every question with its section, in the template's order.
    pub fn questions(&self) -> impl Iterator<Item = (&Section, &Question)> {
        self.sections
            .iter()
            .flat_map(|section| section.questions().into_iter().map(move |question| (section, question)))
    }

    /// One question by its name.
    pub fn question(&self, name: &str) -> Option<(&Section, &Question)> {
        self.questions().find(|(_, question)| question.name.as_str() == name)
    }

    /// The choices of a question that has a list.
    pub fn choices(&self, list: &ItemName) -> &[Choice] {
        self.lists.get(list).map_or(&[], |list| list.choices.as_slice())
    }
}

/// Choices that questions share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Whether the order of the choices means something (never, sometimes, always).
    pub ordered: bool,
    /// The choices, in order.
    pub choices: Vec<Choice>,
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its code.
    pub name: ItemName,
    /// What people read.
    pub label: Texts,
    /// What choosing it means for the figures.
    pub counts_as: CountsAs,
    /// Whether choosing it leaves no room for another ("none of these").
    pub exclusive: bool,
}

/// What choosing a choice means for the figures: percentages are given with and without the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsAs {
    /// An answer like any other.
    Answer,
    /// "Does not apply to us."
    NotApplicable,
    /// "We do not know."
    Unknown,
}

/// A section: a page of the form, and what a colleague can be asked to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name.
    pub name: ItemName,
    /// The number people cite: `2`.
    pub number: Option<String>,
    /// Its title.
    pub label: Texts,
    /// A sentence or two before the first question.
    pub intro: Texts,
    /// What stands in it.
    pub items: Vec<Item>,
}

impl Section {
    /// Every question in it, in order, those of its groups included.
    pub fn questions(&self) -> Vec<&Question> {
        let mut found = Vec::new();
        collect(&self.items, &mut found);
        found
    }
}

fn collect<'a>(items: &'a [Item], found: &mut Vec<&'a Question>) {
    for item in items {
        match item {
            Item::Question(question) => found.push(question),
            Item::Group(group) => collect(&group.items, found),
            Item::Note(_) => {}
        }
    }
}

/// Something inside a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Questions that belong together.
    Group(Group),
    /// Words between questions.
    Note(Note),
    /// A question.
    Question(Box<Question>),
}

/// Questions that belong together under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: ItemName,
    /// Its heading.
    pub label: Texts,
    /// A sentence before its first question.
    pub intro: Texts,
    /// What stands in it.
    pub items: Vec<Item>,
}

/// Words between questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub name: ItemName,
    /// The words.
    pub label: Texts,
}

/// What is asked for when an answer is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Nothing.
    Never,
    /// A word of warning.
    Warn,
    /// An answer, before the report can be submitted.
    Submit,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its name: the path of its answer, and its column in the figures.
    pub name: ItemName,
    /// The number people cite: `2.1`.
    pub number: Option<String>,
    /// What is asked.
    pub label: Texts,
    /// How to answer, in a sentence.
    pub hint: Texts,
    /// More, for those who want it.
    pub guidance: Texts,
    /// What a missing answer means.
    pub required: Required,
    /// The provisions it serves, as the template cites them.
    pub mandates: Vec<String>,
    /// Indicators it feeds.
    pub indicators: Vec<String>,
    /// Whether a comment may stand beside the answer.
    pub comment: bool,
    /// What kind of answer it takes.
    pub kind: Kind,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text {
        /// Most characters (Unicode scalar values).
        max_length: usize,
        /// Whether line feeds make sense.
        multiline: bool,
    },
    /// A whole number.
    Integer(Number),
    /// A decimal number.
    Decimal(Number),
    /// A number from 0 to 100.
    Percentage(Number),
    /// A date.
    Date {
        /// How exact.
        precision: Precision,
        /// The earliest, to the same precision.
        min: Option<String>,
        /// The latest, to the same precision.
        max: Option<String>,
    },
    /// One choice of a list.
    SelectOne {
        /// Which list.
        list: ItemName,
        /// The choice beyond the list, with words.
        other: Option<Other>,
    },
    /// Any choices of a list.
    SelectMultiple {
        /// Which list.
        list: ItemName,
        /// The choice beyond the list, with words.
        other: Option<Other>,
        /// Fewest.
        min_selected: Option<usize>,
        /// Most.
        max_selected: Option<usize>,
    },
    /// "I confirm."
    Acknowledge,
    /// Links.
    Url,
}

impl Kind {
    /// The word in the template document.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Integer(_) => "integer",
            Self::Decimal(_) => "decimal",
            Self::Percentage(_) => "percentage",
            Self::Date { .. } => "date",
            Self::SelectOne { .. } => "select_one",
            Self::SelectMultiple { .. } => "select_multiple",
            Self::Acknowledge => "acknowledge",
            Self::Url => "url",
        }
    }

    /// The number rules of a numeric question.
    pub fn number(&self) -> Option<&Number> {
        match self {
            Self::Integer(number) | Self::Decimal(number) | Self::Percentage(number) => Some(number),
            Self::Text { .. }
            | Self::Date { .. }
            | Self::SelectOne { .. }
            | Self::SelectMultiple { .. }
            | Self::Acknowledge
            | Self::Url => None,
        }
    }

    /// The list and the choice beyond it, of a question that has choices.
    pub fn choices(&self) -> Option<(&ItemName, Option<&Other>)> {
        match self {
            Self::SelectOne { list, other } | Self::SelectMultiple { list, other, .. } => Some((list, other.as_ref())),
            Self::Text { .. }
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Percentage(_)
            | Self::Date { .. }
            | Self::Acknowledge
            | Self::Url => None,
        }
    }
}

/// The rules of a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Number {
    /// The least.
    pub min: Option<Decimal>,
    /// The most.
    pub max: Option<Decimal>,
    /// What is counted: `km2`, `sites`, `USD`.
    pub unit: Option<String>,
    /// Most digits after the point.
    pub decimals: Option<u32>,
    /// How sure the number may be said to be; empty when it is not asked.
    pub qualifiers: Vec<Qualifier>,
}

/// How sure a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Qualifier {
    /// Counted or measured.
    Exact,
    /// Estimated.
    Estimate,
    /// A minimum.
    AtLeast,
    /// Not known: no number goes with it.
    Unknown,
}

impl Qualifier {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Estimate, Self::AtLeast, Self::Unknown];

    /// The word in documents and columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
            Self::AtLeast => "at_least",
            Self::Unknown => "unknown",
        }
    }

    /// The qualifier a word stands for.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|qualifier| qualifier.word() == word)
    }
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// `2025`
    Year,
    /// `2025-03`
    Month,
    /// `2025-03-14`
    Day,
}

/// A choice beyond the list, with words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its code.
    pub name: ItemName,
    /// Most characters of the words.
    pub max_length: usize,
}
