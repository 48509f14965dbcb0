//! What changed between two frozen documents of a report: answer by answer, row by row. Pure.
//!
//! The two may answer different versions of the template: a question that was renamed is one question, one that only the
//! newer version asks is new, one that only the older asked is gone.

use std::collections::BTreeSet;

use super::answer::Answer;
use super::facts::Turns;
use super::freeze::Frozen;
use super::path;
use super::sheet::Status;
use crate::templates::lineage::Lineage;
use crate::templates::outline::{Outline, Slot};
use crate::templates::{Kind, Template};

/// One of the two documents.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What was asked.
    pub template: &'a Template,
    /// What was answered.
    pub frozen: &'a Frozen,
}

/// What happened to an answer or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The answer is another.
    Changed,
    /// The question was not asked before.
    Asked,
    /// The question is asked no longer.
    NotAsked,
    /// The row was not there before.
    RowAdded,
    /// The row is there no longer.
    RowTaken,
}

impl What {
    /// The word in JSON and in the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Asked => "asked",
            Self::NotAsked => "not_asked",
            Self::RowAdded => "row_added",
            Self::RowTaken => "row_taken",
        }
    }
}

/// A difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// The path in the older document, where it is there.
    pub before: Option<String>,
    /// The path in the newer document, where it is there.
    pub after: Option<String>,
}

/// What was asked and answered in one of the documents, by its outline.
struct Read<'a> {
    outline: Outline<'a>,
    turns: Turns,
    frozen: &'a Frozen,
}

impl<'a> Read<'a> {
    fn of(side: &Side<'a>) -> Self {
        let outline = Outline::of(side.template);
        let turns = Turns::of(&outline, &side.frozen.rows);
        Self { outline, turns, frozen: side.frozen }
    }

    fn slot(&self, names: &[String]) -> Option<&Slot<'a>> {
        names.iter().find_map(|name| self.outline.slots.iter().find(|slot| slot.key == *name))
    }

    fn path(&self, slot: &Slot<'_>, row: &str) -> String {
        path::written(&self.outline, slot.frame, &slot.key, row)
    }

    fn said(&self, path: &str) -> Option<&'a (Status, Answer)> {
        self.frozen.answers.get(path)
    }

    /// The rows a question is asked in.
    fn rows(&self, slot: &Slot<'_>) -> Vec<String> {
        self.turns.places(slot.frame)
    }
}

/// Every difference, in the order of the newer version; what is gone stands behind.
pub fn changes(before: &Side<'_>, after: &Side<'_>, lineage: &Lineage) -> Vec<Change> {
    let (old, new) = (Read::of(before), Read::of(after));
    let mut found = rows(&old, &new, lineage);
    let mut known: BTreeSet<String> = BTreeSet::new();
    for slot in new.outline.slots.iter().filter(|slot| is_answered(slot)) {
        let mut names = vec![slot.key.to_string()];
        names.extend(lineage.names(&slot.key).iter().cloned());
        let earlier = old.slot(&names);
        known.extend(earlier.map(|slot| slot.key.to_string()));
        found.extend(answers(&old, &new, earlier, slot));
    }
    for slot in old.outline.slots.iter().filter(|slot| is_answered(slot) && !known.contains(slot.key.as_ref())) {
        let paths = old.rows(slot).into_iter().map(|row| old.path(slot, &row));
        let said = paths.filter(|path| is_said(old.said(path)));
        found.extend(said.map(|path| Change { what: What::NotAsked, before: Some(path), after: None }));
    }
    found
}

/// Of a table the cells are answered.
fn is_answered(slot: &Slot<'_>) -> bool {
    !matches!(slot.question.kind, Kind::Table { .. })
}

fn is_said(said: Option<&(Status, Answer)>) -> bool {
    said.is_some_and(|(status, answer)| *status != Status::NotApplicable && is_anything(answer))
}

/// Whether an answer says anything at all: a comment alone does.
fn is_anything(answer: &Answer) -> bool {
    *answer != Answer { language: answer.language.clone(), ..Answer::default() }
}

/// What became of a question's answers.
fn answers(old: &Read<'_>, new: &Read<'_>, earlier: Option<&Slot<'_>>, slot: &Slot<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let there = new.rows(slot);
    for row in &there {
        let after = new.path(slot, row);
        let before = earlier.map(|slot| old.path(slot, row)).filter(|path| old.said(path).is_some());
        let (was, is) = (before.as_deref().and_then(|path| old.said(path)), new.said(&after));
        if same(was, is) {
            continue;
        }
        let what = if earlier.is_none() { What::Asked } else { What::Changed };
        found.push(Change { what, before, after: Some(after) });
    }
    let Some(earlier) = earlier else { return found };
    let gone = old.rows(earlier).into_iter().filter(|row| !there.contains(row)).map(|row| old.path(earlier, &row));
    let gone = gone.filter(|path| is_said(old.said(path)));
    found.extend(gone.map(|path| Change { what: What::Changed, before: Some(path), after: None }));
    found
}

/// Whether two answers say the same. What is hidden says nothing; who confirmed it is no difference in what is said.
fn same(was: Option<&(Status, Answer)>, is: Option<&(Status, Answer)>) -> bool {
    match (is_said(was), is_said(is)) {
        (false, false) => true,
        (true, true) => was.map(|(_, answer)| answer) == is.map(|(_, answer)| answer),
        _ => false,
    }
}

/// The rows that came and went.
fn rows(old: &Read<'_>, new: &Read<'_>, lineage: &Lineage) -> Vec<Change> {
    let mut found = Vec::new();
    for frame in &new.outline.frames {
        let name = frame.name().as_str();
        let mut names = vec![name.to_owned()];
        names.extend(lineage.names(name).iter().cloned());
        let called = |path: &str| names.contains(&path.rsplit('/').next().unwrap_or(path).to_owned());
        let of = |read: &Read<'_>| {
            let all = read.frozen.rows.iter().filter(|(path, _)| called(path));
            all.flat_map(|(path, keys)| keys.iter().map(move |key| (path.clone(), key.clone()))).collect::<Vec<_>>()
        };
        let (was, is) = (of(old), of(new));
        // A table that was renamed has its rows where it had them.
        let place = |(path, key): &(String, String)| {
            (path.rsplit_once('/').map_or(String::new(), |(around, _)| around.to_owned()), key.clone())
        };
        let before: BTreeSet<_> = was.iter().map(place).collect();
        let after: BTreeSet<_> = is.iter().map(place).collect();
        let added = is.iter().filter(|row| !before.contains(&place(row)));
        found.extend(added.map(|(path, key)| Change {
            what: What::RowAdded,
            before: None,
            after: Some(format!("{path}/{key}")),
        }));
        let taken = was.iter().filter(|row| !after.contains(&place(row)));
        found.extend(taken.map(|(path, key)| Change {
            what: What::RowTaken,
            before: Some(format!("{path}/{key}")),
            after: None,
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::reports::freeze;
    use crate::templates::document;

    fn template(area: Json) -> Template {
        let label = json!({"en": "Words"});
        let read = document::parse(&json!({
            "format": "godwit-template/1", "name": "t", "instrument": "CMS", "default_language": "en",
            "languages": ["en"], "title": label,
            "items": [{"name": "s", "type": "section", "label": label, "items": [
                {"name": "line", "type": "text", "label": label, "max_length": 50, "comment": true}, area,
                {"name": "sites", "type": "table", "label": label, "rows": {"max": 9},
                 "columns": [{"name": "site", "type": "text", "label": label, "max_length": 50}]}]}]
        }));
        read.unwrap()
    }

    fn area() -> Json {
        json!({"name": "area", "type": "integer", "label": {"en": "Area"}})
    }

    fn answered(value: &str) -> Json {
        json!({"status": "answered", "value": value})
    }

    /// Each change as `what before after`.
    fn check(before: (&Template, Json), after: (&Template, Json), expect: &[&str]) {
        let (old, new) = (freeze::read(&before.1), freeze::read(&after.1));
        let lineage = Lineage::of([before.0, after.0]);
        let (old, new) = (Side { template: before.0, frozen: &old }, Side { template: after.0, frozen: &new });
        let dash = |path: Option<String>| path.unwrap_or_else(|| "-".to_owned());
        let found: Vec<String> = changes(&old, &new, &lineage)
            .into_iter()
            .map(|change| format!("{} {} {}", change.what.word(), dash(change.before), dash(change.after)))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn answers_are_compared_one_by_one() {
        let asked = template(area());
        let blank = json!({"status": "blank"});
        let none = json!({"answers": {"line": blank, "area": blank}, "rows": {"sites": []}});
        check((&asked, none.clone()), (&asked, none.clone()), &[]);
        let said = json!({"answers": {"line": answered("a"), "area": blank}, "rows": {"sites": []}});
        check((&asked, none.clone()), (&asked, said.clone()), &["changed line line"]);
        let hidden = json!({"answers": {"line": {"status": "not_applicable", "value": "a"}, "area": blank},
            "rows": {"sites": []}});
        check((&asked, said.clone()), (&asked, hidden.clone()), &["changed line line"]);
        check((&asked, hidden), (&asked, none), &[]);
        let comment = json!({"answers": {"line": {"status": "answered", "value": "a", "comment": "c"}, "area": blank},
            "rows": {"sites": []}});
        check((&asked, said.clone()), (&asked, comment), &["changed line line"]);
        let unconfirmed = json!({"answers": {"line": {"status": "unconfirmed", "value": "a"}, "area": blank},
            "rows": {"sites": []}});
        check((&asked, unconfirmed), (&asked, said), &[]);
    }

    #[test]
    fn rows_come_and_go_with_what_is_in_them() {
        let asked = template(area());
        let with = |rows: Json, answers: Json| json!({"answers": answers, "rows": {"sites": rows}});
        let one = with(json!(["a"]), json!({"sites/a/site": answered("x")}));
        let other = with(json!(["b"]), json!({"sites/b/site": answered("x")}));
        check(
            (&asked, one),
            (&asked, other),
            &["row_added - sites/b", "row_taken sites/a -", "changed - sites/b/site", "changed sites/a/site -"],
        );
    }

    #[test]
    fn a_renamed_question_is_one_and_new_ones_are_new() {
        let asked = template(area());
        let renamed = template(json!({"name": "extent", "was": "area", "type": "integer", "label": {"en": "Extent"}}));
        let other = template(json!({"name": "count", "type": "integer", "label": {"en": "Count"}}));
        let of =
            |name: &str, value: i32| json!({"answers": {name: {"status": "answered", "value": value}}, "rows": {}});
        check((&asked, of("area", 1)), (&renamed, of("extent", 1)), &[]);
        check((&asked, of("area", 1)), (&renamed, of("extent", 2)), &["changed area extent"]);
        check((&asked, of("area", 1)), (&other, of("count", 2)), &["asked - count", "not_asked area -"]);
    }
}
