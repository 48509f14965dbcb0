//! All answers of a report in words, section by section and row by row: for checking, for reading what was frozen, and for
//! seeing what a row holds. Pure.

use super::rows::{Around, Called, called, given, names_row, naming_question};
use super::said::{Said, said, unit_said};
use crate::access::Sections;
use crate::reports::answer::Answer;
use crate::reports::freeze::Frozen;
use crate::reports::sheet::Status;
use crate::templates::rows::RowLists;
use crate::templates::{Group, Item, Kind, Published, Question, Rows, Template};
use crate::words;

/// Most rows of a repeat that stand open one after another on a page that can be changed; of more, each is opened by a press.
const MOST_OPEN: usize = 10;

/// A section with its answers.
pub struct Chapter {
    /// Its name, for ids and links.
    pub name: String,
    /// The number people cite.
    pub number: String,
    /// Its title.
    pub label: String,
    /// What stands in it, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a chapter.
pub enum Piece {
    /// Questions one after another.
    Pairs(Vec<Row>),
    /// The name of a repeat, and what is to be said of it as a whole.
    Repeat(String, Option<String>),
    /// A row of a repeat begins.
    Open(Turn),
    /// It ends.
    Close,
    /// A table.
    Table(Box<Table>),
}

/// A row of a repeat.
pub struct Turn {
    /// Its path.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// How much of it is answered, in words.
    pub answered: String,
    /// Whether its answers stand open.
    pub open: bool,
}

/// A question and what was said.
#[derive(Clone)]
pub struct Row {
    /// The path of its answer.
    pub path: String,
    /// The number people cite.
    pub number: String,
    /// What is asked.
    pub label: String,
    /// What helps to answer it, where the reader wants that as well.
    pub help: Vec<String>,
    /// What was said.
    pub said: Said,
    /// Whether a condition hides it.
    pub hidden: bool,
    /// Whether it stands as in an earlier report, confirmed by nobody.
    pub unconfirmed: bool,
    /// Where it can be changed; nowhere, where it cannot.
    pub change: Option<String>,
}

/// A table with what was said in its cells.
pub struct Table {
    /// The question it answers. It has no answer itself.
    pub about: Row,
    /// What is asked in each row.
    pub head: Vec<String>,
    /// What each row is called, and its cells.
    pub rows: Vec<(String, Vec<Row>)>,
}

/// The address of an answer, by its section and its path.
pub type Change<'a> = &'a dyn Fn(&str, &str) -> String;

/// Who reads what.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What is asked.
    pub template: &'a Template,
    /// The lists that rows are of.
    pub lists: &'a RowLists,
    /// What was answered, by path.
    pub answers: &'a Frozen,
    /// The language of the words.
    pub language: &'a str,
    /// Where an answer of a section can be changed, by its path; none where nothing can.
    pub change: Option<Change<'a>>,
    /// Whether what a condition hides is named.
    pub names_hidden: bool,
    /// Whether hints and guidance stand with the questions.
    pub explains: bool,
}

impl<'a> Reader<'a> {
    /// Somebody who reads all there is, and changes nothing.
    pub fn of(published: &'a Published, answers: &'a Frozen, language: &'a str) -> Self {
        let (template, lists) = (&published.template, &published.lists);
        Self { template, lists, answers, language, change: None, names_hidden: true, explains: false }
    }

    /// The sections that the reader reaches, with their answers.
    pub fn chapters(&self, reach: &Sections) -> Vec<Chapter> {
        let sections = self.template.sections.iter().filter(|section| reach.reach(&section.name));
        let chapter = |section: &crate::templates::Section| Chapter {
            name: section.name.to_string(),
            number: section.number.clone().unwrap_or_default(),
            label: section.label.in_language(self.language, &self.template.default_language).to_owned(),
            pieces: self.pieces(section.name.as_str(), &section.items, &Around::default()),
        };
        sections.map(chapter).collect()
    }

    /// What stands in a section or a row, in words.
    pub fn pieces(&self, section: &str, items: &[Item], around: &Around) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.add(section, items, around, &mut pieces);
        pieces
    }

    fn add(&self, section: &str, items: &[Item], around: &Around, pieces: &mut Vec<Piece>) {
        for item in items {
            match item {
                Item::Note(_) => {}
                Item::Question(question) => match &question.kind {
                    Kind::Table { rows, columns } => {
                        let table = self.table(section, question, (rows, columns), around);
                        if self.names_hidden || !table.about.hidden {
                            pieces.push(Piece::Table(Box::new(table)));
                        }
                    }
                    _ => {
                        let row = self.row(section, question, around);
                        if self.names_hidden || !row.hidden {
                            pair(pieces, row);
                        }
                        for row in self.explanations(section, question, around) {
                            pair(pieces, row);
                        }
                    }
                },
                Item::Group(group) => match &group.repeat {
                    Some(rows) => self.repeat(section, group, rows, around, pieces),
                    None => self.add(section, &group.items, around, pieces),
                },
            }
        }
    }

    fn repeat(&self, section: &str, group: &Group, rows: &Rows, around: &Around, pieces: &mut Vec<Piece>) {
        let label = around.text(&group.label, self.language, &self.template.default_language).into_owned();
        let naming = naming_question(&group.items);
        let Some(there) = self.rows(group.name.as_str(), rows, naming, around) else {
            if self.names_hidden {
                pieces.push(Piece::Repeat(label, Some(words::text(self.language, "page.hidden", &[]))));
            }
            return;
        };
        let none = there.is_empty().then(|| words::text(self.language, "page.rows_none", &[]));
        pieces.push(Piece::Repeat(label, none));
        for row in &there {
            let inner = around.inside(group.name.as_str(), rows, row);
            let inside = self.pieces(section, &group.items, &inner);
            let answered = inside.iter().map(answered).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
            let values = [("answered", &*answered.0.to_string()), ("questions", &*answered.1.to_string())];
            pieces.push(Piece::Open(Turn {
                path: around.path(&format!("{}/{}", group.name, row.key)),
                label: row.label.clone(),
                answered: words::text(self.language, "page.answered_of", &values),
                open: self.change.is_none() || there.len() <= MOST_OPEN,
            }));
            pieces.extend(inside);
            pieces.push(Piece::Close);
        }
    }

    /// The rows of a repeat or a table; none where it does not apply.
    fn rows(&self, frame: &str, rows: &Rows, naming: Option<&Question>, around: &Around) -> Option<Vec<Called>> {
        let path = around.path(frame);
        let keys = self.answers.rows.get(&path)?;
        let mut made = 0;
        let call = |key: &String| {
            let given = given(self.lists, rows, key).cloned();
            made += usize::from(given.is_none());
            let own = naming.and_then(|naming| self.answers.answers.get(&format!("{path}/{key}/{}", naming.name)));
            let own = own.and_then(|(_, answer)| answer.value.as_ref());
            let label = called(given.as_deref(), own, made, (self.template, self.language));
            Called { key: key.clone(), label, given, fresh: false }
        };
        Some(keys.iter().map(call).collect())
    }

    fn row(&self, section: &str, question: &Question, around: &Around) -> Row {
        let path = around.path(question.name.as_str());
        let blank = (Status::Blank, Answer::default());
        let (status, answer) = self.answers.answers.get(&path).unwrap_or(&blank);
        let hidden = *status == Status::NotApplicable;
        Row {
            number: question.number.clone().unwrap_or_default(),
            label: around.text(&question.label, self.language, &self.template.default_language).into_owned(),
            help: if self.explains { self.help(question, around) } else { Vec::new() },
            said: said(self.template, question, answer, self.language),
            hidden,
            unconfirmed: *status == Status::Unconfirmed,
            change: self.change.filter(|_| !hidden).map(|change| change(section, &path)),
            path,
        }
    }

    /// Why warnings about a question may be passed.
    fn explanations(&self, section: &str, question: &Question, around: &Around) -> Vec<Row> {
        let mine = self.template.rules.iter().filter(|rule| rule.at.first() == Some(&question.name));
        let explained = mine.filter_map(|rule| {
            let (asked, answer) = (rule.explanation.as_deref()?, self.answers.explanations.get(rule.name.as_str())?);
            let said = said(self.template, asked, answer, self.language);
            Some(Row { said, ..self.row(section, asked, around) })
        });
        explained.collect()
    }

    fn help(&self, question: &Question, around: &Around) -> Vec<String> {
        let fallback = &self.template.default_language;
        let texts = [&question.hint, &question.guidance].into_iter();
        let help = texts.map(|texts| around.text(texts, self.language, fallback).into_owned());
        help.filter(|text| !text.is_empty()).collect()
    }

    fn table(&self, section: &str, table: &Question, (rows, columns): (&Rows, &[Question]), around: &Around) -> Table {
        let naming = columns.iter().find(|column| names_row(column));
        let there = self.rows(table.name.as_str(), rows, naming, around).unwrap_or_default();
        let fallback = self.template.default_language.as_str();
        let head = |column: &Question| {
            let label = around.text(&column.label, self.language, fallback);
            unit_said(column).map_or_else(|| label.to_string(), |unit| format!("{label} ({unit})"))
        };
        // A table is changed as a whole, and its head is one line.
        let quiet = Self { change: None, explains: false, ..*self };
        let cells = |(index, row): (usize, &Called)| {
            let inner = around.inside(table.name.as_str(), rows, row);
            let label = if rows.over.is_some() { row.label.clone() } else { (index + 1).to_string() };
            (label, columns.iter().map(|column| without_unit(column, quiet.row(section, column, &inner))).collect())
        };
        Table {
            about: self.row(section, table, around),
            head: columns.iter().map(head).collect(),
            rows: there.iter().enumerate().map(cells).collect(),
        }
    }

    /// One row of a table, as pairs.
    pub fn cells(&self, section: &str, columns: &[Question], inner: &Around) -> Vec<Piece> {
        vec![Piece::Pairs(columns.iter().map(|column| self.row(section, column, inner)).collect())]
    }
}

/// A cell: the unit stands in the head of its table.
fn without_unit(column: &Question, mut row: Row) -> Row {
    if let Some(unit) = unit_said(column) {
        row.said.lines = row.said.lines.iter().map(|line| line.replace(&format!("\u{a0}{unit}"), "")).collect();
    }
    row
}

/// Puts a question behind those before it.
fn pair(pieces: &mut Vec<Piece>, row: Row) {
    match pieces.last_mut() {
        Some(Piece::Pairs(rows)) => rows.push(row),
        _ => pieces.push(Piece::Pairs(vec![row])),
    }
}

/// How many questions of a piece are answered, of how many. A table is one.
fn answered(piece: &Piece) -> (usize, usize) {
    match piece {
        Piece::Pairs(rows) => {
            let asked = rows.iter().filter(|row| !row.hidden);
            asked.fold((0, 0), |(answered, all), row| (answered + usize::from(row.said.is_answered()), all + 1))
        }
        Piece::Table(table) if !table.about.hidden => (usize::from(table.is_answered()), 1),
        Piece::Table(_) | Piece::Repeat(..) | Piece::Open(_) | Piece::Close => (0, 0),
    }
}

impl Row {
    /// The same question with nothing said to it.
    pub fn silent(&self) -> Self {
        Self { said: Said::default(), hidden: false, unconfirmed: false, ..self.clone() }
    }
}

impl Table {
    /// Whether any cell is answered.
    pub fn is_answered(&self) -> bool {
        self.rows.iter().any(|(_, cells)| cells.iter().any(|cell| cell.said.is_answered()))
    }
}
