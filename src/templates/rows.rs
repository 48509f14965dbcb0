//! The rows of a report: those that lists give, and those that people made. Pure.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::outline::Outline;
use super::reference::ReferenceList;
use super::{Template, Texts};
use crate::ids::{ItemName, ListCode, PartyCode};

/// One row that a list gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its key: that of the reference row, or the choice's name.
    pub key: String,
    /// What people read.
    pub label: Texts,
    /// What else is known of it.
    pub attributes: BTreeMap<String, String>,
}

impl Given {
    /// What a bare name in `where`, or a name in braces in a label, stands for.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        if name == "name" { Some(&self.key) } else { self.attributes.get(name).map(String::as_str) }
    }
}

/// The rows of one list.
#[derive(Debug, Clone)]
struct Source {
    rows: Vec<Arc<Given>>,
    /// The reference list they are of, and whether a Party gets those alone that concern it.
    reference: Option<(Arc<ReferenceList>, bool)>,
}

/// The lists that the repeats and tables of a version run over.
#[derive(Debug, Clone, Default)]
pub struct RowLists {
    by_name: BTreeMap<ItemName, Source>,
}

impl RowLists {
    /// The rows of every list of a template; `find` knows the reference lists at the revisions that count.
    ///
    /// # Errors
    /// The list that `find` does not know.
    pub fn of<E>(
        template: &Template,
        mut find: impl FnMut(&ListCode) -> Result<Arc<ReferenceList>, E>,
    ) -> Result<Self, E> {
        let mut by_name = BTreeMap::new();
        for (name, list) in &template.lists {
            let source = match &list.reference {
                Some(reference) => {
                    let found = find(&reference.list)?;
                    let row = |row: &super::reference::ReferenceRow| {
                        let (label, attributes) = (row.labels.clone(), row.attributes.clone());
                        Arc::new(Given { key: row.key.to_string(), label, attributes })
                    };
                    Source { rows: found.rows.iter().map(row).collect(), reference: Some((found, reference.per_party)) }
                }
                None => {
                    let row = |choice: &super::Choice| {
                        let (label, attributes) = (choice.label.clone(), choice.attributes.clone());
                        Arc::new(Given { key: choice.name.to_string(), label, attributes })
                    };
                    Source { rows: list.choices.iter().map(row).collect(), reference: None }
                }
            };
            by_name.insert(name.clone(), source);
        }
        Ok(Self { by_name })
    }

    /// Every row that a list ever gives anybody, retired ones too.
    pub fn all(&self, list: &ItemName) -> &[Arc<Given>] {
        self.by_name.get(list).map_or(&[], |source| source.rows.as_slice())
    }

    /// Most rows that a list gives any one Party.
    pub fn most_for_one(&self, list: &ItemName) -> usize {
        let Some(source) = self.by_name.get(list) else { return 0 };
        let Some((reference, per_party)) = &source.reference else { return source.rows.len() };
        if *per_party { reference.most_for_one() } else { reference.rows_in_use(None).count() }
    }

    /// The rows a list gives every Party, in order; none where it gives each its own.
    pub fn rows_for_all(&self, list: &ItemName) -> Option<Vec<&Arc<Given>>> {
        let source = self.by_name.get(list)?;
        match &source.reference {
            None => Some(source.rows.iter().collect()),
            Some((_, true)) => None,
            Some((reference, false)) => Some(in_use(source, reference, None)),
        }
    }

    /// The rows a list gives a Party, in order.
    pub fn rows_for<'a>(&'a self, list: &ItemName, party: &'a PartyCode) -> Vec<&'a Arc<Given>> {
        let Some(source) = self.by_name.get(list) else { return Vec::new() };
        let Some((reference, per_party)) = &source.reference else { return source.rows.iter().collect() };
        in_use(source, reference, per_party.then_some(party))
    }
}

fn in_use<'a>(source: &'a Source, reference: &'a ReferenceList, party: Option<&'a PartyCode>) -> Vec<&'a Arc<Given>> {
    let rows = reference.rows_in_use(party).filter_map(|row| reference.place(&row.key));
    rows.filter_map(|place| source.rows.get(place)).collect()
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row around it, by its place among those of the frame around; 0 at the top.
    pub around: usize,
    /// Its own key.
    pub key: String,
    /// Its key behind those of the rows around it, joined by `/`.
    pub path: String,
    /// Where a list gives it: what the list knows of it. A row that people made has none.
    pub given: Option<Arc<Given>>,
}

/// The rows of one frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rows {
    all: Vec<Row>,
    places: HashMap<String, usize>,
    /// By the row around: which of `all` stand in it.
    inside: Vec<Range<usize>>,
}

/// Rows that people made: by frame and the path of the row around, their keys in order.
#[derive(Debug, Clone, Default)]
pub struct Made {
    by_frame: HashMap<String, BTreeMap<String, Vec<(u64, String)>>>,
}

impl Made {
    /// Adds a row: the frame's name, the row's path, and its place among those made.
    pub fn add(&mut self, frame: &str, path: &str, place: u64) {
        let (around, key) = path.rsplit_once('/').unwrap_or(("", path));
        let rows = self.by_frame.entry(frame.to_owned()).or_default().entry(around.to_owned()).or_default();
        rows.push((place, key.to_owned()));
    }

    fn under(&self, frame: &str, around: &str) -> Vec<&str> {
        let found = self.by_frame.get(frame).and_then(|rows| rows.get(around));
        let mut rows: Vec<&(u64, String)> = found.into_iter().flatten().collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, key)| key.as_str()).collect()
    }
}

/// The rows of every frame of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowTree {
    frames: Vec<Rows>,
}

impl RowTree {
    /// The rows of a Party's report: first those that lists give, then those that people made.
    pub fn of(outline: &Outline<'_>, lists: &RowLists, party: &PartyCode, made: &Made) -> Self {
        let mut tree = Self::default();
        for frame in &outline.frames {
            let given = frame.rows.over.as_ref().map_or_else(Vec::new, |list| lists.rows_for(list, party));
            let mut rows = Rows::default();
            for (around, path) in tree.paths(frame.around).into_iter().enumerate() {
                let start = rows.all.len();
                for given in &given {
                    rows.add(around, &path, &given.key, Some(Arc::clone(given)));
                }
                if frame.rows.can_be_made() {
                    for key in made.under(frame.name().as_str(), &path) {
                        rows.add(around, &path, key, None);
                    }
                }
                rows.inside.push(start..rows.all.len());
            }
            tree.frames.push(rows);
        }
        tree
    }

    /// The paths of a frame's rows; at the top there is one place, without a path.
    fn paths(&self, frame: Option<usize>) -> Vec<String> {
        match frame {
            None => vec![String::new()],
            Some(frame) => self.rows(frame).iter().map(|row| row.path.clone()).collect(),
        }
    }

    /// The rows of a frame, in order: all of one row around it, then those of the next.
    pub fn rows(&self, frame: usize) -> &[Row] {
        self.frames.get(frame).map_or(&[], |rows| rows.all.as_slice())
    }

    /// How many places a question of a frame has an answer in: one for each row, one at the top.
    pub fn count(&self, frame: Option<usize>) -> usize {
        frame.map_or(1, |frame| self.rows(frame).len())
    }

    /// A row by its path; at the top the empty path leads to the one place there is.
    pub fn place(&self, frame: Option<usize>, path: &str) -> Option<usize> {
        match frame {
            None => path.is_empty().then_some(0),
            Some(frame) => self.frames.get(frame)?.places.get(path).copied(),
        }
    }

    /// The path of a row.
    pub fn path(&self, frame: Option<usize>, row: usize) -> &str {
        frame.and_then(|frame| self.rows(frame).get(row)).map_or("", |row| row.path.as_str())
    }

    /// Which rows of a frame stand inside a row of the frame around it.
    pub fn inside(&self, frame: usize, around: usize) -> Range<usize> {
        self.frames.get(frame).and_then(|rows| rows.inside.get(around)).cloned().unwrap_or(0..0)
    }
}

impl Rows {
    fn add(&mut self, around: usize, path: &str, key: &str, given: Option<Arc<Given>>) {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
        // A key that a list gives is never one that somebody made: the list's row stands.
        if self.places.contains_key(&path) {
            return;
        }
        self.places.insert(path.clone(), self.all.len());
        self.all.push(Row { around, key: key.to_owned(), path, given });
    }
}
