//! The sheet of a section: its questions one below the other. Pure.
//!
//! A question that takes several choices has a line for each, marked with x: a list to pick from in a cell gives one choice
//! alone, and names typed into one cell would be mistyped. So it stands on paper forms, and in every spreadsheet.

use super::book::{Cell, Line, Look, Sheet, Use, Value};
use super::codes::{HEADS, KEY, Part, REVISION, line_key};
use super::layout::{Layout, frame_label};
use super::parts;
use crate::reports::answer::Answer;
use crate::reports::store::Stored;
use crate::templates::{Item, Kind, Precision, Question, Section, Texts};
use crate::web::pages::rows::Around;
use crate::web::pages::said::unit_said;
use crate::words;

const KEYS: u16 = 0;
const REVISIONS: u16 = 1;
const NUMBER: u16 = 2;
const QUESTION: u16 = 3;
const HINT: u16 = 4;
const ANSWER: u16 = 5;
const UNIT: u16 = 6;
const QUALIFIER: u16 = 7;
const OTHER: u16 = 8;
const COMMENT: u16 = 9;
const CONFIRM: u16 = 10;
const NOTE: u16 = 11;
/// The columns that are read back, with the parts in them.
const READ: [(u16, Part); 5] = [
    (ANSWER, Part::Value),
    (QUALIFIER, Part::Qualifier),
    (OTHER, Part::Other),
    (COMMENT, Part::Comment),
    (CONFIRM, Part::Confirm),
];
/// Columns, their heads and their widths.
const HEAD: [(u16, &str, f64); 10] = [
    (NUMBER, "workbook.number", 8.0),
    (QUESTION, "workbook.question", 48.0),
    (HINT, "workbook.hint", 34.0),
    (ANSWER, "workbook.answer", 46.0),
    (UNIT, "workbook.unit", 9.0),
    (QUALIFIER, "workbook.qualifier", 14.0),
    (OTHER, "page.other_words", 24.0),
    (COMMENT, "workbook.comment", 30.0),
    (CONFIRM, "workbook.confirm", 14.0),
    (NOTE, "workbook.note", 26.0),
];

impl<'a> Layout<'a> {
    /// The sheet of a section.
    pub fn questions(&mut self, section: &'a Section, of: &str, tab: &str) -> Sheet {
        let mut lines = Vec::new();
        lines.push(codes(section.name.as_str()));
        lines.push(self.head());
        lines.push(Line::of(NUMBER, Cell::words(of, Look::Title)));
        self.words(&mut lines, &section.intro, Look::Hint);
        self.items(&section.items, &mut lines);
        let opened = self.reader.opened;
        let template = &opened.published.template;
        let broken: Vec<&str> = opened.outlook.broken_rules(template).map(|rule| rule.name.as_str()).collect();
        for question in template.explained_in(section) {
            let stored = self.stored(question.name.as_str(), "");
            if stored.revision > 0 || broken.contains(&question.name.as_str()) {
                self.question(question, true, &stored, &mut lines);
            }
        }
        let used = |column: u16| lines.iter().skip(2).flat_map(|line| &line.cells).any(|(at, _)| *at == column);
        let mut widths = vec![None, None];
        let always = [NUMBER, QUESTION, ANSWER];
        let width =
            |(column, _, width): &(u16, &str, f64)| (always.contains(column) || used(*column)).then_some(*width);
        widths.extend(HEAD.iter().map(width));
        Sheet { name: tab.to_owned(), used: Use::Questions, widths, frozen: 2, frozen_columns: 0, lines }
    }

    fn head(&self) -> Line {
        let mut head = Line::of(KEYS, Cell::words(HEADS, Look::Code));
        for (column, key, _) in HEAD {
            head.put(column, Cell::words(self.reader.say(key), Look::Head));
        }
        head
    }

    fn words(&self, lines: &mut Vec<Line>, texts: &Texts, look: Look) {
        let text = self.text(texts, &Around::default());
        if !text.is_empty() {
            lines.push(Line::of(QUESTION, Cell::words(text, look)));
        }
    }

    fn items(&mut self, items: &'a [Item], lines: &mut Vec<Line>) {
        for item in items {
            match item {
                Item::Note(note) => self.words(lines, &note.label, Look::Hint),
                Item::Group(group) if group.repeat.is_none() => {
                    self.words(lines, &group.label, Look::Group);
                    self.words(lines, &group.intro, Look::Hint);
                    self.items(&group.items, lines);
                }
                Item::Group(group) => self.elsewhere(group.name.as_str(), None, lines),
                Item::Question(question) if matches!(question.kind, Kind::Table { .. }) => {
                    self.elsewhere(question.name.as_str(), question.number.as_deref(), lines);
                }
                Item::Question(question) => {
                    let stored = self.stored(question.name.as_str(), "");
                    let applies = self.reader.opened.outlook.applies(question.name.as_str(), "");
                    self.question(question, applies, &stored, lines);
                }
            }
        }
    }

    /// Where the rows of a repeat or a table are.
    fn elsewhere(&self, frame: &str, number: Option<&str>, lines: &mut Vec<Line>) {
        let Some(found) = self.outline.frames.iter().find(|one| one.name().as_str() == frame) else { return };
        let Some(tab) = self.tabs.get(frame) else { return };
        let mut line = Line::of(KEYS, Cell::words(HEADS, Look::Code));
        line.put(NUMBER, Cell::words(number.unwrap_or_default(), Look::Question));
        line.put(QUESTION, Cell::words(self.reader_text(frame_label(found)), Look::Question));
        let said = words::text(self.reader.language, "workbook.elsewhere", &[("sheet", tab)]);
        line.put(ANSWER, Cell::new(Value::Link(tab.clone(), said), Look::Note));
        lines.push(line);
    }

    fn question(&mut self, question: &'a Question, applies: bool, stored: &Stored, lines: &mut Vec<Line>) {
        let top = Around::default();
        let (path, answer) = (question.name.as_str(), &stored.answer);
        let mut line = Line::of(NUMBER, Cell::words(question.number.clone().unwrap_or_default(), Look::Question));
        line.put(QUESTION, Cell::words(self.text(&question.label, &top), Look::Question));
        let hint = self.hint(question, &top);
        if !hint.is_empty() {
            line.put(HINT, Cell::words(hint, Look::Hint));
        }
        if let Some(unit) = unit_said(question) {
            line.put(UNIT, Cell::words(unit, Look::Note));
        }
        let mut notes = Vec::new();
        if !applies {
            notes.push(self.reader.say("workbook.hidden"));
        }
        if let Some(why) = self.shut(question, answer) {
            line.put(KEYS, Cell::words(HEADS, Look::Code));
            line.put(ANSWER, self.shown(question, path, "", answer));
            line.put(NOTE, Cell::words(why, Look::Note));
            lines.push(line);
            return;
        }
        line.put(KEYS, Cell::words(path, Look::Code));
        line.put(REVISIONS, Cell::words(stored.revision.to_string(), Look::Code));
        for part in parts::beside(question, &[answer]) {
            if let Some((column, _)) = READ.iter().find(|(_, read)| *read == part) {
                line.put(*column, self.cell(question, answer, &part, applies));
            }
        }
        if let Some(carried) = &stored.carried {
            notes.push(words::text(self.reader.language, "page.carried", &[("cycle", carried.cycle.as_str())]));
            notes.push(self.reader.say("workbook.confirm_so"));
            line.put(CONFIRM, self.confirm());
        }
        let many = parts::is_many(&question.kind);
        if many {
            let how = if matches!(question.kind, Kind::Rank { .. }) { "workbook.rank_so" } else { "workbook.mark_so" };
            line.put(ANSWER, Cell::words(self.reader.say(how), Look::Note));
        } else {
            line.put(ANSWER, self.cell(question, answer, &Part::Value, applies));
        }
        line.room = match question.kind {
            Kind::Text { multiline: true, .. } => 5,
            Kind::Text { .. } | Kind::Url => 2,
            _ => 1,
        };
        if !notes.is_empty() {
            line.put(NOTE, Cell::words(notes.join("\n"), Look::Note));
        }
        lines.push(line);
        if many {
            self.choices(question, applies, answer, lines);
        }
    }

    /// A line for each choice of a question that takes several.
    fn choices(&mut self, question: &'a Question, applies: bool, answer: &Answer, lines: &mut Vec<Line>) {
        let all = parts::ticked(self.reader.template(), question, [answer].into_iter(), self.reader.language);
        for (name, label) in all {
            let part = Part::Choice(name);
            let mut line = Line::of(KEYS, Cell::words(line_key(question.name.as_str(), &part), Look::Code));
            line.put(QUESTION, Cell::words(label, Look::Choice));
            line.put(ANSWER, self.cell(question, answer, &part, applies));
            lines.push(line);
        }
    }

    /// How to answer: the hint, the form of a date or of links, and the guidance.
    pub fn hint(&self, question: &Question, around: &Around) -> String {
        let form = match &question.kind {
            Kind::Date { precision, .. } => self.date_form(*precision),
            Kind::Url => self.reader.say("workbook.links_so"),
            Kind::Acknowledge => self.reader.say("workbook.acknowledge_so"),
            _ => String::new(),
        };
        let parts = [self.text(&question.hint, around), form, self.text(&question.guidance, around)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn date_form(&self, precision: Precision) -> String {
        words::text(self.reader.language, "page.date_example", &[("example", precision.example())])
    }
}

/// The hidden line that says what each column holds.
fn codes(section: &str) -> Line {
    let mut line = Line::of(KEYS, Cell::words(format!("{KEY}{section}"), Look::Code));
    line.put(REVISIONS, Cell::words(REVISION, Look::Code));
    for (column, part) in READ {
        line.put(column, Cell::words(part.code(), Look::Code));
    }
    Line { hidden: true, ..line }
}
