//! How remarks stand, from what was done. Pure.

use std::collections::BTreeMap;

use super::{Deed, Kind, Remark};
use crate::templates::lineage::Lineage;

/// The remarks in the order they were written, each as its last deed left it.
pub fn fold(deeds: impl IntoIterator<Item = Deed>) -> Vec<Remark> {
    let mut found: BTreeMap<i64, Remark> = BTreeMap::new();
    for deed in deeds {
        let by = deed.by.map(|(_, name)| name).unwrap_or_default();
        match deed.kind {
            Kind::Written => {
                let remark = Remark {
                    number: deed.sequence,
                    section: deed.section,
                    question: deed.question,
                    row: deed.row,
                    words: deed.words.unwrap_or_default(),
                    at: deed.at,
                    by,
                    resolved: None,
                };
                found.insert(deed.sequence, remark);
            }
            Kind::Resolved => {
                if let Some(remark) = found.get_mut(&deed.about) {
                    remark.resolved = Some((deed.at, by));
                }
            }
            Kind::Reopened => {
                if let Some(remark) = found.get_mut(&deed.about) {
                    remark.resolved = None;
                }
            }
        }
    }
    found.into_values().collect()
}

/// How many remarks stand at each answer.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// By the first name of the question and the row: those that are open, and all.
    counts: BTreeMap<(String, String), (usize, usize)>,
    lineage: Lineage,
    /// The newest deed that was counted in.
    pub newest: i64,
}

impl Tally {
    /// Counts remarks, each at the question that its name stands for.
    pub fn of(remarks: &[Remark], newest: i64, lineage: Lineage) -> Self {
        let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        for remark in remarks {
            let place = (lineage.root(&remark.question).to_owned(), remark.row.clone());
            let (open, all) = counts.entry(place).or_default();
            *open += usize::from(remark.resolved.is_none());
            *all += 1;
        }
        Self { counts, lineage, newest }
    }

    /// How many stand at an answer: those that are open, and all.
    pub fn at(&self, question: &str, row: &str) -> (usize, usize) {
        if self.counts.is_empty() {
            return (0, 0);
        }
        let place = (self.lineage.root(question).to_owned(), row.to_owned());
        self.counts.get(&place).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn deed(sequence: i64, kind: Kind, about: i64) -> Deed {
        Deed {
            sequence,
            section: "s".parse().unwrap(),
            question: "q".to_owned(),
            row: String::new(),
            kind,
            about,
            words: (kind == Kind::Written).then(|| format!("words {sequence}")),
            at: clock::read("2027-03-01T08:00:00Z").unwrap(),
            by: None,
        }
    }

    #[test]
    fn a_remark_is_as_its_last_deed_left_it() {
        use Kind::{Reopened, Resolved, Written};
        let deeds = [(1, Written, 1), (2, Written, 2), (3, Resolved, 1), (4, Reopened, 1), (5, Resolved, 2)];
        let remarks = fold(deeds.map(|(sequence, kind, about)| deed(sequence, kind, about)));
        let stand: Vec<_> =
            remarks.iter().map(|one| (one.number, one.words.as_str(), one.resolved.is_some())).collect();
        assert_eq!(stand, [(1, "words 1", false), (2, "words 2", true)]);
        let tally = Tally::of(&remarks, 5, Lineage::default());
        assert_eq!((tally.at("q", ""), tally.at("q", "row"), tally.at("p", "")), ((1, 2), (0, 0), (0, 0)));
        assert_eq!(fold([deed(7, Resolved, 3)]), [], "nothing is settled that was never said");
    }
}
