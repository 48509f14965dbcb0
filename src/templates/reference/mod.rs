//! Reference lists: species, sites, agreements; the rows that a repeat or a table of a template can run over. Pure.
//!
//! A list belongs to an instrument and has revisions: each import that changes something makes the next one, and every
//! earlier one can still be read. A row's key never changes and is never used again; a row that is over retires.

mod branches;
mod cells;
pub mod columns;
pub mod difference;
pub mod import;
pub mod lists;
pub mod order;
pub mod plan;
pub mod read_lists;
pub mod sheet;
pub mod store;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Texts;
use crate::ids::{ListCode, PartyCode, RowKey};

pub use lists::Lists;

/// Most levels of rows below rows: order, family, species, subspecies, population.
pub const MOST_LEVELS: usize = 5;
/// Most rows of a list, retired ones included: ten times the species that any treaty lists. A list is read into memory
/// as a whole, and at this size takes about a hundred megabytes.
pub const MOST_ROWS: usize = 50_000;

/// A list as it stands at one revision, which never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceList {
    /// What templates call it.
    pub code: ListCode,
    /// The language that every label has.
    pub language: String,
    /// Which revision: 1, 2, 3…
    pub revision: i32,
    /// Every row, retired ones too, in the list's order: each parent before its children, these right after it.
    pub rows: Vec<ReferenceRow>,
    places: HashMap<RowKey, usize>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceRow {
    /// Its key, the same for good: part of the path of an answer.
    pub key: RowKey,
    /// What people read.
    pub labels: Texts,
    /// The row it stands under.
    pub parent: Option<RowKey>,
    /// What else is known of it, by name.
    pub attributes: BTreeMap<String, String>,
    /// Whom it concerns; under a parent, only those whom the parent concerns too.
    pub parties: Members,
    /// Whether it is over: it is offered to nobody, and answers given to it keep their label.
    pub retired: bool,
    /// Where it stands among its siblings: ascending, with gaps.
    pub position: i32,
}

/// The Parties that a row concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// Every Party.
    All,
    /// Only these: the range States of a species, whose site it is.
    Only(BTreeSet<PartyCode>),
}

impl Members {
    /// Whether a Party is among them.
    pub fn include(&self, party: &PartyCode) -> bool {
        match self {
            Self::All => true,
            Self::Only(parties) => parties.contains(party),
        }
    }

    /// The Parties that are named; none where it is all of them.
    pub fn named(&self) -> impl Iterator<Item = &PartyCode> {
        match self {
            Self::All => None,
            Self::Only(parties) => Some(parties),
        }
        .into_iter()
        .flatten()
    }
}

impl ReferenceList {
    /// A list of these rows, put in order. None when a row stands under one that is not there, or in a circle.
    pub fn new(code: ListCode, language: String, revision: i32, rows: Vec<ReferenceRow>) -> Option<Self> {
        let count = rows.len();
        let mut below: BTreeMap<Option<RowKey>, Vec<ReferenceRow>> = BTreeMap::new();
        for row in rows {
            below.entry(row.parent.clone()).or_default().push(row);
        }
        // Each stack entry is taken from its end.
        let last_first = |mut rows: Vec<ReferenceRow>| {
            rows.sort_by(|a, b| (b.position, &b.key).cmp(&(a.position, &a.key)));
            rows
        };
        let mut waiting = last_first(below.remove(&None).unwrap_or_default());
        let mut ordered = Vec::with_capacity(count);
        while let Some(row) = waiting.pop() {
            waiting.extend(last_first(below.remove(&Some(row.key.clone())).unwrap_or_default()));
            ordered.push(row);
        }
        let places = ordered.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect();
        below.is_empty().then_some(Self { code, language, revision, rows: ordered, places })
    }

    /// A row by its key, retired ones too.
    pub fn row(&self, key: &RowKey) -> Option<&ReferenceRow> {
        self.place(key).and_then(|at| self.rows.get(at))
    }

    /// Where a row stands in [`Self::rows`].
    pub fn place(&self, key: &RowKey) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// Most rows in use that concern any one Party.
    pub fn most_for_one(&self) -> usize {
        let mut named: BTreeSet<&PartyCode> = BTreeSet::new();
        for row in &self.rows {
            if let Members::Only(parties) = &row.parties {
                named.extend(parties);
            }
        }
        let for_all = self.rows_in_use(None).filter(|row| row.parties == Members::All).count();
        named.into_iter().map(|party| self.rows_for(party).count()).max().unwrap_or(0).max(for_all)
    }

    /// The rows in use that concern a Party, in order, parents before their children. What stands under a row that does
    /// not concern the Party does not either.
    pub fn rows_for<'a>(&'a self, party: &'a PartyCode) -> impl Iterator<Item = &'a ReferenceRow> {
        self.rows_in_use(Some(party))
    }

    /// The same; without a Party, every row in use.
    pub fn rows_in_use<'a>(&'a self, party: Option<&'a PartyCode>) -> impl Iterator<Item = &'a ReferenceRow> {
        let mut left_out: HashSet<&RowKey> = HashSet::new();
        self.rows.iter().filter(move |row| {
            let is_under = row.parent.as_ref().is_some_and(|parent| left_out.contains(parent));
            let concerns = !row.retired && !is_under && party.is_none_or(|party| row.parties.include(party));
            if !concerns {
                left_out.insert(&row.key);
            }
            concerns
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `key parent parties` with `-` for none and `!` before a retired row's key.
    fn list(lines: &[&str]) -> Option<ReferenceList> {
        let rows = lines.iter().zip(1..).map(|(line, position)| {
            let words: Vec<&str> = line.split(' ').collect();
            let said = |word: &str| (word != "-").then(|| word.to_owned());
            ReferenceRow {
                key: words[0].trim_start_matches('!').parse().unwrap(),
                labels: Texts::default(),
                parent: said(words[1]).map(|key| key.parse().unwrap()),
                attributes: BTreeMap::new(),
                parties: said(words[2]).map_or(Members::All, |codes| {
                    Members::Only(codes.split(';').map(|code| code.parse().unwrap()).collect())
                }),
                retired: words[0].starts_with('!'),
                position,
            }
        });
        ReferenceList::new("species".parse().unwrap(), "en".to_owned(), 1, rows.collect())
    }

    fn keys<'a>(rows: impl Iterator<Item = &'a ReferenceRow>) -> String {
        rows.map(|row| row.key.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn check(lines: &[&str], party: &str, expect: &str) {
        let list = list(lines).unwrap();
        assert_eq!(keys(list.rows_for(&party.parse().unwrap())), expect, "{lines:?} for {party}");
    }

    #[test]
    fn parents_come_before_their_children_and_these_right_after() {
        let list = list(&["b1 b -", "a - -", "b - -", "a1 a -", "a0 a -", "c - -", "b1x b1 -"]).unwrap();
        assert_eq!(keys(list.rows.iter()), "a a1 a0 b b1 b1x c");
        assert_eq!(list.row(&"b1".parse().unwrap()).unwrap().parent, Some("b".parse().unwrap()));
        assert!(list.row(&"d".parse().unwrap()).is_none());
    }

    #[test]
    fn a_party_gets_what_concerns_it() {
        check(&["a - KEN;UGA", "b - -", "c - FRA"], "KEN", "a b");
        check(&["a - FRA", "a1 a -", "a2 a1 KEN", "b - KEN", "b1 b -"], "KEN", "b b1");
        check(&["a - -", "!b - KEN", "b1 b -"], "KEN", "a");
    }

    #[test]
    fn a_row_under_nothing_or_in_a_circle_is_no_list() {
        assert!(list(&["a b -"]).is_none());
        assert!(list(&["a b -", "b a -", "c - -"]).is_none());
    }
}
