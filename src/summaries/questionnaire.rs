//! The questions of a cycle, of all versions that its submissions answered, in one order. Pure.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::frames::{Framed, Frames};
use super::merge::merge;
use crate::templates::conditions::{conditions, joined};
use crate::templates::lineage::Lineage;
use crate::templates::outline::{Outline, Slot};
use crate::templates::{Citation, CountsAs, Kind, Published, Question, Required, Section};

/// A choice as the figures know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// What people read, in the template's own language.
    pub label: String,
    /// What choosing it means.
    pub counts_as: CountsAs,
}

impl Choice {
    /// Whether it counts as no answer.
    pub fn is_set_aside(&self) -> bool {
        self.counts_as != CountsAs::Answer
    }
}

/// What kind of cells a question has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Words or a date.
    Text,
    /// A number.
    Number,
    /// One choice.
    One,
    /// Any choices.
    Many,
    /// Choices put in order.
    Ranked,
    /// "I confirm."
    Acknowledge,
    /// Links.
    Links,
    /// Files.
    Files,
    /// None: the cells of a table are questions of their own.
    Table,
}

/// One question as the figures know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// The repeat or the table in whose rows it is asked, by its place in [`Questionnaire::frames`].
    pub frame: Option<usize>,
    /// The column's name; none for what is no cell of a table.
    pub column: Option<String>,
    /// The section's name.
    pub section: String,
    /// The number people cite.
    pub number: String,
    /// What is asked, in the template's own language.
    pub label: String,
    /// What is asked, by language.
    pub labels: BTreeMap<String, String>,
    /// The word for its type.
    pub kind: &'static str,
    /// What its cells hold.
    pub shape: Shape,
    /// The choices of all versions; `true` for an acknowledgement.
    pub choices: Vec<Choice>,
    /// Whether there is a choice beyond the list, with words.
    pub has_other: bool,
    /// What is counted.
    pub unit: String,
    /// What a missing answer means.
    pub required: &'static str,
    /// The condition under which it applies; empty for always.
    pub relevant: String,
    /// All it cites, in one cell.
    pub mandates: String,
    /// All it cites, of all versions.
    pub citations: Vec<Citation>,
}

impl Asked {
    /// Where a choice stands.
    pub fn choice(&self, code: &str) -> Option<usize> {
        self.choices.iter().position(|choice| choice.code == code)
    }

    /// Whether some choice counts as no answer.
    pub fn sets_aside(&self) -> bool {
        self.choices.iter().any(Choice::is_set_aside)
    }
}

/// What one version asks, as places in the [`Questionnaire`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The questions in the version's own order.
    pub places: Vec<usize>,
    /// Whether that is also the questionnaire's order.
    pub in_order: bool,
    /// What the version calls or counts in another way than the questionnaire, by place.
    pub own: BTreeMap<usize, Own>,
}

/// A question that one version calls by another name, or counts in another unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its name there.
    pub name: String,
    /// What is counted there.
    pub unit: String,
}

/// All questions of all versions.
pub struct Questionnaire {
    /// In the order of the cycle's version, those of other versions after the neighbours they had there.
    pub questions: Vec<Asked>,
    /// What has rows, each after what is around it.
    pub frames: Vec<Framed>,
    /// The languages of their labels, in the template's order.
    pub languages: Vec<String>,
    plans: BTreeMap<i32, Plan>,
}

impl Questionnaire {
    /// Brings versions together. The first one decides the order and, where several have a question, its name and labels: a
    /// question that was renamed is one question, as `lineage` says.
    pub fn of(versions: &[Arc<Published>], lineage: &Lineage) -> Self {
        let mut names: Vec<&str> = Vec::new();
        let mut languages: Vec<&str> = Vec::new();
        let outlines: Vec<Outline<'_>> = versions.iter().map(|version| Outline::of(&version.template)).collect();
        for (version, outline) in versions.iter().zip(&outlines) {
            merge(&mut names, outline.slots.iter().map(|slot| lineage.root(&slot.key)));
            merge(&mut languages, version.template.languages.iter().map(String::as_str));
        }
        let frames = Frames::of(versions, &outlines, lineage);
        let names = behind_tables(names, &outlines, lineage);
        let places: BTreeMap<&str, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        let conditions: Vec<_> = versions.iter().map(|version| conditions(&version.template)).collect();
        let found: Vec<BTreeMap<&str, Had<'_>>> = versions
            .iter()
            .zip(outlines.iter().zip(&conditions))
            .map(|(version, (outline, conditions))| by_root(version, outline, conditions, (lineage, &frames)))
            .collect();
        let questions: Vec<Asked> = names
            .iter()
            .filter_map(|name| {
                let had: Vec<Had<'_>> = found.iter().filter_map(|version| version.get(name).copied()).collect();
                asked(&had)
            })
            .collect();
        let plan = |(version, outline): (&Arc<Published>, &Outline<'_>)| {
            (version.version, plan(outline, &questions, |name| places.get(lineage.root(name)).copied()))
        };
        let plans = versions.iter().zip(&outlines).map(plan).collect();
        Self { questions, frames: frames.all, languages: languages.into_iter().map(str::to_owned).collect(), plans }
    }

    /// What is around a place, the outermost first, its own frame last.
    pub fn around(&self, frame: Option<usize>) -> Vec<&Framed> {
        let outward = |at: &usize| self.frames.get(*at).and_then(|frame| frame.around);
        let mut found: Vec<&Framed> =
            std::iter::successors(frame, outward).filter_map(|at| self.frames.get(at)).collect();
        found.reverse();
        found
    }

    /// The repeats and tables that something is asked in.
    pub fn each_frame(&self) -> impl Iterator<Item = (usize, &Framed)> {
        let is_asked = |at: usize| self.questions.iter().any(|asked| asked.frame == Some(at));
        self.frames.iter().enumerate().filter(move |(at, _)| is_asked(*at))
    }

    /// What a version counts in the question at a place.
    pub fn unit(&self, version: i32, place: usize) -> &str {
        let own = self.plans.get(&version).and_then(|plan| plan.own.get(&place)).map(|own| own.unit.as_str());
        own.or_else(|| self.questions.get(place).map(|asked| asked.unit.as_str())).unwrap_or_default()
    }

    /// What a version asks.
    pub fn plan(&self, version: i32) -> Option<&Plan> {
        self.plans.get(&version)
    }
}

/// A question as one version has it.
#[derive(Clone, Copy)]
struct Had<'a> {
    version: &'a Published,
    slot: &'a Slot<'a>,
    section: &'a Section,
    question: &'a Question,
    frame: Option<usize>,
    conditions: &'a BTreeMap<Cow<'a, str>, Vec<&'a str>>,
}

fn by_root<'a>(
    version: &'a Published,
    outline: &'a Outline<'a>,
    conditions: &'a BTreeMap<Cow<'a, str>, Vec<&'a str>>,
    (lineage, frames): (&'a Lineage, &Frames),
) -> BTreeMap<&'a str, Had<'a>> {
    let had = |slot: &'a Slot<'a>| {
        let frame = slot.frame.and_then(|at| outline.frames.get(at));
        let frame = frame.and_then(|frame| frames.place(lineage, frame.name().as_str()));
        Had { version, slot, section: slot.section, question: slot.question, frame, conditions }
    };
    outline.slots.iter().map(had).map(|had| (lineage.root(&had.slot.key), had)).collect()
}

/// The columns of each table right behind it, whatever another version has put between them.
fn behind_tables<'a>(names: Vec<&'a str>, outlines: &'a [Outline<'a>], lineage: &'a Lineage) -> Vec<&'a str> {
    let mut tables: BTreeMap<&str, &str> = BTreeMap::new();
    for outline in outlines {
        for slot in &outline.slots {
            if let Some(table) = slot.frame.and_then(|at| outline.frames.get(at)).filter(|frame| frame.is_table()) {
                tables.entry(lineage.root(&slot.key)).or_insert_with(|| lineage.root(table.name().as_str()));
            }
        }
    }
    let columns =
        |table: &'a str| names.iter().copied().filter(|name| tables.get(name) == Some(&table)).collect::<Vec<_>>();
    let outside = names.iter().copied().filter(|name| !tables.contains_key(name));
    outside.flat_map(|name| std::iter::once(name).chain(columns(name))).collect()
}

fn plan(outline: &Outline<'_>, questions: &[Asked], place: impl Fn(&str) -> Option<usize>) -> Plan {
    let mut plan = Plan { places: Vec::new(), in_order: true, own: BTreeMap::new() };
    for slot in &outline.slots {
        let Some((place, asked)) = place(&slot.key).and_then(|at| Some((at, questions.get(at)?))) else {
            continue;
        };
        let (name, unit) = (slot.key.as_ref(), slot.question.kind.unit().unwrap_or_default());
        if (name, unit) != (&asked.name, &asked.unit) {
            plan.own.insert(place, Own { name: name.to_owned(), unit: unit.to_owned() });
        }
        plan.places.push(place);
    }
    plan.in_order = plan.places.is_sorted();
    plan
}

fn asked(had: &[Had<'_>]) -> Option<Asked> {
    let Had { version, slot, section, question, frame, conditions } = had.first()?;
    let language = version.template.default_language.as_str();
    let mut citations: Vec<Citation> = Vec::new();
    for citation in had.iter().flat_map(|had| had.version.cited_by(&had.question.name)) {
        let same = |known: &Citation| (&known.mandate, &known.provision) == (&citation.mandate, &citation.provision);
        if !citations.iter().any(same) {
            citations.push(citation.clone());
        }
    }
    let mandates: Vec<String> = citations.iter().map(written).collect();
    Some(Asked {
        name: slot.key.to_string(),
        frame: *frame,
        column: slot.key.split_once('.').map(|(_, column)| column.to_owned()),
        section: section.name.as_str().to_owned(),
        number: question.number.clone().unwrap_or_default(),
        label: question.label.in_language(language, language).to_owned(),
        labels: question.label.0.clone(),
        kind: question.kind.word(),
        shape: shape(version, slot),
        choices: choices(had),
        has_other: had.iter().any(|had| had.question.kind.choices().is_some_and(|(_, other)| other.is_some())),
        unit: question.kind.unit().unwrap_or_default().to_owned(),
        required: match question.required {
            Required::Never => "never",
            Required::Warn => "warn",
            Required::Submit => "submit",
        },
        relevant: conditions.get(slot.key.as_ref()).map(|all| joined(all)).unwrap_or_default(),
        mandates: mandates.join("; "),
        citations,
    })
}

/// Mandate and provision in one cell.
fn written(citation: &Citation) -> String {
    match &citation.provision {
        Some(provision) => format!("{} {provision}", citation.mandate),
        None => citation.mandate.clone(),
    }
}

fn shape(version: &Published, slot: &Slot<'_>) -> Shape {
    match &slot.question.kind {
        Kind::Table { .. } => Shape::Table,
        Kind::Calculate { .. } if version.logic.is_number(&slot.key) => Shape::Number,
        Kind::Calculate { .. } => Shape::Text,
        Kind::Text { .. } | Kind::Date { .. } => Shape::Text,
        Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => Shape::Number,
        Kind::SelectOne { .. } => Shape::One,
        Kind::SelectMultiple { .. } => Shape::Many,
        Kind::Rank { .. } => Shape::Ranked,
        Kind::Acknowledge => Shape::Acknowledge,
        Kind::Url => Shape::Links,
        Kind::File { .. } => Shape::Files,
    }
}

/// What the choice beyond a list is called where the list itself does not name it.
const OTHER: &str = "Other";

/// The choices of all versions that have the question.
fn choices(had: &[Had<'_>]) -> Vec<Choice> {
    let mut order: Vec<&str> = Vec::new();
    let mut known: BTreeMap<&str, Choice> = BTreeMap::new();
    for Had { version, question, .. } in had {
        let template = &version.template;
        let language = template.default_language.as_str();
        let mut found: Vec<Choice> = Vec::new();
        if matches!(question.kind, Kind::Acknowledge) {
            merge(&mut order, ["true"]);
            let choice = Choice { code: "true".to_owned(), label: String::new(), counts_as: CountsAs::Answer };
            known.entry("true").or_insert(choice);
        }
        let Some((list, other)) = question.kind.choices() else { continue };
        let listed = template.choices(list);
        let other =
            other.map(|other| other.name.as_str()).filter(|name| listed.iter().all(|c| c.name.as_str() != *name));
        merge(&mut order, listed.iter().map(|choice| choice.name.as_str()).chain(other));
        for choice in listed {
            let label = choice.label.in_language(language, language).to_owned();
            found.push(Choice { code: choice.name.as_str().to_owned(), label, counts_as: choice.counts_as });
        }
        found.extend(other.map(|name| Choice {
            code: name.to_owned(),
            label: OTHER.to_owned(),
            counts_as: CountsAs::Answer,
        }));
        for (code, choice) in listed.iter().map(|choice| choice.name.as_str()).chain(other).zip(found) {
            known.entry(code).or_insert(choice);
        }
    }
    order.into_iter().filter_map(|code| known.remove(code)).collect()
}
