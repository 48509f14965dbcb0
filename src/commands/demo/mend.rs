//! Makes invented answers agree with each other, as those of careful people do.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::invent::MARK;
use super::rows::{Said, made};
use crate::ids::PartyCode;
use crate::reports::answer::Raw;
use crate::reports::kept::Kept;
use crate::reports::save_answers::Entry;
use crate::templates::Published;
use crate::templates::outline::Outline;
use crate::templates::rows::RowTree;

/// Rounds of mending: an answer that is taken back may turn a condition.
const ROUNDS: usize = 5;

/// Takes back what a condition hides and what does not hold, in any row, and explains the warnings that remain.
pub fn mend(
    published: &Published,
    party: &PartyCode,
    there: &Kept,
    mut answers: Vec<Said>,
    today: NaiveDate,
) -> Vec<Entry> {
    let outline = Outline::of(&published.template);
    let mut explained = Vec::new();
    for _ in 0..ROUNDS {
        let rows = RowTree::of(&outline, &published.lists, party, &made(&outline, there, &answers));
        let at = |said: &'_ Said| (said.key.clone(), said.row.clone());
        let new: HashMap<(&str, &str), &Json> =
            answers.iter().map(|said| ((said.key.as_str(), said.row.as_str()), &said.entry.raw.value)).collect();
        let value = |key: &str, row: &str| new.get(&(key, row)).copied().or_else(|| there.value(key, row));
        let outlook = published.logic.look(rows, value, today);
        let broken: Vec<_> = outlook.broken_rules(&published.template).collect();
        let unexplained = broken.iter().filter(|rule| rule.explanation.is_none());
        let wrong: BTreeSet<&str> = unexplained.flat_map(|rule| rule.at.iter().map(|name| name.as_str())).collect();
        let fits = |said: &&Said| {
            let (key, row) = (said.key.as_str(), said.row.as_str());
            outlook.applies(key, row) && outlook.holds(key, row) && !wrong.contains(key)
        };
        let kept: BTreeSet<(String, String)> = answers.iter().filter(fits).map(at).collect();
        if kept.len() == answers.len() {
            let open = |name: &str| there.get(name, "").is_none();
            let new = broken.iter().filter(|rule| rule.explanation.is_some() && open(rule.name.as_str()));
            explained = new.map(|rule| explanation(rule.name.as_str())).collect();
            break;
        }
        answers.retain(|said| kept.contains(&at(said)));
    }
    answers.into_iter().map(|said| said.entry).chain(explained).collect()
}

fn explanation(path: &str) -> Entry {
    let value = json!(format!("{MARK} The two numbers were counted on different days."));
    Entry { path: path.to_owned(), raw: Raw { value, ..Raw::default() }, revision: 0 }
}
