//! One answer as a page of its own names it: what it is called, what it says now, the way back. Pure but for its address.

use super::heading::{self, Heading};
use super::said::{Said, said};
use super::section::place::{self, address, called_at};
use crate::access::{Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::ItemName;
use crate::reports::Refusal;
use crate::reports::path::Paths;
use crate::reports::reading::{Found, Opened};

/// What a page about one answer says of it.
pub struct Spot {
    /// The section it stands in.
    pub section: ItemName,
    /// The rows around it, its number and its label.
    pub label: String,
    /// Where it stands among the other answers.
    pub back: String,
    /// Whether the person can save it now.
    pub writable: bool,
}

/// A row of a table, with the way to the same page for each of its cells: what it is called, where that is, how many remarks
/// are open there.
pub struct CellsShown {
    pub row: String,
    pub cells: Vec<(String, String, usize)>,
}

impl Spot {
    /// What is to be said of the answer, or the table, at a path.
    ///
    /// # Errors
    /// `Denied::NotFound` where the reader finds neither.
    pub fn of(tx: &mut Conn, actor: &Actor, opened: &Opened, at: &str, now: Moment) -> Result<Self, Refusal> {
        let language = actor.language.as_str();
        let section = match opened.at(at) {
            Ok(found) => found.spot.section.name.clone(),
            Err(_) => place::cells(opened, at, language).ok_or(Denied::NotFound)?.0,
        };
        let heading = Heading::of(tx, opened, language, now)?;
        let writable = heading::can_save(actor, opened, now);
        let back = match writable {
            true => address(opened, &heading.section(&section), at),
            false => format!("{}/check", heading.path),
        };
        Ok(Self { label: called_at(opened, at, language), section, back, writable })
    }
}

/// What an answer says now.
pub fn said_now(opened: &Opened, found: &Found<'_>, language: &str) -> Said {
    let question = found.spot.question;
    let answer = opened.described(question, &found.stored.answer);
    said(&opened.published.template, question, &answer, language)
}

/// Where a path is a table: its cells, each with the way to its own page of this kind.
pub fn cells(opened: &Opened, at: &str, page: &str, language: &str) -> Vec<CellsShown> {
    let report = heading::path(&opened.report.cycle.code, &opened.report.party);
    let Some((_, rows)) = place::cells(opened, at, language) else { return Vec::new() };
    let paths = Paths::of(&opened.published, &opened.reach, &opened.report.party);
    let open = |at: &str| paths.find(at).map_or(0, |spot| opened.remarks.at(&spot.key, spot.row()).0);
    let shown = |(row, cells): place::CellsOf| CellsShown {
        row,
        cells: cells.into_iter().map(|(label, at)| (label, format!("{report}/{page}/{at}"), open(&at))).collect(),
    };
    rows.into_iter().map(shown).collect()
}
