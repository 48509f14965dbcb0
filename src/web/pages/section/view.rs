//! What a section's page shows: blocks in the template's order, each field with its texts, values and what is wrong.

use super::flaws_said::flaw_said;
use super::gone;
use super::typed::{Typed, field, placed};
use crate::flaw::Flaw;
use crate::ids::ItemName;
use crate::reports::answer::Answer;
use crate::reports::attachments::named;
use crate::reports::carried::Carried;
use crate::reports::reading::Opened;
use crate::reports::store::Stored;
use crate::templates::{Choice, Citation, Item, Kind, Qualifier, Question, Required, Respondent, Section, Template};
use crate::web::pages::heading;
use crate::web::pages::said::{Said, qualifier_said, said, unit_said};
use crate::words;

/// Empty rows for further links, below those that are there.
const SPARE_LINKS: usize = 2;

/// A piece of the page.
pub enum Block {
    /// A group begins: its name for ids, its heading, its intro and its depth, 2 for the first.
    Open(String, String, String, u8),
    /// A group ends.
    Close,
    /// Words between questions.
    Note(String),
    /// A question.
    Field(Box<Field>),
}

/// A question with its fields.
pub struct Field {
    pub name: String,
    pub number: String,
    pub label: String,
    /// Beside the label: what a missing answer means.
    pub mark: String,
    pub hint: String,
    pub guidance: String,
    pub cited: String,
    pub input: Input,
    pub qualifiers: Vec<(&'static str, String, bool)>,
    /// The comment; none where the question takes none.
    pub comment: Option<String>,
    pub revision: i32,
    /// Where it was said before, in words, while nobody has confirmed it.
    pub carried: Option<String>,
    /// What is wrong, in words.
    pub wrong: Vec<String>,
    pub conflict: Option<Theirs>,
}

/// How a question is answered.
pub enum Input {
    /// A line of text.
    Line { value: String, unit: String, mode: &'static str, short: bool },
    /// A text of several lines.
    Area { value: String, rows: usize, most: usize },
    /// Choices: name, label, ticked.
    Choices { kind: &'static str, options: Vec<(String, String, bool)>, other: Option<(String, bool, String)> },
    /// Choices to be put in order.
    Places { options: Vec<Placed> },
    /// "I confirm."
    Confirm { ticked: bool },
    /// Links.
    Links { rows: Vec<(String, String)> },
    /// Files: id, what it is called, ticked while it stays; and where to add one.
    Files { files: Vec<(String, String, bool)>, base: String },
    /// Worked out from other answers: shown, not typed.
    Shown { lines: Vec<String> },
}

/// A choice to be put in order.
pub struct Placed {
    pub name: String,
    pub label: String,
    /// The places it can have, from 1: what each sends, and whether it has it.
    pub places: Vec<(String, bool)>,
}

/// What somebody else saved meanwhile.
pub struct Theirs {
    pub said: Said,
    pub by: String,
    pub at: String,
    pub revision: i32,
}

/// What came of a form that was sent and is shown again.
#[derive(Default)]
pub struct Sent {
    /// The texts of questions that were not saved, and the revision they were based on.
    pub typed: std::collections::BTreeMap<String, (Typed, i32)>,
    /// What is wrong with them.
    pub flaws: Vec<Flaw>,
    /// What was saved by somebody else.
    pub conflicts: std::collections::BTreeMap<String, Stored>,
}

impl Field {
    /// The id of one of its elements.
    pub fn id(&self, part: &str) -> String {
        field(&self.name, part)
    }

    /// Where a link to what is wrong leads: its first control.
    pub fn focus(&self) -> String {
        match &self.input {
            Input::Choices { options, .. } => {
                options.first().map_or_else(|| self.id("question"), |(name, ..)| self.id(&format!("value-{name}")))
            }
            Input::Places { options, .. } => {
                options.first().map_or_else(|| self.id("question"), |one| self.id(&format!("value-{}", one.name)))
            }
            Input::Links { .. } => self.id("url-0"),
            Input::Files { .. } => self.id("add"),
            Input::Line { .. } | Input::Area { .. } | Input::Confirm { .. } => self.id("value"),
            Input::Shown { .. } => self.id("question"),
        }
    }

    /// The ids of what explains the field, for `aria-describedby`.
    pub fn described(&self) -> String {
        let parts = [
            ("theirs", self.conflict.is_some()),
            ("carried", self.carried.is_some()),
            ("wrong", !self.wrong.is_empty()),
            ("hint", !self.hint.is_empty()),
            ("unit", matches!(&self.input, Input::Line { unit, .. } if !unit.is_empty())),
        ];
        let ids: Vec<String> = parts.iter().filter(|(_, there)| *there).map(|(part, _)| self.id(part)).collect();
        ids.join(" ")
    }

    /// Whether several controls stand under one question.
    pub fn is_set(&self) -> bool {
        matches!(self.input, Input::Choices { .. } | Input::Places { .. } | Input::Links { .. } | Input::Files { .. })
    }

    /// Whether it needs a second look.
    pub fn is_wrong(&self) -> bool {
        !self.wrong.is_empty() || self.conflict.is_some()
    }
}

/// Who looks at which section of which report.
pub struct Viewer<'a> {
    pub opened: &'a Opened,
    pub language: &'a str,
    pub sent: &'a Sent,
}

impl Viewer<'_> {
    fn template(&self) -> &Template {
        &self.opened.published.template
    }

    fn text<'t>(&self, texts: &'t crate::templates::Texts) -> &'t str {
        texts.in_language(self.language, &self.opened.published.template.default_language)
    }

    /// The blocks of a section.
    pub fn blocks(&self, section: &Section) -> Vec<Block> {
        let mut blocks = Vec::new();
        self.add(&section.items, 2, &mut blocks);
        blocks
    }

    fn add(&self, items: &[Item], depth: u8, blocks: &mut Vec<Block>) {
        for item in items {
            match item {
                Item::Question(question) if !self.opened.outlook.applies(question.name.as_str(), "") => {}
                Item::Group(group) if !self.opened.outlook.applies(group.name.as_str(), "") => {}
                Item::Note(note) => blocks.push(Block::Note(self.text(&note.label).to_owned())),
                Item::Question(question) => {
                    blocks.push(Block::Field(Box::new(self.field(question))));
                    let explained = self.explanations(question);
                    blocks.extend(explained.into_iter().map(|field| Block::Field(Box::new(field))));
                }
                Item::Group(group) => {
                    let (label, intro) = (self.text(&group.label), self.text(&group.intro));
                    let name = group.name.to_string();
                    blocks.push(Block::Open(name, label.to_owned(), intro.to_owned(), depth));
                    self.add(&group.items, (depth + 1).min(6), blocks);
                    blocks.push(Block::Close);
                }
            }
        }
    }

    /// Where a warning about this question does not hold: the place to say why.
    fn explanations(&self, question: &Question) -> Vec<Field> {
        let template = self.template();
        let broken = self.opened.outlook.broken_rules(template);
        let mine = broken.filter(|rule| rule.at.first() == Some(&question.name));
        let explained = mine.filter_map(|rule| rule.explanation.as_deref());
        explained
            .map(|question| Field {
                hint: words::text(self.language, "page.explain", &[]),
                mark: String::new(),
                ..self.field(question)
            })
            .collect()
    }

    fn field(&self, question: &Question) -> Field {
        let name = question.name.as_str();
        let blank = Stored::blank();
        let stored = self.opened.stored.get(name, "").unwrap_or(&blank);
        let (typed, revision) = match self.sent.typed.get(name) {
            Some((typed, based_on)) => (typed.clone(), *based_on),
            None => (Typed::of(&stored.answer, question, self.language), stored.revision),
        };
        let theirs = self.sent.conflicts.get(name);
        let wrong = self.sent.flaws.iter().filter(|flaw| flaw.at == name);
        let qualifiers = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
        let qualifiers = qualifiers.iter().copied().chain(gone::qualifier(question, &typed));
        Field {
            name: name.to_owned(),
            number: question.number.clone().unwrap_or_default(),
            label: self.text(&question.label).to_owned(),
            mark: self.mark(question),
            hint: self.hint(question),
            guidance: self.text(&question.guidance).to_owned(),
            cited: cited(self.template(), self.opened.published.cited_by(&question.name), self.language),
            qualifiers: qualifiers.map(|q| self.qualifier(q, &typed)).collect(),
            comment: gone::has_comment(question, &typed).then(|| typed.comment.clone()),
            input: self.input(question, typed),
            // With both values seen, the next save is based on theirs.
            revision: theirs.map_or(revision, |theirs| theirs.revision),
            carried: stored.carried.as_ref().map(|carried| self.carried(carried)),
            wrong: wrong.map(|flaw| flaw_said(question, flaw, self.language)).collect(),
            conflict: theirs.map(|theirs| self.theirs(question, theirs)),
        }
    }

    fn carried(&self, carried: &Carried) -> String {
        words::text(self.language, "page.carried", &[("cycle", carried.cycle.as_str())])
    }

    fn qualifier(&self, qualifier: Qualifier, typed: &Typed) -> (&'static str, String, bool) {
        (qualifier.word(), qualifier_said(qualifier, self.language), typed.qualifier == qualifier.word())
    }

    fn mark(&self, question: &Question) -> String {
        match question.required {
            Required::Submit => String::new(),
            Required::Warn => words::text(self.language, "page.recommended", &[]),
            Required::Never => words::text(self.language, "page.optional", &[]),
        }
    }

    /// The hint, and the form of a date.
    fn hint(&self, question: &Question) -> String {
        let hint = self.text(&question.hint);
        let Kind::Date { precision, .. } = &question.kind else { return hint.to_owned() };
        let example = words::text(self.language, "page.date_example", &[("example", precision.example())]);
        format!("{hint} {example}").trim().to_owned()
    }

    fn theirs(&self, question: &Question, theirs: &Stored) -> Theirs {
        let zone = self.opened.report.cycle.time_zone.name();
        Theirs {
            said: said(self.template(), question, &self.opened.described(question, &theirs.answer), self.language),
            by: theirs.saved_by.clone().unwrap_or_default(),
            at: theirs.saved_at.map(|at| words::moment(self.language, at, zone)).unwrap_or_default(),
            revision: theirs.revision,
        }
    }

    fn input(&self, question: &Question, typed: Typed) -> Input {
        let unit = unit_said(question).unwrap_or_default();
        match &question.kind {
            // A line of text loses line feeds; an answer that has some keeps them in an area.
            Kind::Text { max_length, multiline } if *multiline || typed.text().contains('\n') => {
                let rows = if *max_length > 1_000 { 6 } else { 3 };
                Input::Area { value: typed.text().to_owned(), rows, most: *max_length }
            }
            Kind::Text { .. } => Input::Line { value: typed.text().to_owned(), unit, mode: "text", short: false },
            Kind::Integer(rules) => {
                let mode = if rules.min.is_some_and(|min| !min.is_sign_negative()) { "numeric" } else { "text" };
                Input::Line { value: typed.text().to_owned(), unit, mode, short: true }
            }
            Kind::Decimal(_) | Kind::Percentage(_) => {
                Input::Line { value: typed.text().to_owned(), unit, mode: "decimal", short: true }
            }
            Kind::Date { .. } => Input::Line { value: typed.text().to_owned(), unit, mode: "text", short: true },
            Kind::SelectOne { .. } => self.choices(question, &typed, "radio"),
            Kind::SelectMultiple { .. } => self.choices(question, &typed, "checkbox"),
            Kind::Rank { .. } => self.places(question, &typed),
            Kind::File { .. } => self.files(question, &typed),
            Kind::Calculate { .. } | Kind::Table { .. } => Input::Shown { lines: self.worked_out(question) },
            Kind::Acknowledge => Input::Confirm { ticked: !typed.text().is_empty() },
            Kind::Url => {
                let mut rows = typed.links;
                rows.extend(std::iter::repeat_n((String::new(), String::new()), SPARE_LINKS));
                Input::Links { rows }
            }
        }
    }

    fn worked_out(&self, question: &Question) -> Vec<String> {
        let value = self.opened.outlook.worked_out(question.name.as_str(), "").cloned();
        let answer = Answer { value, ..Answer::default() };
        said(self.template(), question, &answer, self.language).lines
    }

    fn choices(&self, question: &Question, typed: &Typed, kind: &'static str) -> Input {
        let Some((list, other)) = question.kind.choices() else {
            return Input::Choices { kind, options: Vec::new(), other: None };
        };
        let ticked = |name: &str| typed.values.iter().any(|value| value == name);
        let options = self.offered(question, list, ticked).map(|(name, label)| {
            let ticked = ticked(&name);
            (name, label, ticked)
        });
        let mut gone = gone::choices(self.template(), question, typed, self.language);
        let other = match other {
            Some(other) => Some((other.name.to_string(), ticked(other.name.as_str()), typed.other.clone())),
            // Words stay beside the choice they were for.
            None if typed.other.is_empty() => None,
            None => gone.pop().map(|(name, _)| (name, true, typed.other.clone())),
        };
        let gone = gone.into_iter().map(|(name, label)| (name, label, true));
        Input::Choices { kind, options: options.chain(gone).collect(), other }
    }

    fn places(&self, question: &Question, typed: &Typed) -> Input {
        let (Some((list, _)), Some((_, most))) = (question.kind.choices(), question.kind.bounds()) else {
            return Input::Places { options: Vec::new() };
        };
        let place = |name: &str| {
            let parts = typed.values.iter().filter_map(|value| value.rsplit_once(' '));
            parts.filter(|(chosen, _)| *chosen == name).find_map(|(_, place)| place.parse::<usize>().ok())
        };
        let gone = gone::choices(self.template(), question, typed, self.language);
        let offered: Vec<_> = self.offered(question, list, |name| place(name).is_some()).chain(gone).collect();
        let most = most.unwrap_or(usize::MAX).min(offered.len());
        let options = offered.into_iter().map(|(name, label)| {
            let taken = place(&name);
            let places = (1..=most).map(|number| (placed(&name, number), taken == Some(number))).collect();
            Placed { name, label, places }
        });
        Input::Places { options: options.collect() }
    }

    fn files(&self, question: &Question, typed: &Typed) -> Input {
        let stored = self.opened.stored.get(question.name.as_str(), "");
        let there = stored.map(|stored| named::ids(&question.kind, &stored.answer)).unwrap_or_default();
        let more = typed.values.iter().filter(|id| !there.contains(id));
        let known = there.iter().chain(more).filter_map(|id| self.opened.files.get(id));
        let files =
            known.map(|file| (file.id.to_string(), file.name.clone(), typed.values.contains(&file.id.to_string())));
        let report = &self.opened.report;
        Input::Files { files: files.collect(), base: heading::path(&report.cycle.code, &report.party) }
    }

    /// The choices that are offered, and those that were made though they no longer are: names and labels.
    fn offered<'a>(
        &'a self,
        question: &Question,
        list: &ItemName,
        chosen: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = (String, String)> + 'a {
        let offered = self.opened.outlook.offered(question.name.as_str(), "");
        let stands = move |choice: &&Choice| {
            offered.is_none_or(|offered| offered.contains(&choice.name)) || chosen(choice.name.as_str())
        };
        let choices = self.template().choices(list).iter().filter(stands);
        choices.map(|choice| (choice.name.to_string(), self.text(&choice.label).to_owned()))
    }
}

/// What a question rests on, in a line.
fn cited(template: &Template, citations: &[Citation], language: &str) -> String {
    let one = |citation: &Citation| match &citation.provision {
        Some(provision) => format!("{} {provision}", citation.mandate),
        None => citation.mandate.clone(),
    };
    if citations.is_empty() {
        return String::new();
    }
    let all = citations.iter().map(one).collect::<Vec<_>>().join("; ");
    let key = match template.respondent {
        Respondent::Party => "page.asked_under",
        Respondent::Ngo => "page.evidence_for",
    };
    words::text(language, key, &[("mandates", &all)])
}
