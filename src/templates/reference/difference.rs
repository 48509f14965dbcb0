//! What an import would change in a list, or has changed. Pure.

use std::collections::BTreeMap;
use std::fmt;

use super::sheet::Row;
use super::{Members, ReferenceRow};
use crate::ids::{PartyCode, RowKey};

/// A file against the list as it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// One line for each thing that is new, otherwise than it was, retired, moved or not in the file, in the list's order.
    pub lines: Vec<String>,
    /// How many rows the list did not have.
    pub added: usize,
    /// How many rows say something else, or concern others.
    pub changed: usize,
    /// How many rows are over from now on.
    pub retired: usize,
    /// How many rows stand elsewhere and are otherwise as they were.
    pub moved: usize,
    /// How many rows of the file are as they were.
    pub unchanged: usize,
    /// How many rows in use the file does not have. They stay.
    pub kept: usize,
    /// How many Parties more, over all rows.
    pub members_added: usize,
    /// How many Parties fewer, over all rows.
    pub members_removed: usize,
    /// Whether the list is called otherwise.
    pub renamed: bool,
}

impl Difference {
    /// Whether the import changes nothing.
    pub fn is_empty(&self) -> bool {
        !self.renamed && self.added + self.changed + self.retired + self.moved == 0
    }

    pub(super) fn title(&mut self, held: Option<&str>, new: &str) {
        self.renamed = true;
        self.lines.push(match held {
            None => format!("+ title: {new}"),
            Some(held) => format!("~ title: {held} -> {new}"),
        });
    }

    pub(super) fn kept(&mut self, key: &RowKey, retired: bool) {
        if !retired {
            self.kept += 1;
            self.lines.push(format!("= {key}: not in the file, kept; say retired=yes to retire it"));
        }
    }

    pub(super) fn added(&mut self, key: &RowKey, said: &str) {
        self.added += 1;
        self.lines.push(format!("+ {key}: {said}"));
    }

    /// Notes a row that was there: what is said of its change, whether it retires by it, whether it stands elsewhere.
    pub(super) fn noted(&mut self, key: &RowKey, said: Option<String>, retires: bool, moved: bool) {
        match said {
            Some(said) => {
                *(if retires { &mut self.retired } else { &mut self.changed }) += 1;
                self.lines.push(format!("{} {key}: {said}", if retires { '-' } else { '~' }));
            }
            None if moved => {
                self.moved += 1;
                self.lines.push(format!("~ {key}: moved"));
            }
            None => self.unchanged += 1,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        writeln!(
            f,
            "{} added, {} changed, {} retired, {} moved, {} unchanged, {} kept; members: {} added, {} removed",
            self.added,
            self.changed,
            self.retired,
            self.moved,
            self.unchanged,
            self.kept,
            self.members_added,
            self.members_removed
        )
    }
}

/// Who comes (true) and who goes, by code.
pub(super) fn members_of<'a>(old: &'a Members, new: &'a Members) -> Vec<(&'a PartyCode, bool)> {
    let mut all: BTreeMap<&PartyCode, bool> = BTreeMap::new();
    let is_in =
        |members: &Members, party: &PartyCode| matches!(members, Members::Only(parties) if parties.contains(party));
    all.extend(old.named().filter(|party| !is_in(new, party)).map(|party| (party, false)));
    all.extend(new.named().filter(|party| !is_in(old, party)).map(|party| (party, true)));
    all.into_iter().collect()
}

/// A new row in a line.
pub(super) fn said_of_row(row: &Row) -> String {
    let label = row.labels.0.values().cloned().collect::<Vec<_>>().join(" / ");
    let parent = row.parent.as_ref().map(|parent| format!(", under {parent}")).unwrap_or_default();
    let retired = if row.retired { ", retired" } else { "" };
    format!("{label}{parent}, for {}{retired}", said_of_members(&row.parties))
}

/// What becomes otherwise of a row; none when nothing does.
pub(super) fn said_of_change(old: &ReferenceRow, new: &Row, members: &[(&PartyCode, bool)]) -> Option<String> {
    let mut said = changes("label_", &old.labels.0, &new.labels.0);
    said.extend(changes("attr_", &old.attributes, &new.attributes));
    if old.parent != new.parent {
        let name = |key: &Option<RowKey>| key.as_ref().map_or("none".to_owned(), RowKey::to_string);
        said.push(format!("parent: {} -> {}", name(&old.parent), name(&new.parent)));
    }
    match (old.retired, new.retired) {
        (false, true) => said.push("retired".to_owned()),
        (true, false) => said.push("in use again".to_owned()),
        _ => {}
    }
    if !members.is_empty() {
        let signed = members.iter().map(|(party, present)| format!("{}{party}", if *present { '+' } else { '-' }));
        said.push(match (&old.parties, &new.parties) {
            (_, Members::All) => format!("parties: {} -> all", said_of_members(&old.parties)),
            (Members::All, _) => format!("parties: all -> {}", said_of_members(&new.parties)),
            _ => format!("parties: {}", signed.collect::<Vec<_>>().join(" ")),
        });
    }
    (!said.is_empty()).then(|| said.join("; "))
}

fn said_of_members(members: &Members) -> String {
    match members {
        Members::All => "all Parties".to_owned(),
        Members::Only(parties) => parties.iter().map(PartyCode::as_str).collect::<Vec<_>>().join(" "),
    }
}

/// Named texts that were and that come.
fn changes(prefix: &str, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let word =
        |texts: &BTreeMap<String, String>, name: &String| texts.get(name).map_or("none".to_owned(), String::clone);
    let changed = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    changed.map(|name| format!("{prefix}{name}: {} -> {}", word(old, name), word(new, name))).collect()
}
