//! Current answers as they stand under the names of all versions, and which of them go to another name. Pure.

use std::collections::BTreeMap;

use crate::reports::answer::Answer;
use crate::templates::lineage::Lineage;

/// A current answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The name it stands under.
    pub question: String,
    /// In which row; empty at the top.
    pub row_path: String,
    /// What was said.
    pub answer: Answer,
    /// The columns that hold it: value, words of the other choice, qualifier, comment, language, attachments, links.
    pub said: [Option<String>; 7],
    /// The column that says where it was said before, while nobody has confirmed it.
    pub carried_from: Option<String>,
    /// Its revision.
    pub revision: i32,
    /// The report's revision after it: what is greater was saved later.
    pub report_revision: i64,
}

/// Of each answer the words that were saved last, under whatever name of its question.
pub fn last<'a>(kept: &'a [Kept], lineage: &Lineage) -> Vec<&'a Kept> {
    let mut found: BTreeMap<(String, &str), &Kept> = BTreeMap::new();
    for one in kept {
        let place = found.entry((lineage.root(&one.question).to_owned(), one.row_path.as_str())).or_insert(one);
        if one.report_revision > place.report_revision {
            *place = one;
        }
    }
    found.into_values().collect()
}

/// An answer that goes to another name.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried<'a> {
    /// The name it goes to.
    pub to: &'a str,
    /// What goes there.
    pub kept: &'a Kept,
    /// The revision that stands there; 0 for none.
    pub over: i32,
}

/// Every answer that stands under another name than the version to come has for it, and says something else than what
/// stands there. `names` are those of that version.
pub fn carried<'a>(kept: &'a [Kept], names: &[&'a str], lineage: &Lineage) -> Vec<Carried<'a>> {
    let targets: BTreeMap<&str, &str> = names.iter().map(|name| (lineage.root(name), *name)).collect();
    let mut found = Vec::new();
    for one in last(kept, lineage) {
        let Some(to) = targets.get(lineage.root(&one.question)).copied().filter(|to| *to != one.question) else {
            continue;
        };
        let there = kept.iter().find(|other| other.question == to && other.row_path == one.row_path);
        if there.is_none_or(|there| (&there.said, &there.carried_from) != (&one.said, &one.carried_from)) {
            found.push(Carried { to, kept: one, over: there.map_or(0, |there| there.revision) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::document;
    use serde_json::json;

    fn kept(question: &str, row_path: &str, words: &str, revision: i32, report_revision: i64) -> Kept {
        let said = [Some(words.to_owned()), None, None, None, None, None, None];
        let (question, row_path) = (question.to_owned(), row_path.to_owned());
        Kept { question, row_path, answer: Answer::default(), said, carried_from: None, revision, report_revision }
    }

    /// `a` became `b`, and there is `c`.
    fn lineage() -> Lineage {
        let version = |name: &str, was: Option<&str>| {
            let words = json!({"en": "Words"});
            let items = json!([{"name": name, "was": was, "type": "text", "label": words},
                               {"name": "c", "type": "text", "label": words}]);
            document::parse(&json!({
                "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
                "languages": ["en"], "title": words,
                "items": [{"name": "s", "type": "section", "label": words, "items": items}]
            }))
            .unwrap()
        };
        Lineage::of([&version("a", None), &version("b", Some("a"))])
    }

    fn check(all: &[Kept], names: &[&str], expect: &[&str]) {
        let found = carried(all, names, &lineage());
        let said = |one: &Carried<'_>| {
            let words = one.kept.said[0].clone().unwrap();
            format!("{}>{} {} {} {}", one.kept.question, one.to, one.kept.row_path, one.over, words)
        };
        assert_eq!(found.iter().map(said).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn what_was_saved_last_goes_to_the_name_that_holds() {
        let first = [kept("a", "", "one", 2, 5), kept("c", "", "two", 1, 6)];
        check(&first, &["b", "c"], &["a>b  0 one"]);
        check(&first, &["a", "c"], &[]);
        let both = [kept("a", "", "one", 2, 5), kept("b", "", "one", 1, 6)];
        check(&both, &["a", "c"], &[]);
        let changed = [kept("a", "", "one", 2, 5), kept("b", "", "three", 4, 9)];
        check(&changed, &["a", "c"], &["b>a  2 three"]);
        check(&changed, &["b"], &[]);
        check(&changed, &["c"], &[]);
    }

    #[test]
    fn every_row_goes_by_itself() {
        let rows = [kept("a", "x", "one", 1, 1), kept("a", "y/z", "two", 1, 2), kept("b", "x", "three", 1, 3)];
        check(&rows, &["b"], &["a>b y/z 0 two"]);
    }
}
