//! Seals every saved answer of a report to the one before. Pure.

use serde_json::json;

use crate::audit::ORIGIN;
use crate::clock::{self, Moment};
use crate::digest;

/// One saved answer as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'a> {
    /// Which question.
    pub question: &'a str,
    /// In which row; empty at the top.
    pub row_path: &'a str,
    /// The answer's revision.
    pub revision: i32,
    /// What was said, each as it is stored: value, words of the other choice, qualifier, comment, language,
    /// attachments, links.
    pub said: [Option<&'a str>; 7],
    /// When.
    pub saved_at: Moment,
    /// By which account.
    pub saved_by: Option<&'a str>,
    /// The report's revision after it.
    pub report_revision: i64,
    /// The operation that saved it.
    pub operation: Option<&'a str>,
    /// Where it was said before, for an answer that was carried forward.
    pub carried_from: Option<&'a str>,
}

/// The hash of a saved answer, sealed to `previous`.
pub fn seal(previous: &str, link: &Link<'_>) -> String {
    let sealed = json!([
        previous,
        link.question,
        link.row_path,
        link.revision,
        link.said,
        clock::written(link.saved_at),
        link.saved_by,
        link.report_revision,
        link.operation,
        link.carried_from,
    ]);
    digest::sha256(sealed.to_string().as_bytes())
}

/// A saved answer as it was found, to be held against the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which question.
    pub question: String,
    /// In which row; empty at the top.
    pub row_path: String,
    /// The answer's revision.
    pub revision: i32,
    /// What was said.
    pub said: [Option<String>; 7],
    /// When.
    pub saved_at: Moment,
    /// By which account.
    pub saved_by: Option<String>,
    /// The report's revision after it.
    pub report_revision: i64,
    /// The operation that saved it.
    pub operation: Option<String>,
    /// Where it was said before.
    pub carried_from: Option<String>,
    /// The hash that seals it.
    pub hash: String,
}

impl Kept {
    fn link(&self) -> Link<'_> {
        Link {
            question: &self.question,
            row_path: &self.row_path,
            revision: self.revision,
            said: self.said.each_ref().map(Option::as_deref),
            saved_at: self.saved_at,
            saved_by: self.saved_by.as_deref(),
            report_revision: self.report_revision,
            operation: self.operation.as_deref(),
            carried_from: self.carried_from.as_deref(),
        }
    }
}

/// The first thing that is wrong with a report's saved answers, in their order, in words. `head` is what the report says
/// of itself: how many were saved, and the hash of the last.
pub fn flaw(head: (i64, &str), kept: &[Kept]) -> Option<String> {
    let mut previous = ORIGIN;
    for (one, number) in kept.iter().zip(1_i64..) {
        if one.report_revision != number {
            return Some(format!("saved answer {number} is missing"));
        }
        if seal(previous, &one.link()) != one.hash {
            return Some(format!("saved answer {number} ({}) was changed", one.question));
        }
        previous = &one.hash;
    }
    let last = kept.last().map_or(0, |last| last.report_revision);
    if (last, previous) != head {
        return Some(format!("its saved answers end at {last}, the report says {}", head.0));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<Kept> {
        let mut kept: Vec<Kept> = (1_i32..=3)
            .map(|number| Kept {
                question: "what".to_owned(),
                row_path: String::new(),
                revision: number,
                said: [Some(format!("\"{number}\"")), None, None, None, None, None, None],
                saved_at: clock::read("2027-03-01T08:00:00.123Z").unwrap(),
                saved_by: None,
                report_revision: i64::from(number),
                operation: None,
                carried_from: None,
                hash: String::new(),
            })
            .collect();
        let mut previous = ORIGIN.to_owned();
        for one in &mut kept {
            one.hash = seal(&previous, &one.link());
            previous.clone_from(&one.hash);
        }
        kept
    }

    fn check(change: impl FnOnce(&mut Vec<Kept>), expect: Option<&str>) {
        let mut kept = three();
        let head = (3, kept[2].hash.clone());
        change(&mut kept);
        assert_eq!(flaw((head.0, &head.1), &kept).as_deref(), expect);
    }

    #[test]
    fn what_was_done_to_saved_answers_is_found() {
        check(|_| {}, None);
        check(|kept| kept[1].said[0] = Some("\"9\"".to_owned()), Some("saved answer 2 (what) was changed"));
        check(|kept| kept[2].said[6] = Some("[]".to_owned()), Some("saved answer 3 (what) was changed"));
        check(|kept| kept[0].saved_by = Some("somebody".to_owned()), Some("saved answer 1 (what) was changed"));
        check(|kept| kept[1].carried_from = Some("{}".to_owned()), Some("saved answer 2 (what) was changed"));
        check(|kept| drop(kept.remove(0)), Some("saved answer 1 is missing"));
        check(|kept| kept.truncate(2), Some("its saved answers end at 2, the report says 3"));
        check(Vec::clear, Some("its saved answers end at 0, the report says 3"));
        check(|kept| kept.swap(0, 1), Some("saved answer 1 is missing"));
        assert_eq!(flaw((0, ORIGIN), &[]), None);
    }
}
