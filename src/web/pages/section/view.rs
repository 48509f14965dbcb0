//! What a section's page shows: blocks in the template's order, each field with its texts, values and what is wrong.

use std::borrow::Cow;

use super::field::{Block, Choosable, Field, Heading, Input, Other, Past, Placed, Sent, Theirs};
use super::flaws_said::flaw_said;
use super::gone;
use super::typed::{Typed, placed};
use crate::ids::ItemName;
use crate::reports::answer::Answer;
use crate::reports::carried::Carried;
use crate::reports::reading::Opened;
use crate::reports::store::Stored;
use crate::templates::outline::cell_key;
use crate::templates::{
    Choice, Citation, Item, Kind, Qualifier, Question, Required, Respondent, Section, Template, Texts,
};
use crate::web::pages::heading;
use crate::web::pages::rows::Around;
use crate::web::pages::said::{qualifier_said, said, unit_said};
use crate::words;

/// Longest list of which the choices that are not offered wait on the page: of a longer one the next page offers them.
const MOST_AWAY: usize = 200;
/// The same in each cell of a table, which may have hundreds of rows.
const MOST_AWAY_IN_CELL: usize = 20;
/// Most characters of what was said before that stand open under a field.
const MOST_BESIDE: usize = 160;
/// Empty rows for further links, below those that are there.
const SPARE_LINKS: usize = 2;

/// A question where it is asked.
pub struct Asked<'a> {
    /// The question; of a cell, that of its column.
    pub question: &'a Question,
    /// What the answer is kept under.
    pub key: Cow<'a, str>,
    /// The row it is asked in.
    pub around: &'a Around,
}

impl<'a> Asked<'a> {
    /// A question that is no cell.
    pub fn plain(question: &'a Question, around: &'a Around) -> Self {
        Self { question, key: Cow::Borrowed(question.name.as_str()), around }
    }

    /// A cell.
    pub fn cell(table: &Question, column: &'a Question, around: &'a Around) -> Self {
        Self { question: column, key: Cow::Owned(cell_key(&table.name, &column.name)), around }
    }

    /// The path of its answer.
    pub fn path(&self) -> String {
        self.around.path(self.question.name.as_str())
    }
}

/// Who looks at which section of which report.
pub struct Viewer<'a> {
    pub opened: &'a Opened,
    pub language: &'a str,
    pub sent: &'a Sent,
    /// The section's address.
    pub page: &'a str,
    /// What is looked for among the rows of a repeat: in which, and what.
    pub find: Option<(String, String)>,
}

impl Viewer<'_> {
    /// What is asked.
    pub(super) fn template(&self) -> &Template {
        &self.opened.published.template
    }

    /// A text as it reads in a row.
    pub(super) fn text<'t>(&self, texts: &'t Texts, around: &Around) -> Cow<'t, str> {
        around.text(texts, self.language, &self.opened.published.template.default_language)
    }

    /// Whether something applies in a row; of a row that is not there yet nothing is known, and everything is asked.
    pub(super) fn applies(&self, key: &str, around: &Around) -> bool {
        around.fresh || self.opened.outlook.applies(key, &around.row)
    }

    /// The blocks of a section, or of what stands in a row. What does not apply is among them, hidden: a script shows it as soon
    /// as it does. Of a section that does not apply itself nothing is asked.
    pub fn blocks(&self, section: &Section, items: &[Item], around: &Around) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.opened.outlook.applies(section.name.as_str(), "") {
            self.add(items, around, 2, &mut blocks);
        }
        blocks
    }

    pub(super) fn add(&self, items: &[Item], around: &Around, depth: u8, blocks: &mut Vec<Block>) {
        for item in items {
            match item {
                Item::Note(note) => blocks.push(Block::Note(self.text(&note.label, around).into_owned())),
                Item::Question(question) => self.ask(question, around, blocks),
                Item::Group(group) => {
                    blocks.push(Block::Open(Heading {
                        id: super::typed::field(&around.path(group.name.as_str()), "question"),
                        label: self.text(&group.label, around).into_owned(),
                        intro: self.text(&group.intro, around).into_owned(),
                        hidden: !self.applies(group.name.as_str(), around),
                        depth,
                    }));
                    match &group.repeat {
                        Some(rows) => self.repeat(group, rows, around, depth + 1, blocks),
                        None => self.add(&group.items, around, depth + 1, blocks),
                    }
                    blocks.push(Block::Close);
                }
            }
        }
    }

    fn ask(&self, question: &Question, around: &Around, blocks: &mut Vec<Block>) {
        blocks.push(match &question.kind {
            Kind::Table { rows, columns } => Block::Table(Box::new(self.table(question, rows, columns, around))),
            _ => Block::Field(Box::new(self.field(&Asked::plain(question, around)))),
        });
        let explained = self.explanations(question, around);
        blocks.extend(explained.into_iter().map(|field| Block::Field(Box::new(field))));
    }

    /// Where a warning about this question does not hold: the place to say why.
    fn explanations(&self, question: &Question, around: &Around) -> Vec<Field> {
        let template = self.template();
        let broken = self.opened.outlook.broken_rules(template);
        let mine = broken.filter(|rule| rule.at.first() == Some(&question.name));
        let explained = mine.filter_map(|rule| rule.explanation.as_deref());
        explained.map(|question| self.explanation(question, around)).collect()
    }

    /// The place to say why a warning does not hold.
    pub(super) fn explanation(&self, question: &Question, around: &Around) -> Field {
        let hint = words::text(self.language, "page.explain", &[]);
        Field { hint, mark: String::new(), ..self.field(&Asked::plain(question, around)) }
    }

    pub(super) fn field(&self, asked: &Asked<'_>) -> Field {
        let (question, around) = (asked.question, asked.around);
        Field {
            number: question.number.clone().unwrap_or_default(),
            label: self.text(&question.label, around).into_owned(),
            mark: self.mark(question),
            hint: self.hint(question, around),
            guidance: self.text(&question.guidance, around).into_owned(),
            cited: cited(self.template(), self.opened.published.cited_by(&question.name), self.language),
            is_cell: false,
            ..self.with_beside(asked, self.bare(asked))
        }
    }

    /// What a field holds, without what is said about it: that of a cell stands in the head of its table.
    pub(super) fn bare(&self, asked: &Asked<'_>) -> Field {
        let (question, path) = (asked.question, asked.path());
        let blank = Stored::blank();
        let stored = self.opened.stored.get(&asked.key, &asked.around.row).unwrap_or(&blank);
        let (typed, revision) = match self.sent.typed.get(&path) {
            Some((typed, based_on)) => (typed.clone(), *based_on),
            None => (Typed::of(&stored.answer, question, self.language), stored.revision),
        };
        let theirs = self.sent.conflicts.get(&path);
        let wrong = self.sent.flaws.iter().filter(|flaw| flaw.at == path);
        let wrong = wrong.map(|flaw| flaw_said(question, flaw, self.language)).collect();
        let qualifiers = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
        let qualifiers = qualifiers.iter().copied().chain(gone::qualifier(question, &typed));
        Field {
            is_cell: true,
            hidden: !self.applies(&asked.key, asked.around),
            number: String::new(),
            label: String::new(),
            mark: String::new(),
            hint: String::new(),
            guidance: String::new(),
            cited: String::new(),
            qualifiers: qualifiers.map(|q| self.qualifier(q, &typed)).collect(),
            comment: gone::has_comment(question, &typed).then(|| typed.comment.clone()),
            links: None,
            files: None,
            input: self.input(asked, typed),
            // With both values seen, the next save is based on theirs.
            revision: theirs.map_or(revision, |theirs| theirs.revision),
            carried: stored.carried.as_ref().map(|carried| self.carried(carried)),
            past: self.past(question, &path, stored),
            wrong,
            conflict: theirs.map(|theirs| self.theirs(question, theirs)),
            remarks: (!asked.around.fresh).then(|| self.opened.remarks.at(&asked.key, &asked.around.row).0),
            name: path,
        }
    }

    /// What was said before. Where it stands here and waits for a person, that is said already.
    fn past(&self, question: &Question, path: &str, stored: &Stored) -> Option<Past> {
        let past = self.opened.before.get(path)?;
        let words = |answer: &Answer| (answer.value.clone(), answer.other.clone(), answer.qualifier);
        let differs = words(&past.answer) != words(&stored.answer);
        if stored.carried.is_some() && !differs {
            return None;
        }
        let said = said(self.template(), question, &past.answer, self.language);
        let long = said.lines.iter().chain(&said.comment).map(|line| line.chars().count()).sum::<usize>() > MOST_BESIDE;
        Some(Past { cycle: past.carried.cycle.to_string(), said, long, differs })
    }

    fn carried(&self, carried: &Carried) -> String {
        words::text(self.language, "page.carried", &[("cycle", carried.cycle.as_str())])
    }

    fn qualifier(&self, qualifier: Qualifier, typed: &Typed) -> (&'static str, String, bool) {
        (qualifier.word(), qualifier_said(qualifier, self.language), typed.qualifier == qualifier.word())
    }

    pub(super) fn mark(&self, question: &Question) -> String {
        match question.required {
            Required::Submit => String::new(),
            Required::Warn => words::text(self.language, "page.recommended", &[]),
            Required::Never => words::text(self.language, "page.optional", &[]),
        }
    }

    /// The hint, and the form of a date.
    pub(super) fn hint(&self, question: &Question, around: &Around) -> String {
        let hint = self.text(&question.hint, around);
        let Kind::Date { precision, .. } = &question.kind else { return hint.into_owned() };
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
            is_text: matches!(question.kind, Kind::Text { .. }),
        }
    }

    fn input(&self, asked: &Asked<'_>, typed: Typed) -> Input {
        let question = asked.question;
        let unit = unit_said(question).unwrap_or_default();
        match &question.kind {
            // A line of text loses line feeds; an answer that has some keeps them in an area.
            Kind::Text { max_length, multiline } if *multiline || typed.text().contains('\n') => {
                let rows = if *max_length > 1_000 { 6 } else { 3 };
                Input::Area { value: typed.text().to_owned(), rows, most: *max_length }
            }
            Kind::Text { max_length, .. } => line(&typed, unit, "text", Some(*max_length)),
            Kind::Integer(rules) => {
                let mode = if rules.min.is_some_and(|min| !min.is_sign_negative()) { "numeric" } else { "text" };
                line(&typed, unit, mode, None)
            }
            Kind::Decimal(_) | Kind::Percentage(_) => line(&typed, unit, "decimal", None),
            Kind::Date { .. } => line(&typed, unit, "text", None),
            Kind::SelectOne { .. } => self.choices(asked, &typed, "radio"),
            Kind::SelectMultiple { .. } => self.choices(asked, &typed, "checkbox"),
            Kind::Rank { .. } => self.places(asked, &typed),
            Kind::File { .. } => {
                let report = &self.opened.report;
                let base = heading::path(&report.cycle.code, &report.party);
                Input::Files { files: self.files(asked, &typed.values), base }
            }
            Kind::Calculate { .. } | Kind::Table { .. } => Input::Shown { lines: self.worked_out(asked) },
            Kind::Acknowledge => Input::Confirm { ticked: !typed.text().is_empty() },
            Kind::Url => {
                let mut rows = typed.links;
                rows.extend(std::iter::repeat_n((String::new(), String::new()), SPARE_LINKS));
                Input::Links { rows }
            }
        }
    }

    fn worked_out(&self, asked: &Asked<'_>) -> Vec<String> {
        let value = self.opened.outlook.worked_out(&asked.key, &asked.around.row).cloned();
        let answer = Answer { value, ..Answer::default() };
        said(self.template(), asked.question, &answer, self.language).lines
    }

    fn choices(&self, asked: &Asked<'_>, typed: &Typed, kind: &'static str) -> Input {
        let question = asked.question;
        let Some((list, other)) = question.kind.choices() else {
            return Input::Choices { kind, options: Vec::new(), other: None };
        };
        let ticked = |name: &str| typed.values.iter().any(|value| value == name);
        let options = self.offered(asked, list, ticked).map(|(name, label, away)| {
            let ticked = ticked(&name);
            Choosable { name, label, ticked, away }
        });
        let mut gone = gone::choices(self.template(), question, typed, self.language);
        let other = match other {
            Some(other) => {
                let (name, words) = (other.name.to_string(), typed.other.clone());
                Some(Other { ticked: ticked(&name), name, words, most: Some(other.max_length) })
            }
            // Words stay beside the choice they were for.
            None if typed.other.is_empty() => None,
            None => gone.pop().map(|(name, _)| Other { name, ticked: true, words: typed.other.clone(), most: None }),
        };
        let gone = gone.into_iter().map(|(name, label)| Choosable { name, label, ticked: true, away: false });
        Input::Choices { kind, options: options.chain(gone).collect(), other }
    }

    fn places(&self, asked: &Asked<'_>, typed: &Typed) -> Input {
        let question = asked.question;
        let (Some((list, _)), Some((_, most))) = (question.kind.choices(), question.kind.bounds()) else {
            return Input::Places { options: Vec::new() };
        };
        let place = |name: &str| {
            let parts = typed.values.iter().filter_map(|value| value.rsplit_once(' '));
            parts.filter(|(chosen, _)| *chosen == name).find_map(|(_, place)| place.parse::<usize>().ok())
        };
        let gone = gone::choices(self.template(), question, typed, self.language);
        let gone = gone.into_iter().map(|(name, label)| (name, label, false));
        let offered: Vec<_> = self.offered(asked, list, |name| place(name).is_some()).chain(gone).collect();
        let most = most.unwrap_or(usize::MAX).min(offered.len());
        let options = offered.into_iter().map(|(name, label, away)| {
            let taken = place(&name);
            let places = (1..=most).map(|number| (placed(&name, number), taken == Some(number))).collect();
            Placed { name, label, away, places }
        });
        Input::Places { options: options.collect() }
    }

    /// The choices that are offered, and those that were made though they no longer are: names and labels. Those that are not
    /// offered as things stand come too, marked, where there are not too many of them.
    fn offered<'a>(
        &'a self,
        asked: &Asked<'_>,
        list: &ItemName,
        chosen: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = (String, String, bool)> + 'a {
        let offered = self.opened.outlook.offered(&asked.key, &asked.around.row);
        let stands = move |choice: &Choice| {
            offered.is_none_or(|offered| offered.contains(&choice.name)) || chosen(choice.name.as_str())
        };
        let choices = self.template().choices(list);
        let most = if asked.key.contains('.') { MOST_AWAY_IN_CELL } else { MOST_AWAY };
        let few = choices.len() <= most;
        let marked = choices.iter().map(move |choice| (choice, stands(choice)));
        marked.filter(move |(_, stands)| few || *stands).map(|(choice, stands)| {
            let label = choice.label.in_language(self.language, &self.template().default_language).to_owned();
            (choice.name.to_string(), label, !stands)
        })
    }
}

/// What a question rests on, in a line.
pub fn cited(template: &Template, citations: &[Citation], language: &str) -> String {
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

/// A line to type into: words take its whole length, figures a part of it.
fn line(typed: &Typed, unit: String, mode: &'static str, most: Option<usize>) -> Input {
    Input::Line { value: typed.text().to_owned(), unit, mode, short: most.is_none(), most }
}
