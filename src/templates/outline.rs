//! What stands where: every question with the rows it is asked in. Pure.
//!
//! A *frame* is something that has rows: a group that repeats, or a table. A question stands in no frame, in one, or in one
//! inside another; it has an answer for each row of its frame.

use std::borrow::Cow;

use super::{Group, Item, Kind, Question, Rows, Section, Template, Texts};
use crate::ids::ItemName;

/// Most frames around each other that people read as a page: a species, its sites, and a table of each.
pub const MOST_REPEATS: usize = 2;

/// Something that has rows.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// What has the rows.
    pub of: FrameOf<'a>,
    /// Which they are.
    pub rows: &'a Rows,
    /// The section it stands in.
    pub section: &'a Section,
    /// The frame around it, by its place in [`Outline::frames`], which is before its own.
    pub around: Option<usize>,
}

/// What has rows.
#[derive(Debug, Clone, Copy)]
pub enum FrameOf<'a> {
    /// A group that repeats.
    Repeat(&'a Group),
    /// A table.
    Table(&'a Question),
}

impl<'a> Frame<'a> {
    /// The name of the group or the table.
    pub fn name(&self) -> &'a ItemName {
        match self.of {
            FrameOf::Repeat(group) => &group.name,
            FrameOf::Table(question) => &question.name,
        }
    }

    /// What it is called.
    pub fn label(&self) -> &'a Texts {
        match self.of {
            FrameOf::Repeat(group) => &group.label,
            FrameOf::Table(question) => &question.label,
        }
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.of, FrameOf::Table(_))
    }
}

/// A question where it stands.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    /// The section it stands in.
    pub section: &'a Section,
    /// The question; of a cell, that of its column.
    pub question: &'a Question,
    /// What its answers are kept under: its name, or `table.column`.
    pub key: Cow<'a, str>,
    /// The frame whose rows it is asked in.
    pub frame: Option<usize>,
}

/// Everything of a template that can be answered, in its order: a table, then its columns.
#[derive(Debug, Clone, Default)]
pub struct Outline<'a> {
    /// What has rows, each after what is around it.
    pub frames: Vec<Frame<'a>>,
    /// Every question and every column.
    pub slots: Vec<Slot<'a>>,
}

impl<'a> Outline<'a> {
    /// The outline of a template.
    pub fn of(template: &'a Template) -> Self {
        let mut outline = Self::default();
        for section in &template.sections {
            outline.inside(section, &section.items, None);
        }
        outline
    }

    fn inside(&mut self, section: &'a Section, items: &'a [Item], frame: Option<usize>) {
        for item in items {
            match item {
                Item::Note(_) => {}
                Item::Question(question) => self.question(section, question, frame),
                Item::Group(group) => {
                    let own = group.repeat.as_ref();
                    let own =
                        own.map(|rows| self.frame(Frame { of: FrameOf::Repeat(group), rows, section, around: frame }));
                    self.inside(section, &group.items, own.or(frame));
                }
            }
        }
    }

    fn question(&mut self, section: &'a Section, question: &'a Question, frame: Option<usize>) {
        self.slots.push(Slot { section, question, key: Cow::Borrowed(question.name.as_str()), frame });
        let Kind::Table { rows, columns } = &question.kind else { return };
        let own = self.frame(Frame { of: FrameOf::Table(question), rows, section, around: frame });
        self.slots.extend(columns.iter().map(|column| Slot {
            section,
            question: column,
            key: Cow::Owned(cell_key(&question.name, &column.name)),
            frame: Some(own),
        }));
    }

    fn frame(&mut self, frame: Frame<'a>) -> usize {
        self.frames.push(frame);
        self.frames.len() - 1
    }

    /// The frames around a place, the outermost first, its own last.
    pub fn around(&self, frame: Option<usize>) -> Vec<usize> {
        let mut found: Vec<usize> =
            std::iter::successors(frame, |frame| self.frames.get(*frame).and_then(|frame| frame.around)).collect();
        found.reverse();
        found
    }
}

/// What the answers in a table's column are kept under.
pub fn cell_key(table: &ItemName, column: &ItemName) -> String {
    format!("{table}.{column}")
}
