//! The form on paper: everything that is asked, with room for the answers. Pure.

use std::borrow::Cow;
use std::sync::Arc;

use super::condition;
use crate::ids::{ItemName, PartyCode};
use crate::templates::rows::Given;
use crate::templates::{Group, Item, Kind, Published, Question, Required, Rows, Section, Template, Texts};
use crate::web::pages::rows::{Around, Called};
use crate::web::pages::said::{qualifier_said, unit_said};
use crate::web::pages::section::view::cited;
use crate::words;

/// Most rows of a list that a printed form names one by one.
const MOST_NAMED: usize = 60;
/// Empty lines of a table whose rows people make.
const EMPTY_ROWS: usize = 5;
/// Most choices of a column that stand in the head of its table; more stand below it.
const MOST_IN_HEAD: usize = 6;
/// What stands where a row's own name would.
const SOME_ROW: &str = "…";
/// Characters that a line of handwriting holds.
const LINE_HOLDS: usize = 80;
/// Characters that a box and the room around it take.
const BOX_TAKES: usize = 6;
/// Most lines that are drawn for one answer: whoever writes more takes a sheet of paper.
const MOST_LINES: usize = 8;

/// A piece of the printed form.
pub enum Piece {
    /// A section, a group or a repeat begins.
    Open(Head),
    /// It ends.
    Close,
    /// Words between questions.
    Note(String),
    /// A question.
    Ask(Box<Ask>),
}

/// What stands above a section or a group.
pub struct Head {
    /// 2 for a section.
    pub depth: u8,
    pub number: String,
    pub label: String,
    pub intro: String,
    /// When it applies, in words.
    pub only: Option<String>,
    /// Of a repeat: for what it is answered anew.
    pub each: Option<String>,
}

/// A question.
pub struct Ask {
    pub number: String,
    pub label: String,
    pub mark: String,
    pub only: Option<String>,
    pub hint: String,
    pub guidance: String,
    pub cited: String,
    pub room: Room,
    /// How sure a number may be said to be.
    pub qualifiers: Vec<String>,
    /// Whether a comment may stand beside the answer.
    pub comment: bool,
    /// Whether documents or links may.
    pub beside: bool,
}

/// The room for an answer.
pub enum Room {
    /// Lines to write on.
    Lines(usize),
    /// A short line, with what is counted behind it.
    Short(String),
    /// Boxes to tick: one or several.
    Boxes { one: bool, options: Vec<String>, other: Option<String>, most: Option<usize> },
    /// Choices to number.
    Places { options: Vec<String>, most: usize },
    /// A box: "I confirm."
    Confirm,
    /// Files, at most so many.
    Files(usize),
    /// Worked out from other answers.
    Worked,
    /// A table.
    Table { head: Vec<Column>, rows: Vec<String>, more: bool, below: Vec<(String, String)> },
}

impl Room {
    /// Whether the rows of a table have names of their own.
    pub fn is_named(&self) -> bool {
        let Self::Table { rows, .. } = self else { return false };
        rows.iter().any(|row| !row.is_empty())
    }

    /// How boxes stand: in a row where all fit, in two columns where there are many.
    pub fn shape(&self) -> &'static str {
        let Self::Boxes { options, .. } = self else { return "" };
        let length: usize = options.iter().map(|option| option.chars().count() + BOX_TAKES).sum();
        match options.len() {
            _ if length <= LINE_HOLDS => "row",
            count if count > MOST_IN_HEAD => "many",
            _ => "",
        }
    }
}

/// A column of a table.
pub struct Column {
    pub label: String,
    /// How its cells are answered.
    pub how: String,
}

/// Who wants which form.
pub struct Form<'a> {
    /// What is asked.
    pub published: &'a Published,
    /// Whose rows of the lists; of nobody, all of them.
    pub party: Option<&'a PartyCode>,
    /// In which language.
    pub language: &'a str,
}

impl<'a> Form<'a> {
    /// The whole form.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for section in &self.template().sections {
            pieces.push(Piece::Open(self.section(section)));
            self.add(&section.items, &Around::default(), 3, &mut pieces);
            pieces.push(Piece::Close);
        }
        pieces
    }

    fn template(&self) -> &'a Template {
        &self.published.template
    }

    fn text<'t>(&self, texts: &'t Texts, around: &Around) -> Cow<'t, str> {
        around.text(texts, self.language, &self.template().default_language)
    }

    fn say(&self, key: &str) -> String {
        words::text(self.language, key, &[])
    }

    fn only(&self, relevant: Option<&String>) -> Option<String> {
        relevant.map(|condition| condition::said(self.template(), condition, self.language))
    }

    fn section(&self, section: &Section) -> Head {
        let top = Around::default();
        Head {
            depth: 2,
            number: section.number.clone().unwrap_or_default(),
            label: self.text(&section.label, &top).into_owned(),
            intro: self.text(&section.intro, &top).into_owned(),
            only: self.only(section.relevant.as_ref()),
            each: None,
        }
    }

    fn add(&self, items: &[Item], around: &Around, depth: u8, pieces: &mut Vec<Piece>) {
        for item in items {
            match item {
                Item::Note(note) => pieces.push(Piece::Note(self.text(&note.label, around).into_owned())),
                Item::Question(question) => pieces.push(Piece::Ask(Box::new(self.ask(question, around)))),
                Item::Group(group) => {
                    pieces.push(Piece::Open(self.group(group, around, depth)));
                    let inner = group.repeat.as_ref().map(|rows| self.inside(group, rows, around));
                    self.add(&group.items, inner.as_ref().unwrap_or(around), (depth + 1).min(4), pieces);
                    pieces.push(Piece::Close);
                }
            }
        }
    }

    fn group(&self, group: &Group, around: &Around, depth: u8) -> Head {
        Head {
            depth,
            number: String::new(),
            label: self.text(&group.label, around).into_owned(),
            intro: self.text(&group.intro, around).into_owned(),
            only: self.only(group.relevant.as_ref()),
            each: group.repeat.as_ref().map(|rows| self.each(rows)),
        }
    }

    /// For what a repeat is answered anew.
    fn each(&self, rows: &Rows) -> String {
        let names = self.named(rows);
        if names.is_empty() {
            return self.say("print.copy_rows");
        }
        let own = if rows.add_own { format!(" {}", self.say("print.copy_own")) } else { String::new() };
        words::text(self.language, "print.each_of", &[("rows", &names.join(", "))]) + &own
    }

    /// What the rows of a list are called; none where there are too many to name, or people make them.
    fn named(&self, rows: &Rows) -> Vec<String> {
        let given = self.given(rows);
        let fallback = self.template().default_language.as_str();
        let label = |given: &&Arc<Given>| given.label.in_language(self.language, fallback).to_owned();
        if given.len() > MOST_NAMED { Vec::new() } else { given.iter().map(label).collect() }
    }

    fn given(&self, rows: &Rows) -> Vec<&'a Arc<Given>> {
        let Some(list) = &rows.over else { return Vec::new() };
        let lists = &self.published.lists;
        self.party.map_or_else(|| lists.all(list).iter().collect(), |party| lists.rows_for(list, party))
    }

    /// Inside some row of a repeat: of what texts call by name there is only that there is something.
    fn inside(&self, group: &Group, rows: &Rows, around: &Around) -> Around {
        let known = self.given(rows).first().map(|row| {
            let attributes = row.attributes.keys().map(|name| (name.clone(), SOME_ROW.to_owned())).collect();
            Arc::new(Given { key: SOME_ROW.to_owned(), label: Texts::default(), attributes })
        });
        let row = Called { key: SOME_ROW.to_owned(), label: SOME_ROW.to_owned(), given: known, fresh: false };
        around.inside(group.name.as_str(), rows, &row)
    }

    fn ask(&self, question: &Question, around: &Around) -> Ask {
        let qualifiers = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
        Ask {
            number: question.number.clone().unwrap_or_default(),
            label: self.text(&question.label, around).into_owned(),
            mark: match question.required {
                Required::Submit => String::new(),
                Required::Warn => self.say("page.recommended"),
                Required::Never if question.kind.is_asked() => self.say("page.optional"),
                Required::Never => String::new(),
            },
            only: self.only(question.relevant.as_ref()),
            hint: self.hint(question, around),
            guidance: self.text(&question.guidance, around).into_owned(),
            cited: cited(self.template(), self.published.cited_by(&question.name), self.language),
            room: self.room(question, around),
            qualifiers: qualifiers.iter().map(|qualifier| qualifier_said(*qualifier, self.language)).collect(),
            comment: question.comment,
            beside: question.attachments || question.links,
        }
    }

    fn hint(&self, question: &Question, around: &Around) -> String {
        let hint = self.text(&question.hint, around);
        let Kind::Date { precision, .. } = &question.kind else { return hint.into_owned() };
        let example = words::text(self.language, "page.date_example", &[("example", precision.example())]);
        format!("{hint} {example}").trim().to_owned()
    }

    fn room(&self, question: &Question, around: &Around) -> Room {
        let most = question.kind.bounds().and_then(|(_, most)| most);
        match &question.kind {
            Kind::Text { max_length, .. } => Room::Lines((max_length / LINE_HOLDS).clamp(1, MOST_LINES)),
            Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => {
                Room::Short(unit_said(question).unwrap_or_default())
            }
            Kind::Date { .. } => Room::Short(String::new()),
            Kind::SelectOne { list, other } => {
                let other = other.as_ref().map(|_| self.say("page.other"));
                Room::Boxes { one: true, options: self.options(list), other, most: None }
            }
            Kind::SelectMultiple { list, other, .. } => {
                let other = other.as_ref().map(|_| self.say("page.other"));
                Room::Boxes { one: false, options: self.options(list), other, most }
            }
            Kind::Rank { list, .. } => {
                let options = self.options(list);
                Room::Places { most: most.unwrap_or(options.len()).min(options.len()), options }
            }
            Kind::Acknowledge => Room::Confirm,
            Kind::Url => Room::Lines(2),
            Kind::File { max_files } => Room::Files(*max_files),
            Kind::Calculate { .. } => Room::Worked,
            Kind::Table { rows, columns } => self.table(rows, columns, around),
        }
    }

    fn options(&self, list: &ItemName) -> Vec<String> {
        let fallback = self.template().default_language.as_str();
        let choices = self.template().choices(list).iter();
        choices.map(|choice| choice.label.in_language(self.language, fallback).to_owned()).collect()
    }

    fn table(&self, rows: &Rows, columns: &[Question], around: &Around) -> Room {
        let mut below = Vec::new();
        let mut head = Vec::new();
        for column in columns {
            let label = self.text(&column.label, around).into_owned();
            let options = column.kind.choices().map(|(list, other)| {
                let other = other.map(|_| self.say("page.other"));
                self.options(list).into_iter().chain(other).collect::<Vec<_>>()
            });
            let how = match options {
                Some(options) if options.len() <= MOST_IN_HEAD => options.join(" / "),
                Some(options) => {
                    below.push((label.clone(), options.join(" / ")));
                    String::new()
                }
                None => unit_said(column).unwrap_or_else(|| self.hint(column, around)),
            };
            if let Some(only) = self.only(column.relevant.as_ref()) {
                below.push((label.clone(), only));
            }
            head.push(Column { label, how });
        }
        let named = self.named(rows);
        let empty = if rows.can_be_made() || named.is_empty() { EMPTY_ROWS } else { 0 };
        let blank = std::iter::repeat_n(String::new(), empty.max(rows.min.min(MOST_NAMED)));
        let more = empty > 0;
        let rows = if more { named.into_iter().chain(blank).collect() } else { named };
        Room::Table { head, rows, more, below }
    }
}
