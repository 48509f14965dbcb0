//! The pieces of a section's page. Pure.

use super::lost::Lost;
use super::table::Table;
use super::typed::{Typed, field};
use crate::flaw::Flaw;
use crate::reports::store::Stored;
use crate::web::pages::said::Said;

/// A piece of the page.
pub enum Block {
    /// A group begins.
    Open(Heading),
    /// A row of a repeat begins.
    Row(Heading, RowHead),
    /// A group or a row ends.
    Close,
    /// Words between questions.
    Note(String),
    /// A question.
    Field(Box<Field>),
    /// A table.
    Table(Box<Table>),
    /// The rows of a repeat, each with a page of its own.
    List(RowList),
    /// After the rows of a repeat: how more come.
    More(More),
}

impl Block {
    /// A row that was taken away and that this piece knows of: its path, and what it is called.
    pub fn taken(&self, row: &str) -> Option<(String, String)> {
        let more = match self {
            Self::More(more) => more,
            Self::Table(table) => &table.more,
            Self::Open(_) | Self::Row(..) | Self::Close | Self::Note(_) | Self::Field(_) | Self::List(_) => {
                return None;
            }
        };
        more.taken.iter().find(|(path, _)| path == row).cloned()
    }
}

/// What stands above a group or a row.
pub struct Heading {
    /// Its id.
    pub id: String,
    pub label: String,
    pub intro: String,
    /// Whether a condition hides it.
    pub hidden: bool,
    /// 2 for the first.
    pub depth: u8,
}

/// A row among others.
pub struct RowHead {
    /// The row's path, where it can be taken away.
    pub take: Option<String>,
}

/// The rows of a repeat that has too many for one page.
pub struct RowList {
    /// The path of the repeat.
    pub path: String,
    pub rows: Vec<RowLink>,
    /// What was looked for.
    pub find: String,
    /// How many rows there are, found or not.
    pub all: usize,
    /// Where looking leads.
    pub action: String,
}

/// A row with the way to its page.
pub struct RowLink {
    pub label: String,
    pub page: String,
    /// How far it is, in words.
    pub answered: String,
    pub status: &'static str,
    pub said: String,
    /// How many answers it still needs.
    pub gaps: usize,
}

/// How rows come and go.
pub struct More {
    /// The path of the repeat or the table.
    pub path: String,
    /// What the button says that makes one; none where none can be made.
    pub add: Option<String>,
    /// What is to be known of it.
    pub lead: Option<String>,
    /// Rows that were taken away: the path and what each is called.
    pub taken: Vec<(String, String)>,
}

/// A question with its fields.
pub struct Field {
    /// The path of the answer.
    pub name: String,
    /// Whether it is a cell of a table.
    pub is_cell: bool,
    /// Whether a condition hides it: it stands on the page with what was said, and nothing of it is sent.
    pub hidden: bool,
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
    /// Links beside the answer, with an empty row for one more; none where they are not asked for here.
    pub links: Option<Vec<(String, String)>>,
    /// Files beside the answer: id, what it is called, ticked while it stays; none where they are not asked for here.
    pub files: Option<Vec<(String, String, bool)>>,
    pub revision: i32,
    /// Where it was said before, in words, while nobody has confirmed it.
    pub carried: Option<String>,
    /// What the Party said before.
    pub past: Option<Past>,
    /// What is wrong, in words.
    pub wrong: Vec<String>,
    pub conflict: Option<Theirs>,
    /// How many remarks of colleagues are open; none where nothing can be said yet.
    pub remarks: Option<usize>,
}

/// How a question is answered.
pub enum Input {
    /// A line of text; where characters are counted, how many it may have.
    Line { value: String, unit: String, mode: &'static str, short: bool, most: Option<usize> },
    /// A text of several lines, and how many characters it may have.
    Area { value: String, rows: usize, most: usize },
    /// Choices.
    Choices { kind: &'static str, options: Vec<Choosable>, other: Option<Other> },
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

/// A choice.
pub struct Choosable {
    pub name: String,
    pub label: String,
    pub ticked: bool,
    /// Whether it is not offered as things stand, and waits on the page until it is.
    pub away: bool,
}

/// The choice beyond the list.
pub struct Other {
    pub name: String,
    pub ticked: bool,
    /// What it is, in the person's words.
    pub words: String,
    /// How many characters they may have; none where the list has no such choice any more.
    pub most: Option<usize>,
}

/// A choice to be put in order.
pub struct Placed {
    pub name: String,
    pub label: String,
    /// Whether it is not offered as things stand.
    pub away: bool,
    /// The places it can have, from 1: what each sends, and whether it has it.
    pub places: Vec<(String, bool)>,
}

/// What the Party said in an earlier cycle.
pub struct Past {
    /// In which.
    pub cycle: String,
    pub said: Said,
    /// Whether it is long: then it opens by a press.
    pub long: bool,
    /// Whether something else is said now, so that it can take its place.
    pub differs: bool,
}

/// What somebody else saved meanwhile.
pub struct Theirs {
    pub said: Said,
    pub by: String,
    pub at: String,
    pub revision: i32,
    /// Whether it is words, which can be joined with others.
    pub is_text: bool,
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
    /// What was said of the section as a whole.
    pub completed: Option<bool>,
    /// What was typed for questions that are no longer asked.
    pub lost: Vec<Lost>,
    /// The answer on the page that checks all, where whoever came from there goes back to.
    pub back: Option<String>,
}

impl Field {
    /// The id of one of its elements.
    pub fn id(&self, part: &str) -> String {
        field(&self.name, part)
    }

    /// Where a link to what is wrong leads: its first control.
    pub fn focus(&self) -> String {
        match &self.input {
            Input::Choices { kind, .. } if self.is_cell && *kind == "radio" => self.id("value"),
            Input::Choices { options, .. } => {
                let seen = options.iter().find(|option| !option.away);
                seen.map_or_else(|| self.id("question"), |option| self.id(&format!("value-{}", option.name)))
            }
            Input::Places { options, .. } => {
                let seen = options.iter().find(|option| !option.away);
                seen.map_or_else(|| self.id("question"), |one| self.id(&format!("value-{}", one.name)))
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
            ("most", !self.is_cell && matches!(&self.input, Input::Area { .. })),
            ("unit", !self.is_cell && matches!(&self.input, Input::Line { unit, .. } if !unit.is_empty())),
        ];
        let ids: Vec<String> = parts.iter().filter(|(_, there)| *there).map(|(part, _)| self.id(part)).collect();
        ids.join(" ")
    }

    /// Whether several controls stand under one question.
    pub fn is_set(&self) -> bool {
        matches!(self.input, Input::Choices { .. } | Input::Places { .. } | Input::Links { .. } | Input::Files { .. })
    }

    /// Whether it is worked out, and not typed.
    pub fn is_shown(&self) -> bool {
        matches!(self.input, Input::Shown { .. })
    }

    /// What was worked out, in words.
    pub fn lines(&self) -> &[String] {
        if let Input::Shown { lines } = &self.input { lines } else { &[] }
    }

    /// Whether it needs a second look.
    pub fn is_wrong(&self) -> bool {
        !self.wrong.is_empty() || self.conflict.is_some()
    }
}
