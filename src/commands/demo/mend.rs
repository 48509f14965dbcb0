//! Makes invented answers agree with each other, as those of careful people do.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::invent::MARK;
use crate::ids::PartyCode;
use crate::reports::answer::Raw;
use crate::reports::kept::Kept;
use crate::reports::save_answers::Entry;
use crate::templates::Published;
use crate::templates::outline::Outline;
use crate::templates::rows::RowTree;

/// Rounds of mending: an answer that is taken back may turn a condition.
const ROUNDS: usize = 5;

/// Takes back what a condition hides and what does not hold, and explains the warnings that remain.
pub fn mend(
    published: &Published,
    party: &PartyCode,
    there: &Kept,
    mut answers: Vec<Entry>,
    today: NaiveDate,
) -> Vec<Entry> {
    for _ in 0..ROUNDS {
        let outline = Outline::of(&published.template);
        let rows = RowTree::of(&outline, &published.lists, party, &there.made(&outline));
        let outlook = published.logic.look(rows, |key, row| value(there, &answers, key, row), today);
        let broken: Vec<_> = outlook.broken_rules(&published.template).collect();
        let unexplained = broken.iter().filter(|rule| rule.explanation.is_none());
        let wrong: Vec<&str> = unexplained.flat_map(|rule| rule.at.iter().map(|name| name.as_str())).collect();
        let before = answers.len();
        answers.retain(|entry| {
            let Some((_, question)) = published.template.question(&entry.path) else { return true };
            let name = question.name.as_str();
            outlook.applies(name, "") && outlook.holds(name, "") && !wrong.contains(&entry.path.as_str())
        });
        if answers.len() == before {
            let new =
                broken.iter().filter(|rule| rule.explanation.is_some() && there.get(rule.name.as_str(), "").is_none());
            answers.extend(new.map(|rule| explanation(rule.name.as_str())));
            break;
        }
    }
    answers
}

fn value<'a>(there: &'a Kept, answers: &'a [Entry], key: &str, row: &str) -> Option<&'a Json> {
    let new = answers.iter().find(|entry| row.is_empty() && entry.path == key).map(|entry| &entry.raw.value);
    new.or_else(|| there.value(key, row))
}

fn explanation(path: &str) -> Entry {
    let value = json!(format!("{MARK} The two numbers were counted on different days."));
    Entry { path: path.to_owned(), raw: Raw { value, ..Raw::default() }, revision: 0 }
}
