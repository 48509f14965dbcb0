//! What happened, in the form in which browsers are told: `text/event-stream`. Pure.

use serde_json::json;

use crate::access::{Actor, Sections};
use crate::ids::AccountId;
use crate::reports::news::{Glance, Happened, Mark, News, Standing};
use crate::reports::presence::Present;
use crate::templates::Template;

/// How long a browser waits before it comes back, in milliseconds, when the line is lost.
const RETRY: u32 = 3_000;

/// What begins a stream.
pub fn hello() -> String {
    format!("retry: {RETRY}\n\n")
}

/// A line that says nothing but that the other end is there.
pub fn heartbeat() -> String {
    ":\n\n".to_owned()
}

/// One event. JSON stands on one line, whatever people wrote.
fn event(name: &str, data: &serde_json::Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// Somebody who cannot be told what they missed: they read the report again.
pub fn missed() -> String {
    event("missed", &json!({}))
}

/// Events with the mark that a browser has reached once it has read them: it stands at the last one, so that none of them is
/// lost with the line.
pub fn marked(mut events: Vec<String>, mark: Mark) -> String {
    if let Some(last) = events.last_mut() {
        last.insert_str(0, &format!("id: {mark}\n"));
    }
    events.concat()
}

/// What changed and what was said, of that what somebody reaches.
pub fn news(news: &News, reach: &Sections, account: &AccountId, mark: Mark) -> Vec<String> {
    if news.too_many {
        return vec![missed()];
    }
    let [answers, remarks] = news.within(reach);
    let mut events = Vec::new();
    for (name, all) in [("answers", answers), ("comments", remarks)] {
        for (by, paths) in by_person(&all) {
            let (who, name_of) = by.map(|(id, name)| (Some(id), Some(name))).unwrap_or_default();
            let data = json!({"paths": paths, "by": name_of, "you": who == Some(account), "revision": mark.revision});
            events.push(event(name, &data));
        }
    }
    events
}

type Person<'a> = Option<(&'a AccountId, &'a str)>;

/// The places by who was there, in the order of the first.
fn by_person<'a>(all: &[&'a Happened]) -> Vec<(Person<'a>, Vec<&'a str>)> {
    let mut found: Vec<(Person<'a>, Vec<&'a str>)> = Vec::new();
    for one in all {
        let by = one.by.as_ref().map(|(id, name)| (id, name.as_str()));
        match found.iter_mut().find(|(known, _)| *known == by) {
            Some((_, paths)) => paths.push(&one.path),
            None => found.push((by, vec![&one.path])),
        }
    }
    found
}

/// What a listener was told of where the report stands and who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    standing: Standing,
    present: Vec<Present>,
    people: String,
}

impl Told {
    /// What is to be told now.
    pub fn of(glance: &Glance, template: &Template, reach: &Sections, actor: &Actor) -> Self {
        let one = |present: &Present| {
            let at = present.section.as_ref().filter(|section| reach.reach(section));
            let section = at.and_then(|at| template.sections.iter().find(|section| section.name == *at));
            let number = section.and_then(|section| section.number.as_deref());
            let label = section.map(|one| one.label.in_language(&actor.language, &template.default_language));
            json!({
                "name": present.name, "you": present.account == actor.account,
                "section": section.map(|section| &section.name), "number": number, "label": label,
            })
        };
        let people: Vec<serde_json::Value> = glance.people.iter().map(one).collect();
        Self {
            standing: glance.standing.clone(),
            present: glance.people.clone(),
            people: event("people", &json!(people)),
        }
    }

    /// Whether the report stands elsewhere by now, or somebody came or went.
    pub fn is_past(&self, glance: &Glance) -> bool {
        (&self.standing, &self.present) != (&glance.standing, &glance.people)
    }

    /// What of it is new to somebody who was told this before.
    pub fn since(&self, before: Option<&Self>) -> Vec<String> {
        let mut events = Vec::new();
        if before.is_none_or(|before| before.standing != self.standing) {
            let Standing { state, is_open, submissions, version } = &self.standing;
            let data = json!({"state": state, "open": is_open, "submissions": submissions, "version": version});
            events.push(event("state", &data));
        }
        if before.is_none_or(|before| before.people != self.people) {
            events.push(self.people.clone());
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happened(section: &str, path: &str, by: Option<&(AccountId, String)>) -> Happened {
        Happened { section: section.parse().unwrap(), path: path.to_owned(), by: by.cloned() }
    }

    #[test]
    fn everybody_is_told_what_they_reach_and_the_mark_stands_last() {
        let (amina, li) =
            ((AccountId::fresh(), "Amina\nid: 9-9 event: x".to_owned()), (AccountId::fresh(), "Li Wei".to_owned()));
        let all = News {
            answers: vec![
                happened("a", "a1", Some(&amina)),
                happened("b", "b1", Some(&li)),
                happened("a", "a2", Some(&amina)),
                happened("a", "a3", None),
            ],
            remarks: vec![happened("b", "b1", Some(&li)), happened("a", "a1", Some(&li))],
            too_many: false,
        };
        let mark = Mark { revision: 7, remark: 2 };
        let only = Sections::Only(["a".parse().unwrap()].into());
        let said = marked(news(&all, &only, &amina.0, mark), mark);
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(
            lines,
            [
                "event: answers",
                r#"data: {"by":"Amina\nid: 9-9 event: x","paths":["a1","a2"],"revision":7,"you":true}"#,
                "",
                "event: answers",
                r#"data: {"by":null,"paths":["a3"],"revision":7,"you":false}"#,
                "",
                "id: 7-2",
                "event: comments",
                r#"data: {"by":"Li Wei","paths":["a1"],"revision":7,"you":false}"#,
                "",
            ]
        );
        let nothing = Sections::Only([].into());
        assert_eq!(marked(news(&all, &nothing, &amina.0, mark), mark), "");
        let too_many = News { too_many: true, ..News::default() };
        assert_eq!(news(&too_many, &only, &li.0, mark), ["event: missed\ndata: {}\n\n"]);
    }
}
