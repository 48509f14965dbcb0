//! The rows of repeats and tables on a section's page: which there are, what each is called, and how more come. Pure.

use std::collections::BTreeMap;

use super::field::{Block, Heading, More, RowHead, RowLink, RowList};
use super::typed::field;
use super::view::Viewer;
use crate::reports::sheet::{Sheet, Status};
use crate::templates::{Group, Question, Rows, Severity};
use crate::web::pages::rows::{Around, Called, called, naming_question};
use crate::words;

/// Most rows of a repeat that stand on its section's page. More have a page each: nobody scrolls through forty species.
pub const MOST_SHOWN: usize = 10;

impl Viewer<'_> {
    /// The rows of a repeat: all of them where they are few, otherwise a list of them with the way to each.
    pub(super) fn repeat(&self, group: &Group, rows: &Rows, around: &Around, depth: u8, blocks: &mut Vec<Block>) {
        let there = self.rows(group.name.as_str(), rows, naming_key(group), around);
        if there.len() > MOST_SHOWN {
            blocks.push(Block::List(self.list(group, &there, around)));
        } else {
            for row in &there {
                let inner = around.inside(group.name.as_str(), rows, row);
                let path = around.path(&format!("{}/{}", group.name, row.key));
                let id = field(&path, "row");
                let heading = Heading { id, label: row.label.clone(), intro: String::new(), hidden: false, depth };
                blocks.push(Block::Row(heading, RowHead { take: can_go(row).then_some(path) }));
                self.add(&group.items, &inner, depth + 1, blocks);
                blocks.push(Block::Close);
            }
        }
        let key = if rows.over.is_some() { "page.row_add_own" } else { "page.row_add" };
        let more = self.more(group.name.as_str(), rows, naming_key(group), around, &there);
        let add = more.add.map(|_| words::text(self.language, key, &[]));
        blocks.push(Block::More(More { add, ..more }));
    }

    /// The rows of a repeat or a table in a row of what is around it, and those that came back with the form and are not there.
    ///
    /// `naming` is what the answer that names a row is kept under.
    pub(super) fn rows(&self, frame: &str, rows: &Rows, naming: Option<String>, around: &Around) -> Vec<Called> {
        let mut found: Vec<Called> = Vec::new();
        let call = |given, key: &str, made: usize| {
            let own = naming.as_deref().and_then(|naming| self.opened.stored.value(naming, &around.row_of(key)));
            called(given, own, made, (self.template(), self.language))
        };
        let mut made = 0;
        // Of what does not apply, the rows that would be there if it did.
        for row in self.opened.outlook.rows_if_open(frame, &around.row) {
            made += usize::from(row.given.is_none());
            let label = call(row.given.as_deref(), &row.key, made);
            found.push(Called { key: row.key.clone(), label, given: row.given.clone(), fresh: false });
        }
        let path = format!("{}/", around.path(frame));
        let sent = self.sent.typed.keys().filter_map(|name| name.strip_prefix(&path)?.split('/').next());
        for key in sent.filter(|_| rows.can_be_made()) {
            if !found.iter().any(|row| row.key == key) {
                made += 1;
                let label = call(None, key, made);
                found.push(Called { key: key.to_owned(), label, given: None, fresh: true });
            }
        }
        found
    }

    /// How more rows come, and which were taken away.
    pub(super) fn more(
        &self,
        frame: &str,
        rows: &Rows,
        naming: Option<String>,
        around: &Around,
        there: &[Called],
    ) -> More {
        let made = there.iter().filter(|row| row.given.is_none()).count();
        let say = |key: &str, number: usize| {
            words::counted(self.language, key, u64::try_from(number).unwrap_or_default(), &[])
        };
        let lead = match (rows.can_be_made(), there.len()) {
            (true, _) if made >= rows.max => Some(say("page.rows_most", rows.max)),
            (true, count) if count < rows.min => Some(say("page.rows_least", rows.min)),
            (true, _) if rows.over.is_some() => Some(words::text(self.language, "page.row_own_lead", &[])),
            (_, 0) => Some(words::text(self.language, "page.rows_none", &[])),
            _ => None,
        };
        let path = around.path(frame);
        let inside = |row: &str| row.rsplit_once('/').map_or("", |(around, _)| around) == around.row;
        let is_gone = |key: &str| rows.can_be_made() && !there.iter().any(|row| row.key == key);
        let gone = self.opened.stored.rows(frame).filter(|(row, stored)| inside(row) && stored.answer.value.is_none());
        let keys = gone.filter_map(|(row, _)| row.rsplit('/').next()).filter(|key| is_gone(key));
        let taken = keys.zip(made + 1..).map(|(key, number)| {
            let own = naming.as_deref().and_then(|naming| self.opened.stored.value(naming, &around.row_of(key)));
            (format!("{path}/{key}"), called(None, own, number, (self.template(), self.language)))
        });
        let add = (rows.can_be_made() && made < rows.max).then(String::new);
        More { taken: taken.collect(), path, add, lead }
    }

    fn list(&self, group: &Group, there: &[Called], around: &Around) -> RowList {
        let path = around.path(group.name.as_str());
        let find = self.find.as_ref().filter(|(within, _)| within.is_empty() || *within == path);
        let find = find.map(|(_, text)| text.trim().to_owned()).unwrap_or_default();
        let wanted = find.to_lowercase();
        let sheet = self.opened.sheet();
        let standings = Standing::of_rows(&sheet, &self.opened.gaps());
        let link = |row: &Called| {
            let row_path = format!("{path}/{}", row.key);
            let standing = standings.get(&row_path).copied().unwrap_or_default();
            let status = standing.status();
            let (answered, questions) = (standing.answered.to_string(), standing.asked.to_string());
            let values = [("answered", answered.as_str()), ("questions", questions.as_str())];
            RowLink {
                label: row.label.clone(),
                page: format!("{}/rows/{row_path}", self.page),
                answered: words::text(self.language, "page.answered_of", &values),
                status,
                said: words::text(self.language, &format!("page.section.{status}"), &[]),
                gaps: standing.gaps,
            }
        };
        let found = there.iter().filter(|row| row.label.to_lowercase().contains(&wanted));
        let rows = found.map(link).collect();
        RowList { rows, all: there.len(), find, action: self.page.to_owned(), path }
    }
}

/// What the answer that names a row of a repeat is kept under.
pub fn naming_key(group: &Group) -> Option<String> {
    naming_question(&group.items).map(|question: &Question| question.name.to_string())
}

/// Whether a row can be taken away: a list's row stays, and one that is not in the report yet is not there to be taken.
pub fn can_go(row: &Called) -> bool {
    row.given.is_none() && !row.fresh
}

/// How far a row is.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    asked: usize,
    answered: usize,
    unconfirmed: usize,
    gaps: usize,
}

impl Standing {
    /// How far each row of each repeat is, by its path.
    fn of_rows(sheet: &Sheet<'_>, gaps: &[crate::reports::gaps::Gap]) -> BTreeMap<String, Self> {
        let mut found: BTreeMap<String, Self> = BTreeMap::new();
        for line in sheet.lines.iter().filter(|line| line.counts()) {
            for row in rows_of(&line.path) {
                let standing = found.entry(row.to_owned()).or_default();
                standing.asked += 1;
                standing.answered += usize::from(line.status == Status::Answered);
                standing.unconfirmed += usize::from(line.status == Status::Unconfirmed);
            }
        }
        for gap in gaps.iter().filter(|gap| gap.severity == Severity::Error) {
            for row in rows_of(&gap.path) {
                found.entry(row.to_owned()).or_default().gaps += 1;
            }
        }
        found
    }

    fn status(self) -> &'static str {
        match (self.asked, self.answered, self.gaps + self.unconfirmed) {
            (0, ..) => "not_applicable",
            (_, 0, _) if self.unconfirmed == 0 => "not_started",
            (_, _, 0) => "complete",
            _ => "in_progress",
        }
    }
}

/// The paths of the rows around an answer, the outermost first: of `a/1/b/2/c` `a/1` and `a/1/b/2`.
fn rows_of(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at);
    ends.skip(1).step_by(2).filter_map(|end| path.get(..end))
}
