//! A report laid out as a workbook: a sheet for each section, one for each repeat and each table. Pure.

use std::collections::{BTreeMap, HashSet};

use super::book::{Book, Cell, Lists, Look, Sheet, Value};
use super::codes::{ABOUT, LISTS, Part};
use super::guide::{self, Facts};
use super::parts::{self, Reader};
use crate::reports::answer::Answer;
use crate::reports::reading::Opened;
use crate::reports::store::Stored;
use crate::templates::outline::{Frame, FrameOf, Outline};
use crate::templates::{Kind, Question, Section, Texts};
use crate::web::pages::rows::Around;
use crate::words::{self, Direction};

/// Characters that fit on a tab.
const TAB_LENGTH: usize = 31;
/// Characters of a section's or a question's number that stand on a tab.
const TAB_NUMBER: usize = 8;

/// What is laid out, while it is.
pub struct Layout<'a> {
    /// Whose workbook it is, and of what.
    pub reader: Reader<'a>,
    /// The template's questions.
    pub outline: Outline<'a>,
    /// What can be picked from.
    pub lists: Lists,
    /// What each repeat and each table has on its tab.
    pub tabs: BTreeMap<String, String>,
    /// Every row that people made and that stands in it, by its path.
    pub rows: Vec<String>,
    /// The sheets with what they are of.
    sheets: Vec<(Sheet, String)>,
}

/// The workbook of a report, as far as its reader reaches it.
pub fn book(opened: &Opened, language: &str, mut facts: Facts) -> Book {
    let reader = Reader { opened, language };
    let outline = Outline::of(&opened.published.template);
    let (lists, tabs) = (Lists::default(), BTreeMap::new());
    let mut layout = Layout { reader, outline, lists, tabs, rows: Vec::new(), sheets: Vec::new() };
    let names = layout.names();
    for (section, tab) in &names {
        layout.section(section, tab);
    }
    facts.carried = opened.stored.unconfirmed().next().is_some();
    facts.files = layout.outline.slots.iter().any(|slot| matches!(slot.question.kind, Kind::File { .. }));
    let listed: Vec<(String, String)> =
        layout.sheets.iter().map(|(sheet, of)| (sheet.name.clone(), of.clone())).collect();
    let mut sheets = vec![guide::guide(&layout.reader, &facts, &listed)];
    let about = guide::about(&layout.reader, facts.now, &layout.rows);
    sheets.extend(layout.sheets.into_iter().map(|(sheet, _)| sheet));
    sheets.push(about);
    sheets.push(layout.lists.sheet(LISTS));
    let header = format!("{} – {}", facts.heading.party, facts.heading.round);
    Book { sheets, from_right: words::direction(language) == Direction::Rtl, header }
}

impl<'a> Layout<'a> {
    /// The sections that the reader reaches, with the names of their sheets; and the names of the others.
    fn names(&mut self) -> Vec<(&'a Section, String)> {
        let opened = self.reader.opened;
        let mut taken: HashSet<String> = [ABOUT, LISTS].map(str::to_owned).into();
        taken.insert(self.reader.say("workbook.guide").to_lowercase());
        let mut names = Vec::new();
        let around = Around::default();
        for section in opened.published.template.sections.iter().filter(|one| opened.reach.reach(&one.name)) {
            let name = name_of(section.number.as_deref(), &self.text(&section.label, &around), &mut taken);
            names.push((section, name));
            for frame in self.outline.frames.iter().filter(|frame| frame.section.name == section.name) {
                let number = match frame.of {
                    FrameOf::Table(table) => table.number.as_deref(),
                    FrameOf::Repeat(_) => None,
                };
                let name = name_of(number, &self.reader_text(frame_label(frame)), &mut taken);
                self.tabs.insert(frame.name().to_string(), name);
            }
        }
        names
    }

    fn section(&mut self, section: &'a Section, tab: &str) {
        let label = self.text(&section.label, &Around::default());
        let of = format!("{} {label}", section.number.as_deref().unwrap_or_default()).trim().to_owned();
        let sheet = self.questions(section, &of, tab);
        self.sheets.push((sheet, of));
        let frames = self.outline.frames.iter().enumerate();
        let mine: Vec<usize> =
            frames.filter(|(_, frame)| frame.section.name == section.name).map(|(place, _)| place).collect();
        for place in mine {
            if let Some(frame) = self.outline.frames.get(place).copied() {
                let of = self.reader_text(frame_label(&frame));
                let sheet = self.grid(place, &frame, &of);
                self.sheets.push((sheet, of));
            }
        }
    }

    /// A text as it reads in a row.
    pub fn text(&self, texts: &Texts, around: &Around) -> String {
        let fallback = self.reader.template().default_language.as_str();
        around.text(texts, self.reader.language, fallback).into_owned()
    }

    /// A text that stands for every row: what would name a row is left open.
    pub fn reader_text(&self, texts: &Texts) -> String {
        let fallback = self.reader.template().default_language.as_str();
        let text = texts.in_language(self.reader.language, fallback);
        crate::templates::naming::filled(text, |_| Some("…".to_owned())).into_owned()
    }

    /// What is kept of an answer.
    pub fn stored(&self, key: &str, row: &str) -> Stored {
        self.reader.opened.stored.get(key, row).cloned().unwrap_or_else(Stored::blank)
    }

    /// Whether a question can be answered in the workbook, and if not, why.
    pub fn shut(&self, question: &Question, answer: &Answer) -> Option<String> {
        let key = match question.kind {
            Kind::File { .. } => "workbook.file_shut",
            Kind::Calculate { .. } => "workbook.worked_out",
            _ if parts::fits(question, answer) => return None,
            _ => "workbook.too_long",
        };
        Some(self.reader.say(key))
    }

    /// What is shown of an answer that is not read back.
    pub fn shown(&self, question: &Question, key: &str, row: &str, answer: &Answer) -> Cell {
        let worked_out = matches!(question.kind, Kind::Calculate { .. });
        let value = match worked_out {
            true => {
                let value = self.reader.opened.outlook.worked_out(key, row).cloned();
                parts::shown(&self.reader, question, &Answer { value, ..Answer::default() })
            }
            false => parts::shown(&self.reader, question, answer),
        };
        Cell::new(value, Look::Shut)
    }

    /// The cell of a part of an answer.
    pub fn cell(&mut self, question: &Question, answer: &Answer, part: &Part, applies: bool) -> Cell {
        parts::cell(&self.reader, &mut self.lists, (question, answer), part, applies)
    }

    /// The cell in which a person stands for what was carried forward.
    pub fn confirm(&mut self) -> Cell {
        let pick = self.lists.pick(&[super::codes::MARK.to_owned()]);
        Cell { value: Value::Empty, look: Look::Words, pick }
    }
}

/// What a repeat or a table is called.
pub fn frame_label<'a>(frame: &Frame<'a>) -> &'a Texts {
    match frame.of {
        FrameOf::Repeat(group) => &group.label,
        FrameOf::Table(table) => &table.label,
    }
}

/// The name of a sheet: of the characters that may stand on a tab, as many as fit, and no name twice.
fn name_of(number: Option<&str>, label: &str, taken: &mut HashSet<String>) -> String {
    let number: String = number.unwrap_or_default().chars().take(TAB_NUMBER).collect();
    let whole = format!("{number} {label}");
    let plain: String =
        whole.chars().map(|c| if c.is_control() || "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
    let plain = parts::line(&plain);
    for again in 1_u32.. {
        let end = if again == 1 { String::new() } else { format!(" ({again})") };
        let room = TAB_LENGTH.saturating_sub(end.len());
        let mut name = String::new();
        for c in plain.chars() {
            if name.encode_utf16().count() + c.len_utf16() > room {
                break;
            }
            name.push(c);
        }
        let name = format!("{}{end}", name.trim_end());
        let name = if name.is_empty() { again.to_string() } else { name };
        if !name.eq_ignore_ascii_case("history") && taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_a_name_of_its_own_that_a_tab_can_hold() {
        let mut taken = HashSet::new();
        let mut check = |number, label: &str, expect: &str| assert_eq!(name_of(number, label, &mut taken), expect);
        check(Some("1"), "Legal: status", "1 Legal status");
        check(Some("1"), "LEGAL / status", "1 LEGAL status (2)");
        check(None, "", "1");
        check(None, "History", "History (2)");
        check(None, &"🐦".repeat(40), &"🐦".repeat(15));
        check(None, &"🐦".repeat(40), &format!("{} (2)", "🐦".repeat(13)));
        check(Some("12.3.4.5.6.7"), "a", "12.3.4.5 a");
    }
}
