//! A template through its versions: which names stand for the same question, and what differs between two versions.
//!
//! A name belongs to one question for good: it never changes its type, and a question that takes another name says with
//! `was` what it was called. So an answer finds its question in every version, and no figure adds up what differs.

mod bounds;
mod change;
mod compare;
mod differences;
mod flaws;
mod holder;
pub mod read_changes;

use std::collections::BTreeMap;

pub use change::{Change, Weight};
pub use compare::compare;
pub use flaws::flaws;
pub use holder::{Holder, holders};

use super::Template;

/// Which names stand for the same question.
#[derive(Debug, Clone, Default)]
pub struct Lineage {
    /// The question of each name, by its place in `names`.
    places: BTreeMap<String, usize>,
    /// All names of each question, the first it had first.
    names: Vec<Vec<String>>,
}

impl Lineage {
    /// The lineage of versions in their order, all of them: a rename is said once, and holds from then on.
    pub fn of<'a>(versions: impl IntoIterator<Item = &'a Template>) -> Self {
        let mut lineage = Self::default();
        for template in versions {
            holders(template).iter().for_each(|holder| lineage.add(holder));
        }
        lineage
    }

    fn add(&mut self, holder: &Holder<'_>) {
        if self.places.contains_key(&holder.key) {
            return;
        }
        let before = holder.was.as_ref().and_then(|was| self.places.get(was).copied());
        let place = before.unwrap_or(self.names.len());
        match self.names.get_mut(place) {
            Some(names) => names.push(holder.key.to_owned()),
            None => self.names.push(vec![holder.key.to_owned()]),
        }
        self.places.insert(holder.key.to_owned(), place);
    }

    /// Every name of the question that a name stands for, the first it had first; none of a name that no version has.
    pub fn names(&self, name: &str) -> &[String] {
        self.places.get(name).and_then(|place| self.names.get(*place)).map_or(&[], Vec::as_slice)
    }

    /// What the question of a name is known by through all versions: the name it had first.
    pub fn root<'a>(&'a self, name: &'a str) -> &'a str {
        self.names(name).first().map_or(name, String::as_str)
    }

    /// Whether two names stand for the same question.
    pub fn is_same(&self, one: &str, other: &str) -> bool {
        self.root(one) == self.root(other)
    }
}

#[cfg(test)]
mod tests;
