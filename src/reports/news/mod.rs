//! What happened in a report since a moment: which answers changed, where something was said, who is there, where it stands.
//!
//! Whoever watches a report keeps a [`Mark`]: how far it has seen. The news since a mark are read from the rows themselves, so
//! that a watcher on any server, or one that was away, misses nothing.

mod store;

use std::str::FromStr;

use super::presence::{self, Present};
use super::remarks::read::{lineage, path_of};
use super::{Report, path, remarks, store as reports};
use crate::access::Sections;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{AccountId, CycleCode, ItemName, PartyCode};
use crate::templates::outline::Outline;
use crate::templates::{Shelf, Template};

/// Most news of one kind that are told one by one; who missed more than these reads the report again.
pub const MOST_NEWS: usize = 200;

/// How far a report was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Mark {
    /// The report's revision: counts every answer ever saved.
    pub revision: i64,
    /// The newest deed in its discussions.
    pub remark: i64,
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.revision, self.remark)
    }
}

impl FromStr for Mark {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (revision, remark) = text.split_once('-').ok_or(())?;
        match (revision.parse(), remark.parse()) {
            (Ok(revision @ 0..), Ok(remark @ 0..)) => Ok(Self { revision, remark }),
            _ => Err(()),
        }
    }
}

/// Where a report stands, as far as watchers care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state's word.
    pub state: &'static str,
    /// Whether it can be saved now.
    pub is_open: bool,
    /// How many times it was submitted.
    pub submissions: i32,
    /// The version that is asked.
    pub version: i32,
}

/// A report at a glance: few small queries.
#[derive(Debug, Clone)]
pub struct Glance {
    /// The report.
    pub report: Report,
    /// How far it has come.
    pub mark: Mark,
    /// Where it stands.
    pub standing: Standing,
    /// Who has it open.
    pub people: Vec<Present>,
}

/// Looks at a report; none where there is no such report.
pub fn glance(tx: &mut Conn, (cycle, party): (&CycleCode, &PartyCode), now: Moment) -> Result<Option<Glance>, Fault> {
    let Some(report) = reports::find(tx, cycle, party)? else { return Ok(None) };
    let mark = Mark { revision: report.revision, remark: remarks::newest(tx, &report.id)? };
    let people = presence::present(tx, &report.id, now)?;
    let standing = Standing {
        state: report.state.word(),
        is_open: report.open(now).is_ok(),
        submissions: report.submissions,
        version: report.cycle.version,
    };
    Ok(Some(Glance { report, mark, standing, people }))
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// In which section.
    pub section: ItemName,
    /// At which answer; of a row that came or went, the row.
    pub path: String,
    /// By whom: account and name; none for the house.
    pub by: Option<(AccountId, String)>,
}

/// The news since a mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Answers that changed.
    pub answers: Vec<Happened>,
    /// Answers about which something was said.
    pub remarks: Vec<Happened>,
    /// Whether there is more than is told one by one: then the report is to be read again.
    pub too_many: bool,
}

impl News {
    /// The answers and the discussions that somebody reaches.
    pub fn within<'a>(&'a self, reach: &'a Sections) -> [Vec<&'a Happened>; 2] {
        [&self.answers, &self.remarks].map(|all| all.iter().filter(|one| reach.reach(&one.section)).collect())
    }
}

/// What happened since a mark, each place once for each person, in the order of the last time.
pub fn since(tx: &mut Conn, shelf: &Shelf, glance: &Glance, mark: Mark) -> Result<News, Fault> {
    let mut news = News::default();
    if mark == glance.mark {
        return Ok(news);
    }
    let report = &glance.report;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    let template = &published.template;
    let outline = Outline::of(template);
    if glance.mark.revision > mark.revision {
        let saved = store::saved(tx, &report.id, mark.revision, MOST_NEWS + 1)?;
        news.too_many |= saved.len() > MOST_NEWS;
        for (question, row, by) in saved {
            if let Some((section, path)) = place(&outline, template, &question, &row) {
                add(&mut news.answers, Happened { section, path, by });
            }
        }
    }
    if glance.mark.remark > mark.remark {
        let lineage = lineage(tx, shelf, report)?;
        let deeds = remarks::since(tx, &report.id, mark.remark)?;
        news.too_many |= deeds.len() > MOST_NEWS;
        for deed in deeds {
            let (section, path) = path_of(&outline, template, &lineage, &deed.question, &deed.row);
            if let (Some(section), Some(path)) = (section, path) {
                add(&mut news.remarks, Happened { section, path, by: deed.by });
            }
        }
    }
    if news.too_many {
        (news.answers, news.remarks) = (Vec::new(), Vec::new());
    }
    Ok(news)
}

/// Each place once for each person, the last one last.
fn add(all: &mut Vec<Happened>, new: Happened) {
    all.retain(|one| *one != new);
    all.push(new);
}

/// The section and the path of what was saved; none where the version that is asked now does not have it.
fn place(outline: &Outline<'_>, template: &Template, question: &str, row: &str) -> Option<(ItemName, String)> {
    if let Some(frame) = outline.frames.iter().find(|frame| frame.name().as_str() == question)
        && !row.is_empty()
    {
        // A row that came or went.
        let (around, key) = row.rsplit_once('/').unwrap_or(("", row));
        let at = path::written(outline, frame.around, question, around);
        return Some((frame.section.name.clone(), format!("{at}/{key}")));
    }
    if let Some(slot) = outline.slots.iter().find(|slot| slot.key == question) {
        return Some((slot.section.name.clone(), path::written(outline, slot.frame, question, row)));
    }
    let (section, _) = template.explanation(question)?;
    Some((section.name.clone(), question.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<(i64, i64)>) {
        let read: Option<Mark> = text.parse().ok();
        assert_eq!(read.map(|mark| (mark.revision, mark.remark)), expect, "{text:?}");
        assert!(read.is_none_or(|mark| mark.to_string() == text));
    }

    #[test]
    fn a_mark_reads_back() {
        check("12-3", Some((12, 3)));
        check("0-0", Some((0, 0)));
        for text in ["", "12", "-1-2", "1--2", "a-b", "1-2-3", "99999999999999999999-1"] {
            check(text, None);
        }
    }
}
