//! Makes invented answers agree with each other, as those of careful people do.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::invent::MARK;
use crate::reports::answer::Raw;
use crate::reports::save_answers::Entry;
use crate::reports::store::Stored;
use crate::templates::Published;

/// Rounds of mending: an answer that is taken back may turn a condition.
const ROUNDS: usize = 5;

/// Takes back what a condition hides and what does not hold, and explains the warnings that remain.
pub fn mend(
    published: &Published,
    there: &BTreeMap<String, Stored>,
    mut answers: Vec<Entry>,
    today: NaiveDate,
) -> Vec<Entry> {
    for _ in 0..ROUNDS {
        let outlook = published.logic.look(|name| value(there, &answers, name), today);
        let broken: Vec<_> = outlook.broken_rules(&published.template).collect();
        let unexplained = broken.iter().filter(|rule| rule.explanation.is_none());
        let wrong: Vec<&str> = unexplained.flat_map(|rule| rule.at.iter().map(|name| name.as_str())).collect();
        let before = answers.len();
        answers.retain(|entry| {
            let Some((_, question)) = published.template.question(&entry.path) else { return true };
            outlook.applies(&question.name) && outlook.holds(&question.name) && !wrong.contains(&entry.path.as_str())
        });
        if answers.len() == before {
            let new =
                broken.iter().filter(|rule| rule.explanation.is_some() && !there.contains_key(rule.name.as_str()));
            answers.extend(new.map(|rule| explanation(rule.name.as_str())));
            break;
        }
    }
    answers
}

fn value<'a>(there: &'a BTreeMap<String, Stored>, answers: &'a [Entry], name: &str) -> Option<&'a Json> {
    let new = answers.iter().find(|entry| entry.path == name).map(|entry| &entry.raw.value);
    new.or_else(|| there.get(name)?.answer.value.as_ref())
}

fn explanation(path: &str) -> Entry {
    let value = json!(format!("{MARK} The two numbers were counted on different days."));
    Entry { path: path.to_owned(), raw: Raw { value, ..Raw::default() }, revision: 0 }
}
