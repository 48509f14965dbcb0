//! What is asked. A template is a document of items; a published version of it never changes.

pub mod check;
pub mod conditions;
mod dates;
pub mod document;
pub mod expression;
mod kind;
pub mod limits;
pub mod lineage;
pub mod logic;
pub mod naming;
pub mod numbers;
pub mod outline;
pub mod pins;
pub mod places;
pub mod prefill;
pub mod publish;
pub mod read_version;
pub mod reference;
pub mod rows;
pub mod save_draft;
pub mod shelf;
pub mod sources;
pub mod store;
pub mod submission_schema;
mod version;
pub mod xlsform;

pub use kind::{Kind, Number, Other, Precision, Qualifier, Rows};
pub use prefill::Prefill;
pub use shelf::{Published, Shelf};
pub use version::{Citation, Draft, Listed, Refusal, VersionState};

use std::collections::BTreeMap;

use crate::ids::{InstrumentCode, ItemName, ListCode, TemplateName};

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
    /// What must hold between answers.
    pub rules: Vec<Rule>,
}

impl Template {
    /// Every question with its section, in the template's order; a table is one, its columns are not.
    pub fn questions(&self) -> impl Iterator<Item = (&Section, &Question)> {
        self.sections
            .iter()
            .flat_map(|section| section.questions().into_iter().map(move |question| (section, question)))
    }

    /// One question by its name.
    pub fn question(&self, name: &str) -> Option<(&Section, &Question)> {
        self.questions().find(|(_, question)| question.name.as_str() == name)
    }

    /// The explanation that a rule takes, with the section that shows it.
    pub fn explanation(&self, rule: &str) -> Option<(&Section, &Question)> {
        let rule = self.rules.iter().find(|known| known.name.as_str() == rule)?;
        let (section, _) = self.question(rule.at.first()?.as_str())?;
        Some((section, rule.explanation.as_deref()?))
    }

    /// Every question of a section, and the explanations that its page can ask for.
    pub fn asked_in<'a>(&'a self, section: &'a Section) -> Vec<&'a Question> {
        let mut asked = section.questions();
        asked.extend(self.explained_in(section));
        asked
    }

    /// The explanations that a section's page can ask for.
    pub fn explained_in<'a>(&'a self, section: &'a Section) -> impl Iterator<Item = &'a Question> {
        let questions = section.questions();
        let here =
            move |rule: &&Rule| rule.at.first().is_some_and(|at| questions.iter().any(|question| question.name == *at));
        self.rules.iter().filter(here).filter_map(|rule| rule.explanation.as_deref())
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
    /// The choices, in order; none where the rows of a reference list stand for them.
    pub choices: Vec<Choice>,
    /// The reference list whose rows it has.
    pub reference: Option<Reference>,
}

/// A reference list of the template's instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What the instrument calls it.
    pub list: ListCode,
    /// Whether a Party gets the rows that concern it, and not all.
    pub per_party: bool,
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
    /// What a `choice_filter` can ask of it, by name.
    pub attributes: BTreeMap<String, String>,
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
    /// When it applies, as an expression; always, where there is none.
    pub relevant: Option<String>,
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
    /// When it applies.
    pub relevant: Option<String>,
    /// Where it is asked again and again: once for each of these rows.
    pub repeat: Option<Rows>,
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
    /// When it applies.
    pub relevant: Option<String>,
    /// What must hold of its answer before the report can be submitted.
    pub constraint: Option<String>,
    /// What to say where that does not hold.
    pub constraint_message: Texts,
    /// Which choices of its list are offered.
    pub choice_filter: Option<String>,
    /// What a missing answer means.
    pub required: Required,
    /// The provisions it serves, as the template cites them.
    pub mandates: Vec<String>,
    /// Indicators it feeds.
    pub indicators: Vec<String>,
    /// Whether a comment may stand beside the answer.
    pub comment: bool,
    /// Whether files may stand beside the answer.
    pub attachments: bool,
    /// Whether links may stand beside the answer.
    pub links: bool,
    /// What an earlier published version calls it, where it is renamed.
    pub was: Option<ItemName>,
    /// Where its answer is carried forward from; none where each report begins without one.
    pub prefill: Option<Prefill>,
    /// What kind of answer it takes.
    pub kind: Kind,
}

impl Question {
    /// A question that asks this, and nothing more of its answer.
    pub fn asking(name: ItemName, label: Texts, kind: Kind) -> Self {
        Self {
            name,
            number: None,
            label,
            hint: Texts::default(),
            guidance: Texts::default(),
            relevant: None,
            constraint: None,
            constraint_message: Texts::default(),
            choice_filter: None,
            required: Required::Never,
            mandates: Vec::new(),
            indicators: Vec::new(),
            comment: false,
            attachments: false,
            links: false,
            was: None,
            prefill: None,
            kind,
        }
    }
}

/// Something that must hold between answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which no item has: the path of its explanation.
    pub name: ItemName,
    /// Whether a report that breaks it can be submitted all the same.
    pub severity: Severity,
    /// What must hold, as an expression.
    pub check: String,
    /// What to say where it does not.
    pub message: Texts,
    /// The questions it is about: it is asked once all of them are answered. The first one's page shows it.
    pub at: Vec<ItemName>,
    /// Where passing it takes a word of explanation: the question that asks for it.
    pub explanation: Option<Box<Question>>,
}

/// How much a broken rule weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The report cannot be submitted.
    Error,
    /// It is worth a second look.
    Warning,
}
