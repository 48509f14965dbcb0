//! What has rows in a cycle, of all versions that its submissions answered: repeats and tables. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::merge::merge;
use crate::templates::Published;
use crate::templates::lineage::Lineage;
use crate::templates::outline::{Frame, FrameOf, Outline};

/// Most rows of a list that are given lines of their own: all species of a convention fit, and what is longer is read in
/// answers.csv.
pub const MOST_FIXED: usize = 1_000;

/// A row that is the same for all Parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// Its key, behind those of the rows around it, joined by `/`.
    pub path: String,
    /// What people read, in the template's own language.
    pub label: String,
    /// The versions that have it.
    pub versions: BTreeSet<i32>,
}

/// A repeat or a table as the figures know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framed {
    /// The name of the group or the table.
    pub name: String,
    /// What it is called, in the template's own language.
    pub label: String,
    /// Whether it is a table.
    pub is_table: bool,
    /// What has rows around it, by its place, which is before its own.
    pub around: Option<usize>,
    /// The rows that are the same for all Parties, in order; none where they are not, or are more than [`MOST_FIXED`].
    pub fixed: Vec<Fixed>,
    /// Whether an expression leaves out some of them: those that nobody was shown are told of nowhere.
    pub is_filtered: bool,
    /// Whether lists give rows, so that rows have labels.
    pub has_list: bool,
    labels: HashMap<String, String>,
    places: HashMap<String, usize>,
}

impl Framed {
    /// What people read of a row that a list gives; empty for one that somebody made.
    pub fn row_label(&self, key: &str) -> &str {
        self.labels.get(key).map_or("", String::as_str)
    }

    /// Where a row stands among those that are the same for all.
    pub fn fixed_at(&self, path: &str) -> Option<usize> {
        self.places.get(path).copied()
    }
}

/// The frames of all versions, and where each stands by the name it had first.
pub struct Frames {
    /// Each after what is around it.
    pub all: Vec<Framed>,
    places: BTreeMap<String, usize>,
}

impl Frames {
    /// Brings versions together; the first one decides names, labels and order.
    pub fn of(versions: &[Arc<Published>], outlines: &[Outline<'_>], lineage: &Lineage) -> Self {
        let root = |frame: &Frame<'_>| lineage.root(frame.name().as_str()).to_owned();
        let roots: Vec<Vec<String>> = outlines.iter().map(|o| o.frames.iter().map(root).collect()).collect();
        let mut names: Vec<&str> = Vec::new();
        for version in &roots {
            merge(&mut names, version.iter().map(String::as_str));
        }
        let places: BTreeMap<String, usize> =
            names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)).collect();
        let versions: Vec<Version<'_>> = versions
            .iter()
            .zip(outlines.iter().zip(&roots))
            .map(|(published, (outline, roots))| Version {
                published,
                outline,
                roots,
                fixed: fixed(published, outline),
            })
            .collect();
        let all = names.iter().filter_map(|name| framed(&versions, name, &places)).collect();
        Self { all, places }
    }

    /// Where a frame stands, by the name that a version gives it.
    pub fn place(&self, lineage: &Lineage, name: &str) -> Option<usize> {
        self.places.get(lineage.root(name)).copied()
    }
}

struct Version<'a> {
    published: &'a Published,
    outline: &'a Outline<'a>,
    roots: &'a [String],
    /// By frame: its rows and their labels; none where they are not the same for all.
    fixed: Vec<Option<Vec<(String, String)>>>,
}

fn framed(versions: &[Version<'_>], name: &str, places: &BTreeMap<String, usize>) -> Option<Framed> {
    let found = |version: &Version<'_>| version.roots.iter().position(|root| root == name);
    let had: Vec<(&Version<'_>, usize)> = versions.iter().filter_map(|v| Some((v, found(v)?))).collect();
    let (first, at) = had.first()?;
    let frame = first.outline.frames.get(*at)?;
    let language = first.published.template.default_language.as_str();
    let label = match frame.of {
        FrameOf::Repeat(group) => &group.label,
        FrameOf::Table(question) => &question.label,
    };
    let lists = || had.iter().filter_map(|(v, at)| Some((v, v.outline.frames.get(*at)?.rows.over.as_ref()?)));
    let given = lists().flat_map(|(v, list)| v.published.lists.all(list));
    let mut labels = HashMap::new();
    for row in given {
        labels.entry(row.key.clone()).or_insert_with(|| row.label.in_language(language, language).to_owned());
    }
    let fixed = together(&had);
    let filtered = |(v, at): &(&Version<'_>, usize)| {
        let chain = v.outline.around(Some(*at));
        chain.into_iter().filter_map(|at| v.outline.frames.get(at)).any(|frame| frame.rows.only.is_some())
    };
    Some(Framed {
        name: frame.name().to_string(),
        label: label.in_language(language, language).to_owned(),
        is_table: frame.is_table(),
        around: frame.around.and_then(|at| places.get(first.roots.get(at)?)).copied(),
        is_filtered: had.iter().any(filtered),
        has_list: lists().next().is_some(),
        labels,
        places: fixed.iter().enumerate().map(|(at, fixed)| (fixed.path.clone(), at)).collect(),
        fixed,
    })
}

/// The rows of all versions, when they are the same for all Parties in each of them.
fn together(had: &[(&Version<'_>, usize)]) -> Vec<Fixed> {
    let of = |(version, at): &(&'_ Version<'_>, usize)| version.fixed.get(*at).and_then(Option::as_ref).is_some();
    if !had.iter().all(of) {
        return Vec::new();
    }
    let mut order: Vec<&str> = Vec::new();
    let mut known: HashMap<&str, Fixed> = HashMap::new();
    for (version, at) in had {
        let rows = version.fixed.get(*at).and_then(Option::as_deref).unwrap_or_default();
        merge(&mut order, rows.iter().map(|(path, _)| path.as_str()));
        for (path, label) in rows {
            let new = || Fixed { path: path.clone(), label: label.clone(), versions: BTreeSet::new() };
            known.entry(path).or_insert_with(new).versions.insert(version.published.version);
        }
    }
    let rows: Vec<Fixed> = order.into_iter().filter_map(|path| known.remove(path)).collect();
    if rows.len() > MOST_FIXED { Vec::new() } else { rows }
}

/// By frame of a version: the rows that every Party has, where all have the same.
fn fixed(published: &Published, outline: &Outline<'_>) -> Vec<Option<Vec<(String, String)>>> {
    let language = published.template.default_language.as_str();
    let mut found: Vec<Option<Vec<(String, String)>>> = Vec::new();
    for frame in &outline.frames {
        let own = frame.rows.over.as_ref().and_then(|list| published.lists.rows_for_all(list));
        let around = match frame.around {
            None => Some(vec![(String::new(), String::new())]),
            Some(at) => found.get(at).cloned().flatten(),
        };
        let rows = own.zip(around).filter(|(own, around)| own.len().saturating_mul(around.len()) <= MOST_FIXED);
        found.push(rows.map(|(own, around)| {
            let inside = |(path, label): &(String, String)| {
                let (path, label) = (path.clone(), label.clone());
                own.iter()
                    .map(move |row| {
                        let own = row.label.in_language(language, language);
                        if path.is_empty() {
                            (row.key.clone(), own.to_owned())
                        } else {
                            (format!("{path}/{}", row.key), format!("{label} / {own}"))
                        }
                    })
                    .collect::<Vec<_>>()
            };
            around.iter().flat_map(inside).collect()
        }));
    }
    found
}
